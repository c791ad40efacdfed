/* What stands in the workbook. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xlsx_made.h"

START_TEST(comparison_holds_numbers_with_formats)
{
    build_go_python("en");
    write_as("a.xlsx");
    struct str sheet = sheet_of(&made.book, "Comparison");
    static const char *const HEADER[] = {"metric",    "unit",        "better",  "go",
                                         "python",    "change",      "factor",  "factor from",
                                         "factor to", "p, adjusted", "verdict", "why"};
    for (size_t i = 0; i < sizeof HEADER / sizeof HEADER[0]; i++) {
        assert_cell(&made.book, sheet, arena_printf(&made.arena, "%c1", (char)('A' + i)),
                    HEADER[i]);
    }
    assert_cell(&made.book, sheet, "A3", "requests/s");
    assert_cell(&made.book, sheet, "B3", "1/s");
    assert_cell(&made.book, sheet, "C3", "higher is better");
    assert_cell(&made.book, sheet, "D3", "47787.6");
    assert_cell(&made.book, sheet, "E3", "7360.51");
    assert_cell(&made.book, sheet, "K2", "worse");
    assert_formula(&made.book, sheet, "F2", "$E$2/$D$2-1");
    assert_formula(&made.book, sheet, "G2", "$E$2/$D$2");
    assert_cell(&made.book, sheet, "J2", "0.002164502164502165");
    assert_str(cell_format(&made.book, sheet, "D3"), "#,##0");
    /* Latency in ms, whatever its size: 4155 us and 24205 us. */
    assert_cell(&made.book, sheet, "A12", "latency p99");
    assert_cell(&made.book, sheet, "B12", "ms");
    assert_cell(&made.book, sheet, "D12", "4.155");
    assert_cell(&made.book, sheet, "E12", "24.205");
    assert_cell(&made.book, sheet, "F12", "4.825511432009627");
    assert_cell(&made.book, sheet, "G12", "5.825511432009627");
    assert_str(cell_format(&made.book, sheet, "D12"), "#,##0.00");
    assert_str(cell_format(&made.book, sheet, "F12"),
               "+#,##0&quot; &quot;%;-#,##0&quot; &quot;%;#,##0&quot; &quot;%");
    assert_str(cell_format(&made.book, sheet, "F2"),
               "+#,##0.0&quot; &quot;%;-#,##0.0&quot; &quot;%;#,##0.0&quot; &quot;%");
    assert_str(cell_format(&made.book, sheet, "G12"), "#,##0.00&quot;x&quot;");
    assert_cell(&made.book, sheet, "A5", "transfer/s");
    assert_cell(&made.book, sheet, "B5", "MiB/s");
    assert_cell(&made.book, sheet, "D5", "5.38");
    assert_cell(&made.book, sheet, "L5", "not the same payload");
    assert_cell(&made.book, sheet, "A21", "score");
    assert_cell(&made.book, sheet, "D21", "100");
    ck_assert(has(sheet, "state=\"frozen\""));
    ck_assert(has(sheet, "<autoFilter ref=\"A1:L21\"/>"));
    ck_assert(has(sheet, "orientation=\"landscape\""));
    assert_sound(&made.book);
}

END_TEST

START_TEST(runs_hold_every_run)
{
    build_go_python("en");
    write_as("a.xlsx");
    struct str sheet = sheet_of(&made.book, "Runs");
    assert_cell(&made.book, sheet, "A1", "system");
    assert_cell(&made.book, sheet, "E1", "elapsed (s)");
    assert_cell(&made.book, sheet, "Q1", "latency p99 (ms)");
    assert_cell(&made.book, sheet, "A2", "go");
    assert_cell(&made.book, sheet, "B2", "go-1.txt:1");
    assert_cell(&made.book, sheet, "H2", "47461.73");
    assert_cell(&made.book, sheet, "Q2", "4.25");
    assert_cell(&made.book, sheet, "B13", "python-6.txt:1");
    /* All else that canonical runs state. */
    assert_cell(&made.book, sheet, "AC1", "planned duration (s)");
    assert_cell(&made.book, sheet, "AC2", "10");
    assert_cell(&made.book, sheet, "AE1", "latency kind");
    assert_cell(&made.book, sheet, "AE2", "backfilled");
    assert_cell(&made.book, sheet, "AJ1", "requests/s a thread, within one stdev");
    ck_assert(!has(sheet, "<row r=\"14\""));
    ck_assert(has(sheet, "<autoFilter ref=\"A1:AJ13\"/>"));
    ck_assert(has(sheet, "topLeftCell=\"B2\""));
    ck_assert(has(part(&made.book, "xl/workbook.xml"), "Runs!$1:$1</definedName>"));
}

END_TEST

START_TEST(summary_says_what_matters)
{
    build_go_python("en");
    write_as("a.xlsx");
    struct str sheet = sheet_of(&made.book, "Summary");
    struct str headline = cell(&made.book, sheet, "A2");
    assert_cell(&made.book, sheet, "A1", "Load test: go vs python");
    ck_assert(str_eq(headline, made.report.headline));
    ck_assert(str_eq(cell(&made.book, sheet, "A3"), made.report.grouping));
    ck_assert(has(sheet, "location=\"'Comparison'!A1\""));
    ck_assert(has(sheet, "location=\"'Method'!A1\""));
    assert_cell(&made.book, sheet, "A10", "python");
    assert_cell(&made.book, sheet, "E10", "worse");
    assert_cell(&made.book, sheet, "A14", "warning");
    ck_assert(str_eq(cell(&made.book, sheet, "B14"), made.report.remarks[0].text));
    ck_assert(str_eq(cell(&made.book, sheet, "F14"), made.report.remarks[0].advice));
    /* Native charts, and everything in them is a reference to cells. */
    struct str chart = part(&made.book, "xl/charts/chart1.xml");
    ck_assert(has(chart, "<c:f>Comparison!$D$2:$E$2</c:f>"));
    ck_assert(has(chart, "<c:f>Comparison!$D$1:$E$1</c:f>"));
    ck_assert(has(part(&made.book, "xl/drawings/drawing1.xml"),
                  ": go 47,788 (47,462 to 48,138); python 7,361 ("));
}

END_TEST

START_TEST(same_input_gives_same_bytes)
{
    unsetenv("SOURCE_DATE_EPOCH");
    build_go_python("en");
    write_as("a.xlsx");
    setenv("TZ", "Asia/Tokyo", 1);
    write_as("b.xlsx");
    struct str a = read_file(&made.arena, file_path("a.xlsx"));
    struct str b = read_file(&made.arena, file_path("b.xlsx"));
    ck_assert(str_eq(a, b));
    static const char *const DATES[][2] = {{"1000000000", "2001-09-09T01:46:40Z"},
                                           {"0", "2000-01-01T00:00:00Z"},
                                           {"1e99", "2000-01-01T00:00:00Z"},
                                           {"today", "2000-01-01T00:00:00Z"}};
    for (size_t i = 0; i < sizeof DATES / sizeof DATES[0]; i++) {
        setenv("SOURCE_DATE_EPOCH", DATES[i][0], 1);
        write_as("a.xlsx");
        ck_assert_msg(has(part(&made.book, "docProps/core.xml"), DATES[i][1]), "%s", DATES[i][0]);
    }
}

END_TEST

/* Sheets have names that Excel takes, in the report's language. */
START_TEST(languages_name_the_sheets)
{
    static const char *const NAMES[][8] = {
        {"en", "Summary", "Comparison", "Score", "Latency", "Runs", "Findings", "Method"},
        {"pt-BR", "Resumo", "Comparação", "Pontuação", "Latência", "Execuções", "Achados",
         "Método"}};
    for (size_t i = 0; i < 2; i++) {
        build_go_python(NAMES[i][0]);
        write_as("a.xlsx");
        struct str book = part(&made.book, "xl/workbook.xml");
        for (size_t k = 1; k < 8; k++) {
            ck_assert_uint_le(strlen(NAMES[i][k]), 31);
            ck_assert(has(book, arena_printf(&made.arena, "<sheet name=\"%s\"", NAMES[i][k])));
        }
    }
    /* Numbers stay in the file's own form. */
    assert_cell(&made.book, sheet_of(&made.book, "Comparação"), "D12", "4.155");
    assert_sound(&made.book);
}

END_TEST

/* A weight is a number to change; all else on the sheet of scores follows from it. */
START_TEST(scores_follow_their_weights)
{
    build_go_python("en");
    write_as("a.xlsx");
    struct str sheet = sheet_of(&made.book, "Score");
    assert_cell(&made.book, sheet, "B3", "successful requests/s");
    assert_cell(&made.book, sheet, "B4", "60");
    ck_assert(has(sheet, "<dataValidation type=\"decimal\""));
    ck_assert(has(sheet, "sqref=\"B4\""));
    assert_formula(&made.book, sheet, "C4", "$B$4/SUM($B$4,$E$4)");
    assert_formula(&made.book, sheet, "B5", "MAX($B$6:$B$7)");
    assert_formula(&made.book, sheet, "E5", "MIN($E$6:$E$7)");
    assert_formula(&made.book, sheet, "F7", "$E$5/$E$7");
    assert_formula(&made.book, sheet, "G7", "$F$7^$F$4");
    assert_formula(&made.book, sheet, "H7", "100*$D$7*$G$7");
    struct str score = cell(&made.book, sheet, "H7");
    ck_assert(str_starts(score, STR("16.0850342061360")));
    assert_formula(&made.book, sheet_of(&made.book, "Comparison"), "E21", "'Score'!$H$7");
    assert_formula(&made.book, sheet_of(&made.book, "Summary"), "H10", "'Score'!$H$7");
}

END_TEST

START_TEST(latency_is_drawn_on_a_logarithmic_axis)
{
    build_go_python("en");
    write_as("a.xlsx");
    struct str sheet = sheet_of(&made.book, "Latency");
    assert_cell(&made.book, sheet, "A2", "p50");
    assert_cell(&made.book, sheet, "A6", "max");
    assert_cell(&made.book, sheet, "C5", "24.205");
    struct str charts = part(&made.book, "xl/charts/*");
    ck_assert(has(charts, "<c:logBase val=\"10\"/>"));
    ck_assert(has(charts, "<c:f>Latency!$C$2:$C$6</c:f>"));
}

END_TEST

START_TEST(findings_and_method_are_sheets)
{
    build_go_python("en");
    write_as("a.xlsx");
    struct str sheet = sheet_of(&made.book, "Findings");
    assert_cell(&made.book, sheet, "A2", "bytes-per-resp");
    assert_cell(&made.book, sheet, "E3", "python-3.txt:1");
    ck_assert(str_eq(cell(&made.book, sheet, "F2"), made.report.remarks[0].text));
    ck_assert(has(sheet, "<autoFilter ref="));
    ck_assert(has(part(&made.book, "xl/sharedStrings.xml"), ">wrkbook 0."));
}

END_TEST

/* Errors, no latency, other loads: what can't be compared is grey and blank, with its reason. */
START_TEST(what_is_missing_is_blank)
{
    const char *paths[5];
    static const char *const NAMES[] = {"A=mixed.txt", "B=hang_latency.txt", "C=slow.txt",
                                        "D=n404.txt", "E=slow4.txt"};
    for (size_t i = 0; i < 5; i++) {
        paths[i] = arena_printf(
            &made.arena, "%.2s%s", NAMES[i],
            source_path(&made.arena, arena_printf(&made.arena, "fixtures/edge/%s", NAMES[i] + 2)));
    }
    build_from(paths, 5, "en");
    write_as("a.xlsx");
    assert_sound(&made.book);
    /* More than four systems: a row each, so the third metric's second system is B. */
    struct str sheet = sheet_of(&made.book, "Comparison");
    assert_cell(&made.book, sheet, "D1", "system");
    assert_cell(&made.book, sheet, "A8", "requests/s");
    assert_cell(&made.book, sheet, "D8", "B");
    assert_cell(&made.book, sheet, "F8", "");
    assert_cell(&made.book, sheet, "G8", "");
    assert_cell(&made.book, sheet, "K8", "not comparable");
    assert_cell(&made.book, sheet, "L8", "too many errors");
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("xlsx");
    TCase *tests = tcase_create("xlsx");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, comparison_holds_numbers_with_formats);
    tcase_add_test(tests, runs_hold_every_run);
    tcase_add_test(tests, summary_says_what_matters);
    tcase_add_test(tests, same_input_gives_same_bytes);
    tcase_add_test(tests, languages_name_the_sheets);
    tcase_add_test(tests, scores_follow_their_weights);
    tcase_add_test(tests, latency_is_drawn_on_a_logarithmic_axis);
    tcase_add_test(tests, findings_and_method_are_sheets);
    tcase_add_test(tests, what_is_missing_is_blank);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
