#include "samples.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void set_moments(const double *us, size_t n, struct latency *latency)
{
    double sum = 0;
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        sum += us[i];
    }
    double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        squares += (us[i] - mean) * (us[i] - mean);
    }
    latency->mean_us = mean;
    latency->stdev_us = n > 1 ? sqrt(squares / (double)(n - 1)) : NAN;
}

bool samples_latency(struct arena *arena, struct samples *samples, struct latency *latency)
{
    /* In units of 0.01 %, so that ranks are exact. */
    static const size_t SHARES[] = {5000, 7500, 9000, 9500, 9900, 9990, 9999};

    enum { SHARE_COUNT = sizeof SHARES / sizeof SHARES[0] };

    double *us = samples->us.at;
    size_t n = samples->us.n;
    *latency = latency_blank(LATENCY_SERVICE);
    if (n == 0) {
        return false;
    }
    qsort(us, n, sizeof *us, ascending);
    set_moments(us, n, latency);
    latency->min_us = us[0] > 0 ? us[0] : NAN;
    latency->max_us = us[n - 1];
    latency->count = (double)n;
    struct percentile *items = ARENA_ARRAY(arena, struct percentile, SHARE_COUNT);
    for (size_t i = 0; i < SHARE_COUNT; i++) {
        size_t rank = (SHARES[i] * n + 9999) / 10000;
        if (us[rank - 1] > 0 && (i < 4 || rank < n)) {
            items[latency->percentile_count++] =
                (struct percentile){(double)SHARES[i] / 100, us[rank - 1], NAN};
        }
    }
    latency->percentiles = items;
    return us[n - 1] > 0;
}
