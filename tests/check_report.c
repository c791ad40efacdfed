/* Formats, languages, labels, Markdown escaping: what the report layer and its writers print. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CMARK_NO_SHORT_NAMES
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "document.h"
#include "embedded.h"
#include "inputs.h"
#include "support.h"

static struct arena arena;
static struct language english, portuguese;

static void set_up(void)
{
    arena = (struct arena){0};
    struct err err = {0};
    ck_assert(language_load(&arena, STR("en"), &english, &err));
    ck_assert(language_load(&arena, STR("pt-BR"), &portuguese, &err));
}

static void tear_down(void)
{
    arena_free(&arena);
}

START_TEST(values_have_the_units_of_the_log)
{
    static const struct {
        enum unit unit;
        double value;
        const char *en, *pt;
    } CASES[] = {
        {UNIT_PER_SECOND, 47788.4, "47,788", "47.788"},
        {UNIT_PER_SECOND, 733.14, "733.1", "733,1"},
        {UNIT_PER_SECOND, 1.99, "1.99", "1,99"},
        {UNIT_MICROSECONDS, 849, "849.00 µs", "849,00 µs"},
        {UNIT_MICROSECONDS, 850, "0.85 ms", "0,85 ms"},
        {UNIT_MICROSECONDS, 273060, "273.06 ms", "273,06 ms"},
        {UNIT_MICROSECONDS, 999999, "1,000.00 ms", "1.000,00 ms"},
        {UNIT_MICROSECONDS, 2000000, "2.00 s", "2,00 s"},
        {UNIT_SECONDS, 0.012372, "12.37 ms", "12,37 ms"},
        {UNIT_BYTES, 117.94, "118 B", "118 B"},
        {UNIT_BYTES_PER_S, 4676648.96, "4.46 MiB/s", "4,46 MiB/s"},
        {UNIT_BYTES_PER_S, 1006633, "0.96 MiB/s", "0,96 MiB/s"},
        {UNIT_SHARE, 0, "0 %", "0 %"},
        {UNIT_SHARE, 8.4e-8, "0.0000084 %", "0,0000084 %"},
        {UNIT_SHARE, 0.000489, "0.049 %", "0,049 %"},
        {UNIT_SHARE, 0.04988, "5.0 %", "5,0 %"},
        {UNIT_SHARE, 0.2038, "20 %", "20 %"},
        {UNIT_SHARE, 0.9995, "99.95 %", "99,95 %"},
        {UNIT_SHARE, 1, "100 %", "100 %"},
        {UNIT_POINTS, 100, "100", "100"},
        {UNIT_POINTS, 9.97, "10.0", "10,0"},
        {UNIT_POINTS, 0.0321, "0.032", "0,032"},
        {UNIT_POINTS, 0, "0", "0"},
        {UNIT_COUNT, 11897335, "11,897,335", "11.897.335"},
        {UNIT_COUNT, NAN, "-", "-"},
        {UNIT_COUNT, -0.0, "0", "0"},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_str(format_value(&arena, &english, CASES[i].unit, CASES[i].value), CASES[i].en);
        assert_str(format_value(&arena, &portuguese, CASES[i].unit, CASES[i].value), CASES[i].pt);
    }
}

END_TEST

START_TEST(changes_are_percent_and_factor)
{
    assert_str(format_percent_change(&arena, &english, -79.626), "-79.6 %");
    assert_str(format_percent_change(&arena, &english, 10778.9), "+10,779 %");
    assert_str(format_percent_change(&arena, &english, 199.94), "+199.9 %");
    assert_str(format_percent_change(&arena, &english, 390.6), "+391 %");
    assert_str(format_percent_change(&arena, &english, 0.04), "0.0 %");
    assert_str(format_percent_change(&arena, &english, -0.04), "0.0 %");
    assert_str(format_percent_change(&arena, &portuguese, 10778.9), "+10.779 %");
    assert_str(format_percent_change(&arena, &english, -99.983), "-99.98 %");
    assert_str(format_percent_change(&arena, &english, -100), "-100.0 %");
    assert_str(format_percent_change(&arena, &english, NAN), "-");
    assert_str(format_factor(&arena, &english, 0.2037), "0.20x");
    assert_str(format_factor(&arena, &english, 4.906), "4.91x");
    assert_str(format_factor(&arena, &english, 22.07), "22.1x");
    assert_str(format_factor(&arena, &english, 108.79), "109x");
    assert_str(format_factor(&arena, &english, 0.000843), "0.00084x");
    assert_str(format_factor(&arena, &english, 0), "0x");
}

END_TEST

static bool in_both(const struct language *a, const struct language *b)
{
    for (size_t i = 0; i < a->entry_count; i++) {
        struct str key = a->entries[i].key;
        struct str other = language_text(b, str_copy(&arena, key).ptr);
        ck_assert_msg(!str_eq(other, key), "%.*s lacks %.*s", STR_ARG(b->id), STR_ARG(key));
    }
    return true;
}

/* The set of {names} in a text, as a count of each occurrence in the other. */
static void same_names(struct str a, struct str b, struct str key)
{
    for (size_t at = str_find(a, STR("{"), 0); at < a.len; at = str_find(a, STR("{"), at + 1)) {
        size_t end = str_find(a, STR("}"), at);
        struct str name = str_cut(a, at, end + 1);
        ck_assert_msg(str_find(b, name, 0) != SIZE_MAX, "%.*s: a translation lacks %.*s",
                      STR_ARG(key), STR_ARG(name));
    }
}

static struct run plain_run(struct str label)
{
    struct run run = run_blank();
    run.label = label;
    run.tool_name = STR("wrk");
    run.requests = run.ok = 1000;
    run.elapsed_s = 10;
    run.rps = 100;
    return run;
}

/* Of runs under one workload. */
static const struct workload_report *report_of(const struct run *const *runs, size_t n)
{
    struct study *study = ARENA_ARRAY(&arena, struct study, 1);
    struct analysis *analysis = ARENA_ARRAY(&arena, struct analysis, 1);
    struct report *report = ARENA_ARRAY(&arena, struct report, 1);
    const struct study_options grouping = {.force = false};
    const struct analysis_options thresholds = {0.05, 0.5};
    const struct report_options options = {.title = STR("t")};
    struct err err = {0};
    ck_assert(study_build(&arena, runs, n, &grouping, study, &err));
    analysis_run(&arena, study, &thresholds, analysis);
    report_build(&arena, analysis, &english, &options, report);
    return &report->workloads[0];
}

/* A hundred thousand dots would be one band, and a picture of megabytes. */
START_TEST(dots_of_runs_are_drawn_up_to_a_hundred)
{
    const char *const subtitles[] = {
        "median of the runs, dots are runs, whisker from lowest to highest",
        "median of the runs, whisker from lowest to highest"};
    struct run run = plain_run(STR("a"));
    const struct run *runs[101];
    for (size_t i = 0; i < 101; i++) {
        runs[i] = &run;
    }
    for (size_t i = 0; i < 2; i++) {
        const struct chart *goodput = &report_of(runs, 100 + i)->charts.at[0];
        assert_str(str_of(goodput->id), "goodput");
        ck_assert(str_ends(goodput->subtitle, str_of(subtitles[i])));
        ck_assert_uint_eq(goodput->rows[0].raw_count, i == 0 ? 100 : 0);
        ck_assert(goodput->rows[0].low == 100);
    }
}

END_TEST

START_TEST(a_factor_over_a_bound_is_one)
{
    struct run runs[2] = {plain_run(STR("a")), plain_run(STR("b"))};
    for (size_t i = 0; i < 2; i++) {
        runs[i].has_latency = true;
        runs[i].latency.max_us = i == 0 ? 50000 : 2e6; /* the timeout */
    }
    const struct run *both[] = {&runs[0], &runs[1]};
    const struct workload_report *workload = report_of(both, 2);
    const struct chart *score = &workload->charts.at[workload->charts.n - 1];
    assert_str(str_of(score->id), "score");
    assert_str(score->takeaway, "a has 100, b <= 22.9: >= 4.37x apart.");
}

END_TEST

START_TEST(catalogues_have_the_same_keys_and_names)
{
    ck_assert_uint_eq(english.entry_count, portuguese.entry_count);
    ck_assert(in_both(&english, &portuguese) && in_both(&portuguese, &english));
    for (size_t i = 0; i < english.entry_count; i++) {
        same_names(english.entries[i].text, portuguese.entries[i].text, english.entries[i].key);
    }
    for (size_t i = 1; i < english.entry_count; i++) {
        ck_assert(str_cmp(english.entries[i - 1].key, english.entries[i].key) < 0);
    }
}

END_TEST

START_TEST(every_metric_and_reason_has_its_words)
{
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        static const char *const PREFIXES[] = {"metric", "about"};
        for (size_t k = 0; k < 2; k++) {
            struct str text = language_of(&english, &arena, PREFIXES[k], METRICS[i].id);
            ck_assert_msg(!str_starts(text, str_of(PREFIXES[k])), "%.*s", STR_ARG(text));
        }
    }
    for (int why = WHY_ONE_RUN; why <= WHY_OTHER; why++) {
        struct str text = language_of(&english, &arena, "why", why_name((enum why)why));
        ck_assert_msg(!str_starts(text, STR("why.")), "%.*s", STR_ARG(text));
    }
}

END_TEST

START_TEST(an_unknown_language_names_the_known_ones)
{
    struct language none;
    struct err err = {0};
    ck_assert(!language_load(&arena, STR("xx"), &none, &err));
    ck_assert_str_eq(err.text, "no language is called \"xx\"; there are: en, pt-BR");
}

END_TEST

START_TEST(labels_come_from_file_names)
{
    static const struct {
        const char *name, *label;
    } CASES[] = {
        {"go.txt", "go"},
        {"go-1.txt", "go"},
        {"go_03.log", "go"},
        {"python2.txt", "python2"},
        {"nginx-1.24", "nginx-1.24"},
        {"nginx-1.24.txt", "nginx-1.24"},
        {"go-c64.txt", "go"},
        {"go-t4-c64-30s.txt", "go"},
        {"go-c128.txt", "go-c128"},
        {"go-c64-2.txt", "go"},
        {"go-2-c64.txt", "go"},
        {"vue-3-1.txt", "vue-3"},
        {"c64.txt", ""},
        {"go-2024.txt", "go-2024"},
        {"dir/rust-R500.log", "rust"},
        {"go/1.txt", ""},
    };
    struct load load = {LOAD_CLOSED, 4, 64, 30, 500, NAN, NAN};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_str(label_from_name(&arena, str_of(CASES[i].name), &load), CASES[i].label);
    }
}

END_TEST

static uint64_t state;

/* The text of all cells of a rendered table, and how many cells there are. */
static struct str table_text(struct str markdown, size_t *cells)
{
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    static const char *const EXTENSIONS[] = {"table", "strikethrough", "tagfilter", "autolink"};
    for (size_t i = 0; i < sizeof EXTENSIONS / sizeof EXTENSIONS[0]; i++) {
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(EXTENSIONS[i]));
    }
    cmark_parser_feed(parser, markdown.ptr, markdown.len);
    cmark_node *document = cmark_parser_finish(parser);
    struct buf out = BUF(&arena);
    *cells = 0;
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        const char *type = cmark_node_get_type_string(node);
        if (event == CMARK_EVENT_ENTER && strcmp(type, "table_cell") == 0) {
            (*cells)++;
        }
        bool text = cmark_node_get_type(node) == CMARK_NODE_TEXT;
        /* A plain address may become a link, which reads the same. */
        ck_assert_msg(text || strstr("document table table_row table_header table_cell link", type),
                      "markup survived: %s", type);
        buf_text(&out, text ? cmark_node_get_literal(node) : "");
    }
    cmark_iter_free(iter);
    cmark_node_free(document);
    cmark_parser_free(parser);
    return buf_str(&out);
}

/* What a reader should see of a hostile text: cleaned, trimmed, with our zero-width spaces gone. */
static struct str visible(struct str text)
{
    struct buf out = BUF(&arena);
    text = str_trim(str_clean(&arena, text));
    for (size_t i = 0; i < text.len;) {
        if (str_starts(str_skip(text, i), STR("\xe2\x80\x8b"))) {
            i += 3;
        } else {
            buf_char(&out, text.ptr[i++]);
        }
    }
    return buf_str(&out);
}

START_TEST(any_label_is_one_literal_cell)
{
    static const char *const PIECES[] = {
        "|",      "`",    "*",      "_",      "<script>",   "&amp;",    "\\",
        "[x](y)", "@u",   "#1",     "\n",     "~~",         "a",        "é",
        "\xff",   "$x$",  "]",      "!",      " ",          "\x1b[31m", "-",
        "1.",     "<!--", "{{x}}",  "&#124;", "<a href=x>", "www.a.bc", "http://a.bc",
        ":",      "/",    "u@a.bc", "\r\n",   "\t",         "![",       "](javascript:x)",
        "~",      ">",    "خدمة",

        "中文",   "🚀",    "-->"};
    for (state = 1; state < 1000; state++) {
        uint64_t seed = state;
        struct buf label = BUF(&arena);
        for (size_t i = 0, n = 1 + below(&state, 8); i < n; i++) {
            buf_text(&label, PIECES[below(&state, sizeof PIECES / sizeof PIECES[0])]);
        }
        struct table table = {.id = "t"};
        struct column columns[] = {{.title = buf_str(&label)},
                                   {.title = STR("n"), .numeric = true}};
        table.columns = columns;
        table.column_count = 2;
        struct cell cells[] = {{.kind = CELL_TEXT, .text = buf_str(&label)},
                               {.kind = CELL_TEXT, .text = STR("1")}};
        table.cells.at = cells;
        table.cells.n = 2;
        struct buf out = BUF(&arena);
        markdown_table(&out, &table);
        size_t count;
        struct str text = visible(table_text(buf_str(&out), &count));
        struct str once = visible(buf_str(&label));
        struct str expected = str_printf(&arena, "%.*sn%.*s1", STR_ARG(once), STR_ARG(once));
        ck_assert_uint_eq(count, 4);
        ck_assert_msg(str_eq(text, expected), "seed %lu: got \"%.*s\", expected \"%.*s\"",
                      (unsigned long)seed, STR_ARG(text), STR_ARG(expected));
        state = seed;
    }
}

END_TEST

/* Within the time that a test has. */
START_TEST(a_long_address_takes_no_long_time)
{
    struct buf address = BUF(&arena);
    for (size_t i = 0; i < 300000; i++) {
        buf_text(&address, "://");
    }
    struct column column = {.title = STR("t")};
    struct cell cell = {.kind = CELL_TEXT, .text = buf_str(&address)};
    struct table table = {.id = "t", .columns = &column, .column_count = 1};
    table.cells.at = &cell;
    table.cells.n = 1;
    struct buf out = BUF(&arena);
    markdown_table(&out, &table);
    ck_assert(str_find(buf_str(&out), buf_str(&address), 0) != SIZE_MAX);
}

END_TEST

START_TEST(exact_values_keep_small_ones_apart)
{
    struct str text = format_exact(&arena, &english, UNIT_SHARE, 0.0000012345);
    ck_assert(str_eq(text, STR("0.0001235 %")));
    text = format_exact(&arena, &english, UNIT_MICROSECONDS, 4155.25);
    ck_assert(str_eq(text, STR("4,155.25 µs")));
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *tests = tcase_create("report");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, values_have_the_units_of_the_log);
    tcase_add_test(tests, changes_are_percent_and_factor);
    tcase_add_test(tests, dots_of_runs_are_drawn_up_to_a_hundred);
    tcase_add_test(tests, a_factor_over_a_bound_is_one);
    tcase_add_test(tests, catalogues_have_the_same_keys_and_names);
    tcase_add_test(tests, every_metric_and_reason_has_its_words);
    tcase_add_test(tests, an_unknown_language_names_the_known_ones);
    tcase_add_test(tests, labels_come_from_file_names);
    tcase_add_test(tests, any_label_is_one_literal_cell);
    tcase_add_test(tests, a_long_address_takes_no_long_time);
    tcase_add_test(tests, exact_values_keep_small_ones_apart);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
