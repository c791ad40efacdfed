/*
 * A table somebody made: CSV with a header, a run a row. What a column means is
 * known by its name, or said with --columns "THEIRS=OURS,...". A time whose unit
 * nobody states is refused, not guessed.
 */
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "csv_rows.h"
#include "number.h"
#include "vec.h"

enum kind { AS_TEXT, AS_NUMBER, AS_TIME };

/* What a column may hold: its name here, and where it goes. */
static const struct target {
    const char *name;
    enum kind kind;
    size_t offset;       /* in struct run */
    const char *also[8]; /* other names that people give it */
} TARGETS[] = {

#define RUN(field) offsetof(struct run, field)
    {"label", AS_TEXT, RUN(label), {"system", "server", "framework", "name"}},
    {"target", AS_TEXT, RUN(target_name), {"workload", "test", "scenario", "endpoint"}},
    {"url", AS_TEXT, RUN(url), {NULL}},
    {"requests",
     AS_NUMBER,
     RUN(requests),
     {"total_requests", "num_requests", "request_count", "requests_total"}},
    {"ok", AS_NUMBER, RUN(ok), {"successful_requests", "successes", "success_count"}},
    {"rps",
     AS_NUMBER,
     RUN(rps),
     {"requests_per_second", "requests_per_sec", "requests_sec", "req_sec", "req_s", "requests_s",
      "reqs_per_sec"}},
    {"elapsed", AS_TIME, RUN(elapsed_s), {"duration", "time_taken", "total_time"}},
    {"bytes", AS_NUMBER, RUN(bytes), {"bytes_read", "total_bytes"}},
    {"bytes_per_s", AS_NUMBER, RUN(bytes_per_s), {"bytes_per_second", "bytes_sec"}},
    {"connections",
     AS_NUMBER,
     RUN(load.connections),
     {"concurrency", "clients", "vus", "users", "conns"}},
    {"threads", AS_NUMBER, RUN(load.threads), {NULL}},
    {"rate", AS_NUMBER, RUN(load.rate_rps), {"target_rate", "target_rps"}},
    {"errors.connect", AS_NUMBER, RUN(errors.connect), {"connect_errors"}},
    {"errors.read", AS_NUMBER, RUN(errors.read), {"read_errors"}},
    {"errors.write", AS_NUMBER, RUN(errors.write), {"write_errors"}},
    {"errors.timeout", AS_NUMBER, RUN(errors.timeout), {"timeouts", "timeout_errors"}},
    {"errors.status",
     AS_NUMBER,
     RUN(errors.status),
     {"status_errors", "non2xx", "non_2xx", "http_errors"}},
    {"errors.other",
     AS_NUMBER,
     RUN(errors.other),
     {"errors", "failures", "failed", "failed_requests", "error_count"}},
    {"latency.mean",
     AS_TIME,
     RUN(latency.mean_us),
     {"mean", "avg", "average", "latency_avg", "avg_latency", "mean_latency", "latency_average"}},
    {"latency.stdev",
     AS_TIME,
     RUN(latency.stdev_us),
     {"stdev", "stddev", "latency_stddev", "latency_std"}},
    {"latency.min", AS_TIME, RUN(latency.min_us), {"min", "min_latency", "fastest"}},
    {"latency.max", AS_TIME, RUN(latency.max_us), {"max", "max_latency", "slowest"}},
    {"latency.p50", AS_TIME, SIZE_MAX, {"median", "latency_median", "median_latency"}},
#undef RUN
};

#define TARGET_COUNT (sizeof TARGETS / sizeof TARGETS[0])
#define PERCENTILES_MOST 32

/* A column, and what was made of its name. */
struct column {
    struct str title;            /* as in the header */
    const struct target *target; /* NULL: unknown */
    double p;                    /* of a percentile, else NaN */
    double unit_us;              /* of a time, NaN: not stated */
};

struct table {
    const struct run_sink *sink;
    struct err *err;
    const char *source;
    struct column columns[CSV_MOST_FIELDS];
    size_t count;
    size_t rows;
    bool errors_stated;
    struct str ignored; /* titles of unknown columns */
};

static const struct target *target_named(struct str name)
{
    for (size_t i = 0; i < TARGET_COUNT; i++) {
        if (str_is(name, TARGETS[i].name)) {
            return &TARGETS[i];
        }
    }
    return NULL;
}

static double unit_us(struct str unit)
{
    static const struct {
        const char *name;
        double us;
    } UNITS[] = {{"ns", 1e-3}, {"us", 1},    {"\xc2\xb5s", 1}, {"ms", 1e3},
                 {"s", 1e6},   {"sec", 1e6}, {"seconds", 1e6}, {"min", 6e7}};

    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (str_is(unit, UNITS[i].name)) {
            return UNITS[i].us;
        }
    }
    return NAN;
}

/* "p99", "p99_9", "p99.9", "99%", "99th": the percentile, or NaN. */
static double percentile_named(struct str name)
{
    bool marked = str_eat(&name, STR("p"));
    char digits[16];
    double p;
    size_t n = 0;
    while (n < name.len && n + 1 < sizeof digits &&
           (isdigit((unsigned char)name.ptr[n]) || name.ptr[n] == '.' || name.ptr[n] == '_')) {
        digits[n] = name.ptr[n];
        digits[n] = digits[n] == '_' ? '.' : digits[n];
        n++;
    }
    struct str rest = str_skip(name, n);
    bool ends = marked ? rest.len == 0 : str_is(rest, "%") || str_is(rest, "th");
    return n > 0 && ends && number_parse((struct str){digits, n}, &p) && p <= 100 ? p : (double)NAN;
}

/* What stands for a letter of a title: lower case, "_" for blanks and signs between words. */
static char plain_letter(char c)
{
    return strchr(" -/()[]", c) ? '_' : (char)tolower((unsigned char)c);
}

/* The title in plain letters, no "_" at its ends and none twice. */
static struct str plain_name(char *out, size_t size, struct str title)
{
    size_t n = 0;
    for (size_t i = 0; i < title.len && n + 1 < size; i++) {
        out[n] = plain_letter(title.ptr[i]);
        bool again = out[n] == '_' && (n == 0 || out[n - 1] == '_');
        n += !again;
    }
    bool trails = n > 0 && out[n - 1] == '_';
    return (struct str){out, trails ? n - 1 : n};
}

/* Cuts a unit off the end of a name: "p99_ms" -> "p99", 1000. NaN where it has none. */
static double take_unit(struct str *name)
{
    for (size_t i = name->len; i > 1; i--) {
        if (name->ptr[i - 1] == '_') {
            double us = unit_us(str_skip(*name, i));
            *name = isnan(us) ? *name : str_cut(*name, 0, i - 1);
            return us;
        }
    }
    return NAN;
}

/* What a name without its unit means; false when it is unknown. */
static bool understand(struct str name, struct column *column)
{
    struct str latency = name;
    for (size_t i = 0; i < TARGET_COUNT; i++) {
        bool known = str_is(name, TARGETS[i].name);
        for (size_t k = 0; k < 8 && TARGETS[i].also[k]; k++) {
            known = known || str_is(name, TARGETS[i].also[k]);
        }
        if (known) {
            column->target = &TARGETS[i];
            column->p = TARGETS[i].offset == SIZE_MAX ? 50 : (double)NAN;
            return true;
        }
    }
    (void)(str_eat(&latency, STR("latency_")) || str_eat(&latency, STR("latency.")));
    latency = str_ends(latency, STR("_latency")) ? str_cut(latency, 0, latency.len - 8) : latency;
    column->p = percentile_named(latency);
    column->target = isnan(column->p) ? NULL : target_named(STR("latency.p50"));
    return column->target != NULL;
}

static bool understand_title(struct str title, struct column *column)
{
    char text[128];
    struct str name = plain_name(text, sizeof text, title);
    column->title = title;
    column->target = NULL;
    column->p = column->unit_us = NAN;
    if (understand(name, column)) {
        return true;
    }
    column->unit_us = take_unit(&name);
    return !isnan(column->unit_us) && understand(name, column) && column->target->kind == AS_TIME;
}

/* "latency.p99:ms" in --columns. */
static bool understand_ours(struct str ours, struct column *column)
{
    size_t colon = str_find(ours, STR(":"), 0);
    column->unit_us = colon < ours.len ? unit_us(str_skip(ours, colon + 1)) : (double)NAN;
    bool unit_known = colon >= ours.len || !isnan(column->unit_us);
    return understand(str_cut(ours, 0, colon), column) && unit_known;
}

/* Applies --columns to the column it names; false where a part of it is wrong. */
static bool apply_columns(struct table *table, long line)
{
    struct str rest = table->sink->columns;
    while (rest.len > 0) {
        size_t end = str_find(rest, STR(","), 0);
        struct str part = str_cut(rest, 0, end);
        size_t equals = str_find(part, STR("="), 0);
        struct str theirs = str_trim(str_cut(part, 0, equals));
        struct column *column = NULL;
        rest = str_skip(rest, end < rest.len ? end + 1 : rest.len);
        for (size_t i = 0; i < table->count; i++) {
            column = str_eq(table->columns[i].title, theirs) ? &table->columns[i] : column;
        }
        if (!column) {
            return err_at(table->err, ERR_INPUT, table->source, line, 0,
                          "expected a column \"%.*s\", as --columns says", STR_ARG(theirs));
        }
        if (equals >= part.len || !understand_ours(str_trim(str_skip(part, equals + 1)), column)) {
            return err_at(table->err, ERR_USAGE, table->source, line, 0,
                          "--columns takes THEIRS=OURS, such as \"p99=latency.p99:ms\", not "
                          "\"%.*s\"",
                          STR_ARG(part));
        }
    }
    return true;
}

static bool check_columns(struct table *table, long line)
{
    struct buf ignored = BUF(table->sink->arena);
    bool speed = false;
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        if (!column->target) {
            buf_printf(&ignored, "%s\"%.*s\"", ignored.n > 0 ? ", " : "", STR_ARG(column->title));
            continue;
        }
        if (column->target->kind == AS_TIME && isnan(column->unit_us)) {
            return err_at(table->err, ERR_INPUT, table->source, line, 0,
                          "the column \"%.*s\" does not say its unit; say it: --columns "
                          "\"%.*s=%s:ms\"",
                          STR_ARG(column->title), STR_ARG(column->title),
                          isnan(column->p) ? column->target->name : "latency.p..");
        }
        speed =
            speed || column->target->kind == AS_TIME || str_is(str_of(column->target->name), "rps");
        table->errors_stated = table->errors_stated ||
                               strncmp(column->target->name, "errors.", strlen("errors.")) == 0 ||
                               str_is(str_of(column->target->name), "ok");
    }
    table->ignored = ignored.n > 0 ? buf_str(&ignored) : (struct str){0};
    return speed || err_at(table->err, ERR_INPUT, table->source, line, 0,
                           "no column says how fast the runs were: expected requests/s, a duration "
                           "or a latency; name them with --columns");
}

static bool read_header(struct table *table, const struct csv_row *row)
{
    table->count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        struct str title = str_copy(table->sink->arena, row->fields[i]);
        (void)str_eat(&title, STR("\xef\xbb\xbf"));
        if (!understand_title(title, &table->columns[i])) {
            table->columns[i].target = NULL;
        }
    }
    return apply_columns(table, row->line) && check_columns(table, row->line);
}

static void derive(struct run *run)
{
    const struct run_errors *errors = &run->errors;
    if (isnan(run->rps) && run->elapsed_s > 0) {
        run->rps = run->requests / run->elapsed_s;
    }
    if (isnan(run->elapsed_s) && run->rps > 0) {
        run->elapsed_s = run->requests / run->rps;
    }
    if (isnan(run->requests)) {
        run->requests = run->rps * run->elapsed_s;
    }
    double bad = 0;
    const double kinds[] = {errors->timeout, errors->status, errors->other};
    for (size_t i = 0; i < 3; i++) {
        bad += isnan(kinds[i]) ? 0 : kinds[i];
    }
    if (isnan(run->ok) && !isnan(run->requests)) {
        run->ok = fmax(0, run->requests - bad);
    }
}

static void add_notes(const struct table *table, struct run *run)
{
    struct arena *arena = table->sink->arena;
    struct str *notes = ARENA_ARRAY(arena, struct str, 2);
    if (!table->errors_stated && !isnan(run->ok)) {
        notes[run->note_count++] = STR("no column counts errors: every answer is taken as good");
    }
    if (table->ignored.ptr) {
        notes[run->note_count++] =
            str_printf(arena, "ignored unknown columns: %.*s", STR_ARG(table->ignored));
    }
    run->notes = notes;
}

static bool take_cell(struct table *table, const struct csv_row *row, size_t i, struct run *run,
                      struct percentile *percentiles)
{
    const struct column *column = &table->columns[i];
    struct str field = row->fields[i];
    double value;
    if (!column->target || field.len == 0 || str_is(field, "-")) {
        return true;
    }
    bool has_place = column->target->offset != SIZE_MAX; /* else it is a percentile */
    char *place = (char *)run + (has_place ? column->target->offset : 0);
    if (column->target->kind == AS_TEXT) {
        *(struct str *)(void *)place = str_copy(table->sink->arena, field);
        return true;
    }
    const char *title = column->title.ptr; /* a copy, so it ends in a zero */
    if (!csv_number(row, i, title, table->source, &value, table->err)) {
        return false;
    }
    if (column->target->kind == AS_TIME) {
        bool seconds = column->target->offset == offsetof(struct run, elapsed_s);
        value *= column->unit_us / (seconds ? 1e6 : 1);
        run->has_latency = run->has_latency || (!seconds && value > 0);
    }
    if (has_place) {
        *(double *)(void *)place = value;
        return true;
    }
    size_t at = run->latency.percentile_count;
    for (; at > 0 && percentiles[at - 1].p > column->p; at--) {
        percentiles[at] = percentiles[at - 1];
    }
    if (at > 0 && percentiles[at - 1].p == column->p) {
        return err_at(table->err, ERR_INPUT, table->source, row->line, 0,
                      "column \"%s\" is the second to state percentile %g", title, column->p);
    }
    percentiles[at] = (struct percentile){column->p, value, NAN};
    run->latency.percentile_count++;
    return run->latency.percentile_count <= PERCENTILES_MOST ||
           err_at(table->err, ERR_INPUT, table->source, row->line, 0, "more than %d percentiles",
                  PERCENTILES_MOST);
}

static bool read_row(void *context, const struct csv_row *row)
{
    struct table *table = context;
    struct run run = run_blank();
    if (table->count == 0) {
        return read_header(table, row);
    }
    if (row->count != table->count) {
        return err_at(table->err, ERR_INPUT, table->source, row->line, 0,
                      "expected %zu fields as in the header, found %zu", table->count, row->count);
    }
    struct percentile *percentiles =
        ARENA_ARRAY(table->sink->arena, struct percentile, PERCENTILES_MOST + 1);
    run.source_line = (double)row->line;
    run.source_format = STR("csv");
    run.load.model = LOAD_CLOSED;
    run.latency = latency_blank(LATENCY_SERVICE);
    for (size_t i = 0; i < table->count; i++) {
        if (!take_cell(table, row, i, &run, percentiles)) {
            return false;
        }
    }
    run.load.model = isnan(run.load.rate_rps) ? LOAD_CLOSED : LOAD_OPEN;
    run.latency.percentiles = percentiles;
    derive(&run);
    add_notes(table, &run);
    table->sink->take(table->sink->context, &run);
    table->rows++;
    return true;
}

/* The sign that separates the first line into most fields. */
static char delimiter_of(struct str head)
{
    static const char SIGNS[] = {',', ';', '\t'};
    struct str first = str_cut(head, 0, str_find(head, STR("\n"), 0));
    size_t most = 0;
    char best = ',';
    for (size_t k = 0; k < sizeof SIGNS; k++) {
        size_t n = 0;
        for (size_t i = 0; i < first.len; i++) {
            n += first.ptr[i] == SIGNS[k];
        }
        best = n > most ? SIGNS[k] : best;
        most = n > most ? n : most;
    }
    return best;
}

static bool read_plain_csv(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct str head;
    struct table *table = arena_alloc(sink->arena, sizeof *table);
    table->sink = sink;
    table->err = err;
    table->source = source->name;
    if (!source_head(source, &head, err) ||
        !csv_rows(source, delimiter_of(head), read_row, table, sink->arena, err)) {
        return false;
    }
    return table->rows > 0 || err_at(err, ERR_INPUT, source->name, source->line, 0,
                                     "no run in this table: it has only a header");
}

/* Weak, so that every other reader, and every refusal by name, comes first: most columns are
 * known, one of them a speed. */
static int probe_plain_csv(struct str head)
{
    struct str first = str_trim(str_cut(head, 0, str_find(head, STR("\n"), 0)));
    struct str sign = {NULL, 1};
    char delimiter = delimiter_of(head);
    size_t known = 0;
    size_t columns = 0;
    bool speed = false;
    sign.ptr = &delimiter;
    (void)str_eat(&first, STR("\xef\xbb\xbf"));
    bool json = str_starts(first, STR("{")) || str_starts(first, STR("["));
    while (!json && first.len > 0) {
        size_t end = str_find(first, sign, 0);
        struct str title = str_trim(str_cut(first, 0, end));
        struct column column;
        if (title.len > 1 && title.ptr[0] == '"') {
            title = str_cut(title, 1, title.len - 1);
        }
        columns++;
        if (understand_title(title, &column) && column.target) {
            known++;
            speed =
                speed || column.target->kind == AS_TIME || strcmp(column.target->name, "rps") == 0;
        }
        first = str_skip(first, end < first.len ? end + 1 : first.len);
    }
    return speed && known >= 2 && 2 * known >= columns ? PROBE_WEAK : PROBE_NO;
}

const struct input_format input_plain_csv = {
    .name = "csv",
    .summary = "a table with a header that names its columns, or --columns does",
    .probe = probe_plain_csv,
    .read = read_plain_csv,
};
