#include "samples.h"

#include <math.h>
#include <stdlib.h>

#include "number.h"

/* Bins: one for 0 and each 1024th of every power of two from 2^-10 us to 2^46 us (2 years). */
#define PARTS 1024
#define LOWEST (-10)
#define HIGHEST 46
#define BINS ((size_t)(HIGHEST - LOWEST) * PARTS + 1)

static size_t bin_of(double us)
{
    int exponent;
    double mantissa = frexp(us, &exponent); /* from 0.5 up to 1 */
    if (us <= 0 || exponent <= LOWEST) {
        return 0;
    }
    if (exponent > HIGHEST) {
        return BINS - 1;
    }
    size_t part = (size_t)((mantissa - 0.5) * 2 * PARTS);
    return (size_t)(exponent - 1 - LOWEST) * PARTS + part + 1;
}

static double upper_edge(size_t bin)
{
    size_t power = (bin - 1) / PARTS;
    size_t part = (bin - 1) % PARTS;
    return bin == 0 ? 0 : ldexp(1 + (double)(part + 1) / PARTS, (int)power + LOWEST);
}

static void add_to_bins(struct samples *samples, double us)
{
    double delta = us - samples->mean;
    samples->count++;
    samples->mean += delta / samples->count;
    samples->squares += delta * (us - samples->mean);
    samples->least = samples->count == 1 ? us : fmin(samples->least, us);
    samples->most = samples->count == 1 ? us : fmax(samples->most, us);
    samples->bins[bin_of(us)]++;
}

void samples_bin(struct arena *arena, struct samples *samples)
{
    if (!samples->bins) {
        samples->bins = ARENA_ARRAY(arena, double, BINS);
        for (size_t i = 0; i < samples->us.n; i++) {
            add_to_bins(samples, samples->us.at[i]);
        }
        samples->us.n = 0;
    }
}

void samples_add(struct arena *arena, struct samples *samples, double us)
{
    if (samples->us.n >= SAMPLES_MOST) {
        samples_bin(arena, samples);
    }
    if (samples->bins) {
        add_to_bins(samples, us);
    } else {
        VEC_PUSH(arena, &samples->us, us);
    }
}

double samples_count(const struct samples *samples)
{
    return samples->bins ? samples->count : (double)samples->us.n;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Everything but percentiles. */
static void summarise(struct samples *samples, struct latency *latency)
{
    latency->count = samples_count(samples);
    if (samples->bins) {
        latency->mean_us = samples->mean;
        latency->stdev_us = sqrt(samples->squares / (samples->count - 1));
    } else {
        qsort(samples->us.at, samples->us.n, sizeof *samples->us.at, ascending);
        moments(samples->us.at, samples->us.n, &latency->mean_us, &latency->stdev_us);
        samples->least = samples->us.at[0];
        samples->most = samples->us.at[samples->us.n - 1];
    }
    latency->min_us = samples->least > 0 ? samples->least : NAN;
    latency->max_us = samples->most;
}

/* The sample of that rank, from 1; in bins the upper edge of its bin. */
static double ranked(const struct samples *samples, double rank)
{
    if (!samples->bins) {
        return samples->us.at[(size_t)rank - 1];
    }
    double below = 0;
    size_t bin = 0;
    while (below + samples->bins[bin] < rank) {
        below += samples->bins[bin++];
    }
    return fmin(upper_edge(bin), samples->most);
}

bool samples_latency(struct arena *arena, struct samples *samples, struct latency *latency)
{
    /* In units of 0.01 %, so that ranks are exact. */
    static const double SHARES[] = {5000, 7500, 9000, 9500, 9900, 9990, 9999};

    enum { SHARE_COUNT = sizeof SHARES / sizeof SHARES[0] };

    double n = samples_count(samples);
    *latency = latency_blank(LATENCY_SERVICE);
    if (n == 0) {
        return false;
    }
    summarise(samples, latency);
    struct percentile *items = ARENA_ARRAY(arena, struct percentile, SHARE_COUNT);
    for (size_t i = 0; i < SHARE_COUNT; i++) {
        double rank = ceil(SHARES[i] * n / 10000);
        double us = ranked(samples, rank);
        if (us > 0 && (i < 4 || rank < n)) {
            items[latency->percentile_count++] = (struct percentile){SHARES[i] / 100, us, NAN};
        }
    }
    latency->percentiles = items;
    return samples->most > 0;
}
