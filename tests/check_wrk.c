#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read_runs.h"

extern const struct input_format input_wrk;

static run_list runs_of(const char *fixture)
{
    run_list runs = {0};
    bool good = read_path(&input_wrk, source_path(&arena, fixture), &runs);
    ck_assert_msg(good, "%s: %s", fixture, err.text);
    return runs;
}

static struct run run_of(const char *fixture)
{
    run_list runs = runs_of(fixture);
    ck_assert_uint_eq(runs.n, 1);
    return runs.at[0];
}

static struct str full_text(void)
{
    return read_file(&arena, source_path(&arena, "fixtures/input/full.txt"));
}

/* The text with its first occurrence of one piece replaced. */
static struct str with(struct str text, const char *piece, const char *by)
{
    size_t at = str_find(text, str_of(piece), 0);
    ck_assert_msg(at != SIZE_MAX, "%s is not in the text", piece);
    struct str after = str_skip(text, at + str_of(piece).len);
    return str_printf(&arena, "%.*s%s%.*s", (int)at, text.ptr, by, STR_ARG(after));
}

static struct run run_with(const char *piece, const char *by)
{
    run_list runs = {0};
    bool good = read_text(&input_wrk, with(full_text(), piece, by), &runs);
    ck_assert_msg(good, "%s: line %d: %s", by, err.line, err.text);
    ck_assert_uint_eq(runs.n, 1);
    return runs.at[0];
}

static void refused_with(const char *piece, const char *by, int line, int column,
                         const char *message)
{
    run_list runs = {0};
    ck_assert(!read_text(&input_wrk, with(full_text(), piece, by), &runs));
    ck_assert_uint_eq(runs.n, 0);
    ck_assert_int_eq(err.code, ERR_INPUT);
    ck_assert_str_eq(err.text, message);
    ck_assert_int_eq(err.line, line);
    ck_assert_int_eq(err.column, column);
}

START_TEST(every_field_is_read)
{
    struct run run = run_of("fixtures/input/full.txt");
    assert_str(run.url, "http://localhost:8080/");
    assert_str(run.tool_name, "wrk");
    assert_str(run.source_format, "wrk");
    ck_assert(!run.command.ptr && !run.method.ptr && !run.label.ptr && !run.tool_version.ptr);
    ck_assert(run.load.model == LOAD_CLOSED && run.load.threads == 2);
    ck_assert(run.load.connections == 10 && run.load.duration_s == 10);
    ck_assert(isnan(run.load.timeout_s) && isnan(run.load.rate_rps) && isnan(run.load.pipeline));
    ck_assert(run.has_latency && run.latency.kind == LATENCY_BACKFILLED);
    ck_assert(run.latency.mean_us == 2080 && run.latency.stdev_us == 786.04);
    ck_assert(run.latency.max_us == 10980 && run.latency.within_stdev_pct == 67.93);
    ck_assert(isnan(run.latency.min_us) && isnan(run.latency.count));
    ck_assert_uint_eq(run.latency.percentile_count, 4);
    ck_assert(latency_percentile(&run.latency, 50) == 1950);
    ck_assert(latency_percentile(&run.latency, 99) == 1250000);
    ck_assert(run.thread_rps.mean == 11930 && run.thread_rps.stdev == 707.89);
    ck_assert(run.thread_rps.max == 13840 && run.thread_rps.within_stdev_pct == 66.5);
    ck_assert(run.requests == 475014 && run.ok == 475014 - 9 && run.attempts == 475014 + 6);
    ck_assert(run.bytes == 5346 * 1048576.0 / 100 && run.bytes_per_s == 534 * 1048576.0 / 100);
    ck_assert(run.rps == 47461.73 && run.elapsed_s == 10.008358);
    ck_assert(run.errors.connect == 1 && run.errors.read == 2 && run.errors.write == 3);
    ck_assert(run.errors.timeout == 4 && run.errors.status == 5 && isnan(run.errors.other));
    ck_assert(!run.status_codes && run.phase_count == 0 && run.source_line == 1);
}

END_TEST

START_TEST(real_logs_are_read)
{
    struct run run = run_of("fixtures/go-vs-python/runs/python-4.txt");
    ck_assert(run.requests == 77581 && run.ok == 77581 && run.elapsed_s == 10.011304);
    ck_assert(run.bytes == 10936647.68 && run.bytes_per_s == 1090519.04 && run.rps == 7749.34);
    ck_assert(run.latency.mean_us == 12890 && latency_percentile(&run.latency, 99) == 23050);
    ck_assert(run.errors.timeout == 0 && run.errors.connect == 0 && run.errors.status == 0);
    run = run_of("fixtures/edge/slow.txt");
    ck_assert(!run.has_latency && run.latency.percentile_count == 0 && run.ok == 0);
    ck_assert(run.requests == 10 && run.errors.timeout == 10 && run.load.timeout_s == 1);
    ck_assert(run.thread_rps.mean == 13.67 && run.elapsed_s == 5.02 && run.source_line == 2);
    run = run_of("fixtures/edge/hang.txt");
    ck_assert(!run.has_latency && isnan(run.thread_rps.mean) && run.elapsed_s == 2.01);
    ck_assert(run.requests == 0 && run.ok == 0 && run.rps == 0 && run.bytes == 0);
    run = run_of("fixtures/edge/n404.txt");
    ck_assert(run.ok == 0 && run.errors.status == 70720 && run.has_latency);
    run = run_of("fixtures/edge/mixed.txt");
    ck_assert(run.ok == 77748 - 3878);
    assert_str(run.command, "wrk -t2 -c10 -d2s --latency http://127.0.0.1:18082/mixed");
    run = run_of("fixtures/edge/close.txt");
    ck_assert(run.errors.read == 6518 && run.ok == 39124);
    run = run_of("fixtures/edge/big.txt");
    ck_assert(run.bytes == 413 * 1073741824.0 / 100);
}

END_TEST

START_TEST(failed_starts_repeat_what_wrk_said)
{
    static const char *const CASES[][2] = {
        {"fixtures/edge/badargs.txt", "number of connections must be >= threads"},
        {"fixtures/edge/refused.txt", "unable to connect to 127.0.0.1:18999 Connection refused"},
        {"fixtures/edge/nohost.txt",
         "unable to resolve nosuch.invalid:http Name or service not known"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        run_list runs = {0};
        const char *path = source_path(&arena, CASES[i][0]);
        err = (struct err){0};
        ck_assert(!read_path(&input_wrk, path, &runs));
        ck_assert_str_eq(err.text,
                         arena_printf(&arena, "no run in this file; wrk said: %s", CASES[i][1]));
        ck_assert_int_eq(err.line, 2);
        ck_assert_ptr_eq(input_detect(read_file(&arena, path), "x", &err), &input_wrk);
    }
}

END_TEST

START_TEST(units_and_their_traps)
{
    static const struct {
        const char *text;
        double us;
    } TIMES[] = {{"0.85ms", 850},    {"849.99us", 849.99}, {"1000.00m", 1000000},
                 {"1000.00ms", 1e6}, {"1000.00 ", 60e9},   {"1234.56 ", 74073.6e6},
                 {"0.85m", 51e6},    {"51.00s", 51e6},     {"60.00m", 3600e6},
                 {"1.50h", 5400e6},  {"12.89ms", 12890},   {"999.99m", 59999.4e6}};

    for (size_t i = 0; i < sizeof TIMES / sizeof TIMES[0]; i++) {
        ck_assert(run_with("2.08ms", TIMES[i].text).latency.mean_us == TIMES[i].us);
    }
    ck_assert(run_with("10.98ms", "1000.00m").latency.max_us == 60e9);
    ck_assert(run_with("47461.73", "0.99").rps == 0.99);
    ck_assert(run_with("11.93k", "0.85k").thread_rps.mean == 850);
    ck_assert(run_with("11.93k", "1.50M").thread_rps.mean == 1.5e6);
    ck_assert(run_with("11.93k", "1.50G").thread_rps.mean == 1.5e9);
    ck_assert(run_with("53.46MB", "870.39B").bytes == 870.39);
    ck_assert(run_with("53.46MB", "0.85KB").bytes == 870.4);
    ck_assert(run_with("53.46MB", "1.25TB").bytes == 1.25 * 1099511627776.0);
    ck_assert(run_with("5.34MB", "1.50PB").bytes_per_s == 1.5 * 1125899906842624.0);
    ck_assert(run_with("Running 10s", "Running 2h").load.duration_s == 7200);
    ck_assert(run_with("Running 10s", "Running 120m").load.duration_s == 7200);
    ck_assert(run_with("timeout 4", "timeout -4").errors.timeout == 4294967292.0);
    ck_assert(
        run_with("  Socket errors: connect 1, read 2, write 3, timeout 4\n", "").errors.read == 0);
    ck_assert(run_with("  Non-2xx or 3xx responses: 5\n", "").errors.status == 0);
}

END_TEST

START_TEST(elapsed_takes_the_more_precise)
{
    ck_assert(run_with("in 10.01s", "in 0.17m").elapsed_s == 10.008358);
    ck_assert(run_with("475014 requests", "0 requests").elapsed_s == 10.01);
    ck_assert(run_with("47461.73", "1.99").elapsed_s == 10.01);
    ck_assert_uint_eq(run_with("47461.73", "1.99").note_count, 1);
}

END_TEST

START_TEST(percentiles_out_of_order_are_noted)
{
    ck_assert_uint_eq(run_with("3.13ms", "2.00ms").note_count, 1);
    ck_assert_uint_eq(run_with("3.13ms", "2.58ms").note_count, 0);
    ck_assert_uint_eq(run_with("3.13ms", "0.00us").note_count, 1); /* not found, so left out */
}

END_TEST

START_TEST(nothing_recorded_is_not_zero)
{
    ck_assert(!run_with("67.93%", "-nan%").has_latency);
    ck_assert(!run_with("67.93%", "nan%").has_latency);
    ck_assert(!run_with("  10.98ms", "   0.00us").has_latency);
    ck_assert(isnan(run_with("66.50%", "-nan%").thread_rps.mean));
    ck_assert(isnan(run_with("66.50%", "nan%").thread_rps.max));
}

END_TEST

START_TEST(breakout_rows_are_phases)
{
    struct run run = run_of("fixtures/input/breakout.txt");
    ck_assert_uint_eq(run.phase_count, 3);
    assert_str(run.phases[0].name, "connect");
    assert_str(run.phases[1].name, "ttfb");
    assert_str(run.phases[2].name, "ttlb");
    ck_assert(run.phases[0].latency.max_us == 773 && run.phases[1].latency.mean_us == 405.6);
    ck_assert(run.phases[2].latency.within_stdev_pct == 89.43);
    ck_assert(run.latency.mean_us == 2080 && run.latency.percentile_count == 4);
}

END_TEST

START_TEST(several_runs_with_their_surroundings)
{
    run_list runs = runs_of("fixtures/input/several.txt");
    static const double LINES[] = {3, 21, 31, 40, 49, 59};
    ck_assert_uint_eq(runs.n, 6);
    for (size_t i = 0; i < runs.n; i++) {
        ck_assert_double_eq(runs.at[i].source_line, LINES[i]);
        ck_assert_double_eq(runs.at[i].requests, (double)i + 1);
    }
    assert_str(runs.at[0].command,
               "wrk -t1 -c1 --timeout 5s -s x.lua -H \"A: -R9\" http://h/1 -- -R7");
    assert_str(runs.at[0].url, "http://h/1");
    ck_assert(runs.at[0].load.timeout_s == 5 && isnan(runs.at[0].load.rate_rps));
    ck_assert(runs.at[0].load.duration_s == 60 && runs.at[0].role == ROLE_MEASURED);
    assert_str(runs.at[1].command, "./wrk -c 1 -t 1 -R 2k http://h/2");
    ck_assert(runs.at[1].load.rate_rps == 2000 && runs.at[1].role == ROLE_PRIMER);
    ck_assert(runs.at[1].load.model == LOAD_OPEN && runs.at[1].latency.kind == LATENCY_RESPONSE);
    ck_assert(runs.at[2].role == ROLE_WARMUP && !runs.at[2].command.ptr);
    assert_str(runs.at[3].tool_version, "3.1.1");
    ck_assert(runs.at[3].latency.kind == LATENCY_SERVICE && runs.at[3].role == ROLE_MEASURED);
    assert_str(runs.at[4].tool_version, "debian/4.1.0-3+b2");
    ck_assert(runs.at[4].latency.kind == LATENCY_BACKFILLED);
    ck_assert(!runs.at[5].command.ptr && !runs.at[5].tool_version.ptr);
}

END_TEST

START_TEST(headings_name_the_system)
{
    static const char *const LABELS[] = {"Go", "Go", "python", "express"};
    run_list runs = runs_of("fixtures/input/headings.txt");
    ck_assert_uint_eq(runs.n, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_str(runs.at[i].label, LABELS[i]);
    }
}

END_TEST

START_TEST(commands_fill_gaps_only)
{
    static const struct {
        const char *line;
        const char *command; /* NULL: none */
        double timeout_s;
    } CASES[] = {
        {"$ wrk -t2 -c10 --timeout 5s URL", "wrk -t2 -c10 --timeout 5s URL", 5},
        {"$ wrk -t4 -c10 --timeout 5s http://localhost:8080/", NULL, NAN}, /* of another run */
        {"$ wrk -t2 -c100 -R9", NULL, NAN},
        {"$ wrk -T9 -d1m http://localhost:8080/", NULL, NAN},
        {"$ wrk -T9 http://other/", NULL, NAN},
        {"$ wrk -T9 http://$HOST/", "wrk -T9 http://$HOST/", 9},
        {"# wrk --timeout=1m http://localhost:8080/", "wrk --timeout=1m http://localhost:8080/",
         60},
        {"time wrk -T 3 http://localhost:8080/", "wrk -T 3 http://localhost:8080/", 3},
        {"root@a:/x# /usr/bin/wrk http://localhost:8080/ -T2s",
         "/usr/bin/wrk http://localhost:8080/ -T2s", 2},
        {"wrk2 -R10 http://localhost:8080/", "wrk2 -R10 http://localhost:8080/", NAN},
        {"wrk -H 'X: --timeout 9' http://localhost:8080/",
         "wrk -H 'X: --timeout 9' http://localhost:8080/", NAN},
        {"wrk http://localhost:8080/ | tee --timeout 9",
         "wrk http://localhost:8080/ | tee --timeout 9", NAN},
        {"wrk --timeout soon http://localhost:8080/", "wrk --timeout soon http://localhost:8080/",
         NAN},
        {"wrk --timeout", "wrk --timeout", NAN},
        {"we use wrk here", NULL, NAN},
        {"wrk.lua -t", NULL, NAN},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        run_list runs = {0};
        struct str text = str_printf(&arena, "%s\n%.*s", CASES[i].line, STR_ARG(full_text()));
        ck_assert(read_text(&input_wrk, text, &runs));
        struct run run = runs.at[0];
        ck_assert(run.load.threads == 2 && run.load.connections == 10);
        ck_assert(run.load.timeout_s == CASES[i].timeout_s ||
                  (isnan(run.load.timeout_s) && isnan(CASES[i].timeout_s)));
        if (CASES[i].command) {
            assert_str(run.command, CASES[i].command);
        } else {
            ck_assert(!run.command.ptr);
        }
    }
    run_list runs = {0};
    struct str headless = with(full_text(), "Running 10s test @ http://localhost:8080/\n",
                               "wrk -d2m -t2 http://h/x\n");
    ck_assert(read_text(&input_wrk, headless, &runs));
    assert_str(runs.at[0].url, "http://h/x");
    ck_assert(runs.at[0].load.duration_s == 120 && runs.at[0].load.threads == 2);
}

END_TEST

START_TEST(wrk_1_counts_instead_of_timing)
{
    struct run run = run_of("fixtures/input/wrk1.txt");
    ck_assert(run.latency.kind == LATENCY_SERVICE && isnan(run.load.duration_s));
    ck_assert(run.requests == 100000 && run.elapsed_s == 693.769946);
    assert_str(run.url, "http://h/");
}

END_TEST

START_TEST(hostile_text_is_kept_as_it_is)
{
    struct run run = run_with("http://localhost:8080/", "http://h/\xff\xfe<b>|=cmd");
    assert_str(run.url, "http://h/\xff\xfe<b>|=cmd");
    struct buf garbage = BUF(&arena);
    uint64_t state = 42;
    for (size_t i = 0; i < 200000; i++) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        buf_char(&garbage, (char)(state >> 56));
    }
    run_list runs = {0};
    ck_assert(!read_text(&input_wrk, buf_str(&garbage), &runs));
    ck_assert(err.code == ERR_INPUT);
}

END_TEST

/* Every beginning of a run is refused in its last line, after the runs before it. */
START_TEST(cut_off_runs_are_refused)
{
    static const char *const MISSING[] = {"\"N threads and N connections\"",
                                          "the row \"Latency\"",
                                          "the row \"Latency\"",
                                          "the row \"Req/Sec\"",
                                          "\"N requests in T, N read\"",
                                          "\"N requests in T, N read\"",
                                          "\"N requests in T, N read\"",
                                          "\"N requests in T, N read\"",
                                          "\"N requests in T, N read\"",
                                          "\"N requests in T, N read\"",
                                          "\"Requests/sec:\"",
                                          "\"Requests/sec:\"",
                                          "\"Requests/sec:\"",
                                          "\"Transfer/sec:\""};
    struct str full = full_text();
    size_t end = 0;
    for (int line = 1; line <= 14; line++) {
        end = str_find(full, STR("\n"), end) + 1;
        run_list runs = {0};
        struct str text = str_printf(&arena, "%.*s%.*s", STR_ARG(full), (int)end, full.ptr);
        ck_assert(!read_text(&input_wrk, text, &runs));
        ck_assert_uint_eq(runs.n, 1);
        ck_assert_int_eq(err.line, 15 + line);
        ck_assert_str_eq(err.text, arena_printf(&arena,
                                                "the run that begins in line 16 is cut off: "
                                                "expected %s, found the end of the file",
                                                MISSING[line - 1]));
        runs.n = 0;
        text = str_printf(&arena, "%.*s%.*s", (int)end, full.ptr, STR_ARG(full));
        ck_assert(!read_text(&input_wrk, text, &runs));
        ck_assert_uint_eq(runs.n, 1); /* the whole one after it */
        ck_assert_int_eq(err.line, line + 1);
        ck_assert_msg(strstr(err.text, "found the next run") != NULL, "%s", err.text);
    }
}

END_TEST

START_TEST(malformed_lines_are_named)
{
    refused_with("2.08ms", "2.08xs", 4, 17,
                 "expected a time such as 1.23ms, found \"2.08xs  786.04us  10.98ms   67.93%\"");
    refused_with(
        "2.08ms  786.04us", "99999999999999999999 2.08ms  786.04us", 4, 17,
        "expected a time such as 1.23ms, found \"99999999999999999999 2.08ms  786.04us  1\"");
    refused_with(
        "786.04us", "99999999999999999999", 4, 25,
        "expected a time such as 1.23ms, found \"99999999999999999999  10.98ms   67.93%\"");
    refused_with("1.25s", "99999999999999999999", 10, 13,
                 "expected a time such as 1.23ms, found \"99999999999999999999\"");
    refused_with(
        "11.93k", "99999999999999999999", 5, 16,
        "expected a number such as 1.23k, found \"99999999999999999999   707.89    13.84k \"");
    refused_with("67.93%", "", 4, 42,
                 "expected a percentage such as 67.93%, found the end of the line");
    refused_with("66.50%", "166.50%", 5, 45,
                 "expected a percentage such as 67.93%, found \"166.50%\"");
    refused_with("67.93%", "67.93% x", 4, 52, "expected the end of the line, found \"x\"");
    refused_with("13.84k", "x", 5, 35, "expected a number such as 1.23k, found \"x    66.50%\"");
    refused_with("53.46MB", "53.46 MB", 11, 30,
                 "expected bytes such as 1.23MB, found \"53.46 MB read\"");
    refused_with("read 2", "read x", 12, 34,
                 "expected a whole number, found \"x, write 3, timeout 4\"");
    refused_with("responses: 5", "responses: 5.5", 13, 29,
                 "expected a whole number, found \"5.5\"");
    refused_with("47461.73", "?", 14, 16, "expected a number, found \"?\"");
    refused_with("5.34MB", "5.34", 15, 20, "expected bytes such as 1.23MB, found \"5.34\"");
    refused_with("90% ", "70% ", 9, 6,
                 "expected the lines 50%, 75%, 90%, 99%, in this order, found \"70%    3.13ms\"");
    refused_with("Max  ", "95%  ", 3, 37, "expected \"Max\", found \"95%   +/- Stdev\"");
    refused_with("Running 10s", "Running 10x", 1, 9,
                 "expected a time such as 1.23ms, found \"10x test @ http://localhost:8080/\"");
    refused_with("8080/", "8080/ | x", 1, 43, "expected the end of the line, found \"| x\"");
}

END_TEST

START_TEST(look_alikes_are_refused)
{
    static const struct {
        const char *fixture;
        int line;
        const char *text;
    } CASES[] = {
        {"fixtures/input/hyperfoil.txt", 5, "Hyperfoil"},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        run_list runs = {0};
        err = (struct err){0};
        ck_assert(!read_path(&input_wrk, source_path(&arena, CASES[i].fixture), &runs));
        ck_assert_msg(strstr(err.text, CASES[i].text) != NULL, "%s", err.text);
        ck_assert_int_eq(err.line, CASES[i].line);
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("wrk");
    TCase *reading = tcase_create("reading");
    tcase_add_checked_fixture(reading, setup, teardown);
    tcase_set_timeout(reading, 60);
    tcase_add_test(reading, every_field_is_read);
    tcase_add_test(reading, real_logs_are_read);
    tcase_add_test(reading, failed_starts_repeat_what_wrk_said);
    tcase_add_test(reading, units_and_their_traps);
    tcase_add_test(reading, elapsed_takes_the_more_precise);
    tcase_add_test(reading, percentiles_out_of_order_are_noted);
    tcase_add_test(reading, nothing_recorded_is_not_zero);
    tcase_add_test(reading, breakout_rows_are_phases);
    tcase_add_test(reading, several_runs_with_their_surroundings);
    tcase_add_test(reading, headings_name_the_system);
    tcase_add_test(reading, commands_fill_gaps_only);
    tcase_add_test(reading, wrk_1_counts_instead_of_timing);
    tcase_add_test(reading, hostile_text_is_kept_as_it_is);
    tcase_add_test(reading, cut_off_runs_are_refused);
    tcase_add_test(reading, malformed_lines_are_named);
    tcase_add_test(reading, look_alikes_are_refused);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
