/*
 * text.h - a report for a terminal or a CI log: plain text, 80 columns where it can be.
 */
#pragma once

#include "report.h"

struct text_options {
    bool colour;  /* mark better and worse with ANSI colours, beside the words */
    bool verbose; /* every metric and every finding's advice */
};

/* Headline, grouping, tables, findings, next command. All text from logs is cleaned of control
 * characters. */
struct str text_render(const struct report *report, const struct text_options *options);

/* A table in columns; the first column names the rows and has no heading. */
void text_table(struct buf *out, const struct table *table, bool colour);

/*
 * A bar chart in block characters with an axis, for places that show no images.
 * Every line at most 78 columns. "" for a chart with nothing to draw.
 */
struct str text_chart(struct arena *arena, const struct chart *chart,
                      const struct language *language);
