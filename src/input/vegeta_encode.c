/*
 * Every request of vegeta encode: CSV of 12 columns without a header (time in
 * ns since 1970, status, latency in ns, bytes out, bytes in, error, body, attack,
 * number, method, URL, headers), or a line of JSON each. Status 0 is no answer.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "csv_rows.h"
#include "json_line.h"
#include "json_result.h"
#include "number.h"
#include "tally.h"
#include "timestamp.h"

enum { TIME, CODE, LATENCY, OUT, IN, ERROR, BODY, ATTACK, SEQUENCE, METHOD, URL, COLUMNS };

struct request {
    double start_ms, code, latency_ns, bytes;
    struct str method, url;
    bool complete; /* everything that counts was there */
};

struct vegeta {
    struct tallies tallies;
    struct err *err;
    const char *source;
    struct str method, url;
    bool several_urls, several_methods;
    double unanswered;
};

static void note_text(struct arena *arena, struct str text, struct str *first, bool *several)
{
    if (text.len > 0 && !first->ptr) {
        *first = str_copy(arena, text);
    } else if (text.len > 0 && !str_eq(text, *first)) {
        *several = true;
    }
}

static bool count_request(struct vegeta *vegeta, const struct request *request, long line)
{
    struct tally *tally = vegeta->tallies.whole;
    struct run *run = &tally->run;
    double code = request->code;
    bool known = code == 0 || (code >= 100 && code < 600 && code == floor(code));
    if (!request->complete || !known || request->latency_ns < 0 || request->bytes < 0) {
        return err_at(vegeta->err, ERR_INPUT, vegeta->source, line, 0,
                      "expected a request of vegeta encode: time, status (0, or 100 to 599), "
                      "latency in ns");
    }
    run->attempts++;
    run->bytes = (isnan(run->bytes) ? 0 : run->bytes) + request->bytes;
    if (code == 0) {
        run->errors.other++;
        vegeta->unanswered++;
    } else {
        double ms = decimal_shift(request->latency_ns, -6);
        run->requests++;
        run->ok += code < 400;
        run->errors.status += code >= 400;
        tally_code(tally, code);
        tally_time(&vegeta->tallies, tally, request->start_ms, request->start_ms + ms,
                   decimal_shift(request->latency_ns, NS_TO_US));
    }
    note_text(vegeta->tallies.arena, request->url, &vegeta->url, &vegeta->several_urls);
    note_text(vegeta->tallies.arena, request->method, &vegeta->method, &vegeta->several_methods);
    return true;
}

static bool finish(struct vegeta *vegeta, const struct run_sink *sink)
{
    struct run *run = &vegeta->tallies.whole->run;
    struct str note = {0};
    if (run->attempts == 0) {
        return err_at(vegeta->err, ERR_INPUT, vegeta->source, 0, 0, "no request in this file");
    }
    run->load.model = LOAD_OPEN;
    run->url = vegeta->several_urls ? (struct str){0} : vegeta->url;
    run->method = vegeta->several_methods ? (struct str){0} : vegeta->method;
    if (vegeta->unanswered > 0) {
        note = str_printf(vegeta->tallies.arena,
                          "latency is that of answers: %.0f requests got none", vegeta->unanswered);
    }
    tallies_finish(&vegeta->tallies, &note, note.ptr != NULL, sink);
    return true;
}

static struct vegeta begin(struct source *source, const struct run_sink *sink, const char *format,
                           struct err *err)
{
    struct vegeta vegeta = {.err = err, .source = source->name};
    tallies_begin(&vegeta.tallies, sink->arena, format, "vegeta");
    return vegeta;
}

static bool take_row(void *context, const struct csv_row *row)
{
    struct request request = {0};
    double ns;
    request.complete = row->count >= IN + 1 && number_parse(row->fields[TIME], &ns) &&
                       number_parse(row->fields[CODE], &request.code) &&
                       number_parse(row->fields[LATENCY], &request.latency_ns) &&
                       number_parse(row->fields[IN], &request.bytes);
    if (request.complete) {
        request.start_ms = ns / 1e6;
        request.method = row->count > METHOD ? row->fields[METHOD] : request.method;
        request.url = row->count > URL ? row->fields[URL] : request.url;
    }
    return count_request(context, &request, row->line);
}

static bool read_csv(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct vegeta vegeta = begin(source, sink, "vegeta-csv", err);
    return csv_rows(source, ',', take_row, &vegeta, sink->arena, err) && finish(&vegeta, sink);
}

/* 1565085158229535000,200,1234567,0,120, */
static int probe_csv(struct str head)
{
    double value;
    for (size_t i = 0; i < 5; i++) {
        struct str digits = head;
        if (!number_eat(&head, &value, NULL) || !str_eat(&head, STR(",")) ||
            (i == 0 && digits.len - head.len != 20) || (i == 1 && value >= 600)) {
            return PROBE_NO;
        }
    }
    return PROBE_CERTAIN;
}

const struct input_format input_vegeta_csv = {
    .name = "vegeta-csv",
    .summary = "every request of vegeta encode -to csv",
    .probe = probe_csv,
    .read = read_csv,
};

/* What stands in a line of JSON. */
struct line {
    struct request request;
    bool code, latency, timestamp;
};

static bool take_number(struct cursor *cursor, double *value, bool *seen)
{
    struct str word;
    *seen = scan_word(cursor, &word) && number_parse(word, value) && *value >= 0;
    return *seen;
}

static bool take_field(struct cursor *cursor, struct str key, void *context)
{
    struct line *line = context;
    struct str time;
    bool bytes;
    if (str_is(key, "code")) {
        return take_number(cursor, &line->request.code, &line->code);
    }
    if (str_is(key, "latency")) {
        return take_number(cursor, &line->request.latency_ns, &line->latency);
    }
    if (str_is(key, "bytes_in")) {
        return take_number(cursor, &line->request.bytes, &bytes);
    }
    if (str_is(key, "timestamp")) {
        line->timestamp = scan_string(cursor, &time) && rfc3339_ms(time, &line->request.start_ms);
        return line->timestamp;
    }
    return str_is(key, "method") ? scan_string(cursor, &line->request.method)
           : str_is(key, "url")  ? scan_string(cursor, &line->request.url)
                                 : scan_skip(cursor);
}

static bool read_json(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct vegeta vegeta = begin(source, sink, "vegeta-json", err);
    struct buf scratch = BUF(sink->arena);
    struct str text;
    enum source_status status;
    while ((status = source_line(source, &text, err)) == SOURCE_LINE) {
        struct line line = {0};
        struct cursor cursor = {text.ptr, text.ptr + text.len};
        if (text.len == 0) {
            continue;
        }
        line.request.complete =
            scan_object(&cursor, &line, take_field) && line.code && line.latency && line.timestamp;
        scan_blanks(&cursor);
        line.request.complete = line.request.complete && cursor.at == cursor.end;
        line.request.url = json_unescape(&scratch, line.request.url);
        if (!count_request(&vegeta, &line.request, source->line)) {
            return false;
        }
    }
    return status == SOURCE_END && finish(&vegeta, sink);
}

static int probe_json(struct str head)
{
    static const char *const KEYS[] = {"\"attack\":", "\"seq\":", "\"code\":", "\"latency\":"};
    struct str first = str_cut(head, 0, str_find(head, STR("\n"), 0));
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        if (str_find(first, str_of(KEYS[i]), 0) >= first.len) {
            return PROBE_NO;
        }
    }
    return str_starts(first, STR("{")) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_vegeta_json = {
    .name = "vegeta-json",
    .summary = "every request of vegeta encode -to json",
    .probe = probe_json,
    .mark = "{\"attack\":",
    .read = read_json,
};
