#include <math.h>
#include <stdint.h>

#include "csv_rows.h"
#include "samples.h"

#define HEADER "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code"

/* hey writes no more rows than this. */
#define MOST_ROWS 1e6

struct hey_csv {
    struct arena *arena;
    struct err *err;
    const char *source;
    size_t time, status, offset; /* columns */
    bool header_seen;
    struct samples samples;
    double good, first_s, last_s;
    double codes[600];
};

static bool read_row(void *context, const struct csv_row *row)
{
    struct hey_csv *hey = context;
    double time_s;
    double code;
    double offset_s = NAN;
    if (!hey->header_seen) {
        hey->header_seen = true;
        hey->time = csv_column(row, "response-time");
        hey->status = csv_column(row, "status-code");
        hey->offset = csv_column(row, "offset");
        return true;
    }
    if (!csv_number(row, hey->time, "response-time", hey->source, &time_s, hey->err) ||
        !csv_number(row, hey->status, "status-code", hey->source, &code, hey->err) ||
        (hey->offset != SIZE_MAX &&
         !csv_number(row, hey->offset, "offset", hey->source, &offset_s, hey->err))) {
        return false;
    }
    if (code != floor(code) || code < 100 || code >= 600 ||
        (double)hey->samples.us.n >= MOST_ROWS) {
        return err_at(hey->err, ERR_INPUT, hey->source, row->line, 0,
                      "expected a status code from 100 to 599 and at most %.0f rows", MOST_ROWS);
    }
    samples_add(hey->arena, &hey->samples, round(time_s * 1e6));
    hey->codes[(size_t)code]++;
    hey->good += code < 400;
    hey->first_s = fmin(hey->first_s, offset_s);
    hey->last_s = fmax(hey->last_s, offset_s + time_s);
    return true;
}

static void set_codes(struct hey_csv *hey, struct run *run)
{
    VEC(struct status_code) codes = {0};
    for (size_t i = 0; i < 600; i++) {
        if (hey->codes[i] > 0) {
            VEC_PUSH(hey->arena, &codes, ((struct status_code){(double)i, hey->codes[i]}));
        }
    }
    run->status_codes = codes.at;
    run->status_code_count = codes.n;
}

static void hand_out(struct hey_csv *hey, const struct run_sink *sink)
{
    struct str note = STR("hey's CSV leaves out requests without an answer, so their number is "
                          "unknown; the elapsed time is that from the first request to the last "
                          "answer");
    struct run run = run_blank();
    run.source_line = 1;
    run.source_format = STR("hey-csv");
    run.tool_name = STR("hey");
    run.load.model = LOAD_CLOSED;
    run.requests = (double)hey->samples.us.n;
    run.ok = hey->good;
    run.errors.status = run.requests - run.ok;
    run.elapsed_s = round((hey->last_s - hey->first_s) * 1e4) / 1e4;
    run.rps = run.elapsed_s > 0 ? run.requests / run.elapsed_s : NAN;
    run.has_latency = samples_latency(hey->arena, &hey->samples, &run.latency);
    set_codes(hey, &run);
    struct str *notes = ARENA_ARRAY(hey->arena, struct str, 1);
    notes[0] = note;
    run.notes = notes;
    run.note_count = 1;
    sink->take(sink->context, &run);
}

static bool read_hey_csv(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct hey_csv hey = {
        .arena = sink->arena, .err = err, .source = source->name, .first_s = NAN, .last_s = NAN};
    if (!csv_rows(source, ',', read_row, &hey, sink->arena, err)) {
        return false;
    }
    if (hey.samples.us.n == 0) {
        return err_at(err, ERR_INPUT, source->name, source->line, 0,
                      "no answer in this file: hey writes no row for a request without one");
    }
    hand_out(&hey, sink);
    return true;
}

static int probe_hey_csv(struct str head)
{
    str_eat(&head, STR("\xef\xbb\xbf"));
    return str_starts(head, STR(HEADER)) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_hey_csv = {
    .name = "hey-csv",
    .summary = "every answer of hey -o csv",
    .probe = probe_hey_csv,
    .read = read_hey_csv,
};
