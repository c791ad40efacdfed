/*
 * canvas_svg.h - a chart as SVG inside an HTML page, with real text.
 *
 * Inks are CSS variables of the page, --wb-background, --wb-text, --wb-muted
 * and --wb-grid, so one picture follows light and dark; without them it is
 * light. There are no ids, which could clash, and no blank lines, which would
 * end an HTML block in Markdown.
 */
#pragma once

#include "buf.h"
#include "chart.h"

/* Appends one <svg> element. */
void chart_inline_svg(const struct chart *chart, const struct language *language, struct buf *out);
