/*
 * chart.h - draws chart specifications (report.h) on a canvas.
 *
 * A chart kind is one file with a struct drawing (plot.h) and a row in
 * DRAWINGS in chart.c. Layout is pure: the same specification and text widths
 * give the same calls.
 */
#pragma once

#include "canvas.h"
#include "report.h"

/* Colours of one appearance, 0xRRGGBB; all four differ. */
struct theme {
    unsigned background, text, muted, grid;
};

extern const struct theme THEME_LIGHT, THEME_DARK;

/* The colour of a system, readable on both backgrounds; repeats after CHART_COLOURS. */
#define CHART_COLOURS 8
unsigned chart_colour(size_t system);

/* Logical size in pixels, depending only on the specification. */
void chart_size(const struct chart *chart, double *width_px, double *height_px);

/* Draws the whole chart, background included, on a canvas of chart_size(). */
void chart_draw(const struct chart *chart, const struct language *language,
                const struct theme *theme, struct canvas *canvas);
