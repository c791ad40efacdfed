#include "canvas_trace.h"

#include <math.h>

#include "svg.h"

/* Of DejaVu Sans, in em. */
#define ASCENT 0.93
#define DESCENT 0.24
#define COLUMN_EM 0.6

static void put(struct canvas_trace *trace, const char *call, const double *numbers, size_t n,
                unsigned colour)
{
    buf_text(&trace->out, call);
    for (size_t i = 0; i < n; i++) {
        buf_char(&trace->out, ' ');
        svg_number(&trace->out, numbers[i]);
    }
    buf_printf(&trace->out, " #%06x", colour);
}

static void put_shape(struct canvas_trace *trace, struct box box)
{
    VEC_PUSH(trace->out.arena, &trace->shapes, box);
    buf_char(&trace->out, '\n');
}

static void trace_rect(struct canvas *canvas, double x, double y, double w, double h,
                       unsigned colour)
{
    put(canvas->context, "rect", (const double[]){x, y, w, h}, 4, colour);
    put_shape(canvas->context, (struct box){x, y, x + w, y + h});
}

static void trace_line(struct canvas *canvas, double x1, double y1, double x2, double y2,
                       double width_px, unsigned colour)
{
    put(canvas->context, "line", (const double[]){x1, y1, x2, y2, width_px}, 5, colour);
    put_shape(canvas->context,
              (struct box){fmin(x1, x2), fmin(y1, y2), fmax(x1, x2), fmax(y1, y2)});
}

static void trace_dot(struct canvas *canvas, double x, double y, double radius, unsigned colour)
{
    put(canvas->context, "dot", (const double[]){x, y, radius}, 3, colour);
    put_shape(canvas->context, (struct box){x - radius, y - radius, x + radius, y + radius});
}

/* The room that points take. */
static struct box box_of(const double *points, size_t n)
{
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < n; i++) {
        box.left = fmin(box.left, points[2 * i]);
        box.right = fmax(box.right, points[2 * i]);
        box.top = fmin(box.top, points[2 * i + 1]);
        box.bottom = fmax(box.bottom, points[2 * i + 1]);
    }
    return box;
}

static void trace_polygon(struct canvas *canvas, const double *points, size_t n, unsigned colour)
{
    put(canvas->context, "polygon", points, 2 * n, colour);
    put_shape(canvas->context, box_of(points, n));
}

static void trace_path(struct canvas *canvas, const double *points, size_t n, double width_px,
                       unsigned colour)
{
    struct canvas_trace *trace = canvas->context;
    put(trace, "path", points, 2 * n, colour);
    buf_char(&trace->out, ' ');
    svg_number(&trace->out, width_px);
    put_shape(trace, box_of(points, n));
}

static double trace_text_width(struct canvas *canvas, struct font font, struct str text)
{
    (void)canvas;
    return COLUMN_EM * font.size_px * (double)str_width(text);
}

static void trace_text(struct canvas *canvas, double x, double y, enum anchor anchor,
                       struct font font, unsigned colour, struct str text)
{
    static const char *const ANCHORS[] = {"start", "middle", "end"};
    struct canvas_trace *trace = canvas->context;
    double width = trace_text_width(canvas, font, text);
    double left = anchor_left(anchor, x, width);
    VEC_PUSH(
        trace->out.arena, &trace->texts,
        ((struct box){left, y - ASCENT * font.size_px, left + width, y + DESCENT * font.size_px}));
    put(trace, "text", (const double[]){x, y, font.size_px}, 3, colour);
    buf_printf(&trace->out, " %s%s ", ANCHORS[anchor], font.bold ? " bold" : "");
    buf_add(&trace->out, text);
    buf_char(&trace->out, '\n');
}

void canvas_trace_init(struct canvas_trace *trace, struct arena *arena)
{
    *trace = (struct canvas_trace){.out = BUF(arena)};
    trace->canvas = (struct canvas){.context = trace,
                                    .rect = trace_rect,
                                    .line = trace_line,
                                    .path = trace_path,
                                    .dot = trace_dot,
                                    .polygon = trace_polygon,
                                    .text = trace_text,
                                    .text_width = trace_text_width};
}
