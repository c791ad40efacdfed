/* Horizontal bars from zero, one a row, with the value at the end. */
#include <math.h>

#include "plot.h"

#define VALUE_GAP 8.0
#define VALUE_MAX 200.0
#define VALUE_COLUMNS 60
#define TIP 7.0 /* length of the arrow that says "or more" */
#define RUN_RADIUS 2.0

/* Few systems get room, many stay on one screen. */
struct pace {
    double pitch, thick, size_px;
};

struct bars {
    struct plot *plot;
    struct pace pace;
    double left; /* of the bars */
    struct axis axis;
};

static struct pace pace_of(const struct chart *chart)
{
    if (chart->row_count <= 4) {
        return (struct pace){44, 26, 14};
    }
    if (chart->row_count <= 12) {
        return (struct pace){32, 18, 13};
    }
    return (struct pace){24, 13, 12};
}

static double bars_height(const struct chart *chart)
{
    return (double)chart->row_count * pace_of(chart).pitch + AXIS_HEIGHT;
}

/* How far a row's marks reach. */
static double reach(const struct chart_row *row)
{
    double end = 0;
    if (row->point_count > 0) {
        end = fmax(end, row->points[0].value);
        end = fmax(end, row->high); /* fmax() ignores NaN */
        for (size_t i = 0; row->raw_count > 1 && i < row->raw_count; i++) {
            end = fmax(end, row->raw[i]);
        }
    }
    return end;
}

static double tip_of(const struct chart_row *row)
{
    return row->points[0].bound == BOUND_AT_LEAST ? TIP : 0;
}

static struct str value_text(struct plot *plot, struct font font, const struct chart_row *row)
{
    return plot_fit(plot, font, row->points[0].text, VALUE_COLUMNS, VALUE_MAX);
}

/* The longest axis that leaves every row room for its value. */
static void fit_axis(struct bars *bars)
{
    struct plot *plot = bars->plot;
    const struct font font = {bars->pace.size_px, false};
    double high = 0;
    for (size_t i = 0; i < plot->chart->row_count; i++) {
        high = fmax(high, reach(&plot->chart->rows[i]));
    }
    double room = CHART_WIDTH - CHART_MARGIN - bars->left;
    double width = room;
    for (size_t i = 0; i < plot->chart->row_count; i++) {
        const struct chart_row *row = &plot->chart->rows[i];
        double end = reach(row);
        if (end > 0) {
            double text = plot_width(plot, font, value_text(plot, font, row));
            double beside = VALUE_GAP + RUN_RADIUS + tip_of(row) + text;
            width = fmin(width, (room - beside) * (high / end));
        }
    }
    if (high > 0) {
        axis_linear(plot, high, bars->left, floor(width), &bars->axis);
    }
}

static double x_of(const struct bars *bars, double value)
{
    return bars->axis.high > 0 ? axis_x(&bars->axis, value) : bars->left;
}

static void draw_runs(const struct bars *bars, const struct chart_row *row, double y, double radius,
                      unsigned colour)
{
    for (size_t i = 0; i < row->raw_count; i++) {
        plot_hint(bars->plot, row, STR(""), row->raw[i]);
        bars->plot->canvas->dot(bars->plot->canvas, x_of(bars, row->raw[i]), y, radius, colour);
        plot_hint_end(bars->plot);
    }
}

static void draw_bar(const struct bars *bars, const struct chart_row *row, double y)
{
    struct canvas *canvas = bars->plot->canvas;
    double value = row->points[0].value;
    double top = y - bars->pace.thick / 2;
    double width = round(2 * (x_of(bars, value) - bars->left)) / 2;
    if (value > 0) {
        width = fmax(width, 1); /* little is not nothing */
        canvas->rect(canvas, bars->left, top, width, bars->pace.thick,
                     plot_colour(bars->plot, row));
    }
    double end = bars->left + width;
    if (tip_of(row) > 0) {
        const double tip[] = {end, top, end + TIP, y, end, top + bars->pace.thick};
        canvas->polygon(canvas, tip, 3, plot_colour(bars->plot, row));
    }
}

static void draw_value(const struct bars *bars, const struct chart_row *row, double y)
{
    struct plot *plot = bars->plot;
    const struct font font = {bars->pace.size_px, false};
    struct str text;
    unsigned ink = plot->theme->text;
    double x = bars->left + VALUE_GAP;
    if (row->point_count > 0) {
        text = value_text(plot, font, row);
        x = x_of(bars, reach(row)) + RUN_RADIUS + tip_of(row) + VALUE_GAP;
    } else {
        text = plot_fit(plot, font, row->missing, 100, CHART_WIDTH - CHART_MARGIN - x);
        ink = plot->theme->muted;
    }
    /* The grid pauses behind the text. */
    double height = bars->pace.thick;
    plot->canvas->rect(plot->canvas, x - VALUE_GAP / 2, y - height / 2,
                       plot_width(plot, font, text) + VALUE_GAP, height, plot->theme->background);
    plot_text(plot, x, text_baseline(y, font.size_px), ANCHOR_START, font, ink, text);
}

static void draw_row(const struct bars *bars, const struct chart_row *row, double y)
{
    struct plot *plot = bars->plot;
    const struct font font = {bars->pace.size_px, false};
    plot_text(plot, bars->left - GUTTER_GAP, text_baseline(y, font.size_px), ANCHOR_END, font,
              plot->theme->text, plot_label(plot, font, row));
    draw_value(bars, row, y);
    if (row->point_count == 0) {
        return;
    }
    plot_hint(plot, row, STR(""), row->points[0].value);
    draw_bar(bars, row, y);
    plot_hint_end(plot);
    if (row->raw_count > 1) {
        draw_runs(bars, row, y, RUN_RADIUS + 1, plot->theme->background);
    }
    if (row->high > row->low) {
        plot_whisker(plot, x_of(bars, row->low), x_of(bars, row->high), y, bars->pace.thick / 4);
    }
    if (row->raw_count > 1) {
        draw_runs(bars, row, y, RUN_RADIUS, plot->theme->text);
    }
}

static void bars_draw(struct plot *plot)
{
    struct bars bars = {.plot = plot, .pace = pace_of(plot->chart)};
    const struct font font = {bars.pace.size_px, false};
    bars.left = CHART_MARGIN + plot_gutter(plot, font) + GUTTER_GAP;
    fit_axis(&bars);
    double bottom = plot->top + (double)plot->chart->row_count * bars.pace.pitch;
    if (bars.axis.high > 0) {
        axis_draw(plot, &bars.axis, plot->top, bottom);
    }
    for (size_t i = 0; i < plot->chart->row_count; i++) {
        double y = plot->top + ((double)i + 0.5) * bars.pace.pitch;
        draw_row(&bars, &plot->chart->rows[i], y);
    }
    plot->canvas->line(plot->canvas, bars.left - 0.5, plot->top, bars.left - 0.5, bottom, 1,
                       plot->theme->muted);
}

const struct drawing BARS = {bars_height, bars_draw};
