/*
 * Bars from zero, and below each the parts it is made of, on the same axis.
 * A few have every part named and its value beside it; many get a key, and
 * parts that end in a mark.
 */
#include <math.h>

#include "plot.h"

#define FULL_LANES 18 /* bars and parts, so many have room for their names */
#define ROW_GAP 14.0
#define VALUE_GAP 8.0
#define VALUE_MAX 160.0
#define VALUE_COLUMNS 40
#define KEY_PITCH 18.0
#define KEY_GAP 10.0
#define KEY_LINE 22.0
#define MARK_RADIUS 3.2

/* Heights, and sizes of text; without names the parts move together. */
struct pace {
    double bar_pitch, bar_thick, part_pitch, part_thick, gap;
    struct font name, part;
};

struct parts {
    struct plot *plot;
    struct pace pace;
    bool full;
    const struct chart_row *key; /* the row with most parts: it names them all */
    struct axis axis;
};

/* The row with most points; NULL for none. */
static const struct chart_row *fullest(const struct chart *chart)
{
    const struct chart_row *key = NULL;
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];
        key = !key || row->point_count > key->point_count ? row : key;
    }
    return key;
}

static bool is_full(const struct chart *chart)
{
    size_t lanes = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        size_t points = chart->rows[i].point_count;
        lanes += points > 1 ? points : 1;
    }
    return lanes <= FULL_LANES;
}

static struct pace pace_of(bool full)
{
    return full ? (struct pace){26, 20, 19, 7, ROW_GAP, {14, false}, {11, false}}
                : (struct pace){16, 11, 8, 2, 4, {12, false}, {11, false}};
}

static double row_height(const struct pace *pace, const struct chart_row *row)
{
    size_t parts = row->point_count > 1 ? row->point_count - 1 : 0;
    return pace->bar_pitch + (double)parts * pace->part_pitch + pace->gap;
}

static double key_height(const struct chart *chart)
{
    const struct chart_row *key = fullest(chart);
    return is_full(chart) || !key || key->point_count < 2
               ? 0
               : (double)(key->point_count - 1) * KEY_PITCH + KEY_GAP;
}

static double parts_height(const struct chart *chart)
{
    const struct pace pace = pace_of(is_full(chart));
    double height = key_height(chart) + AXIS_HEIGHT;
    for (size_t i = 0; i < chart->row_count; i++) {
        height += row_height(&pace, &chart->rows[i]);
    }
    return height;
}

static struct str value_text(const struct parts *parts, struct font font,
                             const struct chart_point *point)
{
    return plot_fit(parts->plot, font, point->text, VALUE_COLUMNS, VALUE_MAX);
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
    for (size_t i = 0; parts->full && i < chart->row_count; i++) {
        for (size_t k = 1; k < chart->rows[i].point_count; k++) {
            struct str name = part_name(parts, &chart->rows[i].points[k], GUTTER_MAX);
            widest = fmax(widest, plot_width(parts->plot, parts->pace.part, name));
        }
    }
    return ceil(widest);
}

/* What the axis has to leave room for: a bar's or part's value text; 0 where it has none. */
static double text_room(const struct parts *parts, const struct chart_point *point, bool is_bar)
{
    struct font font = is_bar ? parts->pace.name : parts->pace.part;
    return is_bar || parts->full
               ? VALUE_GAP + plot_width(parts->plot, font, value_text(parts, font, point))
               : 0;
}

/* The longest axis that leaves every bar and part room for its value. */
static void fit_axis(struct parts *parts, double left)
{
    const struct chart *chart = parts->plot->chart;
    double high = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        for (size_t k = 0; k < chart->rows[i].point_count; k++) {
            high = fmax(high, chart->rows[i].points[k].value);
        }
    }
    parts->axis = (struct axis){.left = left};
    double room = CHART_WIDTH - CHART_MARGIN - left;
    double width = room - 2 * MARK_RADIUS;
    for (size_t i = 0; i < chart->row_count; i++) {
        for (size_t k = 0; k < chart->rows[i].point_count; k++) {
            const struct chart_point *point = &chart->rows[i].points[k];
            if (point->value > 0) {
                double beside = text_room(parts, point, k == 0);
                width = fmin(width, (room - beside) * (high / point->value));
            }
        }
    }
    if (high > 0) {
        axis_linear(parts->plot, high, left, floor(width), &parts->axis);
    }
}

static double x_of(const struct parts *parts, double value)
{
    return parts->axis.high > 0 ? axis_x(&parts->axis, value) : parts->axis.left;
}

/* Text right of what it belongs to; the grid pauses behind it. */
static void draw_text(const struct parts *parts, double x, double y, struct font font, unsigned ink,
                      struct str text)
{
    struct plot *plot = parts->plot;
    double width = plot_width(plot, font, text);
    plot->canvas->rect(plot->canvas, x - VALUE_GAP / 2, y - font.size_px * 0.6, width + VALUE_GAP,
                       font.size_px * 1.2, plot->theme->background);
    plot_text(plot, x, text_baseline(y, font.size_px), ANCHOR_START, font, ink, text);
}

/* A bar as far as its value, whose end is returned; little is not nothing. */
static double draw_bar(const struct parts *parts, const struct chart_point *point, double y,
                       double thick, unsigned ink)
{
    double width = round(2 * (x_of(parts, point->value) - parts->axis.left)) / 2;
    if (point->value > 0) {
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
    const struct font font = parts->pace.part;
    unsigned ink = plot_colour(plot, row);
    if (parts->full) {
        plot_text(plot, parts->axis.left - GUTTER_GAP, text_baseline(y, font.size_px), ANCHOR_END,
                  font, plot->theme->muted, part_name(parts, point, GUTTER_MAX));
        draw_text(parts, x_of(parts, point->value) + VALUE_GAP, y, font, plot->theme->text,
                  value_text(parts, font, point));
    }
    plot_hint_as(plot, row, point->name, UNIT_FACTOR, point->value / 100);
    double end = draw_bar(parts, point, y, parts->pace.part_thick, ink);
    if (!parts->full) {
        plot_mark(plot, k - 1, end, y, MARK_RADIUS + 1, plot->theme->background);
        plot_mark(plot, k - 1, end, y, MARK_RADIUS, ink);
    }
    plot_hint_end(plot);
}

static void draw_row(const struct parts *parts, const struct chart_row *row, double top)
{
    struct plot *plot = parts->plot;
    const struct font font = parts->pace.name;
    double y = top + parts->pace.bar_pitch / 2;
    plot_text(plot, parts->axis.left - GUTTER_GAP, text_baseline(y, font.size_px), ANCHOR_END, font,
              plot->theme->text, plot_label(plot, font, row));
    if (row->point_count == 0) {
        double x = parts->axis.left + VALUE_GAP;
        draw_text(parts, x, y, font, plot->theme->muted,
                  plot_fit(plot, font, row->missing, 100, CHART_WIDTH - CHART_MARGIN - x));
        return;
    }
    draw_text(parts, x_of(parts, row->points[0].value) + VALUE_GAP, y, font, plot->theme->text,
              value_text(parts, font, &row->points[0]));
    plot_hint(plot, row, STR(""), row->points[0].value);
    draw_bar(parts, &row->points[0], y, parts->pace.bar_thick, plot_colour(plot, row));
    plot_hint_end(plot);
    y = top + parts->pace.bar_pitch + parts->pace.part_pitch / 2;
    for (size_t k = 1; k < row->point_count; k++) {
        draw_part(parts, row, k, y);
        y += parts->pace.part_pitch;
    }
}

/* Which mark is which part, from the first below a bar to the last. */
static void draw_key(const struct parts *parts)
{
    struct plot *plot = parts->plot;
    const struct font font = parts->pace.part;
    double left = parts->axis.left;
    for (size_t k = 1; parts->key && k < parts->key->point_count; k++) {
        double y = plot->top + ((double)k - 0.5) * KEY_PITCH;
        plot->canvas->line(plot->canvas, left, y, left + KEY_LINE, y, parts->pace.part_thick,
                           plot->theme->muted);
        plot_mark(plot, k - 1, left + KEY_LINE, y, MARK_RADIUS, plot->theme->muted);
        double x = left + KEY_LINE + MARK_RADIUS + VALUE_GAP;
        plot_text(plot, x, text_baseline(y, font.size_px), ANCHOR_START, font, plot->theme->muted,
                  part_name(parts, &parts->key->points[k], CHART_WIDTH - CHART_MARGIN - x));
    }
}

static void parts_draw(struct plot *plot)
{
    const struct chart *chart = plot->chart;
    bool full = is_full(chart);
    struct parts parts = {.plot = plot, .full = full, .pace = pace_of(full), .key = fullest(chart)};
    double left = CHART_MARGIN + gutter(&parts) + GUTTER_GAP;
    fit_axis(&parts, left);
    double top = plot->top + key_height(chart);
    double bottom = plot->top + parts_height(chart) - AXIS_HEIGHT;
    if (parts.axis.high > 0) {
        axis_draw(plot, &parts.axis, top, bottom);
    }
    if (top > plot->top) {
        draw_key(&parts);
    }
    double y = top + parts.pace.gap / 2;
    for (size_t i = 0; i < chart->row_count; i++) {
        draw_row(&parts, &chart->rows[i], y);
        y += row_height(&parts.pace, &chart->rows[i]);
    }
    plot->canvas->line(plot->canvas, left - 0.5, top, left - 0.5, bottom, 1, plot->theme->muted);
}

const struct drawing PARTS = {parts_height, parts_draw};
