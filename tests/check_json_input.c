#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json_result.h"
#include "read_runs.h"

extern const struct input_format input_wrk;
extern const struct input_format input_wrkbook;

static struct str emitted(const struct run *run)
{
    struct buf buf = BUF(&arena);
    struct json_emit json = {.out = &buf};
    run_emit(&json, run);
    return buf_str(&buf);
}

static double random_number(uint64_t *state)
{
    double share = (double)(splitmix64(state) >> 11) * 0x1p-53;
    switch (below(state, 6)) {
    case 0:
        return NAN;
    case 1:
        return 0;
    case 2:
        return floor(share * 1e6);
    case 3:
        return floor(share * 1e6) / 100;
    case 4:
        return pow(10, share * 40 - 20);
    default:
        return floor(share * 0x1p64);
    }
}

static double random_percent(uint64_t *state)
{
    return below(state, 4) == 0 ? NAN : (double)below(state, 10001) / 100;
}

static struct str random_text(uint64_t *state)
{
    static const char *const PIECES[] = {
        "a",    "B/",       "\"", "\\", "\n",           "\t", "\x01",
        "\x7f", "\xc3\xa9", "|",  "<",  "\xe2\x82\xac", " ",  "\xf0\x9f\x90\xb9",
        "="};
    if (below(state, 4) == 0) {
        return (struct str){0};
    }
    struct buf buf = BUF(&arena);
    buf_text(&buf, "");
    for (size_t n = below(state, 8); n > 0; n--) {
        buf_text(&buf, PIECES[below(state, sizeof PIECES / sizeof PIECES[0])]);
    }
    if (below(state, 8) == 0) {
        buf_char(&buf, '\0');
    }
    return str_copy(&arena, buf.n > 0 ? buf_str(&buf) : STR(""));
}

static struct latency random_latency(uint64_t *state)
{
    struct latency latency = {.kind = (enum latency_kind)below(state, 3),
                              .mean_us = random_number(state),
                              .stdev_us = random_number(state),
                              .min_us = random_number(state),
                              .max_us = random_number(state),
                              .within_stdev_pct = random_percent(state),
                              .count = random_number(state)};
    struct percentile *percentiles = ARENA_ARRAY(&arena, struct percentile, 5);
    latency.percentile_count = below(state, 6);
    for (size_t i = 0; i < latency.percentile_count; i++) {
        percentiles[i] = (struct percentile){(double)i * 20 + (double)below(state, 20),
                                             random_number(state), random_number(state)};
    }
    latency.percentiles = percentiles;
    if (below(state, 2) == 0) {
        struct bin *bins = ARENA_ARRAY(&arena, struct bin, 3);
        latency.bin_count = below(state, 4);
        for (size_t i = 0; i < latency.bin_count; i++) {
            bins[i] = (struct bin){random_number(state), random_number(state)};
        }
        latency.histogram = bins;
    }
    return latency;
}

/* Lists with names that do not repeat, as objects have them. */
static void random_lists(uint64_t *state, struct run *run)
{
    struct tag *tags = ARENA_ARRAY(&arena, struct tag, 3);
    struct phase *phases = ARENA_ARRAY(&arena, struct phase, 3);
    struct status_code *codes = ARENA_ARRAY(&arena, struct status_code, 3);
    struct named_value *values = ARENA_ARRAY(&arena, struct named_value, 3);
    struct str *notes = ARENA_ARRAY(&arena, struct str, 3);
    for (size_t i = 0; i < 3; i++) {
        tags[i] = (struct tag){str_printf(&arena, "%zu\"\n", 9 - i), random_text(state)};
        phases[i] = (struct phase){str_printf(&arena, "phase %zu", 9 - i), random_latency(state)};
        codes[i] = (struct status_code){(double)(503 - i), random_number(state)};
        double value = random_number(state);
        values[i] = (struct named_value){random_text(state), below(state, 2) ? value : -value,
                                         random_text(state), (enum better)below(state, 3),
                                         below(state, 2) != 0};
        notes[i] = random_text(state);
    }
    run->tags = tags;
    run->tag_count = below(state, 4);
    run->phases = phases;
    run->phase_count = below(state, 4);
    run->status_codes = below(state, 2) ? codes : NULL;
    run->status_code_count = run->status_codes ? below(state, 4) : 0;
    run->values = values;
    run->value_count = below(state, 4);
    run->notes = notes;
    run->note_count = below(state, 4);
}

static struct run random_run(uint64_t *state)
{
    struct run run = run_blank();
    struct str *const texts[] = {
        &run.label,        &run.source_file, &run.source_format, &run.tool_name,   &run.command,
        &run.tool_version, &run.url,         &run.method,        &run.target_name, &run.started_at};
    double *const numbers[] = {&run.source_line,
                               &run.load.threads,
                               &run.load.connections,
                               &run.load.duration_s,
                               &run.load.rate_rps,
                               &run.load.timeout_s,
                               &run.load.pipeline,
                               &run.elapsed_s,
                               &run.requests,
                               &run.ok,
                               &run.attempts,
                               &run.bytes,
                               &run.rps,
                               &run.bytes_per_s,
                               &run.thread_rps.mean,
                               &run.thread_rps.stdev,
                               &run.thread_rps.max,
                               &run.errors.connect,
                               &run.errors.read,
                               &run.errors.write,
                               &run.errors.timeout,
                               &run.errors.status,
                               &run.errors.other};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i] = random_text(state);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        *numbers[i] = random_number(state);
    }
    run.thread_rps.within_stdev_pct = random_percent(state);
    run.role = (enum role)below(state, 3);
    run.load.model = (enum load_model)below(state, 3);
    run.has_latency = below(state, 4) > 0;
    run.latency = random_latency(state);
    random_lists(state, &run);
    return run;
}

START_TEST(reading_what_was_written_is_the_identity)
{
    const uint64_t seed = 7777;
    uint64_t state = seed;
    printf("seed %llu\n", (unsigned long long)seed);
    fflush(stdout);

    enum { RUNS = 400 };
    static struct str lines[RUNS];
    struct buf forms[3] = {BUF(&arena), BUF(&arena), BUF(&arena)};
    buf_text(&forms[1], "[\n");
    buf_text(&forms[2], "{\"schema\":\"wrkbook.report/1\",\"title\":null,\"runs\":[\n");
    for (size_t i = 0; i < RUNS; i++) {
        struct run run = random_run(&state);
        lines[i] = emitted(&run);
        for (size_t form = 0; form < 3; form++) {
            buf_text(&forms[form], form > 0 && i > 0 ? ",\n" : "");
            buf_add(&forms[form], lines[i]);
            buf_text(&forms[form], form == 0 ? "\n" : "");
        }
    }
    buf_text(&forms[1], "\n]\n");
    buf_text(&forms[2], "\n]}\n");
    for (size_t form = 0; form < 3; form++) {
        run_list runs = {0};
        ck_assert_msg(read_text(&input_wrkbook, buf_str(&forms[form]), &runs),
                      "form %zu, line %d: %s", form, err.line, err.text);
        ck_assert_uint_eq(runs.n, RUNS);
        for (size_t i = 0; i < RUNS; i++) {
            struct str again = emitted(&runs.at[i]);
            ck_assert_msg(str_eq(lines[i], again), "run %zu\n%.*s\n%.*s", i, STR_ARG(lines[i]),
                          STR_ARG(again));
        }
    }
}

END_TEST

START_TEST(missing_keys_are_not_stated)
{
    run_list runs = {0};
    ck_assert(read_text(&input_wrkbook, STR("\n\n  {\"schema\": \"wrkbook.run/1\"}"), &runs));
    struct run blank = run_blank();
    blank.source_line = 3;
    blank.source_format = STR("wrkbook");
    assert_str(emitted(&runs.at[0]), str_copy(&arena, emitted(&blank)).ptr);
}

END_TEST

START_TEST(unknown_keys_become_one_note)
{
    run_list runs = {0};
    ck_assert(read_text(&input_wrkbook,
                        STR("{\"schema\":\"wrkbook.run/1\",\"color\":1,\"source\":{\"line\":4},"
                            "\"load\":{\"users\":5},\"notes\":[\"mine\"]}"),
                        &runs));
    ck_assert_uint_eq(runs.at[0].note_count, 2);
    assert_str(runs.at[0].notes[0], "mine");
    assert_str(runs.at[0].notes[1], "ignored unknown keys: load.users, color");
    ck_assert(runs.at[0].source_line == 4 && !runs.at[0].source_format.ptr);
    struct str once = str_copy(&arena, emitted(&runs.at[0]));
    ck_assert(read_text(&input_wrkbook, once, &runs));
    assert_str(emitted(&runs.at[1]), once.ptr);
}

END_TEST

START_TEST(one_pretty_object_and_several_in_a_row)
{
    run_list runs = {0};
    ck_assert(read_text(&input_wrkbook,
                        STR("\xef\xbb\xbf{\n \"schema\":\r\n\"wrkbook.run/1\",\n\"requests\": 5}\n"
                            "{\n\"schema\":\"wrkbook.run/1\",\"requests\":6\n}[]"),
                        &runs));
    ck_assert_uint_eq(runs.n, 2);
    ck_assert(runs.at[0].requests == 5 && runs.at[0].source_line == 1);
    ck_assert(runs.at[1].requests == 6 && runs.at[1].source_line == 5);
}

END_TEST

#define RUN(rest) "{\"schema\":\"wrkbook.run/1\"" rest "}"

START_TEST(errors_name_place_and_key)
{
    static const struct {
        const char *text;
        int line, column;
        const char *message;
    } CASES[] = {
        {RUN("") "\n" RUN(",\"requests\":\"5\""), 2, 0, "\"requests\": expected a number or null"},
        {RUN("") "\n\n" RUN(",\"label\":5"), 3, 0, "\"label\": expected a string or null"},
        {"[\n" RUN("") ",\n\n" RUN(",\"load\":[]") "]", 4, 0,
         "run 2: \"load\": expected an object or null"},
        {RUN(",\"bytes\":-1"), 1, 0, "\"bytes\": expected a number that is not negative"},
        {RUN(",\"elapsed_s\":-0.5"), 1, 0, "\"elapsed_s\": expected a number that is not negative"},
        {RUN(",\"role\":\"x\""), 1, 0, "\"role\": expected \"measured\", \"warmup\" or \"primer\""},
        {RUN(",\"load\":{\"model\":\"x\"}"), 1, 0,
         "\"load.model\": expected \"closed\", \"open\" or null"},
        {RUN(",\"latency\":{\"kind\":\"x\"}"), 1, 0,
         "\"latency.kind\": expected \"service\", \"backfilled\" or \"response\""},
        {RUN(",\"latency\":{\"kind\":\"service\",\"percentiles\":[{\"p\":101,\"us\":1}]}"), 1, 0,
         "\"percentiles.p\": expected a number from 0 to 100"},
        {RUN(",\"latency\":{\"kind\":\"service\",\"percentiles\":[{\"p\":9},{\"p\":9}]}"), 1, 0,
         "\"percentiles.p\": expected a number above that of the element before"},
        {RUN(",\"latency\":{\"kind\":\"service\",\"percentiles\":[1]}"), 1, 0,
         "\"latency.percentiles\": expected an array of objects"},
        {RUN(",\"latency\":{\"kind\":\"service\",\"histogram\":[[1]]}"), 1, 0,
         "\"latency.histogram\": expected pairs of numbers"},
        {RUN(",\"status_codes\":{\"ok\":1}"), 1, 0,
         "\"status_codes.ok\": expected a status code as the key"},
        {RUN(",\"phases\":{\"ttfb\":1}"), 1, 0, "\"phases.ttfb\": expected an object"},
        {RUN(",\"notes\":{}"), 1, 0, "\"notes\": expected an array or null"},
        {RUN(",\"values\":[{\"better\":\"x\"}]"), 1, 0,
         "\"values.better\": expected \"higher\", \"lower\" or null"},
        {RUN("") "\n{\"schema\":\"wrkbook.run/2\"}\n", 2, 0,
         "\"schema\": expected \"wrkbook.run/1\", found \"wrkbook.run/2\""},
        {"{\"schema\":\"wrkbook.report/2\",\"runs\":[]}", 1, 0,
         "\"schema\": expected \"wrkbook.run/1\", found \"wrkbook.report/2\""},
        {"{\"a\":1}", 1, 0, "\"schema\": expected \"wrkbook.run/1\""},
        {"{\"schema\":\"wrkbook.report/1\",\"runs\":[" RUN("") "," RUN(",\"ok\":true") "]}", 1, 0,
         "run 2: \"ok\": expected a number or null"},
        {"{\"schema\":\"wrkbook.report/1\",\"runs\":[]}", 0, 0,
         "no run in this file; expected \"schema\":\"wrkbook.run/1\""},
        {"[]", 0, 0, "no run in this file; expected \"schema\":\"wrkbook.run/1\""},
        {"[" RUN("") " 5]", 1, 29, "no valid JSON: expected \",\" or \"]\" after an element"},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        run_list runs = {0};
        ck_assert_msg(!read_text(&input_wrkbook, str_of(CASES[i].text), &runs), "%s",
                      CASES[i].text);
        ck_assert_int_eq(err.code, ERR_INPUT);
        ck_assert_int_eq(strncmp(err.text, CASES[i].message, strlen(CASES[i].message)), 0);
        ck_assert_int_eq(err.line, CASES[i].line);
        ck_assert_int_eq(err.column, CASES[i].column);
    }
}

END_TEST

START_TEST(syntax_errors_have_their_place)
{
    static const struct {
        const char *text;
        size_t runs;
        int line, column;
    } CASES[] = {
        {RUN("") "\n" RUN("") "\n{\"schema\" 5}\n" RUN(""), 2, 3, 11},
        {RUN("") "\n   {\"schema\" 5}", 1, 2, 14},
        {"{\n\"schema\":\"wrkbook.run/1\",\n \"ok\": nul}", 0, 3, 10},
        {"[\n" RUN("") ",\n{\"schema\": }]", 1, 3, 12},
        {RUN("") "\n{\"a\":1,\"a\":2}", 1, 2, 10},
        {RUN("") "\n{\"a\":\"\xff\"}", 1, 2, 0},
        {RUN("") "\n{\"a\":1", 1, 2, 0},
        {RUN("") "\n[" RUN("") ",", 2, 2, 0},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        run_list runs = {0};
        ck_assert_msg(!read_text(&input_wrkbook, str_of(CASES[i].text), &runs), "%s",
                      CASES[i].text);
        ck_assert_msg(strncmp(err.text, "no valid JSON: ", 15) == 0, "%s", err.text);
        ck_assert_uint_eq(runs.n, CASES[i].runs);
        ck_assert_msg(err.line == CASES[i].line, "case %zu: line %d", i, err.line);
        if (CASES[i].column > 0) {
            ck_assert_msg(err.column == CASES[i].column, "case %zu: column %d", i, err.column);
        }
    }
}

END_TEST

/* What is shifted is the decimal that was read: as if the exponent had stood in the text. */
START_TEST(shifting_is_correctly_rounded)
{
    unsigned state = 20261126;
    for (int i = 0; i < 20000; i++) {
        static const int BY[] = {-9, -6, -3, 3, 6};
        char text[40];
        char shifted[48];
        state = state * 1664525U + 1013904223U;
        unsigned whole = state >> (8 + state % 20);
        state = state * 1664525U + 1013904223U;
        int places = (int)(state >> 8) % 9;
        int by = BY[(state >> 16) % 5];
        snprintf(text, sizeof text, "%u.%0*u", whole, places + 1,
                 places < 8 ? (state >> 4) % 10 : (state >> 4) % 1000000000U);
        snprintf(shifted, sizeof shifted, "%se%d", text, by);
        ck_assert_msg(decimal_shift(strtod(text, NULL), by) == strtod(shifted, NULL), "%s",
                      shifted);
    }
    ck_assert_double_eq(decimal_shift(1e300, 6), 1e306);
    ck_assert_double_eq(decimal_shift(1.5e-300, 3), 1.5e-297);
    ck_assert_double_nan(decimal_shift(NAN, 3));
}

END_TEST

START_TEST(depth_is_limited)
{
    struct buf deep = BUF(&arena);
    buf_text(&deep, "{\"schema\":\"wrkbook.run/1\",\"x\":");
    buf_fill(&deep, '[', 100000);
    run_list runs = {0};
    ck_assert(!read_text(&input_wrkbook, buf_str(&deep), &runs));
    ck_assert_str_eq(err.text, "no valid JSON: more than 2048 levels");
}

END_TEST

START_TEST(probe_knows_its_own)
{
    ck_assert_ptr_eq(input_detect(STR(RUN("")), "x", &err), &input_wrkbook);
    ck_assert_ptr_eq(input_detect(STR("[\n " RUN("")), "x", &err), &input_wrkbook);
    ck_assert_ptr_eq(input_detect(STR("{\"schema\":\"wrkbook.run/2\"}"), "x", &err),
                     &input_wrkbook);
    ck_assert_ptr_null(input_detect(STR("{\"a\":1}"), "x", &err));
}

END_TEST

START_TEST(detection_names_what_it_found)
{
    static const struct {
        const char *text;
        size_t len;
        const char *message;
    } CASES[] = {
        {"", 0, "is empty"},
        {"a\0b", 3, "is a binary file, expected text"},
        {"hello\n", 6, "no known format; the known ones are "},
        {"unable to do it\n", 16, "no known format; the known ones are "},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        err = (struct err){0};
        struct str head = {CASES[i].text, CASES[i].len};
        ck_assert_ptr_null(input_detect(head, "x.txt", &err));
        ck_assert_int_eq(strncmp(err.text, CASES[i].message, strlen(CASES[i].message)), 0);
        ck_assert_str_eq(err.source, "x.txt");
    }
    ck_assert_ptr_eq(input_detect(STR("$ wrk -t4 http://h\n"), "x", &err), &input_wrk);
    ck_assert_ptr_eq(input_detect(STR("Running 1s test @ h"), "x", &err), &input_wrk);
    ck_assert_ptr_eq(input_named(STR("wrk"), &err), &input_wrk);
    err = (struct err){0};
    ck_assert_ptr_null(input_named(STR("nothing"), &err));
    ck_assert_int_eq(err.code, ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(err.text, "unknown format \"nothing\"; the known ones are "));
    ck_assert_ptr_nonnull(strstr(err.text, "wrk, wrk2, wrk-lua, wrkbook"));
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("json_input");
    TCase *reading = tcase_create("reading");
    tcase_add_checked_fixture(reading, setup, teardown);
    tcase_set_timeout(reading, 60);
    tcase_add_test(reading, reading_what_was_written_is_the_identity);
    tcase_add_test(reading, missing_keys_are_not_stated);
    tcase_add_test(reading, unknown_keys_become_one_note);
    tcase_add_test(reading, one_pretty_object_and_several_in_a_row);
    tcase_add_test(reading, errors_name_place_and_key);
    tcase_add_test(reading, syntax_errors_have_their_place);
    tcase_add_test(reading, shifting_is_correctly_rounded);
    tcase_add_test(reading, depth_is_limited);
    tcase_add_test(reading, probe_knows_its_own);
    tcase_add_test(reading, detection_names_what_it_found);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
