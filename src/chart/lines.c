/*
 * Points over two logarithmic axes, joined in order, a colour a system
 * (they repeat: a line is known by the name at its end). Names that would meet
 * are moved apart.
 */
#include <math.h>

#include "plot.h"

#define PLOT_HEIGHT 320.0
#define NAME_PITCH 16.0 /* between names at the line ends */
#define NAME_MAX 150.0
#define NAME_COLUMNS 40
#define LEADER 18.0 /* from the end of a line to its name */
#define TOP_ROOM 8.0
#define RADIUS 3.5
#define MARK 5.0 /* half the width of a triangle on the axis */

#define TAG_GAP 7.0
#define TAG_PITCH 15.0 /* height that a tag needs */

static const struct font NAME = {12, false};
static const struct font TAG = {11, false};

struct lines {
    struct plot *plot;
    struct axis x, y; /* y is measured upwards from the bottom */
    double bottom;
};

/* Where a line's name stands. */
struct name {
    const struct chart_row *row;
    double from_x, from_y; /* the end of the line */
    double y;
};

static double lines_height(const struct chart *chart)
{
    return fmax(PLOT_HEIGHT, (double)chart->row_count * NAME_PITCH) + TOP_ROOM + AXIS_HEIGHT;
}

/* Along the axis below: a share by what is left of it. */
static double along(const struct chart *chart, double x)
{
    return chart->x_unit == UNIT_SHARE ? 1 / (1 - x) : x;
}

static double place_x(const struct lines *lines, double value)
{
    return axis_x(&lines->x, along(lines->plot->chart, value));
}

static double place_y(const struct lines *lines, double value)
{
    return lines->bottom - axis_x(&lines->y, value);
}

static bool has_place(const struct chart_point *point)
{
    return point->value > 0 && point->x > 0;
}

static void segment(const struct lines *lines, double x1, double y1, double x2, double y2,
                    double width_px, unsigned colour)
{
    struct canvas *canvas = lines->plot->canvas;
    canvas->line(canvas, place_x(lines, x1), place_y(lines, y1), place_x(lines, x2),
                 place_y(lines, y2), width_px, colour);
}

/* The fitted curve where there is one, else the points joined. */
static void draw_row(const struct lines *lines, const struct chart_row *row)
{
    struct canvas *canvas = lines->plot->canvas;
    unsigned colour = chart_colour(row->system);
    const struct chart_point *before = NULL;
    for (size_t i = 1; i < row->curve_count; i++) {
        const double *at = row->curve + 2 * i;
        segment(lines, at[-2], at[-1], at[0], at[1], 1.5, colour);
    }
    for (size_t i = 0; i < row->point_count; i++) {
        const struct chart_point *point = &row->points[i];
        if (!has_place(point)) {
            continue;
        }
        if (before && row->curve_count == 0) {
            segment(lines, before->x, before->value, point->x, point->value, 1.5, colour);
        }
        plot_hint(lines->plot, row, point->name, point->value);
        canvas->dot(canvas, place_x(lines, point->x), place_y(lines, point->value), RADIUS, colour);
        plot_hint_end(lines->plot);
        before = point;
    }
    if (row->mark >= lines->x.low && row->mark <= lines->x.high) {
        double x = place_x(lines, row->mark);
        const double triangle[] = {
            x, lines->bottom - 2 * MARK, x - MARK, lines->bottom, x + MARK, lines->bottom};
        canvas->polygon(canvas, triangle, 3, colour);
    }
}

/* A text beside a point. */
struct beside {
    double left, right, y;
};

static bool is_free(const struct beside *tags, size_t n, const struct beside *tag)
{
    for (size_t i = 0; i < n; i++) {
        if (tag->left < tags[i].right && tags[i].left < tag->right &&
            fabs(tag->y - tags[i].y) < TAG_PITCH) {
            return false;
        }
    }
    return true;
}

/* Where a text may stand, seen from its point. */
enum side { RIGHT, LEFT, BELOW, ABOVE };

/* Off the line: beside it where it climbs, below it where it runs along; the last point's right is
 * its name's. */
static const enum side *sides_of(const struct lines *lines, const struct chart_row *row, size_t k)
{
    static const enum side CLIMBING[] = {RIGHT, LEFT};

    static const enum side LEVEL[] = {BELOW, ABOVE};

    static const enum side LAST[] = {LEFT, ABOVE};
    const struct chart_point *from = &row->points[k > 0 ? k - 1 : 0];
    const struct chart_point *to = &row->points[k + 1 < row->point_count ? k + 1 : k];
    double across = fabs(place_x(lines, to->x) - place_x(lines, from->x));
    double upwards = fabs(place_y(lines, to->value) - place_y(lines, from->value));
    return k + 1 == row->point_count ? LAST : upwards > across ? CLIMBING : LEVEL;
}

static struct beside place_beside(const struct lines *lines, const struct chart_point *point,
                                  double width, enum side side)
{
    double x = place_x(lines, point->x);
    double y = place_y(lines, point->value);
    double left = side == RIGHT ? x + TAG_GAP : side == LEFT ? x - TAG_GAP - width : x - width / 2;
    double down = side == BELOW ? TAG_PITCH : side == ABOVE ? -TAG_PITCH : 0;
    return (struct beside){left, left + width, y + down};
}

/* False where a text has no room. */
static bool find_room(const struct lines *lines, const struct chart_row *row, size_t k,
                      const struct beside *tags, size_t n, struct beside *tag)
{
    const enum side *sides = sides_of(lines, row, k);
    double width = plot_width(lines->plot, TAG, row->points[k].name);
    for (size_t i = 0; i < 2; i++) {
        *tag = place_beside(lines, &row->points[k], width, sides[i]);
        bool inside = tag->left >= lines->x.left && tag->y - TAG_PITCH / 2 > lines->plot->top &&
                      tag->right <= lines->x.left + lines->x.width &&
                      tag->y + TAG_PITCH / 2 < lines->bottom;
        if (inside && is_free(tags, n, tag)) {
            return true;
        }
    }
    return false;
}

static void draw_tags(const struct lines *lines)
{
    struct plot *plot = lines->plot;
    const struct chart *chart = plot->chart;
    size_t most = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        most += chart->rows[i].point_count;
    }
    struct beside *tags = ARENA_ARRAY(plot->arena, struct beside, most);
    size_t n = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        for (size_t k = 0; k < chart->rows[i].point_count; k++) {
            const struct chart_point *point = &chart->rows[i].points[k];
            if (has_place(point) && find_room(lines, &chart->rows[i], k, tags, n, &tags[n])) {
                plot_text(plot, tags[n].left, text_baseline(tags[n].y, TAG.size_px), ANCHOR_START,
                          TAG, plot->theme->muted, point->name);
                n++;
            }
        }
    }
}

/* The last point, which the name points to. */
static const struct chart_point *end_of(const struct chart_row *row)
{
    const struct chart_point *end = NULL;
    for (size_t i = 0; i < row->point_count; i++) {
        end = has_place(&row->points[i]) ? &row->points[i] : end;
    }
    return end;
}

/* Names in the order of their lines' ends, moved down where they would meet, then up again. */
static size_t arrange(const struct lines *lines, struct name *names)
{
    const struct chart *chart = lines->plot->chart;
    size_t n = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_point *end = end_of(&chart->rows[i]);
        if (end) {
            struct name name = {&chart->rows[i], place_x(lines, end->x), place_y(lines, end->value),
                                place_y(lines, end->value)};
            size_t at = n++;
            for (; at > 0 && names[at - 1].y > name.y; at--) {
                names[at] = names[at - 1];
            }
            names[at] = name;
        }
    }
    for (size_t i = 1; i < n; i++) {
        names[i].y = fmax(names[i].y, names[i - 1].y + NAME_PITCH);
    }
    double lowest = lines->bottom - NAME_PITCH / 2;
    for (size_t i = n; i > 0 && names[i - 1].y > lowest; i--) {
        names[i - 1].y = lowest;
        lowest -= NAME_PITCH;
    }
    return n;
}

static void draw_names(const struct lines *lines)
{
    struct plot *plot = lines->plot;
    struct name *names = ARENA_ARRAY(plot->arena, struct name, plot->chart->row_count);
    size_t n = arrange(lines, names);
    double x = lines->x.left + lines->x.width + LEADER;
    for (size_t i = 0; i < n; i++) {
        struct str text = plot_fit(plot, NAME, names[i].row->label, NAME_COLUMNS, NAME_MAX);
        plot->canvas->line(plot->canvas, names[i].from_x, names[i].from_y, x - 4, names[i].y, 1,
                           plot->theme->muted);
        plot_text(plot, x, text_baseline(names[i].y, NAME.size_px), ANCHOR_START, NAME,
                  plot->theme->text, text);
    }
}

static double widest_name(struct plot *plot)
{
    double widest = 0;
    for (size_t i = 0; i < plot->chart->row_count; i++) {
        struct str text = plot_fit(plot, NAME, plot->chart->rows[i].label, NAME_COLUMNS, NAME_MAX);
        widest = fmax(widest, plot_width(plot, NAME, text));
    }
    return widest;
}

static void draw_limit(const struct lines *lines)
{
    struct plot *plot = lines->plot;
    double limit = plot->chart->limit;
    if (limit >= lines->y.low && limit <= lines->y.high) {
        double y = place_y(lines, limit);
        double right = lines->x.left + lines->x.width;
        plot->canvas->line(plot->canvas, lines->x.left, y, right, y, 1.5, plot->theme->muted);
        plot_text(plot, lines->x.left + 6, y - 5, ANCHOR_START, NAME, plot->theme->muted,
                  plot->chart->limit_text);
    }
}

/* The range of all points; false without any. */
static bool range(const struct chart *chart, double x[2], double y[2])
{
    x[0] = y[0] = INFINITY;
    x[1] = y[1] = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        for (size_t k = 0; k < chart->rows[i].point_count; k++) {
            const struct chart_point *point = &chart->rows[i].points[k];
            if (has_place(point)) {
                x[0] = fmin(x[0], along(chart, point->x));
                x[1] = fmax(x[1], along(chart, point->x));
                y[0] = fmin(y[0], point->value);
                y[1] = fmax(y[1], point->value);
            }
        }
    }
    return x[1] > 0;
}

static void lines_draw(struct plot *plot)
{
    struct lines lines = {.plot = plot};
    double x[2];
    double y[2];
    if (!range(plot->chart, x, y)) {
        return;
    }
    double height = lines_height(plot->chart) - TOP_ROOM - AXIS_HEIGHT;
    lines.bottom = plot->top + TOP_ROOM + height;
    axis_log(y[0], y[1], 0, height, &lines.y);
    double left = CHART_MARGIN + axis_gutter(plot, &lines.y) + 8;
    double right = CHART_WIDTH - CHART_MARGIN - widest_name(plot) - LEADER;
    /* The marks below count in another unit than those on the left. */
    struct chart below = *plot->chart;
    struct plot horizontal = *plot;
    below.unit = plot->chart->x_unit;
    horizontal.chart = &below;
    axis_log(x[0], x[1], left, floor(right - left), &lines.x);
    lines.x.of_rest = below.unit == UNIT_SHARE;
    axis_draw(&horizontal, &lines.x, lines.bottom - height, lines.bottom);
    axis_draw_left(plot, &lines.y, lines.bottom, left, left + lines.x.width);
    draw_limit(&lines);
    for (size_t i = 0; i < plot->chart->row_count; i++) {
        draw_row(&lines, &plot->chart->rows[i]);
    }
    if (plot->chart->named_points) {
        draw_tags(&lines);
    }
    draw_names(&lines);
}

const struct drawing LINES = {lines_height, lines_draw};
