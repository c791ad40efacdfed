/* ab -e (percentiles as CSV) and ab -g (every request, tab-separated). */
#include <math.h>
#include <stdint.h>

#include "csv_rows.h"
#include "json_result.h"
#include "samples.h"
#include "timestamp.h"

struct ab_file {
    struct arena *arena;
    struct err *err;
    const char *source;
    bool header_seen;
    double next_p, last_us;
    struct run run;
    VEC(struct percentile) percentiles;
    size_t total, start; /* columns ttime, seconds */
    double first_s;      /* the earliest start */
    struct samples samples;
};

static struct run blank_run(const char *format)
{
    struct run run = run_blank();
    run.source_line = 1;
    run.source_format = str_of(format);
    run.tool_name = STR("ab");
    run.load.model = LOAD_CLOSED;
    return run;
}

/* "99,399.416" */
static bool percentile_row(void *context, const struct csv_row *row)
{
    struct ab_file *file = context;
    struct latency *latency = &file->run.latency;
    double p;
    double ms;
    if (!file->header_seen) {
        file->header_seen = true;
        return true;
    }
    if (!csv_number(row, 0, "Percentage served", file->source, &p, file->err) ||
        !csv_number(row, 1, "Time in ms", file->source, &ms, file->err)) {
        return false;
    }
    double us = round(ms * 1e3);
    if (p != file->next_p || us < file->last_us) {
        return err_at(file->err, ERR_INPUT, file->source, row->line, 0,
                      "expected %.0f %% and a time not below the one before", file->next_p);
    }
    file->next_p++;
    file->last_us = us;
    if (p == 0) {
        latency->min_us = us > 0 ? us : NAN;
    } else if (p == 100) {
        latency->max_us = us;
    } else if (us > 0) {
        VEC_PUSH(file->arena, &file->percentiles, ((struct percentile){p, us, NAN}));
    }
    return true;
}

static bool read_ab_csv(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct ab_file file = {.arena = sink->arena, .err = err, .source = source->name};
    file.run = blank_run("ab-csv");
    if (!csv_rows(source, ',', percentile_row, &file, sink->arena, err)) {
        return false;
    }
    if (file.next_p != 101) {
        return err_at(err, ERR_INPUT, source->name, source->line, 0,
                      "the run is cut off: expected a row for %.0f %%", file.next_p);
    }
    file.run.has_latency = file.last_us > 0;
    file.run.latency.percentiles = file.percentiles.at;
    file.run.latency.percentile_count = file.percentiles.n;
    sink->take(sink->context, &file.run);
    return true;
}

static bool sample_row(void *context, const struct csv_row *row)
{
    struct ab_file *file = context;
    double ms;
    double start_s;
    if (!file->header_seen) {
        file->header_seen = true;
        file->total = csv_column(row, "ttime");
        file->start = csv_column(row, "seconds");
        return true;
    }
    if (!csv_number(row, file->total, "ttime", file->source, &ms, file->err) ||
        !csv_number(row, file->start, "seconds", file->source, &start_s, file->err)) {
        return false;
    }
    file->first_s = fmin(file->first_s, start_s); /* rows are sorted by ttime */
    if (file->samples.us.n >= SAMPLES_MOST) {
        return err_at(file->err, ERR_INPUT, file->source, row->line, 0,
                      "more than %zu requests in one file", SAMPLES_MOST);
    }
    VEC_PUSH(file->arena, &file->samples.us, ms * 1e3);
    return true;
}

static bool read_ab_tsv(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct ab_file file = {
        .arena = sink->arena, .err = err, .source = source->name, .first_s = NAN};
    file.run = blank_run("ab-tsv");
    if (!csv_rows(source, '\t', sample_row, &file, sink->arena, err)) {
        return false;
    }
    if (file.samples.us.n == 0) {
        return err_at(err, ERR_INPUT, source->name, source->line, 0, "no request in this file");
    }
    struct str *notes = ARENA_ARRAY(sink->arena, struct str, 1);
    notes[0] = STR("the file of ab -g holds whole milliseconds and says neither how long the run "
                   "took nor which requests failed");
    file.run.notes = notes;
    file.run.note_count = 1;
    file.run.started_at = utc_from_ms(sink->arena, file.first_s * 1e3);
    file.run.has_latency = samples_latency(sink->arena, &file.samples, &file.run.latency);
    sink->take(sink->context, &file.run);
    return true;
}

static int probe_ab_csv(struct str head)
{
    return str_starts(head, STR("Percentage served,Time in ms")) ? PROBE_CERTAIN : PROBE_NO;
}

static int probe_ab_tsv(struct str head)
{
    bool ours = str_starts(head, STR("starttime\tseconds\tctime\tdtime\tttime\twait"));
    return ours ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_ab_csv = {
    .name = "ab-csv",
    .summary = "percentiles of ab -e",
    .probe = probe_ab_csv,
    .read = read_ab_csv,
};

const struct input_format input_ab_tsv = {
    .name = "ab-tsv",
    .summary = "every request of ab -g",
    .probe = probe_ab_tsv,
    .read = read_ab_tsv,
};
