/* The 136 core cases of the Mustache specification, where they are at hand, and our own. */
#include <stdio.h>
#include <unistd.h>

#include <jansson.h>

#include "number.h"
#include "support.h"
#include "template.h"

static struct arena arena;

static void tear_down(void)
{
    arena_free(&arena);
}

static struct node *to_node(json_t *value)
{
    char text[NUMBER_SIZE];
    switch (json_typeof(value)) {
    case JSON_STRING:
        return node_text(&arena, (struct str){json_string_value(value), json_string_length(value)});
    case JSON_INTEGER:
    case JSON_REAL:
        return node_text(&arena, str_copy(&arena, number_format(text, json_number_value(value))));
    case JSON_ARRAY: {
        struct node *list = node_list(&arena);
        for (size_t i = 0; i < json_array_size(value); i++) {
            node_append(list, to_node(json_array_get(value, i)));
        }
        return list;
    }
    case JSON_OBJECT: {
        struct node *map = node_map(&arena);
        const char *key;
        json_t *item;
        json_object_foreach(value, key, item)
        {
            node_set(map, str_of(key), to_node(item));
        }
        return map;
    }
    default:
        return node_bool(&arena, json_is_true(value));
    }
}

static bool json_partial(void *context, struct str name, struct str *text)
{
    const json_t *found = json_object_get(context, str_copy(&arena, name).ptr);
    *text = str_of(json_string_value(found));
    return found != NULL;
}

static size_t run_file(const char *path)
{
    json_error_t problem;
    json_t *file = json_load_file(path, 0, &problem);
    ck_assert_msg(file != NULL, "%s: %s", path, problem.text);
    json_t *tests = json_object_get(file, "tests");
    for (size_t i = 0; i < json_array_size(tests); i++) {
        json_t *test = json_array_get(tests, i);
        const char *name = json_string_value(json_object_get(test, "name"));
        const char *expected = json_string_value(json_object_get(test, "expected"));
        struct template_options options = {escape_html, json_partial,
                                           json_object_get(test, "partials")};
        struct buf out = BUF(&arena);
        struct err err = {0};
        ck_assert_msg(template_render(str_of(name),
                                      str_of(json_string_value(json_object_get(test, "template"))),
                                      to_node(json_object_get(test, "data")), &options, &out, &err),
                      "%s: %s", name, err.text);
        ck_assert_msg(str_is(buf_str(&out), expected), "%s: got \"%.*s\", expected \"%s\"", name,
                      STR_ARG(buf_str(&out)), expected);
    }
    size_t count = json_array_size(tests);
    json_decref(file);
    return count;
}

START_TEST(core_of_the_specification)
{
    static const char *const FILES[] = {"comments", "delimiters", "interpolation",
                                        "inverted", "partials",   "sections"};
    size_t count = 0;
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        const char *path =
            arena_printf(&arena, "%s/../shared/mustache-spec/%s.json", SOURCE_DIR, FILES[i]);
        if (access(path, R_OK) != 0) {
            puts("the Mustache specification is not at hand: its cases were not run");
            return;
        }
        count += run_file(path);
    }
    ck_assert_uint_eq(count, 136);
}

END_TEST

/* "p32" to "p1" each hold the next one; the last is text. */
static struct str chain_link(struct str name)
{
    double n;
    return number_parse(str_skip(name, 1), &n) && n > 0 ? str_printf(&arena, "{{>p%.0f}}", n - 1)
                                                        : STR("end");
}

static struct str repeat(const char *piece, size_t times)
{
    struct buf out = BUF(&arena);
    for (size_t i = 0; i < times; i++) {
        buf_text(&out, piece);
    }
    return buf_str(&out);
}

static struct str nested(const char *open, const char *inside, const char *close, size_t times)
{
    return str_printf(&arena, "%.*s%s%.*s", STR_ARG(repeat(open, times)), inside,
                      STR_ARG(repeat(close, times)));
}

static bool own_partial(void *context, struct str name, struct str *text)
{
    (void)context;
    if (str_is(name, "self")) {
        *text = STR("x{{>self}}");
    } else if (str_is(name, "deep")) {
        *text = nested("{{#a}}", "{{>deep}}", "{{/a}}", 128);
    } else if (str_is(name, "lines")) {
        *text = repeat("\n", 100000);
    } else {
        *text = str_is(name, "line") ? STR("<{{a}}>\n") : chain_link(name);
    }
    return !str_is(name, "p99");
}

static struct str render(const char *text, struct err *err)
{
    struct node *data = node_map(&arena);
    node_set(data, STR("a"), node_text(&arena, STR("1 & 2")));
    node_set(data, STR("raw"), node_raw(&arena, STR("<b>")));
    node_set(data, STR("no"), node_bool(&arena, false));
    node_set(data, STR("empty"), node_text(&arena, STR("")));
    struct node *list = node_set(data, STR("list"), node_list(&arena));
    node_append(list, node_text(&arena, STR("x")));
    node_append(list, node_text(&arena, STR("y")));
    node_append(list, node_text(&arena, STR("z")));
    struct template_options options = {escape_html, own_partial, NULL};
    struct buf out = BUF(&arena);
    return template_render(STR("t"), str_of(text), data, &options, &out, err) ? buf_str(&out)
                                                                              : (struct str){0};
}

START_TEST(renders_what_our_templates_use)
{
    static const char *const CASES[][2] = {
        {"{{a}} {{{a}}} {{&a}} {{raw}} {{{raw}}}", "1 &amp; 2 1 & 2 1 & 2 <b> <b>"},
        {"{{#list}}{{-index}}{{.}}{{^-last}}, {{/-last}}{{/list}}", "1x, 2y, 3z"},
        {"{{#list}}{{#-first}}[{{/-first}}{{.}}{{/list}}", "[xyz"},
        {"{{#no}}x{{/no}}{{^no}}y{{/no}}{{#empty}}x{{/empty}}{{^empty}}y{{/empty}}", "yy"},
        {"  {{>line}}\n-", "  <1 &amp; 2>\n-"},
        {"{{#list}}{{#-index}}{{#inner}}x{{/inner}}{{.}}{{/-index}}{{/list}}", "123"},
        {"{{#list}}{{#list}}{{#-first}}f{{/-first}}{{/list}}{{-index}};{{/list}}", "f1;f2;f3;"},
        {"{{-index}}{{#-first}}x{{/-first}}{{^-last}}y{{/-last}}", "y"},
        {"{{=<% %>=}}<%a%>{{a}}<%={{ }}=%>{{{a}}}", "1 &amp; 2{{a}}1 & 2"},
        {"{{>p31}}", "end"},
        {"{{>p99}}{{absent}}{{#absent}}x{{/absent}}{{a.b}}{{list.x}}{{}}{{a.}}{{.b}}.", "."},
        {"a\r\n{{#list}}\r\n{{.}}\r\n{{/list}}\r\n", "a\r\nx\r\ny\r\nz\r\n"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct err err = {0};
        assert_str(render(CASES[i][0], &err), CASES[i][1]);
    }
}

END_TEST

START_TEST(faults_are_named_with_their_place)
{
    static const struct {
        const char *text;
        int line, column;
        const char *what;
    } CASES[] = {
        {"a\n  {{#list}}", 2, 3, "the section is not closed; expected {{/list}}"},
        {"{{#a}}{{#list}}{{/a}}", 1, 16, "section \"a\" is closed while \"list\" is open"},
        {"a\nb{{/a}}", 2, 2, "{{/a}} closes no section"},
        {"a {{name", 1, 3, "the tag is not closed; expected }}"},
        {"{{=<% =}}", 1, 1, "expected {{=OPEN CLOSE=}}"},
        {"{{==}}", 1, 1, "expected {{=OPEN CLOSE=}}"},
        {"{{=}}", 1, 1, "the tag is not closed; expected =}}"},
        {"{{=<% %> x=}}", 1, 1, "expected {{=OPEN CLOSE=}}"},
        {"{{=<=% %>=}}", 1, 1, "expected {{=OPEN CLOSE=}}"},
        {"{{{a}}", 1, 1, "the tag is not closed; expected }}}"},
        {"\n{{>p32}}", 1, 1, "partials are nested too deeply"},
        {"{{>deep}}", 1, 769, "partials are nested too deeply"},
        {"{{>self}}", 1, 2, "partials are nested too deeply"},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct err err = {0};
        ck_assert(render(CASES[i].text, &err).ptr == NULL);
        ck_assert_str_eq(err.text, CASES[i].what);
        ck_assert_int_eq(err.line, CASES[i].line);
        ck_assert_int_eq(err.column, CASES[i].column);
        ck_assert_int_eq(err.code, ERR_USAGE);
    }
}

END_TEST

START_TEST(sections_are_at_most_128_deep)
{
    struct err err = {0};
    assert_str(render(nested("{{#a}}", "x", "{{/a}}", 128).ptr, &err), "x");
    ck_assert(render(nested("{{#a}}", "x", "{{/a}}", 129).ptr, &err).ptr == NULL);
    ck_assert_str_eq(err.text, "sections are nested too deeply");
    ck_assert_int_eq(err.column, 128 * 6 + 1);
}

END_TEST

START_TEST(a_template_can_not_fill_the_disk_or_run_forever)
{
    const struct {
        struct str text;
        const char *what;
    } CASES[] = {
        {nested("{{#list}}", repeat("x", 1000).ptr, "{{/list}}", 12),
         "the document is larger than 64 MiB"},
        {nested("{{#list}}", "", "{{/list}}", 100),
         "the template takes more than 10 million steps"},
        {str_printf(&arena, "%.*s{{>lines}}", STR_ARG(repeat(" ", 1000))),
         "the template takes more than 10 million steps"},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct err err = {0};
        ck_assert(render(CASES[i].text.ptr, &err).ptr == NULL);
        ck_assert_str_eq(err.text, CASES[i].what);
        ck_assert_str_eq(err.source, "t");
    }
}

END_TEST

START_TEST(any_text_renders_or_is_refused)
{
    static const char *const PIECES[] = {
        "{{",    "}}", "{{{",  "}}}",    "#list",       "/list",    "^no", "=",
        "<% %>", "<%", "%>",   "!",      ">line",       "&",        ".",   "a",
        " ",     "\n", "\r\n", "-index", "{{=<% %>=}}", "{{#list}}"};
    unsigned state = 1;
    for (int round = 0; round < 20000; round++) {
        struct buf text = BUF(&arena);
        for (int i = 0; i < 12; i++) {
            state = state * 1664525 + 1013904223;
            buf_text(&text, PIECES[(state >> 16) % (sizeof PIECES / sizeof PIECES[0])]);
        }
        buf_char(&text, '\0');
        struct err err = {0};
        bool done = render(text.at, &err).ptr != NULL;
        ck_assert_msg(done == (err.code == ERR_NONE) && (done || err.line > 0), "%s", text.at);
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("template");
    TCase *tests = tcase_create("template");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, core_of_the_specification);
    tcase_add_test(tests, renders_what_our_templates_use);
    tcase_add_test(tests, faults_are_named_with_their_place);
    tcase_add_test(tests, sections_are_at_most_128_deep);
    tcase_add_test(tests, a_template_can_not_fill_the_disk_or_run_forever);
    tcase_add_test(tests, any_text_renders_or_is_refused);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
