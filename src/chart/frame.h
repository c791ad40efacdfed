/*
 * frame.h - lines between two logarithmic axes, and texts beside their points.
 */
#pragma once

#include "plot.h"
#include "vec.h"

/* The room that something takes. */
struct area {
    double left, top, right, bottom;
};

/* Where a point stands. */
struct spot {
    const struct chart_point *point;
    double x, y;
};

/* A row as it is drawn. */
struct line {
    const struct chart_row *row;
    struct spot *spots; /* the points that have a place */
    size_t spot_count;
    double *path; /* x0, y0, x1, y1, ...: the fitted curve, else from point to point */
    size_t path_count;
};

struct frame {
    struct plot *plot;
    struct plot below; /* the same, for marks in the unit of the lying axis */
    struct axis x, y;  /* y is measured upwards from the bottom */
    double bottom;
    struct line *lines;
    size_t line_count;
    VEC(struct area) texts;
};

/* A frame without lines, its axes enclosing all points of the chart and its limit; false without
 * any point. */
bool frame_fit(struct frame *frame, struct plot *plot, double height);

/* The room that the labels left of the frame need. */
double frame_gutter(const struct frame *frame);

/* Puts the frame at its place and rows into it, before anything is drawn. */
void frame_lay(struct frame *frame, double left, double right, double bottom,
               const struct chart_row *rows, size_t row_count);

/* Grid, labels and the limit. */
void frame_draw_axes(const struct frame *frame);

/* A row's line, its points as marks of a shape, and where its queueing begins. */
void frame_draw_line(struct frame *frame, const struct line *line, size_t shape, unsigned colour);

/* The names of the points that have room for them. */
void frame_draw_point_names(struct frame *frame, const struct line *line);

/*
 * Room for a text beside a place, inside the frame and off lines, points and
 * other texts, which it is then kept free of. False when there is none.
 */
bool frame_find_room(struct frame *frame, double x, double y, double width, double size_px,
                     struct area *area);
