/* What workbooks do with the largest and the worst. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "xlsx_made.h"

/* Row and column limits of a sheet. */
#define SHEET_ROWS 1048576

START_TEST(bounds_are_shown_by_the_format)
{
    struct run go = hand_built("go", 2, 40000);
    struct run python = hand_built("python", 6, 8000);
    python.latency.max_us = 2e6; /* the default timeout: cut off */
    const struct run *runs[] = {&go, &python};
    build(runs, 2, "en");
    write_as("a.xlsx");
    struct str sheet = sheet_of(&made.book, "Comparison");
    assert_cell(&made.book, sheet, "A8", "latency max");
    assert_cell(&made.book, sheet, "E8", "2000");
    assert_str(cell_format(&made.book, sheet, "E8"), "&quot;&gt;= &quot;#,##0.00");
    assert_str(cell_format(&made.book, sheet, "D8"), "#,##0.00");
    assert_str(cell_format(&made.book, sheet, "G8"), "&quot;&gt;= &quot;#,##0.0&quot;x&quot;");
    assert_sound(&made.book);
}

END_TEST

#define LABEL(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

START_TEST(hostile_labels_are_only_text)
{
    static char endless[70000];
    memset(endless, 'x', sizeof endless);
    static const struct str LABELS[] = {
        LABEL("=cmd|' /C calc'!A0"),
        LABEL("+1\x01\x1b[31m\n\t2"),
        LABEL("@a\xff\xfe\xc3<script>&\"']]>"),
        LABEL("_x0041_ \xef\xbf\xbf"),
        {endless, sizeof endless},
        LABEL("='Comparison'!A1"),
    };
    size_t n = sizeof LABELS / sizeof LABELS[0];
    struct run all[8];
    const struct run *runs[8];
    for (size_t count = n; count >= 2; count -= 2) { /* systems in rows, then in columns */
        for (size_t i = 0; i < count; i++) {
            all[i] = hand_built(LABELS[i].ptr, LABELS[i].len, 1000 * (double)(i + 1));
            all[i].source_file = LABELS[i];
            all[i].url = LABELS[i];
            runs[i] = &all[i];
        }
        build(runs, count, "en");
        write_as("a.xlsx");
        assert_sound(&made.book);
        struct str texts = part(&made.book, "xl/sharedStrings.xml");
        ck_assert(str_eq(str_clean(&made.arena, str_skip(texts, 57)), str_skip(texts, 57)));
        ck_assert(has(texts, ">=cmd|' /C calc'!A0</t>"));
        ck_assert(has(texts, ">+1 [31m 2</t>"));
        ck_assert(count < 4 || has(texts, ">_x005F_x0041_ "));
        ck_assert(!has(texts, "\xef\xbf\xbf"));
        ck_assert(!has(texts, "<script>"));
        struct str charts = part(&made.book, "xl/charts/*");
        ck_assert(has(charts, "<c:f>Comparison!"));
        ck_assert(!has(charts, "<c:f>cmd") && !has(charts, "<c:f>'Comparison'!A1"));
    }
}

END_TEST

START_TEST(a_label_of_any_length_fits)
{
    static char endless[4 * 40000];
    for (size_t i = 0; i < sizeof endless; i += 4) {
        static const char SNAKE[4] = {'\xf0', '\x9f', '\x90', '\x8d'}; /* two UTF-16 units */
        memcpy(endless + i, SNAKE, sizeof SNAKE);
    }
    struct run one = hand_built(endless, sizeof endless, 1000);
    const struct run *runs[] = {&one};
    build(runs, 1, "en");
    write_as("a.xlsx");
    assert_sound(&made.book);
    struct str label = cell(&made.book, sheet_of(&made.book, "Runs"), "A2");
    ck_assert_uint_eq(label.len, (size_t)4 * (32767 / 2));
}

END_TEST

/* So many runs are written row by row. */
START_TEST(many_runs_stream)
{
    enum { RUNS = 10001 };
    struct run go = hand_built("go", 2, 40000);
    const struct run **runs = ARENA_ARRAY(&made.arena, const struct run *, RUNS);
    for (size_t i = 0; i < RUNS; i++) {
        runs[i] = &go;
    }
    build(runs, RUNS, "en");
    write_as("a.xlsx");
    struct str sheet = sheet_of(&made.book, "Runs");
    ck_assert(has(sheet, "<row r=\"10002\""));
    ck_assert(!has(sheet, "<row r=\"10003\""));
    assert_cell(&made.book, sheet, "H10002", "40000");
    ck_assert(has(sheet_of(&made.book, "Summary"), "Load test of go"));
}

END_TEST

START_TEST(more_runs_than_rows)
{
    struct run go = hand_built("go", 2, 40000);
    const struct run *one[] = {&go};
    build(one, 1, "en");
    size_t n = SHEET_ROWS - 1 + 3;
    const struct run **runs = ARENA_ARRAY(&made.arena, const struct run *, n);
    struct run bare = run_blank(); /* a million cells fewer a field */
    bare.label = go.label;
    bare.source_file = go.source_file;
    for (size_t i = 0; i < n; i++) {
        runs[i] = &bare;
    }
    struct run last = bare, left_out = bare;
    last.load.threads = 7;
    left_out.load.threads = 8;
    runs[SHEET_ROWS - 3] = &last;
    runs[SHEET_ROWS - 2] = &left_out;
    struct study many = made.study;
    many.runs = runs;
    many.run_count = n;
    made.report.study = &many;
    made.report.run_metrics = ARENA_ARRAY(&made.arena, bool, METRIC_COUNT);
    made.report.runs.column_count = 3; /* system, source, threads */
    write_as("a.xlsx");
    struct str tail =
        output_of(&made.arena,
                  arena_printf(&made.arena, "unzip -p %s xl/worksheets/sheet4.xml | tail -c 1500",
                               file_path("a.xlsx")));
    assert_cell(&made.book, tail, "C1048575", "7");
    ck_assert(has(tail, "<c r=\"A1048576\""));
    ck_assert(has(tail, "4 more runs do not fit; runs.jsonl has all of them."));
}

END_TEST

/* Also where the workbook fits, but not the larger files that the library makes it from. */
START_TEST(full_disk_is_an_error)
{
    enum { RUNS = 3000 };
    struct run go = hand_built("go", 2, 40000);
    const struct run *runs[RUNS];
    for (size_t i = 0; i < RUNS; i++) {
        runs[i] = &go;
    }
    build(runs, RUNS, "en");
    write_as("a.xlsx");
    struct str before = read_file(&made.arena, file_path("a.xlsx"));
    size_t sheet = sheet_of(&made.book, "Runs").len;
    ck_assert_uint_gt(sheet, 2 * before.len);
    ck_assert_uint_gt(sheet, 1024 * 1024); /* smaller ones stay in memory */
    signal(SIGXFSZ, SIG_IGN);
    ck_assert(freopen("/dev/null", "w", stderr) != NULL); /* the library's own words about it */
    struct rlimit limit;
    ck_assert(getrlimit(RLIMIT_FSIZE, &limit) == 0);
    const rlim_t sizes[] = {0, 1000, before.len - 1, before.len + 4096};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct rlimit small = {sizes[i], limit.rlim_max};
        struct err err = {0};
        setrlimit(RLIMIT_FSIZE, &small);
        bool done = try_write("a.xlsx", &err);
        setrlimit(RLIMIT_FSIZE, &limit);
        ck_assert_msg(!done, "%lu bytes", (unsigned long)sizes[i]);
        ck_assert_int_eq(err.code, ERR_OUTPUT);
        ck_assert_msg(strstr(err.source, "a.xlsx") != NULL, "%s", err.source);
        ck_assert(str_eq(read_file(&made.arena, file_path("a.xlsx")), before));
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("xlsx_limits");
    TCase *tests = tcase_create("xlsx_limits");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, bounds_are_shown_by_the_format);
    tcase_add_test(tests, hostile_labels_are_only_text);
    tcase_add_test(tests, a_label_of_any_length_fits);
    tcase_add_test(tests, many_runs_stream);
    tcase_add_test(tests, more_runs_than_rows);
    tcase_add_test(tests, full_disk_is_an_error);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
