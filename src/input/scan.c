#include "scan.h"

#include <math.h>
#include <stdint.h>

#include "number.h"

/* Below it a double holds every integer. */
#define EXACT_LIMIT 9007199254740992.0

static void skip_blanks(struct str *s)
{
    while (s->len > 0 && (s->ptr[0] == ' ' || s->ptr[0] == '\t')) {
        *s = str_skip(*s, 1);
    }
}

/* A decimal as the integer its digits make, and what that is to be divided by. */
static bool eat_printed(struct str *s, double *printed, double *scale)
{
    double value;
    if (!number_eat(s, &value, scale)) {
        return false;
    }
    *printed = round(value * *scale);
    return *printed < EXACT_LIMIT;
}

bool scan_decimal(struct str *s, double factor, double *value)
{
    struct str rest = *s;
    double printed;
    double scale;
    skip_blanks(&rest);
    if (!eat_printed(&rest, &printed, &scale)) {
        return false;
    }
    *value = printed * factor / scale;
    *s = rest;
    return true;
}

bool scan_count(struct str *s, double *count)
{
    struct str rest = *s;
    double printed;
    double scale;
    skip_blanks(&rest);
    size_t before = rest.len;
    if (!eat_printed(&rest, &printed, &scale) || scale != 1 || rest.ptr[-1] == '.' ||
        before == rest.len) {
        return false;
    }
    *count = printed;
    *s = rest;
    return true;
}

/* Nanoseconds of the unit at s; 0 when there is none. */
static double eat_unit(struct str *s)
{
    static const struct {
        const char *text;
        double ns;
    } UNITS[] = {{"ns", 1},   {"us", 1e3}, {"\xc2\xb5s", 1e3}, {"\xce\xbcs", 1e3},
                 {"ms", 1e6}, {"s", 1e9},  {"m", 60e9},        {"h", 3600e9}};

    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (str_eat(s, str_of(UNITS[i].text))) {
            return UNITS[i].ns;
        }
    }
    return 0;
}

bool scan_duration(struct str *s, double *us)
{
    struct str rest = *s;
    double total_ns = 0;
    double last_unit = INFINITY;
    skip_blanks(&rest);
    do {
        double printed;
        double scale;
        if (!eat_printed(&rest, &printed, &scale)) {
            return false;
        }
        double unit = eat_unit(&rest);
        if (unit == 0 || unit >= last_unit || scale > unit) {
            return false;
        }
        total_ns += printed * (unit / scale);
        last_unit = unit;
    } while (rest.len > 0 && rest.ptr[0] >= '0' && rest.ptr[0] <= '9');
    if (total_ns >= EXACT_LIMIT) {
        return false;
    }
    *us = total_ns / 1e3;
    *s = rest;
    return true;
}

bool scan_text(struct str *s, const char *text)
{
    struct str rest = *s;
    skip_blanks(&rest);
    if (!str_eat(&rest, str_of(text))) {
        return false;
    }
    *s = rest;
    return true;
}
