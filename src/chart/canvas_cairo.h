/*
 * canvas_cairo.h - charts as files: SVG whose text is outlines, and PNG.
 *
 * The font is embedded, so both look the same everywhere; only a text with a
 * character that it lacks is shaped by pango with the fonts of the system.
 * The same chart gives the same bytes, whatever was drawn before.
 */
#pragma once

#include "buf.h"
#include "chart.h"

/* Device pixels per logical pixel of a PNG, unless it would be larger than cairo draws. */
#define PNG_DENSITY 2
#define PNG_MOST_PIXELS 32767.0 /* in each direction */

/* Append one file each. Errors: ERR_OUTPUT. */
MUST_CHECK bool chart_svg(const struct chart *chart, const struct language *language,
                          const struct theme *theme, struct buf *out, struct err *err);
MUST_CHECK bool chart_png(const struct chart *chart, const struct language *language,
                          const struct theme *theme, struct buf *out, struct err *err);

/* Adds "NAME VERSION, " of each library, for `wrkbook --version`. */
void chart_libraries(struct buf *out);
