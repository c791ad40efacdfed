/* The score: worked by hand, against brute force over weights, and properties. */
#include <math.h>
#include <stdlib.h>

#include "analysis.h"
#include "support.h"

static struct arena arena;

static void set_up(void)
{
    arena = (struct arena){0};
}

static void tear_down(void)
{
    arena_free(&arena);
}

static struct analysis analyse(const struct run *runs, size_t n, const char *baseline,
                               const struct weight *weights, size_t weight_count)
{
    struct study *study = arena_alloc(&arena, sizeof *study);
    const struct run **list = ARENA_ARRAY(&arena, const struct run *, n);
    struct err err = {0};
    for (size_t i = 0; i < n; i++) {
        list[i] = &runs[i];
    }
    struct study_options options = {.baseline = str_of(baseline)};
    ck_assert_msg(study_build(&arena, list, n, &options, study, &err), "%s", err.text);
    struct analysis_options how = {
        .noise = 0.05, .one_run_noise = 0.5, .weights = weights, .weight_count = weight_count};
    struct analysis analysis;
    analysis_run(&arena, study, &how, &analysis);
    return analysis;
}

static const struct score *score_of(const struct analysis *analysis, const char *label)
{
    for (size_t s = 0; s < analysis->study->system_count; s++) {
        if (str_is(analysis->study->systems[s], label)) {
            return analysis_score(analysis, 0, s);
        }
    }
    ck_abort_msg("no %s", label);
    return NULL;
}

static struct run run_of(const char *label, double rps, double p50_us, double p99_us)
{
    struct run run = run_blank();
    struct percentile *percentiles = ARENA_ARRAY(&arena, struct percentile, 2);
    percentiles[0] = (struct percentile){50, p50_us, NAN};
    percentiles[1] = (struct percentile){99, p99_us, NAN};
    run.label = str_of(label);
    run.source_format = STR("wrkbook");
    run.tool_name = STR("hey");
    run.load.connections = 10;
    run.elapsed_s = 10;
    run.rps = rps;
    run.requests = run.ok = rps * 10;
    run.has_latency = true;
    run.latency = latency_blank(LATENCY_SERVICE);
    run.latency.mean_us = p50_us;
    run.latency.max_us = 2 * p99_us;
    run.latency.percentiles = percentiles;
    run.latency.percentile_count = 2;
    return run;
}

START_TEST(worked_by_hand)
{
    struct run runs[] = {run_of("a", 8000, 1000, 16000), run_of("b", 2000, 2000, 4000)};
    struct analysis analysis = analyse(runs, 2, "a", NULL, 0);
    /* a: 1^0.6 * 0.25^0.4; b: 0.25^0.6 * 1^0.4 */
    ck_assert_double_eq_tol(score_of(&analysis, "a")->value, 100 * pow(0.25, 0.4), 1e-9);
    ck_assert_double_eq_tol(score_of(&analysis, "b")->value, 100 * pow(0.25, 0.6), 1e-9);
    ck_assert_uint_eq(score_of(&analysis, "a")->rank, 1);
    /* The differences of logarithms are opposite, so half the weight turns the order. */
    const struct score_room *room = &score_of(&analysis, "a")->room;
    ck_assert_double_eq_tol(room->part == 0 ? room->from : 1 - room->to, 0.5, 1e-12);
    static const struct weight THREE[] = {
        {{"goodput", 7}, 2, NAN}, {{"latency.p50", 11}, 1, NAN}, {{"latency.p99", 11}, 1, NAN}};
    struct analysis three = analyse(runs, 2, "a", THREE, 3);
    ck_assert_double_eq_tol(score_of(&three, "a")->value, 100 * pow(0.25, 0.25), 1e-9);
    ck_assert_double_eq_tol(score_of(&three, "b")->value, 100 * pow(0.25, 0.5) * pow(0.5, 0.25),
                            1e-9);
    ck_assert_double_eq(score_of(&three, "b")->parts[0].weight, 0.5);
    ck_assert_uint_eq(score_of(&three, "b")->decides, 0);
    ck_assert_double_eq_tol(score_of(&three, "b")->decides_share, 0.8, 1e-12); /* 2 to 1/2 */
}

END_TEST

START_TEST(targets_need_no_opponent)
{
    struct run run = run_of("a", 8000, 1000, 4000);
    static const struct weight TARGETS[] = {{{"goodput", 7}, 1, 4000},
                                            {{"latency.p99", 11}, 1, 1000}};
    struct analysis analysis = analyse(&run, 1, NULL, TARGETS, 2);
    const struct score *score = score_of(&analysis, "a");
    ck_assert_int_eq(score->not_scored, SCORED);
    ck_assert(score->absolute);
    ck_assert_double_eq_tol(score->value, 50, 1e-9);    /* met and capped; 1/4: sqrt(1 * 1/4) */
    ck_assert(isnan(score->low) && isnan(score->high)); /* one run has no spread */
    ck_assert_uint_eq(score->decides, 1);
    ck_assert_double_eq(score->decides_share, 1);
    run.ok = run.requests * 0.98;
    struct analysis errors = analyse(&run, 1, NULL, TARGETS, 2);
    ck_assert_int_eq(score_of(&errors, "a")->not_scored, NOT_SCORED_ERRORS);
    run.ok = run.requests;
    struct analysis alone = analyse(&run, 1, NULL, NULL, 0);
    ck_assert_int_eq(score_of(&alone, "a")->not_scored, NOT_SCORED_SINGLE);
    /* One target among weights: that part is against it, the other against the best. */
    static const struct weight MIXED[] = {{{"goodput", 7}, 1, NAN}, {{"latency.p99", 11}, 1, 8000}};
    struct run two[] = {run, run_of("b", 2000, 1000, 16000)};
    struct analysis mixed = analyse(two, 2, "a", MIXED, 2);
    ck_assert_double_eq_tol(score_of(&mixed, "a")->value, 100, 1e-9);
    ck_assert_double_eq_tol(score_of(&mixed, "b")->value, 100 * sqrt(0.25 * 0.5), 1e-9);
}

END_TEST

START_TEST(what_not_all_state_is_left_out)
{
    struct run runs[] = {run_of("a", 8000, 1000, 16000), run_of("b", 2000, 2000, 4000)};
    runs[1].latency.percentile_count = 1;
    struct analysis analysis = analyse(runs, 2, "a", NULL, 0);
    const struct score *score = score_of(&analysis, "b");
    ck_assert(score->tail_is_max);
    ck_assert_str_eq(score->parts[1].metric->id, "latency.max");
    static const struct weight WEIGHTS[] = {{{"goodput", 7}, 3, NAN},
                                            {{"latency.p99", 11}, 1, NAN}};
    struct analysis weighted = analyse(runs, 2, "a", WEIGHTS, 2);
    score = score_of(&weighted, "b");
    ck_assert_uint_eq(score->part_count, 1);
    ck_assert_double_eq(score->parts[0].weight, 1);
    ck_assert_uint_eq(score->excluded_count, 1);
    ck_assert_int_eq(score->excluded[0].why, WHY_MISSING);
    ck_assert_double_eq_tol(score->value, 25, 1e-9);
    static const struct weight NONE[] = {{{"latency.p99_9", 13}, 1, NAN}};
    struct analysis none = analyse(runs, 2, "a", NONE, 1);
    ck_assert_int_eq(score_of(&none, "a")->not_scored, NOT_SCORED_NO_PART);
}

END_TEST

START_TEST(zero_has_no_ratio_and_a_fact_may_be_unstated)
{
    struct run runs[] = {run_of("a", 8000, 1000, 16000), run_of("b", 2000, 2000, 4000)};
    static const struct weight WEIGHTS[] = {
        {{"goodput", 7}, 3, NAN}, {{"error_share", 11}, 1, NAN}, {{"image size", 10}, 1, NAN}};
    struct analysis analysis = analyse(runs, 2, "a", WEIGHTS, 3);
    const struct score *score = score_of(&analysis, "b");
    ck_assert_uint_eq(score->part_count, 1);
    ck_assert_uint_eq(score->excluded_count, 2);
    ck_assert_int_eq(score->excluded[0].why, WHY_NOT_POSITIVE);
    ck_assert_str_eq(score->excluded[1].metric->id, "image size");
    ck_assert_int_eq(score->excluded[1].why, WHY_MISSING);
}

END_TEST

/* A wrk run without percentiles, its maximum at the timeout when that is stated. */
static struct run cut_run(const char *label, double rps, double max_us, double timeout_s)
{
    struct run run = run_of(label, rps, 1000, 1000);
    run.tool_name = STR("wrk");
    run.latency.percentile_count = 0;
    run.latency.mean_us = run.load.connections / rps * 1e6;
    run.latency.max_us = max_us;
    run.load.timeout_s = timeout_s;
    return run;
}

START_TEST(what_is_cut_off_is_never_the_better)
{
    /* a leads by an upper bound: its maximum is 2 s or more, that of b 1 s. */
    struct run runs[] = {cut_run("a", 8000, 2e6, 2), cut_run("b", 2000, 1e6, 2)};
    struct analysis analysis = analyse(runs, 2, "a", NULL, 0);
    const struct score *a = score_of(&analysis, "a");
    const struct score *b = score_of(&analysis, "b");
    ck_assert_int_eq(a->bound, BOUND_AT_MOST);
    ck_assert_double_eq_tol(a->value, 100 * pow(0.5, 0.4), 1e-9);
    ck_assert(a->order_open);
    ck_assert_uint_eq(a->dominates_count, 0);
    ck_assert(isnan(a->low));
    ck_assert(isnan(b->decides_share));
    /* As far as is known equal on the tail, but a's maximum may be any above it. */
    runs[0] = cut_run("a", 8000, 1e6, 1);
    struct analysis equal = analyse(runs, 2, "a", NULL, 0);
    ck_assert_uint_eq(score_of(&equal, "a")->part_count, 2);
    ck_assert_uint_eq(score_of(&equal, "a")->dominates_count, 0);
    /* Cut off below b's: nobody knows whose is the least. */
    runs[0] = cut_run("a", 8000, 0.5e6, 0.5);
    struct analysis unknown = analyse(runs, 2, "a", NULL, 0);
    a = score_of(&unknown, "a");
    ck_assert_uint_eq(a->part_count, 1);
    ck_assert_int_eq(a->excluded[1].why, WHY_MAX_CENSORED);
    ck_assert_int_eq(a->bound, BOUND_NONE);
    /* Against a target the bound is one all the same. */
    static const struct weight TARGET[] = {{{"latency.max", 11}, 1, 0.25e6}};
    struct analysis alone = analyse(runs, 1, NULL, TARGET, 1);
    ck_assert_int_eq(score_of(&alone, "a")->bound, BOUND_AT_MOST);
    ck_assert_double_eq_tol(score_of(&alone, "a")->value, 50, 1e-9);
}

END_TEST

START_TEST(the_kind_of_most_is_scored_whoever_is_first)
{
    struct run runs[] = {run_of("a", 8000, 1000, 4000), run_of("b", 2000, 1000, 4000),
                         run_of("c", 4000, 1000, 4000), run_of("d", 4000, 1000, 4000)};
    runs[0].latency.kind = LATENCY_RESPONSE;
    static const char *const FIRST[] = {"a", "b", "c"};
    for (size_t i = 0; i < 3; i++) {
        struct analysis analysis = analyse(runs, 3, FIRST[i], NULL, 0);
        ck_assert_int_eq(score_of(&analysis, "a")->not_scored, NOT_SCORED_KIND);
        ck_assert_double_eq_tol(score_of(&analysis, "b")->value, 100 * pow(0.5, 0.6), 1e-9);
        ck_assert_double_eq_tol(score_of(&analysis, "c")->value, 100, 1e-9);
    }
    /* Two of each kind: neither is the rule. */
    runs[3].latency.kind = LATENCY_RESPONSE;
    struct analysis split = analyse(runs, 4, "a", NULL, 0);
    for (size_t s = 0; s < 4; s++) {
        ck_assert_int_eq(analysis_score(&split, 0, s)->not_scored, NOT_SCORED_KIND);
    }
}

END_TEST

START_TEST(a_lead_within_the_noise_is_said_to_be_one)
{
    struct run runs[8];
    for (size_t i = 0; i < 8; i++) {
        runs[i] =
            run_of(i % 2 == 0 ? "a" : "b", (i % 2 == 0 ? 1000 : 1010) + (double)i, 1000, 4000);
    }
    struct analysis near = analyse(runs, 8, "a", NULL, 0);
    ck_assert_uint_eq(score_of(&near, "b")->dominates_count, 1);
    ck_assert(!score_of(&near, "b")->clear);
    for (size_t i = 1; i < 8; i += 2) {
        runs[i] = run_of("b", 2000 + (double)i, 1000, 4000);
    }
    struct analysis far = analyse(runs, 8, "b", NULL, 0);
    ck_assert(score_of(&far, "b")->clear);
}

END_TEST

static unsigned state;

static double uniform(double low, double high)
{
    state = state * 1103515245U + 12345U;
    return low + (high - low) * (double)(state >> 8) / (double)(1U << 24);
}

#define RUNS_EACH 6
#define SYSTEMS 3

static void random_runs(struct run *runs)
{
    static const char *const LABELS[SYSTEMS] = {"a", "b", "c"};
    double rps[SYSTEMS];
    for (size_t s = 0; s < SYSTEMS; s++) {
        rps[s] = exp(uniform(5, 9));
    }
    for (size_t i = 0; i < SYSTEMS * RUNS_EACH; i++) {
        double p50 = exp(uniform(6, 9));
        runs[i] = run_of(LABELS[i % SYSTEMS], rps[i % SYSTEMS] * uniform(0.9, 1.1), p50,
                         p50 * uniform(1.5, 4));
    }
}

static double score_with(const struct score *score, size_t part, double share)
{
    double sum = 0;
    for (size_t i = 0; i < score->part_count; i++) {
        double rest = 1 - score->parts[part].weight;
        double weight = i == part ? share : score->parts[i].weight / rest * (1 - share);
        sum += weight * log(score->parts[i].ratio);
    }
    return sum;
}

/* Tries each share of a part; how many lay outside the room. */
static size_t sweep(const struct score *ahead, const struct score *behind,
                    const struct score_room *room)
{
    size_t beyond = 0;
    for (int k = 0; k <= 1000; k++) {
        double share = (double)k / 1000;
        bool inside = share > room->from + 1e-9 && share < room->to - 1e-9;
        bool outside = share < room->from - 1e-9 || share > room->to + 1e-9;
        bool holds = score_with(ahead, room->part, share) > score_with(behind, room->part, share);
        ck_assert(!(inside && !holds) && !(outside && holds));
        beyond += outside;
    }
    return beyond;
}

START_TEST(room_agrees_with_brute_force)
{
    static const struct weight THREE[] = {
        {{"goodput", 7}, 5, NAN}, {{"latency.p50", 11}, 2, NAN}, {{"latency.p99", 11}, 3, NAN}};
    size_t checked = 0;
    state = (unsigned)_i + 17;
    for (int round = 0; round < 20; round++) {
        struct run runs[SYSTEMS * RUNS_EACH];
        random_runs(runs);
        struct analysis analysis = analyse(runs, SYSTEMS * RUNS_EACH, "a", THREE, 3);
        for (size_t s = 0; s < SYSTEMS; s++) {
            const struct score *ahead = analysis_score(&analysis, 0, s);
            ck_assert(ahead->low <= ahead->value && ahead->value <= ahead->high);
            if (ahead->next == NO_INDEX) {
                continue;
            }
            const struct score *behind = analysis_score(&analysis, 0, ahead->next);
            for (size_t part = 0; part < ahead->part_count; part++) {
                ck_assert_uint_eq(ahead->rooms[part].part, part);
                checked += sweep(ahead, behind, &ahead->rooms[part]);
            }
            ck_assert_double_eq(ahead->room.from, ahead->rooms[ahead->room.part].from);
        }
    }
    ck_assert_uint_gt(checked, 0);
}

END_TEST

START_TEST(baseline_order_and_scale_change_nothing)
{
    state = (unsigned)_i + 99;
    struct run runs[SYSTEMS * RUNS_EACH];
    struct run others[SYSTEMS * RUNS_EACH];
    random_runs(runs);
    struct analysis analysis = analyse(runs, SYSTEMS * RUNS_EACH, "a", NULL, 0);
    for (size_t i = 0; i < SYSTEMS * RUNS_EACH; i++) {
        struct run *run = &others[SYSTEMS * RUNS_EACH - 1 - i];
        struct percentile *percentiles = ARENA_ARRAY(&arena, struct percentile, 2);
        *run = runs[i];
        for (size_t k = 0; k < 2; k++) {
            percentiles[k] = runs[i].latency.percentiles[k];
            percentiles[k].us *= 7;
        }
        run->latency.percentiles = percentiles;
        run->latency.mean_us *= 7;
        run->latency.max_us *= 7;
    }
    struct analysis turned = analyse(others, SYSTEMS * RUNS_EACH, "c", NULL, 0);
    static const char *const LABELS[SYSTEMS] = {"a", "b", "c"};
    for (size_t s = 0; s < SYSTEMS; s++) {
        const struct score *one = score_of(&analysis, LABELS[s]);
        const struct score *other = score_of(&turned, LABELS[s]);
        ck_assert_double_eq_tol(one->value, other->value, 1e-9);
        ck_assert_double_eq_tol(one->low, other->low, 1e-9);
        ck_assert_uint_eq(one->rank, other->rank);
        ck_assert_double_eq_tol(one->room.from, other->room.from, 1e-9);
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("score");
    TCase *tests = tcase_create("score");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, worked_by_hand);
    tcase_add_test(tests, targets_need_no_opponent);
    tcase_add_test(tests, the_kind_of_most_is_scored_whoever_is_first);
    tcase_add_test(tests, a_lead_within_the_noise_is_said_to_be_one);
    tcase_add_test(tests, what_not_all_state_is_left_out);
    tcase_add_test(tests, zero_has_no_ratio_and_a_fact_may_be_unstated);
    tcase_add_test(tests, what_is_cut_off_is_never_the_better);
    tcase_add_loop_test(tests, room_agrees_with_brute_force, 0, 5);
    tcase_add_loop_test(tests, baseline_order_and_scale_change_nothing, 0, 10);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
