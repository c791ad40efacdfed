#include "canvas_svg.h"

#include "font.h"
#include "svg.h"

/* The inks that the page may set; drawings are made with THEME_LIGHT and translated here. */
static void put_colour(struct buf *out, const char *attribute, unsigned colour)
{
    const struct theme *theme = &THEME_LIGHT;
    const char *variable = NULL;
    if (colour == theme->background) {
        variable = "background";
    } else if (colour == theme->text) {
        variable = "text";
    } else if (colour == theme->muted) {
        variable = "muted";
    } else if (colour == theme->grid) {
        variable = "grid";
    }
    buf_printf(out, " %s=\"#%06x\"", attribute, colour);
    if (variable) {
        /* The attribute stays for viewers that do not know variables. */
        buf_printf(out, " style=\"%s:var(--wb-%s,#%06x)\"", attribute, variable, colour);
    }
}

static void put_attribute(struct buf *out, const char *name, double value)
{
    buf_printf(out, " %s=\"", name);
    svg_number(out, value);
    buf_char(out, '"');
}

static void svg_rect(struct canvas *canvas, double x, double y, double w, double h, unsigned colour)
{
    struct buf *out = canvas->context;
    buf_text(out, "<rect");
    put_attribute(out, "x", x);
    put_attribute(out, "y", y);
    put_attribute(out, "width", w);
    put_attribute(out, "height", h);
    put_colour(out, "fill", colour);
    buf_text(out, "/>\n");
}

static void svg_line(struct canvas *canvas, double x1, double y1, double x2, double y2,
                     double width_px, unsigned colour)
{
    struct buf *out = canvas->context;
    buf_text(out, "<line");
    put_attribute(out, "x1", x1);
    put_attribute(out, "y1", y1);
    put_attribute(out, "x2", x2);
    put_attribute(out, "y2", y2);
    put_attribute(out, "stroke-width", width_px);
    put_colour(out, "stroke", colour);
    buf_text(out, "/>\n");
}

static void put_points(struct buf *out, const double *points, size_t n)
{
    buf_text(out, " points=\"");
    for (size_t i = 0; i < 2 * n; i++) {
        buf_text(out, i > 0 ? " " : "");
        svg_number(out, points[i]);
    }
    buf_char(out, '"');
}

static void svg_path(struct canvas *canvas, const double *points, size_t n, double width_px,
                     unsigned colour)
{
    struct buf *out = canvas->context;
    buf_text(out, "<polyline fill=\"none\" stroke-linejoin=\"round\"");
    put_points(out, points, n);
    put_attribute(out, "stroke-width", width_px);
    put_colour(out, "stroke", colour);
    buf_text(out, "/>\n");
}

static void svg_dot(struct canvas *canvas, double x, double y, double radius, unsigned colour)
{
    struct buf *out = canvas->context;
    buf_text(out, "<circle");
    put_attribute(out, "cx", x);
    put_attribute(out, "cy", y);
    put_attribute(out, "r", radius);
    put_colour(out, "fill", colour);
    buf_text(out, "/>\n");
}

static void svg_polygon(struct canvas *canvas, const double *points, size_t n, unsigned colour)
{
    struct buf *out = canvas->context;
    buf_text(out, "<polygon");
    put_points(out, points, n);
    put_colour(out, "fill", colour);
    buf_text(out, "/>\n");
}

static void svg_text(struct canvas *canvas, double x, double y, enum anchor anchor,
                     struct font font, unsigned colour, struct str text)
{
    static const char *const ANCHORS[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    struct buf *out = canvas->context;
    buf_text(out, "<text");
    put_attribute(out, "x", x);
    put_attribute(out, "y", y);
    put_attribute(out, "font-size", font.size_px);
    buf_text(out, ANCHORS[anchor]);
    buf_text(out, font.bold ? " font-weight=\"bold\"" : "");
    put_colour(out, "fill", colour);
    buf_char(out, '>');
    svg_escape(out, text);
    buf_text(out, "</text>\n");
}

static void svg_hint(struct canvas *canvas, struct str text)
{
    struct buf *out = canvas->context;
    if (text.len == 0) {
        buf_text(out, "</g>\n");
        return;
    }
    buf_text(out, "<g><title>");
    svg_escape(out, text);
    buf_text(out, "</title>\n");
}

/* The viewer's font is not known. DejaVu Sans is a tenth wider than the usual ones: that is the
 * slack. */
static double svg_text_width(struct canvas *canvas, struct font font, struct str text)
{
    (void)canvas;
    return font_width(font, text);
}

void chart_inline_svg(const struct chart *chart, const struct language *language, struct buf *out)
{
    struct canvas canvas = {.context = out,
                            .rect = svg_rect,
                            .line = svg_line,
                            .path = svg_path,
                            .dot = svg_dot,
                            .polygon = svg_polygon,
                            .text = svg_text,
                            .hint = svg_hint,
                            .text_width = svg_text_width};
    double width;
    double height;
    chart_size(chart, &width, &height);
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"wb-chart\" role=\"img\" "
               "viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" font-family=\""
               "system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif\">\n<title>",
               width, height, width, height);
    svg_escape(out, chart->title);
    buf_text(out, "</title>\n<desc>");
    svg_escape(out, chart->description);
    buf_text(out, "</desc>\n");
    chart_draw(chart, language, &THEME_LIGHT, &canvas);
    buf_text(out, "</svg>\n");
}
