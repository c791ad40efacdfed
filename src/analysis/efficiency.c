#include <math.h>

#include "parts.h"

/* In the metric's terms: more is better, so that best / worst is at most 1. */
static double merit(const struct metric *metric, double value)
{
    if (metric == metric_get("error_share")) {
        return 1 - value;
    }
    return metric->better == BETTER_LOWER ? 1 / value : value;
}

static const struct metric *latency_metric(const struct analysis *analysis, size_t workload)
{
    const struct comparison *tail = analysis_comparison(analysis, workload, "latency.p99");
    for (size_t s = 0; tail && s < analysis->study->system_count; s++) {
        if (tail->rows[s].summary.n == 0 && study_group(analysis->study, workload, s)->n > 0) {
            tail = NULL;
        }
    }
    return metric_get(tail ? "latency.p99" : "latency.mean");
}

/* Its own fault first; else WHY_OTHER when another system's value can't be compared with it. */
static enum why why_not(const struct metric *metric, const struct condition *conditions, size_t n,
                        size_t system)
{
    enum why own = incomparable(metric, &conditions[system], &conditions[system]);
    for (size_t other = 0; other < n && own == WHY_NONE; other++) {
        if (other != system && conditions[other].n > 0 &&
            incomparable(metric, &conditions[system], &conditions[other]) != WHY_NONE) {
            return WHY_OTHER;
        }
    }
    return own;
}

static void add_row(struct arena *arena, size_t workload, const struct metric *metric,
                    const struct condition *conditions, struct analysis *analysis)
{
    size_t n = analysis->study->system_count;
    const struct comparison *comparison = analysis_comparison(analysis, workload, metric->id);
    if (!comparison) {
        return;
    }
    struct efficiency row = {workload, metric, ARENA_ARRAY(arena, struct efficiency_cell, n)};
    double best = NAN;
    for (size_t s = 0; s < n; s++) {
        struct efficiency_cell *cell = &row.cells[s];
        double value = comparison->rows[s].summary.value;
        cell->share = merit(metric, value);
        cell->why = isfinite(cell->share) ? why_not(metric, conditions, n, s) : WHY_MISSING;
        if (cell->why != WHY_NONE) {
            cell->share = NAN;
        }
        best = fmax(best, cell->share); /* fmax ignores a NaN */
    }
    for (size_t s = 0; s < n; s++) {
        row.cells[s].share = best > 0 ? row.cells[s].share / best : (double)NAN;
    }
    VEC_PUSH(arena, &analysis->efficiencies, row);
}

void add_efficiency(struct arena *arena, const struct condition *conditions,
                    struct analysis *analysis)
{
    const struct study *study = analysis->study;
    size_t *first = ARENA_ARRAY(arena, size_t, study->workload_count + 1);
    analysis->first_efficiency = first;
    for (size_t w = 0; w < study->workload_count && study->system_count > 1; w++) {
        const struct condition *at = conditions + w * study->system_count;
        add_row(arena, w, metric_get("goodput"), at, analysis);
        add_row(arena, w, metric_get("bytes_per_s"), at, analysis);
        add_row(arena, w, metric_get("requests"), at, analysis);
        add_row(arena, w, latency_metric(analysis, w), at, analysis);
        add_row(arena, w, metric_get("error_share"), at, analysis);
        first[w + 1] = analysis->efficiencies.n;
    }
}
