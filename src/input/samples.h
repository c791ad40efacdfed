/*
 * samples.h - single answer times, and what follows from them: exactly, up to
 * SAMPLES_MOST of them; beyond that they are counted in bins, in constant memory.
 */
#pragma once

#include "run.h"
#include "vec.h"

/* So many are kept. */
#define SAMPLES_MOST ((size_t)10 * 1000 * 1000)

/* Bins are narrower than this share of the times in them; percentiles are their upper edges. */
#define SAMPLES_BIN_ERROR 0.001

struct samples {
    VEC(double) us;              /* as long as they are kept */
    double *bins;                /* NULL while they are kept */
    double count, mean, squares; /* of the binned: Welford's running moments */
    double least, most;
};

/* Adds a time of 0 or more, in microseconds. */
void samples_add(struct arena *arena, struct samples *samples, double us);

/* Goes over to bins at once: for one of many that are gathered at the same time. */
void samples_bin(struct arena *arena, struct samples *samples);

/* How many were added. */
double samples_count(const struct samples *samples);

/*
 * Mean, sample standard deviation (n - 1), minimum, maximum, count, and percentiles by
 * nearest rank: the smallest sample with at least p % at or below it. 50, 75, 90 and
 * 95 always, 99, 99.9 and 99.99 where at least one sample lies above. Sorts the samples. A
 * percentile or minimum of 0 is left out. False when there is none, or all are 0.
 */
bool samples_latency(struct arena *arena, struct samples *samples, struct latency *latency);
