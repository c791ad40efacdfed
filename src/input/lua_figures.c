#include "lua_figures.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "json_line.h"
#include "json_result.h"
#include "number.h"
#include "wrk_line.h"

#define DEPTH_MOST 6
#define VALUE_LIMIT 1e18

struct level {
    struct lua_report *report;
    struct str path;
    unsigned depth;
};

static bool take_value(struct cursor *cursor, struct str key, struct level *above);

static void add_number(struct lua_report *report, struct str path, double value)
{
    if (report->n < LUA_FIGURES_MOST && value >= 0 && value < VALUE_LIMIT) {
        report->at[report->n++] = (struct lua_figure){path, value, {0}};
    }
}

static void add_text(struct lua_report *report, struct str path, struct str text)
{
    if (report->n < LUA_FIGURES_MOST) {
        report->at[report->n++] = (struct lua_figure){path, NAN, text};
    }
}

static bool take_list(struct cursor *cursor, struct level *level)
{
    size_t i = 0;
    while (!scan_eat(cursor, ']')) {
        struct str index = str_printf(level->report->paths.arena, "%zu", i++);
        if (!take_value(cursor, index, level)) {
            return false;
        }
        while (scan_eat(cursor, ',')) {
        }
    }
    return true;
}

/* As scan_object(), but commas may be missing or too many. */
static bool take_members(struct cursor *cursor, struct level *level)
{
    while (!scan_eat(cursor, '}')) {
        struct str key;
        if (!scan_string(cursor, &key) || !scan_eat(cursor, ':') ||
            !take_value(cursor, key, level)) {
            return false;
        }
        while (scan_eat(cursor, ',')) {
        }
    }
    return true;
}

static void skip_unit(struct cursor *cursor)
{
    while (cursor->at < cursor->end && ((*cursor->at >= 'a' && *cursor->at <= 'z') ||
                                        (*cursor->at >= 'A' && *cursor->at <= 'Z'))) {
        cursor->at++;
    }
}

static bool take_value(struct cursor *cursor, struct str key, struct level *above)
{
    struct level level = {above->report,
                          str_printf(above->report->paths.arena, "%.*s%s%.*s", STR_ARG(above->path),
                                     above->path.len > 0 ? "." : "", STR_ARG(key)),
                          above->depth + 1};
    struct str text;
    double value;
    if (level.depth > DEPTH_MOST) {
        return false;
    }
    if (scan_eat(cursor, '{')) {
        return take_members(cursor, &level);
    }
    if (scan_eat(cursor, '[')) {
        return take_list(cursor, &level);
    }
    scan_blanks(cursor);
    if (cursor->at < cursor->end && *cursor->at == '"') {
        if (!scan_string(cursor, &text)) {
            return false;
        }
        add_text(level.report, level.path, text);
        return true;
    }
    if (!scan_word(cursor, &text)) {
        return false;
    }
    skip_unit(cursor);
    if (number_parse(text, &value)) {
        add_number(level.report, level.path, value);
    }
    return true;
}

size_t lua_read_object(struct str text, struct lua_report *report)
{
    struct cursor cursor = {text.ptr, text.ptr + text.len};
    struct level top = {report, STR(""), 0};
    report->n = 0;
    bool whole = scan_eat(&cursor, '{') && take_members(&cursor, &top);
    return whole ? (size_t)(cursor.at - text.ptr) : 0;
}

bool lua_read_row(struct str names, struct str values, struct lua_report *report)
{
    report->n = 0;
    while (names.len > 0 && values.len > 0) {
        size_t name_end = str_find(names, STR(","), 0);
        size_t value_end = str_find(values, STR(","), 0);
        double value;
        if (number_parse(str_trim(str_cut(values, 0, value_end)), &value)) {
            add_number(report, str_trim(str_cut(names, 0, name_end)), value);
        }
        names = str_skip(names, name_end < names.len ? name_end + 1 : names.len);
        values = str_skip(values, value_end < values.len ? value_end + 1 : values.len);
    }
    return names.len == values.len;
}

/* Names that scripts give a figure; a text is a number, or a time or bytes in wrk's units. */
struct spelling {
    enum lua_what what;
    const char *path;
    int exponent; /* of ten, to microseconds */
};

/* clang-format off */
static const struct spelling SPELLINGS[] = {
    {LUA_REQUESTS, "requests", 0},
    {LUA_REQUESTS, "summary.requests", 0},
    {LUA_REQUESTS, "summary.num_requests", 0},
    {LUA_REQUESTS, "requestsTotal", 0},
    {LUA_BYTES, "bytes", 0},
    {LUA_BYTES, "summary.bytes", 0},
    {LUA_BYTES, "summary.total_bytes", 0},
    {LUA_BYTES, "transferTotal", 0},
    {LUA_DURATION, "duration_in_microseconds", 0},
    {LUA_DURATION, "duration_microseconds", 0},
    {LUA_DURATION, "summary.duration_microseconds", 0},
    {LUA_DURATION, "summary.duration", 0},
    {LUA_DURATION, "duration", 0},
    {LUA_DURATION, "duration_ms", MS_TO_US},
    {LUA_DURATION, "durationActual", 0},
    {LUA_RPS, "requests_per_sec", 0},
    {LUA_RPS, "summary.requests_per_sec", 0},
    {LUA_RPS, "rps", 0},
    {LUA_RPS, "requests_sec", 0},
    {LUA_RPS, "requestsPerSec", 0},
    {LUA_MEAN, "latency.mean", 0},
    {LUA_MEAN, "latency.mean_microseconds", 0},
    {LUA_MEAN, "summary.latency.mean", 0},
    {LUA_MEAN, "mean_latency", 0},
    {LUA_MEAN, "latency_mean", 0},
    {LUA_MEAN, "avg_lat", 0},
    {LUA_MEAN, "latency_mean_ms", MS_TO_US},
    {LUA_MEAN, "latencyAvg", 0},
    {LUA_STDEV, "latency.stdev", 0},
    {LUA_STDEV, "latency.std", 0},
    {LUA_STDEV, "latency.stddev", 0},
    {LUA_STDEV, "latency.stdev_microseconds", 0},
    {LUA_STDEV, "summary.latency.stdev", 0},
    {LUA_STDEV, "latency_stdev", 0},
    {LUA_STDEV, "stdev_lat", 0},
    {LUA_STDEV, "stdev", 0},
    {LUA_STDEV, "latencyStdev", 0},
    {LUA_MIN, "latency.min", 0},
    {LUA_MIN, "latency.min_microseconds", 0},
    {LUA_MIN, "summary.latency.min", 0},
    {LUA_MIN, "min_latency", 0},
    {LUA_MIN, "latency_min", 0},
    {LUA_MAX, "latency.max", 0},
    {LUA_MAX, "latency.max_microseconds", 0},
    {LUA_MAX, "summary.latency.max", 0},
    {LUA_MAX, "max_latency", 0},
    {LUA_MAX, "latency_max", 0},
    {LUA_MAX, "max_lat", 0},
    {LUA_MAX, "latencyMax", 0},
    {LUA_CONNECT, "connect_errors", 0},
    {LUA_CONNECT, "summary.errors.connect", 0},
    {LUA_CONNECT, "connectErrors", 0},
    {LUA_READ, "read_errors", 0},
    {LUA_READ, "summary.errors.read", 0},
    {LUA_READ, "readErrors", 0},
    {LUA_WRITE, "write_errors", 0},
    {LUA_WRITE, "summary.errors.write", 0},
    {LUA_WRITE, "writeErrors", 0},
    {LUA_STATUS, "http_errors", 0},
    {LUA_STATUS, "status_errors", 0},
    {LUA_STATUS, "summary.errors.status", 0},
    {LUA_STATUS, "non2xx3xx", 0},
    {LUA_TIMEOUT, "timeouts", 0},
    {LUA_TIMEOUT, "timeout_errors", 0},
    {LUA_TIMEOUT, "summary.errors.timeout", 0},
    {LUA_TIMEOUT, "timeoutErrors", 0},
    {LUA_ERRORS, "errors_sum", 0},
    {LUA_THREADS, "options-threads", 0},
    {LUA_CONNECTIONS, "options-connections", 0},
};

/* clang-format on */

/* What a figure says in microseconds, or as a count. */
static double value_of(const struct lua_figure *figure, int exponent, bool *exact)
{
    double value = figure->value;
    bool whole = exponent == 0 && !figure->text.ptr;
    if (figure->text.ptr && !number_parse(figure->text, &value)) {
        struct str rest = figure->text;
        bool whole_text = !wrk_eat_time(&rest, &value, NULL) && rest.len == 0;
        if (!whole_text) {
            rest = figure->text;
            whole_text = !wrk_eat_bytes(&rest, &value) && rest.len == 0;
        }
        value = whole_text && value < VALUE_LIMIT ? value : NAN;
    }
    if (exact) {
        *exact = whole;
    }
    return value >= 0 && value < VALUE_LIMIT ? decimal_shift(value, exponent) : NAN;
}

static const struct lua_figure *find(const struct lua_report *report, struct str stem,
                                     const char *path)
{
    for (size_t i = 0; i < report->n; i++) {
        struct str rest = report->at[i].path;
        if (str_eat(&rest, stem) && str_is(rest, path)) {
            return &report->at[i];
        }
    }
    return NULL;
}

double lua_figure(const struct lua_report *report, enum lua_what what, bool *exact)
{
    for (size_t i = 0; i < sizeof SPELLINGS / sizeof SPELLINGS[0]; i++) {
        const struct spelling *spelling = &SPELLINGS[i];
        const struct lua_figure *figure =
            spelling->what == what ? find(report, STR(""), spelling->path) : NULL;
        if (figure) {
            return value_of(figure, spelling->exponent, exact);
        }
    }
    if (exact) {
        *exact = false;
    }
    return NAN;
}

struct str lua_text(const struct lua_report *report, const char *path)
{
    const struct lua_figure *figure = find(report, STR(""), path);
    return figure ? figure->text : (struct str){0};
}

/* "latency.percentiles.99.9", "percentile_99_microseconds", "99.9th": the percentile, or NaN. */
static double percentile_in(struct str path)
{
    static const char *const BEFORE[] = {
        "latency.percentiles.",         "latency.percentile_",         "latency.percentile",
        "summary.latency.percentiles.", "summary.latency.percentile_", "latency"};
    double p;
    bool named = false;
    for (size_t i = 0; i < sizeof BEFORE / sizeof BEFORE[0] && !named; i++) {
        named = str_eat(&path, str_of(BEFORE[i]));
    }
    if (!number_eat(&path, &p, NULL) || p > 100) {
        return NAN;
    }
    bool ends = named ? path.len == 0 || str_is(path, "_microseconds") : str_is(path, "th");
    return ends ? p : NAN;
}

/* The value beside "latency_distribution.3.percentile". */
static double listed_us(const struct lua_report *report, struct str stem, bool *exact)
{
    static const struct spelling NAMES[] = {{LUA_MEAN, "latency_in_microseconds", 0},
                                            {LUA_MEAN, "lat_in_microseconds", 0},
                                            {LUA_MEAN, "latency_ms", MS_TO_US}};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const struct lua_figure *figure = find(report, stem, NAMES[i].path);
        if (figure) {
            return value_of(figure, NAMES[i].exponent, exact);
        }
    }
    return NAN;
}

bool lua_next_percentile(const struct lua_report *report, struct lua_percentile *percentile)
{
    while (percentile->next < report->n) {
        const struct lua_figure *figure = &report->at[percentile->next++];
        percentile->p = percentile_in(figure->path);
        if (!isnan(percentile->p)) {
            percentile->us = value_of(figure, 0, &percentile->exact);
        } else if (str_ends(figure->path, STR(".percentile"))) {
            struct str stem = str_cut(figure->path, 0, figure->path.len - strlen("percentile"));
            percentile->p = figure->value;
            percentile->us = listed_us(report, stem, &percentile->exact);
        }
        if (percentile->p >= 0 && percentile->p <= 100 && !isnan(percentile->us)) {
            return true;
        }
    }
    return false;
}
