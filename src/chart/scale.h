/*
 * scale.h - where an axis has its marks.
 *
 * Pure arithmetic. Linear marks follow P. Heckbert, "Nice numbers for graph
 * labels" (Graphics Gems, 1990); logarithmic ones stand at 1, 2, 5 or at
 * decades, whichever leaves a handful.
 */
#pragma once

#include <stddef.h>

#define TICKS_MAX 64

struct ticks {
    double at[TICKS_MAX]; /* ascending; the first and last enclose the data */
    size_t n;             /* at least 1 */
    double step;          /* between linear marks; 0 for logarithmic ones */
};

/*
 * About `about` (2 or more) marks at multiples of 1, 2 or 5 times a power of
 * ten. low <= high, finite; equal ones give the single mark at or below low.
 */
void ticks_linear(double low, double high, int about, struct ticks *ticks);

/*
 * Marks of a logarithmic axis, 0 < low <= high: 1-2-5 up to three decades,
 * else decades, and every k-th decade beyond seven. At least two marks.
 */
void ticks_log(double low, double high, struct ticks *ticks);
