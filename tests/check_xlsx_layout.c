/* That a workbook can be read on a screen and on paper: many systems, long names, wide tables. */
#include <stdio.h>
#include <string.h>

#include "number.h"
#include "xlsx_made.h"

#define LONG "Spring Boot (Tomcat) with virtual threads and a name that never ends"

/* One run of each label. */
static void build_labels(const char *const *labels, size_t n)
{
    struct run *made_runs = ARENA_ARRAY(&made.arena, struct run, n);
    const struct run **runs = ARENA_ARRAY(&made.arena, const struct run *, n);
    for (size_t i = 0; i < n; i++) {
        made_runs[i] = hand_built(labels[i], strlen(labels[i]), 1000.0 * (double)(i + 1));
        runs[i] = &made_runs[i];
    }
    build(runs, n, "en");
    write_as("a.xlsx");
    assert_sound(&made.book);
}

static void build_numbered(size_t n)
{
    const char **labels = ARENA_ARRAY(&made.arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        labels[i] = arena_printf(&made.arena, "s%c", (int)('a' + i));
    }
    build_labels(labels, n);
}

/* What a column's width is, in characters. */
static double width_of(struct str sheet, const char *column)
{
    double width = 0;
    struct str text = between(
        sheet, arena_printf(&made.arena, "<col min=\"%s\" max=\"%s\" width=\"", column, column),
        "\"");
    ck_assert(number_parse(text, &width));
    return width;
}

/* Names that do not fit below standing bars stand beside lying ones. */
START_TEST(many_bars_or_long_names_lie)
{
    static const char *const NAMES[] = {"go", "py", LONG};
    build_numbered(6);
    ck_assert(has(part(&made.book, "xl/charts/chart1.xml"), "<c:barDir val=\"col\"/>"));
    build_numbered(7);
    struct str chart = part(&made.book, "xl/charts/chart1.xml");
    ck_assert(has(chart, "<c:barDir val=\"bar\"/>"));
    /* The first at the top, the numbers below, from 0. */
    struct str names = between(chart, "<c:catAx>", "</c:catAx>");
    struct str values = between(chart, "<c:valAx>", "</c:valAx>");
    ck_assert(has(names, "<c:orientation val=\"maxMin\"/>"));
    ck_assert(has(values, "<c:crosses val=\"max\"/>"));
    ck_assert(has(values, "<c:min val=\"0\"/>"));
    ck_assert(has(values, "<c:majorGridlines>"));
    ck_assert(has(values, "<a:t>1/s</a:t>"));
    build_labels(NAMES, 3);
    ck_assert(has(part(&made.book, "xl/charts/chart1.xml"), "<c:barDir val=\"bar\"/>"));
}

END_TEST

START_TEST(one_bar_is_no_chart)
{
    build_numbered(1);
    ck_assert(!has(sheet_of(&made.book, "Summary"), "<drawing"));
    ck_assert(!has(part(&made.book, "xl/sharedStrings.xml"), ">Charts<"));
    build_numbered(2);
    ck_assert(has(sheet_of(&made.book, "Summary"), "<drawing"));
}

END_TEST

START_TEST(long_labels_have_room)
{
    static const char *const NAMES[] = {"go", "py", LONG};
    build_labels(NAMES, 3);
    ck_assert(width_of(sheet_of(&made.book, "Summary"), "1") > 44);
    ck_assert(width_of(sheet_of(&made.book, "Score"), "1") > 44);
    /* Three systems stand beside each other only where their names fit over the columns. */
    struct str sheet = sheet_of(&made.book, "Comparison");
    assert_cell(&made.book, sheet, "D1", "system");
    assert_cell(&made.book, sheet, "D4", LONG);
    ck_assert(width_of(sheet, "4") > 44);
    /* A header of three lines, above the filter's buttons. */
    ck_assert(has(sheet_of(&made.book, "Latency"), "<row r=\"1\" spans=\"1:4\" ht=\"61\""));
    build_numbered(3);
    assert_cell(&made.book, sheet_of(&made.book, "Comparison"), "D1", "sa");
}

END_TEST

/* A table that would become too small takes pages side by side, each with its first column. */
START_TEST(wide_tables_take_pages)
{
    build_go_python("en");
    write_as("a.xlsx");
    ck_assert(has(sheet_of(&made.book, "Runs"), "fitToWidth=\"3\""));
    ck_assert(!has(sheet_of(&made.book, "Comparison"), "fitToWidth=\""));
    struct str book = part(&made.book, "xl/workbook.xml");
    ck_assert(has(book, ">Runs!$A:$A,Runs!$1:$1</definedName>"));
    ck_assert(has(book, ">Comparison!$1:$1</definedName>"));
    ck_assert(has(book, ">Findings!$1:$1</definedName>"));
}

END_TEST

/* The rows that pages begin with, of a sheet. */
static struct str breaks_of(const char *sheet)
{
    return between(sheet_of(&made.book, sheet), "<rowBreaks", "</rowBreaks>");
}

/* Two systems are seen at one glance, on paper too; no chart stands alone below others. */
START_TEST(a_short_summary_is_one_page)
{
    build_go_python("en");
    write_as("a.xlsx");
    struct str summary = sheet_of(&made.book, "Summary");
    ck_assert(has(summary, "<pageSetUpPr fitToPage=\"1\"/>"));
    ck_assert(!has(summary, "fitToHeight=\"0\""));
    ck_assert(!has(summary, "<rowBreaks"));
    const char *path = source_path(&made.arena, "fixtures/go-vs-python/published.json");
    build_from(&path, 1, "en");
    write_as("a.xlsx");
    ck_assert(!has(sheet_of(&made.book, "Summary"), "<rowBreaks"));
    struct str drawing = part(&made.book, "xl/drawings/drawing1.xml");
    struct str first = between(drawing, "<xdr:row>", "</xdr:row>");
    size_t beside = 0;
    const char *from = arena_printf(&made.arena, "<xdr:row>%.*s</xdr:row>", STR_ARG(first));
    for (size_t at = str_find(drawing, str_of(from), 0); at < drawing.len;
         at = str_find(drawing, str_of(from), at + 1)) {
        beside++;
    }
    ck_assert_uint_eq(beside, 3);
}

END_TEST

/* No break cuts a chart or leaves the titles of a table alone. */
START_TEST(pages_break_between_things)
{
    const char *path = source_path(&made.arena, "fixtures/go-vs-python/sweep");
    build_from(&path, 1, "en");
    write_as("a.xlsx");
    struct str drawing = part(&made.book, "xl/drawings/drawing3.xml"); /* of the loads */
    struct str row = between(drawing, "<xdr:row>", "</xdr:row>");
    ck_assert(has(breaks_of("Loads"), arena_printf(&made.arena, "<brk id=\"%.*s\"", STR_ARG(row))));
    double before;
    struct str summary = between(breaks_of("Summary"), "<brk id=\"", "\"");
    ck_assert(number_parse(summary, &before));
    assert_cell(&made.book, sheet_of(&made.book, "Summary"),
                arena_printf(&made.arena, "A%.0f", before + 1), "4 threads, 64 connections, 6 s");
    struct str method = sheet_of(&made.book, "Method");
    struct str brk = between(method, "<brk id=\"", "\"");
    ck_assert(number_parse(brk, &before));
    assert_cell(&made.book, method, arena_printf(&made.arena, "A%.0f", before + 1), "Inputs");
}

END_TEST

/* A first finding of many lines takes the titles above it to the next page. */
START_TEST(titles_stay_with_the_first_finding)
{
    enum { LOADS = 3, RUNS = 5 };
    struct run runs[LOADS * RUNS * 2];
    const struct run *all[LOADS * RUNS * 2];
    for (size_t i = 0; i < LOADS * RUNS * 2; i++) {
        size_t turn = i / 2 % RUNS;
        runs[i] = hand_built(i % 2 ? "right" : "left", i % 2 ? 5 : 4, 1000 + 30 * (double)turn);
        size_t load = i / 2 / RUNS;
        runs[i].load.connections = (double)(100 + 10 * load);
        all[i] = &runs[i];
    }
    build(all, LOADS * RUNS * 2, "en");
    write_as("a.xlsx");
    double before;
    ck_assert(number_parse(between(breaks_of("Summary"), "<brk id=\"", "\""), &before));
    assert_cell(&made.book, sheet_of(&made.book, "Summary"),
                arena_printf(&made.arena, "A%.0f", before + 1), "Findings");
}

END_TEST

START_TEST(each_law_says_whose_it_is)
{
    const char *path = source_path(&made.arena, "fixtures/go-vs-python/sweep");
    build_from(&path, 1, "en");
    write_as("a.xlsx");
    struct str charts = part(&made.book, "xl/charts/*");
    ck_assert(has(charts, "<c:v>go: fitted law</c:v>"));
    ck_assert(has(charts, "<c:v>python: fitted law</c:v>"));
}

END_TEST

/* What rounds to nothing is neither more nor less. */
START_TEST(no_change_has_no_sign)
{
    struct run a = hand_built("a", 1, 40000);
    struct run b = hand_built("b", 1, 40001);
    const struct run *runs[] = {&a, &b};
    build(runs, 2, "en");
    write_as("a.xlsx");
    struct str sheet = sheet_of(&made.book, "Comparison");
    assert_cell(&made.book, sheet, "A2", "successful requests/s");
    assert_str(cell_format(&made.book, sheet, "F2"), "#,##0.0&quot; &quot;%");
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("xlsx_layout");
    TCase *tests = tcase_create("xlsx_layout");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, many_bars_or_long_names_lie);
    tcase_add_test(tests, one_bar_is_no_chart);
    tcase_add_test(tests, long_labels_have_room);
    tcase_add_test(tests, wide_tables_take_pages);
    tcase_add_test(tests, pages_break_between_things);
    tcase_add_test(tests, titles_stay_with_the_first_finding);
    tcase_add_test(tests, a_short_summary_is_one_page);
    tcase_add_test(tests, each_law_says_whose_it_is);
    tcase_add_test(tests, no_change_has_no_sign);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
