#include "chart_samples.h"

#include <math.h>

const struct language SAMPLE_LANGUAGE = {.id = {"en", 2}, .decimal = {".", 1}, .group = {",", 1}};

struct chart new_chart(struct arena *arena, enum chart_kind kind, enum unit unit, size_t rows)
{
    struct chart chart = {.id = "test",
                          .kind = kind,
                          .title = STR("Successful requests per second"),
                          .subtitle = STR("requests/s, higher is better"),
                          .description = STR("go 1; python 2."),
                          .unit = unit,
                          .rows = ARENA_ARRAY(arena, struct chart_row, rows),
                          .row_count = rows};
    for (size_t i = 0; i < rows; i++) {
        chart.rows[i] = (struct chart_row){.label = str_printf(arena, "system-%zu", i + 1),
                                           .system = i,
                                           .points = ARENA_ARRAY(arena, struct chart_point, 8),
                                           .low = NAN,
                                           .high = NAN,
                                           .missing = STR("no latency recorded")};
    }
    return chart;
}

void add_point(struct arena *arena, const struct chart *chart, size_t i, const char *name,
               double value, enum bound bound)
{
    struct str text = format_value(arena, &SAMPLE_LANGUAGE, chart->unit, value);
    if (bound != BOUND_NONE) {
        text = str_printf(arena, "%s %.*s", bound_text(bound), STR_ARG(text));
    }
    struct chart_row *row = &chart->rows[i];
    row->points[row->point_count++] =
        (struct chart_point){.name = str_of(name), .value = value, .text = text, .bound = bound};
}

static void add_percentiles(struct arena *arena, const struct chart *chart, size_t row,
                            const double *us, enum bound bound_of_max)
{
    static const char *const NAMES[] = {"p50", "p75", "p90", "p99", "max"};
    for (size_t i = 0; i < 5; i++) {
        add_point(arena, chart, row, NAMES[i], us[i], i == 4 ? bound_of_max : BOUND_NONE);
    }
}

struct chart two_bars(struct arena *arena)
{
    static const double GO[] = {46103.5, 47588, 49900};
    struct chart chart = new_chart(arena, CHART_BARS, UNIT_PER_SECOND, 2);
    chart.rows[0].label = STR("go");
    chart.rows[1].label = STR("python");
    add_point(arena, &chart, 0, NULL, 47588, BOUND_NONE);
    add_point(arena, &chart, 1, NULL, 7361, BOUND_NONE);
    chart.rows[0].raw = GO;
    chart.rows[0].raw_count = 3;
    chart.rows[0].low = 46103.5;
    chart.rows[0].high = 49900;
    return chart;
}

struct chart cut_off_dots(struct arena *arena)
{
    struct chart chart = new_chart(arena, CHART_DOTS, UNIT_MICROSECONDS, 3);
    add_percentiles(arena, &chart, 0, (const double[]){1970, 2100, 2400, 4160, 8840}, BOUND_NONE);
    add_percentiles(arena, &chart, 1, (const double[]){12900, 13500, 514800, 1242000, 2e6},
                    BOUND_AT_LEAST);
    return chart;
}

struct chart twelve_rows(struct arena *arena, enum chart_kind kind)
{
    struct chart chart = new_chart(arena, kind, UNIT_MICROSECONDS, 12);
    for (size_t i = 0; i < 12; i++) {
        double us = 1000 * (double)(i + 1);
        if (kind == CHART_BARS) {
            add_point(arena, &chart, i, NULL, us, BOUND_NONE);
        } else {
            add_percentiles(arena, &chart, i, (const double[]){us, 2 * us, 3 * us, 9 * us, 20 * us},
                            BOUND_NONE);
        }
    }
    chart.rows[3].label = STR("a name that is longer than any picture has room for");
    return chart;
}

struct chart two_lines(struct arena *arena)
{
    static const double CURVE[] = {4, 3000, 32, 19000, 256, 70000};
    struct chart chart = new_chart(arena, CHART_LINES, UNIT_PER_SECOND, 3);
    chart.x_unit = UNIT_COUNT;
    chart.x_title = STR("connections");
    chart.marks_points = true;
    chart.limit = 20000;
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 3; k++) {
            add_point(arena, &chart, i, NULL, CURVE[2 * k + 1] * (double)(1 + i) / 2, BOUND_NONE);
            chart.rows[i].points[k].x = CURVE[2 * k];
        }
        chart.rows[i].queueing = NAN;
    }
    chart.rows[1].curve = CURVE;
    chart.rows[1].curve_count = 3;
    chart.rows[1].queueing = 88;
    chart.rows[1].queueing_text = STR("88");
    return chart;
}

struct chart path_lines(struct arena *arena, size_t rows)
{
    static const double RATES[] = {1000, 4000, 6000, 3000};
    struct chart chart = new_chart(arena, CHART_LINES, UNIT_MICROSECONDS, rows);
    chart.x_unit = UNIT_PER_SECOND;
    chart.named_points = true;
    chart.limit = NAN;
    for (size_t i = 0; i < rows; i++) {
        for (size_t k = 0; k < 4 && i != 8; k++) {
            add_point(arena, &chart, i, NULL, 1000 * pow(3, (double)k), BOUND_NONE);
            chart.rows[i].points[k].name = str_printf(arena, "%g", pow(4, (double)k));
            chart.rows[i].points[k].x = RATES[k] * pow(3, (double)i);
        }
        chart.rows[i].queueing = NAN;
    }
    return chart;
}

struct chart three_ratios(struct arena *arena)
{
    struct chart chart = new_chart(arena, CHART_RATIOS, UNIT_FACTOR, 4);
    add_point(arena, &chart, 0, NULL, 0.154, BOUND_NONE);
    chart.rows[0].low = 0.13;
    chart.rows[0].high = 0.17;
    chart.rows[0].tone = TONE_BAD;
    add_point(arena, &chart, 1, NULL, 1.05, BOUND_NONE);
    add_point(arena, &chart, 2, NULL, 5.8, BOUND_AT_LEAST);
    chart.rows[3].missing = STR("no latency recorded");
    return chart;
}

struct chart ratios_of_two_metrics(struct arena *arena)
{
    struct chart chart = new_chart(arena, CHART_RATIOS, UNIT_FACTOR, 4);
    chart.rows[0] = (struct chart_row){.label = STR("requests/s"), .is_heading = true};
    add_point(arena, &chart, 1, "requests/s", 2, BOUND_NONE);
    chart.rows[2] = (struct chart_row){.label = STR("latency p99"), .is_heading = true};
    return chart;
}

struct chart bars_with_parts(struct arena *arena, size_t rows)
{
    struct chart chart = new_chart(arena, CHART_PARTS, UNIT_POINTS, rows);
    chart.at_most = STR("at most");
    for (size_t i = 0; i + 1 < rows; i++) {
        double score = 100 / (double)(1 + i);
        add_point(arena, &chart, i, NULL, score, BOUND_NONE);
        add_point(arena, &chart, i, "requests/s (60 %)", 0.009 * score, BOUND_NONE);
        add_point(arena, &chart, i, "latency p99 (40 %)", 0.004 * score, BOUND_AT_MOST);
    }
    chart.rows[0].low = 92;
    chart.rows[0].high = 103;
    return chart;
}

struct chart percentile_lines(struct arena *arena)
{
    static const double SHARES[] = {0.5, 0.9, 0.99, 0.999};
    struct chart chart = new_chart(arena, CHART_LINES, UNIT_MICROSECONDS, 2);
    chart.x_unit = UNIT_SHARE;
    chart.limit = NAN;
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 4; k++) {
            add_point(arena, &chart, i, NULL, pow(4, (double)(k + i)) * 1000, BOUND_NONE);
            chart.rows[i].points[k].x = SHARES[k];
        }
        chart.rows[i].queueing = NAN;
    }
    return chart;
}

struct chart missing_values(struct arena *arena)
{
    struct chart chart = new_chart(arena, CHART_BARS, UNIT_SECONDS, 3);
    add_point(arena, &chart, 0, NULL, 2, BOUND_AT_LEAST);
    add_point(arena, &chart, 2, NULL, 0, BOUND_NONE);
    return chart;
}

struct chart hostile_texts(struct arena *arena)
{
    struct chart chart = new_chart(arena, CHART_BARS, UNIT_BYTES, 7);
    chart.title = STR("<script>&\" ]]> --> \x1b[31m\n\nx");
    chart.subtitle = STR("\xff\xfe \xef\xbf\xbf");
    chart.description = STR("<script>alert(1)</script> & \"");
    chart.rows[0].label = STR("<script>&\"");
    chart.rows[1].label = STR("line\nbreak\ttab\x01\x02");
    chart.rows[2].label = STR("");
    chart.rows[3].label = STR("\xe6\x9c\x8d\xe5\x8a\xa1\xe5\x99\xa8");         /* Chinese */
    chart.rows[4].label = STR("\xd8\xae\xd8\xa7\xd8\xaf\xd9\x85");             /* Arabic */
    chart.rows[5].label = STR("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80"); /* joined emoji */
    struct buf marks = BUF(arena);
    buf_text(&marks, "a");
    for (int i = 0; i < 5000; i++) {
        buf_text(&marks, "\xcc\x81"); /* accents, one above the other */
    }
    chart.rows[6].label = buf_str(&marks);
    for (size_t i = 0; i < 6; i++) {
        add_point(arena, &chart, i, NULL, pow(1000, (double)i), BOUND_NONE);
    }
    return chart;
}

/* Charts of chance: a generator of our own gives the same ones everywhere. */

static unsigned next_random(unsigned *state, unsigned below)
{
    *state = *state * 1664525U + 1013904223U;
    return (*state >> 8) % below;
}

static struct str random_text(struct arena *arena, unsigned *state, unsigned max_pieces)
{
    static const char *const PIECES[] = {
        "a",
        "W",
        " ",
        "nginx-1.24",
        "<&\"",
        "\xce\xa9\xce\xbb",                             /* Greek */
        "\xd0\x96\xd1\x8f",                             /* Cyrillic */
        "\xe6\x9c\x8d\xe5\x8a\xa1",                     /* Chinese */
        "\xd8\xae\xd8\xa7\xd8\xaf\xd9\x85",             /* Arabic */
        "\xf0\x9f\x9a\x80",                             /* emoji */
        "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80", /* joined emoji */
        "e\xcc\x81",                                    /* combining accent */
        "\xff",                                         /* no UTF-8 */
        "\n\t",
        "\xe2\x80\xae", /* NOLINT: a right-to-left override */
    };
    struct buf out = BUF(arena);
    for (unsigned n = next_random(state, max_pieces + 1); n > 0; n--) {
        buf_text(&out, PIECES[next_random(state, sizeof PIECES / sizeof PIECES[0])]);
    }
    return buf_str(&out);
}

static double random_value(unsigned *state)
{
    double exponent = -6 + 18 * (double)next_random(state, 10001) / 10000;
    return next_random(state, 12) == 0 ? 0 : pow(10, exponent);
}

static void random_row(struct arena *arena, unsigned *state, const struct chart *chart, size_t i)
{
    struct chart_row *row = &chart->rows[i];
    row->label = random_text(arena, state, next_random(state, 4) == 0 ? 60 : 6);
    row->missing = random_text(arena, state, 30);
    unsigned count = chart->kind == CHART_BARS ? next_random(state, 2) : next_random(state, 9);
    double value = random_value(state);
    for (unsigned k = 0; k < count; k++) {
        add_point(arena, chart, i, "p50", value, (enum bound)next_random(state, BOUND_AT_MOST + 1));
        row->points[k].name = str_printf(arena, "p%u", 50 + k);
        row->points[k].x =
            chart->x_unit == UNIT_SHARE ? 1 - 1 / (1 + random_value(state)) : random_value(state);
        value *= 1 + (double)next_random(state, 300) / 100;
    }
    if (next_random(state, 3) == 0) {
        double *raw = ARENA_ARRAY(arena, double, 5);
        for (size_t k = 0; k < 5; k++) {
            raw[k] = value * (double)next_random(state, 200) / 100;
        }
        row->raw = raw;
        row->raw_count = 5;
        row->low = raw[0];
        row->high = raw[1];
        row->curve = raw;
        row->curve_count = chart->x_unit == UNIT_SHARE ? 0 : 2;
        row->queueing = random_value(state);
        row->queueing_text = random_text(arena, state, 3);
        row->tone = (enum tone)next_random(state, TONE_MUTED + 1);
    }
}

struct chart random_chart(struct arena *arena, unsigned seed)
{
    unsigned state = seed * 2654435761U + 1;

    enum chart_kind kind = (enum chart_kind)next_random(&state, CHART_PARTS + 1);
    enum unit unit = (enum unit)next_random(&state, UNIT_NONE);
    struct chart chart = new_chart(arena, kind, unit, 1 + next_random(&state, 40));
    chart.title = random_text(arena, &state, 40);
    chart.subtitle = random_text(arena, &state, 80);
    chart.x_title = random_text(arena, &state, 20);
    chart.at_most = random_text(arena, &state, 20);
    chart.x_unit = (enum unit)next_random(&state, UNIT_NONE);
    chart.named_points = next_random(&state, 2) == 0;
    chart.marks_points = next_random(&state, 2) == 0;
    chart.limit = chart.named_points ? (double)NAN : random_value(&state);
    for (size_t i = 0; i < chart.row_count; i++) {
        random_row(arena, &state, &chart, i);
        chart.rows[i].is_heading = kind == CHART_RATIOS && next_random(&state, 5) == 0;
    }
    return chart;
}
