/*
 * Bars of points, 100 at most, and below each the ratios it is made of on the
 * same axis, where 1 is 100 points. A few have every part named and its value
 * beside it; many get a key, and parts that end in a mark.
 */
#include <math.h>

#include "plot.h"

#define FULL_LANES 18 /* bars and parts, so many have room for their names */
#define VALUE_GAP 8.0
#define VALUE_MAX 160.0
#define VALUE_COLUMNS 40
#define KEY_PITCH 18.0
#define KEY_GAP 10.0
#define KEY_LINE 22.0
#define MARK_RADIUS 3.2
#define POINTS_OF_ONE 100.0

/* Heights, and sizes of text; without names the parts move together. */
struct pace {
    bool full;
    double bar_pitch, bar_thick, part_pitch, part_thick, gap;
    struct font name, part;
};

struct parts {
    struct plot *plot;
    struct pace pace;
    struct axis axis;
};

static struct pace pace_of(const struct chart *chart)
{
    static const struct pace FULL = {true, 26, 20, 19, 7, 14, {14, false}, {11, false}};

    static const struct pace DENSE = {false, 16, 11, 8, 2, 4, {12, false}, {11, false}};
    size_t lanes = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        size_t points = chart->rows[i].point_count;
        lanes += points > 1 ? points : 1;
    }
    return lanes <= FULL_LANES ? FULL : DENSE;
}

/* What of a row's points stands where on the axis: the bar, then its parts. */
static double points_of(const struct chart_row *row, size_t k)
{
    return k > 0 ? row->points[k].value * POINTS_OF_ONE : row->points[k].value;
}

/* The row with most parts, which names them all; NULL where each has its name beside it. */
static const struct chart_row *key_of(const struct chart *chart)
{
    const struct chart_row *key = NULL;
    if (pace_of(chart).full) {
        return NULL;
    }
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];
        key = row->point_count > (key ? key->point_count : 1) ? row : key;
    }
    return key;
}

/* Whether some part is only known to be at most its value, which the key then explains. */
static bool has_at_most(const struct chart *chart)
{
    for (size_t i = 0; i < chart->row_count; i++) {
        for (size_t k = 1; k < chart->rows[i].point_count; k++) {
            if (chart->rows[i].points[k].bound == BOUND_AT_MOST) {
                return true;
            }
        }
    }
    return false;
}

static double key_height(const struct chart *chart)
{
    const struct chart_row *key = key_of(chart);
    size_t lines = key ? key->point_count - 1 + has_at_most(chart) : 0;
    return key ? (double)lines * KEY_PITCH + KEY_GAP : 0;
}

static double row_height(const struct pace *pace, const struct chart_row *row)
{
    size_t parts = row->point_count > 1 ? row->point_count - 1 : 0;
    return pace->bar_pitch + (double)parts * pace->part_pitch + pace->gap;
}

static double parts_height(const struct chart *chart)
{
    const struct pace pace = pace_of(chart);
    double height = key_height(chart) + AXIS_HEIGHT;
    for (size_t i = 0; i < chart->row_count; i++) {
        height += row_height(&pace, &chart->rows[i]);
    }
    return height;
}

static struct str part_name(const struct parts *parts, const struct chart_point *point, double room)
{
    return plot_fit(parts->plot, parts->pace.part, point->name, VALUE_COLUMNS, room);
}

/* The widest text left of the axis. */
static double gutter(const struct parts *parts)
{
    const struct chart *chart = parts->plot->chart;
    double widest = plot_gutter(parts->plot, parts->pace.name);
    for (size_t i = 0; parts->pace.full && i < chart->row_count; i++) {
        for (size_t k = 1; k < chart->rows[i].point_count; k++) {
            struct str name = part_name(parts, &chart->rows[i].points[k], GUTTER_MAX);
            widest = fmax(widest, plot_width(parts->plot, parts->pace.part, name));
        }
    }
    return ceil(widest);
}

/* What stands right of a bar or part; parts that have a key have no text. */
static struct str value_text(const struct parts *parts, const struct chart_row *row, size_t k)
{
    const struct pace *pace = &parts->pace;
    return k > 0 && !pace->full ? STR("")
                                : plot_fit(parts->plot, k > 0 ? pace->part : pace->name,
                                           row->points[k].text, VALUE_COLUMNS, VALUE_MAX);
}

/* How far a bar with its whisker, or a part, reaches on the axis. */
static double reach(const struct chart_row *row, size_t k)
{
    double end = points_of(row, k);
    return k > 0 ? end : fmax(end, row->high); /* fmax() ignores NaN */
}

/* The longest axis that leaves every bar and part room for its value. */
static void fit_axis(struct parts *parts)
{
    const struct chart *chart = parts->plot->chart;
    double high = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        for (size_t k = 0; k < chart->rows[i].point_count; k++) {
            high = fmax(high, reach(&chart->rows[i], k));
        }
    }
    double left = parts->axis.left;
    double room = CHART_WIDTH - CHART_MARGIN - left;
    double width = room - 2 * MARK_RADIUS;
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];
        for (size_t k = 0; k < row->point_count; k++) {
            const struct font font = k > 0 ? parts->pace.part : parts->pace.name;
            double text = plot_width(parts->plot, font, value_text(parts, row, k));
            double end = reach(row, k);
            if (end > 0) {
                width = fmin(width, (room - VALUE_GAP - text) * (high / end));
            }
        }
    }
    if (high > 0) {
        axis_linear(parts->plot, high, left, floor(width), &parts->axis);
    }
}

static double x_of(const struct parts *parts, double points)
{
    return parts->axis.high > 0 ? axis_x(&parts->axis, points) : parts->axis.left;
}

/* Text right of an x; the grid pauses behind it. */
static void draw_text(const struct parts *parts, double x, double y, struct font font, unsigned ink,
                      struct str text)
{
    struct plot *plot = parts->plot;
    double width = plot_width(plot, font, text);
    if (text.len > 0) {
        plot->canvas->rect(plot->canvas, x + VALUE_GAP / 2, y - font.size_px * 0.6,
                           width + VALUE_GAP, font.size_px * 1.2, plot->theme->background);
        plot_text(plot, x + VALUE_GAP, text_baseline(y, font.size_px), ANCHOR_START, font, ink,
                  text);
    }
}

/* Text left of the axis. */
static void draw_name(const struct parts *parts, double y, struct font font, unsigned ink,
                      struct str text)
{
    plot_text(parts->plot, parts->axis.left - GUTTER_GAP, text_baseline(y, font.size_px),
              ANCHOR_END, font, ink, text);
}

/* A bar as far as its value, whose end is returned; little is not nothing. */
static double draw_bar(const struct parts *parts, double points, double y, double thick,
                       unsigned ink)
{
    double width = round(2 * (x_of(parts, points) - parts->axis.left)) / 2;
    if (points > 0) {
        width = fmax(width, 1);
        struct canvas *canvas = parts->plot->canvas;
        canvas->rect(canvas, parts->axis.left, y - thick / 2, width, thick, ink);
    }
    return parts->axis.left + width;
}

static void draw_part(const struct parts *parts, const struct chart_row *row, size_t k, double y)
{
    struct plot *plot = parts->plot;
    const struct chart_point *point = &row->points[k];
    unsigned ink = plot_colour(plot, row);
    plot_hint_as(plot, row, point->name, UNIT_FACTOR, point->value);
    double end = draw_bar(parts, points_of(row, k), y, parts->pace.part_thick, ink);
    if (!parts->pace.full) {
        size_t shape = point->bound == BOUND_AT_MOST ? MARK_AT_MOST : k - 1;
        plot_mark(plot, shape, end, y, MARK_RADIUS + 1, plot->theme->background);
        plot_mark(plot, shape, end, y, MARK_RADIUS, ink);
    }
    plot_hint_end(plot);
    if (parts->pace.full) {
        draw_name(parts, y, parts->pace.part, plot->theme->muted,
                  part_name(parts, point, GUTTER_MAX));
        draw_text(parts, end, y, parts->pace.part, plot->theme->text, value_text(parts, row, k));
    }
}

static void draw_whole(const struct parts *parts, const struct chart_row *row, double y)
{
    struct plot *plot = parts->plot;
    plot_hint(plot, row, STR(""), row->points[0].value);
    draw_bar(parts, points_of(row, 0), y, parts->pace.bar_thick, plot_colour(plot, row));
    plot_hint_end(plot);
    draw_text(parts, x_of(parts, reach(row, 0)), y, parts->pace.name, plot->theme->text,
              value_text(parts, row, 0));
    if (row->high > row->low) {
        plot_whisker(plot, x_of(parts, row->low), x_of(parts, row->high), y,
                     parts->pace.bar_thick / 4);
    }
}

static void draw_row(const struct parts *parts, const struct chart_row *row, double top)
{
    struct plot *plot = parts->plot;
    const struct font font = parts->pace.name;
    double y = top + parts->pace.bar_pitch / 2;
    draw_name(parts, y, font, plot->theme->text, plot_label(plot, font, row));
    if (row->point_count == 0) {
        double room = CHART_WIDTH - CHART_MARGIN - parts->axis.left - VALUE_GAP;
        draw_text(parts, parts->axis.left, y, font, plot->theme->muted,
                  plot_fit(plot, font, row->missing, 100, room));
        return;
    }
    draw_whole(parts, row, y);
    y = top + parts->pace.bar_pitch + parts->pace.part_pitch / 2;
    for (size_t k = 1; k < row->point_count; k++) {
        draw_part(parts, row, k, y);
        y += parts->pace.part_pitch;
    }
}

static void draw_key_line(const struct parts *parts, size_t line, size_t shape, struct str text)
{
    struct plot *plot = parts->plot;
    const struct font font = parts->pace.part;
    double y = plot->top + ((double)line + 0.5) * KEY_PITCH;
    double end = parts->axis.left + KEY_LINE;
    plot->canvas->line(plot->canvas, parts->axis.left, y, end, y, parts->pace.part_thick,
                       plot->theme->muted);
    plot_mark(plot, shape, end, y, MARK_RADIUS, plot->theme->muted);
    plot_text(plot, end + MARK_RADIUS + VALUE_GAP, text_baseline(y, font.size_px), ANCHOR_START,
              font, plot->theme->muted, text);
}

/* Which mark is which part, from the first below a bar to the last. */
static void draw_key(const struct parts *parts)
{
    const struct chart *chart = parts->plot->chart;
    const struct chart_row *key = key_of(chart);
    double room =
        CHART_WIDTH - CHART_MARGIN - parts->axis.left - KEY_LINE - MARK_RADIUS - VALUE_GAP;
    for (size_t k = 1; key && k < key->point_count; k++) {
        draw_key_line(parts, k - 1, k - 1, part_name(parts, &key->points[k], room));
    }
    if (key && has_at_most(chart)) {
        draw_key_line(parts, key->point_count - 1, MARK_AT_MOST,
                      plot_fit(parts->plot, parts->pace.part, chart->at_most, VALUE_COLUMNS, room));
    }
}

static void parts_draw(struct plot *plot)
{
    const struct chart *chart = plot->chart;
    struct parts parts = {.plot = plot, .pace = pace_of(chart)};
    parts.axis.left = CHART_MARGIN + gutter(&parts) + GUTTER_GAP;
    fit_axis(&parts);
    double top = plot->top + key_height(chart);
    double bottom = plot->top + parts_height(chart) - AXIS_HEIGHT;
    if (parts.axis.high > 0) {
        axis_draw(plot, &parts.axis, top, bottom);
    }
    draw_key(&parts);
    double left = parts.axis.left - 0.5;
    plot->canvas->line(plot->canvas, left, top, left, bottom, 1, plot->theme->muted);
    double y = top + parts.pace.gap / 2;
    for (size_t i = 0; i < chart->row_count; i++) {
        draw_row(&parts, &chart->rows[i], y);
        y += row_height(&parts.pace, &chart->rows[i]);
    }
}

const struct drawing PARTS = {parts_height, parts_draw};
