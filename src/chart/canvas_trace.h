/*
 * canvas_trace.h - a canvas that writes down what is drawn on it, for tests.
 *
 * A terminal column of text is 0.6 of the font size wide, so that traces do
 * not depend on any font.
 */
#pragma once

#include "buf.h"
#include "canvas.h"
#include "vec.h"

/* The room that something drawn takes. */
struct box {
    double left, top, right, bottom;
};

struct canvas_trace {
    struct canvas canvas; /* to draw on */
    struct buf out;       /* a line a call */
    VEC(struct box) texts;
    VEC(struct box) shapes;
};

/* Everything lives in the arena. trace must stay where it is while drawn on. */
void canvas_trace_init(struct canvas_trace *trace, struct arena *arena);
