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

/* What keeps a system from a score, whatever the others are. */
static enum not_scored own_obstacle(const struct scoring *scoring, size_t system)
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
    return condition->mixed_kinds ? NOT_SCORED_KIND : SCORED;
}

/* How many scored systems time what this one times. */
static size_t count_alike(const struct scoring *scoring, size_t system)
{
    size_t alike = 0;
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        alike += is_scored(scoring, s) &&
                 scoring->conditions[s].kind == scoring->conditions[system].kind;
    }
    return alike;
}

static void give_up(struct scoring *scoring, enum not_scored reason)
{
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        if (is_scored(scoring, s)) {
            scoring->scores[s].not_scored = reason;
        }
    }
}

/* Leaves the kind of latency that most systems state; none where two kinds are as many. */
static void keep_one_kind(struct scoring *scoring)
{
    size_t systems = scoring->study->system_count;
    size_t *alike = ARENA_ARRAY(scoring->arena, size_t, systems);
    size_t most = 0;
    for (size_t s = 0; s < systems; s++) {
        alike[s] = is_scored(scoring, s) ? count_alike(scoring, s) : 0;
        most = alike[s] > most ? alike[s] : most;
    }
    size_t all = 0;
    for (size_t s = 0; s < systems; s++) {
        all += alike[s] == most;
    }
    for (size_t s = 0; s < systems; s++) {
        if (is_scored(scoring, s) && (alike[s] < most || all > most)) {
            scoring->scores[s].not_scored = NOT_SCORED_KIND;
        }
    }
}

/* Marks who can't be scored; whether anybody can. */
static bool select_scored(struct scoring *scoring)
{
    size_t scored = 0;
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        scoring->scores[s].not_scored = own_obstacle(scoring, s);
    }
    keep_one_kind(scoring);
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        scored += is_scored(scoring, s);
    }
    if (scored == 1 && !scoring->absolute) {
        give_up(scoring, NOT_SCORED_SINGLE);
    }
    return scored > (scoring->absolute ? 0 : 1);
}

/* Why two scored systems, or one and itself, can't be compared by a metric. */
static enum why pair_obstacle(const struct scoring *scoring, const struct metric *metric,
                              size_t system)
{
    for (size_t s = 0; s <= system; s++) {
        if (is_scored(scoring, s)) {
            enum why why =
                incomparable(metric, &scoring->conditions[s], &scoring->conditions[system]);
            if (why != WHY_NONE && why != WHY_MAX_CENSORED) {
                return why;
            }
        }
    }
    return WHY_NONE;
}

/*
 * Why a metric may not count for all scored systems alike; WHY_NONE when it may.
 * A value that was cut off may lie behind the best, never be the best: what the
 * others' ratios are to would then be unknown. A target is known in any case.
 */
static enum why part_obstacle(const struct scoring *scoring, const struct comparison *comparison,
                              bool is_target)
{
    double least_cut = INFINITY;
    double least_whole = INFINITY;
    for (size_t s = 0; s < scoring->study->system_count; s++) {
        if (!is_scored(scoring, s)) {
            continue;
        }
        enum why why = pair_obstacle(scoring, comparison->metric, s);
        if (why != WHY_NONE) {
            return why;
        }
        double value = value_of(comparison, s);
        if (!(value > 0)) {
            return isnan(value) ? WHY_MISSING : WHY_NOT_POSITIVE;
        }
        bool is_cut = comparison->rows[s].summary.bound == BOUND_AT_LEAST;
        double *least = is_cut ? &least_cut : &least_whole;
        *least = fmin(*least, value);
    }
    return !is_target && least_cut < least_whole ? WHY_MAX_CENSORED : WHY_NONE;
}

static double ratio_to(const struct metric *metric, double value, double best, bool is_target)
{
    double ratio = metric->better == BETTER_HIGHER ? value / best : best / value;
    return is_target && ratio > 1 ? 1 : ratio; /* NaN stays */
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

/* A metric under its id, also a fact that no run of this workload carries. */
static const struct metric *metric_called(struct arena *arena, const char *id)
{
    const struct metric *metric = metric_find(str_of(id));
    struct named_value unstated = {.name = str_of(id), .value = NAN};
    return metric ? metric : metric_named(arena, &unstated, id, 0);
}

/* Whether a part was added; else it is excluded. */
static bool try_part(struct scoring *scoring, const char *id, double weight, double target)
{
    const struct comparison *comparison = comparison_of(scoring, id);
    if (!comparison) {
        exclude(scoring, metric_called(scoring->arena, id), WHY_MISSING);
        return false;
    }
    enum why why = part_obstacle(scoring, comparison, !isnan(target));
    if (why == WHY_NONE && comparison->metric->better != BETTER_NONE) {
        add_part(scoring, comparison, weight, target);
        return true;
    }
    exclude(scoring, comparison->metric, why == WHY_NONE ? WHY_OTHER : why);
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
    score->low = score->bound == BOUND_NONE ? 100 * exp(low) : (double)NAN;
    score->high = 100 * exp(high);
}

/* A ratio that is an upper bound surpasses nothing. */
static bool dominates(const struct score *a, const struct score *b)
{
    bool once = false;
    for (size_t i = 0; i < a->part_count; i++) {
        if (a->parts[i].bound != BOUND_NONE || a->parts[i].ratio < b->parts[i].ratio) {
            return false;
        }
        once = once || a->parts[i].ratio > b->parts[i].ratio;
    }
    return once;
}

/* Whether the runs show on some part that a is better, not only by chance. */
static bool is_clear(const struct scoring *scoring, const struct score *a, const struct score *b)
{
    for (size_t i = 0; i < a->part_count; i++) {
        const struct metric *metric = a->parts[i].metric;
        const struct comparison *comparison = comparison_of(scoring, metric->id);
        struct change change = analysis_change(scoring->analysis, comparison, b->system, a->system);
        bool known = metric->flags & METRIC_FACT && a->parts[i].ratio > b->parts[i].ratio;
        if (known || change.verdict == VERDICT_BETTER) {
            return true;
        }
    }
    return false;
}

/*
 * With the share x of part i and the others in proportion, the difference of
 * the scores' logarithms is x * d_i + (1 - x) * D, D the weighted mean of the
 * others' differences: it turns at x = D / (D - d_i).
 */
static struct score_room room_of(const struct score *a, const struct score *b, size_t part)
{
    struct score_room room = {part, 0, 1};
    double own = log(a->parts[part].ratio / b->parts[part].ratio);
    double others = 0;
    for (size_t k = 0; k < a->part_count; k++) {
        others += k == part ? 0 : a->parts[k].weight * log(a->parts[k].ratio / b->parts[k].ratio);
    }
    others /= 1 - a->parts[part].weight;
    double turn = others / (others - own);
    if (a->part_count > 1 && isfinite(turn)) {
        room.from = others < 0 ? turn : 0;
        room.to = own < 0 ? turn : 1;
    }
    return room;
}

/* The room of each part, and the one with the least. */
static void measure_room(struct arena *arena, struct score *a, const struct score *b)
{
    double least = INFINITY;
    a->rooms = ARENA_ARRAY(arena, struct score_room, a->part_count);
    a->room = (struct score_room){0, 0, 1};
    for (size_t i = 0; i < a->part_count; i++) {
        struct score_room room = room_of(a, b, i);
        double share = a->parts[i].weight;
        double distance =
            fmin(room.from > 0 ? share - room.from : 1, room.to < 1 ? room.to - share : 1);
        if (distance < least - 1e-9 && (room.from > 0 || room.to < 1)) { /* of equal, the first */
            least = distance;
            a->room = room;
        }
        a->rooms[i] = room;
    }
}

/* Which part most of the distance comes from: to the best, in absolute mode to 100. */
static void explain(const struct score *best, struct score *score)
{
    double whole = 0;
    double most = 0;
    for (size_t i = 0; i < score->part_count; i++) {
        double reached = score->absolute ? 1 : best->parts[i].ratio;
        double distance = score->parts[i].weight * log(reached / score->parts[i].ratio);
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
        score->order_open = score->bound != BOUND_NONE;
        score->clear = is_clear(scoring, score, next);
        measure_room(scoring->arena, score, next);
    }
    if (best->bound == BOUND_NONE || best == score) {
        explain(best, score);
    }
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
