#include <math.h>
#include <stdint.h>
#include <time.h>

#include "csv_rows.h"
#include "number.h"
#include "samples.h"

#define HEADER "timeStamp,elapsed,label,responseCode,"

/* Larger times are not milliseconds since 1970. */
#define LATEST_MS 1e14

enum { STAMP, ELAPSED, CODE, MESSAGE, SUCCESS, BYTES, THREADS, COLUMNS };

static const char *const TITLES[COLUMNS] = {
    "timeStamp", "elapsed", "responseCode", "responseMessage", "success", "bytes", "allThreads"};

struct jtl {
    struct arena *arena;
    struct err *err;
    const char *source;
    bool header_seen;
    size_t columns[COLUMNS]; /* SIZE_MAX: absent */
    size_t width;
    struct samples samples;
    struct run run;
    double first_ms, last_ms, failures;
    double transactions; /* rows of transaction controllers, which repeat what they contain */
    double codes[1000];
};

static bool read_header(struct jtl *jtl, const struct csv_row *row)
{
    jtl->header_seen = true;
    jtl->width = row->count;
    for (size_t i = 0; i < COLUMNS; i++) {
        jtl->columns[i] = csv_column(row, TITLES[i]);
    }
    return jtl->columns[SUCCESS] != SIZE_MAX ||
           err_at(jtl->err, ERR_INPUT, jtl->source, row->line, 0,
                  "expected a column \"success\", without which errors are unknown");
}

static struct str text_field(const struct jtl *jtl, const struct csv_row *row, size_t which)
{
    size_t column = jtl->columns[which];
    return column < row->count ? row->fields[column] : (struct str){0};
}

static bool number_field(struct jtl *jtl, const struct csv_row *row, size_t which, double *value)
{
    return csv_number(row, jtl->columns[which], TITLES[which], jtl->source, value, jtl->err);
}

static bool says(struct str text, const char *words)
{
    return str_find(text, str_of(words), 0) != SIZE_MAX;
}

/* Counts a sample as an answer with its code, or as a failure of some kind. */
static void classify(struct jtl *jtl, struct str code, bool success)
{
    struct run *run = &jtl->run;
    double number;
    if (str_starts(code, STR("Non HTTP response code"))) {
        jtl->failures++;
        if (says(code, "SocketTimeout")) {
            run->errors.timeout++;
        } else if (says(code, "Connect") || says(code, "UnknownHost")) {
            run->errors.connect++;
        } else {
            run->errors.other++;
        }
        return;
    }
    run->requests++;
    run->ok += success;
    bool status = code.len == 3 && number_parse(code, &number) && number >= 100 && number < 1000 &&
                  number == floor(number);
    if (status) {
        jtl->codes[(size_t)number]++;
    }
    if (!success) {
        double *kind = status && number >= 400 ? &run->errors.status : &run->errors.other;
        ++*kind;
    }
}

static bool add_sample(struct jtl *jtl, const struct csv_row *row, bool success)
{
    struct run *run = &jtl->run;
    double stamp;
    double elapsed;
    double number;
    if (!number_field(jtl, row, STAMP, &stamp) || !number_field(jtl, row, ELAPSED, &elapsed)) {
        return false;
    }
    if (stamp > LATEST_MS || jtl->samples.us.n >= SAMPLES_MOST) {
        return err_at(jtl->err, ERR_INPUT, jtl->source, row->line, 0,
                      "expected a time in milliseconds since 1970 and at most %zu samples",
                      SAMPLES_MOST);
    }
    if (jtl->columns[BYTES] != SIZE_MAX) {
        if (!number_field(jtl, row, BYTES, &number)) {
            return false;
        }
        run->bytes = (isnan(run->bytes) ? 0 : run->bytes) + number;
    }
    if (jtl->columns[THREADS] != SIZE_MAX) {
        if (!number_field(jtl, row, THREADS, &number)) {
            return false;
        }
        run->load.connections = fmax(run->load.connections, number);
    }
    VEC_PUSH(jtl->arena, &jtl->samples.us, elapsed * 1e3);
    jtl->first_ms = fmin(jtl->first_ms, stamp);
    jtl->last_ms = fmax(jtl->last_ms, stamp + elapsed);
    classify(jtl, text_field(jtl, row, CODE), success);
    return true;
}

static bool read_row(void *context, const struct csv_row *row)
{
    struct jtl *jtl = context;
    if (!jtl->header_seen) {
        return read_header(jtl, row);
    }
    if (row->count != jtl->width) {
        return err_at(jtl->err, ERR_INPUT, jtl->source, row->line, 0,
                      "expected %zu fields, found %zu", jtl->width, row->count);
    }
    struct str success = text_field(jtl, row, SUCCESS);
    bool good = str_is(success, "true");
    if (!good && !str_is(success, "false")) {
        return err_at(jtl->err, ERR_INPUT, jtl->source, row->line, 0,
                      "expected true or false in the column \"success\"");
    }
    if (str_starts(text_field(jtl, row, MESSAGE), STR("Number of samples in transaction :"))) {
        jtl->transactions++;
        return true;
    }
    return add_sample(jtl, row, good);
}

static void set_start(struct jtl *jtl)
{
    time_t seconds = (time_t)floor(jtl->first_ms / 1e3);
    struct tm utc;
    char text[40];
    if (gmtime_r(&seconds, &utc) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc) > 0) {
        jtl->run.started_at =
            str_printf(jtl->arena, "%s.%03dZ", text, (int)(jtl->first_ms - (double)seconds * 1e3));
    }
}

static void set_codes(struct jtl *jtl)
{
    VEC(struct status_code) codes = {0};
    for (size_t i = 0; i < 1000; i++) {
        if (jtl->codes[i] > 0) {
            VEC_PUSH(jtl->arena, &codes, ((struct status_code){(double)i, jtl->codes[i]}));
        }
    }
    jtl->run.status_codes = codes.at;
    jtl->run.status_code_count = codes.n;
}

static void hand_out(struct jtl *jtl, const struct run_sink *sink)
{
    struct run *run = &jtl->run;
    VEC(struct str) notes = {0};
    run->elapsed_s = round(jtl->last_ms - jtl->first_ms) / 1e3;
    run->rps = run->elapsed_s > 0 ? run->requests / run->elapsed_s : NAN;
    run->bytes_per_s = run->elapsed_s > 0 ? run->bytes / run->elapsed_s : NAN;
    if (jtl->failures > 0) {
        run->attempts = run->requests + jtl->failures;
        VEC_PUSH(jtl->arena, &notes,
                 str_printf(jtl->arena, "latencies include %.0f samples without an answer",
                            jtl->failures));
    }
    if (jtl->transactions > 0) {
        VEC_PUSH(jtl->arena, &notes,
                 str_printf(jtl->arena,
                            "%.0f rows of transaction controllers were left out: they repeat the "
                            "samples in them",
                            jtl->transactions));
    }
    run->notes = notes.at;
    run->note_count = notes.n;
    run->has_latency = samples_latency(jtl->arena, &jtl->samples, &run->latency);
    set_start(jtl);
    set_codes(jtl);
    sink->take(sink->context, run);
}

static bool read_jtl(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct jtl jtl = {.arena = sink->arena,
                      .err = err,
                      .source = source->name,
                      .run = run_blank(),
                      .first_ms = NAN,
                      .last_ms = NAN};
    jtl.run.source_line = 1;
    jtl.run.source_format = STR("jtl");
    jtl.run.tool_name = STR("jmeter");
    jtl.run.load.model = LOAD_CLOSED;
    jtl.run.requests = jtl.run.ok = 0;
    jtl.run.errors = (struct run_errors){0, NAN, NAN, 0, 0, 0};
    if (!csv_rows(source, ',', read_row, &jtl, sink->arena, err)) {
        return false;
    }
    if (jtl.samples.us.n == 0) {
        return err_at(err, ERR_INPUT, source->name, source->line, 0, "no sample in this file");
    }
    hand_out(&jtl, sink);
    return true;
}

static int probe_jtl(struct str head)
{
    str_eat(&head, STR("\xef\xbb\xbf"));
    return str_starts(head, STR(HEADER)) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_jtl = {
    .name = "jtl",
    .summary = "every sample of a JMeter JTL file in CSV",
    .probe = probe_jtl,
    .read = read_jtl,
};
