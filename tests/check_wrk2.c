/* What only wrk2 prints. Expected values are those that stand in the fixtures. */
#include <math.h>
#include <string.h>

#include "input.h"
#include "support.h"
#include "vec.h"

static struct arena arena;
static struct err err;

static void take(void *context, const struct run *run)
{
    VEC(struct run) *runs = context;
    VEC_PUSH(&arena, runs, *run);
}

/* The only run of a fixture, in the format that claims it. */
static struct run run_of(const char *fixture)
{
    VEC(struct run) runs = {0};
    struct run_sink sink = {&runs, take, &arena};
    struct source source = {0};
    struct str head;
    err = (struct err){0};
    ck_assert(source_open(&source, &arena, source_path(&arena, fixture), &err));
    ck_assert(source_head(&source, &head, &err));
    const struct input_format *format = input_detect(head, fixture, &err);
    ck_assert_msg(format && strcmp(format->name, "wrk2") == 0, "%s: %s", fixture, err.text);
    ck_assert_msg(format->read(&source, &sink, &err), "%s", err.text);
    source_close(&source);
    ck_assert_uint_eq(runs.n, 1);
    return runs.at[0];
}

static void assert_wrk2(const struct run *run)
{
    assert_str(run->tool_name, "wrk2");
    assert_str(run->source_format, "wrk2");
    ck_assert_int_eq(run->load.model, LOAD_OPEN);
    ck_assert_int_eq(run->latency.kind, LATENCY_RESPONSE);
}

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_free(&arena);
}

START_TEST(both_distributions_are_read)
{
    struct run run = run_of("fixtures/input/wrk2/uncorrected.txt");
    assert_wrk2(&run);
    ck_assert(run.requests == 2418 && run.ok == 2418 - 122 && run.errors.status == 122);
    ck_assert(run.latency.mean_us == 159696 && run.latency.stdev_us == 304810);
    ck_assert(run.latency.max_us == 1423360 && run.latency.count == 1465);
    ck_assert(run.latency.within_stdev_pct == 86.28);
    ck_assert(latency_percentile(&run.latency, 0) == 323);
    ck_assert(latency_percentile(&run.latency, 50) == 5487);
    ck_assert(latency_percentile(&run.latency, 99) == 1260000); /* only in the short list */
    ck_assert(latency_percentile(&run.latency, 99.0625) == 1261567);
    ck_assert(latency_percentile(&run.latency, 99.999) ==
              1424383); /* 1.42s, between two of 1424.383 */
    ck_assert(latency_percentile(&run.latency, 100) == 1424383);
    ck_assert_uint_eq(run.phase_count, 1);
    assert_str(run.phases[0].name, "uncorrected");
    const struct latency *sent = &run.phases[0].latency;
    ck_assert_int_eq(sent->kind, LATENCY_SERVICE);
    ck_assert(sent->mean_us == 10128 && sent->max_us == 478720 && sent->count == 1465);
    ck_assert(latency_percentile(sent, 50) == 3031 && latency_percentile(sent, 100) == 478975);
    for (size_t i = 0; i < sent->percentile_count; i++) {
        if (sent->percentiles[i].p == 50) {
            ck_assert(sent->percentiles[i].count == 733);
        }
        ck_assert(i == 0 || sent->percentiles[i].p > sent->percentiles[i - 1].p);
    }
}

END_TEST

START_TEST(nothing_recorded_is_no_latency)
{
    struct run run = run_of("fixtures/input/wrk2/hang.txt");
    assert_wrk2(&run);
    ck_assert(!run.has_latency && run.latency.percentile_count == 0);
    ck_assert(run.requests == 0 && run.ok == 0 && run.errors.timeout == 4);
    ck_assert(run.thread_rps.max == 0);
    ck_assert_uint_eq(run.note_count, 1); /* its calibration got no answer either */
}

END_TEST

START_TEST(calibration_alone_tells)
{
    struct run run = run_of("fixtures/input/wrk2/plain.txt");
    assert_wrk2(&run);
    ck_assert(run.latency.mean_us == 816.57 && run.latency.percentile_count == 0);
    run = run_of("fixtures/input/wrk2/calibrated.txt");
    assert_wrk2(&run);
    ck_assert(run.ok == 475014 - 5); /* timeouts are polls of a hanging request */
    ck_assert(latency_percentile(&run.latency, 99) == 1250000);
    run = run_of("fixtures/input/wrk2/recorded.txt");
    assert_wrk2(&run);
}

END_TEST

START_TEST(third_column_of_death_star_bench)
{
    struct run run = run_of("fixtures/input/wrk2/third-column.txt");
    assert_wrk2(&run);
    ck_assert(isnan(run.latency.max_us) && isnan(run.thread_rps.max));
    ck_assert(latency_percentile(&run.latency, 99) == 87740);
    ck_assert(run.latency.mean_us == 20340 && run.thread_rps.mean == 596.68);
    ck_assert_uint_eq(run.note_count, 1);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("wrk2");
    TCase *reading = tcase_create("reading");
    tcase_add_checked_fixture(reading, setup, teardown);
    tcase_add_test(reading, both_distributions_are_read);
    tcase_add_test(reading, nothing_recorded_is_no_latency);
    tcase_add_test(reading, calibration_alone_tells);
    tcase_add_test(reading, third_column_of_death_star_bench);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
