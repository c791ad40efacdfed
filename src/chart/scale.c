#include "scale.h"

#include <math.h>
#include <stdbool.h>

/* Absorbs the rounding of a division whose exact result is whole. */
#define SLACK 1e-9

/* The round number nearest to x, or the smallest one that is not below x. x > 0. */
static double nice(double x, bool nearest)
{
    double power = pow(10, floor(log10(x) + SLACK));
    double fraction = x / power;
    double first = nearest ? 1.5 : 1 + SLACK;
    double second = nearest ? 3 : 2 + SLACK;
    double third = nearest ? 7 : 5 + SLACK;
    double digit = fraction < first ? 1 : fraction < second ? 2 : fraction < third ? 5 : 10;
    return digit * power;
}

void ticks_linear(double low, double high, int about, struct ticks *ticks)
{
    double range = high - low;
    if (!(range > 0)) {
        *ticks = (struct ticks){.at = {low}, .n = 1, .step = 1};
        return;
    }
    double step = nice(nice(range, false) / (about - 1), true);
    double first = floor(low / step + SLACK);
    double last = ceil(high / step - SLACK);
    *ticks = (struct ticks){.step = step, .n = (size_t)fmin(last - first + 1, TICKS_MAX)};
    for (size_t i = 0; i < ticks->n; i++) {
        ticks->at[i] = (first + (double)i) * step;
    }
}

/* Removes marks that lie outside the data without being the nearest one there. */
static void trim(struct ticks *ticks, double low, double high)
{
    size_t first = 0;
    while (ticks->n - first > 2 && ticks->at[first + 1] <= low * (1 + SLACK)) {
        first++;
    }
    while (ticks->n - first > 2 && ticks->at[ticks->n - 2] >= high * (1 - SLACK)) {
        ticks->n--;
    }
    ticks->n -= first;
    for (size_t i = 0; i < ticks->n; i++) {
        ticks->at[i] = ticks->at[i + first];
    }
}

void ticks_log(double low, double high, struct ticks *ticks)
{
    static const double DIGITS[] = {1, 2, 5};
    int first = (int)floor(log10(low) + SLACK);
    int last = (int)fmax(ceil(log10(high) - SLACK), first + 1);
    size_t digits = last - first <= 3 ? 3 : 1;
    int stride = (last - first + 6) / 7;
    *ticks = (struct ticks){0};
    for (int e = first; e < last + stride && ticks->n + digits <= TICKS_MAX; e += stride) {
        for (size_t i = 0; i < digits; i++) {
            ticks->at[ticks->n++] = DIGITS[i] * pow(10, e);
        }
    }
    trim(ticks, low, high);
}
