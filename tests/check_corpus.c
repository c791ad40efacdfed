/*
 * Reads wrk output found in public repositories, where that collection lies
 * beside the checkout, and compares with what an independent reader got.
 */
#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input.h"
#include "support.h"
#include "vec.h"

/* Share of the complete runs that must agree; fixtures/README.md lists the rest. */
#define LEAST_AGREEMENT 0.995

extern const struct input_format input_wrk, input_techempower;

struct reading {
    struct arena *arena;
    VEC(struct run) runs;
};

static void take(void *context, const struct run *run)
{
    struct reading *reading = context;
    VEC_PUSH(reading->arena, &reading->runs, *run);
}

/* NaN for null and absent. */
static double number_in(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static const char *differing;
static bool precise; /* the reader has more digits than the expectation */

static void compare(const char *what, double expected, double got)
{
    double tolerance = precise ? 0.006 : 1e-9; /* three digits, of which wrk2 then gives more */
    bool same = isnan(expected) ? isnan(got) : fabs(got - expected) <= tolerance * fabs(expected);
    if (!same && !differing) {
        differing = what;
    }
}

static void compare_latency(const json_t *expected, const struct run *run)
{
    const json_t *latency = json_object_get(expected, "latency");
    double max_us = number_in(latency, "max_us");
    bool recorded = max_us > 0 && !isnan(number_in(latency, "within_stdev_pct"));
    if (recorded != run->has_latency) {
        differing = "latency presence";
        return;
    }
    if (!recorded) {
        return;
    }
    precise = json_is_object(json_object_get(expected, "spectrum"));
    bool p99 = strcmp(json_string_value(json_object_get(expected, "max_label")), "99%") == 0;
    compare("mean", number_in(latency, "avg_us"), run->latency.mean_us);
    compare("stdev", number_in(latency, "stdev_us"), run->latency.stdev_us);
    if (!p99) {
        compare("max", max_us, run->latency.max_us);
    }
    compare("within", number_in(latency, "within_stdev_pct"), run->latency.within_stdev_pct);
    const json_t *percentiles = json_object_get(expected, "percentiles");
    size_t stated = 0;
    for (size_t i = 0; i < json_array_size(percentiles); i++) {
        const json_t *pair = json_array_get(percentiles, i);
        double p = json_number_value(json_array_get(pair, 0));
        double us = json_number_value(json_array_get(pair, 1));
        if (us == 0) {
            continue; /* not found by wrk, so left out with a note */
        }
        stated++;
        compare("percentile", us, latency_percentile(&run->latency, p));
    }
    if (!precise && !p99) {
        compare("percentiles", (double)stated, (double)run->latency.percentile_count);
    }
    precise = false;
}

static void compare_errors(const json_t *expected, const struct run *run)
{
    const json_t *errors = json_object_get(expected, "errors");
    bool stated = json_is_object(errors);
    compare("connect", stated ? number_in(errors, "connect") : 0, run->errors.connect);
    compare("read", stated ? number_in(errors, "read") : 0, run->errors.read);
    compare("write", stated ? number_in(errors, "write") : 0, run->errors.write);
    compare("timeout", stated ? number_in(errors, "timeout") : 0, run->errors.timeout);
    double status = number_in(expected, "non2xx");
    compare("status", isnan(status) ? 0 : status, run->errors.status);
}

/* What differs, NULL when nothing does. */
static const char *difference(const json_t *expected, const struct run *run)
{
    differing = NULL;
    compare_latency(expected, run);
    compare_errors(expected, run);
    const json_t *rate = json_object_get(expected, "req_sec");
    if (!isnan(number_in(rate, "within_stdev_pct")) && !isnan(number_in(rate, "avg"))) {
        compare("req/s mean", number_in(rate, "avg"), run->thread_rps.mean);
        compare("req/s stdev", number_in(rate, "stdev"), run->thread_rps.stdev);
        if (strcmp(json_string_value(json_object_get(expected, "max_label")), "99%") != 0) {
            compare("req/s max", number_in(rate, "max"), run->thread_rps.max);
        }
    }
    compare("threads", number_in(expected, "threads"), run->load.threads);
    compare("connections", number_in(expected, "connections"), run->load.connections);
    compare("requests", number_in(expected, "requests"), run->requests);
    compare("bytes", number_in(expected, "bytes"), run->bytes);
    compare("rps", number_in(expected, "rps"), run->rps);
    compare("transfer", number_in(expected, "transfer_bps"), run->bytes_per_s);
    double printed_s = number_in(expected, "duration_us") / 1e6;
    if (!differing && !(fabs(run->elapsed_s - printed_s) <= 0.02 * printed_s + 0.01)) {
        differing = "elapsed";
    }
    const char *url = json_string_value(json_object_get(expected, "url"));
    if (!differing && url && !str_is(run->url, url)) {
        differing = "url";
    }
    return differing;
}

/* Reads a file that holds the expected run among others; what is wrong, or NULL. */
static const char *check_run(struct arena *arena, const char *path, const json_t *expected)
{
    static struct err err;
    struct reading reading = {.arena = arena};
    struct run_sink sink = {&reading, take, arena};
    struct source source = {0};
    memset(&err, 0, sizeof err);
    ck_assert(source_open(&source, arena, path, &err));
    bool good = input_wrk.read(&source, &sink, &err);
    source_close(&source);
    const char *least = "is missing";
    for (size_t i = 0; i < reading.runs.n; i++) {
        const struct run *run = &reading.runs.at[i];
        if (run->rps == number_in(expected, "rps") &&
            run->requests == number_in(expected, "requests")) {
            const char *wrong = difference(expected, run);
            if (!wrong) {
                return NULL;
            }
            least = wrong;
        }
    }
    return good ? least : arena_printf(arena, "%s (%d: %s)", least, err.line, err.text);
}

/* A block in which wrk says why it did not run: the error must repeat that. */
static void check_refusal(const json_t *expected)
{
    struct arena arena = {0};
    struct err err = {0};
    struct source source = {0};
    struct reading reading = {.arena = &arena};
    struct run_sink sink = {&reading, take, &arena};
    const char *file = json_string_value(json_object_get(expected, "file"));
    const char *said = json_string_value(json_array_get(json_object_get(expected, "unable"), 0));
    const char *path = arena_printf(&arena, "%s/../shared/corpus/%s", SOURCE_DIR, file);
    ck_assert(source_open(&source, &arena, path, &err));
    ck_assert(!input_wrk.read(&source, &sink, &err));
    source_close(&source);
    ck_assert_msg(strstr(err.text, said) != NULL, "%s: %s", file, err.text);
    arena_free(&arena);
}

START_TEST(corpus_agrees)
{
    struct arena arena = {0};
    const char *list = source_path(&arena, "../shared/corpus/expected.jsonl");
    if (access(list, R_OK) != 0) {
        puts("skipped: no collection of wrk output beside the checkout");
        fflush(stdout);
        arena_free(&arena);
        return;
    }
    struct str all = read_file(&arena, list);
    size_t complete = 0;
    size_t agreed = 0;
    while (all.len > 0) {
        const char *end = memchr(all.ptr, '\n', all.len);
        size_t len = end ? (size_t)(end - all.ptr) : all.len;
        json_t *expected = json_loadb(all.ptr, len, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
        ck_assert_ptr_nonnull(expected);
        if (json_is_true(json_object_get(expected, "complete"))) {
            struct arena scratch = {0};
            const char *file = json_string_value(json_object_get(expected, "file"));
            const char *path = arena_printf(&scratch, "%s/../shared/corpus/%s", SOURCE_DIR, file);
            const char *wrong = check_run(&scratch, path, expected);
            complete++;
            agreed += !wrong;
            if (wrong) {
                printf("%s run %g: %s\n", file, number_in(expected, "run"), wrong);
            }
            arena_free(&scratch);
        }
        if (json_is_array(json_object_get(expected, "unable"))) {
            check_refusal(expected);
        }
        json_decref(expected);
        all = str_skip(all, len + 1);
    }
    printf("%zu of %zu complete runs agree\n", agreed, complete);
    fflush(stdout);
    ck_assert(complete > 0);
    ck_assert((double)agreed >= LEAST_AGREEMENT * (double)complete);
    arena_free(&arena);
}

END_TEST

/* Whether every run of the file carries a note; true where none is read. */
static bool all_noted(const char *file)
{
    struct arena arena = {0};
    struct err err = {0};
    struct source source = {0};
    struct reading reading = {.arena = &arena};
    struct run_sink sink = {&reading, take, &arena, false};
    bool noted = true;
    ck_assert(source_open(&source, &arena,
                          arena_printf(&arena, "%s/../shared/corpus/%s", SOURCE_DIR, file), &err));
    bool good = input_wrk.read(&source, &sink, &err);
    source_close(&source);
    for (size_t i = 0; i < reading.runs.n; i++) {
        noted = noted && reading.runs.at[i].note_count > 0;
    }
    noted = noted && (good || err.code == ERR_INPUT);
    arena_free(&arena);
    return noted;
}

/* What somebody wrote or edited must not pass for a run of wrk. */
START_TEST(what_wrk_did_not_print_is_refused_or_noted)
{
    struct arena arena = {0};
    const char *list = source_path(&arena, "../shared/corpus/INDEX.tsv");
    if (access(list, R_OK) != 0) {
        printf("left out: no %s\n", list);
        arena_free(&arena);
        return;
    }
    struct str rest = read_file(&arena, list);
    size_t checked = 0;
    while (rest.len > 0) {
        size_t end = str_find(rest, STR("\n"), 0);
        struct str line = str_cut(rest, 0, end);
        if (str_find(line, STR("not-genuine"), 0) != SIZE_MAX) {
            const char *file = str_copy(&arena, str_word(&line)).ptr;
            ck_assert_msg(all_noted(file), "%s is read without a note", file);
            checked++;
        }
        rest = str_skip(rest, end == SIZE_MAX ? rest.len : end + 1);
    }
    ck_assert_uint_gt(checked, 0);
    arena_free(&arena);
}

END_TEST

/* 9,139 records: each is read with its latency or without, or was begun and never measured. */
START_TEST(a_large_results_file_is_accounted_for)
{
    struct arena arena = {0};
    struct err err = {0};
    struct source source = {0};
    struct reading reading = {.arena = &arena};
    struct run_sink sink = {&reading, take, &arena, false};
    const char *path = source_path(
        &arena, "../shared/corpus/json/TechEmpower_tfb-status__src_test_resources_test_managed_"
                "files_results_results.2017-12-26-05-07-14-321.ca64a7d.json");
    if (access(path, R_OK) != 0) {
        printf("left out: no %s\n", path);
        arena_free(&arena);
        return;
    }
    ck_assert(source_open(&source, &arena, path, &err));
    ck_assert_msg(input_techempower.read(&source, &sink, &err), "%s", err.text);
    source_close(&source);
    size_t timed = 0;
    size_t empty = 0;
    for (size_t i = 0; i < reading.runs.n; i++) {
        timed += reading.runs.at[i].has_latency;
        for (size_t k = 0; k < reading.runs.at[i].note_count; k++) {
            empty += strtoul(reading.runs.at[i].notes[k].ptr, NULL, 10);
        }
    }
    ck_assert_uint_eq(timed, 8761);
    ck_assert_uint_eq(reading.runs.n - timed, 160);
    ck_assert_uint_eq(empty, 218);
    arena_free(&arena);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("corpus");
    TCase *reading = tcase_create("reading");
    tcase_set_timeout(reading, 120);
    tcase_add_test(reading, corpus_agrees);
    tcase_add_test(reading, what_wrk_did_not_print_is_refused_or_noted);
    tcase_add_test(reading, a_large_results_file_is_accounted_for);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
