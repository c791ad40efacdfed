#include <math.h>
#include <stdio.h>

#include "language.h"

/* What stands for a number that is not stated. */
#define NOTHING STR("-")

/* wrk's own switch to the next unit, so that values look as in the log they come from. */
#define SWITCH 0.85

struct scale {
    double unit;
    const char *suffix;
};

static const struct scale TIMES_US[] = {{1, " µs"}, {1e3, " ms"}, {1e6, " s"}};
static const struct scale BYTES[] = {
    {1, " B"}, {0x1p10, " KiB"}, {0x1p20, " MiB"}, {0x1p30, " GiB"}, {0x1p40, " TiB"}};
static const struct scale COUNTS[] = {{1, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "G"}};

#define SCALES(table) (table), sizeof(table) / sizeof((table)[0])

static const struct scale *pick(const struct scale *scales, size_t n, double value,
                                double switch_at)
{
    size_t i = 0;
    while (i + 1 < n && fabs(value) >= switch_at * scales[i + 1].unit) {
        i++;
    }
    return &scales[i];
}

struct str format_number(struct arena *arena, const struct language *language, double value,
                         int decimals)
{
    if (!isfinite(value)) {
        return NOTHING;
    }
    double power = pow(10, decimals);
    double rounded = fabs(value) < 1e15 ? round(fabs(value) * power) / power : fabs(value);
    char digits[400];
    snprintf(digits, sizeof digits, "%.*f", decimals, rounded);
    struct str whole = str_of(digits);
    struct str fraction = {0};
    size_t point = str_find(whole, STR("."), 0);
    if (point < whole.len) {
        fraction = str_skip(whole, point + 1);
        whole = str_cut(whole, 0, point);
    }
    struct buf out = BUF(arena);
    buf_text(&out, value < 0 && rounded > 0 ? "-" : "");
    for (size_t i = 0; i < whole.len; i++) {
        if (i > 0 && (whole.len - i) % 3 == 0) {
            buf_add(&out, language->group);
        }
        buf_char(&out, whole.ptr[i]);
    }
    if (fraction.len > 0) {
        buf_add(&out, language->decimal);
        buf_add(&out, fraction);
    }
    return buf_str(&out);
}

static struct str scaled(struct arena *arena, const struct language *language, double value,
                         const struct scale *scale, int decimals, const char *suffix)
{
    struct str number = format_number(arena, language, value / scale->unit, decimals);
    return str_printf(arena, "%.*s%s%s", STR_ARG(number), scale->suffix, suffix);
}

static int rate_decimals(double value)
{
    return fabs(value) >= 1000 || value == 0 ? 0 : fabs(value) >= 100 ? 1 : 2;
}

static struct str format_time(struct arena *arena, const struct language *language, double us)
{
    double switch_at = fabs(us) < 1e6 ? SWITCH : 1;
    const struct scale *scale = fabs(us) >= 1e6 ? &TIMES_US[2] : pick(TIMES_US, 2, us, switch_at);
    return scaled(arena, language, us, scale, 2, "");
}

static struct str format_bytes(struct arena *arena, const struct language *language, double bytes,
                               const char *suffix)
{
    const struct scale *scale = pick(SCALES(BYTES), bytes, SWITCH);
    bool few = scale == BYTES && (fabs(bytes) >= 100 || bytes == floor(bytes));
    return scaled(arena, language, bytes, scale, few ? 0 : 2, suffix);
}

/* Decimals that leave two significant digits of a number below 1. */
static int two_digits(double value)
{
    return value > 0 && value < 1 ? (int)fmin(1 - floor(log10(value)), 15) : 2;
}

int given_decimals(double value)
{
    int most = value == 0 ? 0 : (int)fmin(fmax(5 - floor(log10(fabs(value))), 0), 15);
    int decimals = 0;
    double wanted = round(fabs(value) * pow(10, most)) / pow(10, most);
    while (decimals < most &&
           fabs(round(wanted * pow(10, decimals)) / pow(10, decimals) - wanted) > 1e-9 * wanted) {
        decimals++;
    }
    return decimals;
}

int points_decimals(double value)
{
    return value == 0 || value >= 99.95 ? 0 : value >= 1 ? 1 : two_digits(value);
}

static struct str format_share(struct arena *arena, const struct language *language, double share)
{
    double percent = 100 * share;
    int decimals = percent >= 10 ? 0 : percent >= 1 ? 1 : two_digits(percent);
    if (percent == 0) {
        decimals = 0;
    } else if (percent >= 99.5 && percent < 100) {
        percent = fmin(percent, 99.99);
        decimals = 2;
    }
    struct str number = format_number(arena, language, percent, decimals);
    return str_printf(arena, "%.*s %%", STR_ARG(number));
}

struct str format_value(struct arena *arena, const struct language *language, enum unit unit,
                        double value)
{
    if (!isfinite(value)) {
        return NOTHING;
    }
    switch (unit) {
    case UNIT_COUNT:
        return format_number(arena, language, value,
                             value == floor(value) || fabs(value) >= 100 ? 0 : 1);
    case UNIT_PER_SECOND:
        return format_number(arena, language, value, rate_decimals(value));
    case UNIT_BYTES:
        return format_bytes(arena, language, value, "");
    case UNIT_BYTES_PER_S:
        return format_bytes(arena, language, value, "/s");
    case UNIT_MICROSECONDS:
        return format_time(arena, language, value);
    case UNIT_SECONDS:
        return format_time(arena, language, value * 1e6);
    case UNIT_SHARE:
        return format_share(arena, language, value);
    case UNIT_POINTS:
        return format_number(arena, language, value, points_decimals(value));
    case UNIT_FACTOR:
        return format_factor(arena, language, value);
    case UNIT_OTHER:
        return format_number(arena, language, value, given_decimals(value));
    case UNIT_NONE:
        break;
    }
    return format_number(arena, language, value, 2);
}

struct str format_exact(struct arena *arena, const struct language *language, enum unit unit,
                        double value)
{
    static const char *const SUFFIXES[] = {
        [UNIT_BYTES] = " B",   [UNIT_BYTES_PER_S] = " B/s", [UNIT_MICROSECONDS] = " µs",
        [UNIT_SECONDS] = " s", [UNIT_SHARE] = " %",         [UNIT_FACTOR] = "x",
        [UNIT_OTHER] = NULL,   [UNIT_NONE] = NULL};
    value *= unit == UNIT_SHARE ? 100 : 1;
    int decimals = 0;
    int most = value == 0 ? 3 : (int)fmin(fmax(3, 3 - floor(log10(fabs(value)))), 15);
    while (decimals < most &&
           fabs(value * pow(10, decimals) - round(value * pow(10, decimals))) > 1e-6) {
        decimals++;
    }
    struct str number = format_number(arena, language, value, decimals);
    return str_printf(arena, "%.*s%s", STR_ARG(number), SUFFIXES[unit] ? SUFFIXES[unit] : "");
}

/* The fewest decimals that show step exactly, at most 15. */
static int step_decimals(double step)
{
    int decimals = 0;
    double power = 1;
    while (decimals < 15 && fabs(step * power - round(step * power)) > 1e-6 * step * power) {
        power *= 10;
        decimals++;
    }
    return decimals;
}

struct str format_tick(struct arena *arena, const struct language *language, enum unit unit,
                       double value, double step)
{
    const struct scale *scale = COUNTS;
    const char *suffix = "";
    if (unit == UNIT_MICROSECONDS || unit == UNIT_SECONDS) {
        double us = unit == UNIT_SECONDS ? 1e6 : 1;
        value *= us;
        step *= us;
        scale = pick(SCALES(TIMES_US), value, 1);
    } else if (unit == UNIT_BYTES || unit == UNIT_BYTES_PER_S) {
        scale = pick(SCALES(BYTES), value, 1);
        suffix = unit == UNIT_BYTES_PER_S ? "/s" : "";
    } else if (unit == UNIT_SHARE) {
        value *= 100;
        step *= 100;
        suffix = " %";
    } else if (unit == UNIT_FACTOR && value < 1 &&
               fabs(1 / value - round(1 / value)) < 1e-9 / value) {
        struct str part = format_number(arena, language, 1 / value, 0);
        return str_printf(arena, "1/%.*sx", STR_ARG(part));
    } else if (unit == UNIT_FACTOR) {
        suffix = "x";
    } else if (unit != UNIT_POINTS) {
        scale = pick(SCALES(COUNTS), value, 1);
    }
    if (value == 0) {
        return STR("0");
    }
    return scaled(arena, language, value, scale, step_decimals(step / scale->unit), suffix);
}

int percent_change_decimals(double percent)
{
    int decimals = fabs(percent) < 200 ? 1 : 0;
    while (percent > -100 && percent < -99 && decimals < 6 &&
           round(fabs(percent) * pow(10, decimals)) >= 100 * pow(10, decimals)) {
        decimals++;
    }
    return decimals;
}

struct str format_percent_change(struct arena *arena, const struct language *language,
                                 double percent)
{
    if (!isfinite(percent)) {
        return NOTHING;
    }
    int decimals = percent_change_decimals(percent);
    struct str number = format_number(arena, language, percent, decimals);
    bool rises = percent > 0 && round(percent * 10) != 0;
    return str_printf(arena, "%s%.*s %%", rises ? "+" : "", STR_ARG(number));
}

struct str format_factor(struct arena *arena, const struct language *language, double ratio)
{
    if (!isfinite(ratio)) {
        return NOTHING;
    }
    int decimals = ratio >= 99.95 ? 0 : ratio >= 9.995 ? 1 : ratio >= 0.1 ? 2 : two_digits(ratio);
    if (ratio == 0) {
        decimals = 0;
    }
    return str_printf(arena, "%.*sx", STR_ARG(format_number(arena, language, ratio, decimals)));
}
