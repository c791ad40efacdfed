/*
 * The score: 100 x the weighted geometric mean of ratios (rule 7), each to the
 * best scored system of the metric or, where its weight has one, to a target, a
 * ratio of 1 and more counting as 1. With a target everywhere 100 means that all are
 * met, and a system has a score without another.
 */
#include <math.h>

#include "parts.h"

/* Weights of throughput and tail where nobody says others. */
#define WEIGHT_GOODPUT 0.6
#define WEIGHT_TAIL 0.4

struct scoring {
    struct arena *arena;
    const struct study *study;
    const struct analysis *analysis;
    const struct analysis_options *options;
    const struct condition *conditions; /* of this workload, [system] */
    size_t workload;
    struct score *scores; /* of this workload, [system] */
    bool absolute;
};

static const struct comparison *comparison_of(const struct scoring *scoring, const char *metric)
{
    return analysis_comparison(scoring->analysis, scoring->workload, metric);
}

static double value_of(const struct comparison *comparison, size_t system)
{
    return comparison ? comparison->rows[system].summary.value : (double)NAN;
}

static bool is_scored(const struct scoring *scoring, size_t system)
{
    return scoring->scores[system].not_scored == SCORED;
}

static enum not_scored obstacle(const struct scoring *scoring, size_t system,
                                const struct condition *first)
{
    const struct condition *condition = &scoring->conditions[system];
    if (condition->n == 0) {
        return NOT_SCORED_MISSING;
    }
    if (condition->inconsistent) {
        return NOT_SCORED_INCONSISTENT;
    }
    if (condition->error_share >= ERROR_LIMIT) {
        return NOT_SCORED_ERRORS;
    }
    if (!condition->has_latency) {
        return NOT_SCORED_NO_LATENCY;
    }
    if (!(value_of(comparison_of(scoring, "goodput"), system) > 0)) {
        return NOT_SCORED_MISSING;
    }
    bool other_kind = condition->mixed_kinds || (first && condition->kind != first->kind);
    return other_kind ? NOT_SCORED_KIND : SCORED;
}

static void give_up(struct scoring *scoring, enum not_scored reason)
{
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        if (is_scored(scoring, s)) {
            scoring->scores[s].not_scored = reason;
        }
    }
}

/* Marks who can't be scored; whether anybody can. */
static bool select_scored(struct scoring *scoring)
{
    const struct condition *first = NULL;
    size_t scored = 0;
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        scoring->scores[s].not_scored = obstacle(scoring, s, first);
        if (is_scored(scoring, s)) {
            scored++;
            first = first ? first : &scoring->conditions[s];
        }
    }
    if (scored == 1 && !scoring->absolute) {
        give_up(scoring, NOT_SCORED_SINGLE);
    }
    return scored > (scoring->absolute ? 0 : 1);
}

/* Why a metric may not count for all scored systems alike; WHY_NONE when it may. */
static enum why part_obstacle(const struct scoring *scoring, const struct comparison *comparison)
{
    const struct condition *first = NULL;
    size_t uncut = 0;
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        if (!is_scored(scoring, s)) {
            continue;
        }
        if (!(value_of(comparison, s) > 0)) {
            return WHY_MISSING;
        }
        const struct condition *condition = &scoring->conditions[s];
        first = first ? first : condition;
        enum why why = incomparable(comparison->metric, first, condition);
        if (why != WHY_NONE && why != WHY_MAX_CENSORED) {
            return why;
        }
        uncut += comparison->rows[s].summary.bound != BOUND_AT_LEAST;
    }
    return uncut == 0 ? WHY_MAX_CENSORED : WHY_NONE;
}

static double ratio_to(const struct metric *metric, double value, double best, bool is_target)
{
    double ratio = metric->better == BETTER_HIGHER ? value / best : best / value;
    return is_target ? fmin(1, ratio) : ratio;
}

static struct score_part part_of(const struct comparison_row *row, const struct metric *metric,
                                 double best, bool is_target, double weight)
{
    const struct summary *summary = &row->summary;
    bool higher = metric->better == BETTER_HIGHER;
    bool fact = metric->flags & METRIC_FACT; /* known without any spread */
    double worst_end = fact ? summary->value : higher ? summary->low : summary->high;
    double best_end = fact ? summary->value : higher ? summary->high : summary->low;
    return (struct score_part){
        .metric = metric,
        .value = summary->value,
        .best = best,
        .is_target = is_target,
        .ratio = ratio_to(metric, summary->value, best, is_target),
        .low = ratio_to(metric, worst_end, best, is_target),
        .high = ratio_to(metric, best_end, best, is_target),
        .weight = weight,
        .bound = summary->bound == BOUND_AT_LEAST ? BOUND_AT_MOST : BOUND_NONE,
    };
}

static void add_part(struct scoring *scoring, const struct comparison *comparison, double weight,
                     double target)
{
    const struct metric *metric = comparison->metric;
    double best = target;
    for (size_t s = 0; s < scoring->study->system_count && isnan(target); s++) {
        if (is_scored(scoring, s)) {
            double value = value_of(comparison, s);
            best = metric->better == BETTER_HIGHER ? fmax(best, value) : fmin(best, value);
        }
    }
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        struct score *score = &scoring->scores[s];
        if (is_scored(scoring, s)) {
            score->parts[score->part_count++] =
                part_of(&comparison->rows[s], metric, best, !isnan(target), weight);
        }
    }
}

static void exclude(struct scoring *scoring, const struct metric *metric, enum why why)
{
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        struct score *score = &scoring->scores[s];
        if (is_scored(scoring, s)) {
            score->excluded[score->excluded_count++] = (struct score_excluded){metric, why};
        }
    }
}

/* Whether a part was added; else it is excluded, unless its metric is not even known here. */
static bool try_part(struct scoring *scoring, const char *id, double weight, double target)
{
    const struct comparison *comparison = comparison_of(scoring, id);
    enum why why = comparison ? part_obstacle(scoring, comparison) : WHY_MISSING;
    const struct metric *metric = comparison ? comparison->metric : metric_find(str_of(id));
    if (why == WHY_NONE && metric->better != BETTER_NONE) {
        add_part(scoring, comparison, weight, target);
        return true;
    }
    if (metric) {
        exclude(scoring, metric, why == WHY_NONE ? WHY_OTHER : why);
    }
    return false;
}

static void add_default_parts(struct scoring *scoring)
{
    (void)try_part(scoring, "goodput", WEIGHT_GOODPUT, NAN);
    if (try_part(scoring, "latency.p99", WEIGHT_TAIL, NAN)) {
        return;
    }
    /* Where the p99 is missing the maximum stands for the tail; not where it can't be compared. */
    const struct score *first = NULL;
    for (size_t s = 0; s < scoring->study->system_count && !first; s++) {
        first = is_scored(scoring, s) ? &scoring->scores[s] : NULL;
    }
    if (first && first->excluded_count > 0 && first->excluded[0].why == WHY_MISSING) {
        bool is_max = try_part(scoring, "latency.max", WEIGHT_TAIL, NAN);
        for (size_t s = 0; s < scoring->study->system_count; s++) {
            scoring->scores[s].tail_is_max = is_max;
        }
    }
}

static void add_parts(struct scoring *scoring)
{
    const struct analysis_options *options = scoring->options;
    if (!options->weights) {
        add_default_parts(scoring);
    }
    for (size_t i = 0; options->weights && i < options->weight_count; i++) {
        const struct weight *weight = &options->weights[i];
        (void)try_part(scoring, str_copy(scoring->arena, weight->metric).ptr, weight->weight,
                       weight->target);
    }
}

/* Weights as shares of 1; 100 x the weighted geometric mean of the ratios, and of their ends. */
static void compute(struct score *score)
{
    double weights = 0;
    double sum = 0;
    double low = 0;
    double high = 0;
    for (size_t i = 0; i < score->part_count; i++) {
        weights += score->parts[i].weight;
    }
    for (size_t i = 0; i < score->part_count; i++) {
        struct score_part *part = &score->parts[i];
        part->weight /= weights;
        sum += part->weight * log(part->ratio);
        low += part->weight * log(part->low);
        high += part->weight * log(part->high);
        score->bound = part->bound != BOUND_NONE ? BOUND_AT_MOST : score->bound;
    }
    score->value = 100 * exp(sum);
    score->low = 100 * exp(low);
    score->high = 100 * exp(high);
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

/*
 * With the share x of part i and the others in proportion, the difference of
 * the scores' logarithms is x * d_i + (1 - x) * D, D the weighted mean of the
 * others' differences: it turns at x = D / (D - d_i).
 */
static struct score_room room_between(const struct score *a, const struct score *b)
{
    struct score_room room = {0, 0, 1};
    double least = INFINITY;
    for (size_t i = 0; i < a->part_count && a->part_count > 1; i++) {
        double own = log(a->parts[i].ratio / b->parts[i].ratio);
        double others = 0;
        for (size_t k = 0; k < a->part_count; k++) {
            others += k == i ? 0 : a->parts[k].weight * log(a->parts[k].ratio / b->parts[k].ratio);
        }
        others /= 1 - a->parts[i].weight;
        double turn = others / (others - own);
        double from = others < 0 ? turn : 0;
        double to = own < 0 ? turn : 1;
        double share = a->parts[i].weight;
        double distance = fmin(from > 0 ? share - from : 1, to < 1 ? to - share : 1);
        if (distance < least - 1e-9 && (from > 0 || to < 1)) { /* of equal ones the first */
            least = distance;
            room = (struct score_room){i, from, to};
        }
    }
    return room;
}

/* Which part most of the distance to the best comes from. */
static void explain(const struct score *best, struct score *score)
{
    double whole = 0;
    double most = 0;
    for (size_t i = 0; i < score->part_count; i++) {
        double distance =
            score->parts[i].weight * log(best->parts[i].ratio / score->parts[i].ratio);
        whole += fmax(0, distance);
        if (distance > most) {
            most = distance;
            score->decides = i;
        }
    }
    score->decides_share = most > 0 ? most / whole : (double)NAN;
}

/* Where one score stands among the others, and whom it dominates. */
static void rank(struct scoring *scoring, struct score *score)
{
    size_t n = scoring->study->system_count;
    size_t *dominated = ARENA_ARRAY(scoring->arena, size_t, n);
    const struct score *best = score;
    const struct score *next = NULL;
    score->rank = 1;
    for (size_t other = 0; other < n; other++) {
        const struct score *rival = &scoring->scores[other];
        if (!is_scored(scoring, other) || rival == score) {
            continue;
        }
        score->rank += rival->value > score->value;
        best = rival->value > best->value ? rival : best;
        if (rival->value < score->value && (!next || rival->value > next->value)) {
            next = rival;
        }
        if (dominates(score, rival)) {
            dominated[score->dominates_count++] = other;
        }
    }
    score->dominates = dominated;
    if (next) {
        score->next = next->system;
        score->room = room_between(score, next);
    }
    explain(best, score);
}

/* Scores the systems of one workload, where there are enough that can be. */
static void score_workload(struct scoring *scoring)
{
    size_t n = scoring->study->system_count;
    if (!select_scored(scoring)) {
        return;
    }
    add_parts(scoring);
    for (size_t s = 0; s < n; s++) {
        if (is_scored(scoring, s) && scoring->scores[s].part_count == 0) {
            give_up(scoring, NOT_SCORED_NO_PART);
        } else if (is_scored(scoring, s)) {
            compute(&scoring->scores[s]);
        }
    }
    for (size_t s = 0; s < n; s++) {
        if (is_scored(scoring, s)) {
            rank(scoring, &scoring->scores[s]);
        }
    }
}

static bool all_have_targets(const struct analysis_options *options)
{
    bool all = options->weights && options->weight_count > 0;
    for (size_t i = 0; all && i < options->weight_count; i++) {
        all = !isnan(options->weights[i].target);
    }
    return all;
}

void add_scores(struct arena *arena, const struct condition *conditions,
                const struct analysis_options *options, struct analysis *analysis)
{
    const struct study *study = analysis->study;
    size_t most = options->weights ? options->weight_count : 2;
    for (size_t w = 0; w < study->workload_count; w++) {
        struct scoring scoring = {
            .arena = arena,
            .study = study,
            .analysis = analysis,
            .options = options,
            .conditions = conditions + w * study->system_count,
            .workload = w,
            .scores = ARENA_ARRAY(arena, struct score, study->system_count),
            .absolute = all_have_targets(options),
        };
        for (size_t s = 0; s < study->system_count; s++) {
            scoring.scores[s] = (struct score){
                .workload = w,
                .system = s,
                .absolute = scoring.absolute,
                .value = NAN,
                .low = NAN,
                .high = NAN,
                .parts = ARENA_ARRAY(arena, struct score_part, most + 1),
                .excluded = ARENA_ARRAY(arena, struct score_excluded, most + 1),
                .next = NO_INDEX,
                .decides_share = NAN,
            };
        }
        score_workload(&scoring);
        for (size_t s = 0; s < study->system_count; s++) {
            VEC_PUSH(arena, &analysis->scores, scoring.scores[s]);
        }
    }
}
