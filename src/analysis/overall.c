/*
 * One ratio over several workloads: the geometric mean, which alone does not
 * depend on which system is the baseline (reference 8, Fleming and Wallace 1986).
 */
#include <math.h>

#include "parts.h"

/* Whether both systems have this workload's value, and it may be compared. */
static bool is_pair(const struct comparison *comparison, size_t system)
{
    const struct comparison_row *row = &comparison->rows[system];
    return row->has_change && row->change.verdict != VERDICT_NOT_COMPARABLE &&
           row->change.bound == BOUND_NONE && row->change.ratio > 0 && isfinite(row->change.ratio);
}

static void add_overall(struct arena *arena, const struct metric *metric, size_t system,
                        struct analysis *analysis)
{
    size_t workloads = analysis->study->workload_count;
    struct overall overall = {
        .metric = metric, .system = system, .unmatched = ARENA_ARRAY(arena, size_t, workloads)};
    double sum = 0;
    for (size_t w = 0; w < workloads; w++) {
        const struct comparison *comparison = analysis_comparison(analysis, w, metric->id);
        if (comparison && is_pair(comparison, system)) {
            sum += log(comparison->rows[system].change.ratio);
            overall.n++;
        } else {
            overall.unmatched[overall.unmatched_count++] = w;
        }
    }
    overall.ratio = overall.n > 0 ? exp(sum / (double)overall.n) : (double)NAN;
    if (overall.n > 1) {
        VEC_PUSH(arena, &analysis->overall, overall);
    }
}

void add_overalls(struct arena *arena, struct analysis *analysis)
{
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        for (size_t s = 1; s < analysis->study->system_count; s++) {
            if (METRICS[m].flags & METRIC_PRIMARY) {
                add_overall(arena, &METRICS[m], s, analysis);
            }
        }
    }
}
