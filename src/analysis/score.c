#include <math.h>

#include "parts.h"

/* Weights of throughput and tail (rule 7). */
#define WEIGHT_GOODPUT 0.6
#define WEIGHT_TAIL 0.4

struct scoring {
    struct arena *arena;
    const struct study *study;
    const struct condition *conditions; /* of this workload, [system] */
    const struct comparison *goodput, *p99, *max;
    struct score *scores; /* of this workload, [system] */
};

static double value_of(const struct comparison *comparison, size_t system)
{
    return comparison ? comparison->rows[system].summary.value : (double)NAN;
}

static enum not_scored obstacle(const struct scoring *scoring, size_t system,
                                const struct condition *first)
{
    const struct condition *condition = &scoring->conditions[system];
    if (condition->n == 0) {
        return NOT_SCORED_MISSING;
    }
    if (condition->error_share >= ERROR_LIMIT) {
        return NOT_SCORED_ERRORS;
    }
    if (!condition->has_latency) {
        return NOT_SCORED_NO_LATENCY;
    }
    if (!(value_of(scoring->goodput, system) > 0)) {
        return NOT_SCORED_MISSING;
    }
    bool other_kind = condition->mixed_kinds || (first && condition->kind != first->kind);
    return other_kind ? NOT_SCORED_KIND : SCORED;
}

/* Marks who can't be scored; the number of those who can. */
static size_t select_scored(struct scoring *scoring)
{
    const struct condition *first = NULL;
    size_t scored = 0;
    size_t n = scoring->study->system_count;
    for (size_t s = 0; s < n; s++) {
        scoring->scores[s].not_scored = obstacle(scoring, s, first);
        if (scoring->scores[s].not_scored == SCORED) {
            scored++;
            first = first ? first : &scoring->conditions[s];
        }
    }
    for (size_t s = 0; s < n && scored == 1; s++) {
        if (scoring->scores[s].not_scored == SCORED) {
            scoring->scores[s].not_scored = NOT_SCORED_SINGLE;
        }
    }
    return scored > 1 ? scored : 0;
}

static bool all_scored_state(const struct scoring *scoring, const struct comparison *comparison)
{
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        if (scoring->scores[s].not_scored == SCORED && !(value_of(comparison, s) > 0)) {
            return false;
        }
    }
    return true;
}

/* Why the tail may not count; WHY_NONE when it may. */
static enum why tail_obstacle(const struct scoring *scoring, bool is_max)
{
    size_t uncut = 0;
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        if (scoring->scores[s].not_scored != SCORED) {
            continue;
        }
        if (scoring->conditions[s].rho < RHO_LOW) {
            return WHY_LITTLE_LOW;
        }
        uncut += !scoring->conditions[s].max_censored;
    }
    return is_max && uncut == 0 ? WHY_MAX_CENSORED : WHY_NONE;
}

static void add_part(struct scoring *scoring, const struct comparison *comparison, double weight)
{
    const struct metric *metric = comparison->metric;
    double best = NAN;
    bool higher = metric->better == BETTER_HIGHER;
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        if (scoring->scores[s].not_scored == SCORED) {
            double value = value_of(comparison, s);
            best = higher ? fmax(best, value) : fmin(best, value);
        }
    }
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        struct score *score = &scoring->scores[s];
        if (score->not_scored == SCORED) {
            double value = value_of(comparison, s);
            bool cut = comparison->rows[s].summary.bound == BOUND_AT_LEAST;
            score->parts[score->part_count++] = (struct score_part){
                .metric = metric,
                .value = value,
                .best = best,
                .ratio = higher ? value / best : best / value,
                .weight = weight,
                .bound = cut ? BOUND_AT_MOST : BOUND_NONE,
            };
        }
    }
}

static void exclude(struct scoring *scoring, const char *metric, enum why why)
{
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        struct score *score = &scoring->scores[s];
        if (score->not_scored == SCORED) {
            score->excluded[score->excluded_count++] =
                (struct score_excluded){metric_get(metric), why};
        }
    }
}

static void add_parts(struct scoring *scoring)
{
    bool is_max = !all_scored_state(scoring, scoring->p99);
    const struct comparison *tail = is_max ? scoring->max : scoring->p99;
    enum why why = all_scored_state(scoring, tail) ? tail_obstacle(scoring, is_max) : WHY_MISSING;
    if (why != WHY_NONE) {
        add_part(scoring, scoring->goodput, 1);
        exclude(scoring, is_max ? "latency.max" : "latency.p99", why);
        return;
    }
    add_part(scoring, scoring->goodput, WEIGHT_GOODPUT);
    add_part(scoring, tail, WEIGHT_TAIL);
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        scoring->scores[s].tail_is_max = is_max;
    }
    if (is_max) {
        exclude(scoring, "latency.p99", WHY_MISSING);
    }
}

/* 100 x the weighted geometric mean of the parts' ratios. */
static void compute(struct score *score)
{
    double sum = 0;
    for (size_t i = 0; i < score->part_count; i++) {
        sum += score->parts[i].weight * log(score->parts[i].ratio);
        if (score->parts[i].bound != BOUND_NONE) {
            score->bound = BOUND_AT_MOST;
        }
    }
    score->value = 100 * exp(sum);
}

static bool dominates(const struct score *a, const struct score *b)
{
    bool once = false;
    for (size_t i = 0; i < a->part_count; i++) {
        if (a->parts[i].ratio < b->parts[i].ratio) {
            return false;
        }
        once = once || a->parts[i].ratio > b->parts[i].ratio;
    }
    return once;
}

/* Where one score stands among the others, and whom it dominates. */
static void rank(struct scoring *scoring, struct score *score)
{
    size_t n = scoring->study->system_count;
    size_t *dominated = ARENA_ARRAY(scoring->arena, size_t, n);
    score->rank = 1;
    for (size_t other = 0; other < n; other++) {
        const struct score *rival = &scoring->scores[other];
        if (rival->not_scored == SCORED) {
            score->rank += rival->value > score->value;
        }
        if (rival->not_scored == SCORED && dominates(score, rival)) {
            dominated[score->dominates_count++] = other;
        }
    }
    score->dominates = dominated;
}

/* Scores the systems of one workload, where there are two that can be. */
static void score_workload(struct scoring *scoring)
{
    if (select_scored(scoring) == 0) {
        return;
    }
    add_parts(scoring);
    size_t n = scoring->study->system_count;
    for (size_t s = 0; s < n; s++) {
        if (scoring->scores[s].not_scored == SCORED) {
            compute(&scoring->scores[s]);
        }
    }
    for (size_t s = 0; s < n; s++) {
        if (scoring->scores[s].not_scored == SCORED) {
            rank(scoring, &scoring->scores[s]);
        }
    }
}

void add_scores(struct arena *arena, const struct condition *conditions, struct analysis *analysis)
{
    const struct study *study = analysis->study;
    for (size_t w = 0; w < study->workload_count; w++) {
        struct scoring scoring = {
            .arena = arena,
            .study = study,
            .conditions = conditions + w * study->system_count,
            .goodput = analysis_comparison(analysis, w, "goodput"),
            .p99 = analysis_comparison(analysis, w, "latency.p99"),
            .max = analysis_comparison(analysis, w, "latency.max"),
            .scores = ARENA_ARRAY(arena, struct score, study->system_count),
        };
        for (size_t s = 0; s < study->system_count; s++) {
            scoring.scores[s] = (struct score){.workload = w, .system = s, .value = NAN};
        }
        score_workload(&scoring);
        for (size_t s = 0; s < study->system_count; s++) {
            VEC_PUSH(arena, &analysis->scores, scoring.scores[s]);
        }
    }
}
