/*
 * plot.h - what the chart kinds share: a chart being drawn, fitted text, axes.
 */
#pragma once

#include <stdint.h>

#include "chart.h"
#include "scale.h"

/* Fixed measures in logical pixels. */
#define CHART_WIDTH 720.0
#define CHART_MARGIN 24.0
#define AXIS_HEIGHT 30.0 /* below the rows: marks and their labels */
#define GUTTER_MAX 240.0 /* the widest row label */
#define GUTTER_GAP 12.0  /* between it and the axis */

struct plot {
    const struct chart *chart;
    const struct language *language;
    const struct theme *theme;
    struct canvas *canvas;
    struct arena *arena; /* for the time of one drawing */
    double top;          /* where the rows begin */
};

/* A chart kind: the height of its rows with what surrounds them, and how to draw them. */
struct drawing {
    double (*height)(const struct chart *chart);
    void (*draw)(struct plot *plot);
};

extern const struct drawing BARS, DOTS, LINES, RATIOS, PARTS;

/*
 * The text made fit for one line of at most max_columns terminal columns and
 * max_px pixels, its middle replaced by an ellipsis where necessary. Never
 * splits a character from the marks combined with it.
 */
struct str plot_fit(struct plot *plot, struct font font, struct str text, size_t max_columns,
                    double max_px);

void plot_text(struct plot *plot, double x, double y, enum anchor anchor, struct font font,
               unsigned colour, struct str text);

/* What is drawn until plot_hint_end() shows a value of the row in full digits when pointed at. name
 * is of the point, empty where the row has only one. */
void plot_hint(struct plot *plot, const struct chart_row *row, struct str name, double value);
/* The same for a value in another unit than the chart's. */
void plot_hint_as(struct plot *plot, const struct chart_row *row, struct str name, enum unit unit,
                  double value);
void plot_hint_end(struct plot *plot);

/*
 * A filled mark, about as large as a disc of radius: one of MARK_SHAPES shapes, which repeat, or
 * MARK_AT_MOST, which points to the left.
 */
#define MARK_SHAPES 6
#define MARK_AT_MOST SIZE_MAX
void plot_mark(struct plot *plot, size_t shape, double x, double y, double radius, unsigned ink);

/* An interval with caps at both ends, on whatever is drawn below it. */
void plot_whisker(struct plot *plot, double low, double high, double y, double cap);

double plot_width(struct plot *plot, struct font font, struct str text);

/* A row's label as it will be drawn. */
struct str plot_label(struct plot *plot, struct font font, const struct chart_row *row);

/* The width of the widest row label. */
double plot_gutter(struct plot *plot, struct font font);

/* The colour of a row: its system's, or one for all when there are more systems than colours. */
unsigned plot_colour(const struct plot *plot, const struct chart_row *row);

/* The baseline that centres text of that size on a line. */
double text_baseline(double centre_y, double size_px);

/* An axis: its marks and where they are. */
struct axis {
    struct ticks ticks;
    bool logarithmic;
    double unit;        /* the marks are multiples of it (1024 for KiB); 1 for logarithmic axes */
    double left, width; /* where it starts, its length */
    double low, high;   /* values at both ends; marks beyond them are not drawn */
    bool of_rest;       /* what is placed is 1/(1-x): the labels say x, a share */
    bool exact;         /* marks stand where something was measured, at no round value */
    bool bare;          /* grid lines without labels: they stand at another axis below or beside */
    double from, to;    /* where the labels of a lying axis may stand */
};

/* An axis from 0 to high > 0 with as many marks as have room for their labels. */
void axis_linear(struct plot *plot, double high, double left, double width, struct axis *axis);

/* A logarithmic axis enclosing low and high, both > 0, with some room on both sides. */
void axis_log(double low, double high, double left, double width, struct axis *axis);

/* Where a value stands. */
double axis_x(const struct axis *axis, double value);

/* Grid lines from top to bottom and the labels below. */
void axis_draw(struct plot *plot, const struct axis *axis, double top, double bottom);

/* The width of the labels of an axis that stands upright. */
double axis_gutter(struct plot *plot, const struct axis *axis);

/* An upright axis, its values measured from bottom upwards: grid lines from left to right and the
 * labels left of them. */
void axis_draw_left(struct plot *plot, const struct axis *axis, double bottom, double left,
                    double right);
