/*
 * samples.h - single answer times, and exactly what follows from them.
 */
#pragma once

#include "run.h"
#include "vec.h"

/* So many are kept; a file with more is refused rather than read in part. */
#define SAMPLES_MOST ((size_t)10 * 1000 * 1000)

struct samples {
    VEC(double) us;
};

/*
 * Mean, sample standard deviation (n - 1), minimum, maximum, count, and percentiles by
 * nearest rank: the smallest sample with at least p % at or below it. 50, 75, 90 and
 * 95 always, 99, 99.9 and 99.99 where at least one sample lies above. Sorts the samples. A
 * percentile or minimum of 0 is left out. False when there is none, or all are 0.
 */
bool samples_latency(struct arena *arena, struct samples *samples, struct latency *latency);
