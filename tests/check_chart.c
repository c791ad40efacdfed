#include <math.h>

#include "canvas_trace.h"
#include "chart.h"
#include "chart_samples.h"
#include "scale.h"
#include "support.h"

static struct arena arena;

static void release(void)
{
    arena_free(&arena);
}

static const struct canvas_trace *trace_of(const struct chart *chart)
{
    struct canvas_trace *trace = ARENA_ARRAY(&arena, struct canvas_trace, 1);
    canvas_trace_init(trace, &arena);
    chart_draw(chart, &SAMPLE_LANGUAGE, &THEME_LIGHT, &trace->canvas);
    return trace;
}

/* Scales. */

static void assert_ticks(const struct ticks *ticks, const double *expected, size_t n)
{
    ck_assert_uint_eq(ticks->n, n);
    for (size_t i = 0; i < n; i++) {
        ck_assert_double_eq_tol(ticks->at[i], expected[i], 1e-9 * fabs(expected[i]) + 1e-12);
    }
}

#define ASSERT_TICKS(ticks, ...)                                                                   \
    assert_ticks((ticks), (const double[]){__VA_ARGS__},                                           \
                 sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

START_TEST(linear_ticks_are_heckberts)
{
    struct ticks ticks;
    ticks_linear(8.1, 14.1, 4, &ticks);
    ASSERT_TICKS(&ticks, 5, 10, 15);
    ticks_linear(0, 39651.56, 5, &ticks);
    ASSERT_TICKS(&ticks, 0, 10000, 20000, 30000, 40000);
    ticks_linear(0, 273.06, 5, &ticks);
    ASSERT_TICKS(&ticks, 0, 100, 200, 300);
    ticks_linear(7480, 8083, 5, &ticks);
    ASSERT_TICKS(&ticks, 7400, 7600, 7800, 8000, 8200);
    ticks_linear(0, 0.6, 5, &ticks);
    ASSERT_TICKS(&ticks, 0, 0.2, 0.4, 0.6);
    ticks_linear(3, 3, 5, &ticks);
    ASSERT_TICKS(&ticks, 3);
}

END_TEST

START_TEST(log_ticks_fit_the_range)
{
    struct ticks ticks;
    ticks_log(1970, 35400, &ticks);
    ASSERT_TICKS(&ticks, 1000, 2000, 5000, 10000, 20000, 50000);
    ticks_log(2, 2, &ticks);
    ASSERT_TICKS(&ticks, 2, 5);
    ticks_log(10, 1000, &ticks);
    ASSERT_TICKS(&ticks, 10, 20, 50, 100, 200, 500, 1000);
    ticks_log(3, 40000, &ticks);
    ASSERT_TICKS(&ticks, 1, 10, 100, 1000, 10000, 100000);
    ticks_log(1e-6, 1e12, &ticks);
    ASSERT_TICKS(&ticks, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9, 1e12);
}

END_TEST

/* Layout. */

START_TEST(layout_stays)
{
    struct chart bars = two_bars(&arena);
    assert_golden("chart/bars.trace", buf_str(&trace_of(&bars)->out));
    struct chart dots = cut_off_dots(&arena);
    assert_golden("chart/dots.trace", buf_str(&trace_of(&dots)->out));
    struct chart many = twelve_rows(&arena, CHART_BARS);
    assert_golden("chart/bars-12.trace", buf_str(&trace_of(&many)->out));
    struct chart dense = twelve_rows(&arena, CHART_DOTS);
    assert_golden("chart/dots-12.trace", buf_str(&trace_of(&dense)->out));
    struct chart lines = two_lines(&arena);
    assert_golden("chart/lines.trace", buf_str(&trace_of(&lines)->out));
    struct chart paths = path_lines(&arena, 2);
    assert_golden("chart/paths.trace", buf_str(&trace_of(&paths)->out));
    struct chart panels = path_lines(&arena, 9);
    assert_golden("chart/panels.trace", buf_str(&trace_of(&panels)->out));
    struct chart ratios = three_ratios(&arena);
    assert_golden("chart/ratios.trace", buf_str(&trace_of(&ratios)->out));
    struct chart grouped = ratios_of_two_metrics(&arena);
    assert_golden("chart/ratios-grouped.trace", buf_str(&trace_of(&grouped)->out));
    struct chart percentiles = percentile_lines(&arena);
    assert_golden("chart/percentiles.trace", buf_str(&trace_of(&percentiles)->out));
    struct chart parts = bars_with_parts(&arena, 3);
    assert_golden("chart/parts.trace", buf_str(&trace_of(&parts)->out));
    struct chart small_parts = bars_with_parts(&arena, 12);
    assert_golden("chart/parts-12.trace", buf_str(&trace_of(&small_parts)->out));
    struct chart missing = missing_values(&arena);
    assert_golden("chart/missing.trace", buf_str(&trace_of(&missing)->out));
}

END_TEST

static bool has_line(const struct canvas_trace *trace, const char *part)
{
    struct str out = buf_str(&trace->out);
    return str_find(out, str_of(part), 0) < out.len;
}

START_TEST(axes_name_the_loads_that_were_measured)
{
    struct chart chart = two_lines(&arena);
    const struct canvas_trace *trace = trace_of(&chart);
    ck_assert(has_line(trace, " middle 4\n"));
    ck_assert(has_line(trace, " middle 32\n"));
    ck_assert(has_line(trace, " middle 256\n"));
    ck_assert(!has_line(trace, " middle 10\n"));
    ck_assert(has_line(trace, " start 88\n"));
}

END_TEST

START_TEST(two_rates_are_whole_numbers_inside_the_frame)
{
    struct chart chart = two_lines(&arena);
    chart.x_unit = UNIT_PER_SECOND;
    for (size_t i = 0; i < 2; i++) {
        chart.rows[i].point_count = 2;
        chart.rows[i].points[0].x = 500;
        chart.rows[i].points[1].x = 1000;
    }
    const struct canvas_trace *trace = trace_of(&chart);
    ck_assert(has_line(trace, " middle 500\n"));
    ck_assert(has_line(trace, " middle 1,000\n"));
    ck_assert(!has_line(trace, "\ndot 52 ")); /* where the frame begins */
}

END_TEST

START_TEST(a_limit_is_drawn_however_far_it_is)
{
    struct chart chart = two_lines(&arena);
    chart.limit = 5e6;
    ck_assert(has_line(trace_of(&chart), " 1.5 #59636e\n"));
    chart.limit = 1;
    ck_assert(has_line(trace_of(&chart), " 1.5 #59636e\n"));
}

END_TEST

START_TEST(names_of_paths_stand_at_their_ends)
{
    struct chart chart = path_lines(&arena, 2);
    const struct canvas_trace *trace = trace_of(&chart);
    struct str out = buf_str(&trace->out);
    /* The grid is all that is straight: nothing leads from a line to its name. */
    size_t after_lines = str_find(out, STR("\npath "), 0);
    ck_assert_uint_lt(after_lines, out.len);
    ck_assert(str_find(out, STR("\nline "), after_lines) >= out.len);
    ck_assert(has_line(trace, " start system-1\n"));
    ck_assert(has_line(trace, " start system-2\n"));
}

END_TEST

START_TEST(long_names_lose_their_middle)
{
    struct chart chart = two_bars(&arena);
    chart.rows[0].label = STR("abcdefghijklmnopqrstuvwxyz0123456789");
    /* 20 wide characters: 40 columns */
    chart.rows[1].label = STR("\xe6\x9c\x8d\xe6\x9c\x8d\xe6\x9c\x8d\xe6\x9c\x8d\xe6\x9c\x8d"
                              "\xe6\x9c\x8d\xe6\x9c\x8d\xe6\x9c\x8d\xe6\x9c\x8d\xe6\x9c\x8d"
                              "\xe5\x8a\xa1\xe5\x8a\xa1\xe5\x8a\xa1\xe5\x8a\xa1\xe5\x8a\xa1"
                              "\xe5\x8a\xa1\xe5\x8a\xa1\xe5\x8a\xa1\xe5\x8a\xa1\xe5\x8a\xa1");
    const struct canvas_trace *trace = trace_of(&chart);
    ck_assert(has_line(trace, " abcdefghijklmn\xe2\x80\xa6xyz0123456789\n"));
    ck_assert(has_line(trace, " \xe6\x9c\x8d\xe6\x9c\x8d\xe6\x9c\x8d\xe6\x9c\x8d\xe6\x9c\x8d"
                              "\xe6\x9c\x8d\xe6\x9c\x8d\xe2\x80\xa6\xe5\x8a\xa1\xe5\x8a\xa1"));
}

END_TEST

START_TEST(long_subtitles_take_two_lines)
{
    struct chart chart = two_bars(&arena);
    double width;
    double one_line;
    chart_size(&chart, &width, &one_line);
    chart.subtitle =
        STR("99 of 100 requests took at most this, lower is better; median of the runs, "
            "dots are runs, whisker from lowest to highest");
    double two_lines;
    chart_size(&chart, &width, &two_lines);
    ck_assert_double_gt(two_lines, one_line);
    const struct canvas_trace *trace = trace_of(&chart);
    ck_assert(has_line(trace, " 99 of 100 requests took at most this, lower is better;\n"));
    ck_assert(
        has_line(trace, " median of the runs, dots are runs, whisker from lowest to highest\n"));
    chart.subtitle =
        STR("a subtitle without any clause goes on and on until the first line is full "
            "and then goes on in the second");
    trace = trace_of(&chart);
    ck_assert(has_line(trace, " until the first line is full and then\n"));
    ck_assert(has_line(trace, " start goes on in the second\n"));
}

END_TEST

START_TEST(large_ratios_have_round_marks)
{
    struct chart chart = three_ratios(&arena);
    ck_assert(has_line(trace_of(&chart), " middle 1/8x\n"));
    chart.rows[0].points[0].value = 3e-8;
    chart.rows[0].low = chart.rows[0].high = NAN;
    ck_assert(has_line(trace_of(&chart), " middle 1/10,000x\n"));
    ck_assert(has_line(trace_of(&chart), " middle 10,000x\n"));
}

END_TEST

START_TEST(a_dense_key_names_every_point)
{
    struct chart chart = twelve_rows(&arena, CHART_DOTS);
    chart.rows[3].label = STR("a name of some length that leaves little");
    for (size_t k = 5; k < 8; k++) {
        add_point(&arena, &chart, 0, NULL, 50000 * (double)k, BOUND_NONE);
    }
    for (size_t k = 0; k < 8; k++) {
        chart.rows[0].points[k].name = str_printf(&arena, "%zu of the named ones", k);
    }
    const struct canvas_trace *trace = trace_of(&chart);
    for (size_t k = 0; k < 8; k++) {
        ck_assert(has_line(trace, str_printf(&arena, " start %zu ", k).ptr));
    }
}

END_TEST

START_TEST(dense_parts_show_what_is_only_a_bound)
{
    struct chart chart = bars_with_parts(&arena, 12);
    ck_assert(has_line(trace_of(&chart), " start at most\n"));
    for (size_t i = 0; i + 1 < 12; i++) {
        chart.rows[i].points[2].bound = BOUND_NONE;
    }
    ck_assert(!has_line(trace_of(&chart), " start at most\n"));
}

END_TEST

START_TEST(many_systems_share_a_colour)
{
    struct chart few = two_bars(&arena);
    ck_assert(has_line(trace_of(&few), "#d55e00"));
    struct chart many = twelve_rows(&arena, CHART_BARS);
    ck_assert(has_line(trace_of(&many), "#0072b2"));
    ck_assert(!has_line(trace_of(&many), "#d55e00"));
}

END_TEST

/* Of one of the three channels of 0xRRGGBB; WCAG 2.2, relative luminance. */
static double channel(unsigned colour, int shift)
{
    double c = (colour >> shift & 0xff) / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double contrast(unsigned a, unsigned b)
{
    double light[2];
    const unsigned colours[] = {a, b};
    for (int i = 0; i < 2; i++) {
        light[i] = 0.2126 * channel(colours[i], 16) + 0.7152 * channel(colours[i], 8) +
                   0.0722 * channel(colours[i], 0) + 0.05;
    }
    return fmax(light[0], light[1]) / fmin(light[0], light[1]);
}

START_TEST(marks_and_texts_stand_out_in_both_themes)
{
    const struct theme *const themes[] = {&THEME_LIGHT, &THEME_DARK};
    ck_assert_double_eq_tol(contrast(0xffffff, 0), 21, 1e-9);
    for (int i = 0; i < 2; i++) {
        ck_assert_double_ge(contrast(themes[i]->text, themes[i]->background), 4.5);
        ck_assert_double_ge(contrast(themes[i]->muted, themes[i]->background), 4.5);
        for (size_t k = 0; k < CHART_COLOURS; k++) {
            ck_assert_double_ge(contrast(chart_colour(k), themes[i]->background), 3);
        }
    }
}

END_TEST

static bool is_inside(const struct box *box, double width, double height)
{
    return box->left >= 0 && box->top >= 0 && box->right <= width && box->bottom <= height;
}

static bool do_meet(const struct box *a, const struct box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static void assert_tidy(const struct chart *chart, unsigned seed)
{
    const struct canvas_trace *trace = trace_of(chart);
    double width;
    double height;
    chart_size(chart, &width, &height);
    for (size_t i = 0; i < trace->shapes.n; i++) {
        ck_assert_msg(is_inside(&trace->shapes.at[i], width, height), "chart %u: shape %zu", seed,
                      i);
    }
    for (size_t i = 0; i < trace->texts.n; i++) {
        ck_assert_msg(is_inside(&trace->texts.at[i], width, height), "chart %u: text %zu outside",
                      seed, i);
        for (size_t k = 0; k < i; k++) {
            ck_assert_msg(!do_meet(&trace->texts.at[i], &trace->texts.at[k]),
                          "chart %u: texts %zu and %zu overlap", seed, k, i);
        }
    }
}

START_TEST(texts_never_overlap_nor_leave_the_frame)
{
    for (unsigned seed = 0; seed < 400; seed++) {
        struct chart chart = random_chart(&arena, seed);
        assert_tidy(&chart, seed);
        arena_free(&arena);
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("chart");
    TCase *tests = tcase_create("chart");
    tcase_add_checked_fixture(tests, NULL, release);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, linear_ticks_are_heckberts);
    tcase_add_test(tests, log_ticks_fit_the_range);
    tcase_add_test(tests, layout_stays);
    tcase_add_test(tests, axes_name_the_loads_that_were_measured);
    tcase_add_test(tests, two_rates_are_whole_numbers_inside_the_frame);
    tcase_add_test(tests, a_limit_is_drawn_however_far_it_is);
    tcase_add_test(tests, names_of_paths_stand_at_their_ends);
    tcase_add_test(tests, long_names_lose_their_middle);
    tcase_add_test(tests, long_subtitles_take_two_lines);
    tcase_add_test(tests, large_ratios_have_round_marks);
    tcase_add_test(tests, a_dense_key_names_every_point);
    tcase_add_test(tests, dense_parts_show_what_is_only_a_bound);
    tcase_add_test(tests, many_systems_share_a_colour);
    tcase_add_test(tests, marks_and_texts_stand_out_in_both_themes);
    tcase_add_test(tests, texts_never_overlap_nor_leave_the_frame);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
