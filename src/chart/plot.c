#include "plot.h"

#include <math.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"
#define LABEL_COLUMNS 32
/* Of a logarithmic axis's length, on either side of the points. */
#define LOG_ROOM 0.06

#define TICK_SIZE 11.0
#define TICK_GAP 10.0
#define TICK_BASELINE 19.0 /* below the rows */

/* More marks on one character than any script needs: they would pile up over other rows. */
#define CLUSTER_CHARACTERS 12

#define ZERO_WIDTH_JOINER 0x200dU

/* A character with the marks combined with it, or characters joined into one. */
struct cluster {
    struct str text;
    size_t columns;
};

struct clusters {
    struct cluster *at;
    size_t n, cap;
    size_t columns;
};

static struct clusters split(struct arena *arena, struct str text)
{
    struct clusters clusters = {0};
    struct cluster *last = NULL;
    size_t characters = 0;
    bool joined = false;
    for (size_t i = 0, len; i < text.len; i += len) {
        unsigned c = utf8_decode(str_skip(text, i), &len);
        struct str one = str_cut(text, i, i + len);
        size_t columns = str_width(one);
        if (!last || (columns > 0 && !joined)) {
            last = VEC_ADD(arena, &clusters);
            *last = (struct cluster){.text = one, .columns = columns};
            clusters.columns += columns;
            characters = 1;
        } else if (characters < CLUSTER_CHARACTERS) {
            last->text.len += len;
            characters++;
        }
        joined = c == ZERO_WIDTH_JOINER;
    }
    return clusters;
}

/* The first and the last columns with an ellipsis between them. */
static struct str shorten(struct arena *arena, const struct clusters *clusters, size_t columns)
{
    struct buf out = BUF(arena);
    size_t head = 0;
    size_t used = 0;
    while (head < clusters->n && used + clusters->at[head].columns <= (columns + 1) / 2) {
        used += clusters->at[head].columns;
        buf_add(&out, clusters->at[head++].text);
    }
    buf_text(&out, ELLIPSIS);
    size_t tail = clusters->n;
    while (tail > head && used + clusters->at[tail - 1].columns <= columns) {
        used += clusters->at[--tail].columns;
    }
    for (size_t i = tail; i < clusters->n; i++) {
        buf_add(&out, clusters->at[i].text);
    }
    return buf_str(&out);
}

struct str plot_fit(struct plot *plot, struct font font, struct str text, size_t max_columns,
                    double max_px)
{
    struct clusters clusters = split(plot->arena, str_clean(plot->arena, text));
    struct buf whole = BUF(plot->arena);
    for (size_t i = 0; i < clusters.n && clusters.columns <= max_columns; i++) {
        buf_add(&whole, clusters.at[i].text);
    }
    struct str fitted = buf_str(&whole);
    size_t columns = clusters.columns;
    if (columns > max_columns) {
        columns = max_columns;
        fitted = shorten(plot->arena, &clusters, --columns);
    }
    while (columns > 0 && plot_width(plot, font, fitted) > max_px) {
        fitted = shorten(plot->arena, &clusters, --columns);
    }
    return fitted;
}

void plot_text(struct plot *plot, double x, double y, enum anchor anchor, struct font font,
               unsigned colour, struct str text)
{
    if (text.len > 0) {
        plot->canvas->text(plot->canvas, x, y, anchor, font, colour, text);
    }
}

void plot_hint(struct plot *plot, const struct chart_row *row, struct str name, double value)
{
    plot_hint_as(plot, row, name, plot->chart->unit, value);
}

void plot_hint_as(struct plot *plot, const struct chart_row *row, struct str name, enum unit unit,
                  double value)
{
    if (plot->canvas->hint) {
        struct str exact = format_exact(plot->arena, plot->language, unit, value);
        plot->canvas->hint(plot->canvas,
                           str_printf(plot->arena, "%.*s%s%.*s: %.*s", STR_ARG(row->label),
                                      name.len > 0 ? ", " : "", STR_ARG(name), STR_ARG(exact)));
    }
}

void plot_hint_end(struct plot *plot)
{
    if (plot->canvas->hint) {
        plot->canvas->hint(plot->canvas, STR(""));
    }
}

double plot_width(struct plot *plot, struct font font, struct str text)
{
    return text.len > 0 ? plot->canvas->text_width(plot->canvas, font, text) : 0;
}

struct str plot_label(struct plot *plot, struct font font, const struct chart_row *row)
{
    return plot_fit(plot, font, row->label, LABEL_COLUMNS, GUTTER_MAX);
}

double plot_gutter(struct plot *plot, struct font font)
{
    double widest = 0;
    for (size_t i = 0; i < plot->chart->row_count; i++) {
        struct str label = plot_label(plot, font, &plot->chart->rows[i]);
        widest = fmax(widest, plot_width(plot, font, label));
    }
    return ceil(widest);
}

unsigned plot_colour(const struct plot *plot, const struct chart_row *row)
{
    for (size_t i = 0; i < plot->chart->row_count; i++) {
        if (plot->chart->rows[i].system >= CHART_COLOURS) {
            return chart_colour(0);
        }
    }
    return chart_colour(row->system);
}

double text_baseline(double centre_y, double size_px)
{
    return centre_y + 0.36 * size_px;
}

double axis_x(const struct axis *axis, double value)
{
    double share = axis->logarithmic ? log(value / axis->low) / log(axis->high / axis->low)
                                     : (value - axis->low) / (axis->high - axis->low);
    return axis->left + axis->width * fmin(fmax(share, 0), 1);
}

static struct str tick_text(struct plot *plot, const struct axis *axis, size_t i)
{
    double value = axis->ticks.at[i] * axis->unit;
    double step = axis->logarithmic ? value : axis->ticks.step * axis->unit;
    if (axis->of_rest) {
        return format_tick(plot->arena, plot->language, UNIT_SHARE, 1 - 1 / value, 1 / value);
    }
    return format_tick(plot->arena, plot->language, plot->chart->unit, value, step);
}

/* The middle of a mark's label; those at the ends may not leave the frame. */
static double label_x(const struct axis *axis, size_t i, double width)
{
    double x = axis_x(axis, axis->ticks.at[i] * axis->unit);
    double half = width / 2;
    return fmin(fmax(x, CHART_MARGIN + half), CHART_WIDTH - CHART_MARGIN - half);
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
                          .high = high};
    int about = 6;
    do {
        ticks_linear(0, high / axis->unit, about, &axis->ticks);
        about--;
    } while (about > 1 && !labels_fit(plot, axis));
}

void axis_log(double low, double high, double left, double width, struct axis *axis)
{
    *axis = (struct axis){.logarithmic = true, .unit = 1, .left = left, .width = width};
    ticks_log(low, high, &axis->ticks);
    double space = pow(high / low, LOG_ROOM);
    axis->low = low / space;
    axis->high = high * space;
    size_t drawn = 0;
    for (size_t i = 0; i < axis->ticks.n; i++) {
        drawn += is_drawn(axis, i);
    }
    if (drawn < 3) {
        axis->low = axis->ticks.at[0];
        axis->high = axis->ticks.at[axis->ticks.n - 1];
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
                      text);
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
    for (size_t i = 0; i < axis->ticks.n; i++) {
        if (is_drawn(axis, i)) {
            double y = floor(bottom - axis_x(axis, axis->ticks.at[i] * axis->unit)) + 0.5;
            plot->canvas->line(plot->canvas, left, y, right, y, 1, plot->theme->grid);
            plot_text(plot, left - 8, text_baseline(y, TICK_SIZE), ANCHOR_END, font,
                      plot->theme->muted, tick_text(plot, axis, i));
        }
    }
}
