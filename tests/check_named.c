/* Values that runs carry by name, and facts. */
#include <math.h>

#include "parts.h"
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

static struct run *run_with(const char *label, const struct named_value *values, size_t count)
{
    struct run *run = arena_alloc(&arena, sizeof *run);
    *run = run_blank();
    run->label = str_of(label);
    run->values = values;
    run->value_count = count;
    return run;
}

static struct analysis analyse(const struct run *const *runs, size_t n)
{
    struct study *study = arena_alloc(&arena, sizeof *study);
    struct err err = {0};
    ck_assert_msg(study_build(&arena, runs, n, &(struct study_options){0}, study, &err), "%s",
                  err.text);
    struct analysis_options thresholds = {.noise = 0.05, .one_run_noise = 0.5};
    struct analysis analysis;
    analysis_run(&arena, study, &thresholds, &analysis);
    return analysis;
}

static const struct comparison *found(const struct analysis *analysis, const char *id)
{
    const struct comparison *comparison = analysis_comparison(analysis, 0, id);
    ck_assert_msg(comparison != NULL, "no %s", id);
    return comparison;
}

#define FACT(name, value, unit)                                                                    \
    {                                                                                              \
        STR(name), value, STR(unit), BETTER_LOWER, true                                            \
    }

START_TEST(a_fact_is_one_number_however_many_runs_repeat_it)
{
    static const struct named_value A[] = {FACT("size", 1, "MB")};
    static const struct named_value B[] = {FACT("size", 4000, "kB")};
    const struct run *runs[10];
    for (size_t i = 0; i < 10; i++) {
        runs[i] = i < 5 ? run_with("a", A, 1) : run_with("b", B, 1);
    }
    struct analysis analysis = analyse(runs, 10);
    const struct comparison *size = found(&analysis, "size");
    ck_assert_int_eq(size->metric->unit, UNIT_BYTES);
    ck_assert_int_eq(size->metric->better, BETTER_LOWER);
    for (size_t s = 0; s < 2; s++) {
        ck_assert_uint_eq(size->rows[s].summary.n, 1);
        ck_assert_double_nan(size->rows[s].summary.low);
        ck_assert_double_nan(size->rows[s].summary.least);
    }
    ck_assert_double_eq(size->rows[0].summary.value, 1e6);
    const struct change *change = &size->rows[1].change;
    ck_assert_double_eq(change->ratio, 4);
    ck_assert_int_eq(change->verdict, VERDICT_NONE);
    ck_assert_int_eq(change->why, WHY_NONE);
    ck_assert_double_nan(change->p);
}

END_TEST

START_TEST(values_of_a_log_are_described_by_their_median)
{
    static const struct named_value VALUES[] = {
        {STR("heap"), 3, STR("Megabytes"), BETTER_NONE, false},
        {STR("heap"), 9, STR("Megabytes"), BETTER_NONE, false},
        {STR("heap"), 4, STR("Megabytes"), BETTER_NONE, false},
    };
    const struct run *runs[] = {run_with("a", VALUES, 1), run_with("a", VALUES + 1, 1),
                                run_with("a", VALUES + 2, 1), run_with("b", VALUES, 0)};
    struct analysis analysis = analyse(runs, 4);
    const struct comparison *heap = found(&analysis, "heap");
    assert_str(metric_unit(heap->metric), "Megabytes");
    ck_assert_double_eq(heap->rows[0].summary.value, 4);
    ck_assert_uint_eq(heap->rows[0].summary.n, 3);
    ck_assert_uint_eq(heap->rows[1].summary.n, 0);
    ck_assert_int_eq(heap->rows[1].change.why, WHY_MISSING);
}

END_TEST

START_TEST(ids_are_unique_and_units_apart)
{
    static const struct named_value VALUES[] = {
        {STR("rps"), 1, {0}, BETTER_NONE, false},      {STR("score"), 2, {0}, BETTER_NONE, false},
        {STR("x"), 3, STR("MB"), BETTER_NONE, false},  {STR("x"), 4, STR("ms"), BETTER_NONE, false},
        {STR("x"), 5, STR("KiB"), BETTER_NONE, false}, {{0}, 6, {0}, BETTER_NONE, false},
    };
    const struct run *runs[] = {run_with("a", VALUES, 6)};
    struct analysis analysis = analyse(runs, 1);
    ck_assert_uint_eq(analysis.comparisons.n, 4);
    ck_assert_double_eq(found(&analysis, "rps [value]")->rows[0].summary.value, 1);
    ck_assert_double_eq(found(&analysis, "score [value]")->rows[0].summary.value, 2);
    ck_assert_double_eq(found(&analysis, "x")->rows[0].summary.value, 3e6);
    ck_assert_double_eq(found(&analysis, "x [ms]")->rows[0].summary.value, 4000);
}

END_TEST

START_TEST(units_are_told_exactly)
{
    static const struct {
        const char *text;
        enum unit unit;
        double times;
    } CASES[] = {
        {"B", UNIT_BYTES, 1},
        {"MB", UNIT_BYTES, 1e6},
        {"MiB", UNIT_BYTES, 1048576},
        {"ns", UNIT_MICROSECONDS, 1e-3},
        {"h", UNIT_MICROSECONDS, 3.6e9},
        {"$/h", UNIT_OTHER, 1},
        {"mb", UNIT_OTHER, 1},
        {"", UNIT_OTHER, 1},
        {"%", UNIT_SHARE, 0.01},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double times;
        ck_assert_int_eq(unit_of_text(str_of(CASES[i].text), &times), CASES[i].unit);
        ck_assert_double_eq(times, CASES[i].times);
    }
    struct named_value percent = {STR("cpu"), 7, STR("%"), BETTER_NONE, false};
    const struct metric *metric = metric_named(&arena, &percent, "cpu", 0);
    ck_assert_double_eq(metric_of(metric, run_with("a", &percent, 1)), 0.07);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("named");
    TCase *tests = tcase_create("named");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_fact_is_one_number_however_many_runs_repeat_it);
    tcase_add_test(tests, values_of_a_log_are_described_by_their_median);
    tcase_add_test(tests, ids_are_unique_and_units_apart);
    tcase_add_test(tests, units_are_told_exactly);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
