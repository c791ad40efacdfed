#include <math.h>

#include "text.h"

/* Columns for the bars themselves; with labels and values a line stays under 78. */
#define BAR_WIDTH 36
#define LABEL_WIDTH 24

/* Eighths of a block, so that short bars still differ. */
static const char *const EIGHTHS[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

static struct str short_label(struct arena *arena, struct str label)
{
    label = str_clean(arena, label);
    if (str_width(label) <= LABEL_WIDTH) {
        return label;
    }
    size_t at = 0;
    while (str_width(str_cut(label, 0, at)) < LABEL_WIDTH - 1) {
        size_t len;
        utf8_decode(str_skip(label, at), &len);
        at += len;
    }
    return str_printf(arena, "%.*s…", (int)at, label.ptr);
}

static void bar(struct buf *out, double share)
{
    long eighths = lround(share * BAR_WIDTH * 8);
    for (; eighths >= 8; eighths -= 8) {
        buf_text(out, EIGHTHS[8]);
    }
    buf_text(out, EIGHTHS[eighths]);
}

static double largest(const struct chart *chart)
{
    double most = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];
        most = row->point_count > 0 ? fmax(most, row->points[0].value) : most;
    }
    return most;
}

struct str text_chart(struct arena *arena, const struct chart *chart,
                      const struct language *language)
{
    double most = largest(chart);
    struct buf out = BUF(arena);
    bool has_bars = chart->kind == CHART_BARS || chart->kind == CHART_PARTS;
    if (!has_bars || !(most > 0)) {
        return buf_str(&out);
    }
    size_t widest = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        size_t width = str_width(short_label(arena, chart->rows[i].label));
        widest = width > widest ? width : widest;
    }
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];
        struct str label = short_label(arena, row->label);
        buf_add(&out, label);
        buf_fill(&out, ' ', widest - str_width(label));
        buf_text(&out, " │");
        if (row->point_count > 0) {
            bar(&out, row->points[0].value / most);
            buf_char(&out, ' ');
            buf_add(&out, row->points[0].text);
        } else {
            buf_char(&out, ' ');
            buf_add(&out, row->missing);
        }
        buf_char(&out, '\n');
    }
    struct str end = format_value(arena, language, chart->unit, most);
    buf_fill(&out, ' ', widest);
    buf_text(&out, " └");
    for (int i = 0; i < BAR_WIDTH; i++) {
        buf_text(&out, "─");
    }
    buf_char(&out, '\n');
    buf_fill(&out, ' ', widest + 2);
    buf_char(&out, '0');
    size_t used = 1 + str_width(end);
    buf_fill(&out, ' ', used < BAR_WIDTH ? BAR_WIDTH - used : 1);
    buf_add(&out, end);
    buf_char(&out, '\n');
    return buf_str(&out);
}
