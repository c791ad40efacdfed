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
    if (!has_samples(metric, a->samples) || !has_samples(metric, b->samples)) {
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

/* With too few runs for a test only goodput is judged, and only far differences. */
static void judge_few(const struct metric *metric, double ratio, double noise, enum why why,
                      struct change *change)
{
    bool judged = metric == metric_get("goodput");
    change->verdict = judged ? judge(metric, ratio, ratio, noise) : VERDICT_UNCLEAR;
    if (change->verdict == VERDICT_SAME) {
        change->verdict = VERDICT_UNCLEAR;
    }
    if (change->why == WHY_NONE) {
        change->why = why;
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

/*
 * By the exact test, at the level that holds for all comparisons of this metric together.
 * False where so few runs can't reach that level.
 */
static bool judge_many(const struct metric *metric, const struct summary *base,
                       const struct summary *system, size_t comparisons, double noise,
                       struct change *change)
{
    double k = (double)comparisons;
    struct arena scratch = {0};
    const double *x = summary_raw(&scratch, system);
    const double *y = summary_raw(&scratch, base);
    change->p = mann_whitney_p(x, system->n, y, base->n);
    change->p_adjusted = fmin(1, k * change->p);
    struct ratio ratio = ratio_of_runs(x, system->n, y, base->n, ALPHA / k);
    arena_free(&scratch);
    if (isnan(ratio.low)) {
        return false;
    }
    change->verdict = judge(metric, ratio.low, ratio.high, noise);
    if (change->verdict == VERDICT_UNCLEAR && change->why == WHY_NONE) {
        change->why = ratio.low <= 1 && ratio.high >= 1 ? WHY_OVERLAP : WHY_NOISE;
    }
    if (ratio.low > 0 && isfinite(ratio.high)) {
        change->estimate = ratio.estimate;
        change->low = ratio.low;
        change->high = ratio.high;
    }
    return true;
}

/* By the runs there are: a test, or the wide band of noise that single runs need. */
static void judge_runs(const struct metric *metric, struct side base, struct side system,
                       size_t comparisons, const struct analysis *analysis, struct change *change)
{
    const struct summary *a = base.summary;
    const struct summary *b = system.summary;
    double least = fmin(a->value, b->value);
    double precision = metric_precision(metric, base.group->runs[0], a->value) +
                       metric_precision(metric, system.group->runs[0], b->value);
    double noise = fmax(analysis->noise, least > 0 ? precision / least : 0);
    size_t fewest = a->n < b->n ? a->n : b->n;
    bool tested = fewest >= TESTED_RUNS;
    if (tested && (!(metric->flags & METRIC_PRIMARY) ||
                   judge_many(metric, a, b, comparisons, noise, change))) {
        return;
    }
    double ratio = a->value > 0 ? b->value / a->value : (double)INFINITY;
    judge_few(metric, ratio, fmax(noise, analysis->one_run_noise),
              tested        ? WHY_MORE_RUNS
              : fewest == 1 ? WHY_ONE_RUN
                            : WHY_FEW_RUNS,
              change);
}

static struct change compare(const struct metric *metric, struct side base, struct side system,
                             size_t comparisons, const struct analysis *analysis)
{
    struct change change = {.ratio = NAN,
                            .percent = NAN,
                            .estimate = NAN,
                            .low = NAN,
                            .high = NAN,
                            .p = NAN,
                            .p_adjusted = NAN};
    const struct summary *a = base.summary;
    const struct summary *b = system.summary;
    change.why = incomparable(metric, base.condition, system.condition);
    if (a->n > 0 && b->n > 0 && a->value != 0) {
        change.ratio = b->value / a->value;
        change.percent = 100 * (change.ratio - 1);
    }
    if (change.why != WHY_NONE) {
        change.verdict = VERDICT_NOT_COMPARABLE;
        return change;
    }
    if (a->n == 0 || b->n == 0) {
        change.why = WHY_MISSING;
        return change;
    }
    if (a->value == 0 && b->value == 0) {
        return change;
    }
    if (a->bound != b->bound) {
        change.bound = b->bound == BOUND_AT_LEAST ? BOUND_AT_LEAST : BOUND_AT_MOST;
    }
    if (metric->flags & METRIC_FACT) {
        change.why = a->value == 0 ? WHY_BASE_ZERO : WHY_NONE;
        return change;
    }
    change.why = a->value == 0 ? WHY_BASE_ZERO
                               : remark_on(metric, base.condition, system.condition,
                                           payload_differs(base.group, system.group));
    judge_runs(metric, base, system, comparisons, analysis, &change);
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
        stated += comparison->rows[s].summary.n > 0 && !comparison->rows[s].unusable;
    }
    return stated > 1 ? stated - 1 : 1;
}

struct change analysis_change(const struct analysis *analysis, const struct comparison *comparison,
                              size_t base, size_t system)
{
    const struct comparison_row *row = &comparison->rows[system];
    if (base == 0 && row->has_change) {
        return row->change;
    }
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
        row->summary = summarise(metric, study_group(study, w, s), &conditions[s]);
        row->own = incomparable(metric, &conditions[s], &conditions[s]);
        row->unusable = row->own != WHY_NONE;
        if (!row->unusable) {
            row->own = remark_on(metric, &conditions[s], &conditions[s], false);
        }
        stated += row->summary.n;
    }
    for (size_t s = 1; s < study->system_count && stated > 0; s++) {
        struct comparison_row *row = &comparison->rows[s];
        if (conditions[0].n > 0 && conditions[s].n > 0) {
            row->change = analysis_change(analysis, comparison, 0, s);
            row->has_change = true;
        }
    }
    return stated > 0;
}

void add_comparisons(struct arena *arena, struct analysis *analysis)
{
    const struct study *study = analysis->study;
    size_t *first = ARENA_ARRAY(arena, size_t, study->workload_count + 1);
    analysis->first_comparison = first;
    for (size_t w = 0; w < study->workload_count; w++) {
        first[w] = analysis->comparisons.n;
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
    first[study->workload_count] = analysis->comparisons.n;
}
