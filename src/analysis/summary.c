#include <math.h>

#include "parts.h"
#include "ranks.h"

#define LAST_DIGIT 1.01 /* how far rounding may put two equal times apart */

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

static bool is_of_wrk(const struct run *run)
{
    return str_starts(run->source_format, STR("wrk")) && !str_is(run->source_format, "wrkbook");
}

/* wrk prints times to a hundredth of a second, and of a minute where they are long. */
static double time_slack(const struct run *run)
{
    return 0.006 + 0.02 / run->elapsed_s;
}

bool contradicts_rate(const struct run *run)
{
    double rate = run->requests / run->elapsed_s;
    return is_of_wrk(run) && fabs(rate - run->rps) > 0.006 + run->rps * time_slack(run);
}

bool contradicts_bytes(const struct run *run)
{
    double rate = run->bytes / run->elapsed_s;
    double step = metric_precision(metric_get("bytes_per_s"), run, run->bytes_per_s);
    double share = metric_precision(metric_get("bytes_per_s"), run, run->bytes) / run->bytes;
    return is_of_wrk(run) && run->bytes > 0 &&
           fabs(rate - run->bytes_per_s) > step + rate * (share + time_slack(run));
}

/* wrk2 prints a short list and one with counts, which round their places differently. */
static bool percentiles_fall(const struct latency *latency)
{
    double last[] = {0, 0};
    for (size_t i = 0; i < latency->percentile_count; i++) {
        const struct percentile *percentile = &latency->percentiles[i];
        bool counted = !isnan(percentile->count);
        if (percentile->us * LAST_DIGIT < last[counted]) {
            return true;
        }
        last[counted] = percentile->us;
    }
    return false;
}

bool contradicts_itself(const struct run *run)
{
    if (contradicts_rate(run) || contradicts_bytes(run) ||
        (run->has_latency && percentiles_fall(&run->latency))) {
        return true;
    }
    const struct latency *latency = &run->latency;
    if (!run->has_latency || isnan(latency->max_us)) {
        return false;
    }
    double most = latency->max_us * LAST_DIGIT;
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
        add_stated(&timeouts, run_late(run));
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

bool has_samples(const struct metric *metric, double samples)
{
    double above = samples * (100 - metric->p) / 100;
    return !(metric->p > 0 && above < FEW_SAMPLES - 1e-6); /* 99.9 is not exact in binary */
}

/* The values that runs state; how many. */
static size_t stated_values(const struct metric *metric, const struct group *group, double *values,
                            size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < group->n && n < most; i++) {
        double value = metric_of(metric, group->runs[i]);
        if (isfinite(value)) {
            values[n++] = value;
        }
    }
    return n;
}

const double *summary_raw(struct arena *arena, const struct summary *summary)
{
    double *values = ARENA_ARRAY(arena, double, summary->n);
    (void)stated_values(summary->metric, summary->group, values, summary->n);
    return values;
}

/* What the values say, which are sorted for it. */
static void describe(struct summary *summary, const struct condition *condition, double *values)
{
    sort_ascending(values, summary->n);
    const double *last = values + summary->n - 1;
    /* However many runs repeat a fact, it is one number. */
    if ((summary->metric->flags & METRIC_FACT) && values[0] == *last) {
        summary->n = 1;
    }
    /* A run with few requests would weigh as much as one with many. */
    bool pooled = summary->metric == metric_get("error_share");
    summary->value = pooled ? condition->error_share : median(values, summary->n);
    if (!pooled) {
        (void)median_interval(values, summary->n, ALPHA, &summary->low, &summary->high);
    }
    if (summary->n > 1) {
        summary->least = values[0];
        summary->most = *last;
    }
}

struct summary summarise(const struct metric *metric, const struct group *group,
                         const struct condition *condition)
{
    struct arena scratch = {0};
    struct summary result = {.value = NAN,
                             .low = NAN,
                             .high = NAN,
                             .least = NAN,
                             .most = NAN,
                             .metric = metric,
                             .group = group};
    double *values = ARENA_ARRAY(&scratch, double, group->n);
    /* With time or connections missing, N/X is not what a request took. */
    bool hidden = metric == metric_get("time_per_request") && !(condition->rho >= RHO_LOW);
    result.n = hidden ? 0 : stated_values(metric, group, values, group->n);
    bool shown = result.n > 0 && has_samples(metric, condition->samples);
    if (shown) {
        describe(&result, condition, values);
    }
    arena_free(&scratch);
    /* Late answers are missing at the upper end of what was timed. */
    bool beyond = metric->p > 0 && metric->p > 100 * (1 - condition->timeout_share);
    if (shown && ((metric == metric_get("latency.max") && condition->max_censored) || beyond)) {
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
