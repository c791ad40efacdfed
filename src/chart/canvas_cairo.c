#include "canvas_cairo.h"

#include <cairo-ft.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <math.h>

#include "font.h"
#include "png.h"
#include "shaping.h"
#include "svg.h"

/* Bytes that hold a picture of some thirty rows; what is not used costs nothing. */
#define USUAL_PICTURE ((size_t)8 * 1024 * 1024)

struct pen {
    cairo_t *cairo;
    struct arena *arena;
};

static void set_colour(cairo_t *cairo, unsigned colour)
{
    cairo_set_source_rgb(cairo, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                         (colour & 0xff) / 255.0);
}

static cairo_t *pen_with(struct canvas *canvas, unsigned colour)
{
    struct pen *pen = canvas->context;
    set_colour(pen->cairo, colour);
    return pen->cairo;
}

static void cairo_rect(struct canvas *canvas, double x, double y, double w, double h,
                       unsigned colour)
{
    cairo_t *cairo = pen_with(canvas, colour);
    cairo_rectangle(cairo, x, y, w, h);
    cairo_fill(cairo);
}

static void cairo_segment(struct canvas *canvas, double x1, double y1, double x2, double y2,
                          double width_px, unsigned colour)
{
    cairo_t *cairo = pen_with(canvas, colour);
    cairo_set_line_width(cairo, width_px);
    cairo_move_to(cairo, x1, y1);
    cairo_line_to(cairo, x2, y2);
    cairo_stroke(cairo);
}

static void cairo_polyline(struct canvas *canvas, const double *points, size_t n, double width_px,
                           unsigned colour)
{
    cairo_t *cairo = pen_with(canvas, colour);
    cairo_set_line_width(cairo, width_px);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    for (size_t i = 0; i < n; i++) {
        cairo_line_to(cairo, points[2 * i], points[2 * i + 1]);
    }
    cairo_stroke(cairo);
}

static void cairo_dot(struct canvas *canvas, double x, double y, double radius, unsigned colour)
{
    cairo_t *cairo = pen_with(canvas, colour);
    cairo_arc(cairo, x, y, radius, 0, 6.283185307179586);
    cairo_fill(cairo);
}

static void cairo_polygon(struct canvas *canvas, const double *points, size_t n, unsigned colour)
{
    cairo_t *cairo = pen_with(canvas, colour);
    for (size_t i = 0; i < n; i++) {
        cairo_line_to(cairo, points[2 * i], points[2 * i + 1]);
    }
    cairo_fill(cairo);
}

/* The embedded face for cairo, made once. Used only where font_covers(), so it exists. */
static cairo_font_face_t *cairo_face(bool bold)
{
    static cairo_font_face_t *faces[2];
    if (!faces[bold]) {
        faces[bold] = cairo_ft_font_face_create_for_ft_face(font_face(bold), FT_LOAD_NO_HINTING);
    }
    return faces[bold];
}

static double cairo_width(struct canvas *canvas, struct font font, struct str text)
{
    if (font_covers(text)) {
        return font_width(font, text);
    }
    const struct pen *pen = canvas->context;
    return shaped_width(pen->cairo, font, text);
}

static void cairo_text(struct canvas *canvas, double x, double y, enum anchor anchor,
                       struct font font, unsigned colour, struct str text)
{
    const struct pen *pen = canvas->context;
    set_colour(pen->cairo, colour);
    if (!font_covers(text)) {
        shaped_draw(pen->cairo, x, y, anchor, font, text);
        return;
    }
    cairo_set_font_face(pen->cairo, cairo_face(font.bold));
    cairo_set_font_size(pen->cairo, font.size_px);
    cairo_move_to(pen->cairo, anchor_left(anchor, x, font_width(font, text)), y);
    cairo_show_text(pen->cairo, str_copy(pen->arena, text).ptr);
    cairo_new_path(pen->cairo);
}

static bool succeeded(const struct chart *chart, cairo_status_t status, struct err *err)
{
    return status == CAIRO_STATUS_SUCCESS ||
           err_set(err, ERR_OUTPUT, "chart %s: %s", chart->id, cairo_status_to_string(status));
}

static bool draw(const struct chart *chart, const struct language *language,
                 const struct theme *theme, cairo_surface_t *surface, struct err *err)
{
    struct arena arena = {0};
    struct pen pen = {cairo_create(surface), &arena};
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(pen.cairo, options);
    cairo_font_options_destroy(options);
    struct canvas canvas = {.context = &pen,
                            .rect = cairo_rect,
                            .line = cairo_segment,
                            .path = cairo_polyline,
                            .dot = cairo_dot,
                            .polygon = cairo_polygon,
                            .text = cairo_text,
                            .text_width = cairo_width};
    chart_draw(chart, language, theme, &canvas);
    cairo_status_t status = cairo_status(pen.cairo);
    cairo_destroy(pen.cairo);
    arena_free(&arena);
    cairo_surface_flush(surface);
    if (shaping_failure()) {
        return err_set(err, ERR_OUTPUT, "chart %s: a label needs pango: %s", chart->id,
                       shaping_failure());
    }
    return succeeded(chart, status, err);
}

static cairo_status_t append(void *closure, const unsigned char *data, unsigned length)
{
    buf_add(closure, (struct str){(const char *)data, length});
    return CAIRO_STATUS_SUCCESS;
}

bool chart_svg(const struct chart *chart, const struct language *language,
               const struct theme *theme, struct buf *out, struct err *err)
{
    struct arena scratch = {0};
    struct buf raw = BUF(&scratch);
    double width;
    double height;
    chart_size(chart, &width, &height);
    cairo_surface_t *surface = cairo_svg_surface_create_for_stream(append, &raw, width, height);
    cairo_svg_surface_restrict_to_version(surface, CAIRO_SVG_VERSION_1_1);
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
    bool done = draw(chart, language, theme, surface, err);
    cairo_surface_finish(surface);
    done = done && succeeded(chart, cairo_surface_status(surface), err);
    cairo_surface_destroy(surface);
    if (done) {
        svg_tidy(out, buf_str(&raw), chart->title, chart->description);
    }
    arena_free(&scratch);
    return done;
}

/*
 * Memory for a picture, kept for the next one: fresh pages would cost more
 * than drawing on them. Contents are those of the last picture.
 */
static unsigned char *pixel_memory(size_t size)
{
    static struct arena arena;
    static unsigned char *memory;
    static size_t has;
    static size_t used;
    if (size > has) {
        arena_free(&arena);
        used = 0;
        has = size > USUAL_PICTURE ? size : USUAL_PICTURE;
        memory = arena_alloc(&arena, has);
    }
    if (size > used) {
        arena_populate(memory + used, size - used);
        used = size;
    }
    return memory;
}

bool chart_png(const struct chart *chart, const struct language *language,
               const struct theme *theme, struct buf *out, struct err *err)
{
    double width;
    double height;
    chart_size(chart, &width, &height);
    double density = fmin(PNG_DENSITY, PNG_MOST_PIXELS / fmax(width, height));
    int columns = (int)(width * density);
    int rows = (int)(height * density);
    int stride = columns * (int)sizeof(uint32_t);
    unsigned char *memory = pixel_memory((size_t)stride * (size_t)rows);
    cairo_surface_t *surface =
        cairo_image_surface_create_for_data(memory, CAIRO_FORMAT_RGB24, columns, rows, stride);
    cairo_surface_set_device_scale(surface, density, density);
    bool done = draw(chart, language, theme, surface, err);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
    const void *pixels = memory;
    return done &&
           png_write(pixels, (size_t)columns, (size_t)rows, (size_t)columns, density, out, err);
}

void chart_libraries(struct buf *out)
{
    buf_printf(out, "cairo %s, freetype %s, ", cairo_version_string(), font_library(out->arena));
    shaping_library(out);
}
