/* What a study's order and its load sweeps say: worked by hand. */
#include <math.h>

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

static struct run run_at(double connections, double rps, double max_us)
{
    struct run run = run_blank();
    run.label = STR("a");
    run.source_file = STR("a.txt");
    run.source_format = run.tool_name = STR("wrk");
    run.load.model = LOAD_CLOSED;
    run.load.threads = 1;
    run.load.connections = connections;
    run.elapsed_s = 10;
    run.rps = rps;
    run.requests = run.ok = rps * 10;
    run.has_latency = true;
    run.latency = latency_blank(LATENCY_BACKFILLED);
    run.latency.mean_us = connections / rps * 1e6;
    run.latency.max_us = max_us;
    return run;
}

static struct study study;

static struct analysis analyse(const struct run *runs, size_t n, double limit_us)
{
    const struct run **list = ARENA_ARRAY(&arena, const struct run *, n);
    struct err err = {0};
    for (size_t i = 0; i < n; i++) {
        list[i] = &runs[i];
    }
    struct study_options options = {0};
    ck_assert_msg(study_build(&arena, list, n, &options, &study, &err), "%s", err.text);
    struct analysis_options how = {
        .noise = 0.05, .one_run_noise = 0.5, .slo = {metric_get("latency.max"), limit_us}};
    struct analysis analysis;
    analysis_run(&arena, &study, &how, &analysis);
    return analysis;
}

#define LOADS 6

/* 1 to 32 connections; rates[i] requests/s, the slowest answer 50 ms. */
static const struct sweep_system *sweep_of(const double *rates, double limit_us, double last_max_us)
{
    struct run *runs = ARENA_ARRAY(&arena, struct run, LOADS);
    for (size_t i = 0; i < LOADS; i++) {
        runs[i] = run_at((double)(1 << i), rates[i], i < 4 ? 5e4 : last_max_us);
    }
    struct analysis analysis = analyse(runs, LOADS, limit_us);
    ck_assert_uint_eq(analysis.sweeps.n, 1);
    return &analysis.sweeps.at[0].systems[0];
}

START_TEST(queueing_begins_only_where_loads_reach_it)
{
    static const double LINEAR[] = {100, 200, 400, 800, 1600, 3200};
    static const double BENT[] = {100, 190, 360, 600, 790, 800};
    static const double SILENT[] = {0, 200, 400, 800, 900, 900};
    const struct sweep_system *system = sweep_of(LINEAR, 1e5, 5e4);
    ck_assert(isnan(system->saturation));
    ck_assert_int_eq(system->why, NOT_FITTED_BEND);
    system = sweep_of(BENT, 1e5, 5e4);
    ck_assert_double_eq_tol(system->saturation, 8, 1e-12); /* 800 requests/s of 10 ms each */
    ck_assert_int_eq(system->why, FITTED);
    system = sweep_of(SILENT, 1e5, 5e4);
    ck_assert(isnan(system->saturation));
    ck_assert_int_eq(system->why, NOT_FITTED_MISSING);
}

END_TEST

START_TEST(a_cut_off_maximum_breaks_the_limit_below_it)
{
    static const double RATES[] = {100, 190, 360, 600, 790, 800};
    struct slo_result slo = sweep_of(RATES, 1e6, 2e6)->slo; /* 2 s is wrk's timeout */
    ck_assert_double_eq(slo.kept, 8);
    ck_assert_double_eq(slo.broken, 16);
    ck_assert(!slo.unknown && isnan(slo.estimate));
    slo = sweep_of(RATES, 3e6, 2e6)->slo; /* 2 s or more: within 3 s or not */
    ck_assert_double_eq(slo.kept, 8);
    ck_assert(slo.unknown);
    slo = sweep_of(RATES, 1e5, 2e5)->slo; /* measured: straight on logarithmic axes */
    ck_assert_double_eq_tol(slo.estimate, 8 * sqrt(2), 1e-9);
}

END_TEST

START_TEST(runs_stand_in_the_order_they_were_made)
{
    static const char *const FILES[] = {"a-10.txt", "a-2.txt", "a-1.txt", "a-02.txt"};
    static const char *const STARTS[] = {"2026-01-01T00:00:03Z", "2026-01-01T00:00:01Z",
                                         "2026-01-01T00:00:04Z", "2026-01-01T00:00:02Z"};
    struct run runs[4];
    for (size_t i = 0; i < 4; i++) {
        runs[i] = run_at(8, 100, 5e4);
        runs[i].source_file = str_of(FILES[i]);
    }
    analyse(runs, 4, 1e5);
    static const char *const BY_NAME[] = {"a-1.txt", "a-02.txt", "a-2.txt", "a-10.txt"};
    for (size_t i = 0; i < 4; i++) {
        ck_assert(str_is(study.groups[0].runs[i]->source_file, BY_NAME[i]));
        runs[i].started_at = str_of(STARTS[i]);
    }
    analyse(runs, 4, 1e5);
    static const char *const BY_START[] = {"a-2.txt", "a-02.txt", "a-10.txt", "a-1.txt"};
    for (size_t i = 0; i < 4; i++) {
        ck_assert(str_is(study.groups[0].runs[i]->source_file, BY_START[i]));
    }
}

END_TEST

START_TEST(numbers_in_names_count_by_value)
{
    static const char *const ASCENDING[] = {"",   "a",   "a0",   "a00", "a1",   "a01b",
                                            "a2", "a10", "a10b", "b",   "b1.2", "b1.10"};
    const size_t n = sizeof ASCENDING / sizeof ASCENDING[0];
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) {
            int order = str_natural_cmp(str_of(ASCENDING[i]), str_of(ASCENDING[k]));
            ck_assert_msg((order > 0) - (order < 0) == (i > k) - (i < k), "%s, %s", ASCENDING[i],
                          ASCENDING[k]);
        }
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("sweep");
    TCase *tests = tcase_create("sweep");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, queueing_begins_only_where_loads_reach_it);
    tcase_add_test(tests, a_cut_off_maximum_breaks_the_limit_below_it);
    tcase_add_test(tests, runs_stand_in_the_order_they_were_made);
    tcase_add_test(tests, numbers_in_names_count_by_value);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
