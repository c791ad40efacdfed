#include "json_result.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heading.h"
#include "number.h"

static bool take_record(struct json_reading *reading, struct record *record)
{
    struct json_result *result = reading->context;
    return result->take(result, record);
}

struct json_result json_result(struct source *source, const struct run_sink *sink, struct err *err,
                               const char *format,
                               bool (*take)(struct json_result *result, struct record *record))
{
    return (struct json_result){.json = {.source = source,
                                         .arena = sink->arena,
                                         .err = err,
                                         .take = take_record,
                                         .unknown = BUF(sink->arena)},
                                .sink = sink,
                                .heading = BUF(sink->arena),
                                .format = format,
                                .tool = format,
                                .take = take};
}

static bool has_runs(const struct json_result *result)
{
    return result->runs > 0 || err_at(result->json.err, ERR_INPUT, result->json.source->name, 0, 0,
                                      "no run of %s in this file", result->format);
}

bool json_result_read(struct json_result *result)
{
    result->json.context = result;
    return json_read_records(&result->json) && has_runs(result);
}

static void note_heading(struct json_result *result, struct str line)
{
    struct str heading = heading_marked(line);
    if (heading.len > 0) {
        result->heading.n = 0;
        buf_add(&result->heading, heading);
    }
}

/* Lines from the first with the beginning on to a closing bracket at the start of one. */
bool json_result_read_after(struct json_result *result, struct str first)
{
    struct json_reading *reading = &result->json;
    bool flat = first.ptr[0] != '{';
    struct buf text = BUF(reading->arena);
    struct str line;
    enum source_status status;
    long begin = 0;
    reading->context = result;
    while ((status = source_line(reading->source, &line, reading->err)) == SOURCE_LINE) {
        size_t at = str_find(line, first, 0);
        if (text.n == 0 && at == SIZE_MAX) {
            note_heading(result, line);
            continue;
        }
        if (text.n == 0) {
            begin = reading->source->line;
            line = str_skip(line, at);
            buf_text(&text, flat ? "{" : "");
        }
        buf_add(&text, line);
        buf_char(&text, '\n');
        bool whole = flat || line.ptr[0] == '}' || line.ptr[0] == '{';
        if (whole && str_ends(str_trim(line), STR("}"))) {
            if (!json_read_text(reading, buf_str(&text), begin)) {
                return false;
            }
            text.n = 0;
        }
    }
    if (status == SOURCE_FAILED) {
        return false;
    }
    return (text.n == 0 || json_read_text(reading, buf_str(&text), begin)) && has_runs(result);
}

void result_begin(struct json_result *result)
{
    result->run = run_blank();
    result->run.source_line = (double)result->json.line;
    result->run.source_format = str_of(result->format);
    result->run.tool_name = str_of(result->tool);
    if (result->heading.n > 0) {
        result->run.label = str_copy(result->json.arena, buf_str(&result->heading));
    }
    memset(&result->percentiles, 0, sizeof result->percentiles);
    memset(&result->codes, 0, sizeof result->codes);
    memset(&result->values, 0, sizeof result->values);
    memset(&result->notes, 0, sizeof result->notes);
}

static int by_p(const void *a, const void *b)
{
    double left = ((const struct percentile *)a)->p;
    double right = ((const struct percentile *)b)->p;
    return (left > right) - (left < right);
}

static int by_code(const void *a, const void *b)
{
    double left = ((const struct status_code *)a)->code;
    double right = ((const struct status_code *)b)->code;
    return (left > right) - (left < right);
}

static size_t distinct(struct percentile *items, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (n == 0 || items[i].p != items[n - 1].p) {
            items[n++] = items[i];
        }
    }
    return n;
}

void result_finish(struct json_result *result)
{
    struct run *run = &result->run;
    if (result->percentiles.n > 0) {
        qsort(result->percentiles.at, result->percentiles.n, sizeof *result->percentiles.at, by_p);
    }
    if (result->codes.n > 0) {
        qsort(result->codes.at, result->codes.n, sizeof *result->codes.at, by_code);
    }
    run->latency.percentiles = result->percentiles.at;
    run->latency.percentile_count = distinct(result->percentiles.at, result->percentiles.n);
    run->status_codes = result->codes.at;
    run->status_code_count = result->codes.n;
    run->values = result->values.at;
    run->value_count = result->values.n;
    run->notes = result->notes.at;
    run->note_count = result->notes.n;
    result->sink->take(result->sink->context, run);
    result->runs++;
}

void result_note(struct json_result *result, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    VEC_PUSH(result->json.arena, &result->notes, str_copy(result->json.arena, str_of(text)));
}

void result_percentile(struct json_result *result, double p, double us)
{
    struct percentile percentile = {p, us, NAN};
    if (!isnan(us)) {
        VEC_PUSH(result->json.arena, &result->percentiles, percentile);
    }
}

void result_value(struct json_result *result, struct named_value value)
{
    VEC_PUSH(result->json.arena, &result->values, value);
}

#define EXACT_DIGITS                                                                               \
    1e15 /* below, whole numbers are decimals of at most 15 digits: one double each */

/*
 * value as n / 10^places, n whole: then one multiplication or division by a power of ten, which is
 * exact up to 10^22, rounds the shifted decimal correctly.
 */
static bool shift_whole(double value, int places, int exponent, double *out)
{
    static const double POWERS[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const int most = sizeof POWERS / sizeof POWERS[0] - 1;
    int by = exponent - places;
    double whole = rint(value * POWERS[places]);
    if (by > most || by < -most || fabs(whole) >= EXACT_DIGITS || whole / POWERS[places] != value) {
        return false;
    }
    *out = by >= 0 ? whole * POWERS[by] : whole / POWERS[-by];
    return true;
}

double decimal_shift(double value, int exponent)
{
    double shifted;
    if (!isfinite(value)) {
        return NAN;
    }
    if (shift_whole(value, 0, exponent, &shifted) || shift_whole(value, 6, exponent, &shifted)) {
        return shifted;
    }
    char digits[NUMBER_SIZE];
    char text[NUMBER_SIZE + 16];
    struct str number = number_format(digits, value);
    const char *mark = memchr(number.ptr, 'e', number.len);
    size_t len = mark ? (size_t)(mark - number.ptr) : number.len;
    long own = mark ? strtol(mark + 1, NULL, 10) : 0;
    int size = snprintf(text, sizeof text, "%.*se%ld", (int)len, number.ptr, own + exponent);
    return number_parse((struct str){text, (size_t)size}, &shifted) ? shifted : NAN;
}

bool record_shifted(struct record *record, const char *key, int exponent, double *out)
{
    if (!record_number(record, key, out)) {
        return false;
    }
    *out = decimal_shift(*out, exponent);
    return true;
}

bool record_needed(struct record *record, const char *key, int exponent, double *out)
{
    return record_shifted(record, key, exponent, out) &&
           (!isnan(*out) || record_fail(record, key, "a number"));
}

static bool percentile_name(struct str name, const char *prefix, const char *suffix, double *p)
{
    char digits[16];
    if (!str_starts(name, str_of(prefix)) || !str_ends(name, str_of(suffix)) ||
        name.len <= strlen(prefix) + strlen(suffix)) {
        return false;
    }
    name = str_cut(name, strlen(prefix), name.len - strlen(suffix));
    if (name.len >= sizeof digits) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        digits[i] = (char)(name.ptr[i] == '_' ? '.' : name.ptr[i]);
    }
    return number_parse((struct str){digits, name.len}, p) && *p >= 0 && *p <= 100;
}

bool result_percentiles(struct json_result *result, struct record *record, const char *key,
                        const char *prefix, const char *suffix, int exponent)
{
    struct record child = *record;
    if (key[0] != '\0' && !record_child(record, key, &child)) {
        return false;
    }
    struct record_member member = {0};
    while (record_next(&child, &member)) {
        double p;
        double value;
        if (!percentile_name(str_of(member.key), prefix, suffix, &p)) {
            continue;
        }
        if (!member_number(&child, &member, &value)) {
            return false;
        }
        result_percentile(result, p, decimal_shift(value, exponent));
    }
    return true;
}

void result_code(struct json_result *result, struct code_sums *sums, double code, double count)
{
    if (code < 100) {
        sums->none += count;
        return;
    }
    struct status_code item = {code, count};
    VEC_PUSH(result->json.arena, &result->codes, item);
    sums->answers += count;
    sums->good += code < 400 ? count : 0;
}

bool result_codes(struct json_result *result, struct record *record, const char *key,
                  struct code_sums *sums)
{
    struct record codes;
    *sums = (struct code_sums){0};
    if (!record_child(record, key, &codes)) {
        return false;
    }
    struct record_member member = {0};
    while (record_next(&codes, &member)) {
        double code;
        double count;
        if (!number_parse(str_of(member.key), &code) || code > 999) {
            return record_fail(&codes, member.key, "a status code as the key");
        }
        if (!member_number(&codes, &member, &count)) {
            return false;
        }
        if (isnan(count)) {
            return record_fail(&codes, member.key, "a number");
        }
        result_code(result, sums, code, count);
    }
    return true;
}
