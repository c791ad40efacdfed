#include "wrk_line.h"

#include <math.h>
#include <stdint.h>

#include "number.h"

/* Beyond it a double does not hold every integer; no log gets there. */
#define LARGEST 9e15

/* Characters of a decimal that are an exact integer whatever they are. */
#define LONGEST_EXACT 16

static const char *const TIME_EXPECTED = "a time such as 1.23ms";

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool eat_char(struct str *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c) {
        return false;
    }
    s->ptr++;
    s->len--;
    return true;
}

struct str wrk_trim_odd(struct str line)
{
    str_eat(&line, STR("\xef\xbb\xbf"));
    wrk_eat_blanks(&line);
    for (;;) {
        while (line.len > 0 &&
               (is_blank(line.ptr[line.len - 1]) || line.ptr[line.len - 1] == '\r')) {
            line.len--;
        }
        if (!str_ends(line, STR("<br>"))) {
            return line;
        }
        line.len -= 4;
    }
}

static inline const char *eat_digits(const char *at, const char *end, uint64_t *digits)
{
    uint64_t all = *digits;
    for (; at < end; at++) {
        unsigned digit = (unsigned)(unsigned char)*at - '0';
        if (digit > 9) {
            break;
        }
        all = all * 10 + digit;
    }
    *digits = all;
    return at;
}

/*
 * A decimal as the integer that was printed and what to divide it by, which
 * keeps products with a unit exact. Numbers too long for that are taken as they are. Where there is
 * none, or too large a one, s stays.
 */
static inline bool eat_decimal(struct str *s, double *printed, double *scale)
{
    static const double POWERS[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const char *at = s->ptr;
    const char *end = at + (s->len < LONGEST_EXACT ? s->len : LONGEST_EXACT);
    uint64_t digits = 0;
    at = eat_digits(at, end, &digits);
    if (at == s->ptr) {
        return false;
    }
    size_t after = 0;
    if (at < end && *at == '.') {
        const char *fraction = at + 1;
        at = eat_digits(fraction, end, &digits);
        after = (size_t)(at - fraction);
    }
    if (at == s->ptr + LONGEST_EXACT) {
        struct str rest = *s;
        *scale = 1;
        bool read = number_eat(&rest, printed, NULL) && *printed < LARGEST;
        *s = read ? rest : *s;
        return read;
    }
    *printed = (double)(int64_t)digits;
    *scale = POWERS[after];
    wrk_go_on_at(s, at);
    return true;
}

static inline bool eat_nan(struct str *s)
{
    return s->len > 0 && (s->ptr[0] == '-' || s->ptr[0] == 'n') &&
           (str_eat(s, STR("-nan")) || str_eat(s, STR("nan")));
}

/* Microseconds in the unit at s; 0 when there is none. */
static inline double eat_time_unit(struct str *s)
{
    char first = wrk_first(*s);
    bool second = s->len > 1 && s->ptr[1] == 's';
    double unit = 0;
    size_t len = 1;
    if (first == 'u' && second) {
        unit = 1;
        len = 2;
    } else if (first == 'm' && second) {
        unit = 1e3;
        len = 2;
    } else if (first == 's') {
        unit = 1e6;
    } else if (first == 'm') {
        unit = 60e6;
    } else if (first == 'h') {
        unit = 3600e6;
    }
    if (unit > 0) {
        s->ptr += len;
        s->len -= len;
    }
    return unit;
}

const char *wrk_eat_time(struct str *s, double *us, double *half_digit_us)
{
    wrk_eat_blanks(s);
    struct str start = *s;
    double printed;
    double scale = 1;
    bool decimal = eat_decimal(s, &printed, &scale);
    bool nan = !decimal && eat_nan(s);
    double unit = eat_time_unit(s);
    if (!nan && (!decimal || unit == 0)) {
        *s = start;
        return TIME_EXPECTED;
    }
    *us = nan ? NAN : printed * unit / scale;
    if (half_digit_us) {
        *half_digit_us = nan ? NAN : 0.5 * unit / scale;
    }
    return NULL;
}

/*
 * The Avg column of times is cut off after 8 characters: 1000 ms loses its
 * "s" ("1000.00m"), and 1000 minutes lose their unit.
 */
static const char *eat_mean_time(struct str *s, double *us)
{
    wrk_eat_blanks(s);
    struct str start = *s;
    double printed;
    double scale;
    if (!eat_decimal(s, &printed, &scale)) {
        return wrk_eat_time(s, us, NULL);
    }
    bool cut_off = printed >= 1000 * scale;
    double unit = cut_off && (s->len == 0 || is_blank(s->ptr[0])) ? 60e6 : eat_time_unit(s);
    if (cut_off && s->ptr[-1] == 'm') {
        unit = 1e3;
    }
    if (unit == 0) {
        *s = start;
        return TIME_EXPECTED;
    }
    *us = printed * unit / scale;
    return NULL;
}

/* The power of base that a prefix at s stands for; 1 without one. */
static inline double eat_prefix(struct str *s, double base, char kilo)
{
    char c = wrk_first(*s);
    double factor = 1;
    if (c == kilo) {
        factor = base;
    } else if (c == 'M') {
        factor = base * base;
    } else if (c == 'G') {
        factor = base * base * base;
    } else if (c == 'T') {
        factor = base * base * base * base;
    } else if (c == 'P') {
        factor = base * base * base * base * base;
    } else {
        return 1;
    }
    s->ptr++;
    s->len--;
    return factor;
}

const char *wrk_eat_bytes(struct str *s, double *bytes)
{
    wrk_eat_blanks(s);
    struct str start = *s;
    double printed;
    double scale;
    if (eat_decimal(s, &printed, &scale)) {
        *bytes = printed * eat_prefix(s, 1024, 'K') / scale;
        if (eat_char(s, 'B')) {
            return NULL;
        }
    }
    *s = start;
    return "bytes such as 1.23MB";
}

const char *wrk_eat_counter(struct str *s, double *count)
{
    wrk_eat_blanks(s);
    struct str start = *s;
    bool negative = eat_char(s, '-');
    double scale;
    if (!eat_decimal(s, count, &scale) || scale != 1 || (negative && *count > 0x1p31)) {
        *s = start;
        return "a whole number";
    }
    if (negative) {
        *count = 0x1p32 - *count;
    }
    return NULL;
}

const char *wrk_eat_number(struct str *s, double *value)
{
    wrk_eat_blanks(s);
    struct str start = *s;
    double scale;
    if (!eat_decimal(s, value, &scale)) {
        *s = start;
        return "a number";
    }
    *value /= scale;
    return NULL;
}

static const char *eat_count(struct str *s, double *count)
{
    wrk_eat_blanks(s);
    double printed;
    double scale;
    if (!eat_decimal(s, &printed, &scale)) {
        *count = NAN;
        return eat_nan(s) ? NULL : "a number such as 1.23k";
    }
    *count = printed * eat_prefix(s, 1000, 'k') / scale;
    return NULL;
}

/* Only Hyperfoil's imitation of wrk prints this column without its %. */
static const char *eat_percent(struct str *s, double *percent)
{
    wrk_eat_blanks(s);
    *percent = NAN;
    double scale = 1;
    struct str start = *s;
    if (!eat_nan(s) && (!eat_decimal(s, percent, &scale) || *percent > 100 * scale)) {
        *s = start;
        return "a percentage such as 67.93%";
    }
    *percent /= scale;
    return eat_char(s, '%') ? NULL : "\"%\" (only Hyperfoil omits it, whose output is not read)";
}

const char *wrk_eat_time_row(struct str *s, struct wrk_row *row)
{
    const char *expected = eat_mean_time(s, &row->mean);
    expected = expected ? expected : wrk_eat_time(s, &row->stdev, NULL);
    expected = expected ? expected : wrk_eat_time(s, &row->max, NULL);
    return expected ? expected : eat_percent(s, &row->within_pct);
}

const char *wrk_eat_count_row(struct str *s, struct wrk_row *row)
{
    const char *expected = eat_count(s, &row->mean);
    expected = expected ? expected : eat_count(s, &row->stdev);
    expected = expected ? expected : eat_count(s, &row->max);
    return expected ? expected : eat_percent(s, &row->within_pct);
}
