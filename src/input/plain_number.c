#include "plain_number.h"

#include <stdint.h>

#include "number.h"

/* The digits, points and commas at the start of a cell, and what they show. */
struct shape {
    size_t len;
    size_t signs[2];       /* points, commas */
    size_t last;           /* place of the last sign */
    char last_sign;        /* '\0': none */
    size_t before, behind; /* digits before the first and behind the last sign */
    bool grouped;          /* every sign but the last has three digits behind it */
    bool leading_zero;
};

static struct shape shape_of(struct str cell)
{
    struct shape shape = {.grouped = true};
    size_t digits = 0;
    for (; shape.len < cell.len; shape.len++) {
        char c = cell.ptr[shape.len];
        if (is_digit(c)) {
            digits++;
            continue;
        }
        if (c != '.' && c != ',') {
            break;
        }
        if (shape.last_sign == '\0') {
            shape.before = digits;
        } else {
            shape.grouped = shape.grouped && digits == 3;
        }
        shape.signs[c == ',']++;
        shape.last = shape.len;
        shape.last_sign = c;
        digits = 0;
    }
    shape.behind = digits;
    shape.before = shape.last_sign == '\0' ? digits : shape.before;
    shape.leading_zero = shape.len > 0 && cell.ptr[0] == '0';
    return shape;
}

/* One sign, one to three digits before it and three behind: thousands or a fraction. */
static bool is_ambiguous(const struct shape *shape)
{
    return shape->signs[0] + shape->signs[1] == 1 && shape->behind == 3 && shape->before >= 1 &&
           shape->before <= 3 && !shape->leading_zero;
}

/* The sign of the fraction, '\0' where there is none, '?' where that is not sure. */
static char decimal_sign(const struct shape *shape, struct number_style style)
{
    bool both = shape->signs[0] > 0 && shape->signs[1] > 0;
    bool one = shape->signs[0] + shape->signs[1] == 1;
    bool thousands = shape->grouped && shape->before >= 1 && shape->before <= 3;
    if (shape->last_sign == '\0') {
        return '\0';
    }
    if (is_ambiguous(shape)) {
        char decimal = style.decimal_comma ? ',' : '.';
        bool sure = style.decimal_comma != style.decimal_point;
        return !sure ? '?' : shape->last_sign == decimal ? decimal : '\0';
    }
    if (one) {
        return shape->behind > 0 && shape->before > 0 ? shape->last_sign : '?';
    }
    if (both) {
        bool last_once = shape->signs[shape->last_sign == ','] == 1;
        return thousands && last_once && shape->behind > 0 ? shape->last_sign : '?';
    }
    return thousands && shape->behind == 3 ? '\0' : '?';
}

bool plain_number_eat(struct str *cell, struct number_style style, double *value)
{
    struct shape shape = shape_of(*cell);
    char decimal = decimal_sign(&shape, style);
    char digits[64];
    size_t n = 0;
    if (decimal == '?' || shape.len == 0 || shape.len + 1 >= sizeof digits) {
        return false;
    }
    for (size_t i = 0; i < shape.len; i++) {
        char c = cell->ptr[i];
        bool point = c == decimal && i == shape.last;
        if (is_digit(c) || point) {
            digits[n++] = point ? '.' : c;
        }
    }
    struct str rest = str_skip(*cell, shape.len);
    struct str exponent = rest;
    if (str_eat(&exponent, STR("e")) || str_eat(&exponent, STR("E"))) {
        struct str power = exponent;
        (void)(str_eat(&power, STR("-")) || str_eat(&power, STR("+")));
        while (power.len > 0 && is_digit(power.ptr[0])) {
            power = str_skip(power, 1);
        }
        size_t len = (size_t)(power.ptr - rest.ptr);
        for (size_t i = 0; i < len && n + 1 < sizeof digits; i++) {
            digits[n++] = rest.ptr[i];
        }
        rest = power;
    }
    if (!number_parse((struct str){digits, n}, value)) {
        return false;
    }
    *cell = rest;
    return true;
}

/* Counts one cell of the head. */
static void look_at(struct number_style *style, struct str cell)
{
    struct shape shape = shape_of(cell);
    struct number_style none = {0};
    char sign = decimal_sign(&shape, none);
    style->decimal_comma = style->decimal_comma || sign == ',';
    style->decimal_point = style->decimal_point || sign == '.';
    if (sign == '\0' && shape.last_sign != '\0') { /* "1,234,567" */
        style->decimal_comma = style->decimal_comma || shape.last_sign == '.';
        style->decimal_point = style->decimal_point || shape.last_sign == ',';
    }
}

struct number_style plain_number_style(struct str head, char delimiter)
{
    struct number_style style = {.decimal_point = delimiter == ','};
    bool quoted = false;
    size_t first = str_find(head, STR("\n"), 0);
    size_t from = first == SIZE_MAX ? head.len : first + 1;
    bool comma_is_free = delimiter != ',';
    for (size_t i = from; i < head.len; i++) {
        char c = head.ptr[i];
        bool edge = c == '"' || c == '\n' || (c == delimiter && !quoted);
        if (edge) {
            if (comma_is_free || quoted) {
                look_at(&style, str_trim(str_cut(head, from, i)));
            }
            from = i + 1;
        }
        quoted = quoted != (c == '"');
    }
    return style;
}
