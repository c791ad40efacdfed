/*
 * document.h - a report as Markdown, by way of a template. HTML is made from
 * the same Markdown, so both say the same.
 */
#pragma once

#include "output.h"
#include "template.h"

/* GitHub takes 65,536 characters in a comment; bytes are at least as many. */
#define DOCUMENT_COMMENT_BYTES 65000

struct document_options {
    /* Directory of the chart files relative to the document, such as "charts/"; NULL: no images. */
    const char *chart_directory;
    /* Draws a chart in place instead of referring to files; NULL: refer. */
    void (*draw)(const struct chart *chart, const struct language *language, struct buf *out);
    /* Of more bytes than that the template leaves out details; 0: as many as it takes. */
    size_t most;
};

/*
 * Renders a template: a built-in one by name ("report", "summary", "table") or
 * the file of that path. "summary" is for comments: it never takes more than
 * DOCUMENT_COMMENT_BYTES, and says when it left something out. Errors: ERR_USAGE for a template
 * that is missing or faulty.
 */
MUST_CHECK bool document_render(const struct report *report, struct str template_name,
                                const struct document_options *options, struct buf *out,
                                struct err *err);

/* What a template has to say something with, in brief or whole; docs/templates.md explains every
 * name. */
struct node *document_context(const struct report *report, const struct document_options *options,
                              bool brief);

/* The same with an element in every list, and every chart and finding there can be: all the names
 * that a template may use. */
struct node *document_names(const struct report *report);

/* The catalogue's "report.*" texts as l.NAME, so that templates hold no words of one language. */
struct node *document_labels(const struct report *report);

/*
 * Writes text so that Markdown shows exactly it, on one line: markup, HTML,
 * mentions (@) and issue references (#1) lose their meaning. Control characters
 * become blanks.
 */
void markdown_escape(struct buf *out, struct str text);

/* A table in GitHub's Markdown, columns padded to line up; ends with a line end. */
void markdown_table(struct buf *out, const struct table *table);
