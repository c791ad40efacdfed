#include "plot.h"

#include <math.h>

#define ELLIPSIS "\xe2\x80\xa6"
#define LABEL_COLUMNS 32

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
