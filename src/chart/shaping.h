/*
 * shaping.h - lines of text that the embedded font cannot draw, by pango.
 *
 * Pango and the seventeen libraries below it are loaded by the first such
 * line: few labels need them, and loading takes as long as a comparison.
 */
#pragma once

#include <cairo.h>

#include "buf.h"
#include "canvas.h"

/* Width of a line in the pixels of cairo's user space; 0 when shaping_failure(). */
double shaped_width(cairo_t *cairo, struct font font, struct str text);

/* Draws a line whose anchor and baseline are at x, y, in cairo's colour; nothing when
 * shaping_failure(). */
void shaped_draw(cairo_t *cairo, double x, double y, enum anchor anchor, struct font font,
                 struct str text);

/* Why pango could not be loaded, in the dynamic linker's words; NULL while nothing failed. */
const char *shaping_failure(void);

/* Adds "pango VERSION, " for `wrkbook --version`. */
void shaping_library(struct buf *out);
