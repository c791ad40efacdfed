/* What wrkbook.yaml becomes; what users see of it stands in fixtures/cli/config*.case. */
#include <math.h>
#include <string.h>

#include "config.h"
#include "support.h"

static struct arena arena;
static struct options options;
static struct err err;

static void set_up(void)
{
    arena = (struct arena){0};
    err = (struct err){0};
    options_default(&arena, &options);
}

static void tear_down(void)
{
    arena_free(&arena);
}

static bool read_config(const char *text)
{
    return config_read(&arena, "../dir/wrkbook.yaml", str_of(text), &options, &err);
}

START_TEST(every_key_arrives)
{
    const char *path = source_path(&arena, "fixtures/config/every-key.yaml");
    ck_assert_msg(
        config_read(&arena, "../dir/wrkbook.yaml", read_file(&arena, path), &options, &err),
        "%d: %s", err.line, err.text);
    assert_str(options.title, "A title: with a colon");
    assert_str(options.lang, "pt-BR");
    assert_str(options.baseline, "go");
    assert_str(options.template_name, "../dir/own.md.mustache");
    ck_assert_double_eq(options.noise, 0.03);
    ck_assert_double_eq(options.one_run_noise, 0.4);
    ck_assert_double_eq(options.timeout_s, 1.5);
    ck_assert_int_eq(options.by, SWEEP_CONNECTIONS);
    ck_assert_str_eq(options.slo.metric->id, "latency.p99");
    ck_assert(!options.sweep_asked);
    ck_assert(options.file.charts != NULL);
    ck_assert_uint_eq(options.file.chart_count, 0);
    static const char *const PATHS[] = {"../dir/../runs/first.txt", "go=/logs/go-*.txt",
                                        "python=../dir/python-1.txt", "python=../dir/python-2.txt"};
    ck_assert_uint_eq(options.file.paths.n, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_str_eq(options.file.paths.at[i], PATHS[i]);
    }
}

END_TEST

START_TEST(facts_have_numbers_and_units)
{
    ck_assert(read_config("systems:\n"
                          "  a: {facts: {m: 12.4MB, n: 1e3, p: {value: 2, unit: $/h}}}\n"
                          "  b: {facts: {m: {value: 1 KiB, better: lower}}}\n"));
    ck_assert_uint_eq(options.file.facts.n, 4);
    const struct system_fact *facts = options.file.facts.at;
    assert_str(facts[0].system, "a");
    assert_str(facts[0].value.name, "m");
    assert_str(facts[0].value.unit, "MB");
    ck_assert_double_eq(facts[0].value.value, 12.4);
    /* said once, for all */
    ck_assert_int_eq(facts[0].value.better, BETTER_LOWER);
    ck_assert_double_eq(facts[1].value.value, 1000);
    ck_assert(facts[1].value.unit.ptr == NULL);
    assert_str(facts[2].value.unit, "$/h");
    assert_str(facts[3].system, "b");
    ck_assert(facts[3].value.fact);
}

END_TEST

START_TEST(weights_name_metrics_and_facts)
{
    ck_assert_msg(read_config("weights:\n"
                              "  goodput: {weight: 60, target: 1000}\n"
                              "  p99: {target: 20ms, weight: 0.5}\n"
                              "  time_per_request: {weight: 1, target: 3 ms}\n"
                              "  error_share: {weight: 1, target: 2 %}\n"
                              "  m: {weight: 2, target: 3 MiB}\n"
                              "systems: {a: {facts: {m: {value: 12.4 MB, better: lower}}}}\n"),
                  "%s", err.text);

    static const struct {
        const char *metric;
        double weight, target;
    } EXPECTED[] = {{"goodput", 60, 1000},
                    {"latency.p99", 0.5, 20000},
                    {"time_per_request", 1, 0.003},
                    {"error_share", 1, 0.02},
                    {"m", 2, 3145728}};

    ck_assert_uint_eq(options.file.weights.n, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct weight *weight = &options.file.weights.at[i];
        assert_str(weight->metric, EXPECTED[i].metric);
        ck_assert_double_eq(weight->weight, EXPECTED[i].weight);
        ck_assert_double_eq(weight->target, EXPECTED[i].target);
    }
}

END_TEST

START_TEST(nothing_is_nothing)
{
    static const char *const TEXTS[] = {"", "# only this\n", "---\n", "--- {}\n...\n",
                                        "\xEF\xBB\xBF"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        ck_assert_msg(read_config(TEXTS[i]), "%zu: %s", i, err.text);
    }
    ck_assert(options.title.ptr == NULL && options.file.charts == NULL);
    ck_assert_uint_eq(options.file.paths.n, 0);
}

END_TEST

START_TEST(what_is_large_is_refused_soon)
{
    struct buf text = BUF(&arena);
    buf_text(&text, "charts: [");
    for (int i = 0; i < 1001; i++) {
        buf_text(&text, "a,");
    }
    buf_text(&text, "]\n");
    ck_assert(!config_read(&arena, "x", buf_str(&text), &options, &err));
    ck_assert_str_eq(err.text, "expected at most 1000 entries");
    ck_assert_int_eq(err.line, 1);
    /* A long name has no suggestion, and costs nothing. */
    err = (struct err){0};
    char *name = arena_alloc(&arena, 60002);
    memset(name, 'x', 60000);
    name[60000] = ':';
    ck_assert(!read_config(name));
}

END_TEST

static void assert_named(struct str page, const char *form, const char *what)
{
    struct str text = str_printf(&arena, form, what);
    for (char *c = (char *)text.ptr; *c; c++) {
        *c = *c == '-' && form[0] == '`' ? '_' : *c;
    }
    ck_assert_msg(str_find(page, text, 0) < page.len, "wrkbook.yaml.md lacks %s", text.ptr);
}

/* What docs/wrkbook.yaml.md lists stands in tables of ours, and the other way round. */
START_TEST(the_page_has_every_key_and_unit)
{
    struct str page = read_file(&arena, source_path(&arena, "docs/wrkbook.yaml.md"));
    size_t keys = CONFIG_KEY_COUNT;
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        assert_named(page, "`%s`", CONFIG_KEYS[i].name);
    }
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (OPTIONS[i].commands & IN_FILE) {
            assert_named(page, "`%s`", OPTIONS[i].name);
            keys++;
        }
    }
    size_t listed = 0;
    struct str table = str_skip(page, str_find(page, STR("| key "), 0));
    table = str_cut(table, 0, str_find(table, STR("\n\n"), 0));
    while (table.len > 0) {
        struct str line = str_cut(table, 0, str_find(table, STR("\n"), 0));
        struct str names = str_cut(line, 0, str_find(line, STR("|"), 1));
        for (size_t i = 0; i < names.len; i++) {
            listed += names.ptr[i] == '`';
        }
        table = str_skip(table, line.len + 1);
    }
    ck_assert_uint_eq(listed, 2 * keys);
    for (size_t i = 0; i < KNOWN_UNIT_COUNT; i++) {
        bool per_second = KNOWN_UNITS[i].unit == UNIT_BYTES_PER_S; /* "the same with /s" */
        bool other_micro = KNOWN_UNITS[i].text[0] == '\xCE';
        if (!per_second && !other_micro) {
            assert_named(page, " %s", KNOWN_UNITS[i].text);
        }
    }
}

END_TEST

/* "the same with /s" */
START_TEST(every_size_has_a_speed)
{
    for (size_t i = 0; i < KNOWN_UNIT_COUNT; i++) {
        const struct known_unit *unit = &KNOWN_UNITS[i];
        bool abbreviated = unit->text[strlen(unit->text) - 1] == 'B';
        double times;
        if (unit->unit == UNIT_BYTES && abbreviated && strcmp(unit->text, "KB") != 0) {
            struct str speed = str_printf(&arena, "%s/s", unit->text);
            ck_assert_int_eq(unit_of_text(speed, &times), UNIT_BYTES_PER_S);
            ck_assert_double_eq(times, unit->times);
        }
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("config");
    TCase *tests = tcase_create("config");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, every_key_arrives);
    tcase_add_test(tests, facts_have_numbers_and_units);
    tcase_add_test(tests, weights_name_metrics_and_facts);
    tcase_add_test(tests, nothing_is_nothing);
    tcase_add_test(tests, what_is_large_is_refused_soon);
    tcase_add_test(tests, the_page_has_every_key_and_unit);
    tcase_add_test(tests, every_size_has_a_speed);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
