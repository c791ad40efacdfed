/*
 * What a Lua script printed in done(), behind wrk's own text, of the same run in
 * whole microseconds and bytes; also the percentiles of wrk's own report.lua. wrk's text has three
 * digits, so the script's figures replace them, where the two agree.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "lua_figures.h"
#include "metric.h"
#include "number.h"
#include "text_run.h"
#include "wrk_run.h"

#define OBJECTS_MOST 16 /* looked at behind a run */

/* The rule that scripts/report.lua of wrk itself prints above its percentiles. */
#define LIST_RULE "------------------------------\n"

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

struct additions {
    bool disagree, dropped_100, contrary;
    bool latency, duration; /* taken in whole microseconds */
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

static void add_percentiles(struct reading *reading, const struct lua_report *report,
                            struct additions *added)
{
    struct lua_percentile item = {0};
    while (lua_next_percentile(report, &item)) {
        add_percentile(reading, item.p, item.us, added);
        added->latency |= item.exact;
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

/* The maximum is not below a percentile that has more digits. */
static bool raise_max(struct reading *reading)
{
    struct latency *latency = &reading->run.latency;
    size_t n = latency->percentile_count;
    double highest = n > 0 ? reading->percentiles[n - 1].us : NAN;
    return !(highest > latency->max_us) ||
           refine("latency.max", &reading->run, highest, &latency->max_us);
}

/* Bytes and duration, and what follows from them. */
static void refine_totals(struct reading *reading, const struct lua_report *report,
                          struct additions *added)
{
    struct run *run = &reading->run;
    bool exact;
    double bytes = lua_figure(report, LUA_BYTES, NULL);
    double duration_s = lua_figure(report, LUA_DURATION, &exact) / 1e6;
    double half_bytes = metric_precision(metric_get("bytes_per_s"), run, run->bytes);
    bool same_bytes = fabs(bytes - run->bytes) <= half_bytes * (1 + 1e-6);
    bool same_duration = fabs(duration_s - reading->printed_s) <= reading->printed_half_s * 1.001;
    added->contrary = (!isnan(bytes) && !same_bytes) || (exact && !same_duration);
    run->bytes = same_bytes ? bytes : run->bytes;
    added->duration = exact && same_duration && duration_s >= 1e-6;
    if (added->duration) {
        run->elapsed_s = duration_s;
        run->rps = run->requests / duration_s;
        run->bytes_per_s = same_bytes ? bytes / duration_s : run->bytes_per_s;
    }
}

/* Every figure that the script states more exactly. */
static struct additions refine_run(struct reading *reading, const struct lua_report *report)
{
    struct run *run = &reading->run;
    struct latency *latency = &run->latency;
    struct additions added = {0};
    if (run->has_latency) {
        double min = lua_figure(report, LUA_MIN, NULL);
        double mean = lua_figure(report, LUA_MEAN, &added.latency);
        double stdev = lua_figure(report, LUA_STDEV, NULL);
        double max = lua_figure(report, LUA_MAX, NULL);
        added.disagree |= !refine("latency.mean", run, mean, &latency->mean_us);
        added.disagree |= !refine("latency.stdev", run, stdev, &latency->stdev_us);
        added.disagree |= !refine("latency.max", run, max, &latency->max_us);
        latency->min_us = min > 0 && min <= latency->mean_us ? min : latency->min_us;
        add_percentiles(reading, report, &added);
        added.disagree |= !ascends(reading) || !raise_max(reading);
    }
    refine_totals(reading, report, &added);
    return added;
}

/* What the run was before, in case the script's figures are of another one. */
struct before {
    struct run run;
    struct percentile percentiles[PERCENTILE_LIMIT];
};

static void take_report(struct reading *reading, const struct lua_report *report, double requests)
{
    struct arena *arena = reading->sink->arena;
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
    if (added.contrary) {
        wrk_note(reading, "the script's report behind the run states other bytes or another "
                          "duration than wrk printed; wrk's are kept");
    }
    if (added.dropped_100) {
        wrk_note(reading, "dropped percentile 100 of the script's report: wrk 4 gives 0 for it");
    }
    if (added.latency && added.duration) {
        reading->run.source_format = STR("wrk-lua");
    }
}

/* The first object that counts requests; others are somebody else's. */
static bool find_object(struct str text, struct lua_report *report)
{
    size_t at = 0;
    for (size_t tries = 0; tries < OBJECTS_MOST; tries++) {
        at = str_find(text, STR("{"), at);
        if (at == SIZE_MAX) {
            return false;
        }
        size_t len = lua_read_object(str_skip(text, at), report);
        if (len > 0 && !isnan(lua_figure(report, LUA_REQUESTS, NULL))) {
            return true;
        }
        at += len > 0 ? len : 1;
    }
    return false;
}

static bool find_table(struct str text, struct lua_report *report)
{
    size_t at = str_find(text, STR(LUA_CSV_HEADER), 0);
    if (at == SIZE_MAX) {
        return false;
    }
    struct str names = str_skip(text, at);
    size_t end = str_find(names, STR("\n"), 0);
    struct str values = str_skip(names, end < names.len ? end + 1 : names.len);
    size_t whole = str_find(values, STR("\n"), 0);
    return whole < values.len &&
           lua_read_row(str_cut(names, 0, end), str_cut(values, 0, whole), report);
}

/* The lines "99.999%,15509" below the rule. They are of the run above: no number of requests says.
 */
static bool find_list(struct str text, struct lua_report *report)
{
    size_t at = str_find(text, STR(LIST_RULE), 0);
    struct str rest = str_skip(text, at == SIZE_MAX ? text.len : at + strlen(LIST_RULE));
    report->n = 0;
    size_t end;
    while ((end = str_find(rest, STR("\n"), 0)) < rest.len && report->n < LUA_FIGURES_MOST) {
        struct str line = str_trim(str_cut(rest, 0, end));
        struct str p = str_cut(line, 0, str_find(line, STR("%,"), 0));
        double share;
        double us;
        if (p.len + 2 <= line.len && number_parse(p, &share) &&
            number_parse(str_skip(line, p.len + 2), &us)) {
            report->at[report->n++] = (struct lua_figure){
                .path = str_printf(report->paths.arena, "latency.percentiles.%.*s", STR_ARG(p)),
                .value = us};
        }
        rest = str_skip(rest, end + 1);
    }
    return report->n > 0;
}

void wrk_lua_keep(struct buf *after, struct str line)
{
    buf_add_uncoloured(after, text_bare(line));
}

void wrk_lua_enrich(struct reading *reading)
{
    struct arena arena = {0};
    struct str text = buf_str(&reading->after);
    if (!memchr(text.ptr, '{', text.len) && str_find(text, STR(LUA_CSV_HEADER), 0) == SIZE_MAX &&
        str_find(text, STR(LIST_RULE), 0) == SIZE_MAX) {
        return;
    }
    struct lua_report *report = arena_alloc(&arena, sizeof *report);
    report->paths = BUF(&arena);
    if (find_object(text, report) || find_table(text, report)) {
        double requests = lua_figure(report, LUA_REQUESTS, NULL);
        if (!isnan(requests)) {
            take_report(reading, report, requests);
        }
    } else if (find_list(text, report)) {
        take_report(reading, report, reading->run.requests);
    }
    arena_free(&arena);
}
