#include <math.h>

#include "parts.h"
#include "ranks.h"

/* Sum over the runs that state it; NaN when none does. */
static void add_stated(double *sum, double value)
{
    if (!isnan(value)) {
        *sum = isnan(*sum) ? value : *sum + value;
    }
}

static double share(double part, double whole)
{
    double result = NAN;
    if (whole > 0) {
        result = part / whole;
    }
    return result;
}

static double median_stated(struct arena *arena, const double *values, size_t n)
{
    return n > 0 ? median(ascending(arena, values, n), n) : (double)NAN;
}

/* rho; where a mean printed coarsely leaves it open whether rho is in bounds, a value that is. */
static double cautious_rho(const struct run *run)
{
    const struct metric *mean = metric_get("latency.mean");
    double rho = run_rho(run);
    double slack = rho * metric_precision(mean, run, run->latency.mean_us) / run->latency.mean_us;
    double nearest = rho > 1 ? fmax(1, rho - slack) : fmin(1, rho + slack);
    return !isnan(slack) && nearest >= RHO_LOW && nearest <= RHO_HIGH ? nearest : rho;
}

bool contradicts_rate(const struct run *run)
{
    bool wrk = str_starts(run->source_format, STR("wrk")) && !str_is(run->source_format, "wrkbook");
    double rate = run->requests / run->elapsed_s;
    /* wrk prints times to a hundredth of a second, and of a minute where they are long. */
    return wrk && fabs(rate - run->rps) > 0.006 + run->rps * (0.006 + 0.02 / run->elapsed_s);
}

bool contradicts_itself(const struct run *run)
{
    if (contradicts_rate(run)) {
        return true;
    }
    const struct latency *latency = &run->latency;
    if (!run->has_latency || isnan(latency->max_us)) {
        return false;
    }
    double most = latency->max_us * 1.01; /* the last digit of either */
    bool beyond = latency->mean_us > most;
    for (size_t i = 0; i < latency->percentile_count; i++) {
        beyond = beyond || (latency->percentiles[i].p < 100 && latency->percentiles[i].us > most);
    }
    return beyond;
}

struct condition condition_of(const struct group *group)
{
    struct arena scratch = {0};
    struct condition result = {.n = group->n, .has_latency = group->n > 0};
    double ok = NAN;
    double attempts = NAN;
    double requests = NAN;
    double timeouts = NAN;
    double statuses = NAN;
    double *rhos = ARENA_ARRAY(&scratch, double, group->n);
    double *times = ARENA_ARRAY(&scratch, double, group->n);
    size_t cut = 0;
    bool timed = false;
    size_t rho_count = 0;
    size_t time_count = 0;
    for (size_t i = 0; i < group->n; i++) {
        const struct run *run = group->runs[i];
        add_stated(&ok, run->ok);
        add_stated(&attempts, isnan(run->attempts) ? run->requests : run->attempts);
        add_stated(&requests, run->requests);
        add_stated(&timeouts, run->errors.timeout);
        add_stated(&statuses, run->errors.status);
        double rho = cautious_rho(run);
        if (!isnan(rho)) {
            rhos[rho_count++] = rho;
        }
        if (!isnan(run->elapsed_s)) {
            times[time_count++] = run->elapsed_s;
        }
        double samples = isnan(run->latency.count) ? run->requests : run->latency.count;
        result.samples = i == 0 ? samples : fmin(result.samples, samples);
        result.inconsistent = result.inconsistent || contradicts_itself(run);
        result.rate_missed = result.rate_missed || run->rps < RATE_LIMIT * run->load.rate_rps;
        result.has_latency = result.has_latency && run->has_latency;
        cut += run_max_censored(run);
        if (run->has_latency) {
            result.mixed_kinds = result.mixed_kinds || (timed && run->latency.kind != result.kind);
            result.kind = run->latency.kind;
            timed = true;
        }
    }
    result.rho = median_stated(&scratch, rhos, rho_count);
    /* The median of the maxima is cut off when it is one of those that are. */
    result.max_censored = cut > 0 && 2 * cut >= group->n;
    result.elapsed_s = median_stated(&scratch, times, time_count);
    arena_free(&scratch);
    result.error_share = 1 - share(ok, attempts);
    result.timeout_share = share(timeouts, requests);
    result.status_share = share(statuses, requests);
    return result;
}

struct summary summarise(struct arena *arena, const struct metric *metric,
                         const struct group *group, const struct condition *condition)
{
    struct summary result = {.value = NAN, .low = NAN, .high = NAN, .least = NAN, .most = NAN};
    /* With time or connections missing, N/X is not what a request took. */
    bool hidden = metric == metric_get("time_per_request") && !(condition->rho >= RHO_LOW);
    double *raw = ARENA_ARRAY(arena, double, group->n);
    for (size_t i = 0; i < group->n && !hidden; i++) {
        double value = metric_of(metric, group->runs[i]);
        if (isfinite(value)) {
            raw[result.n++] = value;
        }
    }
    result.raw = raw;
    if (result.n == 0) {
        return result;
    }
    struct arena scratch = {0};
    const double *sorted = ascending(&scratch, raw, result.n);
    /* However many runs repeat a fact, it is one number. */
    if ((metric->flags & METRIC_FACT) && sorted[0] == sorted[result.n - 1]) {
        result.n = 1;
    }
    result.value = median(sorted, result.n);
    (void)median_interval(sorted, result.n, ALPHA, &result.low, &result.high);
    if (result.n > 1) {
        result.least = sorted[0];
        result.most = sorted[result.n - 1];
    }
    arena_free(&scratch);
    /* Late answers are missing at the upper end of what was timed. */
    bool beyond = metric->p > 0 && metric->p > 100 * (1 - condition->timeout_share);
    if ((metric == metric_get("latency.max") && condition->max_censored) || beyond) {
        result.bound = BOUND_AT_LEAST;
    }
    return result;
}

/* The range bytes per answer can have, over all runs and within their printing. */
static bool payload_range(const struct group *group, double *low, double *high)
{
    const struct metric *metric = metric_get("bytes_per_response");
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < group->n; i++) {
        double value = metric_of(metric, group->runs[i]);
        if (isfinite(value)) {
            double precision = metric_precision(metric, group->runs[i], value);
            *low = fmin(*low, value - precision);
            *high = fmax(*high, value + precision);
        }
    }
    return *low <= *high;
}

bool payload_differs(const struct group *a, const struct group *b)
{
    double low_a;
    double high_a;
    double low_b;
    double high_b;
    return payload_range(a, &low_a, &high_a) && payload_range(b, &low_b, &high_b) &&
           (high_a < low_b || high_b < low_a);
}
