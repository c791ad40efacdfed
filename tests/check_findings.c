/* Every finding: the published vectors, and for each id a study in which it fires and a nearly
 * equal one in which it does not. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis.h"
#include "inputs.h"
#include "ranks.h"
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

static struct analysis analyse_as(const struct run *runs, size_t n, bool force)
{
    struct study *study = arena_alloc(&arena, sizeof *study);
    const struct run **list = ARENA_ARRAY(&arena, const struct run *, n);
    struct err err = {0};
    for (size_t i = 0; i < n; i++) {
        list[i] = &runs[i];
    }
    struct study_options options = {.force = force};
    ck_assert_msg(study_build(&arena, list, n, &options, study, &err), "%s", err.text);
    struct analysis_options thresholds = {0.05, 0.5};
    struct analysis analysis;
    analysis_run(&arena, study, &thresholds, &analysis);
    return analysis;
}

static struct analysis analyse(const struct run *runs, size_t n)
{
    return analyse_as(runs, n, true);
}

static const struct finding *finding_of(const struct analysis *analysis, const char *id)
{
    for (size_t i = 0; i < analysis->findings.n; i++) {
        if (strcmp(analysis->findings.at[i].id, id) == 0) {
            return &analysis->findings.at[i];
        }
    }
    return NULL;
}

static double value_in(const struct finding *finding, const char *name)
{
    for (size_t i = 0; i < finding->value_count; i++) {
        if (strcmp(finding->values[i].name, name) == 0) {
            return finding->values[i].value;
        }
    }
    return NAN;
}

/* Quoted figures of public threads and measured ones (reference 3.3): rho, what a request took,
 * and the least share of empty ticks; NaN where it is not valid. */
static const struct vector {
    const char *name;
    double threads, connections, rps, mean_us, thread_rps, rho, request_us, empty;
} VECTORS[] = {
    {"wrk#409 a", 16, 640, 8248.78, 77420, 1.007 * 8248.78 / 16, 0.998, 77590, 0.007},
    {"wrk#409 b", 16, 384, 8364.54, 45920, 1.006 * 8364.54 / 16, 1.000, 45910, 0.006},
    {"wrk#541 one", 1, 100, 20238.28, 4940, 1.006 * 20238.28, 1.000, 4940, 0.005},
    {"wrk#541 four", 4, 100, 21230.08, 4710, 1.004 * 21230.08 / 4, 1.000, 4710, 0.004},
    {"TechEmpower#925", 24, 256, 208447.43, 1130, 1.058 * 208447.43 / 24, 0.981, 1151, 0.055},
    {"wrk#259", 1, 100, 6348.95, 59610, 1.118 * 6348.95, 3.785, 15750, 0.106},
    {"wrk#438 a", 1, 1, 5043.27, 6040, 1.005 * 5043.27, 30.46, 198, 0.005},
    {"wrk#438 b", 1, 1, 5006.85, 487.51, 1.005 * 5006.85, 2.44, 200, 0.005},
    {"wrk#442", 4, 500, 1000.17, 129920, 1.007 * 1000.17 / 4, 0.260, 499900, 0.007},
    {"wrk#247 b", 2500, 20000, 35710.03, 79410, 20, 0.142, 560000, NAN},
    {"freeze 1 s of 2", 2, 100, 34203.80, 166760, 29410, 57.0, 2920, 0.419},
    {"freeze 2.5 s of 4.5", 2, 100, 23479.77, 2100, 24540, 0.493, 4260, 0.522},
    {"1 % take 1 s", 2, 100, 9847.88, 240910, 11750, 23.7, 10150, 0.581},
    {"12 threads", 12, 100, 75216.46, 1610, 6360, 1.261, 1276, 0.014},
    {"study, Python", 4, 100, 8082.66, 273060, 3660, 22.07, 12372, 0.448},
};

static struct run healthy(const char *label)
{
    static const struct percentile PERCENTILES[] = {
        {50, 950, NAN}, {75, 1100, NAN}, {90, 1400, NAN}, {99, 2000, NAN}};
    struct run run = run_blank();
    run.label = str_of(label);
    run.source_file = str_of(label);
    run.source_format = STR("wrk");
    run.tool_name = STR("wrk");
    run.url = STR("http://10.0.0.1/");
    run.load = (struct load){LOAD_CLOSED, 4, 100, 40, NAN, NAN, NAN};
    run.elapsed_s = 40;
    run.requests = run.ok = 4e6;
    run.rps = 1e5;
    run.bytes = run.requests * 120;
    run.bytes_per_s = run.rps * 120;
    run.errors = (struct run_errors){0, 0, 0, 0, 0, NAN};
    run.thread_rps = (struct thread_rps){25000, 400, 27000, 70};
    run.has_latency = true;
    run.latency = latency_blank(LATENCY_BACKFILLED);
    run.latency.mean_us = 1000;
    run.latency.stdev_us = 300;
    run.latency.within_stdev_pct = 70;
    run.latency.max_us = 9000;
    run.latency.percentiles = PERCENTILES;
    run.latency.percentile_count = 4;
    return run;
}

START_TEST(vectors)
{
    const struct vector *vector = &VECTORS[_i];
    struct run run = healthy(vector->name);
    run.load.threads = vector->threads;
    run.load.connections = vector->connections;
    run.rps = vector->rps;
    run.requests = run.ok = vector->rps * run.elapsed_s;
    run.latency.mean_us = vector->mean_us;
    run.latency.max_us = 1.5e6;
    run.latency.percentile_count = 0;
    run.thread_rps.mean = vector->thread_rps;
    double opened = run_connections_opened(&run);
    ck_assert_double_eq_tol(run_rho(&run), vector->rho, 0.0006 * fmax(1, 20 * vector->rho));
    ck_assert_double_eq_tol(opened / run.rps * 1e6, vector->request_us, 0.005 * vector->request_us);
    struct analysis analysis = analyse(&run, 1);
    const struct finding *stall = finding_of(&analysis, "stall");
    if (vector->empty >= 0.05) {
        ck_assert_ptr_nonnull(stall);
        ck_assert_double_eq_tol(value_in(stall, "share"), vector->empty, 0.0015);
        ck_assert_int_eq(stall->level, vector->empty >= 0.2 ? LEVEL_WARNING : LEVEL_INFO);
    } else {
        ck_assert_ptr_null(stall);
    }
    const struct finding *high = finding_of(&analysis, "little-high");
    const struct finding *low = finding_of(&analysis, "little-low");
    ck_assert_int_eq(high != NULL, vector->rho > 1.2);
    ck_assert_int_eq(low != NULL, vector->rho < 0.9);
    if (high) {
        ck_assert_int_eq(high->level, vector->rho > 2 ? LEVEL_WARNING : LEVEL_INFO);
    }
}

END_TEST

#define RUNS 12

/* Two systems, runs taking turns. */
static void two_systems(struct run *runs)
{
    for (size_t i = 0; i < RUNS; i++) {
        static const double WOBBLE[] = {1.002, 0.999, 1.001, 0.998, 1.0, 1.003};
        runs[i] = healthy(i % 2 == 0 ? "a" : "b");
        runs[i].rps *= WOBBLE[i / 2];
        runs[i].requests = runs[i].ok = runs[i].rps * 40;
        runs[i].bytes = runs[i].requests * 120;
        runs[i].bytes_per_s = runs[i].rps * 120;
        runs[i].thread_rps.mean = runs[i].rps / 4;
    }
}

static void set_rate(struct run *run, double rps)
{
    run->rps = rps;
    run->requests = run->ok = rps * run->elapsed_s;
    run->thread_rps.mean = rps / 4;
    run->bytes = run->requests * 120;
    run->bytes_per_s = rps * 120;
    run->latency.mean_us = 100 / rps * 1e6;
}

static void every_b(struct run *runs, void (*change)(struct run *run, size_t i))
{
    for (size_t i = 1; i < RUNS; i += 2) {
        change(&runs[i], i / 2);
    }
}

#define CHANGE(name, statements)                                                                   \
    static void name(struct run *run, size_t i)                                                    \
    {                                                                                              \
        (void)i;                                                                                   \
        statements                                                                                 \
    }

CHANGE(no_latency, run->has_latency = false;)
CHANGE(status_errors, run->errors.status = 50; run->ok -= 50;)
CHANGE(late, run->errors.timeout = 50; run->ok -= 50;)
CHANGE(refused, run->errors.connect = 50; run->attempts = run->requests + 50;)
CHANGE(rate_wrong, run->rps *= 1.05;)
CHANGE(rate_rounded, run->rps *= 1.004;)
static const struct percentile FALLING[] = {{50, 1500, NAN}, {90, 1400, NAN}};
CHANGE(order_wrong, run->latency.max_us = 1500;)
CHANGE(order_rounded, run->latency.max_us = 1990;)
CHANGE(percentiles_wrong, run->latency.percentiles = FALLING; run->latency.percentile_count = 2;)
CHANGE(bytes_wrong, run->bytes *= 1.1;)
CHANGE(bytes_rounded, run->bytes *= 1.004;)
CHANGE(unnamed_failures, run->errors.other = 5; run->attempts = run->requests + 5;)
CHANGE(mean_high, run->latency.mean_us = 1300;)
CHANGE(mean_up, run->latency.mean_us = 1150;)
CHANGE(mean_low, run->latency.mean_us = 850;)
CHANGE(mean_down, run->latency.mean_us = 950;)
CHANGE(at_timeout, run->latency.max_us = 2e6;)
CHANGE(near_timeout, run->latency.max_us = 1.9e6;)
CHANGE(stalling, run->thread_rps.mean *= 1.06;)
CHANGE(even, run->thread_rps.mean *= 1.04;)
CHANGE(fat, run->bytes *= 1.1; run->bytes_per_s *= 1.1;)
CHANGE(thin, run->bytes = run->requests * 39; run->bytes_per_s = run->rps * 39;)
CHANGE(thin_enough, run->bytes = run->requests * 41; run->bytes_per_s = run->rps * 41;)
CHANGE(other_threads, run->load.threads = 2; run->thread_rps.mean *= 2;)
CHANGE(falling, set_rate(run, 1e5 * (1 - 0.01 * (double)i));)
CHANGE(falling_once, set_rate(run, 1e5 * (1 - 0.01 * (double)(i == 2 ? 0 : i == 0 ? 3 : i)));)
CHANGE(odd_one, set_rate(run, i == 3 ? 9e4 : run->rps);)
CHANGE(within, set_rate(run, i == 3 ? 9.95e4 : run->rps);)
CHANGE(scattered, set_rate(run, i % 2 ? 1.2e5 : 0.8e5);)
CHANGE(heavy_tail, run->latency.stdev_us = 1100;)
CHANGE(light_tail, run->latency.stdev_us = 900;)
CHANGE(far_outliers, run->latency.within_stdev_pct = 91;)
CHANGE(near_normal, run->latency.within_stdev_pct = 89;)
CHANGE(split, run->load.connections = 103;)
CHANGE(few_requests, run->elapsed_s = 0.0099; run->load.duration_s = NAN;
       run->requests = run->ok = 990; run->bytes = 990 * 120; run->rps = 1e5;)
CHANGE(few_connections, run->tool_name = STR("h2load"); run->source_format = STR("h2load");
       run->latency.kind = LATENCY_SERVICE; run->load.connections = 3;
       run->latency.mean_us = 3 / run->rps * 1e6;)
CHANGE(overtime, run->elapsed_s = 42; run->requests = run->ok = run->rps * 42;
       run->bytes = run->requests * 120;)
CHANGE(in_time, run->elapsed_s = 41; run->requests = run->ok = run->rps * 41;
       run->bytes = run->requests * 120;)
static const struct tag TWO_CORES = {{"client_cores", 12}, {"2", 1}};
static const struct tag FOUR_CORES = {{"client_cores", 12}, {"4", 1}};
CHANGE(few_cores, run->tags = &TWO_CORES; run->tag_count = 1;)
CHANGE(enough_cores, run->tags = &FOUR_CORES; run->tag_count = 1;)
CHANGE(brief, run->elapsed_s = 29; run->load.duration_s = 29;
       run->requests = run->ok = run->rps * 29; run->bytes = run->requests * 120;)
CHANGE(no_percentiles, run->latency.percentile_count = 0;)
CHANGE(local, run->url = STR("http://127.0.0.1:80/");)
CHANGE(remote, run->url = STR("http://128.0.0.1:80/");)
CHANGE(other_kind, run->latency.kind = LATENCY_SERVICE;)
CHANGE(saturated, run->load.model = LOAD_OPEN; run->load.rate_rps = run->rps / 0.98;
       run->latency.kind = LATENCY_RESPONSE; run->tool_name = STR("wrk2");)
CHANGE(keeping_up, run->load.model = LOAD_OPEN; run->load.rate_rps = run->rps / 0.995;
       run->latency.kind = LATENCY_RESPONSE; run->tool_name = STR("wrk2");)
CHANGE(nothing, (void)run;)

static const struct pair {
    const char *id;
    void (*fires)(struct run *run, size_t i);
    void (*silent)(struct run *run, size_t i);
} PAIRS[] = {
    {"no-latency", no_latency, nothing},
    {"non2xx", status_errors, nothing},
    {"timeouts", late, nothing},
    {"socket-err", refused, nothing},
    {"other-err", unnamed_failures, nothing},
    {"rate-check", rate_wrong, rate_rounded},
    {"rate-check", order_wrong, order_rounded},
    {"rate-check", percentiles_wrong, order_rounded},
    {"rate-check", bytes_wrong, bytes_rounded},
    {"rate-missed", saturated, keeping_up},
    {"little-high", mean_high, mean_up},
    {"little-low", mean_low, mean_down},
    {"max-censored", at_timeout, near_timeout},
    {"stall", stalling, even},
    {"bytes-per-resp", fat, nothing},
    {"bytes-too-small", thin, thin_enough},
    {"settings", other_threads, nothing},
    {"trend", falling, falling_once},
    {"outlier", odd_one, within},
    {"repeat-cv", scattered, nothing},
    {"resolution", scattered, nothing},
    {"tail", heavy_tail, light_tail},
    {"pm-stdev", far_outliers, near_normal},
    {"low-n", few_requests, nothing},
    {"conn-split", split, nothing},
    {"conn-lt-threads", few_connections, nothing},
    {"runtime-over", overtime, in_time},
    {"client-threads", few_cores, enough_cores},
    {"duration", brief, nothing},
    {"no-pctl", no_percentiles, nothing},
    {"loopback", local, remote},
    {"lat-semantics", other_kind, nothing},
};

START_TEST(each_fires_and_is_silent)
{
    const struct pair *pair = &PAIRS[_i];
    struct run runs[RUNS];
    two_systems(runs);
    every_b(runs, pair->fires);
    struct analysis loud = analyse(runs, RUNS);
    ck_assert_msg(finding_of(&loud, pair->id) != NULL, "%s is silent", pair->id);
    two_systems(runs);
    every_b(runs, pair->silent);
    struct analysis quiet = analyse(runs, RUNS);
    ck_assert_msg(finding_of(&quiet, pair->id) == NULL, "%s fires", pair->id);
}

END_TEST

START_TEST(health_is_quiet)
{
    struct run runs[RUNS];
    two_systems(runs);
    struct analysis analysis = analyse(runs, RUNS);
    ck_assert_uint_eq(analysis.findings.n, 1);
    ck_assert_str_eq(analysis.findings.at[0].id, "closed-loop");
}

END_TEST

START_TEST(few_runs_and_a_ceiling)
{
    struct run runs[3] = {healthy("a"), healthy("b"), healthy("c")};
    struct analysis analysis = analyse(runs, 3);
    const struct finding *few = finding_of(&analysis, "few-runs");
    ck_assert_ptr_nonnull(few);
    ck_assert_double_eq(value_in(few, "needed"), 5); /* two comparisons: table of section 1.5 */
    ck_assert_ptr_null(finding_of(&analysis, "ceiling"));
    set_rate(&runs[2], 7e4);
    struct analysis low = analyse(runs, 3);
    ck_assert_ptr_nonnull(finding_of(&low, "ceiling"));
    struct analysis two = analyse(runs + 1, 2);
    ck_assert_double_eq(value_in(finding_of(&two, "few-runs"), "needed"), 4);
}

END_TEST

START_TEST(what_stands_under_several_workloads_is_said_once)
{
    struct run runs[6];
    for (size_t i = 0; i < 6; i++) {
        size_t load = 1 + i / 2;
        runs[i] = healthy(i % 2 == 0 ? "a" : "b");
        runs[i].load.connections = 100 * (double)load;
        runs[i].latency.mean_us *= (double)load;
        runs[i].bytes *= i % 2 == 0 ? 1 : 1.2;
        runs[i].bytes_per_s *= i % 2 == 0 ? 1 : 1.2;
    }
    struct analysis analysis = analyse_as(runs, 6, false);
    size_t count = 0;
    for (size_t i = 0; i < analysis.findings.n; i++) {
        count += strcmp(analysis.findings.at[i].id, "bytes-per-resp") == 0;
    }
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(finding_of(&analysis, "bytes-per-resp")->workloads, 3);
}

END_TEST

START_TEST(at_most_one_warning_over_the_repeats)
{
    struct inputs inputs;
    struct inputs_options options = {.timeout_s = NAN};
    struct err err = {0};
    const char *path = source_path(&arena, "fixtures/go-vs-python/runs");
    ck_assert(inputs_read(&arena, &path, 1, &options, &inputs, &err));
    struct run *runs = ARENA_ARRAY(&arena, struct run, inputs.runs.n);
    for (size_t i = 0; i < inputs.runs.n; i++) {
        runs[i] = *inputs.runs.at[i];
    }
    struct analysis analysis = analyse(runs, inputs.runs.n);
    size_t warnings = 0;
    for (size_t i = 0; i < analysis.findings.n; i++) {
        warnings += analysis.findings.at[i].level != LEVEL_INFO;
    }
    ck_assert_uint_le(warnings, 1);
    const struct finding *outlier = finding_of(&analysis, "outlier");
    ck_assert(str_is(outlier->run->source_file, "python-3.txt"));
}

END_TEST

/* All orders of n values, one by one. */
static void permute(double *values, size_t n, size_t from, const double *ranks, double distance,
                    double counts[2])
{
    if (from == n) {
        double sum = 0;
        for (size_t i = 0; i < n; i++) {
            sum += ((double)i - (double)(n - 1) / 2) * values[i];
        }
        counts[0]++;
        counts[1] += fabs(sum) >= distance - 1e-9;
        return;
    }
    for (size_t i = from; i < n; i++) {
        double moved = values[from];
        values[from] = values[i];
        values[i] = moved;
        permute(values, n, from + 1, ranks, distance, counts);
        values[i] = values[from];
        values[from] = moved;
    }
}

START_TEST(trend_is_exact)
{
    /* Ranks with and without ties, against every order of them. */
    static const double SETS[][6] = {{1, 2, 3, 4, 5, 6},
                                     {2, 1, 4, 3, 6, 5},
                                     {1, 1, 2, 2, 3, 3},
                                     {6, 5, 4, 3, 2, 2},
                                     {3, 1, 2, 6, 5, 4}};
    static const double MIDRANKS[][6] = {{1, 2, 3, 4, 5, 6},
                                         {2, 1, 4, 3, 6, 5},
                                         {1.5, 1.5, 3.5, 3.5, 5.5, 5.5},
                                         {6, 5, 4, 3, 1.5, 1.5},
                                         {3, 1, 2, 6, 5, 4}};
    for (size_t k = 0; k < 5; k++) {
        double rho;
        double p = order_trend_p(SETS[k], 6, &rho);
        double ranks[6];
        double sum = 0;
        double counts[2] = {0, 0};
        memcpy(ranks, MIDRANKS[k], sizeof ranks);
        for (size_t i = 0; i < 6; i++) {
            sum += ((double)i - 2.5) * ranks[i];
        }
        permute(ranks, 6, 0, MIDRANKS[k], fabs(sum), counts);
        ck_assert_double_eq_tol(p, counts[1] / counts[0], 1e-12);
    }
    double rho;
    const double rising[] = {1, 2, 3, 4, 5};
    ck_assert_double_eq_tol(order_trend_p(rising, 5, &rho), 2.0 / 120, 1e-12);
    ck_assert_double_eq(rho, 1);
    const double equal[] = {7, 7, 7};
    ck_assert_double_eq(order_trend_p(equal, 3, &rho), 1);
    ck_assert_double_eq(rho, 0);
}

END_TEST

START_TEST(every_id_is_tested)
{
    const char *ids[64];
    size_t n = finding_ids(ids, 64);
    for (size_t i = 0; i < n; i++) {
        bool known = strcmp(ids[i], "few-runs") == 0 || strcmp(ids[i], "ceiling") == 0 ||
                     strcmp(ids[i], "closed-loop") == 0;
        for (size_t k = 0; k < sizeof PAIRS / sizeof PAIRS[0]; k++) {
            known = known || strcmp(PAIRS[k].id, ids[i]) == 0;
        }
        ck_assert_msg(known, "no test of %s", ids[i]);
    }
    struct str readme = read_file(&arena, source_path(&arena, "README.md"));
    for (size_t i = 0; i < n; i++) {
        struct str row = str_printf(&arena, "\n| %s ", ids[i]);
        ck_assert_msg(str_find(readme, row, 0) < readme.len, "README.md lists no %s", ids[i]);
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("findings");
    TCase *tests = tcase_create("findings");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, vectors, 0, sizeof VECTORS / sizeof VECTORS[0]);
    tcase_add_loop_test(tests, each_fires_and_is_silent, 0, sizeof PAIRS / sizeof PAIRS[0]);
    tcase_add_test(tests, health_is_quiet);
    tcase_add_test(tests, few_runs_and_a_ceiling);
    tcase_add_test(tests, what_stands_under_several_workloads_is_said_once);
    tcase_add_test(tests, at_most_one_warning_over_the_repeats);
    tcase_add_test(tests, trend_is_exact);
    tcase_add_test(tests, every_id_is_tested);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
