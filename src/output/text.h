/*
 * text.h - a report for a terminal or a CI log: plain text that fits the width.
 */
#pragma once

#include "report.h"

struct text_options {
    bool colour;  /* mark better and worse with ANSI colours, beside the words */
    bool verbose; /* every metric and every finding's advice */
    size_t width; /* columns of the terminal */
};

/* Headline, grouping, tables, findings, next command. All text from logs is cleaned of control
 * characters. */
struct str text_render(const struct report *report, const struct text_options *options);

/*
 * A table in columns; the first column names the rows and has no heading. Columns that do not fit
 * the width follow below, in a table with the same names.
 */
void text_table(struct buf *out, const struct table *table, const struct text_options *options);

/* Text with blanks up to a width, before it where right; colour: an ANSI sequence or NULL. */
void text_padded(struct buf *out, struct str text, size_t width, bool right, const char *colour);

/* Text in lines that end before the column width; the first begins at column indent, where the
 * cursor is, and so do the others. No line end after the last. */
void text_folded(struct buf *out, struct str text, size_t indent, size_t width);

/*
 * A bar chart in block characters with an axis, for places that show no images.
 * Every line at most 78 columns. "" for a chart with nothing to draw.
 */
struct str text_chart(struct arena *arena, const struct chart *chart,
                      const struct language *language);
