/*
 * ranks.h - tests and intervals that need no assumption about the distribution
 * of runs. Values must be finite; a run is one observation, never a request.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

/* Up to this many runs a side p-values and intervals are exact; above, normal approximations. */
#define RANKS_EXACT 50

/* Puts n values in ascending order. */
void sort_ascending(double *values, size_t n);

/* A copy of n values in ascending order, in the arena. */
double *ascending(struct arena *arena, const double *values, size_t n);

/* Median of n ascending values, n >= 1: the mean of the middle two when n is even. */
double median(const double *sorted, size_t n);

/*
 * Two-sided p of the Mann-Whitney U test of x[0..m) against y[0..n), ties
 * handled: twice the smaller tail, at most 1. Exact by the Streitberg-Röhmel
 * shift algorithm up to RANKS_EXACT a side; above, the normal approximation with tie
 * and continuity corrections. m, n >= 1. All values equal give 1.
 */
double mann_whitney_p(const double *x, size_t m, const double *y, size_t n);

/* How many times y is x. Infinite where only y is 0; where both are, equal: 1. */
struct ratio {
    double estimate;  /* Hodges-Lehmann on the log scale: the median of all m*n ratios */
    double low, high; /* its interval, the one that belongs to the Mann-Whitney test */
};

/*
 * The ratio x/y with its interval, order statistics of all m*n ratios. alpha is one minus the
 * confidence, in (0, 1). low and high are NaN with too few runs for that confidence; all three
 * where a value is negative. Swapping x and y inverts them.
 */
struct ratio ratio_of_runs(const double *x, size_t m, const double *y, size_t n, double alpha);

/*
 * Confidence interval of one system's median: symmetric order statistics of
 * values in ascending order.
 * False below the 6 runs that 95 % needs (in general: when 2 * 0.5^n > alpha).
 */
bool median_interval(const double *sorted, size_t n, double alpha, double *low, double *high);

/*
 * Two-sided p of Spearman's rank correlation between the order of n values and
 * the values, ties by midranks; *rho receives the correlation (0 when all are
 * equal, p then 1). Exact by all permutations up to 8 values; above, the normal
 * approximation rho * sqrt(n - 1). n >= 2.
 */
double order_trend_p(const double *values, size_t n, double *rho);
