/* The numbers: the published study, the edge cases, and properties over random studies. */
#include <math.h>

#include "analysis.h"
#include "inputs.h"
#include "support.h"

static struct arena arena;

static void tear_down(void)
{
    arena_free(&arena);
}

static struct analysis analyse(const struct run *const *runs, size_t n, const char *baseline)
{
    struct study *study = arena_alloc(&arena, sizeof *study);
    struct err err = {0};
    struct study_options options = {.baseline = str_of(baseline)};
    ck_assert_msg(study_build(&arena, runs, n, &options, study, &err), "%s", err.text);
    struct analysis_options thresholds = {0.05, 0.5};
    struct analysis analysis;
    analysis_run(&arena, study, &thresholds, &analysis);
    return analysis;
}

static struct analysis analyse_files(const char *const *names, size_t n, const char *baseline)
{
    const char **paths = ARENA_ARRAY(&arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        paths[i] = source_path(&arena, names[i]);
    }
    struct inputs inputs;
    struct inputs_options options = {.timeout_s = NAN};
    struct err err = {0};
    ck_assert(inputs_read(&arena, paths, n, &options, &inputs, &err));
    ck_assert_uint_eq(inputs.failures.n, 0);
    return analyse((const struct run *const *)inputs.runs.at, inputs.runs.n, baseline);
}

static struct analysis published(const char *baseline)
{
    static const char *const NAMES[] = {"fixtures/go-vs-python/published.json"};
    return analyse_files(NAMES, 1, baseline);
}

static const struct comparison_row *row(const struct analysis *analysis, const char *metric,
                                        size_t system)
{
    const struct comparison *comparison = analysis_comparison(analysis, 0, metric);
    ck_assert_msg(comparison != NULL, "no %s", metric);
    return &comparison->rows[system];
}

static bool has_finding(const struct analysis *analysis, const char *id, size_t system)
{
    for (size_t i = 0; i < analysis->findings.n; i++) {
        if (str_is(str_of(analysis->findings.at[i].id), id) &&
            analysis->findings.at[i].system == system) {
            return true;
        }
    }
    return false;
}

START_TEST(published_figures_with_baseline_go)
{
    struct analysis analysis = published("Go");
    const struct change *goodput = &row(&analysis, "goodput", 1)->change;
    ck_assert_double_eq_tol(goodput->ratio, 0.20374, 0.00001);
    ck_assert_double_eq_tol(goodput->percent, -79.6, 0.05);
    ck_assert_int_eq(goodput->verdict, VERDICT_WORSE);
    ck_assert_int_eq(goodput->why, WHY_ONE_RUN);
    const struct change *mean = &row(&analysis, "latency.mean", 1)->change;
    ck_assert_double_eq_tol(mean->percent, 10779, 0.5);
    ck_assert_int_eq(mean->verdict, VERDICT_NOT_COMPARABLE);
    ck_assert_int_eq(mean->why, WHY_LITTLE_HIGH);
    ck_assert_double_eq_tol(row(&analysis, "time_per_request", 0)->summary.value, 2.522e-3, 1e-6);
    ck_assert_double_eq_tol(row(&analysis, "time_per_request", 1)->summary.value, 12.372e-3, 1e-6);
    ck_assert_double_eq_tol(row(&analysis, "time_per_request", 1)->change.ratio, 4.906, 0.001);
    ck_assert_int_eq(row(&analysis, "latency.max", 1)->summary.bound, BOUND_AT_LEAST);
    ck_assert_double_eq_tol(row(&analysis, "error_share", 0)->summary.value, 8.4e-8, 1e-9);
    ck_assert_double_eq_tol(row(&analysis, "error_share", 1)->summary.value, 4.89e-4, 1e-6);
    ck_assert_double_eq_tol(row(&analysis, "bytes_per_response", 0)->summary.value, 117.94, 0.01);
    ck_assert_double_eq_tol(row(&analysis, "bytes_per_response", 1)->summary.value, 141.41, 0.01);
}

END_TEST

START_TEST(published_figures_with_baseline_python_are_the_inverse)
{
    struct analysis go = published("Go");
    struct analysis python = published("Python");
    ck_assert_double_eq_tol(row(&python, "rps", 1)->change.ratio, 4.906, 0.001);
    ck_assert_double_eq_tol(row(&python, "bytes_per_s", 1)->change.percent, 309, 0.5);
    ck_assert_double_eq_tol(row(&python, "requests", 1)->change.percent, 390, 0.6);
    ck_assert_double_eq_tol(row(&python, "errors.timeout", 1)->change.ratio, 0.000843, 1e-6);
    for (size_t i = 0; i < go.comparisons.n; i++) {
        const struct change *a = &go.comparisons.at[i].rows[1].change;
        const struct change *b = &python.comparisons.at[i].rows[1].change;
        ck_assert_double_eq_tol(a->ratio * b->ratio, 1, 1e-12);
    }
}

END_TEST

START_TEST(published_score_is_a_bound)
{
    struct analysis analysis = published("Go");
    ck_assert_double_eq_tol(analysis_score(&analysis, 0, 0)->value, 100, 1e-9);
    const struct score *python = analysis_score(&analysis, 0, 1);
    ck_assert_double_eq_tol(python->value, 9.97, 0.005);
    ck_assert_int_eq(python->bound, BOUND_AT_MOST);
    ck_assert(python->tail_is_max);
    ck_assert_uint_eq(analysis_score(&analysis, 0, 0)->dominates_count, 1);
}

END_TEST

START_TEST(published_efficiency)
{
    struct analysis analysis = published("Go");
    ck_assert_uint_eq(analysis.efficiencies.n, 5);
    ck_assert_double_eq_tol(analysis.efficiencies.at[0].cells[1].share, 0.204, 0.001);
    ck_assert_double_eq_tol(analysis.efficiencies.at[1].cells[1].share, 0.244, 0.001);
    ck_assert_double_eq_tol(analysis.efficiencies.at[2].cells[1].share, 0.204, 0.001);
    ck_assert(isnan(analysis.efficiencies.at[3].cells[1].share));
    ck_assert_int_eq(analysis.efficiencies.at[3].cells[1].why, WHY_LITTLE_HIGH);
    ck_assert_double_eq_tol(analysis.efficiencies.at[4].cells[1].share, 0.9995, 0.0001);
}

END_TEST

START_TEST(published_findings)
{
    struct analysis analysis = published("Go");
    ck_assert(has_finding(&analysis, "little-high", 1));
    ck_assert(!has_finding(&analysis, "little-high", 0));
    ck_assert(has_finding(&analysis, "max-censored", 1));
    ck_assert(!has_finding(&analysis, "max-censored", 0));
    ck_assert(has_finding(&analysis, "timeouts", 0));
    ck_assert(has_finding(&analysis, "timeouts", 1));
    ck_assert(has_finding(&analysis, "bytes-per-resp", 1));
    ck_assert(!has_finding(&analysis, "settings", 1));
    for (size_t i = 0; i < analysis.findings.n; i++) {
        const struct finding *finding = &analysis.findings.at[i];
        if (str_is(str_of(finding->id), "little-high")) {
            ck_assert_double_eq_tol(finding->values[0].value, 22.07, 0.005);
            ck_assert_double_eq_tol(finding->values[3].value, 2207, 0.5);
        }
    }
}

END_TEST

START_TEST(edge_cases_have_no_false_latency_and_no_score)
{
    static const char *const NAMES[] = {"fixtures/edge/tiny.txt", "fixtures/edge/slow.txt",
                                        "fixtures/edge/hang.txt", "fixtures/edge/n404.txt",
                                        "fixtures/edge/mixed.txt"};
    for (size_t i = 1; i < 5; i++) {
        const char *pair[] = {NAMES[0], NAMES[i]};
        const char *paths[] = {source_path(&arena, pair[0]), source_path(&arena, pair[1])};
        struct inputs inputs;
        struct inputs_options options = {.timeout_s = NAN};
        struct err err = {0};
        ck_assert(inputs_read(&arena, paths, 2, &options, &inputs, &err));
        struct study study;
        struct study_options forced = {.force = true};
        ck_assert(study_build(&arena, (const struct run *const *)inputs.runs.at, 2, &forced, &study,
                              &err));
        struct analysis analysis;
        struct analysis_options thresholds = {0.05, 0.5};
        analysis_run(&arena, &study, &thresholds, &analysis);
        ck_assert_int_ne(analysis_score(&analysis, 0, 1)->not_scored, SCORED);
        ck_assert(isnan(analysis_score(&analysis, 0, 1)->value));
        double mean = row(&analysis, "latency.mean", 1)->summary.value;
        ck_assert_msg(i < 3 ? isnan(mean) : mean > 0, "%s", NAMES[i]);
        if (i == 3) {
            ck_assert_double_eq(row(&analysis, "goodput", 1)->summary.value, 0);
        }
        if (i == 4) {
            ck_assert_double_eq_tol(row(&analysis, "error_share", 1)->summary.value, 0.0499, 1e-4);
            ck_assert_int_eq(row(&analysis, "latency.p99", 1)->change.verdict,
                             VERDICT_NOT_COMPARABLE);
        }
    }
}

END_TEST

START_TEST(repeated_runs_are_judged_and_a_busy_machine_is_not)
{
    static const char *const REPEATS[] = {"fixtures/go-vs-python/runs"};
    struct analysis analysis = analyse_files(REPEATS, 1, "go");
    ck_assert_int_eq(row(&analysis, "goodput", 1)->change.verdict, VERDICT_WORSE);
    ck_assert_int_eq(row(&analysis, "latency.p99", 1)->change.verdict, VERDICT_WORSE);
    ck_assert_int_eq(row(&analysis, "latency.p50", 1)->change.verdict, VERDICT_NONE);
    ck_assert_uint_eq(row(&analysis, "goodput", 1)->summary.n, 6);
    ck_assert_int_eq(analysis_score(&analysis, 0, 1)->not_scored, SCORED);

    /* The same server against itself: no verdict. */
    static const char *const BUSY[] = {
        "fixtures/go-vs-python/busy/go-1.txt", "fixtures/go-vs-python/busy/go-3.txt",
        "fixtures/go-vs-python/busy/go-5.txt", "fixtures/go-vs-python/busy/go-2.txt",
        "fixtures/go-vs-python/busy/go-4.txt", "fixtures/go-vs-python/busy/go-6.txt"};
    struct inputs inputs;
    struct inputs_options options = {.timeout_s = NAN};
    struct err err = {0};
    const char *paths[6];
    for (size_t i = 0; i < 6; i++) {
        paths[i] =
            arena_printf(&arena, "%s=%s", i < 3 ? "odd" : "even", source_path(&arena, BUSY[i]));
    }
    ck_assert(inputs_read(&arena, paths, 6, &options, &inputs, &err));
    struct analysis busy = analyse((const struct run *const *)inputs.runs.at, 6, "odd");
    ck_assert_int_eq(row(&busy, "goodput", 1)->change.verdict, VERDICT_UNCLEAR);
    ck_assert_int_eq(row(&busy, "latency.p99", 1)->change.verdict, VERDICT_UNCLEAR);
}

END_TEST

static uint64_t state;

static double uniform(double low, double high)
{
    return low + (high - low) * (double)(splitmix64(&state) >> 11) * 0x1p-53;
}

static struct run *random_run(const char *label)
{
    struct run *run = arena_alloc(&arena, sizeof *run);
    *run = run_blank();
    run->label = str_of(label);
    run->tool_name = STR("wrk");
    run->source_format = STR("wrkbook");
    run->load = (struct load){LOAD_CLOSED, 4, 100, 10, NAN, NAN, NAN};
    run->rps = exp(uniform(log(100), log(100000)));
    run->elapsed_s = 10;
    run->requests = floor(run->rps * 10);
    run->errors.timeout = uniform(0, 1) < 0.3 ? floor(run->requests * uniform(0, 0.02)) : 0;
    run->errors.status = uniform(0, 1) < 0.2 ? floor(run->requests * uniform(0, 0.02)) : 0;
    run->ok = run->requests - run->errors.timeout - run->errors.status;
    run->bytes = run->requests * floor(uniform(100, 200));
    run->bytes_per_s = run->bytes / 10;
    run->has_latency = uniform(0, 1) < 0.95;
    run->latency = latency_blank(LATENCY_BACKFILLED);
    run->latency.mean_us = 100 / run->rps * 1e6 * exp(uniform(-0.2, 0.5));
    run->latency.max_us = run->latency.mean_us * uniform(2, 50);
    struct percentile *percentiles = ARENA_ARRAY(&arena, struct percentile, 2);
    percentiles[0] = (struct percentile){50, run->latency.mean_us * 0.9, NAN};
    percentiles[1] = (struct percentile){99, run->latency.mean_us * 1.9, NAN};
    run->latency.percentiles = percentiles;
    run->latency.percentile_count = 2;
    return run;
}

#define LABELS 3
#define RUNS_EACH 5

static void random_study(const struct run **runs)
{
    static const char *const NAMES[LABELS] = {"a", "b", "c"};
    for (size_t i = 0; i < LABELS * RUNS_EACH; i++) {
        runs[i] = random_run(NAMES[i % LABELS]);
    }
}

static void assert_same_number(double a, double b, double factor)
{
    if (isnan(a) || isnan(b)) {
        ck_assert_int_eq(isnan(a), isnan(b));
    } else {
        ck_assert_double_eq_tol(b, a * factor, 1e-9 * fabs(a * factor) + 1e-300);
    }
}

START_TEST(the_order_of_runs_changes_nothing)
{
    for (state = 1; state < 60; state++) {
        uint64_t seed = state;
        const struct run *runs[LABELS * RUNS_EACH];
        random_study(runs);
        struct analysis first = analyse(runs, LABELS * RUNS_EACH, "a");
        for (size_t i = LABELS * RUNS_EACH - 1; i > 0; i--) {
            size_t j = (size_t)uniform(0, (double)i);
            /* Within a system only: the order of systems is the user's choice. */
            if (str_eq(runs[i]->label, runs[j]->label)) {
                const struct run *moved = runs[i];
                runs[i] = runs[j];
                runs[j] = moved;
            }
        }
        struct analysis second = analyse(runs, LABELS * RUNS_EACH, "a");
        ck_assert_uint_eq(first.comparisons.n, second.comparisons.n);
        for (size_t i = 0; i < first.comparisons.n; i++) {
            for (size_t s = 0; s < LABELS; s++) {
                const struct comparison_row *a = &first.comparisons.at[i].rows[s];
                const struct comparison_row *b = &second.comparisons.at[i].rows[s];
                assert_same_number(a->summary.value, b->summary.value, 1);
                assert_same_number(a->change.ratio, b->change.ratio, 1);
                ck_assert_int_eq(a->change.verdict, b->change.verdict);
            }
        }
        for (size_t s = 0; s < LABELS; s++) {
            assert_same_number(analysis_score(&first, 0, s)->value,
                               analysis_score(&second, 0, s)->value, 1);
        }
        state = seed;
    }
}

END_TEST

static enum verdict inverse(enum verdict verdict)
{
    return verdict == VERDICT_BETTER  ? VERDICT_WORSE
           : verdict == VERDICT_WORSE ? VERDICT_BETTER
                                      : verdict;
}

START_TEST(swapping_the_baseline_inverts_every_ratio_and_verdict)
{
    for (state = 1; state < 60; state++) {
        uint64_t seed = state;
        const struct run *runs[2 * RUNS_EACH];
        for (size_t i = 0; i < 2 * RUNS_EACH; i++) {
            runs[i] = random_run(i % 2 ? "b" : "a");
        }
        struct analysis first = analyse(runs, 2 * RUNS_EACH, "a");
        struct analysis second = analyse(runs, 2 * RUNS_EACH, "b");
        for (size_t i = 0; i < first.comparisons.n; i++) {
            const struct change *a = &first.comparisons.at[i].rows[1].change;
            const struct change *b = &second.comparisons.at[i].rows[1].change;
            if (!isnan(a->ratio) && !isnan(b->ratio) && a->ratio > 0) {
                ck_assert_double_eq_tol(a->ratio * b->ratio, 1, 1e-12);
            }
            ck_assert_int_eq(inverse(a->verdict), b->verdict);
        }
        assert_same_number(analysis_score(&first, 0, 0)->value,
                           analysis_score(&second, 0, 1)->value, 1);
        state = seed;
    }
}

END_TEST

static const struct run *scaled_by_four(const struct run *run)
{
    struct run *scaled = arena_alloc(&arena, sizeof *scaled);
    struct percentile *percentiles = ARENA_ARRAY(&arena, struct percentile, 2);
    *scaled = *run;
    scaled->latency.mean_us *= 4;
    scaled->latency.max_us *= 4;
    for (size_t i = 0; i < 2; i++) {
        percentiles[i] = run->latency.percentiles[i];
        percentiles[i].us *= 4;
    }
    scaled->latency.percentiles = percentiles;
    /* Little's law must keep holding, so the load is scaled as well. */
    scaled->load.connections *= 4;
    return scaled;
}

static void assert_scaled(const struct comparison *first, const struct comparison *second)
{
    const struct metric *metric = first->metric;
    bool time = (metric->flags & METRIC_LATENCY) || metric == metric_get("time_per_request");
    for (size_t s = 0; s < LABELS; s++) {
        const struct comparison_row *a = &first->rows[s];
        const struct comparison_row *b = &second->rows[s];
        assert_same_number(a->summary.value, b->summary.value, time ? 4 : 1);
        if (metric != metric_get("latency.max")) { /* may reach the timeout by scaling */
            assert_same_number(a->change.ratio, b->change.ratio, 1);
            ck_assert_int_eq(a->change.verdict, b->change.verdict);
        }
    }
}

START_TEST(scaling_all_latencies_scales_latency_and_no_ratio)
{
    for (state = 1; state < 60; state++) {
        uint64_t seed = state;
        const struct run *runs[LABELS * RUNS_EACH];
        random_study(runs);
        struct analysis first = analyse(runs, LABELS * RUNS_EACH, "a");
        for (size_t i = 0; i < LABELS * RUNS_EACH; i++) {
            runs[i] = scaled_by_four(runs[i]);
        }
        struct analysis second = analyse(runs, LABELS * RUNS_EACH, "a");
        for (size_t i = 0; i < first.comparisons.n; i++) {
            assert_scaled(&first.comparisons.at[i], &second.comparisons.at[i]);
        }
        state = seed;
    }
}

END_TEST

START_TEST(few_runs_are_judged_by_throughput_only)
{
    struct run *a = random_run("a");
    struct run *b = random_run("b");
    *b = *a;
    b->label = STR("b");
    a->errors = b->errors = (struct run_errors){0, 0, 0, 0, 0, 0};
    a->has_latency = b->has_latency = true;
    a->ok = a->requests;
    b->ok = b->requests = a->requests * 1.4;
    b->rps = a->rps * 1.4;
    const struct run *runs[] = {a, b};
    struct analysis analysis = analyse(runs, 2, "a");
    ck_assert_int_eq(row(&analysis, "goodput", 1)->change.verdict, VERDICT_UNCLEAR);
    b->ok = b->requests = a->requests * 1.6;
    b->rps = a->rps * 1.6;
    analysis = analyse(runs, 2, "a");
    ck_assert_int_eq(row(&analysis, "goodput", 1)->change.verdict, VERDICT_BETTER);
    ck_assert_int_eq(row(&analysis, "goodput", 1)->change.why, WHY_ONE_RUN);
    ck_assert_int_eq(row(&analysis, "latency.p99", 1)->change.verdict, VERDICT_UNCLEAR);
}

END_TEST

START_TEST(other_connections_are_another_workload)
{
    struct run *a = random_run("a");
    struct run *b = random_run("b");
    b->load.connections = 50;
    const struct run *runs[] = {a, b};
    struct analysis analysis = analyse(runs, 2, "a");
    ck_assert_uint_eq(analysis.study->workload_count, 2);
    ck_assert(has_finding(&analysis, "settings", 1));
    ck_assert(!analysis_comparison(&analysis, 0, "goodput")->rows[1].has_change);
}

END_TEST

START_TEST(other_durations_are_compared_without_totals)
{
    struct run *a = random_run("a");
    struct run *b = random_run("b");
    a->errors = b->errors = (struct run_errors){0, 0, 0, 0, 0, 0};
    a->ok = a->requests;
    b->ok = b->requests;
    b->load.duration_s = b->elapsed_s = 30;
    const struct run *runs[] = {a, b};
    struct analysis analysis = analyse(runs, 2, "a");
    ck_assert_uint_eq(analysis.study->workload_count, 1);
    ck_assert(has_finding(&analysis, "settings", 1));
    ck_assert_int_eq(row(&analysis, "requests", 1)->change.verdict, VERDICT_NOT_COMPARABLE);
    ck_assert_int_ne(row(&analysis, "goodput", 1)->change.verdict, VERDICT_NOT_COMPARABLE);
}

END_TEST

START_TEST(an_unknown_baseline_is_named_with_the_known_ones)
{
    const struct run *runs[] = {random_run("a"), random_run("b")};
    struct study study;
    struct err err = {0};
    ck_assert(
        !study_build(&arena, runs, 2, &(struct study_options){.baseline = STR("c")}, &study, &err));
    ck_assert_int_eq(err.code, ERR_USAGE);
    ck_assert_str_eq(err.text, "no system is called \"c\"; there are: a, b");
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("analysis");
    TCase *tests = tcase_create("analysis");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_test(tests, published_figures_with_baseline_go);
    tcase_add_test(tests, published_figures_with_baseline_python_are_the_inverse);
    tcase_add_test(tests, published_score_is_a_bound);
    tcase_add_test(tests, published_efficiency);
    tcase_add_test(tests, published_findings);
    tcase_add_test(tests, edge_cases_have_no_false_latency_and_no_score);
    tcase_add_test(tests, repeated_runs_are_judged_and_a_busy_machine_is_not);
    tcase_add_test(tests, the_order_of_runs_changes_nothing);
    tcase_add_test(tests, swapping_the_baseline_inverts_every_ratio_and_verdict);
    tcase_add_test(tests, scaling_all_latencies_scales_latency_and_no_ratio);
    tcase_add_test(tests, few_runs_are_judged_by_throughput_only);
    tcase_add_test(tests, other_connections_are_another_workload);
    tcase_add_test(tests, other_durations_are_compared_without_totals);
    tcase_add_test(tests, an_unknown_baseline_is_named_with_the_known_ones);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
