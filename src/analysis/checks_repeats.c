/* Checks of what the runs of one system say together. */
#include <math.h>

#include "checks.h"
#include "number.h"
#include "ranks.h"

#define OUTLIER_RUNS 5     /* with fewer nothing stands apart */
#define OUTLIER_Z 3.5      /* modified Z of Iglewicz and Hoaglin: 0.6745 |x - median| / MAD */
#define OUTLIER_SHARE 0.01 /* from the median, where more than half of the runs are equal */
#define OUTLIERS_MOST 3    /* named one by one */
#define TREND_RUNS 5
#define CV_INFO 0.02
#define CV_WARNING 0.05

static double *values_of(struct scope *scope, const char *metric, size_t *n)
{
    double *values = ARENA_ARRAY(&scope->scratch, double, scope->group->n);
    *n = 0;
    for (size_t i = 0; i < scope->group->n; i++) {
        double value = metric_of(metric_get(metric), scope->group->runs[i]);
        if (isfinite(value)) {
            values[(*n)++] = value;
        }
    }
    return values;
}

/* Whether each of n values stands apart from the others. */
static size_t mark_outliers(struct arena *arena, const double *values, size_t n, bool *apart)
{
    double *deviations = ARENA_ARRAY(arena, double, n);
    double middle = median(ascending(arena, values, n), n);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        deviations[i] = fabs(values[i] - middle);
    }
    double mad = median(ascending(arena, deviations, n), n);
    for (size_t i = 0; i < n; i++) {
        apart[i] = mad > 0 ? 0.6745 * deviations[i] / mad > OUTLIER_Z
                           : deviations[i] > OUTLIER_SHARE * middle;
        count += apart[i];
    }
    return count;
}

/* One run against the range of those that do not stand apart. */
static void name_outlier(struct scope *scope, const char *metric, const double *values, size_t n,
                         const bool *apart, size_t which)
{
    struct finding *finding = found(scope, LEVEL_INFO);
    bool tail = metric_get(metric) == metric_get("latency.p99");
    double low = INFINITY;
    double high = -INFINITY;
    size_t others = 0;
    for (size_t i = 0; i < n; i++) {
        if (!apart[i]) {
            low = fmin(low, values[i]);
            high = fmax(high, values[i]);
            others++;
        }
    }
    finding->run = scope->group->runs[which];
    bool cold = which == 0 && (tail ? values[0] > high : values[0] < low);
    finding->variant = cold ? (tail ? "p99_first" : "goodput_first") : (tail ? "p99" : "goodput");
    enum unit unit = metric_get(metric)->unit;
    found_number(finding, "value", values[which], unit);
    found_number(finding, "others", (double)others, UNIT_COUNT);
    found_number(finding, "low", low, unit);
    found_number(finding, "high", high, unit);
}

void check_outlier(struct scope *scope)
{
    static const char *const METRICS_LOOKED_AT[] = {"goodput", "latency.p99"};
    for (size_t m = 0; m < 2; m++) {
        size_t n;
        const char *metric = METRICS_LOOKED_AT[m];
        double *values = values_of(scope, metric, &n);
        bool *apart = ARENA_ARRAY(&scope->scratch, bool, n);
        size_t count = n >= OUTLIER_RUNS && n == scope->group->n
                           ? mark_outliers(&scope->scratch, values, n, apart)
                           : 0;
        for (size_t i = 0; i < n && count <= OUTLIERS_MOST; i++) {
            if (apart[i]) {
                name_outlier(scope, metric, values, n, apart, i);
            }
        }
        if (count > OUTLIERS_MOST) {
            struct finding *finding = found(scope, LEVEL_INFO);
            finding->variant = m == 0 ? "goodput_many" : "p99_many";
            found_number(finding, "count", (double)count, UNIT_COUNT);
            found_number(finding, "runs", (double)n, UNIT_COUNT);
        }
    }
}

/* Whether a verdict of this system was left open. */
static bool left_open(const struct scope *scope)
{
    const struct comparison *goodput =
        analysis_comparison(scope->analysis, scope->workload, "goodput");
    const struct study *study = scope->analysis->study;
    for (size_t s = 1; goodput && s < study->system_count; s++) {
        bool ours = scope->system == 0 || scope->system == s;
        if (ours && goodput->rows[s].change.verdict == VERDICT_UNCLEAR) {
            return true;
        }
    }
    return study->system_count == 1;
}

/* Spread that hides nothing is worth no warning. */
void check_repeat_cv(struct scope *scope)
{
    size_t n;
    double *values = values_of(scope, "goodput", &n);
    if (n < 3) {
        return;
    }
    double mean;
    double stdev;
    moments(values, n, &mean, &stdev);
    double cv = stdev / mean;
    if (cv > CV_INFO) {
        bool hides = cv > CV_WARNING && left_open(scope);
        struct finding *finding = found(scope, hides ? LEVEL_WARNING : LEVEL_INFO);
        found_number(finding, "cv", cv, UNIT_SHARE);
        found_number(finding, "runs", (double)n, UNIT_COUNT);
    }
}

void check_trend(struct scope *scope)
{
    size_t n;
    double rho;
    double *values = values_of(scope, "goodput", &n);
    if (n < TREND_RUNS || n != scope->group->n) {
        return;
    }
    double p = order_trend_p(values, n, &rho);
    const double *sorted = ascending(&scope->scratch, values, n);
    bool hides = sorted[n - 1] > sorted[0] * (1 + scope->analysis->noise);
    if (p < ALPHA) {
        struct finding *finding = found(scope, hides ? LEVEL_WARNING : LEVEL_INFO);
        finding->variant = rho < 0 ? "down" : "up";
        found_number(finding, "first", values[0], UNIT_PER_SECOND);
        found_number(finding, "last", values[n - 1], UNIT_PER_SECOND);
        found_number(finding, "runs", (double)n, UNIT_COUNT);
        found_number(finding, "p", p, UNIT_FACTOR);
    }
}

/* What could have been seen: a change whose interval, as wide as this one, would clear the noise.
 */
void check_resolution(struct scope *scope)
{
    static const char *const JUDGED[] = {"goodput", "latency.p99"};
    for (size_t m = 0; m < 2 && scope->system > 0; m++) {
        const struct comparison *comparison =
            analysis_comparison(scope->analysis, scope->workload, JUDGED[m]);
        if (!comparison) {
            continue;
        }
        const struct change *change = &comparison->rows[scope->system].change;
        if (change->verdict == VERDICT_UNCLEAR && change->high > change->low) {
            double half = log(change->high / change->low) / 2;
            struct finding *finding = found(scope, LEVEL_INFO);
            finding->variant = m == 0 ? "goodput" : "p99";
            found_text(finding, "baseline", scope->analysis->study->systems[0]);
            found_number(finding, "low", change->low, UNIT_FACTOR);
            found_number(finding, "high", change->high, UNIT_FACTOR);
            found_number(finding, "smallest", exp(half) * (1 + scope->analysis->noise) - 1,
                         UNIT_SHARE);
            found_number(finding, "runs", (double)comparison->rows[scope->system].summary.n,
                         UNIT_COUNT);
        }
    }
}
