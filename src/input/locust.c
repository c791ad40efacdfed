#include <math.h>
#include <stdint.h>

#include "csv_rows.h"
#include "number.h"
#include "vec.h"

enum { TYPE, NAME, COUNT, FAILURES, MEAN, MIN, MAX, SIZE, RATE, COLUMNS };

static const char *const TITLES[COLUMNS] = {"Type",
                                            "Name",
                                            "Request Count",
                                            "Failure Count",
                                            "Average Response Time",
                                            "Min Response Time",
                                            "Max Response Time",
                                            "Average Content Size",
                                            "Requests/s"};

/* Before 1.0 */
static const char *const OLD_TITLES[COLUMNS] = {"Method",
                                                "Name",
                                                "# requests",
                                                "# failures",
                                                "Average response time",
                                                "Min response time",
                                                "Max response time",
                                                "Average Content Size",
                                                "Requests/s"};

struct locust {
    const struct run_sink *sink;
    struct err *err;
    const char *source;
    bool header_seen;
    size_t columns[COLUMNS];
    double shares[CSV_MOST_FIELDS]; /* percentile of a column, NaN: none */
    size_t width;
    size_t runs;
};

static bool read_header(struct locust *locust, const struct csv_row *row)
{
    locust->header_seen = true;
    for (size_t i = 0; i < COLUMNS; i++) {
        size_t column = csv_column(row, TITLES[i]);
        locust->columns[i] = column == SIZE_MAX ? csv_column(row, OLD_TITLES[i]) : column;
        if (locust->columns[i] == SIZE_MAX) {
            return err_at(locust->err, ERR_INPUT, locust->source, row->line, 0,
                          "expected a column \"%s\"", TITLES[i]);
        }
    }
    locust->width = row->count;
    for (size_t i = 0; i < row->count; i++) {
        struct str title = row->fields[i];
        bool percent = str_ends(title, STR("%")) &&
                       number_parse(str_cut(title, 0, title.len - 1), &locust->shares[i]);
        if (!percent) {
            locust->shares[i] = NAN;
        }
    }
    return true;
}

static bool add_percentiles(struct locust *locust, const struct csv_row *row,
                            struct latency *latency)
{
    VEC(struct percentile) list = {0};
    for (size_t i = 0; i < row->count; i++) {
        double ms;
        double p = locust->shares[i];
        if (isnan(p) || str_is(row->fields[i], "N/A")) {
            continue;
        }
        if (!csv_number(row, i, "percentile", locust->source, &ms, locust->err)) {
            return false;
        }
        if (p < 0 || p > 100 || (list.n > 0 && list.at[list.n - 1].p >= p)) {
            return err_at(locust->err, ERR_INPUT, locust->source, row->line, 0,
                          "expected percentile columns that ascend");
        }
        if (ms > 0) {
            VEC_PUSH(locust->sink->arena, &list, ((struct percentile){p, ms * 1e3, NAN}));
        }
    }
    latency->percentiles = list.at;
    latency->percentile_count = list.n;
    return true;
}

static bool read_numbers(struct locust *locust, const struct csv_row *row, double values[COLUMNS])
{
    for (size_t i = COUNT; i < COLUMNS; i++) {
        if (!csv_number(row, locust->columns[i], TITLES[i], locust->source, &values[i],
                        locust->err)) {
            return false;
        }
    }
    return values[FAILURES] <= values[COUNT] ||
           err_at(locust->err, ERR_INPUT, locust->source, row->line, 0,
                  "expected no more failures than requests");
}

/* A name in Locust's list is a part of the run; its row "Aggregated" is the whole. */
static void set_part(struct locust *locust, const struct csv_row *row, struct run *run)
{
    struct arena *arena = locust->sink->arena;
    struct str type = row->fields[locust->columns[TYPE]];
    struct str name = row->fields[locust->columns[NAME]];
    bool typed = type.len > 0 && !str_is(type, "None"); /* as Locust before 1.0.3 wrote it */
    if (!typed && (str_is(name, "Aggregated") || str_is(name, "Total"))) {
        return;
    }
    run->target_name = str_clean(arena, str_copy(arena, name));
    if (typed) {
        run->method = str_clean(arena, str_copy(arena, type));
    }
}

static bool read_row(void *context, const struct csv_row *row)
{
    struct locust *locust = context;
    struct run run = run_blank();
    double values[COLUMNS];
    if (!locust->header_seen) {
        return read_header(locust, row);
    }
    if (row->count != locust->width) {
        return err_at(locust->err, ERR_INPUT, locust->source, row->line, 0,
                      "expected %zu fields, found %zu", locust->width, row->count);
    }
    if (!read_numbers(locust, row, values) || !add_percentiles(locust, row, &run.latency)) {
        return false;
    }
    run.source_line = (double)row->line;
    run.source_format = STR("locust");
    run.tool_name = STR("locust");
    run.load.model = LOAD_CLOSED;
    run.requests = values[COUNT];
    run.ok = values[COUNT] - values[FAILURES];
    run.errors.other = values[FAILURES];
    run.rps = values[RATE];
    run.bytes = round(values[SIZE] * values[COUNT]); /* of bodies */
    run.bytes_per_s = values[SIZE] * run.rps;
    run.elapsed_s = run.rps > 0 ? round(run.requests / run.rps * 1e6) / 1e6 : NAN;
    run.has_latency = values[MAX] > 0;
    run.latency.mean_us = values[MEAN] > 0 ? values[MEAN] * 1e3 : NAN;
    run.latency.min_us = values[MIN] > 0 ? values[MIN] * 1e3 : NAN;
    run.latency.max_us = values[MAX] * 1e3;
    struct str *notes = ARENA_ARRAY(locust->sink->arena, struct str, 1);
    notes[0] = STR("Locust rounds percentiles to two significant digits, and counts failures of "
                   "any kind as requests; the elapsed time is requests / rate");
    run.notes = notes;
    run.note_count = 1;
    set_part(locust, row, &run);
    locust->runs++;
    locust->sink->take(locust->sink->context, &run);
    return true;
}

static bool read_locust(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct locust locust = {.sink = sink, .err = err, .source = source->name};
    struct str head;
    if (!source_head(source, &head, err) ||
        !csv_rows(source, csv_delimiter(head), read_row, &locust, sink->arena, err)) {
        return false;
    }
    return locust.runs > 0 || err_at(err, ERR_INPUT, source->name, source->line, 0,
                                     "no request in this file of Locust");
}

/* "Type,Name,Request Count,Failure Count,Median..." and its older names, with quotes or without,
 * and with the semicolons of a spreadsheet. */
static int probe_locust(struct str head)
{
    static const char *const TABLES[][5] = {
        {"Type", "Name", "Request Count", "Failure Count", "Median Response Time"},
        {"Type", "Name", "# requests", "# failures", "Median response time"},
        {"Method", "Name", "# requests", "# failures", "Median response time"}};
    char delimiter = csv_delimiter(head);
    struct str sign = {&delimiter, 1};
    str_eat(&head, STR("\xef\xbb\xbf"));
    for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0]; i++) {
        struct str rest = head;
        bool same = true;
        for (size_t k = 0; same && k < 5; k++) {
            bool quoted = str_eat(&rest, STR("\""));
            same = str_eat(&rest, str_of(TABLES[i][k])) && (!quoted || str_eat(&rest, STR("\""))) &&
                   str_eat(&rest, sign);
        }
        if (same) {
            return PROBE_CERTAIN;
        }
    }
    return PROBE_NO;
}

const struct input_format input_locust = {
    .name = "locust",
    .summary = "Locust's _stats.csv: the whole, and each name as a part",
    .probe = probe_locust,
    .read = read_locust,
};
