/*
 * The analysis in sentences: what the numbers of the main workload say about
 * throughput, latency, load and errors. Every sentence has its number, and none
 * says why something is so, which no log shows.
 */
#include <math.h>

#include "build.h"

static const struct comparison_row *row_of(const struct report *report, size_t workload,
                                           const char *metric, size_t system)
{
    const struct comparison *comparison = analysis_comparison(report->analysis, workload, metric);
    return comparison ? &comparison->rows[system] : NULL;
}

static double value_of(const struct report *report, size_t workload, const char *metric,
                       size_t system)
{
    const struct comparison_row *row = row_of(report, workload, metric, system);
    return row ? row->summary.value : (double)NAN;
}

static struct str system_name(const struct report *report, size_t system)
{
    return str_clean(report->arena, report->study->systems[system]);
}

static void add(struct report *report, const char *topic, struct str text)
{
    struct prose sentence = {language_of(report->language, report->arena, "prose.topic", topic),
                             text};
    VEC_PUSH(report->arena, &report->prose, sentence);
}

/* " (between 5.83x and 7.43x)"; empty where it was not tested. */
static struct str interval(const struct report *report, double low, double high)
{
    return isnan(low) || isnan(high)
               ? STR("")
               : LANGUAGE_SAY(report->arena, report->language, "prose.interval",
                              {"low", show_factor(report, low)},
                              {"high", show_factor(report, high)});
}

/* One system against the baseline, the faster one named first. */
static void throughput(struct report *report, size_t w, size_t s)
{
    const struct comparison_row *row = row_of(report, w, "goodput", s);
    double base = value_of(report, w, "goodput", 0);
    double own = row ? row->summary.value : (double)NAN;
    if (!row || !(base > 0) || !(own > 0) || row->change.verdict == VERDICT_NOT_COMPARABLE) {
        return;
    }
    bool ahead = own > base;
    const struct change *change = &row->change;
    double low = ahead ? change->low : 1 / change->high;
    double high = ahead ? change->high : 1 / change->low;
    double factor = ahead ? own / base : base / own;
    const char *key = change->verdict == VERDICT_SAME ? "prose.throughput_same"
                      : change->verdict == VERDICT_BETTER || change->verdict == VERDICT_WORSE
                          ? "prose.throughput"
                          : "prose.throughput_unclear";
    add(report, "throughput",
        LANGUAGE_SAY(
            report->arena, report->language, key, {"fast", system_name(report, ahead ? s : 0)},
            {"slow", system_name(report, ahead ? 0 : s)},
            {"fast_rate", show(report, UNIT_PER_SECOND, ahead ? own : base)},
            {"slow_rate", show(report, UNIT_PER_SECOND, ahead ? base : own)},
            {"factor", show_factor(report, factor)}, {"interval", interval(report, low, high)},
            {"why", why_word(report, change->why)}));
    if (change->verdict == VERDICT_BETTER || change->verdict == VERDICT_WORSE) {
        add(report, "cost",
            LANGUAGE_SAY(report->arena, report->language, "prose.cost",
                         {"fast", system_name(report, ahead ? s : 0)},
                         {"slow", system_name(report, ahead ? 0 : s)},
                         {"factor", show_factor(report, factor)}));
    }
}

static void latency_of(struct report *report, size_t w, size_t s, const char *metric,
                       const char *key)
{
    double base = value_of(report, w, metric, 0);
    double own = value_of(report, w, metric, s);
    const struct comparison_row *row = row_of(report, w, metric, s);
    if (!(base > 0) || !(own > 0) || base == own || row->change.verdict == VERDICT_NOT_COMPARABLE) {
        return;
    }
    bool shorter = own < base;
    add(report, "latency",
        LANGUAGE_SAY(report->arena, report->language, key,
                     {"short", system_name(report, shorter ? s : 0)},
                     {"long", system_name(report, shorter ? 0 : s)},
                     {"short_time", show(report, metric_get(metric)->unit, shorter ? own : base)},
                     {"long_time", show(report, metric_get(metric)->unit, shorter ? base : own)},
                     {"factor", show_factor(report, shorter ? base / own : own / base)}));
}

static void latency(struct report *report, size_t w, size_t s)
{
    bool tail = comparable_everywhere(report, w, "latency.p99");
    bool bulk = comparable_everywhere(report, w, "latency.p50");
    if (tail) {
        latency_of(report, w, s, "latency.p99", "prose.latency_p99");
    }
    if (bulk) {
        latency_of(report, w, s, "latency.p50", "prose.latency_p50");
    } else {
        latency_of(report, w, s, "time_per_request", "prose.time_per_request");
    }
    const struct comparison_row *max = row_of(report, w, "latency.max", s);
    if (max && max->summary.bound == BOUND_AT_LEAST) {
        add(report, "latency",
            LANGUAGE_SAY(report->arena, report->language, "prose.latency_cut",
                         {"system", system_name(report, s)},
                         {"max", show(report, UNIT_MICROSECONDS, max->summary.value)}));
    }
}

/* How busy the connections were kept: Little's law in words. */
static void load_of(struct report *report, size_t w, size_t s)
{
    double seconds = value_of(report, w, "time_per_request", s);
    const struct group *group = study_group(report->study, w, s);
    double opened = group->n > 0 ? run_connections_opened(group->runs[0]) : (double)NAN;
    double pipeline = group->n > 0 ? fmax(1, group->runs[0]->load.pipeline) : 1;
    if (seconds > 0 && opened > 1) {
        add(report, "load",
            LANGUAGE_SAY(report->arena, report->language, "prose.load",
                         {"system", system_name(report, s)},
                         {"connections", show(report, UNIT_COUNT, opened)},
                         {"time", show(report, UNIT_SECONDS, seconds / pipeline)}));
    }
}

/* Errors per million requests, over all runs of a system. */
static void errors_of(struct report *report, size_t w, size_t s)
{
    const struct group *group = study_group(report->study, w, s);
    double attempts = 0;
    double good = 0;
    for (size_t i = 0; i < group->n; i++) {
        const struct run *run = group->runs[i];
        attempts += isnan(run->attempts) ? run->requests : run->attempts;
        good += run->ok;
    }
    if (attempts > 0 && !isnan(good)) {
        double bad = attempts - good;
        add(report, "errors",
            LANGUAGE_SAY(report->arena, report->language,
                         bad > 0 ? "prose.errors" : "prose.no_errors",
                         {"system", system_name(report, s)}, {"bad", show(report, UNIT_COUNT, bad)},
                         {"requests", show(report, UNIT_COUNT, attempts)},
                         {"ppm", show(report, UNIT_PER_SECOND, 1e6 * bad / attempts)}));
    }
}

void build_prose(struct report *report)
{
    size_t w = main_workload(report);
    size_t n = report->study->system_count;
    if (n > SIDE_BY_SIDE) {
        return; /* tables rank many systems better than sentences */
    }
    if (report->workload_count > 1) {
        add(report, "scope",
            LANGUAGE_SAY(report->arena, report->language, "prose.scope",
                         {"workload", report->workloads[w].title},
                         {"n", show(report, UNIT_COUNT, (double)report->workload_count)}));
    }
    for (size_t s = 1; s < n; s++) {
        throughput(report, w, s);
    }
    for (size_t s = 1; s < n; s++) {
        latency(report, w, s);
    }
    for (size_t s = 0; s < n; s++) {
        load_of(report, w, s);
    }
    for (size_t s = 0; s < n; s++) {
        errors_of(report, w, s);
    }
}
