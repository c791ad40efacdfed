/*
 * canvas.h - what a chart draws on: a few shapes and text.
 *
 * Coordinates are logical pixels, y downwards. Colours are 0xRRGGBB. Errors
 * are kept by the back end and reported when it finishes.
 */
#pragma once

#include "str.h"

enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

/* Where text of that width begins when it is anchored at x. */
static inline double anchor_left(enum anchor anchor, double x, double width)
{
    return anchor == ANCHOR_START ? x : anchor == ANCHOR_MIDDLE ? x - width / 2 : x - width;
}

struct font {
    double size_px;
    bool bold;
};

struct canvas {
    void *context; /* of the back end */
    void (*rect)(struct canvas *canvas, double x, double y, double w, double h, unsigned colour);
    void (*line)(struct canvas *canvas, double x1, double y1, double x2, double y2, double width_px,
                 unsigned colour);
    /* Lines from each of n points x0,y0,x1,y1,... to the next. */
    void (*path)(struct canvas *canvas, const double *points, size_t n, double width_px,
                 unsigned colour);
    /* A filled circle. */
    void (*dot)(struct canvas *canvas, double x, double y, double radius, unsigned colour);
    /* A filled polygon of n points x0,y0,x1,y1,... */
    void (*polygon)(struct canvas *canvas, const double *points, size_t n, unsigned colour);
    /* Text whose baseline is at y. */
    void (*text)(struct canvas *canvas, double x, double y, enum anchor anchor, struct font font,
                 unsigned colour, struct str text);
    /*
     * What is drawn next, until the same with an empty text, is about this; shown where
     * somebody points at it. NULL: the back end has no such thing.
     */
    void (*hint)(struct canvas *canvas, struct str text);
    /* Width in logical pixels. */
    double (*text_width)(struct canvas *canvas, struct font font, struct str text);
};
