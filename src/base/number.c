#include "number.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double POWERS[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

int number_order(double a, double b)
{
    return isnan(a) || isnan(b) ? !isnan(a) - !isnan(b) : (a > b) - (a < b);
}

bool number_eat(struct str *s, double *value, double *scale)
{
    uint64_t whole = 0;
    size_t digits = 0;
    size_t after = 0;
    size_t i = 0;
    for (; i < s->len && is_digit(s->ptr[i]); i++) {
        whole = whole * 10 + (uint64_t)(s->ptr[i] - '0');
        digits++;
    }
    if (digits == 0) {
        return false;
    }
    if (i < s->len && s->ptr[i] == '.') {
        i++;
        for (; i < s->len && is_digit(s->ptr[i]); i++) {
            whole = whole * 10 + (uint64_t)(s->ptr[i] - '0');
            digits++;
            after++;
        }
    }
    if (digits <= 15) {
        *value = (double)whole / POWERS[after];
    } else if (!number_parse(str_cut(*s, 0, i), value)) {
        return false;
    }
    if (scale) {
        *scale = after <= 15 ? POWERS[after] : pow(10, (double)after);
    }
    *s = str_skip(*s, i);
    return true;
}

bool number_parse(struct str s, double *value)
{
    char text[512];
    if (s.len == 0 || s.len >= sizeof text) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (!is_digit(s.ptr[i]) && !strchr("+-.eE", s.ptr[i])) {
            return false;
        }
    }
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    char *end;
    double parsed = strtod(text, &end);
    if (*end != '\0' || !isfinite(parsed)) {
        return false;
    }
    *value = parsed;
    return true;
}

struct str number_format(char out[NUMBER_SIZE], double value)
{
    assert(isfinite(value));
    int len;
    if (value == floor(value) && fabs(value) < 1e15) {
        len = snprintf(out, NUMBER_SIZE, "%lld", (long long)value);
    } else {
        len = 0;
        for (int digits = 15; digits <= 17; digits++) {
            len = snprintf(out, NUMBER_SIZE, "%.*g", digits, value);
            if (strtod(out, NULL) == value) {
                break;
            }
        }
    }
    return (struct str){out, (size_t)len};
}

void moments(const double *values, size_t n, double *mean, double *stdev)
{
    double sum = 0;
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        sum += values[i];
    }
    *mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        squares += (values[i] - *mean) * (values[i] - *mean);
    }
    *stdev = n > 1 ? sqrt(squares / (double)(n - 1)) : (double)NAN;
}
