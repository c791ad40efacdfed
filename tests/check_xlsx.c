#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "inputs.h"
#include "output.h"
#include "xlsx_read.h"

extern const struct output_format output_xlsx;

/* Row and column limits of a sheet. */
#define SHEET_ROWS 1048576

struct fixture {
    struct arena arena;
    char directory[64];
    struct workbook book; /* a.xlsx in it */
    struct study study;
    struct analysis analysis;
    struct language language;
    struct report report;
};

static void build(struct fixture *f, const struct run *const *runs, size_t n, const char *language)
{
    struct err err = {0};
    struct study_options grouping = {0};
    struct analysis_options judging = {0.05, 0.5};
    struct report_options options = {0};
    ck_assert_msg(study_build(&f->arena, runs, n, &grouping, &f->study, &err), "%s", err.text);
    analysis_run(&f->arena, &f->study, &judging, &f->analysis);
    ck_assert(language_load(&f->arena, str_of(language), &f->language, &err));
    report_build(&f->arena, &f->analysis, &f->language, &options, &f->report);
}

static void build_from(struct fixture *f, const char *const *paths, size_t n, const char *language)
{
    struct err err = {0};
    struct inputs inputs = {0};
    struct inputs_options options = {.timeout_s = NAN};
    ck_assert_msg(inputs_read(&f->arena, paths, n, &options, &inputs, &err), "%s", err.text);
    ck_assert_uint_eq(inputs.failures.n, 0);
    build(f, (const struct run *const *)inputs.runs.at, inputs.runs.n, language);
}

static void build_go_python(struct fixture *f, const char *language)
{
    const char *path = source_path(&f->arena, "fixtures/go-vs-python/runs");
    build_from(f, &path, 1, language);
}

static const char *file_path(struct fixture *f, const char *name)
{
    return arena_printf(&f->arena, "%s/%s", f->directory, name);
}

static void set_up(struct fixture *f)
{
    *f = (struct fixture){0};
    strcpy(f->directory, "/tmp/XXXXXX");
    ck_assert(mkdtemp(f->directory) != NULL);
    f->book = (struct workbook){&f->arena, file_path(f, "a.xlsx")};
}

static void tear_down(struct fixture *f)
{
    static const char *const NAMES[] = {"a.xlsx", "b.xlsx"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        unlink(file_path(f, NAMES[i]));
    }
    ck_assert_msg(rmdir(f->directory) == 0, "something is left in %s", f->directory);
    arena_free(&f->arena);
}

static bool try_write(struct fixture *f, const char *name, struct err *err)
{
    struct sink sink;
    sink_init(&sink, &f->arena, f->directory);
    bool done = output_xlsx.write(&f->report, &sink, name, err) && sink_commit(&sink, err);
    sink_discard(&sink);
    return done;
}

static void write_as(struct fixture *f, const char *name)
{
    struct err err = {0};
    ck_assert_msg(try_write(f, name, &err), "%s: %s", err.source, err.text);
}

START_TEST(comparison_holds_numbers_with_formats)
{
    struct fixture f;
    set_up(&f);
    build_go_python(&f, "en");
    write_as(&f, "a.xlsx");
    struct str sheet = sheet_of(&f.book, "Comparison");
    static const char *const HEADER[] = {"metric",    "unit",        "better",  "go",
                                         "python",    "change",      "factor",  "factor from",
                                         "factor to", "p, adjusted", "verdict", "why"};
    for (size_t i = 0; i < sizeof HEADER / sizeof HEADER[0]; i++) {
        assert_cell(&f.book, sheet, arena_printf(&f.arena, "%c1", (char)('A' + i)), HEADER[i]);
    }
    assert_cell(&f.book, sheet, "A3", "requests/s");
    assert_cell(&f.book, sheet, "B3", "1/s");
    assert_cell(&f.book, sheet, "C3", "higher is better");
    assert_cell(&f.book, sheet, "D3", "47787.6");
    assert_cell(&f.book, sheet, "E3", "7360.51");
    assert_cell(&f.book, sheet, "K2", "worse");
    assert_formula(&f.book, sheet, "F2", "$E$2/$D$2-1");
    assert_formula(&f.book, sheet, "G2", "$E$2/$D$2");
    assert_cell(&f.book, sheet, "J2", "0.002164502164502165");
    assert_str(cell_format(&f.book, sheet, "D3"), "#,##0");
    /* Latency in ms, whatever its size: 4155 us and 24205 us. */
    assert_cell(&f.book, sheet, "A12", "latency p99");
    assert_cell(&f.book, sheet, "B12", "ms");
    assert_cell(&f.book, sheet, "D12", "4.155");
    assert_cell(&f.book, sheet, "E12", "24.205");
    assert_cell(&f.book, sheet, "F12", "4.825511432009627");
    assert_cell(&f.book, sheet, "G12", "5.825511432009627");
    assert_str(cell_format(&f.book, sheet, "D12"), "#,##0.00");
    assert_str(cell_format(&f.book, sheet, "F12"),
               "+#,##0&quot; &quot;%;-#,##0&quot; &quot;%;#,##0&quot; &quot;%");
    assert_str(cell_format(&f.book, sheet, "F2"),
               "+#,##0.0&quot; &quot;%;-#,##0.0&quot; &quot;%;#,##0.0&quot; &quot;%");
    assert_str(cell_format(&f.book, sheet, "G12"), "#,##0.00&quot;x&quot;");
    assert_cell(&f.book, sheet, "A5", "transfer/s");
    assert_cell(&f.book, sheet, "B5", "MiB/s");
    assert_cell(&f.book, sheet, "D5", "5.38");
    assert_cell(&f.book, sheet, "L5", "not the same payload");
    assert_cell(&f.book, sheet, "A21", "score");
    assert_cell(&f.book, sheet, "D21", "100");
    ck_assert(has(sheet, "state=\"frozen\""));
    ck_assert(has(sheet, "<autoFilter ref=\"A1:L21\"/>"));
    ck_assert(has(sheet, "orientation=\"landscape\""));
    assert_sound(&f.book);
    tear_down(&f);
}

END_TEST

START_TEST(runs_hold_every_run)
{
    struct fixture f;
    set_up(&f);
    build_go_python(&f, "en");
    write_as(&f, "a.xlsx");
    struct str sheet = sheet_of(&f.book, "Runs");
    assert_cell(&f.book, sheet, "A1", "system");
    assert_cell(&f.book, sheet, "E1", "elapsed (s)");
    assert_cell(&f.book, sheet, "Q1", "latency p99 (ms)");
    assert_cell(&f.book, sheet, "A2", "go");
    assert_cell(&f.book, sheet, "B2", "go-1.txt:1");
    assert_cell(&f.book, sheet, "H2", "47461.73");
    assert_cell(&f.book, sheet, "Q2", "4.25");
    assert_cell(&f.book, sheet, "B13", "python-6.txt:1");
    ck_assert(!has(sheet, "<row r=\"14\""));
    ck_assert(has(sheet, "<autoFilter ref=\"A1:Y13\"/>"));
    ck_assert(has(sheet, "topLeftCell=\"B2\""));
    ck_assert(has(part(&f.book, "xl/workbook.xml"), "Runs!$1:$1</definedName>"));
    tear_down(&f);
}

END_TEST

START_TEST(summary_says_what_matters)
{
    struct fixture f;
    set_up(&f);
    build_go_python(&f, "en");
    write_as(&f, "a.xlsx");
    struct str sheet = sheet_of(&f.book, "Summary");
    struct str headline = cell(&f.book, sheet, "A2");
    assert_cell(&f.book, sheet, "A1", "Load test: go vs python");
    ck_assert(str_eq(headline, f.report.headline));
    ck_assert(str_eq(cell(&f.book, sheet, "A3"), f.report.grouping));
    ck_assert(has(sheet, "location=\"'Comparison'!A1\""));
    ck_assert(has(sheet, "location=\"'Method'!A1\""));
    assert_cell(&f.book, sheet, "A10", "python");
    assert_cell(&f.book, sheet, "E10", "worse");
    assert_cell(&f.book, sheet, "A14", "warning");
    ck_assert(str_eq(cell(&f.book, sheet, "B14"), f.report.remarks[0].text));
    ck_assert(str_eq(cell(&f.book, sheet, "F14"), f.report.remarks[0].advice));
    /* Native charts, and everything in them is a reference to cells. */
    struct str chart = part(&f.book, "xl/charts/chart1.xml");
    ck_assert(has(chart, "<c:f>Comparison!$D$2:$E$2</c:f>"));
    ck_assert(has(chart, "<c:f>Comparison!$D$1:$E$1</c:f>"));
    ck_assert(has(part(&f.book, "xl/drawings/drawing1.xml"), ": go 47,788; python 7,361.\""));
    tear_down(&f);
}

END_TEST

START_TEST(same_input_gives_same_bytes)
{
    struct fixture f;
    set_up(&f);
    unsetenv("SOURCE_DATE_EPOCH");
    build_go_python(&f, "en");
    write_as(&f, "a.xlsx");
    setenv("TZ", "Asia/Tokyo", 1);
    write_as(&f, "b.xlsx");
    struct str a = read_file(&f.arena, file_path(&f, "a.xlsx"));
    struct str b = read_file(&f.arena, file_path(&f, "b.xlsx"));
    ck_assert(str_eq(a, b));
    static const char *const DATES[][2] = {{"1000000000", "2001-09-09T01:46:40Z"},
                                           {"0", "2000-01-01T00:00:00Z"},
                                           {"1e99", "2000-01-01T00:00:00Z"},
                                           {"today", "2000-01-01T00:00:00Z"}};
    for (size_t i = 0; i < sizeof DATES / sizeof DATES[0]; i++) {
        setenv("SOURCE_DATE_EPOCH", DATES[i][0], 1);
        write_as(&f, "a.xlsx");
        ck_assert_msg(has(part(&f.book, "docProps/core.xml"), DATES[i][1]), "%s", DATES[i][0]);
    }
    tear_down(&f);
}

END_TEST

/* Sheets have names that Excel takes, in the report's language. */
START_TEST(languages_name_the_sheets)
{
    static const char *const NAMES[][8] = {
        {"en", "Summary", "Comparison", "Score", "Latency", "Runs", "Findings", "Method"},
        {"pt-BR", "Resumo", "Comparação", "Pontuação", "Latência", "Execuções", "Achados",
         "Método"}};
    struct fixture f;
    set_up(&f);
    for (size_t i = 0; i < 2; i++) {
        build_go_python(&f, NAMES[i][0]);
        write_as(&f, "a.xlsx");
        struct str book = part(&f.book, "xl/workbook.xml");
        for (size_t k = 1; k < 8; k++) {
            ck_assert_uint_le(strlen(NAMES[i][k]), 31);
            ck_assert(has(book, arena_printf(&f.arena, "<sheet name=\"%s\"", NAMES[i][k])));
        }
    }
    /* Numbers stay in the file's own form. */
    assert_cell(&f.book, sheet_of(&f.book, "Comparação"), "D12", "4.155");
    assert_sound(&f.book);
    tear_down(&f);
}

END_TEST

/* A weight is a number to change; all else on the sheet of scores follows from it. */
START_TEST(scores_follow_their_weights)
{
    struct fixture f;
    set_up(&f);
    build_go_python(&f, "en");
    write_as(&f, "a.xlsx");
    struct str sheet = sheet_of(&f.book, "Score");
    assert_cell(&f.book, sheet, "B3", "successful requests/s");
    assert_cell(&f.book, sheet, "B4", "60");
    ck_assert(has(sheet, "<dataValidation type=\"decimal\""));
    ck_assert(has(sheet, "sqref=\"B4\""));
    assert_formula(&f.book, sheet, "C4", "$B$4/SUM($B$4,$E$4)");
    assert_formula(&f.book, sheet, "B5", "MAX($B$6:$B$7)");
    assert_formula(&f.book, sheet, "E5", "MIN($E$6:$E$7)");
    assert_formula(&f.book, sheet, "F7", "$E$5/$E$7");
    assert_formula(&f.book, sheet, "G7", "$F$7^$F$4");
    assert_formula(&f.book, sheet, "H7", "100*$D$7*$G$7");
    struct str score = cell(&f.book, sheet, "H7");
    ck_assert(str_starts(score, STR("16.0850339556524")));
    assert_formula(&f.book, sheet_of(&f.book, "Comparison"), "E21", "'Score'!$H$7");
    assert_formula(&f.book, sheet_of(&f.book, "Summary"), "H10", "'Score'!$H$7");
    tear_down(&f);
}

END_TEST

START_TEST(latency_is_drawn_on_a_logarithmic_axis)
{
    struct fixture f;
    set_up(&f);
    build_go_python(&f, "en");
    write_as(&f, "a.xlsx");
    struct str sheet = sheet_of(&f.book, "Latency");
    assert_cell(&f.book, sheet, "A2", "p50");
    assert_cell(&f.book, sheet, "A6", "max");
    assert_cell(&f.book, sheet, "C5", "24.205");
    struct str charts = part(&f.book, "xl/charts/*");
    ck_assert(has(charts, "<c:logBase val=\"10\"/>"));
    ck_assert(has(charts, "<c:f>Latency!$C$2:$C$6</c:f>"));
    tear_down(&f);
}

END_TEST

START_TEST(findings_and_method_are_sheets)
{
    struct fixture f;
    set_up(&f);
    build_go_python(&f, "en");
    write_as(&f, "a.xlsx");
    struct str sheet = sheet_of(&f.book, "Findings");
    assert_cell(&f.book, sheet, "A2", "bytes-per-resp");
    assert_cell(&f.book, sheet, "E3", "python-3.txt:1");
    ck_assert(str_eq(cell(&f.book, sheet, "F2"), f.report.remarks[0].text));
    ck_assert(has(sheet, "<autoFilter ref="));
    ck_assert(has(part(&f.book, "xl/sharedStrings.xml"), ">wrkbook 0."));
    tear_down(&f);
}

END_TEST

/* Errors, no latency, other loads: what can't be compared is grey and blank, with its reason. */
START_TEST(what_is_missing_is_blank)
{
    struct fixture f;
    set_up(&f);
    const char *paths[5];
    static const char *const NAMES[] = {"A=mixed.txt", "B=hang_latency.txt", "C=slow.txt",
                                        "D=n404.txt", "E=slow4.txt"};
    for (size_t i = 0; i < 5; i++) {
        paths[i] = arena_printf(
            &f.arena, "%.2s%s", NAMES[i],
            source_path(&f.arena, arena_printf(&f.arena, "fixtures/edge/%s", NAMES[i] + 2)));
    }
    build_from(&f, paths, 5, "en");
    write_as(&f, "a.xlsx");
    assert_sound(&f.book);
    /* More than four systems: a row each, so the third metric's second system is B. */
    struct str sheet = sheet_of(&f.book, "Comparison");
    assert_cell(&f.book, sheet, "D1", "system");
    assert_cell(&f.book, sheet, "A8", "requests/s");
    assert_cell(&f.book, sheet, "D8", "B");
    assert_cell(&f.book, sheet, "F8", "");
    assert_cell(&f.book, sheet, "G8", "");
    assert_cell(&f.book, sheet, "K8", "not comparable");
    assert_cell(&f.book, sheet, "L8", "too many errors");
    tear_down(&f);
}

END_TEST

static struct run hand_built(const char *label, size_t len, double rps)
{
    struct run run = run_blank();
    run.label = (struct str){label, len};
    run.source_file = STR("a.txt");
    run.source_line = 1;
    run.source_format = STR("wrk");
    run.tool_name = STR("wrk");
    run.load = (struct load){LOAD_CLOSED, 4, 100, 10, NAN, NAN, NAN};
    run.elapsed_s = 10;
    run.rps = rps;
    run.requests = run.ok = rps * 10;
    run.bytes_per_s = rps * 100;
    run.errors = (struct run_errors){0, 0, 0, 0, 0, NAN};
    run.has_latency = true;
    run.latency = latency_blank(LATENCY_BACKFILLED);
    run.latency.mean_us = 100 / rps * 1e6;
    run.latency.max_us = fmax(50000, 2 * run.latency.mean_us);
    return run;
}

START_TEST(bounds_are_shown_by_the_format)
{
    struct fixture f;
    set_up(&f);
    struct run go = hand_built("go", 2, 40000);
    struct run python = hand_built("python", 6, 8000);
    python.latency.max_us = 2e6; /* the default timeout: cut off */
    const struct run *runs[] = {&go, &python};
    build(&f, runs, 2, "en");
    write_as(&f, "a.xlsx");
    struct str sheet = sheet_of(&f.book, "Comparison");
    assert_cell(&f.book, sheet, "A8", "latency max");
    assert_cell(&f.book, sheet, "E8", "2000");
    assert_str(cell_format(&f.book, sheet, "E8"), "&quot;&gt;= &quot;#,##0.00");
    assert_str(cell_format(&f.book, sheet, "D8"), "#,##0.00");
    assert_str(cell_format(&f.book, sheet, "G8"), "&quot;&gt;= &quot;#,##0.0&quot;x&quot;");
    assert_sound(&f.book);
    tear_down(&f);
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
    struct fixture f;
    set_up(&f);
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
        build(&f, runs, count, "en");
        write_as(&f, "a.xlsx");
        assert_sound(&f.book);
        struct str texts = part(&f.book, "xl/sharedStrings.xml");
        ck_assert(str_eq(str_clean(&f.arena, str_skip(texts, 57)), str_skip(texts, 57)));
        ck_assert(has(texts, ">=cmd|' /C calc'!A0</t>"));
        ck_assert(has(texts, ">+1 [31m 2</t>"));
        ck_assert(count < 4 || has(texts, ">_x005F_x0041_ "));
        ck_assert(!has(texts, "\xef\xbf\xbf"));
        ck_assert(!has(texts, "<script>"));
        struct str charts = part(&f.book, "xl/charts/*");
        ck_assert(has(charts, "<c:f>Comparison!"));
        ck_assert(!has(charts, "<c:f>cmd") && !has(charts, "<c:f>'Comparison'!A1"));
    }
    tear_down(&f);
}

END_TEST

START_TEST(a_label_of_any_length_fits)
{
    static char endless[4 * 40000];
    for (size_t i = 0; i < sizeof endless; i += 4) {
        static const char SNAKE[4] = {'\xf0', '\x9f', '\x90', '\x8d'}; /* two UTF-16 units */
        memcpy(endless + i, SNAKE, sizeof SNAKE);
    }
    struct fixture f;
    set_up(&f);
    struct run one = hand_built(endless, sizeof endless, 1000);
    const struct run *runs[] = {&one};
    build(&f, runs, 1, "en");
    write_as(&f, "a.xlsx");
    assert_sound(&f.book);
    struct str label = cell(&f.book, sheet_of(&f.book, "Runs"), "A2");
    ck_assert_uint_eq(label.len, (size_t)4 * (32767 / 2));
    tear_down(&f);
}

END_TEST

/* So many runs are written row by row. */
START_TEST(many_runs_stream)
{
    struct fixture f;
    set_up(&f);

    enum { RUNS = 10001 };
    struct run go = hand_built("go", 2, 40000);
    const struct run **runs = ARENA_ARRAY(&f.arena, const struct run *, RUNS);
    for (size_t i = 0; i < RUNS; i++) {
        runs[i] = &go;
    }
    build(&f, runs, RUNS, "en");
    write_as(&f, "a.xlsx");
    struct str sheet = sheet_of(&f.book, "Runs");
    ck_assert(has(sheet, "<row r=\"10002\""));
    ck_assert(!has(sheet, "<row r=\"10003\""));
    assert_cell(&f.book, sheet, "H10002", "40000");
    ck_assert(has(sheet_of(&f.book, "Summary"), "Load test of go"));
    tear_down(&f);
}

END_TEST

START_TEST(more_runs_than_rows)
{
    struct fixture f;
    set_up(&f);
    struct run go = hand_built("go", 2, 40000);
    const struct run *one[] = {&go};
    build(&f, one, 1, "en");
    size_t n = SHEET_ROWS - 1 + 3;
    const struct run **runs = ARENA_ARRAY(&f.arena, const struct run *, n);
    for (size_t i = 0; i < n; i++) {
        runs[i] = &go;
    }
    struct run last = go, left_out = go;
    last.load.threads = 7;
    left_out.load.threads = 8;
    runs[SHEET_ROWS - 3] = &last;
    runs[SHEET_ROWS - 2] = &left_out;
    struct study many = f.study;
    many.runs = runs;
    many.run_count = n;
    f.report.study = &many;
    f.report.run_metrics = ARENA_ARRAY(&f.arena, bool, METRIC_COUNT);
    f.report.runs.column_count = 3; /* system, source, threads */
    write_as(&f, "a.xlsx");
    struct str tail = output_of(
        &f.arena, arena_printf(&f.arena, "unzip -p %s xl/worksheets/sheet4.xml | tail -c 1500",
                               file_path(&f, "a.xlsx")));
    assert_cell(&f.book, tail, "C1048575", "7");
    ck_assert(has(tail, "<c r=\"A1048576\""));
    ck_assert(has(tail, "4 more runs do not fit; runs.jsonl has all of them."));
    tear_down(&f);
}

END_TEST

/* Also where the workbook fits, but not the larger files that the library makes it from. */
START_TEST(full_disk_is_an_error)
{
    struct fixture f;
    set_up(&f);

    enum { RUNS = 500 };
    struct run go = hand_built("go", 2, 40000);
    const struct run *runs[RUNS];
    for (size_t i = 0; i < RUNS; i++) {
        runs[i] = &go;
    }
    build(&f, runs, RUNS, "en");
    write_as(&f, "a.xlsx");
    struct str before = read_file(&f.arena, file_path(&f, "a.xlsx"));
    ck_assert_uint_gt(sheet_of(&f.book, "Runs").len, 2 * before.len);
    signal(SIGXFSZ, SIG_IGN);
    ck_assert(freopen("/dev/null", "w", stderr) != NULL); /* the library's own words about it */
    struct rlimit limit;
    ck_assert(getrlimit(RLIMIT_FSIZE, &limit) == 0);
    const rlim_t sizes[] = {0, 1000, before.len - 1, before.len + 4096};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct rlimit small = {sizes[i], limit.rlim_max};
        struct err err = {0};
        setrlimit(RLIMIT_FSIZE, &small);
        bool done = try_write(&f, "a.xlsx", &err);
        setrlimit(RLIMIT_FSIZE, &limit);
        ck_assert_msg(!done, "%lu bytes", (unsigned long)sizes[i]);
        ck_assert_int_eq(err.code, ERR_OUTPUT);
        ck_assert_msg(strstr(err.source, "a.xlsx") != NULL, "%s", err.source);
        ck_assert(str_eq(read_file(&f.arena, file_path(&f, "a.xlsx")), before));
    }
    tear_down(&f);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("xlsx");
    TCase *tests = tcase_create("workbook");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, comparison_holds_numbers_with_formats);
    tcase_add_test(tests, runs_hold_every_run);
    tcase_add_test(tests, summary_says_what_matters);
    tcase_add_test(tests, same_input_gives_same_bytes);
    tcase_add_test(tests, languages_name_the_sheets);
    tcase_add_test(tests, scores_follow_their_weights);
    tcase_add_test(tests, latency_is_drawn_on_a_logarithmic_axis);
    tcase_add_test(tests, findings_and_method_are_sheets);
    tcase_add_test(tests, what_is_missing_is_blank);
    tcase_add_test(tests, bounds_are_shown_by_the_format);
    tcase_add_test(tests, hostile_labels_are_only_text);
    tcase_add_test(tests, a_label_of_any_length_fits);
    tcase_add_test(tests, many_runs_stream);
    tcase_add_test(tests, more_runs_than_rows);
    tcase_add_test(tests, full_disk_is_an_error);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
