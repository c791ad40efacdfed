/*
 * number.h - numbers without a locale.
 *
 * "Not stated" is NaN throughout the program; test with isnan().
 */
#pragma once

#include "str.h"

/* Whether c is one of 0 to 9, in whatever locale. */
static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Less than, equal to or greater than 0 as a comes before b; what is not stated comes first. */
int number_order(double a, double b);

/*
 * Reads an unsigned decimal at the start of *s: digits, optionally a point and
 * digits ("12", "0.85", "12."). No sign, exponent, blanks or grouping. At most
 * 15 significant digits give the nearest double exactly as strtod would; more
 * are read correctly too, only slower. On success advances *s past it.
 * *scale receives 10^digits after the point (1 for none): value*scale is the
 * integer that was printed. scale may be NULL.
 */
MUST_CHECK bool number_eat(struct str *s, double *value, double *scale);

/* Reads the whole of s as a finite decimal with optional sign and exponent. */
MUST_CHECK bool number_parse(struct str s, double *value);

/* Mean and sample standard deviation (n - 1) of n >= 1 values; the latter is NaN for one. */
void moments(const double *values, size_t n, double *mean, double *stdev);

/* Room for any number_format() result. */
#define NUMBER_SIZE 32

/*
 * The shortest decimal that reads back equal; whole numbers below 1e15
 * without ".0". -0 becomes 0. The value must be finite (asserted).
 */
struct str number_format(char out[NUMBER_SIZE], double value);
