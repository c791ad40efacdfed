#include "document.h"

#include <stdint.h>
#include <string.h>

#include "embedded.h"
#include "fence.h"
#include "source.h"
#include "template.h"
#include "text.h"

/* Width at which a page shows a chart; the files have twice the pixels. */
#define CHART_WIDTH 720

static struct node *table_node(struct arena *arena, const struct table *table)
{
    struct buf text = BUF(arena);
    if (table->cells.n > 0) {
        markdown_table(&text, table);
    }
    return node_raw(arena, buf_str(&text));
}

static void attribute(struct buf *out, struct str text)
{
    escape_html(out, str_clean(out->arena, text));
}

/* For the inside of an HTML element, where Markdown's own escapes would show. */
static struct node *html_node(struct arena *arena, struct str text)
{
    struct buf out = BUF(arena);
    attribute(&out, text);
    return node_raw(arena, buf_str(&out));
}

static struct str picture(struct arena *arena, const struct chart *chart, const char *directory)
{
    struct buf out = BUF(arena);
    buf_printf(&out,
               "<picture>\n"
               "<source media=\"(prefers-color-scheme: dark)\" srcset=\"%s%s-dark.svg\">\n"
               "<img width=\"%d\" src=\"%s%s.svg\" alt=\"",
               directory, chart->id, CHART_WIDTH, directory, chart->id);
    attribute(&out, chart->description);
    buf_text(&out, "\">\n</picture>\n");
    return buf_str(&out);
}

static struct node *chart_node(const struct report *report, const struct chart *chart,
                               const struct document_options *options)
{
    struct arena *arena = report->arena;
    struct node *node = node_map(arena);
    node_set(node, STR("id"), node_text(arena, str_of(chart->id)));
    node_set(node, STR("title"), node_text(arena, chart->title));
    node_set(node, STR("subtitle"), node_text(arena, chart->subtitle));
    node_set(node, STR("title_html"), html_node(arena, chart->title));
    node_set(node, STR("takeaway"), node_text(arena, chart->takeaway));
    node_set(node, STR("description"), node_text(arena, chart->description));
    struct buf image = BUF(arena);
    if (options->draw) {
        options->draw(chart, report->language, &image);
    } else if (options->chart_directory) {
        buf_add(&image, picture(arena, chart, options->chart_directory));
    }
    node_set(node, STR("image"), node_raw(arena, buf_str(&image)));
    struct str bars = options->draw ? STR("") : text_chart(arena, chart, report->language);
    struct str block = bars.len > 0 ? str_printf(arena, "```text\n%.*s```\n", STR_ARG(bars)) : bars;
    node_set(node, STR("text"), node_raw(arena, block));
    return node;
}

static struct node *workload_node(const struct report *report, size_t w,
                                  const struct document_options *options)
{
    struct arena *arena = report->arena;
    const struct workload_report *workload = &report->workloads[w];
    struct node *node = node_map(arena);
    node_set(node, STR("title"), node_text(arena, workload->title));
    node_set(node, STR("title_html"), html_node(arena, workload->title));
    node_set(node, STR("several"), node_bool(arena, report->workload_count > 1));
    node_set(node, STR("comparison"), table_node(arena, &workload->comparison));
    node_set(node, STR("worst"), table_node(arena, &workload->worst));
    node_set(node, STR("worst_note"), node_text(arena, workload->worst_note));
    node_set(node, STR("all_metrics"), table_node(arena, &workload->full));
    struct node *blocks = node_set(node, STR("blocks"), node_list(arena));
    for (size_t i = 0; i < workload->blocks.n; i++) {
        struct node *block = node_append(blocks, node_map(arena));
        node_set(block, STR("system"), node_text(arena, workload->blocks.at[i].title));
        node_set(block, STR("results"), table_node(arena, &workload->blocks.at[i]));
    }
    node_set(node, STR("efficiency"), table_node(arena, &workload->efficiency));
    bool alone =
        report->study->system_count == 1 && !analysis_score(report->analysis, w, 0)->absolute;
    node_set(node, STR("score"),
             alone ? node_raw(arena, STR("")) : table_node(arena, &workload->score));
    node_set(node, STR("score_note"), node_text(arena, workload->score_note));
    node_set(node, STR("charts_note"), node_text(arena, workload->charts_note));
    struct node *charts = node_set(node, STR("charts"), node_list(arena));
    struct node *by_name = node_set(node, STR("chart"), node_map(arena));
    for (size_t i = 0; i < workload->charts.n; i++) {
        const struct chart *chart = &workload->charts.at[i];
        node_append(charts, chart_node(report, chart, options));
        struct str id = str_of(chart->id);
        struct str name = str_cut(id, 0, str_find(id, STR("-w"), 0)); /* of which workload or not */
        node_set(by_name, name, chart_node(report, chart, options));
    }
    return node;
}

static struct node *sweep_node(const struct report *report, const struct sweep_report *sweep,
                               const struct document_options *options)
{
    struct arena *arena = report->arena;
    struct node *node = node_map(arena);
    node_set(node, STR("title"), node_text(arena, sweep->title));
    node_set(node, STR("points"), table_node(arena, &sweep->points));
    struct node *sentences = node_set(node, STR("sentences"), node_list(arena));
    for (size_t i = 0; i < sweep->sentences.n; i++) {
        struct node *sentence = node_append(sentences, node_map(arena));
        node_set(sentence, STR("text"), node_text(arena, sweep->sentences.at[i]));
    }
    struct node *charts = node_set(node, STR("charts"), node_list(arena));
    for (size_t i = 0; i < sweep->charts.n; i++) {
        node_append(charts, chart_node(report, &sweep->charts.at[i], options));
    }
    node_set(node, STR("charts_note"), node_text(arena, sweep->charts_note));
    return node;
}

static struct node *finding_node(const struct report *report, const struct remark *remark)
{
    struct arena *arena = report->arena;
    struct node *node = node_map(arena);
    node_set(node, STR("id"), node_text(arena, str_of(remark->finding->id)));
    node_set(node, STR("level"), node_text(arena, remark->level));
    node_set(node, STR("text"), node_text(arena, remark->text));
    node_set(node, STR("advice"), node_text(arena, remark->advice));
    return node;
}

/* Where details are left out, so many findings are shown: the worst come first. */
#define BRIEF_FINDINGS 20

/* So many stand in the open, and the rest is folded away. */
#define OPEN_FINDINGS 7

static struct node *findings_node(const struct report *report, size_t from, size_t to)
{
    struct node *list = node_list(report->arena);
    for (size_t i = from; i < report->remark_count && i < to; i++) {
        node_append(list, finding_node(report, &report->remarks[i]));
    }
    return list;
}

/* "12 more findings"; empty when there are none. */
static struct node *rest_title(const struct report *report)
{
    struct arena *arena = report->arena;
    size_t n = report->remark_count > OPEN_FINDINGS ? report->remark_count - OPEN_FINDINGS : 0;
    struct str number = format_number(arena, report->language, (double)n, 0);
    return node_text(arena, n == 0
                                ? STR("")
                                : LANGUAGE_SAY(arena, report->language,
                                               n == 1 ? "findings.rest.one" : "findings.rest.many",
                                               {"n", number}));
}

/* The findings by their id, for prose that says something about each kind. */
static struct node *findings_by_id(const struct report *report)
{
    struct node *map = node_map(report->arena);
    for (size_t i = 0; i < report->remark_count; i++) {
        const struct remark *remark = &report->remarks[i];
        struct str id = str_of(remark->finding->id);
        struct node *list = map->first;
        while (list && !str_eq(list->key, id)) {
            list = list->next;
        }
        list = list ? list : node_set(map, id, node_list(report->arena));
        node_append(list, finding_node(report, remark));
    }
    return map;
}

struct node *document_labels(const struct report *report)
{
    struct node *labels = node_map(report->arena);
    const struct language *language = report->language;
    for (size_t i = 0; i < language->entry_count; i++) {
        struct str key = language->entries[i].key;
        if (str_eat(&key, STR("report."))) {
            node_set(labels, key, node_text(report->arena, language->entries[i].text));
        }
    }
    return labels;
}

static struct node *method_noise(const struct report *report)
{
    struct arena *arena = report->arena;
    const struct language *language = report->language;
    struct str noise = format_value(arena, language, UNIT_SHARE, report->analysis->noise);
    struct str one_run = format_value(arena, language, UNIT_SHARE, report->analysis->one_run_noise);
    return node_text(arena, LANGUAGE_SAY(arena, language, "method.noise", {"noise", noise},
                                         {"one_run", one_run}));
}

struct node *document_context(const struct report *report, const struct document_options *options,
                              bool brief)
{
    struct arena *arena = report->arena;
    struct node *root = node_map(arena);
    node_set(root, STR("title"), node_text(arena, report->title));
    node_set(root, STR("brief"), node_bool(arena, brief));
    node_set(root, STR("lang"), node_text(arena, report->language->id));
    node_set(root, STR("headline"), node_text(arena, report->headline));
    node_set(root, STR("grouping"), node_text(arena, report->grouping));
    node_set(root, STR("method_noise"), method_noise(report));
    node_set(root, STR("next"), node_raw(arena, str_clean(arena, report->next)));
    node_set(root, STR("next_why"), node_text(arena, report->next_why));
    node_set(root, STR("l"), document_labels(report));
    struct node *sweeps = node_set(root, STR("sweeps"), node_list(arena));
    for (size_t i = 0; i < report->sweep_count; i++) {
        node_append(sweeps, sweep_node(report, &report->sweeps[i], options));
    }
    node_set(root, STR("overall"), table_node(arena, &report->overall));
    node_set(root, STR("gates"), table_node(arena, &report->gates));
    node_set(root, STR("gate_summary"), node_text(arena, report->gate_summary));
    node_set(root, STR("systems"), table_node(arena, &report->systems));
    node_set(root, STR("settings"), table_node(arena, &report->settings));
    node_set(root, STR("runs"), table_node(arena, &report->runs));
    node_set(root, STR("runs_note"), node_text(arena, report->runs.note));
    node_set(root, STR("glossary"), table_node(arena, &report->glossary));
    struct node *workloads = node_set(root, STR("workloads"), node_list(arena));
    for (size_t w = 0; w < report->workload_count; w++) {
        node_append(workloads, workload_node(report, w, options));
    }
    size_t most = brief ? BRIEF_FINDINGS : SIZE_MAX;
    node_set(root, STR("findings"), findings_node(report, 0, most));
    node_set(root, STR("worst_findings"), findings_node(report, 0, OPEN_FINDINGS));
    node_set(root, STR("other_findings"), findings_node(report, OPEN_FINDINGS, most));
    node_set(root, STR("other_findings_title"), rest_title(report));
    node_set(root, STR("finding"), findings_by_id(report));
    struct node *analysis = node_set(root, STR("analysis"), node_list(arena));
    for (size_t i = 0; i < report->prose.n; i++) {
        struct node *sentence = node_append(analysis, node_map(arena));
        node_set(sentence, STR("topic"), node_text(arena, report->prose.at[i].topic));
        node_set(sentence, STR("text"), node_text(arena, report->prose.at[i].text));
    }
    node_set(root, STR("analysed"), node_bool(arena, report->prose.n > 0));
    return root;
}

static struct chart any_chart(const char *id)
{
    return (struct chart){.id = id, .kind = CHART_DOTS};
}

struct node *document_names(const struct report *report)
{
    struct arena *arena = report->arena;
    struct report all = *report;
    const char *ids[64];
    all.remark_count = finding_ids(ids, sizeof ids / sizeof ids[0]);
    all.remarks = ARENA_ARRAY(arena, struct remark, all.remark_count);
    struct finding *findings = ARENA_ARRAY(arena, struct finding, all.remark_count);
    for (size_t i = 0; i < all.remark_count; i++) {
        findings[i] = (struct finding){.id = ids[i]};
        all.remarks[i] = (struct remark){.finding = &findings[i]};
    }
    struct sweep_report sweep = {0};
    VEC_PUSH(arena, &sweep.sentences, (struct str){0});
    VEC_PUSH(arena, &sweep.charts, any_chart(""));
    all.sweeps = &sweep;
    all.sweep_count = 1;
    struct workload_report workload = report->workloads[0];
    workload.charts = (chart_list){0};
    memset(&workload.blocks, 0, sizeof workload.blocks);
    VEC_PUSH(arena, &workload.blocks, (struct table){0});
    for (size_t i = 0; CHART_IDS[i]; i++) {
        VEC_PUSH(arena, &workload.charts, any_chart(CHART_IDS[i]));
    }
    all.workloads = &workload;
    all.workload_count = 1;
    memset(&all.prose, 0, sizeof all.prose);
    VEC_PUSH(arena, &all.prose, ((struct prose){0}));
    return document_context(&all, &(struct document_options){0}, false);
}

static struct str built_in_name(struct arena *arena, struct str name)
{
    return str_printf(arena, "%.*s.md.mustache", STR_ARG(name));
}

static bool find_partial(void *arena, struct str name, struct str *text)
{
    const struct embedded_file *file = embedded_find(embedded_texts, built_in_name(arena, name));
    if (file) {
        *text = (struct str){(const char *)file->data, file->size};
    }
    return file != NULL;
}

static bool load_template(struct arena *arena, struct str name, struct str *text, struct err *err)
{
    if (find_partial(arena, name, text)) {
        return true;
    }
    struct source source = {0};
    struct err unreadable = {0};
    bool read = source_open(&source, arena, str_copy(arena, name).ptr, &unreadable) &&
                source_rest(&source, text, &unreadable) &&
                (text->len <= TEMPLATE_TEXT_LIMIT ||
                 err_set(&unreadable, ERR_USAGE, "is larger than 1 MiB"));
    source_close(&source);
    return read || err_set(err, ERR_USAGE,
                           "no template is called \"%.*s\" (report, summary, table), and as a "
                           "file it %s",
                           STR_ARG(name), unreadable.text);
}

/* One blank line in place of several, but in code, and none at either end: sections of a template
 * may be empty. */
static void add_squeezed(struct buf *out, struct str text)
{
    struct fence fence = {0};
    size_t start = out->n;
    bool gap = false;
    while (text.len > 0) {
        size_t end = str_find(text, STR("\n"), 0);
        size_t length = end < text.len ? end + 1 : text.len;
        struct str line = str_cut(text, 0, end);
        bool code = fence_line(&fence, line);
        bool empty = str_trim(line).len == 0 && !code;
        if (!empty) {
            buf_text(out, gap ? "\n" : "");
            buf_add(out, str_cut(text, 0, length));
        }
        gap = empty && out->n > start;
        text = str_skip(text, length);
    }
}

static struct template_options template_options_of(const struct report *report)
{
    return (struct template_options){markdown_escape, find_partial, report->arena};
}

/* The built-in templates are known to be right. */
static bool check(const struct report *report, struct str name, struct str text, struct err *err)
{
    struct str built_in;
    struct template_options how = template_options_of(report);
    return find_partial(report->arena, name, &built_in) ||
           template_check(report->arena, name, text, document_names(report), &how, err);
}

static bool render(const struct report *report, struct str template_name, struct str text,
                   const struct document_options *options, bool brief, struct buf *out,
                   struct err *err)
{
    struct template_options how = template_options_of(report);
    struct buf rendered = BUF(report->arena);
    if (!template_render(template_name, text, document_context(report, options, brief), &how,
                         &rendered, err)) {
        return false;
    }
    add_squeezed(out, buf_str(&rendered));
    return true;
}

/* The lines that fit, and a word on the rest. */
static struct str first_lines(const struct report *report, struct str text, size_t most)
{
    struct str cut = language_text(report->language, "report.cut");
    text = str_cut(text, 0, most - cut.len - 3);
    while (text.len > 0 && text.ptr[text.len - 1] != '\n') {
        text.len--;
    }
    return str_printf(report->arena, "%.*s\n%.*s\n", STR_ARG(text), STR_ARG(cut));
}

bool document_render(const struct report *report, struct str template_name,
                     const struct document_options *options, struct buf *out, struct err *err)
{
    struct str text = {0};
    bool is_summary = str_is(template_name, "summary");
    size_t most = is_summary ? DOCUMENT_COMMENT_BYTES : options->most;
    struct buf whole = BUF(report->arena);
    if (!load_template(report->arena, template_name, &text, err) ||
        !check(report, template_name, text, err) ||
        !render(report, template_name, text, options, false, &whole, err)) {
        return false;
    }
    struct str shown = buf_str(&whole);
    if (most > 0 && shown.len > most) {
        struct buf less = BUF(report->arena);
        if (!render(report, template_name, text, options, true, &less, err)) {
            return false;
        }
        shown = buf_str(&less);
    }
    if (is_summary && shown.len > most) {
        shown = first_lines(report, shown, most);
    }
    buf_add(out, shown);
    return true;
}
