#include "ranks.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Above, 0.5^n leaves the range of a double. */
#define BINOMIAL_EXACT 1000

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

void sort_ascending(double *values, size_t n)
{
    if (n > 0) {
        qsort(values, n, sizeof *values, by_value);
    }
}

double *ascending(struct arena *arena, const double *values, size_t n)
{
    double *sorted = ARENA_ARRAY(arena, double, n);
    if (n > 0) {
        memcpy(sorted, values, n * sizeof *values);
    }
    sort_ascending(sorted, n);
    return sorted;
}

double median(const double *sorted, size_t n)
{
    assert(n > 0);
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* How many of sorted[0..n) are below value, or at most value. */
static size_t count_below(const double *sorted, size_t n, double value, bool at_most)
{
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] < value || (at_most && sorted[middle] == value)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Twice the midrank of each pooled value: whole numbers, so that sums are exact. */
static size_t *doubled_midranks(struct arena *arena, const double *pooled, size_t total)
{
    size_t *ranks = ARENA_ARRAY(arena, size_t, total);
    for (size_t i = 0; i < total;) {
        size_t end = i;
        while (end < total && pooled[end] == pooled[i]) {
            end++;
        }
        for (size_t k = i; k < end; k++) {
            ranks[k] = i + end + 1;
        }
        i = end;
    }
    return ranks;
}

/*
 * counts[s]: subsets of m of the ranks whose doubled sum is s, for s <= largest
 * (Streitberg and Röhmel). Exact in a double below 2^53.
 */
static double *subset_counts(struct arena *arena, const size_t *ranks, size_t total, size_t m,
                             size_t largest)
{
    size_t width = largest + 1;
    double *counts = ARENA_ARRAY(arena, double, (m + 1) * width);
    counts[0] = 1;
    for (size_t i = 0; i < total; i++) {
        size_t most = i < m ? i + 1 : m;
        for (size_t k = most; k > 0; k--) {
            double *to = counts + k * width;
            const double *from = counts + (k - 1) * width;
            for (size_t s = largest; s >= ranks[i]; s--) {
                to[s] += from[s - ranks[i]];
            }
        }
    }
    return counts + m * width;
}

static size_t sum_of_last(const size_t *ranks, size_t total, size_t m)
{
    size_t sum = 0;
    for (size_t i = total - m; i < total; i++) {
        sum += ranks[i];
    }
    return sum;
}

static double exact_p(struct arena *arena, const size_t *ranks, size_t total, size_t m,
                      size_t observed)
{
    size_t largest = sum_of_last(ranks, total, m);
    const double *counts = subset_counts(arena, ranks, total, m, largest);
    double below = 0;
    double above = 0;
    double all = 0;
    for (size_t s = 0; s <= largest; s++) {
        all += counts[s];
        below += s <= observed ? counts[s] : 0;
        above += s >= observed ? counts[s] : 0;
    }
    return fmin(1, 2 * fmin(below, above) / all);
}

static double normal_p(const double *pooled, size_t total, size_t m, double u)
{
    double n = (double)(total - m);
    double all = (double)total;
    double ties = 0;
    for (size_t i = 0; i < total;) {
        size_t end = i;
        while (end < total && pooled[end] == pooled[i]) {
            end++;
        }
        double t = (double)(end - i);
        ties += t * t * t - t;
        i = end;
    }
    double variance = (double)m * n / 12 * (all + 1 - ties / (all * (all - 1)));
    double distance = fabs(u - (double)m * n / 2) - 0.5;
    return variance > 0 && distance > 0 ? erfc(distance / sqrt(2 * variance)) : 1;
}

double mann_whitney_p(const double *x, size_t m, const double *y, size_t n)
{
    struct arena arena = {0};
    size_t total = m + n;
    double *pooled = ARENA_ARRAY(&arena, double, total);
    memcpy(pooled, x, m * sizeof *x);
    memcpy(pooled + m, y, n * sizeof *y);
    qsort(pooled, total, sizeof *pooled, by_value);
    double p = 1;
    if (pooled[0] < pooled[total - 1]) {
        size_t observed = 0;
        for (size_t i = 0; i < m; i++) {
            observed += count_below(pooled, total, x[i], false) +
                        count_below(pooled, total, x[i], true) + 1;
        }
        if (m <= RANKS_EXACT && n <= RANKS_EXACT) {
            p = exact_p(&arena, doubled_midranks(&arena, pooled, total), total, m, observed);
        } else {
            double u = (double)observed / 2 - (double)m * ((double)m + 1) / 2;
            p = normal_p(pooled, total, m, u);
        }
    }
    arena_free(&arena);
    return p;
}

/* z with P(Z > z) = tail, by bisection. */
static double normal_quantile(double tail)
{
    double low = 0;
    double high = 40;
    for (int i = 0; i < 100; i++) {
        double z = (low + high) / 2;
        if (erfc(z / sqrt(2)) / 2 > tail) {
            low = z;
        } else {
            high = z;
        }
    }
    return low;
}

/* The smallest u with P(U <= u) > tail without ties: R's qwilcox. */
static size_t critical_u(size_t m, size_t n, double tail)
{
    double pairs = (double)m * (double)n;
    if (m > RANKS_EXACT || n > RANKS_EXACT) {
        double sigma = sqrt(pairs * (double)(m + n + 1) / 12);
        return (size_t)fmax(0, floor(pairs / 2 - normal_quantile(tail) * sigma));
    }
    struct arena arena = {0};
    size_t total = m + n;
    size_t *ranks = ARENA_ARRAY(&arena, size_t, total);
    for (size_t i = 0; i < total; i++) {
        ranks[i] = i + 1;
    }
    size_t largest = sum_of_last(ranks, total, m);
    const double *counts = subset_counts(&arena, ranks, total, m, largest);
    double all = 0;
    for (size_t s = 0; s <= largest; s++) {
        all += counts[s];
    }
    size_t least = m * (m + 1) / 2;
    double below = 0;
    size_t u = 0;
    for (size_t s = least; s <= largest; s++) {
        below += counts[s];
        if (below / all > tail) {
            break;
        }
        u++;
    }
    arena_free(&arena);
    return u;
}

static double ratio_of(double x, double y)
{
    if (y == 0) {
        return x == 0 ? 1 : (double)INFINITY;
    }
    return x / y;
}

struct sorted {
    const double *at; /* ascending */
    size_t n;
};

/* How many of the ratios x/y are at most t. */
static double count_at_most(struct sorted x, struct sorted y, double t)
{
    double count = 0;
    size_t j = 0;
    for (size_t i = 0; i < x.n; i++) {
        while (j < y.n && ratio_of(x.at[i], y.at[j]) > t) {
            j++;
        }
        count += (double)(y.n - j);
    }
    return count;
}

/* The ratios above low and up to high, as many as there are by their counts; ascending. */
static double *ratios_between(struct arena *arena, struct sorted x, struct sorted y, double low,
                              double high, size_t count)
{
    double *ratios = ARENA_ARRAY(arena, double, count);
    size_t taken = 0;
    size_t from = 0;
    size_t to = 0;
    for (size_t i = 0; i < x.n; i++) {
        while (from < y.n && ratio_of(x.at[i], y.at[from]) > high) {
            from++;
        }
        while (to < y.n && ratio_of(x.at[i], y.at[to]) > low) {
            to++;
        }
        for (size_t j = from; j < to; j++) {
            ratios[taken++] = ratio_of(x.at[i], y.at[j]);
        }
    }
    sort_ascending(ratios, taken);
    return ratios;
}

/*
 * The k-th smallest of the ratios, k from 1: bisection over values until few are left, so that no
 * list of all is needed.
 */
static double ratio_of_rank(struct sorted x, struct sorted y, double k)
{
    size_t positive = 0;
    while (positive < y.n && y.at[positive] == 0) {
        positive++;
    }
    double low = ratio_of(x.at[0], y.at[y.n - 1]);
    double high = positive < y.n ? fmax(1, x.at[x.n - 1] / y.at[positive]) : 1;
    double below = count_at_most(x, y, low);
    double up_to = count_at_most(x, y, high);
    if (below >= k) {
        return low;
    }
    if (up_to < k) {
        return INFINITY;
    }
    double few = (double)(x.n + y.n) / 16 + 16;
    double middle = low + (high - low) / 2;
    while (up_to - below > few && middle > low && middle < high) {
        double count = count_at_most(x, y, middle);
        bool enough = count >= k;
        *(enough ? &high : &low) = middle;
        *(enough ? &up_to : &below) = count;
        middle = low + (high - low) / 2;
    }
    if (up_to - below > few) {
        return high; /* so many are equal */
    }
    struct arena arena = {0};
    const double *left = ratios_between(&arena, x, y, low, high, (size_t)(up_to - below));
    double result = left[(size_t)(k - below) - 1];
    arena_free(&arena);
    return result;
}

struct ratio ratio_of_runs(const double *x, size_t m, const double *y, size_t n, double alpha)
{
    struct ratio result = {NAN, NAN, NAN};
    struct arena arena = {0};
    struct sorted xs = {ascending(&arena, x, m), m};
    struct sorted ys = {ascending(&arena, y, n), n};
    if (xs.at[0] >= 0 && ys.at[0] >= 0) {
        double pairs = (double)m * (double)n;
        double below = ratio_of_rank(xs, ys, floor((pairs + 1) / 2));
        double above = ratio_of_rank(xs, ys, floor(pairs / 2) + 1);
        result.estimate = below == above ? below : sqrt(below * above);
        size_t u = critical_u(m, n, alpha / 2);
        if (u > 0) {
            result.low = ratio_of_rank(xs, ys, (double)u);
            result.high = ratio_of_rank(xs, ys, pairs + 1 - (double)u);
        }
    }
    arena_free(&arena);
    return result;
}

/* The largest rank k with 2 P(Bin(n, 1/2) <= k - 1) <= alpha; 0 when there is none. */
static size_t median_rank(size_t n, double alpha)
{
    if (n > BINOMIAL_EXACT) {
        double size = (double)n;
        return (size_t)floor((size - normal_quantile(alpha / 2) * sqrt(size)) / 2);
    }
    size_t k = 0;
    double term = pow(0.5, (double)n);
    double tail = term;
    while (k < n / 2 && 2 * tail <= alpha) {
        k++;
        term *= (double)(n - k + 1) / (double)k;
        tail += term;
    }
    return k;
}

bool median_interval(const double *sorted, size_t n, double alpha, double *low, double *high)
{
    size_t k = median_rank(n, alpha);
    if (k == 0) {
        return false;
    }
    *low = sorted[k - 1];
    *high = sorted[n - k];
    return true;
}

#define PERMUTED 8

/* Twice the midrank of each value: 1 for the smallest, the mean of their places for equal ones. */
static void doubled_ranks(const double *values, size_t n, double *ranks)
{
    struct arena arena = {0};
    const double *sorted = ascending(&arena, values, n);
    for (size_t i = 0; i < n; i++) {
        size_t below = count_below(sorted, n, values[i], false);
        size_t up_to = count_below(sorted, n, values[i], true);
        ranks[i] = (double)(below + 1 + up_to);
    }
    arena_free(&arena);
}

/* Sum of place times rank, places from 1. */
static double agreement(const double *ranks, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (double)(i + 1) * ranks[i];
    }
    return sum;
}

/* Counts the orders of ranks[0..n) and those at least as far from the middle (Heap's algorithm). */
static void count_orders(double *ranks, size_t n, double middle, double distance, double counts[2])
{
    size_t turns[PERMUTED] = {0};
    size_t i = 0;
    counts[0] = 1;
    counts[1] = fabs(agreement(ranks, n) - middle) >= distance;
    while (i < n) {
        if (turns[i] < i) {
            size_t with = i % 2 == 0 ? 0 : turns[i];
            double moved = ranks[i];
            ranks[i] = ranks[with];
            ranks[with] = moved;
            counts[0]++;
            counts[1] += fabs(agreement(ranks, n) - middle) >= distance;
            turns[i]++;
            i = 0;
        } else {
            turns[i++] = 0;
        }
    }
}

double order_trend_p(const double *values, size_t n, double *rho)
{
    struct arena arena = {0};
    double *ranks = ARENA_ARRAY(&arena, double, n);
    double places = 0;
    double spread = 0;
    double mean = (double)(n + 1) / 2;
    doubled_ranks(values, n, ranks);
    for (size_t i = 0; i < n; i++) {
        places += ((double)(i + 1) - mean) * ((double)(i + 1) - mean);
        spread += (ranks[i] / 2 - mean) * (ranks[i] / 2 - mean);
    }
    double middle = 2 * mean * mean * (double)n;
    double off = agreement(ranks, n) - middle; /* twice the covariance, times n */
    double p = 1;
    *rho = spread > 0 ? off / 2 / sqrt(places * spread) : 0;
    if (spread > 0 && n <= PERMUTED) {
        double counts[2];
        count_orders(ranks, n, middle, fabs(off) - 1e-9, counts);
        p = counts[1] / counts[0];
    } else if (spread > 0) {
        p = erfc(fabs(*rho) * sqrt((double)(n - 1)) / sqrt(2));
    }
    arena_free(&arena);
    return p;
}
