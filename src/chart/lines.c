/*
 * Points over two logarithmic axes, joined in order: a line a system, told
 * apart by colour, by the shape of its points and by the name at its end.
 * More lines than there are shapes get a panel each, with the same axes.
 */
#include <math.h>

#include "frame.h"

#define PLOT_HEIGHT 320.0
#define TOP_ROOM 8.0
#define NAME_PITCH 16.0 /* between names in a column */
#define NAME_MAX 150.0
#define NAME_COLUMNS 40
#define TITLE_COLUMNS 80
#define LEADER 18.0     /* from the frame to the names in a column */
#define LEADER_MAX 80.0 /* a longer line from a point to its name would be taken for data */
#define MARK_RADIUS 3.5
#define MARK_GAP 8.0 /* from a mark to its name */

#define TITLE_BASELINE 35.0 /* of the axis below, under its labels */
#define TITLE_HEIGHT 16.0

#define PANEL_COLUMNS 4
#define PANEL_HEIGHT 96.0
#define PANEL_GAP 14.0
#define PANEL_TITLE 26.0

static const struct font NAME = {12, false};
static const struct font TITLE = {11, false};

/* Where a line's name stands in the column. */
struct name {
    const struct line *line;
    double y;
};

static bool has_panels(const struct chart *chart)
{
    return chart->row_count > MARK_SHAPES;
}

static double lines_height(const struct chart *chart)
{
    size_t rows = (chart->row_count + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
    double panels = (double)rows * (PANEL_TITLE + PANEL_HEIGHT);
    return (has_panels(chart) ? panels : TOP_ROOM + PLOT_HEIGHT) + AXIS_HEIGHT + TITLE_HEIGHT;
}

/* Says also why a system has no line. */
static struct str name_text(struct plot *plot, const struct line *line)
{
    struct str label = line->row->label;
    struct str why = line->row->missing;
    struct str text = line->spot_count > 0 || why.len == 0
                          ? label
                          : str_printf(plot->arena, "%.*s: %.*s", STR_ARG(label), STR_ARG(why));
    return plot_fit(plot, NAME, text, NAME_COLUMNS, NAME_MAX);
}

static unsigned name_ink(const struct plot *plot, const struct line *line)
{
    return line->spot_count > 0 ? plot->theme->text : plot->theme->muted;
}

static const struct spot *end_of(const struct line *line)
{
    return line->spot_count > 0 ? &line->spots[line->spot_count - 1] : NULL;
}

static size_t shape_of(const struct frame *frame, const struct line *line)
{
    return (size_t)(line - frame->lines);
}

/* Room for every name at the end of its line; NULL when one has none. */
static struct area *names_at_ends(struct frame *frame)
{
    struct area *areas = ARENA_ARRAY(frame->plot->arena, struct area, frame->line_count);
    for (size_t i = 0; i < frame->line_count; i++) {
        const struct spot *end = end_of(&frame->lines[i]);
        double width = plot_width(frame->plot, NAME, name_text(frame->plot, &frame->lines[i]));
        if (!end || !frame_find_room(frame, end->x, end->y, width, NAME.size_px, &areas[i])) {
            return NULL;
        }
    }
    return areas;
}

static void draw_names_at_ends(const struct frame *frame, const struct area *areas)
{
    struct plot *plot = frame->plot;
    for (size_t i = 0; i < frame->line_count; i++) {
        double baseline = text_baseline((areas[i].top + areas[i].bottom) / 2, NAME.size_px);
        plot->canvas->rect(plot->canvas, areas[i].left, areas[i].top,
                           areas[i].right - areas[i].left, areas[i].bottom - areas[i].top,
                           plot->theme->background);
        plot_text(plot, areas[i].left, baseline, ANCHOR_START, NAME, plot->theme->text,
                  name_text(plot, &frame->lines[i]));
    }
}

/* Names in the order of their lines' ends, moved down where they would meet, then up again. */
static void arrange(const struct frame *frame, struct name *names)
{
    size_t n = frame->line_count;
    for (size_t i = 0; i < n; i++) {
        const struct spot *end = end_of(&frame->lines[i]);
        struct name name = {&frame->lines[i], end ? end->y : frame->bottom};
        size_t at = i;
        for (; at > 0 && names[at - 1].y > name.y; at--) {
            names[at] = names[at - 1];
        }
        names[at] = name;
    }
    for (size_t i = 1; i < n; i++) {
        names[i].y = fmax(names[i].y, names[i - 1].y + NAME_PITCH);
    }
    double lowest = frame->bottom - NAME_PITCH / 2;
    for (size_t i = n; i > 0 && names[i - 1].y > lowest; i--) {
        names[i - 1].y = lowest;
        lowest -= NAME_PITCH;
    }
}

/* Each name behind the mark of its line's points. */
static void draw_names(const struct frame *frame)
{
    struct plot *plot = frame->plot;
    struct name *names = ARENA_ARRAY(plot->arena, struct name, frame->line_count);
    arrange(frame, names);
    double x = frame->x.left + frame->x.width + LEADER;
    for (size_t i = 0; i < frame->line_count; i++) {
        const struct line *line = names[i].line;
        const struct spot *end = end_of(line);
        if (end && x - end->x <= LEADER_MAX) {
            plot->canvas->line(plot->canvas, end->x + MARK_RADIUS + 1, end->y, x - MARK_GAP,
                               names[i].y, 1, plot->theme->grid);
        }
        if (end) {
            plot_mark(plot, shape_of(frame, line), x, names[i].y, MARK_RADIUS,
                      chart_colour(line->row->system));
        }
        plot_text(plot, x + MARK_GAP, text_baseline(names[i].y, NAME.size_px), ANCHOR_START, NAME,
                  name_ink(plot, line), name_text(plot, line));
    }
}

static double names_width(const struct frame *frame)
{
    double widest = 0;
    for (size_t i = 0; i < frame->line_count; i++) {
        struct str text = name_text(frame->plot, &frame->lines[i]);
        widest = fmax(widest, plot_width(frame->plot, NAME, text));
    }
    return LEADER + MARK_GAP + widest;
}

static void draw_in_one(struct frame *frame)
{
    struct plot *plot = frame->plot;
    const struct chart *chart = plot->chart;
    double left = CHART_MARGIN + frame_gutter(frame);
    double right = CHART_WIDTH - CHART_MARGIN;
    double bottom = plot->top + TOP_ROOM + PLOT_HEIGHT;
    frame_lay(frame, left, right, bottom, chart->rows, chart->row_count);
    /* Paths end anywhere; other lines end at the right, where a column is beside them. */
    const struct area *areas = chart->named_points ? names_at_ends(frame) : NULL;
    if (!areas) {
        frame_lay(frame, left, right - names_width(frame), bottom, chart->rows, chart->row_count);
    }
    frame_draw_axes(frame);
    for (size_t i = 0; i < frame->line_count; i++) {
        frame_draw_line(frame, &frame->lines[i], i, chart_colour(chart->rows[i].system));
    }
    for (size_t i = 0; chart->named_points && i < frame->line_count; i++) {
        frame_draw_point_names(frame, &frame->lines[i]);
    }
    if (areas) {
        draw_names_at_ends(frame, areas);
    } else {
        draw_names(frame);
    }
}

static void draw_panel(struct frame *frame, const struct chart_row *row, double left, double right,
                       double bottom)
{
    struct plot *plot = frame->plot;
    frame_lay(frame, left, right, bottom, row, 1);
    frame->x.from = left - PANEL_GAP / 2;
    frame->x.to = right + PANEL_GAP / 2;
    frame_draw_axes(frame);
    frame_draw_line(frame, frame->lines, 0, plot_colour(plot, row));
    if (plot->chart->named_points) {
        frame_draw_point_names(frame, frame->lines);
    }
    struct str name = plot_fit(plot, NAME, row->label, NAME_COLUMNS, right - left);
    plot_text(plot, left, bottom - PANEL_HEIGHT - 8, ANCHOR_START, NAME, plot->theme->text, name);
    if (frame->lines->path_count == 0) {
        plot_text(plot, left + 6, text_baseline(bottom - PANEL_HEIGHT / 2, NAME.size_px),
                  ANCHOR_START, NAME, plot->theme->muted,
                  plot_fit(plot, NAME, row->missing, NAME_COLUMNS, right - left - 12));
    }
}

/* The axes are labelled at the outermost panels: they are the same for all. */
static void draw_panels(struct frame *frame)
{
    const struct chart *chart = frame->plot->chart;
    double first = CHART_MARGIN + frame_gutter(frame);
    double room = CHART_WIDTH - CHART_MARGIN - first;
    double pitch = floor((room + PANEL_GAP) / PANEL_COLUMNS);
    for (size_t i = 0; i < chart->row_count; i++) {
        double left = first + (double)(i % PANEL_COLUMNS) * pitch;
        size_t row = i / PANEL_COLUMNS + 1;
        frame->x.bare = i + PANEL_COLUMNS < chart->row_count;
        frame->y.bare = i % PANEL_COLUMNS > 0;
        draw_panel(frame, &chart->rows[i], left, left + pitch - PANEL_GAP,
                   frame->plot->top + (double)row * (PANEL_TITLE + PANEL_HEIGHT));
    }
}

static void lines_draw(struct plot *plot)
{
    struct frame frame;
    bool panels = has_panels(plot->chart);
    if (!frame_fit(&frame, plot, panels ? PANEL_HEIGHT : PLOT_HEIGHT)) {
        return;
    }
    if (panels) {
        draw_panels(&frame);
    } else {
        draw_in_one(&frame);
    }
    double right = frame.x.left + frame.x.width;
    struct str title =
        plot_fit(plot, TITLE, plot->chart->x_title, TITLE_COLUMNS, right - CHART_MARGIN);
    plot_text(plot, right, frame.bottom + TITLE_BASELINE, ANCHOR_END, TITLE, plot->theme->muted,
              title);
}

const struct drawing LINES = {lines_height, lines_draw};
