/*
 * docs/templates.md names everything that a template can use, and nothing else.
 * UPDATE_GOLDEN=1 writes its table again: names and kinds as they are, with the
 * meanings that stand there; one without a meaning fails.
 */
#include <math.h>
#include <stdlib.h>

#include "document.h"
#include "inputs.h"
#include "support.h"

static struct arena arena;

struct name {
    struct str path;
    const char *kind;
};

static VEC(struct name) names;

static const char *const KINDS[] = {
    [NODE_NULL] = "yes or no", [NODE_TRUE] = "yes or no", [NODE_TEXT] = "text",
    [NODE_RAW] = "Markdown",   [NODE_LIST] = "list",      [NODE_MAP] = "group"};

static void add_name(struct str path, const char *kind)
{
    for (size_t i = 0; i < names.n; i++) {
        if (str_eq(names.at[i].path, path)) {
            return;
        }
    }
    struct name name = {path, kind};
    VEC_PUSH(&arena, &names, name);
}

/* What stands in a group whose names come from the data shares one name. */
static struct str own_name(struct str group, struct str key)
{
    return str_is(group, "l")                                           ? STR("WORD")
           : str_ends(group, STR(".chart")) || str_is(group, "finding") ? STR("ID")
                                                                        : key;
}

static void collect(struct str path, const struct node *node)
{
    if (path.len > 0) {
        add_name(path, KINDS[node->kind]);
    }
    for (const struct node *inner = node->first; inner; inner = inner->next) {
        if (node->kind == NODE_LIST) {
            const char *item = arena_printf(&arena, "%.*s[]", STR_ARG(path));
            for (const struct node *field = inner->first; field; field = field->next) {
                collect(str_printf(&arena, "%s.%.*s", item, STR_ARG(field->key)), field);
            }
        } else {
            struct str key = own_name(path, inner->key);
            collect(str_printf(&arena, "%.*s%s%.*s", STR_ARG(path), path.len > 0 ? "." : "",
                               STR_ARG(key)),
                    inner);
        }
    }
}

/* A report with loads to sweep over, systems to compare, and findings. */
static void collect_all(void)
{
    const char *path = source_path(&arena, "fixtures/go-vs-python/sweep");
    struct err err = {0};
    struct inputs inputs;
    struct study study;
    struct analysis analysis = {0};
    struct language language;
    struct report report;
    ck_assert(
        inputs_read(&arena, &path, 1, &(struct inputs_options){.timeout_s = NAN}, &inputs, &err));
    ck_assert(study_build(&arena, (const struct run *const *)inputs.runs.at, inputs.runs.n,
                          &(struct study_options){0}, &study, &err));
    analysis_run(&arena, &study, &(struct analysis_options){.noise = 0.05, .one_run_noise = 0.5},
                 &analysis);
    ck_assert(language_load(&arena, STR("en"), &language, &err));
    report_build(&arena, &analysis, &language, &(struct report_options){0}, &report);
    VEC_PUSH(&arena, &report.workloads[0].blocks, (struct table){0}); /* not with so many loads */
    collect((struct str){0}, document_context(&report, &(struct document_options){0}, false));
}

/* What the table says of a name so far. */
static struct str meaning(struct str page, struct str path)
{
    struct str row = str_printf(&arena, "| `%.*s` ", STR_ARG(path));
    size_t at = str_find(page, row, 0);
    if (at >= page.len) {
        return STR("");
    }
    struct str line = str_cut(page, at, str_find(page, STR("\n"), at));
    size_t second = str_find(line, STR("|"), row.len);
    size_t third = str_find(line, STR("|"), second + 1);
    return str_trim(str_cut(line, third + 1, line.len - 1));
}

enum { NAME, KIND, MEANING, COLUMNS };

static void add_row(struct buf *out, const struct str *cells, const size_t *widths)
{
    for (size_t c = 0; c < COLUMNS; c++) {
        buf_printf(out, "%s%.*s", c == 0 ? "| " : " | ", STR_ARG(cells[c]));
        buf_fill(out, ' ', widths[c] - cells[c].len);
    }
    buf_text(out, " |\n");
}

/* A row a name, columns lined up, with the meanings of the page. */
static struct str table(struct str page)
{
    static const struct str TITLES[COLUMNS] = {{"name", 4}, {"kind", 4}, {"meaning", 7}};
    size_t widths[COLUMNS] = {4, 4, 7};
    struct str(*rows)[COLUMNS] = arena_alloc(&arena, names.n * sizeof *rows);
    for (size_t i = 0; i < names.n; i++) {
        struct str path = names.at[i].path;
        rows[i][NAME] = str_printf(&arena, "`%.*s`", STR_ARG(path));
        rows[i][KIND] = str_of(names.at[i].kind);
        rows[i][MEANING] = meaning(page, path);
        ck_assert_msg(getenv("UPDATE_GOLDEN") || rows[i][MEANING].len > 0,
                      "docs/templates.md does not explain %.*s", STR_ARG(path));
        for (size_t c = 0; c < COLUMNS; c++) {
            widths[c] = rows[i][c].len > widths[c] ? rows[i][c].len : widths[c];
        }
    }
    struct buf out = BUF(&arena);
    struct str lines[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++) {
        struct buf line = BUF(&arena);
        buf_fill(&line, '-', widths[c]);
        lines[c] = buf_str(&line);
    }
    add_row(&out, TITLES, widths);
    add_row(&out, lines, widths);
    for (size_t i = 0; i < names.n; i++) {
        add_row(&out, rows[i], widths);
    }
    return buf_str(&out);
}

START_TEST(the_page_names_everything)
{
    collect_all();
    struct str page = read_file(&arena, source_path(&arena, "docs/templates.md"));
    size_t begin = str_find(page, STR("| name "), 0);
    size_t end = str_find(page, STR("\n\n"), begin);
    ck_assert(begin < page.len && end < page.len);
    struct str text = str_printf(&arena, "%.*s%.*s%.*s", (int)begin, page.ptr, STR_ARG(table(page)),
                                 STR_ARG(str_skip(page, end + 1)));
    assert_golden("../docs/templates.md", text);
    arena_free(&arena);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("template names");
    TCase *tests = tcase_create("template names");
    tcase_add_test(tests, the_page_names_everything);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
