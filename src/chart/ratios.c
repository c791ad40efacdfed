/*
 * Ratios to a baseline around 1 on an axis of powers of two, so that twice and
 * half are equally far away; with their intervals, and in words whether that
 * is better.
 */
#include <math.h>

#include "plot.h"

#define MANY_ROWS 24 /* more stand closer */
#define THICK 10.0
#define RADIUS 5.0
#define CAP 4.0
#define ARROW 9.0
#define VALUE_GAP 10.0
#define VALUE_MAX 200.0
#define MARKS 9   /* at most, on the axis */
#define LEAST 2.0 /* the axis reaches at least to half and twice */
#define LEAST_FOR_TEN 4096.0
#define ROOM 0.06 /* of the axis, beyond what it shows */
#define MOST 1e12 /* beyond it a ratio stands at the end */

struct pace {
    double pitch;
    struct font label, heading;
};

struct ratios {
    struct plot *plot;
    struct pace pace;
    struct axis axis;
    double values; /* where the column of values begins */
};

static struct pace pace_of(const struct chart *chart)
{
    return chart->row_count > MANY_ROWS ? (struct pace){22, {12, false}, {12, true}}
                                        : (struct pace){34, {14, false}, {14, true}};
}

static double ratios_height(const struct chart *chart)
{
    return (double)chart->row_count * pace_of(chart).pitch + AXIS_HEIGHT;
}

static bool has_place(const struct chart_row *row)
{
    return row->point_count > 0 && row->points[0].value > 0;
}

/* How far from 1 anything lies, as a factor. */
static double reach(const struct chart *chart)
{
    double most = LEAST;
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];
        if (has_place(row)) {
            const double all[] = {row->points[0].value, row->low, row->high};
            for (size_t k = 0; k < 3; k++) {
                most = all[k] > 0 ? fmax(most, fmax(all[k], 1 / all[k])) : most;
            }
        }
    }
    return fmin(most, MOST);
}

/* Marks at every k-th power of two, of ten where those are many; as many on one side of 1 as on
 * the other. */
static void fit_axis(struct ratios *ratios, double left, double width)
{
    double most = reach(ratios->plot->chart);
    double base = most > LEAST_FOR_TEN ? 10 : 2;
    double powers = ceil(log(most) / log(base) - 1e-9);
    double stride = ceil(2 * powers / (MARKS - 1));
    ratios->axis = (struct axis){.logarithmic = true,
                                 .unit = 1,
                                 .left = left,
                                 .width = width,
                                 .from = CHART_MARGIN,
                                 .to = CHART_WIDTH - CHART_MARGIN};
    int each_side = (int)ceil(powers / stride);
    for (int k = -each_side; k <= each_side; k++) {
        ratios->axis.ticks.at[ratios->axis.ticks.n++] = pow(base, k * stride);
    }
    double high = pow(base, powers * (1 + 2 * ROOM));
    ratios->axis.low = 1 / high;
    ratios->axis.high = high;
}

static double place(const struct ratios *ratios, double ratio)
{
    return axis_x(&ratios->axis, fmin(fmax(ratio, ratios->axis.low), ratios->axis.high));
}

static unsigned ink_of(const struct ratios *ratios, const struct chart_row *row)
{
    /* Blue and orange differ for everybody; the words beside say the same. */
    return row->tone == TONE_GOOD  ? chart_colour(0)
           : row->tone == TONE_BAD ? chart_colour(1)
                                   : ratios->plot->theme->muted;
}

/* An open end: the ratio is at least, or at most, that. */
static void draw_arrow(const struct ratios *ratios, double x, double y, double way, unsigned ink)
{
    const double points[] = {x, y - RADIUS, x + way * ARROW, y, x, y + RADIUS};
    ratios->plot->canvas->polygon(ratios->plot->canvas, points, 3, ink);
}

static void draw_ratio(const struct ratios *ratios, const struct chart_row *row, double y)
{
    struct canvas *canvas = ratios->plot->canvas;
    const struct chart_point *point = &row->points[0];
    unsigned ink = ink_of(ratios, row);
    double one = place(ratios, 1);
    double x = place(ratios, point->value);
    plot_hint(ratios->plot, row, point->name, point->value);
    canvas->rect(canvas, fmin(one, x), y - THICK / 2, fabs(x - one), THICK, ink);
    if (point->bound == BOUND_NONE) {
        canvas->dot(canvas, x, y, RADIUS, ink);
    } else {
        draw_arrow(ratios, x, y, point->bound == BOUND_AT_LEAST ? 1 : -1, ink);
    }
    if (row->high > row->low) {
        plot_whisker(ratios->plot, place(ratios, row->low), place(ratios, row->high), y, CAP);
    }
    plot_hint_end(ratios->plot);
}

static struct str value_text(const struct ratios *ratios, const struct chart_row *row)
{
    return plot_fit(ratios->plot, ratios->pace.label, row->points[0].text, 100, VALUE_MAX);
}

static void draw_heading(const struct ratios *ratios, const struct chart_row *row, double baseline)
{
    struct plot *plot = ratios->plot;
    const struct font font = ratios->pace.heading;
    double room = CHART_WIDTH - 2 * CHART_MARGIN;
    struct str text = plot_fit(plot, font, row->label, 100, room);
    plot->canvas->rect(plot->canvas, CHART_MARGIN, baseline - font.size_px,
                       plot_width(plot, font, text) + 4, font.size_px + 4, plot->theme->background);
    plot_text(plot, CHART_MARGIN, baseline, ANCHOR_START, font, plot->theme->text, text);
}

static void draw_row(const struct ratios *ratios, const struct chart_row *row, double y)
{
    struct plot *plot = ratios->plot;
    const struct font font = ratios->pace.label;
    double pitch = ratios->pace.pitch;
    double baseline = text_baseline(y, font.size_px);
    if (row->is_heading) {
        draw_heading(ratios, row, baseline);
        return;
    }
    plot_text(plot, ratios->axis.left - GUTTER_GAP, baseline, ANCHOR_END, font, plot->theme->text,
              plot_label(plot, font, row));
    if (has_place(row)) {
        draw_ratio(ratios, row, y);
        plot_text(plot, ratios->values, baseline, ANCHOR_START, font, plot->theme->text,
                  value_text(ratios, row));
        return;
    }
    double room = ratios->values - ratios->axis.left - VALUE_GAP;
    struct str why = plot_fit(plot, font, row->missing, 100, room);
    double width = plot_width(plot, font, why);
    double x = ratios->axis.left + VALUE_GAP;
    plot->canvas->rect(plot->canvas, x - 4, y - pitch / 4, width + 8, pitch / 2,
                       plot->theme->background);
    plot_text(plot, x, baseline, ANCHOR_START, font, plot->theme->muted, why);
}

static double widest_value(const struct ratios *ratios)
{
    struct plot *plot = ratios->plot;
    double widest = 0;
    for (size_t i = 0; i < plot->chart->row_count; i++) {
        if (has_place(&plot->chart->rows[i])) {
            widest = fmax(widest, plot_width(plot, ratios->pace.label,
                                             value_text(ratios, &plot->chart->rows[i])));
        }
    }
    return widest;
}

static void ratios_draw(struct plot *plot)
{
    struct ratios ratios = {.plot = plot, .pace = pace_of(plot->chart)};
    double left = CHART_MARGIN + plot_gutter(plot, ratios.pace.label) + GUTTER_GAP;
    ratios.values = CHART_WIDTH - CHART_MARGIN - widest_value(&ratios);
    fit_axis(&ratios, left, floor(ratios.values - VALUE_GAP - left));
    double pitch = ratios.pace.pitch;
    double bottom = plot->top + (double)plot->chart->row_count * pitch;
    axis_draw(plot, &ratios.axis, plot->top, bottom);
    double one = floor(place(&ratios, 1)) - 0.5;
    plot->canvas->line(plot->canvas, one, plot->top, one, bottom, 1.5, plot->theme->muted);
    for (size_t i = 0; i < plot->chart->row_count; i++) {
        draw_row(&ratios, &plot->chart->rows[i], plot->top + ((double)i + 0.5) * pitch);
    }
}

const struct drawing RATIOS = {ratios_height, ratios_draw};
