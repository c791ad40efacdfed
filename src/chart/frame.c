#include "frame.h"

#include <math.h>

#define RADIUS 3.5
#define LINE_WIDTH 2.0
#define TEXT_GAP 7.0    /* between a place and a text beside it */
#define CORNER_GAP 4.0  /* the same where it stands askew */
#define HEAD_ROOM 4.0   /* above the frame, for texts at the highest points */
#define TEXT_SPACE 4.0  /* from one text to the next */
#define LINE_HEIGHT 1.3 /* of the text's size */
#define QUEUEING_HEIGHT 14.0
#define QUEUEING_WIDTH 2.0

static const struct font SMALL = {11, false};

/* Along the axis below: a share by what is left of it. */
static double along(const struct chart *chart, double x)
{
    return chart->x_unit == UNIT_SHARE ? 1 / (1 - x) : x;
}

static bool has_place(const struct chart_point *point)
{
    return point->value > 0 && point->x > 0;
}

/* The range of all points and the limit; false without any point. */
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
    if (chart->limit > 0) {
        y[0] = fmin(y[0], chart->limit);
        y[1] = fmax(y[1], chart->limit);
    }
    return x[1] > 0;
}

/* Adds a mark in its order, once; false when there is no room for more. */
static bool add_mark(struct ticks *ticks, double at)
{
    size_t i = ticks->n;
    while (i > 0 && ticks->at[i - 1] > at) {
        i--;
    }
    if (i > 0 && ticks->at[i - 1] == at) {
        return true;
    }
    if (ticks->n == TICKS_MAX) {
        return false;
    }
    for (size_t k = ticks->n++; k > i; k--) {
        ticks->at[k] = ticks->at[k - 1];
    }
    ticks->at[i] = at;
    return true;
}

/* Marks where points stand, instead of at round values; they stay when those are too many. */
static void mark_points(const struct chart *chart, struct axis *axis)
{
    struct ticks ticks = {0};
    for (size_t i = 0; i < chart->row_count; i++) {
        for (size_t k = 0; k < chart->rows[i].point_count; k++) {
            const struct chart_point *point = &chart->rows[i].points[k];
            if (has_place(point) && !add_mark(&ticks, point->x)) {
                return;
            }
        }
    }
    axis->ticks = ticks;
    axis->exact = true;
}

bool frame_fit(struct frame *frame, struct plot *plot, double height)
{
    double x[2];
    double y[2];
    *frame = (struct frame){.plot = plot, .below = *plot};
    if (!range(plot->chart, x, y)) {
        return false;
    }
    struct chart *below = ARENA_ARRAY(plot->arena, struct chart, 1);
    *below = *plot->chart;
    below->unit = plot->chart->x_unit;
    frame->below.chart = below;
    axis_log(y[0], y[1], 0, height, &frame->y);
    axis_log(x[0], x[1], 0, CHART_WIDTH, &frame->x);
    frame->x.of_rest = plot->chart->x_unit == UNIT_SHARE;
    if (plot->chart->marks_points) {
        mark_points(plot->chart, &frame->x);
    }
    return true;
}

double frame_gutter(const struct frame *frame)
{
    return axis_gutter(frame->plot, &frame->y) + 8;
}

static double place_x(const struct frame *frame, double value)
{
    return axis_x(&frame->x, along(frame->plot->chart, value));
}

static double place_y(const struct frame *frame, double value)
{
    return frame->bottom - axis_x(&frame->y, value);
}

static struct line line_of(const struct frame *frame, const struct chart_row *row)
{
    struct arena *arena = frame->plot->arena;
    size_t most = row->curve_count > row->point_count ? row->curve_count : row->point_count;
    struct line line = {.row = row,
                        .spots = ARENA_ARRAY(arena, struct spot, row->point_count),
                        .path = ARENA_ARRAY(arena, double, 2 * most)};
    for (size_t i = 0; i < row->point_count; i++) {
        const struct chart_point *point = &row->points[i];
        if (has_place(point)) {
            line.spots[line.spot_count++] =
                (struct spot){point, place_x(frame, point->x), place_y(frame, point->value)};
        }
    }
    line.path_count = row->curve_count > 0 ? row->curve_count : line.spot_count;
    for (size_t i = 0; i < line.path_count; i++) {
        bool curve = row->curve_count > 0;
        line.path[2 * i] = curve ? place_x(frame, row->curve[2 * i]) : line.spots[i].x;
        line.path[2 * i + 1] = curve ? place_y(frame, row->curve[2 * i + 1]) : line.spots[i].y;
    }
    return line;
}

void frame_lay(struct frame *frame, double left, double right, double bottom,
               const struct chart_row *rows, size_t row_count)
{
    frame->x.left = left;
    frame->x.width = floor(right - left);
    frame->bottom = bottom;
    frame->texts.n = 0;
    frame->lines = ARENA_ARRAY(frame->plot->arena, struct line, row_count);
    frame->line_count = row_count;
    for (size_t i = 0; i < row_count; i++) {
        frame->lines[i] = line_of(frame, &rows[i]);
    }
}

void frame_draw_axes(const struct frame *frame)
{
    struct plot *plot = frame->plot;
    struct plot below = frame->below;
    double right = frame->x.left + frame->x.width;
    axis_draw(&below, &frame->x, frame->bottom - frame->y.width, frame->bottom);
    axis_draw_left(plot, &frame->y, frame->bottom, frame->x.left, right);
    double limit = plot->chart->limit;
    if (limit > 0) {
        double y = place_y(frame, limit);
        plot->canvas->line(plot->canvas, frame->x.left, y, right, y, 1.5, plot->theme->muted);
    }
}

/* Whether any of a line from a to b lies in an area; by Liang and Barsky's clipping. */
static bool crosses(const struct area *area, const double *a, const double *b)
{
    const double step[] = {b[0] - a[0], b[1] - a[1]};
    const double low[] = {area->left - a[0], area->top - a[1]};
    const double high[] = {area->right - a[0], area->bottom - a[1]};
    double from = 0;
    double to = 1;
    for (int i = 0; i < 2; i++) {
        if (step[i] == 0) {
            if (low[i] > 0 || high[i] < 0) {
                return false;
            }
            continue;
        }
        double enters = (step[i] > 0 ? low[i] : high[i]) / step[i];
        double leaves = (step[i] > 0 ? high[i] : low[i]) / step[i];
        from = fmax(from, enters);
        to = fmin(to, leaves);
    }
    return from <= to;
}

static bool is_off(const struct line *line, const struct area *area)
{
    for (size_t i = 1; i < line->path_count; i++) {
        if (crosses(area, &line->path[2 * i - 2], &line->path[2 * i])) {
            return false;
        }
    }
    for (size_t i = 0; i < line->spot_count; i++) {
        const struct spot *spot = &line->spots[i];
        if (spot->x > area->left - RADIUS && spot->x < area->right + RADIUS &&
            spot->y > area->top - RADIUS && spot->y < area->bottom + RADIUS) {
            return false;
        }
    }
    return true;
}

static bool is_free(const struct frame *frame, const struct area *area)
{
    bool free = area->left >= frame->x.left && area->right <= frame->x.left + frame->x.width &&
                area->top >= frame->bottom - frame->y.width - HEAD_ROOM &&
                area->bottom <= frame->bottom;
    for (size_t i = 0; free && i < frame->texts.n; i++) {
        const struct area *text = &frame->texts.at[i];
        free = area->left >= text->right + TEXT_SPACE || text->left >= area->right + TEXT_SPACE ||
               area->top >= text->bottom || text->top >= area->bottom;
    }
    for (size_t i = 0; free && i < frame->line_count; i++) {
        free = is_off(&frame->lines[i], area);
    }
    return free;
}

bool frame_find_room(struct frame *frame, double x, double y, double width, double size_px,
                     struct area *area)
{
    double height = LINE_HEIGHT * size_px;
    double aside = TEXT_GAP + width / 2;
    double down = TEXT_GAP + height / 2;
    double corner_x = CORNER_GAP + width / 2;
    double corner_y = CORNER_GAP + height / 2;
    const double middles[][2] = {{x + aside, y},
                                 {x, y + down},
                                 {x - aside, y},
                                 {x, y - down},
                                 {x + corner_x, y + corner_y},
                                 {x - corner_x, y + corner_y},
                                 {x - corner_x, y - corner_y},
                                 {x + corner_x, y - corner_y}};
    for (size_t i = 0; i < sizeof middles / sizeof middles[0]; i++) {
        double left = middles[i][0] - width / 2;
        double top = middles[i][1] - height / 2;
        *area = (struct area){left, top, left + width, top + height};
        if (is_free(frame, area)) {
            VEC_PUSH(frame->plot->arena, &frame->texts, *area);
            return true;
        }
    }
    return false;
}

/* A small text beside a place, if there is room. */
static void draw_beside(struct frame *frame, double x, double y, unsigned ink, struct str text)
{
    struct plot *plot = frame->plot;
    struct area area;
    if (frame_find_room(frame, x, y, plot_width(plot, SMALL, text), SMALL.size_px, &area)) {
        double middle = (area.top + area.bottom) / 2;
        plot->canvas->rect(plot->canvas, area.left, area.top, area.right - area.left,
                           area.bottom - area.top, plot->theme->background);
        plot_text(plot, area.left, text_baseline(middle, SMALL.size_px), ANCHOR_START, SMALL, ink,
                  text);
    }
}

/* How high a line runs at a place; NaN where it does not. */
static double height_at(const struct line *line, double x)
{
    for (size_t i = 1; i < line->path_count; i++) {
        const double *a = &line->path[2 * i - 2];
        const double *b = &line->path[2 * i];
        if (a[0] <= x && x <= b[0]) {
            return b[0] > a[0] ? a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]) : a[1];
        }
    }
    return NAN;
}

/* An upright stroke where a line passes the load at which queueing begins. */
static void draw_queueing(struct frame *frame, const struct line *line)
{
    struct plot *plot = frame->plot;
    const struct chart_row *row = line->row;
    double x = row->queueing > 0 ? place_x(frame, row->queueing) : (double)NAN;
    double y = height_at(line, x);
    if (isnan(y)) {
        return;
    }
    plot_hint_as(plot, row, STR(""), plot->chart->x_unit, row->queueing);
    double top = fmax(y - QUEUEING_HEIGHT / 2, frame->bottom - frame->y.width);
    double bottom = fmin(y + QUEUEING_HEIGHT / 2, frame->bottom);
    plot->canvas->rect(plot->canvas, x - QUEUEING_WIDTH, top, 2 * QUEUEING_WIDTH, bottom - top,
                       plot->theme->background);
    plot->canvas->rect(plot->canvas, x - QUEUEING_WIDTH / 2, top, QUEUEING_WIDTH, bottom - top,
                       plot->theme->text);
    plot_hint_end(plot);
    draw_beside(frame, x, bottom, plot->theme->text, row->queueing_text);
}

void frame_draw_line(struct frame *frame, const struct line *line, size_t shape, unsigned colour)
{
    struct plot *plot = frame->plot;
    if (line->path_count > 1) {
        plot->canvas->path(plot->canvas, line->path, line->path_count, LINE_WIDTH, colour);
    }
    for (size_t i = 0; i < line->spot_count; i++) {
        const struct spot *spot = &line->spots[i];
        plot_hint(plot, line->row, spot->point->name, spot->point->value);
        plot_mark(plot, shape, spot->x, spot->y, RADIUS, colour);
        plot_hint_end(plot);
    }
    draw_queueing(frame, line);
}

void frame_draw_point_names(struct frame *frame, const struct line *line)
{
    for (size_t i = 0; i < line->spot_count; i++) {
        draw_beside(frame, line->spots[i].x, line->spots[i].y, frame->plot->theme->muted,
                    line->spots[i].point->name);
    }
}
