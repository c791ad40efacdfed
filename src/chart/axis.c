/* Axes: where values stand, grid lines, and the labels of the marks. */
#include <math.h>

#include "plot.h"

/* Of a logarithmic axis's length, on either side of the points. */
#define LOG_ROOM 0.06

#define TICK_SIZE 11.0
#define TICK_GAP 10.0
#define TICK_BASELINE 19.0 /* below the rows */
#define TICK_PITCH 16.0    /* height that a label of an upright axis needs */

double axis_x(const struct axis *axis, double value)
{
    double share = axis->logarithmic ? log(value / axis->low) / log(axis->high / axis->low)
                                     : (value - axis->low) / (axis->high - axis->low);
    return axis->left + axis->width * fmin(fmax(share, 0), 1);
}

static struct str tick_text(struct plot *plot, const struct axis *axis, size_t i)
{
    double value = axis->ticks.at[i] * axis->unit;
    if (axis->exact) {
        return format_exact(plot->arena, plot->language, plot->chart->unit, value);
    }
    double step = axis->logarithmic ? value : axis->ticks.step * axis->unit;
    if (axis->of_rest) {
        return format_tick(plot->arena, plot->language, UNIT_SHARE, 1 - 1 / value, 1 / value);
    }
    return format_tick(plot->arena, plot->language, plot->chart->unit, value, step);
}

/* The middle of a mark's label; those at the ends may not leave their room. */
static double label_x(const struct axis *axis, size_t i, double width)
{
    double x = axis_x(axis, axis->ticks.at[i] * axis->unit);
    double half = width / 2;
    return fmin(fmax(x, axis->from + half), axis->to - half);
}

static bool is_drawn(const struct axis *axis, size_t i)
{
    double value = axis->ticks.at[i] * axis->unit;
    return value >= axis->low * (1 - 1e-9) && value <= axis->high * (1 + 1e-9);
}

static bool labels_fit(struct plot *plot, const struct axis *axis)
{
    const struct font font = {TICK_SIZE, false};
    double free_from = 0;
    for (size_t i = 0; i < axis->ticks.n; i++) {
        if (!is_drawn(axis, i)) {
            continue;
        }
        double width = plot_width(plot, font, tick_text(plot, axis, i));
        double x = label_x(axis, i, width);
        if (x - width / 2 < free_from) {
            return false;
        }
        free_from = x + width / 2 + TICK_GAP;
    }
    return true;
}

/* The largest power of 1024 in the values, so that KiB and MiB get round marks. */
static double tick_unit(enum unit unit, double high)
{
    if (unit != UNIT_BYTES && unit != UNIT_BYTES_PER_S) {
        return 1;
    }
    double base = 1;
    while (high >= base * 1024 && base < 0x1p40) {
        base *= 1024;
    }
    return base;
}

void axis_linear(struct plot *plot, double high, double left, double width, struct axis *axis)
{
    *axis = (struct axis){.unit = tick_unit(plot->chart->unit, high),
                          .left = left,
                          .width = width,
                          .low = 0,
                          .high = high,
                          .from = CHART_MARGIN,
                          .to = CHART_WIDTH - CHART_MARGIN};
    int about = 6;
    do {
        ticks_linear(0, high / axis->unit, about, &axis->ticks);
        about--;
    } while (about > 1 && !labels_fit(plot, axis));
}

static size_t drawn_ticks(const struct axis *axis)
{
    size_t drawn = 0;
    for (size_t i = 0; i < axis->ticks.n; i++) {
        drawn += is_drawn(axis, i);
    }
    return drawn;
}

/* Only powers of ten, if there are two or more. */
static void keep_decades(struct axis *axis)
{
    struct axis decades = *axis;
    decades.ticks.n = 0;
    for (size_t i = 0; i < axis->ticks.n; i++) {
        double power = log10(axis->ticks.at[i]);
        if (fabs(power - round(power)) < 1e-9) {
            decades.ticks.at[decades.ticks.n++] = axis->ticks.at[i];
        }
    }
    if (drawn_ticks(&decades) > 1) {
        *axis = decades;
    }
}

void axis_log(double low, double high, double left, double width, struct axis *axis)
{
    *axis = (struct axis){.logarithmic = true,
                          .unit = 1,
                          .left = left,
                          .width = width,
                          .from = CHART_MARGIN,
                          .to = CHART_WIDTH - CHART_MARGIN};
    ticks_log(low, high, &axis->ticks);
    double space = pow(high / low, LOG_ROOM);
    axis->low = low / space;
    axis->high = high * space;
    if (drawn_ticks(axis) < 3) {
        axis->low = fmin(axis->low, axis->ticks.at[0]);
        axis->high = fmax(axis->high, axis->ticks.at[axis->ticks.n - 1]);
    }
    if ((double)drawn_ticks(axis) * TICK_PITCH > width) {
        keep_decades(axis);
    }
}

void axis_draw(struct plot *plot, const struct axis *axis, double top, double bottom)
{
    const struct font font = {TICK_SIZE, false};
    struct str previous = {0};
    double free_from = 0;
    for (size_t i = 0; i < axis->ticks.n; i++) {
        struct str text = tick_text(plot, axis, i);
        if (!is_drawn(axis, i) || str_eq(text, previous)) {
            continue; /* equal texts: marks finer than the format can tell */
        }
        previous = text;
        double x = floor(axis_x(axis, axis->ticks.at[i] * axis->unit)) - 0.5;
        double width = plot_width(plot, font, text);
        double middle = label_x(axis, i, width);
        if (middle - width / 2 >= free_from) {
            plot->canvas->line(plot->canvas, x, top, x, bottom, 1, plot->theme->grid);
            plot_text(plot, middle, bottom + TICK_BASELINE, ANCHOR_MIDDLE, font, plot->theme->muted,
                      axis->bare ? STR("") : text);
            free_from = middle + width / 2 + TICK_GAP;
        }
    }
}

double axis_gutter(struct plot *plot, const struct axis *axis)
{
    const struct font font = {TICK_SIZE, false};
    double widest = 0;
    for (size_t i = 0; i < axis->ticks.n; i++) {
        if (is_drawn(axis, i)) {
            widest = fmax(widest, plot_width(plot, font, tick_text(plot, axis, i)));
        }
    }
    return ceil(widest);
}

void axis_draw_left(struct plot *plot, const struct axis *axis, double bottom, double left,
                    double right)
{
    const struct font font = {TICK_SIZE, false};
    double free_below = INFINITY;
    for (size_t i = 0; i < axis->ticks.n; i++) {
        double y = floor(bottom - axis_x(axis, axis->ticks.at[i] * axis->unit)) + 0.5;
        if (is_drawn(axis, i) && y <= free_below) {
            plot->canvas->line(plot->canvas, left, y, right, y, 1, plot->theme->grid);
            plot_text(plot, left - 8, text_baseline(y, TICK_SIZE), ANCHOR_END, font,
                      plot->theme->muted, axis->bare ? STR("") : tick_text(plot, axis, i));
            free_below = y - TICK_PITCH;
        }
    }
}
