/*
 * What a Lua script printed in done(), behind wrk's own text: JSON, or CSV with
 * a header, of the same run in whole microseconds and bytes. wrk's text has
 * three digits, so the script's figures replace them, where the two agree.
 *
 * Many such scripts build their JSON by hand, and not all of it is valid:
 * commas too many and numbers with a unit are read over.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "json_line.h"
#include "metric.h"
#include "number.h"
#include "wrk_run.h"

#define FIGURES_MOST 512
#define DEPTH_MOST 6
#define CSV_HEADER "min_latency,max_latency,"

/* "latency.percentiles.50" and its value; text where it is a string. */
struct figure {
    struct str path;
    double value;
};

struct report {
    struct buf paths;
    struct figure at[FIGURES_MOST];
    size_t n;
};

struct level {
    struct report *report;
    struct str path;
    unsigned depth;
};

static bool take_value(struct cursor *cursor, struct str key, void *context);

static void add_figure(struct report *report, struct str path, double value)
{
    if (report->n < FIGURES_MOST) {
        report->at[report->n++] = (struct figure){path, value};
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

static bool take_value(struct cursor *cursor, struct str key, void *context)
{
    struct level *above = context;
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
        return scan_string(cursor, &text);
    }
    if (!scan_word(cursor, &text)) {
        return false;
    }
    skip_unit(cursor);
    if (number_parse(text, &value)) {
        add_figure(level.report, level.path, value);
    }
    return true;
}

/* The first object of the text. Line ends are blanks here. */
static bool read_json(struct str text, struct report *report)
{
    size_t brace = str_find(text, STR("{"), 0);
    if (brace >= text.len) {
        return false;
    }
    char *copy = arena_copy(report->paths.arena, text.ptr + brace, text.len - brace);
    for (size_t i = 0; i < text.len - brace; i++) {
        copy[i] = copy[i] == '\n' ? ' ' : copy[i];
    }
    struct cursor cursor = {copy + 1, copy + (text.len - brace)};
    struct level top = {report, STR(""), 0};
    return take_members(&cursor, &top) && report->n > 0;
}

/* A header of CSV that such scripts print, and the row below it. */
static bool read_csv(struct str text, struct report *report)
{
    size_t at = str_find(text, STR(CSV_HEADER), 0);
    if (at >= text.len) {
        return false;
    }
    struct str names = str_skip(text, at);
    size_t end = str_find(names, STR("\n"), 0);
    struct str values = str_skip(names, end < names.len ? end + 1 : names.len);
    names = str_cut(names, 0, end);
    values = str_cut(values, 0, str_find(values, STR("\n"), 0));
    while (names.len > 0 && values.len > 0) {
        size_t name_end = str_find(names, STR(","), 0);
        size_t value_end = str_find(values, STR(","), 0);
        double value;
        if (number_parse(str_trim(str_cut(values, 0, value_end)), &value)) {
            add_figure(report, str_trim(str_cut(names, 0, name_end)), value);
        }
        names = str_skip(names, name_end < names.len ? name_end + 1 : names.len);
        values = str_skip(values, value_end < values.len ? value_end + 1 : values.len);
    }
    return report->n > 0;
}

/* Names that scripts give a figure, and what to multiply it with. */
struct spelling {
    const char *path;
    double factor;
};

static const struct spelling REQUESTS[] = {
    {"requests", 1}, {"summary.requests", 1}, {"summary.num_requests", 1}, {NULL, 0}};
static const struct spelling BYTES[] = {
    {"bytes", 1}, {"summary.bytes", 1}, {"summary.total_bytes", 1}, {NULL, 0}};
static const struct spelling DURATION_US[] = {{"duration_in_microseconds", 1},
                                              {"duration_microseconds", 1},
                                              {"summary.duration_microseconds", 1},
                                              {"summary.duration", 1},
                                              {"duration", 1},
                                              {NULL, 0}};
static const struct spelling MEAN_US[] = {{"latency.mean", 1},
                                          {"latency.mean_microseconds", 1},
                                          {"summary.latency.mean", 1},
                                          {"mean_latency", 1},
                                          {"latency_mean", 1},
                                          {"avg_lat", 1},
                                          {NULL, 0}};
static const struct spelling STDEV_US[] = {{"latency.stdev", 1},
                                           {"latency.std", 1},
                                           {"latency.stddev", 1},
                                           {"latency.stdev_microseconds", 1},
                                           {"summary.latency.stdev", 1},
                                           {"latency_stdev", 1},
                                           {"stdev_lat", 1},
                                           {"stdev", 1},
                                           {NULL, 0}};
static const struct spelling MAX_US[] = {{"latency.max", 1},
                                         {"latency.max_microseconds", 1},
                                         {"summary.latency.max", 1},
                                         {"max_latency", 1},
                                         {"latency_max", 1},
                                         {"max_lat", 1},
                                         {NULL, 0}};
static const struct spelling MIN_US[] = {
    {"latency.min", 1},         {"latency.min_microseconds", 1},
    {"summary.latency.min", 1}, {"min_latency", 1},
    {"latency_min", 1},         {NULL, 0}};

static double figure_of(const struct report *report, const struct spelling *spellings)
{
    for (; spellings->path; spellings++) {
        for (size_t i = 0; i < report->n; i++) {
            if (str_is(report->at[i].path, spellings->path)) {
                return report->at[i].value * spellings->factor;
            }
        }
    }
    return NAN;
}

/* Whether two figures are one, as far as wrk's text can tell. */
static bool agrees(const char *metric, const struct run *run, double printed, double exact)
{
    double half = metric_precision(metric_get(metric), run, printed);
    return fabs(exact - printed) <= half * (1 + 1e-6) + 1e-9 * printed;
}

/* Takes an exact figure for a printed one; false where they contradict each other. */
static bool refine(const char *metric, const struct run *run, double exact, double *printed)
{
    if (isnan(exact) || isnan(*printed)) {
        return true;
    }
    if (!agrees(metric, run, *printed, exact)) {
        return false;
    }
    *printed = exact;
    return true;
}

/* "latency.percentiles.99.9", "percentile_99_microseconds", "99.9th": the percentile, or NaN. */
static double percentile_in(struct str path)
{
    static const char *const BEFORE[] = {"latency.percentiles.", "latency.percentile_",
                                         "latency.percentile", "summary.latency.percentiles.",
                                         "summary.latency.percentile_"};
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
static double listed_us(const struct report *report, struct str stem, bool *exact)
{
    static const struct spelling NAMES[] = {
        {"latency_in_microseconds", 1}, {"lat_in_microseconds", 1}, {"latency_ms", 1e3}, {NULL, 0}};
    for (const struct spelling *name = NAMES; name->path; name++) {
        for (size_t i = 0; i < report->n; i++) {
            struct str path = report->at[i].path;
            if (str_eat(&path, stem) && str_is(path, name->path)) {
                *exact = name->factor == 1;
                return report->at[i].value * name->factor;
            }
        }
    }
    return NAN;
}

struct additions {
    bool disagree, dropped_100;
    bool any; /* latency in whole microseconds */
};

static void add_percentile(struct reading *reading, double p, double us, struct additions *added)
{
    struct latency *latency = &reading->run.latency;
    if (p == 100 && us == 0) {
        added->dropped_100 = true;
        return;
    }
    if (isnan(p) || !(us > 0)) {
        return;
    }
    size_t at = 0;
    while (at < latency->percentile_count && reading->percentiles[at].p < p) {
        at++;
    }
    bool there = at < latency->percentile_count && reading->percentiles[at].p == p;
    if (there) {
        double *printed = &reading->percentiles[at].us;
        added->disagree |= !refine("latency.p99", &reading->run, us, printed);
    } else if (latency->percentile_count < PERCENTILE_LIMIT) {
        size_t behind = latency->percentile_count - at;
        memmove(reading->percentiles + at + 1, reading->percentiles + at,
                behind * sizeof *reading->percentiles);
        reading->percentiles[at] = (struct percentile){p, us, NAN};
        latency->percentile_count++;
    }
}

static void add_percentiles(struct reading *reading, const struct report *report,
                            struct additions *added)
{
    for (size_t i = 0; i < report->n; i++) {
        struct str path = report->at[i].path;
        double p = percentile_in(path);
        if (!isnan(p)) {
            add_percentile(reading, p, report->at[i].value, added);
            added->any = true;
        } else if (str_ends(path, STR(".percentile"))) {
            bool exact = false;
            struct str stem = str_cut(path, 0, path.len - strlen("percentile"));
            double us = listed_us(report, stem, &exact);
            add_percentile(reading, report->at[i].value, us, added);
            added->any |= exact;
        }
    }
}

static bool ascends(const struct reading *reading)
{
    const struct latency *latency = &reading->run.latency;
    for (size_t i = 1; i < latency->percentile_count; i++) {
        if (reading->percentiles[i].us < reading->percentiles[i - 1].us) {
            return false;
        }
    }
    return true;
}

/* Every figure that the script states more exactly. */
static struct additions refine_run(struct reading *reading, const struct report *report)
{
    struct run *run = &reading->run;
    struct latency *latency = &run->latency;
    struct additions added = {0};
    double bytes = figure_of(report, BYTES);
    double duration_s = figure_of(report, DURATION_US) / 1e6;
    double half_bytes = isnan(run->bytes) ? 0 : 0.006 * fmax(run->bytes, 1);
    if (fabs(bytes - run->bytes) <= half_bytes) {
        run->bytes = bytes;
    }
    if (fabs(duration_s - reading->printed_s) <= reading->printed_half_s * 1.001) {
        run->elapsed_s = duration_s;
    }
    if (run->has_latency) {
        double mean = figure_of(report, MEAN_US);
        double min = figure_of(report, MIN_US);
        added.any |= !isnan(mean);
        added.disagree |= !refine("latency.mean", run, mean, &latency->mean_us);
        added.disagree |=
            !refine("latency.stdev", run, figure_of(report, STDEV_US), &latency->stdev_us);
        added.disagree |= !refine("latency.max", run, figure_of(report, MAX_US), &latency->max_us);
        latency->min_us = min > 0 && min <= latency->mean_us ? min : latency->min_us;
        add_percentiles(reading, report, &added);
        added.disagree |= !ascends(reading);
    }
    return added;
}

/* What the run was before, in case the script's figures are of another one. */
struct before {
    struct run run;
    struct percentile percentiles[PERCENTILE_LIMIT];
};

static void take_report(struct reading *reading, const struct report *report)
{
    struct arena *arena = reading->sink->arena;
    double requests = figure_of(report, REQUESTS);
    if (isnan(requests)) {
        return; /* some other JSON */
    }
    if (requests != reading->run.requests) {
        wrk_note(reading, arena_printf(arena,
                                       "the script's report behind the run is not used: it counts "
                                       "%.0f requests, wrk %.0f",
                                       requests, reading->run.requests));
        return;
    }
    struct before *before = arena_alloc(report->paths.arena, sizeof *before);
    before->run = reading->run;
    memcpy(before->percentiles, reading->percentiles, sizeof before->percentiles);
    struct additions added = refine_run(reading, report);
    if (added.disagree) {
        reading->run = before->run;
        memcpy(reading->percentiles, before->percentiles, sizeof before->percentiles);
        wrk_note(reading, "the script's report behind the run is not used: its latencies are not "
                          "those that wrk printed");
        return;
    }
    if (added.dropped_100) {
        wrk_note(reading, "dropped percentile 100 of the script's report: wrk 4 gives 0 for it");
    }
    if (added.any) {
        reading->run.source_format = STR("wrk-lua");
    }
}

void wrk_lua_enrich(struct reading *reading)
{
    struct arena arena = {0};
    struct str text = buf_str(&reading->after);
    if (!memchr(text.ptr, '{', text.len) && str_find(text, STR(CSV_HEADER), 0) == SIZE_MAX) {
        return;
    }
    struct report *report = arena_alloc(&arena, sizeof *report);
    report->paths = BUF(&arena);
    if (read_json(text, report) || (report->n == 0 && read_csv(text, report))) {
        take_report(reading, report);
    }
    arena_free(&arena);
}
