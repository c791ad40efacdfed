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

const char *gate_outcome_name(enum gate_outcome outcome)
{
    static const char *const NAMES[] = {"passed", "open", "warned", "failed"};
    return NAMES[outcome];
}

size_t gate_outcomes(const struct analysis *analysis, enum gate_outcome outcome)
{
    size_t n = 0;
    for (size_t i = 0; i < analysis->gates.n; i++) {
        n += analysis->gates.at[i].outcome == outcome;
    }
    return n;
}

enum gate_outcome gates_worst(const struct analysis *analysis)
{
    enum gate_outcome worst = OUTCOME_PASSED;
    for (size_t i = 0; i < analysis->gates.n; i++) {
        enum gate_outcome outcome = analysis->gates.at[i].outcome;
        worst = outcome > worst ? outcome : worst;
    }
    return worst;
}

size_t gates_not_passed(const struct analysis *analysis, size_t *places, size_t most)
{
    size_t n = 0;
    for (int outcome = OUTCOME_FAILED; outcome > OUTCOME_PASSED; outcome--) {
        for (size_t i = 0; i < analysis->gates.n && n < most; i++) {
            if ((int)analysis->gates.at[i].outcome == outcome) {
                places[n++] = i;
            }
        }
    }
    return n;
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
    struct arena scratch = {0};
    struct ratio of_runs = ratio_of_runs(summary_raw(&scratch, own), own->n,
                                         summary_raw(&scratch, base), base->n, ALPHA);
    arena_free(&scratch);
    bool tested = fewest >= TESTED_RUNS && !isnan(of_runs.low);
    *low = tested ? of_runs.low : ratio / (1 + one_run_noise);
    *high = tested ? of_runs.high : ratio * (1 + one_run_noise);
}

static bool all_zero(const struct summary *summary)
{
    struct arena scratch = {0};
    const double *raw = summary_raw(&scratch, summary);
    bool zero = true;
    for (size_t i = 0; i < summary->n; i++) {
        zero = zero && raw[i] == 0;
    }
    arena_free(&scratch);
    return zero;
}

/* From a baseline of 0 there is no ratio, but nothing is as much as nothing. */
static void judge_from_zero(const struct gate *gate, const struct summary *base,
                            const struct summary *own, struct gate_result *result)
{
    result->why = WHY_BASE_ZERO;
    if (own->value != 0) {
        result->verdict = GATE_NOT_COMPARABLE;
        return;
    }
    result->value = 0;
    if (!all_zero(base) || !all_zero(own)) {
        result->verdict = GATE_INCONCLUSIVE;
        return;
    }
    result->why = WHY_NONE;
    result->low = result->high = 0;
    result->verdict = holds(gate, 0) ? GATE_PASS : broken(gate);
}

static void judge_ratio(const struct gate *gate, const struct comparison_row *row,
                        const struct summary *base, double one_run_noise,
                        struct gate_result *result)
{
    const struct metric *metric = result->comparison->metric;
    const struct change *change = &row->change;
    double low = change->ratio;
    double high = change->ratio;
    if (!(metric->flags & METRIC_FACT)) {
        range(base, &row->summary, one_run_noise, change->ratio, &low, &high);
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

static void judge_change(const struct gate *gate, double one_run_noise, struct gate_result *result)
{
    const struct comparison_row *row = &result->comparison->rows[result->system];
    const struct summary *base = &result->comparison->rows[0].summary;
    const struct change *change = &row->change;
    if (row->has_change && !isnan(change->ratio)) {
        result->value = amount(gate, result->comparison->metric, change->ratio);
    }
    if (row->has_change && change->verdict == VERDICT_NOT_COMPARABLE) {
        result->why = change->why;
        result->verdict = GATE_NOT_COMPARABLE;
    } else if (row->has_change && base->n > 0 && row->summary.n > 0) {
        result->why = change->why;
        if (base->value == 0) {
            judge_from_zero(gate, base, &row->summary, result);
        } else {
            judge_ratio(gate, row, base, one_run_noise, result);
        }
    }
}

/* Which systems a gate selects. */
static bool *selected_by(struct arena *arena, const struct gate *gate, const struct study *study)
{
    bool *selected = ARENA_ARRAY(arena, bool, study->system_count);
    const char *glob = gate->systems.ptr ? str_copy(arena, gate->systems).ptr : "*";
    for (size_t s = 0; s < study->system_count; s++) {
        selected[s] = fnmatch(glob, str_copy(arena, study->systems[s]).ptr, 0) == 0;
    }
    return selected;
}

/* Of those, which it speaks of: not the baseline where that is past, or what changes are from. */
static bool *systems_of(struct arena *arena, const struct gate *gate, bool earlier_baseline,
                        const struct study *study)
{
    bool *concerned = selected_by(arena, gate, study);
    concerned[0] = concerned[0] && gate->of == GATE_VALUE && !earlier_baseline;
    return concerned;
}

/* Why a gate speaks of nothing that was measured. */
static enum why why_nothing(struct arena *arena, const struct gate *gate, const struct study *study)
{
    const bool *selected = selected_by(arena, gate, study);
    bool any = false;
    for (size_t s = 0; s < study->system_count; s++) {
        any = any || selected[s];
    }
    return any && gate->of != GATE_VALUE ? WHY_NO_BASELINE : WHY_NO_SYSTEM;
}

/* The comparisons of a metric by workload; NULL where no run states it. */
static const struct comparison **comparisons_of(struct arena *arena,
                                                const struct analysis *analysis, struct str metric)
{
    const struct comparison **of =
        ARENA_ARRAY(arena, const struct comparison *, analysis->study->workload_count);
    for (size_t w = 0; w < analysis->study->workload_count; w++) {
        of[w] = NULL;
    }
    for (size_t i = 0; i < analysis->comparisons.n; i++) {
        const struct comparison *comparison = &analysis->comparisons.at[i];
        if (str_is(metric, comparison->metric->id)) {
            of[comparison->workload] = comparison;
        }
    }
    return of;
}

static struct gate_result no_data(const struct gate *gate)
{
    return (struct gate_result){.gate = gate,
                                .workload = NO_INDEX,
                                .system = NO_INDEX,
                                .verdict = GATE_NO_DATA,
                                .value = NAN,
                                .low = NAN,
                                .high = NAN,
                                .why = WHY_MISSING};
}

static size_t judge_gate(struct arena *arena, const struct analysis_options *options,
                         const struct gate *gate, struct analysis *analysis)
{
    const struct study *study = analysis->study;
    const bool *concerned = systems_of(arena, gate, options->earlier_baseline, study);
    const struct comparison **comparisons = comparisons_of(arena, analysis, gate->metric);
    size_t met = 0;
    for (size_t w = 0; w < study->workload_count; w++) {
        bool expected = gate->of != GATE_VALUE && study_group(study, w, 0)->n > 0;
        for (size_t s = 0; s < study->system_count; s++) {
            if (!concerned[s] || !(expected || study_group(study, w, s)->n > 0)) {
                continue;
            }
            struct gate_result *result = VEC_ADD(arena, &analysis->gates);
            *result = no_data(gate);
            result->workload = w;
            result->system = s;
            result->comparison = comparisons[w];
            met++;
            if (comparisons[w] && gate->of != GATE_VALUE) {
                judge_change(gate, options->one_run_noise, result);
            } else if (comparisons[w] && comparisons[w]->rows[s].summary.n > 0) {
                judge_value(gate, &comparisons[w]->rows[s], result);
            }
        }
    }
    return met;
}

/*
 * A gate that must hold and can't be judged has not held: what it asks for was not shown. Only an
 * inconclusive one is the user's choice, since there the numbers are there.
 */
static enum gate_outcome outcome_of(const struct gate_result *result,
                                    enum when_inconclusive inconclusive)
{
    bool open = result->verdict == GATE_INCONCLUSIVE;
    if (result->verdict == GATE_PASS) {
        return OUTCOME_PASSED;
    }
    if (open && inconclusive == INCONCLUSIVE_PASSES) {
        return OUTCOME_OPEN;
    }
    bool fails = !result->gate->warns && !(open && inconclusive == INCONCLUSIVE_WARNS);
    return fails ? OUTCOME_FAILED : OUTCOME_WARNED;
}

void add_gates(struct arena *arena, const struct analysis_options *options,
               struct analysis *analysis)
{
    for (size_t i = 0; i < options->gate_count; i++) {
        const struct gate *gate = &options->gates[i];
        if (judge_gate(arena, options, gate, analysis) == 0) {
            struct gate_result nothing = no_data(gate);
            nothing.why = why_nothing(arena, gate, analysis->study);
            VEC_PUSH(arena, &analysis->gates, nothing);
        }
    }
    for (size_t i = 0; i < analysis->gates.n; i++) {
        struct gate_result *result = &analysis->gates.at[i];
        result->outcome = outcome_of(result, options->inconclusive);
    }
}
