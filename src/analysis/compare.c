#include <math.h>

#include "parts.h"
#include "ranks.h"

static bool errors_spoil(const struct condition *condition)
{
    return condition->error_share >= ERROR_LIMIT;
}

/* Which kind of error is the reason: late answers, or answers with an error status and the rest. */
static enum why error_reason(const struct condition *condition)
{
    return condition->timeout_share >= ERROR_LIMIT && !(condition->status_share >= ERROR_LIMIT)
               ? WHY_TIMEOUTS
               : WHY_ERRORS;
}

static enum why latency_incomparable(const struct metric *metric, const struct condition *a,
                                     const struct condition *b)
{
    if (!a->has_latency || !b->has_latency) {
        return WHY_NO_LATENCY;
    }
    if (a->rate_missed || b->rate_missed) {
        return WHY_RATE_MISSED;
    }
    if (metric->p > 0 && fmin(a->samples, b->samples) * (1 - metric->p / 100) < FEW_SAMPLES) {
        return WHY_LOW_N;
    }
    if (a->kind != b->kind || a->mixed_kinds || b->mixed_kinds) {
        return WHY_LATENCY_KIND;
    }
    if (a->rho < RHO_LOW || b->rho < RHO_LOW) {
        return WHY_LITTLE_LOW;
    }
    if ((metric->flags & METRIC_SYNTHETIC) && (a->rho > RHO_HIGH || b->rho > RHO_HIGH)) {
        return WHY_LITTLE_HIGH;
    }
    if (metric == metric_get("latency.max") && a->max_censored && b->max_censored) {
        return WHY_MAX_CENSORED;
    }
    return WHY_NONE;
}

enum why incomparable(const struct metric *metric, const struct condition *a,
                      const struct condition *b)
{
    if (a->inconsistent || b->inconsistent) {
        return metric->flags & METRIC_FACT ? WHY_NONE : WHY_INCONSISTENT;
    }
    if (metric->flags & METRIC_ANSWERS) {
        if (errors_spoil(a) || errors_spoil(b)) {
            return error_reason(errors_spoil(a) ? a : b);
        }
    }
    if (metric->flags & METRIC_LATENCY) {
        return latency_incomparable(metric, a, b);
    }
    if (metric->flags & METRIC_TOTAL) {
        double longer = fmax(a->elapsed_s, b->elapsed_s);
        double shorter = fmin(a->elapsed_s, b->elapsed_s);
        if (longer > shorter * DURATION_RATIO) {
            return WHY_DURATION;
        }
    }
    return WHY_NONE;
}

static enum verdict direction(const struct metric *metric, bool higher)
{
    if (metric->better == BETTER_NONE) {
        return VERDICT_UNCLEAR;
    }
    return higher == (metric->better == BETTER_HIGHER) ? VERDICT_BETTER : VERDICT_WORSE;
}

/* The verdict of an interval of ratios against a band of noise around 1. */
static enum verdict judge(const struct metric *metric, double low, double high, double noise)
{
    if (low > 1 + noise) {
        return direction(metric, true);
    }
    if (high < 1 / (1 + noise)) {
        return direction(metric, false);
    }
    return low >= 1 / (1 + noise) && high <= 1 + noise ? VERDICT_SAME : VERDICT_UNCLEAR;
}

static void judge_few(const struct metric *metric, size_t fewest, double noise,
                      struct change *change)
{
    bool judged = metric == metric_get("goodput");
    change->verdict = judged ? judge(metric, change->ratio, change->ratio, noise) : VERDICT_UNCLEAR;
    if (change->verdict == VERDICT_SAME) {
        change->verdict = VERDICT_UNCLEAR;
    }
    if (change->why == WHY_NONE) {
        change->why = fewest == 1 ? WHY_ONE_RUN : WHY_FEW_RUNS;
    }
}

/* By the exact test, at the level that holds for all comparisons of this metric together. */
static void judge_many(const struct metric *metric, const struct summary *base,
                       const struct summary *system, size_t comparisons, double noise,
                       struct change *change)
{
    if (!(metric->flags & METRIC_PRIMARY)) {
        return;
    }
    double k = (double)comparisons;
    change->p = mann_whitney_p(system->raw, system->n, base->raw, base->n);
    change->p_adjusted = fmin(1, k * change->p);
    if (!ratio_interval(system->raw, system->n, base->raw, base->n, ALPHA / k, &change->low,
                        &change->high)) {
        change->verdict = VERDICT_UNCLEAR;
        change->why = WHY_MORE_RUNS;
        return;
    }
    change->verdict = judge(metric, change->low, change->high, noise);
    if (change->verdict == VERDICT_UNCLEAR && change->low <= 1 && change->high >= 1) {
        change->why = WHY_OVERLAP;
    }
}

/* What must be said with the ratio although it may be formed. */
static enum why remark_on(const struct metric *metric, const struct condition *a,
                          const struct condition *b, bool payloads_differ)
{
    if (metric == metric_get("latency.max") && (a->max_censored || b->max_censored)) {
        return WHY_MAX_CENSORED;
    }
    if ((metric->flags & METRIC_LATENCY) && (a->rho > RHO_HIGH || b->rho > RHO_HIGH)) {
        return WHY_LITTLE_HIGH;
    }
    if (metric == metric_get("bytes_per_s") && payloads_differ) {
        return WHY_BYTES;
    }
    return WHY_NONE;
}

struct side {
    const struct group *group;
    const struct condition *condition;
    const struct summary *summary;
};

static struct change compare(const struct metric *metric, struct side base, struct side system,
                             size_t comparisons, const struct analysis *analysis)
{
    struct change change = {NAN, NAN, NAN, NAN, NAN, NAN, BOUND_NONE, VERDICT_NONE, WHY_NONE};
    const struct summary *a = base.summary;
    const struct summary *b = system.summary;
    change.why = incomparable(metric, base.condition, system.condition);
    if (change.why != WHY_NONE) {
        change.verdict = VERDICT_NOT_COMPARABLE;
    }
    if (a->n == 0 || b->n == 0) {
        change.why = change.why == WHY_NONE ? WHY_MISSING : change.why;
        return change;
    }
    if (a->value == 0) {
        if (change.why == WHY_NONE && b->value != 0) {
            change.why = WHY_BASE_ZERO;
            bool judged = metric == metric_get("goodput");
            change.verdict = judged ? direction(metric, true) : VERDICT_NONE;
        }
        return change;
    }
    change.ratio = b->value / a->value;
    change.percent = 100 * (change.ratio - 1);
    if (change.verdict == VERDICT_NOT_COMPARABLE) {
        return change;
    }
    if (a->bound != b->bound) {
        change.bound = b->bound == BOUND_AT_LEAST ? BOUND_AT_LEAST : BOUND_AT_MOST;
    }
    if (metric->flags & METRIC_FACT) {
        return change;
    }
    change.why = remark_on(metric, base.condition, system.condition,
                           payload_differs(base.group, system.group));
    size_t fewest = a->n < b->n ? a->n : b->n;
    double precision = metric_precision(metric, base.group->runs[0], a->value) +
                       metric_precision(metric, system.group->runs[0], b->value);
    if (fewest < TESTED_RUNS) {
        judge_few(metric, fewest, analysis->one_run_noise, &change);
    } else {
        judge_many(metric, a, b, comparisons, fmax(analysis->noise, precision / a->value), &change);
    }
    return change;
}

static struct side side_of(const struct analysis *analysis, const struct comparison *comparison,
                           size_t system)
{
    const struct study *study = analysis->study;
    size_t w = comparison->workload;
    return (struct side){study_group(study, w, system),
                         &analysis->conditions[w * study->system_count + system],
                         &comparison->rows[system].summary};
}

/* How many comparisons with one system there are to judge together. */
static size_t count_comparisons(const struct comparison *comparison, size_t systems)
{
    size_t stated = 0;
    for (size_t s = 0; s < systems; s++) {
        stated += comparison->rows[s].summary.n > 0;
    }
    return stated > 1 ? stated - 1 : 1;
}

struct change analysis_change(const struct analysis *analysis, const struct comparison *comparison,
                              size_t base, size_t system)
{
    return compare(comparison->metric, side_of(analysis, comparison, base),
                   side_of(analysis, comparison, system),
                   count_comparisons(comparison, analysis->study->system_count), analysis);
}

/* One metric under one workload; false when no run states it. */
static bool compare_metric(struct arena *arena, const struct analysis *analysis,
                           struct comparison *comparison)
{
    const struct study *study = analysis->study;
    size_t stated = 0;
    size_t w = comparison->workload;
    const struct metric *metric = comparison->metric;
    const struct condition *conditions = analysis->conditions + w * study->system_count;
    comparison->rows = ARENA_ARRAY(arena, struct comparison_row, study->system_count);
    for (size_t s = 0; s < study->system_count; s++) {
        struct comparison_row *row = &comparison->rows[s];
        row->summary = summarise(arena, metric, study_group(study, w, s), &conditions[s]);
        row->own = incomparable(metric, &conditions[s], &conditions[s]);
        row->unusable = row->own != WHY_NONE;
        if (!row->unusable) {
            row->own = remark_on(metric, &conditions[s], &conditions[s], false);
        }
        stated += row->summary.n;
    }
    for (size_t s = 1; s < study->system_count && stated > 0; s++) {
        struct comparison_row *row = &comparison->rows[s];
        row->has_change = conditions[0].n > 0 && conditions[s].n > 0;
        if (row->has_change) {
            row->change = analysis_change(analysis, comparison, 0, s);
        }
    }
    return stated > 0;
}

void add_comparisons(struct arena *arena, struct analysis *analysis)
{
    const struct study *study = analysis->study;
    for (size_t w = 0; w < study->workload_count; w++) {
        metric_list metrics = {0};
        for (size_t m = 0; m < METRIC_COUNT; m++) {
            VEC_PUSH(arena, &metrics, &METRICS[m]);
        }
        named_metrics(arena, study, w, &metrics);
        for (size_t m = 0; m < metrics.n; m++) {
            struct comparison comparison = {.workload = w, .metric = metrics.at[m]};
            if (compare_metric(arena, analysis, &comparison)) {
                VEC_PUSH(arena, &analysis->comparisons, comparison);
            }
        }
    }
}
