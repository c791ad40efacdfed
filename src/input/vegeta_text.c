#include <math.h>
#include <stdint.h>

#include "scan.h"
#include "text_run.h"

#define FIRST_LINE "Requests      [total, rate"
#define MOST_FIELDS 16

/* A line "Label [name, name] value, value"; names and values are slices of it. */
struct fields {
    struct str names[MOST_FIELDS];
    struct str values[MOST_FIELDS];
    size_t count;
};

struct vegeta {
    struct text_run text;
    double total, sent_rate, throughput;
    double taken_us;
    double successes, answers, failures;
    bool codes_seen;
};

static struct str next_item(struct str *list)
{
    size_t comma = str_find(*list, STR(","), 0);
    struct str item = str_trim(str_cut(*list, 0, comma));
    *list = str_skip(*list, comma == SIZE_MAX ? list->len : comma + 1);
    return item;
}

/* Splits what follows the label; every version of vegeta names its columns, so they are read by
 * name. */
static bool split(struct text_run *text, struct fields *fields)
{
    if (!text_literal(text, "[")) {
        return false;
    }
    size_t close = str_find(text->rest, STR("]"), 0);
    if (close == SIZE_MAX) {
        return text_unexpected(text, "names in brackets");
    }
    struct str names = str_cut(text->rest, 0, close);
    struct str values = str_skip(text->rest, close + 1);
    text->rest = str_trim(values);
    fields->count = 0;
    while (names.len > 0 && fields->count < MOST_FIELDS) {
        fields->names[fields->count] = next_item(&names);
        fields->values[fields->count++] = next_item(&values);
    }
    return names.len == 0 && values.len == 0 ? true
                                             : text_unexpected(text, "a value for each name");
}

/* The named field; one that is not there leaves *value as it is. */
static bool number_field(struct text_run *text, const struct fields *fields, const char *name,
                         double *value)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (str_is(fields->names[i], name)) {
            text->rest = fields->values[i];
            return text_decimal(text, 1, value) && text_end(text);
        }
    }
    return true;
}

static bool begin(struct vegeta *v)
{
    struct text_run *text = &v->text;
    struct fields fields = {0};
    text_begin(text, "vegeta-text", "vegeta");
    text->run.load.model = LOAD_OPEN;
    v->total = v->sent_rate = v->throughput = v->taken_us = NAN;
    v->successes = v->answers = v->failures = 0;
    v->codes_seen = false;
    return split(text, &fields) && number_field(text, &fields, "total", &v->total) &&
           number_field(text, &fields, "rate", &v->sent_rate) &&
           number_field(text, &fields, "throughput", &v->throughput);
}

static bool duration_line(struct vegeta *v)
{
    struct fields fields = {0};
    if (!split(&v->text, &fields)) {
        return false;
    }
    for (size_t i = 0; i < fields.count; i++) {
        if (str_is(fields.names[i], "total")) {
            v->text.rest = fields.values[i];
            return text_duration(&v->text, &v->taken_us) && text_end(&v->text);
        }
    }
    return true;
}

static bool latencies_line(struct vegeta *v)
{
    struct text_run *text = &v->text;
    struct latency *latency = &text->run.latency;
    struct fields fields = {0};
    if (!split(text, &fields)) {
        return false;
    }
    for (size_t i = 0; i < fields.count; i++) {
        struct str name = fields.names[i];
        double us;
        double p;
        text->rest = fields.values[i];
        if (!text_duration(text, &us) || !text_end(text)) {
            return false;
        }
        if (str_is(name, "min")) {
            latency->min_us = text_resolved(text, us);
        } else if (str_is(name, "mean")) {
            latency->mean_us = text_resolved(text, us);
        } else if (str_is(name, "max")) {
            latency->max_us = us;
        } else if (scan_decimal(&name, 1, &p)) {
            if (!text_percentile(text, p, us, NAN)) {
                return false;
            }
        }
    }
    text->run.has_latency = latency->max_us > 0;
    return true;
}

/* "[code:count] 0:535  200:665"; code 0 stands for no answer. */
static bool codes_line(struct vegeta *v)
{
    struct text_run *text = &v->text;
    double code;
    double count;
    if (!text_literal(text, "[code:count]")) {
        return false;
    }
    while (str_trim(text->rest).len > 0) {
        if (!text_count(text, &code) || !text_literal(text, ":") || !text_count(text, &count)) {
            return false;
        }
        if (code == 0) {
            v->failures += count;
            continue;
        }
        if (!text_code(text, code, count)) {
            return false;
        }
        v->answers += count;
        v->successes += code >= 200 && code < 400 ? count : 0;
    }
    v->codes_seen = true;
    return true;
}

static bool bytes_line(struct vegeta *v)
{
    struct fields fields = {0};
    return split(&v->text, &fields) && number_field(&v->text, &fields, "total", &v->text.run.bytes);
}

static bool check_counts(struct vegeta *v)
{
    struct text_run *text = &v->text;
    if (!v->codes_seen || isnan(v->total) || isnan(v->taken_us)) {
        return text_cut_off(text, "\"Status Codes [code:count]\"");
    }
    if (v->answers + v->failures != v->total) {
        return err_at(text->err, ERR_INPUT, text->source->name, (long)text->run.source_line, 0,
                      "this run contradicts itself: %.0f requests, but %.0f status codes", v->total,
                      v->answers + v->failures);
    }
    return true;
}

static bool finish(void *context)
{
    struct vegeta *v = context;
    struct text_run *text = &v->text;
    struct run *run = &text->run;
    if (!check_counts(v)) {
        return false;
    }
    run->elapsed_s = v->taken_us / 1e6;
    run->requests = v->answers;
    run->ok = v->successes;
    run->rps = run->elapsed_s > 0 ? v->answers / run->elapsed_s : NAN;
    run->bytes_per_s = run->elapsed_s > 0 ? run->bytes / run->elapsed_s : NAN;
    run->errors.status = v->answers - v->successes;
    run->errors.other = v->failures;
    run->latency.count = v->total;
    if (v->failures > 0) {
        run->attempts = v->total;
        text_note(text, "latencies include %.0f requests without an answer", v->failures);
    }
    if (!isnan(v->sent_rate)) {
        VEC_PUSH(text->sink->arena, &text->values,
                 ((struct named_value){.name = STR("requests sent per second"),
                                       .value = v->sent_rate,
                                       .unit = STR("1/s")}));
    }
    text_finish(text);
    return true;
}

static bool next_line(void *context)
{
    struct vegeta *v = context;
    struct str *rest = &v->text.rest;
    if (str_starts(*rest, STR(FIRST_LINE))) {
        scan_text(rest, "Requests");
        return (!v->text.open || finish(v)) && begin(v);
    }
    if (!v->text.open) {
        return true;
    }
    if (str_starts(*rest, STR("Duration      [")) && scan_text(rest, "Duration")) {
        return duration_line(v);
    }
    if (scan_text(rest, "Latencies ")) {
        return latencies_line(v);
    }
    if (scan_text(rest, "Bytes In ")) {
        return bytes_line(v);
    }
    return !scan_text(rest, "Status Codes ") || codes_line(v);
}

static bool is_whole(const void *context)
{
    const struct vegeta *v = context;
    return v->codes_seen;
}

static bool read_vegeta(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct vegeta v = {.text = {.source = source, .sink = sink, .err = err}};
    static const struct text_reader READER = {next_line, finish, is_whole, "\"" FIRST_LINE "\""};
    return text_read(&v.text, &READER, &v);
}

static int probe_vegeta(struct str head)
{
    size_t at = text_find(head, FIRST_LINE, 0);
    bool whole = at != SIZE_MAX && text_find(head, "Status Codes ", at) != SIZE_MAX;
    return whole ? PROBE_WHOLE : at != SIZE_MAX ? PROBE_LIKELY : PROBE_NO;
}

const struct input_format input_vegeta_text = {
    .name = "vegeta-text",
    .summary = "report of vegeta in words, any number of runs a file",
    .probe = probe_vegeta,
    .read = read_vegeta,
    .mark = FIRST_LINE,
    .labels_are_headings = true,
};
