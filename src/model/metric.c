#include "metric.h"

#include <assert.h>
#include <math.h>

const char *unit_name(enum unit unit)
{
    static const char *const NAMES[] = {"1", "1/s",    "B", "B/s", "us", "s",
                                        "1", "points", "x", "1",   ""};
    return NAMES[unit];
}

static double of_goodput(const struct metric *metric, const struct run *run)
{
    (void)metric;
    if (run->ok == run->requests && !isnan(run->rps)) {
        return run->rps; /* the same, printed with more digits than the time */
    }
    return run->elapsed_s > 0 ? run->ok / run->elapsed_s : NAN;
}

static double of_rps(const struct metric *metric, const struct run *run)
{
    (void)metric;
    return run->rps;
}

static double of_requests(const struct metric *metric, const struct run *run)
{
    (void)metric;
    return run->requests;
}

static double of_bytes_per_s(const struct metric *metric, const struct run *run)
{
    (void)metric;
    return run->bytes_per_s;
}

static double of_bytes_per_response(const struct metric *metric, const struct run *run)
{
    (void)metric;
    if (!isnan(run->bytes)) {
        return run->requests > 0 ? run->bytes / run->requests : NAN;
    }
    return run->rps > 0 ? run->bytes_per_s / run->rps : NAN;
}

static double of_mean(const struct metric *metric, const struct run *run)
{
    (void)metric;
    return run->latency.mean_us;
}

static double of_stdev(const struct metric *metric, const struct run *run)
{
    (void)metric;
    return run->latency.stdev_us;
}

static double of_min(const struct metric *metric, const struct run *run)
{
    (void)metric;
    return run->latency.min_us;
}

static double of_max(const struct metric *metric, const struct run *run)
{
    (void)metric;
    return run->latency.max_us;
}

static double of_percentile(const struct metric *metric, const struct run *run)
{
    return latency_percentile(&run->latency, metric->p);
}

/* What a request really took on average when the stated mean is synthetic: N/X of the closed loop.
 */
static double of_time_per_request(const struct metric *metric, const struct run *run)
{
    (void)metric;
    if (run->load.model != LOAD_CLOSED || !(run->rps > 0)) {
        return NAN;
    }
    double pipeline = isnan(run->load.pipeline) ? 1 : run->load.pipeline;
    return run_connections_opened(run) * pipeline / run->rps;
}

#define ERROR_METRIC(field)                                                                        \
    static double of_##field(const struct metric *metric, const struct run *run)                   \
    {                                                                                              \
        (void)metric;                                                                              \
        return run->errors.field;                                                                  \
    }

ERROR_METRIC(connect)
ERROR_METRIC(read)
ERROR_METRIC(write)
ERROR_METRIC(timeout)
ERROR_METRIC(status)
ERROR_METRIC(other)

static double of_error_share(const struct metric *metric, const struct run *run)
{
    (void)metric;
    return run_error_share(run);
}

#define LATENCY (METRIC_LATENCY | METRIC_ANSWERS)
#define BULK (LATENCY | METRIC_SYNTHETIC)

const struct metric METRICS[] = {
    {"goodput", UNIT_PER_SECOND, BETTER_HIGHER, METRIC_PRIMARY, 0, of_goodput},
    {"rps", UNIT_PER_SECOND, BETTER_HIGHER, METRIC_ANSWERS, 0, of_rps},
    {"requests", UNIT_COUNT, BETTER_HIGHER, METRIC_TOTAL | METRIC_ANSWERS, 0, of_requests},
    {"bytes_per_s", UNIT_BYTES_PER_S, BETTER_HIGHER, METRIC_ANSWERS, 0, of_bytes_per_s},
    {"bytes_per_response", UNIT_BYTES, BETTER_NONE, 0, 0, of_bytes_per_response},
    {"latency.mean", UNIT_MICROSECONDS, BETTER_LOWER, BULK, 0, of_mean},
    {"latency.stdev", UNIT_MICROSECONDS, BETTER_LOWER, BULK, 0, of_stdev},
    {"latency.min", UNIT_MICROSECONDS, BETTER_LOWER, LATENCY, 0, of_min},
    {"latency.p50", UNIT_MICROSECONDS, BETTER_LOWER, BULK, 50, of_percentile},
    {"latency.p75", UNIT_MICROSECONDS, BETTER_LOWER, BULK, 75, of_percentile},
    {"latency.p90", UNIT_MICROSECONDS, BETTER_LOWER, BULK, 90, of_percentile},
    {"latency.p95", UNIT_MICROSECONDS, BETTER_LOWER, LATENCY, 95, of_percentile},
    {"latency.p99", UNIT_MICROSECONDS, BETTER_LOWER, LATENCY | METRIC_PRIMARY, 99, of_percentile},
    {"latency.p99_9", UNIT_MICROSECONDS, BETTER_LOWER, LATENCY, 99.9, of_percentile},
    {"latency.p99_99", UNIT_MICROSECONDS, BETTER_LOWER, LATENCY, 99.99, of_percentile},
    {"latency.p99_999", UNIT_MICROSECONDS, BETTER_LOWER, LATENCY, 99.999, of_percentile},
    {"latency.max", UNIT_MICROSECONDS, BETTER_LOWER, LATENCY, 0, of_max},
    {"time_per_request", UNIT_SECONDS, BETTER_LOWER, METRIC_ANSWERS, 0, of_time_per_request},
    {"errors.connect", UNIT_COUNT, BETTER_LOWER, METRIC_TOTAL, 0, of_connect},
    {"errors.read", UNIT_COUNT, BETTER_LOWER, METRIC_TOTAL, 0, of_read},
    {"errors.write", UNIT_COUNT, BETTER_LOWER, METRIC_TOTAL, 0, of_write},
    {"errors.timeout", UNIT_COUNT, BETTER_LOWER, METRIC_TOTAL, 0, of_timeout},
    {"errors.status", UNIT_COUNT, BETTER_LOWER, METRIC_TOTAL, 0, of_status},
    {"errors.other", UNIT_COUNT, BETTER_LOWER, METRIC_TOTAL, 0, of_other},
    {"error_share", UNIT_SHARE, BETTER_LOWER, 0, 0, of_error_share},
};
const size_t METRIC_COUNT = sizeof METRICS / sizeof METRICS[0];

const struct metric *metric_find(struct str id)
{
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        if (str_is(id, METRICS[i].id)) {
            return &METRICS[i];
        }
    }
    return NULL;
}

const struct metric *metric_get(const char *id)
{
    const struct metric *metric = metric_find(str_of(id));
    assert(metric);
    return metric;
}

double metric_of(const struct metric *metric, const struct run *run)
{
    if ((metric->flags & METRIC_LATENCY) && !run->has_latency) {
        return NAN;
    }
    return metric->of(metric, run);
}

/* Half a hundredth of the unit wrk prints the value in; from[i] is where unit[i] begins. */
static double wrk_step(double value, const double *from, const double *unit, size_t count)
{
    size_t i = 0;
    while (i + 1 < count && value >= from[i + 1]) {
        i++;
    }
    return 0.005 * unit[i];
}

static double wrk_time_step_us(double us)
{
    static const double FROM[] = {0, 850, 1e6, 51e6};
    static const double UNIT[] = {1, 1e3, 1e6, 6e7};
    return wrk_step(us, FROM, UNIT, 4);
}

static double wrk_bytes_step(double bytes)
{
    static const double FROM[] = {0, 0.85 * 0x1p10, 0.85 * 0x1p20, 0.85 * 0x1p30, 0.85 * 0x1p40};
    static const double UNIT[] = {1, 0x1p10, 0x1p20, 0x1p30, 0x1p40};
    return wrk_step(bytes, FROM, UNIT, 5);
}

/*
 * A script's microseconds are exact, but what it does not state is still as wrk
 * printed it. The value tells: what wrk could have printed is taken for that.
 */
static double lua_time_step_us(double us)
{
    double half_us = wrk_time_step_us(us);
    double steps = us / (2 * half_us);
    return fabs(steps - floor(steps + 0.5)) < 1e-6 ? half_us : 0;
}

/* Half of the last digit in which other tools print latencies, in microseconds. */
static double latency_step_us(struct str format)
{
    static const struct {
        const char *format;
        double half_us;
    } STEPS[] = {
        {"ab", 500},     {"ab-tsv", 500},      {"autocannon", 500}, {"hey", 50},
        {"hey-csv", 50}, {"siege-text", 5000}, {"siege", 5000},     {"jtl", 500},
    };

    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        if (str_is(format, STEPS[i].format)) {
            return STEPS[i].half_us;
        }
    }
    return 0;
}

double metric_precision(const struct metric *metric, const struct run *run, double value)
{
    if (metric->flags & METRIC_NAMED) {
        return 0;
    }
    bool wrk = str_is(run->source_format, "wrk") || str_is(run->source_format, "wrk2");
    bool times_of_wrk = wrk || str_is(run->source_format, "techempower");
    bool lua = str_is(run->source_format, "wrk-lua");
    if (metric->unit == UNIT_MICROSECONDS && lua) {
        return lua_time_step_us(value);
    }
    if (metric->unit == UNIT_MICROSECONDS) {
        return times_of_wrk ? wrk_time_step_us(value) : latency_step_us(run->source_format);
    }
    bool printed_bytes = wrk || (lua && run->bytes != floor(run->bytes));
    if (metric->unit == UNIT_BYTES_PER_S && printed_bytes) {
        return wrk_bytes_step(value);
    }
    if (metric->of == of_bytes_per_response && printed_bytes) {
        double whole = isnan(run->bytes) ? run->bytes_per_s : run->bytes;
        return whole > 0 ? value * wrk_bytes_step(whole) / whole : 0;
    }
    if (!wrk) {
        return 0;
    }
    if (metric->unit == UNIT_PER_SECOND) {
        return 0.005;
    }
    if (metric->of == of_time_per_request) {
        return run->rps > 0 ? value * 0.005 / run->rps : 0;
    }
    return 0;
}
