/*
 * Points on a logarithmic axis, a row a system. Few rows have every point
 * labelled where it stands; many get a key and the last point's value.
 */
#include <math.h>

#include "plot.h"

#define FULL_ROWS 8 /* so many have room for labels at the points */
#define FULL_PITCH 64.0
#define DENSE_PITCH 26.0
#define KEY_HEIGHT 30.0
#define KEY_MARK 14.0 /* from where a mark begins to its name */
#define KEY_GAP 20.0
#define NAME_RISE 13.0  /* from the row's middle to the baseline of a name */
#define VALUE_DROP 23.0 /* and to that of a value */
#define LABEL_GAP 10.0
#define LABEL_SHIFT 0.4 /* of its width, so that it still stands at its point */
#define LABEL_COLUMNS 40
#define END_COLUMNS 80
#define LABEL_MAX 150.0
#define RADIUS 4.5
#define DENSE_RADIUS 4.0
#define RING 2.0   /* thickness of a hollow mark */
#define SHAFT 12.0 /* of the arrow that says "or more" */
#define HEAD 4.5
#define SIDE_ROOM 28.0 /* right of the axis, for an arrow and half a label */

static const struct font SMALL = {11, false};
static const struct font VALUE = {12, false};

struct dots {
    struct plot *plot;
    bool full;
    struct font font;            /* of the row labels */
    const struct chart_row *key; /* the row with most points: it names them all */
    struct axis axis;
};

/* From where to where a label takes room. */
struct span {
    double from, to;
};

static bool is_full(const struct chart *chart)
{
    return chart->row_count <= FULL_ROWS;
}

static double dots_height(const struct chart *chart)
{
    double pitch = is_full(chart) ? FULL_PITCH : DENSE_PITCH;
    double key = is_full(chart) ? 0 : KEY_HEIGHT;
    return key + (double)chart->row_count * pitch + AXIS_HEIGHT;
}

/* Only these have a place on a logarithmic axis. */
static bool has_place(const struct chart_point *point)
{
    return point->value > 0;
}

/* A value known only to be at least so much is drawn as an arrow, which needs room. */
static double shaft_of(const struct chart_point *point)
{
    return point->bound == BOUND_AT_LEAST ? SHAFT : 0;
}

static struct str name_text(const struct dots *dots, const struct chart_point *point)
{
    return plot_fit(dots->plot, SMALL, point->name, LABEL_COLUMNS, LABEL_MAX);
}

static struct str value_text(const struct dots *dots, const struct chart_point *point)
{
    return plot_fit(dots->plot, VALUE, point->text, LABEL_COLUMNS, LABEL_MAX);
}

/* "max 35.4 ms" */
static struct str end_text(const struct dots *dots, const struct chart_point *point)
{
    struct str name = name_text(dots, point);
    struct str value = value_text(dots, point);
    struct str both = str_printf(dots->plot->arena, "%.*s%s%.*s", STR_ARG(name),
                                 name.len > 0 ? " " : "", STR_ARG(value));
    return plot_fit(dots->plot, VALUE, both, END_COLUMNS, LABEL_MAX);
}

/* The last of several points, the maximum, is hollow, so that it is not taken for a percentile. */
static bool is_hollow(const struct dots *dots, const struct chart_point *point)
{
    const struct chart_row *key = dots->key;
    return key->point_count > 1 && point->name.ptr &&
           str_eq(point->name, key->points[key->point_count - 1].name);
}

/* Which of the key's points it is; they have a shape each where none has its name beside it. */
static size_t shape_of(const struct dots *dots, const struct chart_point *point)
{
    for (size_t i = 0; !dots->full && i < dots->key->point_count; i++) {
        if (str_eq(dots->key->points[i].name, point->name)) {
            return i;
        }
    }
    return 0;
}

static void draw_mark(const struct dots *dots, const struct chart_point *point, double x, double y,
                      unsigned colour)
{
    struct canvas *canvas = dots->plot->canvas;
    unsigned background = dots->plot->theme->background;
    double radius = dots->full ? RADIUS : DENSE_RADIUS;
    if (is_hollow(dots, point)) {
        canvas->dot(canvas, x, y, radius + 1, background);
        canvas->dot(canvas, x, y, radius, colour);
        canvas->dot(canvas, x, y, radius - RING, background);
        return;
    }
    plot_mark(dots->plot, shape_of(dots, point), x, y, radius + 1, background);
    plot_mark(dots->plot, shape_of(dots, point), x, y, radius, colour);
}

static void draw_arrow(const struct dots *dots, double x, double y, unsigned colour)
{
    struct canvas *canvas = dots->plot->canvas;
    double tip = x + SHAFT;
    canvas->line(canvas, x, y, tip, y, 2, colour);
    canvas->line(canvas, tip - HEAD, y - HEAD, tip, y, 2, colour);
    canvas->line(canvas, tip - HEAD, y + HEAD, tip, y, 2, colour);
}

/* Text on a piece of background, so that the grid pauses behind it. */
static void draw_text(const struct dots *dots, double x, double baseline, enum anchor anchor,
                      struct font font, unsigned colour, struct str text)
{
    struct plot *plot = dots->plot;
    double width = plot_width(plot, font, text);
    double left = anchor_left(anchor, x, width);
    if (text.len > 0) {
        plot->canvas->rect(plot->canvas, left - 3, baseline - font.size_px, width + 6,
                           font.size_px + 4, plot->theme->background);
        plot_text(plot, x, baseline, anchor, font, colour, text);
    }
}

/* Which point is labelled first, second, ...: the last, the first, the one before the last, ... */
static size_t by_importance(size_t rank, size_t count)
{
    if (rank == 0) {
        return count - 1;
    }
    if (rank == 1) {
        return 0;
    }
    return rank == 2 ? count - 2 : rank - 2;
}

static bool overlap(struct span a, struct span b)
{
    return a.to > b.from && b.to > a.from;
}

/* Moves a label aside from those already there, as far as it still stands at its point. */
static bool find_room(const struct dots *dots, const struct span *taken, size_t taken_count,
                      struct span *span)
{
    double width = span->to - span->from;
    double least = dots->axis.left - LABEL_GAP;
    double most = CHART_WIDTH - CHART_MARGIN + LABEL_GAP / 2;
    double wanted = fmin(fmax(span->from, least), most - width);
    double from = wanted;
    for (size_t i = 0; i < taken_count; i++) {
        if (overlap((struct span){from, from + width}, taken[i])) {
            bool left = from + width / 2 < (taken[i].from + taken[i].to) / 2;
            from = left ? taken[i].from - width : taken[i].to;
        }
    }
    *span = (struct span){from, from + width};
    bool room = from >= least && span->to <= most && fabs(from - wanted) < width * LABEL_SHIFT;
    for (size_t i = 0; i < taken_count; i++) {
        room = room && !overlap(*span, taken[i]);
    }
    return room;
}

static void draw_point_labels(const struct dots *dots, const struct chart_row *row, double y)
{
    struct plot *plot = dots->plot;
    struct span *taken = ARENA_ARRAY(plot->arena, struct span, row->point_count);
    size_t taken_count = 0;
    for (size_t rank = 0; rank < row->point_count; rank++) {
        const struct chart_point *point = &row->points[by_importance(rank, row->point_count)];
        if (!has_place(point)) {
            continue;
        }
        struct str name = name_text(dots, point);
        struct str value = value_text(dots, point);
        double name_width = plot_width(plot, SMALL, name);
        double width = fmax(name_width, plot_width(plot, VALUE, value)) + LABEL_GAP;
        double x = axis_x(&dots->axis, point->value) + shaft_of(point);
        struct span span = {x - width / 2, x + width / 2};
        if (find_room(dots, taken, taken_count, &span)) {
            taken[taken_count++] = span;
            double aside = (width - LABEL_GAP - name_width) / 2;
            double middle = (span.from + span.to) / 2;
            double name_x = fmin(fmax(x, middle - aside), middle + aside);
            draw_text(dots, name_x, y - NAME_RISE, ANCHOR_MIDDLE, SMALL, plot->theme->muted, name);
            draw_text(dots, middle, y + VALUE_DROP, ANCHOR_MIDDLE, VALUE, plot->theme->text, value);
        }
    }
}

/* The drawn point furthest to the right; NULL for none. *low receives the least value. */
static const struct chart_point *furthest(const struct chart_row *row, double *low)
{
    const struct chart_point *last = NULL;
    *low = INFINITY;
    for (size_t i = 0; i < row->point_count; i++) {
        const struct chart_point *point = &row->points[i];
        if (has_place(point)) {
            *low = fmin(*low, point->value);
            last = !last || point->value >= last->value ? point : last;
        }
    }
    return last;
}

static void draw_points(const struct dots *dots, const struct chart_row *row, double y)
{
    struct canvas *canvas = dots->plot->canvas;
    unsigned colour = plot_colour(dots->plot, row);
    double low;
    const struct chart_point *last = furthest(row, &low);
    double end = axis_x(&dots->axis, last->value);
    if (dots->full) {
        draw_point_labels(dots, row, y);
    } else {
        draw_text(dots, end + shaft_of(last) + LABEL_GAP, text_baseline(y, VALUE.size_px),
                  ANCHOR_START, VALUE, dots->plot->theme->text, end_text(dots, last));
    }
    canvas->line(canvas, axis_x(&dots->axis, low), y, end, y, 2, colour);
    for (size_t i = 0; i < row->point_count; i++) {
        const struct chart_point *point = &row->points[i];
        double x = axis_x(&dots->axis, point->value);
        if (!has_place(point)) {
            continue;
        }
        plot_hint(dots->plot, row, name_text(dots, point), point->value);
        if (shaft_of(point) > 0) {
            draw_arrow(dots, x, y, colour);
        } else {
            draw_mark(dots, point, x, y, colour);
        }
        plot_hint_end(dots->plot);
    }
}

static void draw_row(const struct dots *dots, const struct chart_row *row, double y)
{
    struct plot *plot = dots->plot;
    double baseline = text_baseline(y, dots->font.size_px);
    plot_text(plot, dots->axis.left - GUTTER_GAP, baseline, ANCHOR_END, dots->font,
              plot->theme->text, plot_label(plot, dots->font, row));
    double low;
    if (furthest(row, &low)) {
        draw_points(dots, row, y);
        return;
    }
    struct str why = row->point_count > 0 ? row->points[0].text : row->missing;
    double x = dots->axis.left + LABEL_GAP;
    draw_text(dots, x, baseline, ANCHOR_START, dots->font, plot->theme->muted,
              plot_fit(plot, dots->font, why, 100, CHART_WIDTH - CHART_MARGIN - x));
}

/* What the marks of a row mean, from left to right; each name is cut to its share of the width. */
static void draw_key(const struct dots *dots)
{
    struct plot *plot = dots->plot;
    const struct chart_row *key = dots->key;
    double room = CHART_WIDTH - 2 * CHART_MARGIN;
    double name_room = room / (double)key->point_count - KEY_MARK - KEY_GAP;
    double *widths = ARENA_ARRAY(plot->arena, double, key->point_count);
    struct str *names = ARENA_ARRAY(plot->arena, struct str, key->point_count);
    double whole = 0;
    for (size_t i = 0; i < key->point_count; i++) {
        names[i] = plot_fit(plot, SMALL, key->points[i].name, LABEL_COLUMNS, name_room);
        widths[i] = KEY_MARK + plot_width(plot, SMALL, names[i]) + KEY_GAP;
        whole += widths[i];
    }
    double y = plot->top + 8;
    double x = fmin(dots->axis.left, CHART_WIDTH - CHART_MARGIN - whole);
    for (size_t i = 0; i < key->point_count; i++) {
        draw_mark(dots, &key->points[i], x + DENSE_RADIUS, y, plot->theme->muted);
        plot_text(plot, x + KEY_MARK, text_baseline(y, SMALL.size_px), ANCHOR_START, SMALL,
                  plot->theme->muted, names[i]);
        x += widths[i];
    }
}

/* The axis encloses all points and leaves room for the labels right of them. False without points.
 */
static bool fit_axis(struct dots *dots, double left)
{
    const struct chart *chart = dots->plot->chart;
    double low = INFINITY;
    double high = 0;
    double room = SIDE_ROOM;
    for (size_t i = 0; i < chart->row_count; i++) {
        double row_low;
        const struct chart_point *last = furthest(&chart->rows[i], &row_low);
        if (last) {
            low = fmin(low, row_low);
            high = fmax(high, last->value);
            double text = plot_width(dots->plot, VALUE, end_text(dots, last));
            room = dots->full ? room : fmax(room, text + SHAFT + LABEL_GAP);
        }
    }
    dots->axis = (struct axis){.left = left};
    if (high > 0) {
        axis_log(low, high, left, floor(CHART_WIDTH - CHART_MARGIN - room - left), &dots->axis);
    }
    return high > 0;
}

static void dots_draw(struct plot *plot)
{
    const struct chart *chart = plot->chart;
    struct dots dots = {.plot = plot, .full = is_full(chart)};
    dots.font = (struct font){dots.full ? 14 : 12, false};
    if (chart->row_count == 0) {
        return;
    }
    dots.key = &chart->rows[0];
    for (size_t i = 1; i < chart->row_count; i++) {
        if (chart->rows[i].point_count > dots.key->point_count) {
            dots.key = &chart->rows[i];
        }
    }
    bool any = fit_axis(&dots, CHART_MARGIN + plot_gutter(plot, dots.font) + GUTTER_GAP);
    double pitch = dots.full ? FULL_PITCH : DENSE_PITCH;
    double top = plot->top;
    if (!dots.full) {
        draw_key(&dots);
        top += KEY_HEIGHT;
    }
    if (any) {
        axis_draw(plot, &dots.axis, top, top + (double)chart->row_count * pitch);
    }
    for (size_t i = 0; i < chart->row_count; i++) {
        draw_row(&dots, &chart->rows[i], top + ((double)i + 0.5) * pitch);
    }
}

const struct drawing DOTS = {dots_height, dots_draw};
