#include <cairo.h>
#include <stdlib.h>
#include <string.h>

#include "canvas_cairo.h"
#include "canvas_svg.h"
#include "chart_samples.h"
#include "output.h"
#include "png.h"
#include "support.h"
#include "svg.h"

static struct arena arena;

/* fontconfig hides its pointers as offsets, so what it caches looks like a leak. */
const char *__lsan_default_suppressions(void); /* NOLINT */
const char *__lsan_default_options(void);      /* NOLINT */

const char *__lsan_default_suppressions(void) /* NOLINT */
{
    return "leak:libfontconfig";
}

const char *__lsan_default_options(void) /* NOLINT */
{
    return "print_suppressions=0";
}

static void release(void)
{
    arena_free(&arena);
}

/* SVG. */

/* Skips a quoted value. */
static const char *after_value(const char *at, const char *end)
{
    ck_assert_msg(at < end && *at == '"', "an attribute has no value");
    for (at++; at < end && *at != '"'; at++) {
        ck_assert_msg(*at != '<', "< in an attribute");
    }
    ck_assert(at < end);
    return at + 1;
}

/* Checks what a parser would stop at; the nesting of names too. */
static void assert_well_formed(struct str svg)
{
    struct str open[32];
    size_t depth = 0;
    const char *end = svg.ptr + svg.len;
    for (const char *at = svg.ptr; at < end;) {
        ck_assert_msg((unsigned char)*at >= ' ' || *at == '\n', "a control character");
        if (*at == '&') {
            size_t rest = (size_t)(end - at);
            struct str s = {at, rest};
            ck_assert(str_starts(s, STR("&lt;")) || str_starts(s, STR("&gt;")) ||
                      str_starts(s, STR("&amp;")) || str_starts(s, STR("&quot;")));
        }
        if (*at++ != '<') {
            continue;
        }
        bool closes = *at == '/';
        const char *name = at += closes;
        while (at < end && !strchr(" />\n", *at)) {
            at++;
        }
        struct str tag = {name, (size_t)(at - name)};
        while (at < end && *at != '>') {
            at = *at == '=' ? after_value(at + 1, end) : at + 1;
        }
        ck_assert_msg(at < end, "a tag without end");
        if (closes) {
            ck_assert(depth > 0 && str_eq(open[depth - 1], tag));
            depth--;
        } else if (at[-1] != '/' && tag.ptr[0] != '?') {
            ck_assert_uint_lt(depth, 32);
            open[depth++] = tag;
        }
        at++;
    }
    ck_assert_uint_eq(depth, 0);
}

static bool contains(struct str text, const char *part)
{
    return str_find(text, str_of(part), 0) < text.len;
}

static size_t count(struct str text, const char *part)
{
    size_t n = 0;
    for (size_t at = 0; (at = str_find(text, str_of(part), at)) < text.len; at++) {
        n++;
    }
    return n;
}

static struct str svg_of(const struct chart *chart, const struct theme *theme)
{
    struct err err = {0};
    struct buf out = BUF(&arena);
    ck_assert_msg(chart_svg(chart, &SAMPLE_LANGUAGE, theme, &out, &err), "%s", err.text);
    return buf_str(&out);
}

static struct str png_of(const struct chart *chart, const struct theme *theme)
{
    struct err err = {0};
    struct buf out = BUF(&arena);
    ck_assert_msg(chart_png(chart, &SAMPLE_LANGUAGE, theme, &out, &err), "%s", err.text);
    return buf_str(&out);
}

START_TEST(svg_files_are_sound)
{
    struct chart charts[] = {two_bars(&arena), cut_off_dots(&arena),
                             twelve_rows(&arena, CHART_DOTS), missing_values(&arena),
                             hostile_texts(&arena)};
    for (size_t i = 0; i < sizeof charts / sizeof charts[0]; i++) {
        struct str svg = svg_of(&charts[i], &THEME_LIGHT);
        assert_well_formed(svg);
        ck_assert(contains(svg, "role=\"img\" aria-labelledby=\"t d\""));
        ck_assert_uint_eq(count(svg, "<svg "), 1);
    }
    struct str svg = svg_of(&charts[4], &THEME_LIGHT);
    ck_assert(contains(svg, "<title id=\"t\">&lt;script&gt;&amp;&quot; ]]&gt;"));
    ck_assert(contains(svg, "<desc id=\"d\">&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;"));
    ck_assert(!contains(svg, "<script"));
}

END_TEST

START_TEST(svg_references_resolve)
{
    struct chart chart = two_bars(&arena);
    struct str svg = svg_of(&chart, &THEME_LIGHT);
    size_t uses = 0;
    for (size_t at = 0; (at = str_find(svg, STR("href=\"#"), at)) < svg.len; at++) {
        struct str id = str_skip(svg, at + strlen("href=\"#"));
        id = str_cut(id, 0, str_find(id, STR("\""), 0));
        const char *definition = arena_printf(&arena, " id=\"%.*s\"", STR_ARG(id));
        ck_assert_uint_eq(count(svg, definition), 1);
        uses++;
    }
    ck_assert_uint_gt(uses, 50); /* a glyph each */
}

END_TEST

START_TEST(inline_svg_is_sound)
{
    struct chart charts[] = {two_bars(&arena), cut_off_dots(&arena),
                             twelve_rows(&arena, CHART_DOTS), missing_values(&arena),
                             hostile_texts(&arena)};
    for (size_t i = 0; i < sizeof charts / sizeof charts[0]; i++) {
        struct buf out = BUF(&arena);
        chart_inline_svg(&charts[i], &SAMPLE_LANGUAGE, &out);
        struct str svg = buf_str(&out);
        assert_well_formed(svg);
        ck_assert(!contains(svg, "\n\n"));
        ck_assert(!contains(svg, " id="));
        ck_assert(!contains(svg, "<script"));
        ck_assert(contains(svg, "role=\"img\""));
        ck_assert(contains(svg, "fill:var(--wb-text,#1f2328)"));
        ck_assert(contains(svg, "fill=\"#0072b2\""));
    }
    struct buf out = BUF(&arena);
    chart_inline_svg(&charts[4], &SAMPLE_LANGUAGE, &out);
    ck_assert(contains(buf_str(&out), ">&lt;script&gt;&amp;&quot;</text>"));
    ck_assert(contains(buf_str(&out), ">line break tab </text>"));
}

END_TEST

START_TEST(same_chart_same_bytes)
{
    struct chart charts[] = {two_bars(&arena), hostile_texts(&arena), cut_off_dots(&arena),
                             twelve_rows(&arena, CHART_BARS)};
    struct str light[4];
    struct str dark[4];
    struct str png[4];
    for (size_t i = 0; i < 4; i++) {
        light[i] = svg_of(&charts[i], &THEME_LIGHT);
        dark[i] = svg_of(&charts[i], &THEME_DARK);
        png[i] = png_of(&charts[i], &THEME_LIGHT);
        ck_assert(!str_eq(light[i], dark[i]));
    }
    for (size_t i = 4; i-- > 0;) {
        ck_assert(str_eq(png[i], png_of(&charts[i], &THEME_LIGHT)));
        ck_assert(str_eq(dark[i], svg_of(&charts[i], &THEME_DARK)));
        ck_assert(str_eq(light[i], svg_of(&charts[i], &THEME_LIGHT)));
    }
}

END_TEST

/* A name that is written from right to left does not turn the words behind it around. */
START_TEST(lines_run_from_left_to_right)
{
    struct chart chart = two_bars(&arena);
    chart.rows[0].label = STR("العربية, p99");
    struct str as_it_is = png_of(&chart, &THEME_LIGHT);
    chart.rows[0].label = STR("\u200eالعربية, p99"); /* a mark that says so */
    ck_assert(str_eq(as_it_is, png_of(&chart, &THEME_LIGHT)));
}

END_TEST

static struct str number_text(double value)
{
    struct buf out = BUF(&arena);
    svg_number(&out, value);
    return buf_str(&out);
}

START_TEST(numbers_are_short)
{
    assert_str(number_text(0), "0");
    assert_str(number_text(-0.001), "0");
    assert_str(number_text(0.05), "0.05");
    assert_str(number_text(0.5), "0.5");
    assert_str(number_text(100), "100");
    assert_str(number_text(720.999), "721");
    assert_str(number_text(-12.345678), "-12.35");
    assert_str(number_text(1010.1), "1010.1");
}

END_TEST

START_TEST(tidying_leaves_the_rest_alone)
{
    struct buf out = BUF(&arena);
    svg_tidy(&out,
             STR("<?xml version=\"1.0\"?>\n<svg width=\"7.125px\" version=\"1.1\">\n"
                 "<g id=\"surface17\"><path d=\"M -1.23456 0.001 L -0.0001 12 \" "
                 "style=\"fill:#1234.5678;clip-path:url(#clip-3)\" "
                 "transform=\"matrix(0.123456,0,0,1,2.55555,3)\"/>\n"
                 "<image id=\"clip-3\" xlink:href=\"data:image/png;base64,1.2345\"/>"
                 "<use xlink:href=\"#surface17\"/></g>\n</svg>\n"),
             STR("a<b"), STR("c"));
    assert_str(buf_str(&out),
               "<?xml version=\"1.0\"?>\n<svg width=\"7.13px\" version=\"1.1\" role=\"img\" "
               "aria-labelledby=\"t d\">\n<title id=\"t\">a&lt;b</title>\n<desc id=\"d\">c</desc>\n"
               "<g id=\"i0\"><path d=\"M -1.23 0 L 0 12 \" "
               "style=\"fill:#1234.5678;clip-path:url(#i1)\" "
               "transform=\"matrix(0.123456,0,0,1,2.55555,3)\"/>\n"
               "<image id=\"i1\" xlink:href=\"data:image/png;base64,1.2345\"/>"
               "<use xlink:href=\"#i0\"/></g>\n</svg>\n");
}

END_TEST

static struct str tidied(const char *svg)
{
    struct buf out = BUF(&arena);
    svg_tidy(&out, str_of(svg), STR(""), STR(""));
    return buf_str(&out);
}

START_TEST(tidying_shortens_colours_and_leaves_defaults_out)
{
    assert_str(tidied("<path style=\" stroke:none;fill-rule:nonzero;"
                      "fill:rgb(12.16%,13.73%,15.69%);fill-opacity:1;\" d=\"M 1 2\"/>"),
               "<path style=\"fill:#1f2328;\" d=\"M 1 2\"/>");
    assert_str(tidied("<path fill=\"none\" stroke=\"rgb(100%, 0%, 83.529412%)\" "
                      "stroke-opacity=\"1\" stroke-width=\"2\"/>"),
               "<path fill=\"none\" stroke=\"#ff00d5\" stroke-width=\"2\"/>");
    assert_str(tidied("<g style=\"fill-opacity:0.5;fill:rgb(1,2,3);\"/>"),
               "<g style=\"fill-opacity:0.5;fill:rgb(1,2,3);\"/>");
}

END_TEST

/* PNG. */

struct reader {
    struct str rest;
};

static cairo_status_t read_some(void *closure, unsigned char *data, unsigned length)
{
    struct reader *reader = closure;
    if (reader->rest.len < length) {
        return CAIRO_STATUS_READ_ERROR;
    }
    memcpy(data, reader->rest.ptr, length);
    reader->rest = str_skip(reader->rest, length);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *decode(struct str png)
{
    struct reader reader = {png};
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_some, &reader);
    ck_assert_int_eq(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    return surface;
}

static unsigned pixel(cairo_surface_t *surface, size_t x, size_t y)
{
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    uint32_t value;
    memcpy(&value, cairo_image_surface_get_data(surface) + y * stride + x * sizeof value,
           sizeof value);
    return value & 0xffffff;
}

START_TEST(png_files_are_sound)
{
    struct chart chart = two_bars(&arena);
    double width;
    double height;
    chart_size(&chart, &width, &height);
    struct str png = png_of(&chart, &THEME_DARK);
    ck_assert(contains(str_cut(png, 0, 64), "pHYs"));
    cairo_surface_t *surface = decode(png);
    ck_assert_double_eq(cairo_image_surface_get_width(surface), 2 * width);
    ck_assert_double_eq(cairo_image_surface_get_height(surface), 2 * height);
    ck_assert_uint_eq(pixel(surface, 0, 0), THEME_DARK.background);
    ck_assert_uint_eq(pixel(surface, 1439, 2 * (size_t)height - 1), THEME_DARK.background);
    size_t middle = 204; /* of the first row */
    ck_assert_uint_eq(pixel(surface, 400, middle), chart_colour(0));
    cairo_surface_destroy(surface);
    struct chart odd = hostile_texts(&arena);
    cairo_surface_destroy(decode(png_of(&odd, &THEME_LIGHT)));
}

END_TEST

START_TEST(a_picture_too_high_for_cairo_is_drawn_smaller)
{
    struct chart chart = new_chart(&arena, CHART_BARS, UNIT_PER_SECOND, 1500);
    for (size_t i = 0; i < chart.row_count; i++) {
        add_point(&arena, &chart, i, NULL, (double)(i + 1), BOUND_NONE);
    }
    double width;
    double height;
    chart_size(&chart, &width, &height);
    ck_assert_double_gt(PNG_DENSITY * height, PNG_MOST_PIXELS);
    cairo_surface_t *surface = decode(png_of(&chart, &THEME_LIGHT));
    ck_assert_double_eq_tol(cairo_image_surface_get_height(surface), PNG_MOST_PIXELS, 1.5);
    cairo_surface_destroy(surface);
}

END_TEST

/* Writes colours and reads them back; colour_type receives PNG's. */
static cairo_surface_t *round_trip(const uint32_t *pixels, size_t width, size_t height,
                                   int *colour_type)
{
    struct err err = {0};
    struct buf out = BUF(&arena);
    ck_assert(png_write(pixels, width, height, width, 2, &out, &err));
    *colour_type = (unsigned char)out.at[25];
    return decode(buf_str(&out));
}

START_TEST(png_keeps_its_pixels)
{
    int type;
    uint32_t few[256];
    for (uint32_t i = 0; i < 256; i++) {
        few[i] = 0xff000000U | i * 0x010203U;
    }
    cairo_surface_t *surface = round_trip(few, 16, 16, &type);
    ck_assert_int_eq(type, 3);
    for (size_t i = 0; i < 256; i++) {
        ck_assert_uint_eq(pixel(surface, i % 16, i / 16), few[i] & 0xffffff);
    }
    cairo_surface_destroy(surface);

    uint32_t shades[600]; /* two ramps: more than a palette holds */
    for (uint32_t i = 0; i < 600; i++) {
        shades[i] = i < 256 ? i * 0x010101U : (i % 256) * 0x010000U;
    }
    surface = round_trip(shades, 600, 1, &type);
    ck_assert_int_eq(type, 3);
    for (size_t i = 0; i < 600; i++) {
        int got = (int)(pixel(surface, i, 0) >> 16);
        ck_assert_int_le(abs(got - (int)(shades[i] >> 16 & 0xff)), 3);
    }
    cairo_surface_destroy(surface);

    uint32_t *many = ARENA_ARRAY(&arena, uint32_t, 4096);
    for (uint32_t i = 0; i < 4096; i++) {
        many[i] = (i & 0xf00) << 12 | (i & 0xf0) << 8 | (i & 0xf) << 4;
    }
    surface = round_trip(many, 64, 64, &type);
    ck_assert_int_eq(type, 2);
    for (size_t i = 0; i < 4096; i++) {
        ck_assert_uint_eq(pixel(surface, i % 64, i / 64), many[i]);
    }
    cairo_surface_destroy(surface);
}

END_TEST

/* The files of a report. */

extern const struct output_format output_charts;

START_TEST(every_chart_is_written)
{
    struct report report = {.arena = &arena, .language = &SAMPLE_LANGUAGE, .workload_count = 2};
    struct workload_report workloads[2] = {0};
    report.workloads = workloads;
    const char *const ids[] = {"goodput-w1", "goodput-w2"};
    for (size_t i = 0; i < 2; i++) {
        struct chart chart = i == 0 ? two_bars(&arena) : cut_off_dots(&arena);
        chart.id = ids[i];
        VEC_PUSH(&arena, &workloads[i].charts, chart);
    }
    struct err err = {0};
    struct sink sink;
    const char *directory = BINARY_DIR "/chart_files";
    sink_init(&sink, &arena, directory);
    ck_assert_msg(output_charts.write(&report, &sink, output_charts.file, &err), "%s", err.text);
    ck_assert_msg(sink_commit(&sink, &err), "%s", err.text);
    ck_assert_uint_eq(sink.files.n, 6);
    for (size_t i = 0; i < 2; i++) {
        const struct chart *chart = &workloads[i].charts.at[0];
        const char *base = arena_printf(&arena, "%s/charts/%s", directory, ids[i]);
        ck_assert(str_eq(read_file(&arena, arena_printf(&arena, "%s.svg", base)),
                         svg_of(chart, &THEME_LIGHT)));
        ck_assert(str_eq(read_file(&arena, arena_printf(&arena, "%s-dark.svg", base)),
                         svg_of(chart, &THEME_DARK)));
        ck_assert(str_eq(read_file(&arena, arena_printf(&arena, "%s.png", base)),
                         png_of(chart, &THEME_LIGHT)));
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("chart_files");
    TCase *tests = tcase_create("chart_files");
    tcase_add_checked_fixture(tests, NULL, release);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, svg_files_are_sound);
    tcase_add_test(tests, svg_references_resolve);
    tcase_add_test(tests, inline_svg_is_sound);
    tcase_add_test(tests, same_chart_same_bytes);
    tcase_add_test(tests, lines_run_from_left_to_right);
    tcase_add_test(tests, numbers_are_short);
    tcase_add_test(tests, tidying_leaves_the_rest_alone);
    tcase_add_test(tests, tidying_shortens_colours_and_leaves_defaults_out);
    tcase_add_test(tests, png_files_are_sound);
    tcase_add_test(tests, a_picture_too_high_for_cairo_is_drawn_smaller);
    tcase_add_test(tests, png_keeps_its_pixels);
    tcase_add_test(tests, every_chart_is_written);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
