/* report.json, comparison.csv and runs.jsonl, byte by byte, from a report made by hand. */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>

#include "output.h"
#include "support.h"

extern const struct output_format output_json, output_csv, output_runs;
static const struct output_format *const FORMATS[] = {&output_json, &output_csv, &output_runs};
#define FORMAT_COUNT (sizeof FORMATS / sizeof FORMATS[0])

#define HOSTILE "=cmd|'x'!A1 \"q\",\n2"
#define HOSTILE_JSON "\"=cmd|'x'!A1 \\\"q\\\",\\n2\""
#define HOSTILE_CSV "\"'=cmd|'x'!A1 \"\"q\"\", 2\""

static struct arena arena;
static char directory[] = "/tmp/XXXXXX";
static struct sink sink;
static struct err err;

/* The report: two systems, one of them hostile, under one workload. */
static struct run go, other;
static const struct run *run_list[] = {&go, &other};
static struct str labels[] = {{"go", 2}, {HOSTILE, sizeof HOSTILE - 1}};
static struct group groups[] = {{&run_list[0], 1}, {&run_list[1], 1}};
static struct workload workload;
static struct study study = {.runs = run_list,
                             .run_count = 2,
                             .systems = labels,
                             .system_count = 2,
                             .workloads = &workload,
                             .workload_count = 1,
                             .groups = groups};
static struct analysis analysis;
static struct workload_report workload_words;
static struct language language;
static struct report report;
static const struct report_input inputs[] = {
    {{HOSTILE, sizeof HOSTILE - 1}, {"wrk", 3}, 2, {"0123", 4}},
    {{"stdin", 5}, {"wrk", 3}, 1, {NULL, 0}},
};

static struct run make_run(struct str label, const char *file)
{
    struct run run = run_blank();
    run.label = label;
    run.source_file = str_of(file);
    run.source_line = 7;
    run.tool_name = STR("wrk");
    return run;
}

static void add_comparisons(void)
{
    const struct metric *rate = metric_get("goodput");
    const struct summary none = {0, NAN, NAN, NAN, NAN, NAN, BOUND_NONE, rate, groups};
    struct comparison_row *rows = ARENA_ARRAY(&arena, struct comparison_row, 4);
    rows[0].summary = (struct summary){1, 50000.5, NAN, NAN, NAN, NAN, BOUND_NONE, rate, groups};
    rows[1].summary =
        (struct summary){1, 10000.1, -0.0, INFINITY, NAN, NAN, BOUND_AT_LEAST, rate, groups + 1};
    rows[1].has_change = true;
    rows[1].change = (struct change){0.2,   -80,   0.21,          0.15,          0.25,
                                     0.002, 0.004, BOUND_AT_MOST, VERDICT_WORSE, WHY_ONE_RUN};
    rows[2].summary = none;
    rows[3].summary = none;
    rows[3].has_change = true;
    rows[3].change = (struct change){
        NAN, NAN, NAN, NAN, NAN, NAN, NAN, BOUND_NONE, VERDICT_NOT_COMPARABLE, WHY_LITTLE_HIGH};
    struct comparison goodput = {0, metric_get("goodput"), rows};
    struct comparison bytes = {0, metric_get("bytes_per_response"), rows + 2};
    VEC_PUSH(&arena, &analysis.comparisons, goodput);
    VEC_PUSH(&arena, &analysis.comparisons, bytes);
}

static void add_scores(void)
{
    struct efficiency_cell *cells = ARENA_ARRAY(&arena, struct efficiency_cell, 2);
    cells[0].share = 1;
    cells[1] = (struct efficiency_cell){NAN, WHY_ERRORS};
    struct efficiency efficiency = {0, metric_get("goodput"), cells};
    VEC_PUSH(&arena, &analysis.efficiencies, efficiency);
    static const size_t BEATEN[] = {1};
    static struct score_room room = {0, 0.25, 1};
    static struct score_part part = {NULL, 50000.5, 50000.5, false,        1,
                                     0.98, 1.02,    0.6,     BOUND_AT_MOST};
    static struct score_excluded excluded = {NULL, WHY_NO_LATENCY};
    part.metric = metric_get("goodput");
    excluded.metric = metric_get("latency.p99");
    struct score first = {.value = 100,
                          .low = 98,
                          .high = NAN,
                          .rank = 1,
                          .parts = &part,
                          .part_count = 1,
                          .excluded = &excluded,
                          .excluded_count = 1,
                          .dominates = BEATEN,
                          .dominates_count = 1,
                          .next = 1,
                          .room = room,
                          .rooms = &room,
                          .decides_share = NAN};
    struct score second = {.system = 1,
                           .value = NAN,
                           .low = NAN,
                           .high = NAN,
                           .not_scored = NOT_SCORED_ERRORS,
                           .next = NO_INDEX,
                           .decides_share = NAN};
    VEC_PUSH(&arena, &analysis.scores, first);
    VEC_PUSH(&arena, &analysis.scores, second);
}

static void add_remarks(void)
{
    struct finding all = {.id = "settings", .system = NO_INDEX, .workload = NO_INDEX};
    struct finding one = {.id = "non2xx", .level = LEVEL_ERROR, .system = 1, .run = &other};
    one.values[0] = (struct finding_value){"share", 0.25, UNIT_SHARE, {0}};
    one.values[1] = (struct finding_value){"label", NAN, UNIT_NONE, labels[1]};
    one.values[2] = (struct finding_value){"limit", NAN, UNIT_SECONDS, {0}};
    one.value_count = 3;
    VEC_PUSH(&arena, &analysis.findings, all);
    VEC_PUSH(&arena, &analysis.findings, one);
    report.remark_count = 2;
    report.remarks = ARENA_ARRAY(&arena, struct remark, 2);
    report.remarks[0] =
        (struct remark){&analysis.findings.at[0], STR("info"), STR("said"), STR("do")};
    report.remarks[1] = (struct remark){
        &analysis.findings.at[1], STR("error"), STR("bad \xff \x1b[31m\t</script>"), {0}};
}

static void set_up(void)
{
    ck_assert(mkdtemp(directory) != NULL);
    sink_init(&sink, &arena, directory);
    go = make_run(labels[0], "go.txt");
    other = make_run(labels[1], "other.txt");
    go.elapsed_s = other.elapsed_s = 1;
    go.ok = 50000.5;
    other.ok = 10000.1;
    workload = (struct workload){{0}, STR("/"), 100, 4, 10, NAN, NAN};
    workload_words.title = STR("100 connections");
    language.id = STR("en");
    report = (struct report){.arena = &arena,
                             .study = &study,
                             .analysis = &analysis,
                             .language = &language,
                             .title = labels[1],
                             .headline = STR("go wins"),
                             .workloads = &workload_words,
                             .workload_count = 1,
                             .inputs = inputs,
                             .input_count = 2};
    analysis.study = &study;
    add_comparisons();
    add_scores();
    add_remarks();
}

static void tear_down(void)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        unlink(arena_printf(&arena, "%s/%s", directory, FORMATS[i]->file));
    }
    ck_assert_int_eq(rmdir(directory), 0);
    arena_free(&arena);
}

static struct str run_text(const struct run *run)
{
    struct buf out = BUF(&arena);
    struct json_emit json = {.out = &out};
    run_emit(&json, run);
    return buf_str(&out);
}

/* What a writer puts into the directory. */
static struct str written(const struct output_format *format)
{
    ck_assert_msg(format->write(&report, &sink, format->file, &err), "%s", err.text);
    ck_assert(sink_commit(&sink, &err));
    return read_file(&arena, arena_printf(&arena, "%s/%s", directory, format->file));
}

#define SCHEMA                                                                                     \
    "{\"schema\":\"wrkbook.report/1\",\"title\":" HOSTILE_JSON                                     \
    ",\"lang\":\"en\",\"headline\":\"go wins\",\"baseline\":\"go\",\n"
#define SYSTEMS                                                                                    \
    "\"systems\":[\n"                                                                              \
    "{\"label\":\"go\",\"runs\":1,\"tool\":\"wrk\",\"facts\":[]},\n"                               \
    "{\"label\":" HOSTILE_JSON ",\"runs\":1,\"tool\":\"wrk\",\"facts\":[]}],\n"
#define WORKLOADS                                                                                  \
    "\"workloads\":[\n"                                                                            \
    "{\"id\":\"w1\",\"text\":\"100 connections\",\"connections\":100,\"threads\":4,"               \
    "\"duration_s\":10,\"rate_rps\":null,\"path\":\"/\"}],\n"
#define COMPARISON                                                                                 \
    "\"comparison\":[\n"                                                                           \
    "{\"workload\":\"w1\",\"metric\":\"goodput\",\"unit\":\"1/s\",\"better\":\"higher\","          \
    "\"primary\":true,\"rows\":["                                                                  \
    "{\"system\":\"go\",\"n\":1,\"value\":50000.5,\"low\":null,\"high\":null,\"bound\":null,"      \
    "\"raw\":[50000.5],\"change\":null},"                                                          \
    "{\"system\":" HOSTILE_JSON ",\"n\":1,\"value\":10000.1,\"low\":0,\"high\":null,"              \
    "\"bound\":\">=\",\"raw\":[10000.1],\"change\":{\"ratio\":0.2,\"percent\":-80,"                \
    "\"estimate\":0.21,\"low\":0.15,"                                                              \
    "\"high\":0.25,\"p\":0.002,\"p_adjusted\":0.004,\"verdict\":\"worse\","                        \
    "\"why\":\"one-run\",\"bound\":\"<=\"}}]},\n"                                                  \
    "{\"workload\":\"w1\",\"metric\":\"bytes_per_response\",\"unit\":\"B\",\"better\":null,"       \
    "\"primary\":false,\"rows\":["                                                                 \
    "{\"system\":\"go\",\"n\":0,\"value\":null,\"low\":null,\"high\":null,\"bound\":null,"         \
    "\"raw\":[],\"change\":null},"                                                                 \
    "{\"system\":" HOSTILE_JSON ",\"n\":0,\"value\":null,\"low\":null,\"high\":null,"              \
    "\"bound\":null,\"raw\":[],\"change\":{\"ratio\":null,\"percent\":null,"                       \
    "\"estimate\":null,\"low\":null,"                                                              \
    "\"high\":null,\"p\":null,\"p_adjusted\":null,"                                                \
    "\"verdict\":\"not-comparable\",\"why\":\"little-high\",\"bound\":null}}]}],\n"
#define EFFICIENCY                                                                                 \
    "\"overall\":[],\n"                                                                            \
    "\"efficiency\":[\n"                                                                           \
    "{\"workload\":\"w1\",\"metric\":\"goodput\",\"rows\":["                                       \
    "{\"system\":\"go\",\"share\":1,\"why\":null},"                                                \
    "{\"system\":" HOSTILE_JSON ",\"share\":null,\"why\":\"errors\"}]}],\n"
#define SCORE                                                                                      \
    "\"score\":[\n"                                                                                \
    "{\"workload\":\"w1\",\"system\":\"go\",\"score\":100,\"rank\":1,\"parts\":["                  \
    "{\"metric\":\"goodput\",\"value\":50000.5,\"best\":50000.5,\"ratio\":1,\"weight\":0.6,"       \
    "\"bound\":\"<=\",\"against\":\"best\"}],\"excluded\":[{\"metric\":\"latency.p99\",\"why\":"   \
    "\"no-latency\"}],"                                                                            \
    "\"not_scored\":null,\"dominates\":[" HOSTILE_JSON                                             \
    "],\"low\":98,\"high\":null,\"mode\":\"relative\","                                            \
    "\"order_holds\":{\"before\":" HOSTILE_JSON                                                    \
    ",\"metric\":\"goodput\",\"from\":0.25,\"to\":1,\"parts\":[{\"metric\":\"goodput\",\"from\":"  \
    "0.25,\"to\":1}]},"                                                                            \
    "\"decides\":null,\"decides_share\":null,\"bound\":null},\n"                                   \
    "{\"workload\":\"w1\",\"system\":" HOSTILE_JSON ",\"score\":null,"                             \
    "\"rank\":null,\"parts\":[],\"excluded\":[],\"not_scored\":\"errors\",\"dominates\":[],"       \
    "\"low\":null,\"high\":null,\"mode\":\"relative\",\"order_holds\":null,\"decides\":null,"      \
    "\"decides_share\":null,\"bound\":null}],\n"
#define FINDINGS                                                                                   \
    "\"sweep\":[],\n\"findings\":[\n"                                                              \
    "{\"id\":\"settings\",\"level\":\"info\",\"system\":null,\"workload\":null,\"run\":null,"      \
    "\"text\":\"said\",\"advice\":\"do\",\"values\":{}},\n"                                        \
    "{\"id\":\"non2xx\",\"level\":\"error\",\"system\":" HOSTILE_JSON ",\"workload\":\"w1\","      \
    "\"run\":\"other.txt:7\",\"text\":\"bad \xef\xbf\xbd \\u001b[31m\\t</script>\","               \
    "\"advice\":null,\"values\":{\"share\":0.25,\"label\":" HOSTILE_JSON ",\"limit\":null}}],\n"   \
    "\"gates\":[],\n"                                                                              \
    "\"inputs\":[\n"                                                                               \
    "{\"file\":" HOSTILE_JSON ",\"format\":\"wrk\",\"runs\":2,\"sha256\":\"0123\"},\n"             \
    "{\"file\":\"stdin\",\"format\":\"wrk\",\"runs\":1,\"sha256\":null}],\n"

START_TEST(json_is_exact)
{
    struct str expected = str_printf(&arena, "%s\"runs\":[\n%.*s,\n%.*s]}\n",
                                     SCHEMA SYSTEMS WORKLOADS COMPARISON EFFICIENCY SCORE FINDINGS,
                                     STR_ARG(run_text(&go)), STR_ARG(run_text(&other)));
    struct buf out = BUF(&arena);
    report_json(&report, &out);
    assert_str(buf_str(&out), expected.ptr);
    assert_str(written(&output_json), expected.ptr);
}

END_TEST

START_TEST(json_can_be_read_by_others)
{
    struct buf out = BUF(&arena);
    report_json(&report, &out);
    json_error_t problem;
    json_t *root = json_loadb(out.at, out.n, JSON_REJECT_DUPLICATES, &problem);
    ck_assert_msg(root != NULL, "%d: %s", problem.line, problem.text);
    const json_t *system = json_array_get(json_object_get(root, "systems"), 1);
    ck_assert_str_eq(json_string_value(json_object_get(system, "label")), HOSTILE);
    ck_assert_uint_eq(json_object_size(root), 16);
    json_decref(root);
}

END_TEST

START_TEST(csv_is_exact)
{
    struct str text = written(&output_csv);
    assert_str(text, "workload,metric,unit,better,system,n,value,low,high,ratio,percent,ratio_low,"
                     "ratio_high,p,p_adjusted,verdict,why\n"
                     "\"w1\",\"goodput\",\"1/s\",\"higher\",\"go\",1,50000.5,,,,,,,,,\"\",\"\"\n"
                     "\"w1\",\"goodput\",\"1/s\",\"higher\"," HOSTILE_CSV
                     ",1,10000.1,0,,0.2,-80,0.15,0.25,0.002,0.004,\"worse\",\"one-run\"\n"
                     "\"w1\",\"bytes_per_response\",\"B\",\"\",\"go\",0,,,,,,,,,,\"\",\"\"\n"
                     "\"w1\",\"bytes_per_response\",\"B\",\"\"," HOSTILE_CSV
                     ",0,,,,,,,,,,\"not-comparable\",\"little-high\"\n");
    struct buf out = BUF(&arena);
    comparison_csv(&report, &out);
    ck_assert(str_eq(buf_str(&out), text));
}

END_TEST

START_TEST(no_label_is_a_formula)
{
    static const char *const LABELS[][2] = {
        {"=1", "\"'=1\""},  {"+1", "\"'+1\""}, {"-1", "\"'-1\""},
        {"@a", "\"'@a\""},  {"\ta", "\" a\""}, {"\x1b=1", "\" =1\""},
        {"a=1", "\"a=1\""}, {"'=", "\"'=\""},  {"", "\"\""},
    };
    struct str names[2] = {STR("go")};
    study.systems = names;
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
        names[1] = str_of(LABELS[i][0]);
        struct buf out = BUF(&arena);
        comparison_csv(&report, &out);
        struct str cell = str_printf(&arena, ",%s,1,10000.1,", LABELS[i][1]);
        ck_assert_msg(str_find(buf_str(&out), cell, 0) != SIZE_MAX, "%s", LABELS[i][1]);
    }
}

END_TEST

/* Enough runs for the writer to write in several pieces. */
START_TEST(runs_are_a_line_each)
{
    enum { COUNT = 2001 };
    static const struct run *many[COUNT];
    struct buf expected = BUF(&arena);
    for (size_t i = 0; i < COUNT; i++) {
        struct run *run = arena_alloc(&arena, sizeof *run);
        *run = make_run(labels[i % 2], "many.txt");
        run->source_line = (double)i;
        many[i] = run;
        buf_add(&expected, run_text(run));
        buf_char(&expected, '\n');
    }
    study.runs = many;
    study.run_count = COUNT;
    ck_assert_uint_gt(expected.n, 1000000);
    ck_assert(str_eq(written(&output_runs), buf_str(&expected)));
}

END_TEST

START_TEST(a_full_disk_is_an_output_error)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        struct err full = {0};
        sink_init(&sink, &arena, "");
        ck_assert(!FORMATS[i]->write(&report, &sink, "/dev/full", &full));
        ck_assert_int_eq(full.code, ERR_OUTPUT);
        ck_assert_str_eq(full.source, "/dev/full");
        sink_discard(&sink);
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("output");
    TCase *tests = tcase_create("output");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, json_is_exact);
    tcase_add_test(tests, json_can_be_read_by_others);
    tcase_add_test(tests, csv_is_exact);
    tcase_add_test(tests, no_label_is_a_formula);
    tcase_add_test(tests, runs_are_a_line_each);
    tcase_add_test(tests, a_full_disk_is_an_output_error);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
