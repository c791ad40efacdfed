/*
 * A table somebody made: CSV with a header, a run a row. What a column means is
 * known by its name, or said with --columns "THEIRS=OURS,...". A time whose unit
 * nobody states is refused, not guessed.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "csv_rows.h"
#include "plain_column.h"
#include "plain_number.h"
#include "vec.h"

#define PERCENTILES_MOST 32

struct table {
    const struct run_sink *sink;
    struct err *err;
    const char *source;
    struct column columns[CSV_MOST_FIELDS];
    size_t count;
    size_t rows;
    bool errors_stated;
    struct number_style style;
    struct str notes[2]; /* of every run: errors are not counted, columns are unknown */
    struct percentile percentiles[PERCENTILES_MOST + 1]; /* of the row at hand */
};

/* What --columns calls what a column holds. */
static const char *column_ours(struct arena *arena, const struct column *column)
{
    bool other = isnan(column->p) || column->p == 50;
    return other ? column->target->name : arena_printf(arena, "latency.p%.10g", column->p);
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
        if (equals >= part.len ||
            !column_understand_ours(str_trim(str_skip(part, equals + 1)), column)) {
            return err_at(table->err, ERR_USAGE, table->source, line, 0,
                          "--columns takes THEIRS=OURS, such as \"p99=latency.p99:ms\", not "
                          "\"%.*s\"",
                          STR_ARG(part));
        }
    }
    return true;
}

static bool is_same(const struct column *a, const struct column *b)
{
    return a->target && a->target == b->target && (isnan(a->p) || a->p == b->p);
}

/* Of two columns for one thing the one that --columns names counts. */
static bool check_twice(struct table *table, long line)
{
    for (size_t i = 0; i < table->count; i++) {
        for (size_t k = 0; k < i; k++) {
            struct column *one = &table->columns[k];
            struct column *two = &table->columns[i];
            if (!is_same(one, two)) {
                continue;
            }
            if (one->said == two->said) {
                return err_at(table->err, ERR_INPUT, table->source, line, 0,
                              "the columns \"%.*s\" and \"%.*s\" say the same; say which counts: "
                              "--columns \"%.*s=%s\"",
                              STR_ARG(one->title), STR_ARG(two->title), STR_ARG(one->title),
                              column_ours(table->sink->arena, one));
            }
            (one->said ? two : one)->target = NULL;
        }
    }
    return true;
}

/* What is said of every row alike. */
static void note_columns(struct table *table)
{
    struct buf ignored = BUF(table->sink->arena);
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        if (!column->target) {
            buf_printf(&ignored, "%s\"%.*s\"", ignored.n > 0 ? ", " : "", STR_ARG(column->title));
        }
    }
    table->notes[0] = STR("no column counts errors: every answer is taken as good");
    if (ignored.n > 0) {
        table->notes[1] = str_printf(table->sink->arena, "ignored unknown columns: %.*s",
                                     STR_ARG(buf_str(&ignored)));
    }
}

static bool check_columns(struct table *table, long line)
{
    bool speed = false;
    if (!check_twice(table, line)) {
        return false;
    }
    for (size_t i = 0; i < table->count; i++) {
        const struct column_target *target = table->columns[i].target;
        if (target) {
            speed = speed || target->kind == AS_TIME || strcmp(target->name, "rps") == 0;
            table->errors_stated = table->errors_stated || target->kind == AS_SHARE ||
                                   strncmp(target->name, "errors.", strlen("errors.")) == 0 ||
                                   strcmp(target->name, "ok") == 0;
        }
    }
    note_columns(table);
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
        (void)column_understand(title, &table->columns[i]);
    }
    return apply_columns(table, row->line) && check_columns(table, row->line);
}

/* What the row says in shares of its requests. */
struct shares {
    double errors, good; /* 0..1, NaN: not stated */
};

static bool apply_shares(struct table *table, const struct csv_row *row,
                         const struct shares *shares, struct run *run)
{
    double bad = fmax(isnan(shares->errors) ? 0 : shares->errors,
                      isnan(shares->good) ? 0 : 1 - shares->good);
    if (isnan(shares->errors) && isnan(shares->good)) {
        return true;
    }
    if (isnan(run->requests) && bad > 0) {
        return err_at(table->err, ERR_INPUT, table->source, row->line, 0,
                      "%.4g %% errors, but of how many requests? Expected a column of requests or "
                      "of the duration",
                      bad * 100);
    }
    if (!isnan(run->requests) && isnan(run->errors.other)) {
        run->errors.other = round(bad * run->requests);
    }
    return true;
}

static bool derive(struct table *table, const struct csv_row *row, const struct shares *shares,
                   struct run *run)
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
    if (!apply_shares(table, row, shares, run)) {
        return false;
    }
    double bad = 0;
    const double kinds[] = {errors->timeout, errors->status, errors->other};
    for (size_t i = 0; i < 3; i++) {
        bad += isnan(kinds[i]) ? 0 : kinds[i];
    }
    if (isnan(run->ok) && !isnan(run->requests)) {
        run->ok = fmax(0, run->requests - bad);
    }
    return true;
}

static void add_notes(struct table *table, struct run *run)
{
    size_t from = table->errors_stated || isnan(run->ok) ? 1 : 0;
    run->notes = &table->notes[from];
    run->note_count = (table->notes[1].ptr ? 2 : 1) - from;
}

static bool is_nothing(struct str field)
{
    static const char *const WORDS[] = {"",    "-",   "N/A",  "n/a",  "NA",
                                        "NaN", "nan", "null", "None", "\xe2\x80\x94" /* a dash */};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (str_is(field, WORDS[i])) {
            return true;
        }
    }
    return false;
}

static bool refuse_cell(const struct table *table, const struct csv_row *row, size_t i,
                        const char *expected)
{
    struct str found = str_clean(table->sink->arena, str_cut(row->fields[i], 0, 40));
    return err_at(table->err, ERR_INPUT, table->source, row->line, 0,
                  "expected %s in the column \"%.*s\", found \"%.*s\"", expected,
                  STR_ARG(table->columns[i].title), STR_ARG(found));
}

/* A count may end in k, M or G, as wrk prints it. */
static double count_unit(struct str rest)
{
    return rest.len == 0                            ? 1
           : str_is(rest, "k") || str_is(rest, "K") ? 1e3
           : str_is(rest, "M")                      ? 1e6
           : str_is(rest, "G")                      ? 1e9
                                                    : (double)NAN;
}

/* The number of a cell in the unit of its column or its own. */
static bool read_value(const struct table *table, const struct csv_row *row, size_t i,
                       double *value)
{
    const struct column *column = &table->columns[i];
    enum column_kind kind = column->target->kind;
    struct str rest = row->fields[i];
    struct str digits = rest;
    if (!plain_number_eat(&rest, table->style, value)) {
        double any;
        bool unsure = plain_number_eat(&digits, (struct number_style){.decimal_point = true}, &any);
        return refuse_cell(
            table, row, i,
            unsure ? "a number whose point or comma can mean only one thing, such as 1234.5,"
                   : "a number");
    }
    rest = str_trim(rest);
    if (kind == AS_NUMBER) {
        double unit = count_unit(rest);
        *value *= unit;
        return !isnan(unit) || refuse_cell(table, row, i, "a number without a unit");
    }
    double own = rest.len > 0 ? column_unit(kind, rest) : (double)NAN;
    if (rest.len > 0 && (isnan(own) || (!isnan(column->unit) && own != column->unit))) {
        return refuse_cell(table, row, i, "a number in the unit of its column");
    }
    double unit = rest.len > 0 ? own : column->unit;
    if (isnan(unit) && (kind == AS_TIME || *value > 0)) {
        return err_at(table->err, ERR_INPUT, table->source, row->line, 0,
                      "the column \"%.*s\" does not say its unit; say it: --columns "
                      "\"%.*s=%s:%s\"",
                      STR_ARG(column->title), STR_ARG(column->title),
                      column_ours(table->sink->arena, column), kind == AS_TIME ? "ms" : "%");
    }
    *value *= isnan(unit) ? 1 : unit;
    return kind != AS_SHARE || *value <= 1 || refuse_cell(table, row, i, "at most 100 %");
}

static bool add_percentile(struct table *table, const struct csv_row *row, double p, double us,
                           struct run *run)
{
    size_t at = run->latency.percentile_count;
    for (; at > 0 && table->percentiles[at - 1].p > p; at--) {
        table->percentiles[at] = table->percentiles[at - 1];
    }
    table->percentiles[at] = (struct percentile){p, us, NAN};
    run->latency.percentile_count++;
    return run->latency.percentile_count <= PERCENTILES_MOST ||
           err_at(table->err, ERR_INPUT, table->source, row->line, 0, "more than %d percentiles",
                  PERCENTILES_MOST);
}

static bool take_cell(struct table *table, const struct csv_row *row, size_t i, struct run *run,
                      struct shares *shares)
{
    const struct column *column = &table->columns[i];
    const struct column_target *target = column->target;
    double value;
    if (!target || is_nothing(row->fields[i])) {
        return true;
    }
    bool has_place = target->offset != SIZE_MAX; /* else it is a percentile */
    char *place = (char *)run + (has_place ? target->offset : 0);
    if (target->kind == AS_TEXT) {
        *(struct str *)(void *)place = str_copy(table->sink->arena, row->fields[i]);
        return true;
    }
    if (!read_value(table, row, i, &value)) {
        return false;
    }
    if (target->kind == AS_SHARE) {
        *(target->offset == offsetof(struct run, ok) ? &shares->good : &shares->errors) = value;
        return true;
    }
    if (target->kind == AS_TIME) {
        bool seconds = target->offset == offsetof(struct run, elapsed_s);
        value /= seconds ? 1e6 : 1;
        run->has_latency = run->has_latency || (!seconds && value > 0);
    }
    if (has_place) {
        *(double *)(void *)place = value;
        return true;
    }
    return add_percentile(table, row, column->p, value, run);
}

/* The row "|---|---:|" below the header of a table in Markdown. */
static bool is_rule(const struct csv_row *row)
{
    size_t dashes = 0;
    for (size_t i = 0; i < row->count; i++) {
        for (size_t k = 0; k < row->fields[i].len; k++) {
            if (!strchr("-: ", row->fields[i].ptr[k])) {
                return false;
            }
            dashes += row->fields[i].ptr[k] == '-';
        }
    }
    return dashes > 0;
}

static bool read_row(void *context, const struct csv_row *row)
{
    struct table *table = context;
    struct run run = run_blank();
    struct shares shares = {NAN, NAN};
    if (table->count == 0) {
        return read_header(table, row);
    }
    if (is_rule(row)) {
        return err_at(table->err, ERR_INPUT, table->source, row->line, 0,
                      "this is a table in Markdown, made for reading; give the logs it was made "
                      "from, or the table as CSV");
    }
    if (row->count != table->count) {
        return err_at(table->err, ERR_INPUT, table->source, row->line, 0,
                      "expected %zu fields as in the header, found %zu", table->count, row->count);
    }
    run.source_line = (double)row->line;
    run.source_format = STR("csv");
    run.latency = latency_blank(LATENCY_SERVICE);
    for (size_t i = 0; i < table->count; i++) {
        if (!take_cell(table, row, i, &run, &shares)) {
            return false;
        }
    }
    run.load.model = isnan(run.load.rate_rps) ? LOAD_CLOSED : LOAD_OPEN;
    if (!derive(table, row, &shares, &run)) {
        return false;
    }
    size_t count = run.latency.percentile_count;
    run.latency.percentiles = table->percentiles;
    if (!table->sink->passing && count > 0) {
        struct percentile *own = ARENA_ARRAY(table->sink->arena, struct percentile, count);
        run.latency.percentiles = own;
        memcpy(own, table->percentiles, count * sizeof table->percentiles[0]);
    }
    add_notes(table, &run);
    table->sink->take(table->sink->context, &run);
    table->rows++;
    return true;
}

static bool read_plain_csv(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct str head;
    struct table *table = arena_alloc(sink->arena, sizeof *table);
    table->sink = sink;
    table->err = err;
    table->source = source->name;
    if (!source_head(source, &head, err)) {
        return false;
    }
    char delimiter = csv_delimiter(head);
    table->style = plain_number_style(head, delimiter);
    if (!csv_rows(source, delimiter, read_row, table, sink->arena, err)) {
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
    char delimiter = csv_delimiter(head);
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
        if (column_understand(title, &column)) {
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
