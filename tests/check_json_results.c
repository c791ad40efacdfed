/*
 * What the readers of other tools' JSON make of their fixtures. The expected
 * fragments of the canonical run were taken from the fixtures with jq or by
 * hand (the arithmetic stands beside them), never from the program.
 */
#include <stdio.h>
#include <string.h>

#include "input.h"
#include "metric.h"
#include "support.h"

static struct arena arena;
static struct err err;
static struct buf emitted;

static void take(void *context, const struct run *run)
{
    struct json_emit json = {.out = context};
    run_emit(&json, run);
    buf_char(context, '\n');
}

/* Finds the format by probing, reads the fixture, and gives its runs as lines of JSON. */
static bool read_fixture(const char *format, const char *file)
{
    err = (struct err){0};
    emitted = BUF(&arena);
    struct source source = {0};
    struct run_sink sink = {&emitted, take, &arena, false};
    const char *path =
        source_path(&arena, arena_printf(&arena, "fixtures/input/%s/%s", format, file));
    struct str head;
    ck_assert_msg(source_open(&source, &arena, path, &err), "%s", err.text);
    ck_assert(source_head(&source, &head, &err));
    const struct input_format *found = input_detect(head, file, &err);
    ck_assert_msg(found, "%s: %s", file, err.text);
    ck_assert_str_eq(found->name, format);
    bool good = found->read(&source, &sink, &err);
    source_close(&source);
    buf_char(&emitted, '\0');
    return good;
}

struct expectation {
    const char *format, *file;
    const char *fragments[24];
};

static const struct expectation EXPECTED[] = {
#include "json_results.inc"
};

START_TEST(reads_fixture)
{
    const struct expectation *expected = &EXPECTED[_i];
    ck_assert_msg(read_fixture(expected->format, expected->file), "%s: %s", expected->file,
                  err.text);
    for (size_t i = 0; expected->fragments[i]; i++) {
        ck_assert_msg(strstr(emitted.at, expected->fragments[i]), "%s/%s: expected %s in\n%s",
                      expected->format, expected->file, expected->fragments[i], emitted.at);
    }
}

END_TEST

/* A run that a Lua script made exact: only what wrk could have printed has wrk's precision. */
START_TEST(figures_of_scripts_are_exact)
{
    struct run run = run_blank();
    const struct metric *p99 = metric_get("latency.p99");
    const struct metric *bytes = metric_get("bytes_per_response");
    run.requests = 1000;
    run.bytes = 111997;
    run.source_format = STR("wrk-lua");
    ck_assert(metric_precision(p99, &run, 433093) == 0);
    ck_assert(metric_precision(p99, &run, 406640) == 5); /* 406.64ms */
    ck_assert(metric_precision(bytes, &run, 111.997) == 0);
    ck_assert(metric_precision(metric_get("rps"), &run, 651.883) == 0);
    run.bytes = 111994.88; /* 109.37KB */
    ck_assert(metric_precision(bytes, &run, 111.99488) > 0);
    run.source_format = STR("wrk");
    ck_assert(metric_precision(p99, &run, 433093) == 5);
}

END_TEST

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_free(&arena);
}

int main(void)
{
    Suite *suite = suite_create("json_results");
    TCase *tcase = tcase_create("fixtures");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, reads_fixture, 0, (int)(sizeof EXPECTED / sizeof EXPECTED[0]));
    tcase_add_test(tcase, figures_of_scripts_are_exact);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
