#include <stdlib.h>
#include <string.h>

#define CMARK_NO_SHORT_NAMES
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "canvas_svg.h"
#include "document.h"
#include "embedded.h"
#include "published.h"
#include "template.h"

/* Raw HTML passes: it is ours (charts); everything from a log was escaped in the Markdown. */
#define CMARK_OPTIONS CMARK_OPT_UNSAFE

static struct str to_html(struct arena *arena, struct str markdown)
{
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPTIONS);
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
    cmark_parser_feed(parser, markdown.ptr, markdown.len);
    cmark_node *document = cmark_parser_finish(parser);
    char *html =
        cmark_render_html(document, CMARK_OPTIONS, cmark_parser_get_syntax_extensions(parser));
    struct str result = {arena_copy(arena, html, strlen(html)), strlen(html)};
    free(html);
    cmark_node_free(document);
    cmark_parser_free(parser);
    return result;
}

/*
 * Numbers the second-level headings, so that they can be linked to, and lists them in
 * contents. Only our templates and cmark make headings; text from a log is escaped.
 */
static struct str link_headings(struct arena *arena, struct str html, struct node *contents)
{
    struct buf out = BUF(arena);
    size_t at = str_find(html, STR("<h2>"), 0);
    for (size_t n = 1; at < html.len; n++) {
        size_t text = at + strlen("<h2>");
        size_t end = str_find(html, STR("</h2>"), text);
        struct str id = str_printf(arena, "s%zu", n);
        buf_add(&out, str_cut(html, 0, at));
        buf_printf(&out, "<h2 id=\"%.*s\">", STR_ARG(id));
        struct node *entry = node_append(contents, node_map(arena));
        node_set(entry, STR("id"), node_text(arena, id));
        node_set(entry, STR("text"), node_raw(arena, str_cut(html, text, end)));
        html = str_skip(html, text);
        at = str_find(html, STR("<h2>"), 0);
    }
    buf_add(&out, html);
    return buf_str(&out);
}

/* A narrow screen scrolls a chart inside its frame, so that its letters stay large enough to read.
 */
static void draw_framed(const struct chart *chart, const struct language *language, struct buf *out)
{
    buf_add(out, STR("<div class=\"wb-frame\">\n"));
    chart_inline_svg(chart, language, out);
    buf_add(out, STR("</div>\n"));
}

static bool write_html(const struct report *report, struct sink *sink, const char *name,
                       struct err *err)
{
    struct arena *arena = report->arena;
    struct document_options inline_charts = {.draw = draw_framed};
    struct buf markdown = BUF(arena);
    if (!document_render(report, STR("report"), &inline_charts, &markdown, err)) {
        return false;
    }
    struct node *page = node_map(arena);
    struct buf runs = BUF(arena);
    published_runs(report, &runs);
    node_set(page, STR("runs"), node_raw(arena, buf_str(&runs)));
    node_set(page, STR("lang"), node_text(arena, report->language->id));
    node_set(page, STR("title"), node_text(arena, str_clean(arena, report->title)));
    struct node *contents = node_list(arena);
    struct str body = link_headings(arena, to_html(arena, buf_str(&markdown)), contents);
    node_set(page, STR("contents"), contents);
    node_set(page, STR("body"), node_raw(arena, body));
    node_set(page, STR("l"), document_labels(report));
    node_set(page, STR("decimal"), node_text(arena, report->language->decimal));
    const struct embedded_file *script = embedded_find(embedded_texts, STR("page.js"));
    node_set(page, STR("script"),
             node_raw(arena, (struct str){(const char *)script->data, script->size}));
    const struct embedded_file *shell = embedded_find(embedded_texts, STR("page.html.mustache"));
    struct template_options how = {.escape = escape_html};
    struct buf out = BUF(arena);
    return template_render(str_of(shell->name),
                           (struct str){(const char *)shell->data, shell->size}, page, &how, &out,
                           err) &&
           sink_put(sink, name, buf_str(&out), err);
}

static void libraries(struct buf *out)
{
    buf_printf(out, "cmark-gfm %s, ", cmark_version_string());
}

const struct output_format output_html = {
    .name = "html",
    .file = "report.html",
    .extension = "html",
    .summary = "one self-contained HTML page with charts",
    .write = write_html,
    .libraries = libraries,
};
