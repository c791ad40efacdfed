#include "gates.h"

#include <fnmatch.h>
#include <math.h>

#include "parts.h"
#include "ranks.h"

const char *gate_verdict_name(enum gate_verdict verdict)
{
    static const char *const NAMES[] = {"pass",         "warn",           "fail",
                                        "inconclusive", "not-comparable", "no-data"};
    return NAMES[verdict];
}

static bool holds(const struct gate *gate, double value)
{
    switch (gate->operator) {
    case GATE_LESS:
        return value < gate->limit;
    case GATE_AT_MOST:
        return value <= gate->limit;
    case GATE_MORE:
        return value > gate->limit;
    case GATE_AT_LEAST:
        break;
    }
    return value >= gate->limit;
}

static enum gate_verdict broken(const struct gate *gate)
{
    return gate->warns ? GATE_WARN : GATE_FAIL;
}

static void judge_value(const struct gate *gate, const struct comparison_row *row,
                        struct gate_result *result)
{
    const struct summary *summary = &row->summary;
    bool upwards = gate->operator== GATE_MORE || gate->operator== GATE_AT_LEAST;
    result->value = summary->value;
    result->low = summary->low;
    result->high = summary->high;
    result->why = row->own;
    /* What is only known to be cut off still settles some limits. */
    if (row->unusable && row->own != WHY_MAX_CENSORED) {
        result->verdict = GATE_NOT_COMPARABLE;
        return;
    }
    bool held = holds(gate, summary->value);
    /* "At least this" settles a limit from above that is passed, and one from below that is held.
     */
    bool open = summary->bound == BOUND_AT_LEAST && held != upwards;
    result->verdict = open ? GATE_INCONCLUSIVE : held ? GATE_PASS : broken(gate);
}

/* A ratio as the gate counts it. */
static double amount(const struct gate *gate, const struct metric *metric, double ratio)
{
    bool higher = metric->better == BETTER_HIGHER;
    return gate->of == GATE_REGRESSION && higher ? 1 - ratio : ratio - 1;
}

/* The interval of the ratio, from few runs by the noise assumed of them. */
static void range(const struct summary *base, const struct summary *own, double one_run_noise,
                  double ratio, double *low, double *high)
{
    size_t fewest = base->n < own->n ? base->n : own->n;
    struct ratio of_runs = ratio_of_runs(own->raw, own->n, base->raw, base->n, ALPHA);
    bool tested = fewest >= TESTED_RUNS && !isnan(of_runs.low);
    *low = tested ? of_runs.low : ratio / (1 + one_run_noise);
    *high = tested ? of_runs.high : ratio * (1 + one_run_noise);
}

static void judge_change(const struct gate *gate, const struct comparison *comparison,
                         const struct analysis_options *options, struct gate_result *result)
{
    const struct comparison_row *row = &comparison->rows[result->system];
    const struct change *change = &row->change;
    const struct metric *metric = comparison->metric;
    double low;
    double high;
    const struct summary *base = &comparison->rows[0].summary;
    result->why = change->why;
    if (base->n > 0 && base->value == 0 && row->summary.n > 0) {
        result->verdict = GATE_NOT_COMPARABLE;
        result->why = WHY_BASE_ZERO;
        return;
    }
    if (!row->has_change || isnan(change->ratio)) {
        bool refused = change->verdict == VERDICT_NOT_COMPARABLE;
        result->verdict = refused ? GATE_NOT_COMPARABLE : GATE_NO_DATA;
        result->why = refused ? change->why : WHY_MISSING;
        return;
    }
    result->value = amount(gate, metric, change->ratio);
    if (change->verdict == VERDICT_NOT_COMPARABLE) {
        result->verdict = GATE_NOT_COMPARABLE;
        return;
    }
    range(base, &row->summary, options->one_run_noise, change->ratio, &low, &high);
    if (metric->flags & METRIC_FACT) {
        low = high = change->ratio;
    }
    double ends[] = {amount(gate, metric, low), amount(gate, metric, high)};
    result->low = fmin(ends[0], ends[1]);
    result->high = fmax(ends[0], ends[1]);
    bool all = holds(gate, ends[0]) && holds(gate, ends[1]);
    bool none = !holds(gate, ends[0]) && !holds(gate, ends[1]);
    result->verdict = change->bound != BOUND_NONE ? GATE_INCONCLUSIVE
                      : all                       ? GATE_PASS
                      : none                      ? broken(gate)
                                                  : GATE_INCONCLUSIVE;
}

static bool names(struct arena *arena, const struct gate *gate, struct str label)
{
    return !gate->systems.ptr ||
           fnmatch(str_copy(arena, gate->systems).ptr, str_copy(arena, label).ptr, 0) == 0;
}

static size_t judge_gate(struct arena *arena, const struct analysis_options *options,
                         const struct gate *gate, struct analysis *analysis)
{
    const struct study *study = analysis->study;
    size_t met = 0;
    for (size_t w = 0; w < study->workload_count; w++) {
        const struct comparison *comparison =
            analysis_comparison(analysis, w, str_copy(arena, gate->metric).ptr);
        for (size_t s = 0; s < study->system_count; s++) {
            bool concerned = study_group(study, w, s)->n > 0 &&
                             names(arena, gate, study->systems[s]) &&
                             !(gate->of != GATE_VALUE && s == 0);
            if (!concerned) {
                continue;
            }
            struct gate_result *result = VEC_ADD(arena, &analysis->gates);
            *result = (struct gate_result){gate, w, s, GATE_NO_DATA, NAN, NAN, NAN, WHY_MISSING};
            met++;
            if (comparison && comparison->rows[s].summary.n > 0 && gate->of == GATE_VALUE) {
                judge_value(gate, &comparison->rows[s], result);
            } else if (comparison && gate->of != GATE_VALUE) {
                judge_change(gate, comparison, options, result);
            }
        }
    }
    return met;
}

void add_gates(struct arena *arena, const struct analysis_options *options,
               struct analysis *analysis)
{
    for (size_t i = 0; i < options->gate_count; i++) {
        const struct gate *gate = &options->gates[i];
        if (judge_gate(arena, options, gate, analysis) == 0) {
            struct gate_result none = {gate, NO_INDEX, NO_INDEX, GATE_NO_DATA,
                                       NAN,  NAN,      NAN,      WHY_MISSING};
            VEC_PUSH(arena, &analysis->gates, none);
        }
    }
}
