#include <math.h>

#include "json_head.h"
#include "json_result.h"

/*
 * Three shapes. --summary-export: metrics.NAME.{avg, ...}; handleSummary():
 * metrics.NAME.values.{avg, ...}; the machine-readable summary:
 * results.metrics[] of {name, values}.
 */
struct shape {
    struct record metrics; /* by name */
    struct json_t *list;   /* of the machine-readable summary, instead */
    size_t count;
    bool nested; /* values stand below "values" */
};

/* The values of a metric; their json is NULL when there is none of that name. */
static bool find_metric(struct shape *shape, const char *name, struct record *values)
{
    struct record metric = {.reading = shape->metrics.reading, .path = name};
    for (size_t i = 0; i < shape->count; i++) {
        struct str found;
        struct record item;
        if (!list_record(&shape->metrics, "metrics", shape->list, i, &item) ||
            !record_text(&item, "name", &found)) {
            return false;
        }
        if (str_is(found, name)) {
            metric = item;
            metric.path = name;
            break;
        }
    }
    if (!shape->list && !record_child(&shape->metrics, name, &metric)) {
        return false;
    }
    *values = metric;
    return !shape->nested || record_child(&metric, "values", values);
}

/* http_req_failed counts what is true of it: its "passes" are the failures. */
static bool read_failed(struct json_result *result, struct shape *shape)
{
    struct run *run = &result->run;
    struct record failed;
    double passes;
    double matches;
    if (!find_metric(shape, "http_req_failed", &failed) ||
        !record_number(&failed, "passes", &passes) ||
        !record_number(&failed, "matches", &matches)) {
        return false;
    }
    double count = isnan(passes) ? matches : passes;
    if (isnan(count)) {
        result_note(result, "failed requests are not stated: no metric http_req_failed");
        return true;
    }
    if (count > run->requests) {
        return record_fail(&failed, isnan(passes) ? "matches" : "passes",
                           "a number of failures not above http_reqs.count");
    }
    run->ok = run->requests - count;
    run->errors.other = count;
    return true;
}

static bool read_duration(struct json_result *result, struct shape *shape)
{
    struct latency *latency = &result->run.latency;
    struct record trend;
    double median;
    if (!find_metric(shape, "http_req_duration", &trend) ||
        !record_shifted(&trend, "avg", MS_TO_US, &latency->mean_us) ||
        !record_shifted(&trend, "min", MS_TO_US, &latency->min_us) ||
        !record_shifted(&trend, "max", MS_TO_US, &latency->max_us) ||
        !record_shifted(&trend, "med", MS_TO_US, &median) ||
        !record_number(&trend, "count", &latency->count) ||
        !result_percentiles(result, &trend, "", "p(", ")", MS_TO_US)) {
        return false;
    }
    result_percentile(result, 50, median);
    result->run.has_latency = trend.json && result->run.requests > 0;
    return true;
}

static bool read_metrics(struct json_result *result, struct shape *shape)
{
    struct run *run = &result->run;
    struct record reqs;
    struct record data;
    struct record vus;
    if (!find_metric(shape, "http_reqs", &reqs)) {
        return false;
    }
    if (!reqs.json) {
        return record_fail(&shape->metrics, "http_reqs", "a metric: wrkbook reads tests of HTTP");
    }
    if (!record_needed(&reqs, "count", 0, &run->requests) ||
        !record_number(&reqs, "rate", &run->rps) || !find_metric(shape, "data_received", &data) ||
        !record_number(&data, "count", &run->bytes) ||
        !record_number(&data, "rate", &run->bytes_per_s) || !find_metric(shape, "vus_max", &vus) ||
        !record_number(&vus, "max", &run->load.connections)) {
        return false;
    }
    return read_failed(result, shape) && read_duration(result, shape);
}

/*
 * A threshold that did not hold is worth a note. The two shapes state the
 * opposite: true in --summary-export means "failed", "ok": true means it held.
 */
static bool note_thresholds(struct json_result *result, struct shape *shape)
{
    struct record_member metric = {0};
    while (!shape->list && record_next(&shape->metrics, &metric)) {
        struct record object;
        struct record thresholds;
        struct record_member member = {0};
        if (!member_record(&shape->metrics, &metric, &object) ||
            !record_child(&object, "thresholds", &thresholds)) {
            return false;
        }
        while (record_next(&thresholds, &member)) {
            bool value = false;
            struct record detail;
            bool good = shape->nested ? member_record(&thresholds, &member, &detail) &&
                                            record_bool(&detail, "ok", &value)
                                      : member_bool(&thresholds, &member, &value);
            if (!good) {
                return false;
            }
            if (value != shape->nested) {
                result_note(result, "k6 threshold did not hold: %.80s %.120s", metric.key,
                            member.key);
            }
        }
    }
    return true;
}

/* Whether any metric has its values in an object of their own. */
static bool is_nested(const struct record *metrics)
{
    struct record_member metric = {0};
    while (record_next(metrics, &metric)) {
        struct record object;
        struct record_member member = {0};
        if (!member_is_object(&metric) || !member_record(metrics, &metric, &object)) {
            continue;
        }
        while (record_next(&object, &member)) {
            if (str_is(str_of(member.key), "values") && member_is_object(&member)) {
                return true;
            }
        }
    }
    return false;
}

static bool find_shape(struct record *record, struct shape *shape, double *duration_s)
{
    struct record results;
    struct record config;
    struct record state;
    double config_s;
    if (!record_child(record, "results", &results) || !record_child(record, "config", &config) ||
        !record_number(&config, "duration", &config_s) || !record_child(record, "state", &state) ||
        !record_shifted(&state, "testRunDurationMs", -3, duration_s)) {
        return false;
    }
    *shape = (struct shape){0};
    if (results.json) {
        *duration_s = config_s;
        shape->metrics = results;
        shape->nested = true;
        return record_list(&results, "metrics", &shape->list, &shape->count) &&
               (shape->list || record_fail(&results, "metrics", "an array"));
    }
    if (!record_child(record, "metrics", &shape->metrics)) {
        return false;
    }
    shape->nested = is_nested(&shape->metrics);
    return shape->metrics.json || record_fail(record, "metrics", "an object");
}

static bool take_k6(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct shape shape;
    result_begin(result);
    if (!find_shape(record, &shape, &run->elapsed_s) || !read_metrics(result, &shape) ||
        !note_thresholds(result, &shape)) {
        return false;
    }
    if (isnan(run->elapsed_s) && run->rps > 0) {
        run->elapsed_s = round(run->requests / run->rps * 1e6) / 1e6;
    }
    if (isnan(run->rps) && run->elapsed_s > 0) {
        run->rps = run->requests / run->elapsed_s;
    }
    result_finish(result);
    return true;
}

static bool read_k6(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "k6", take_k6);
    return json_result_read(&result);
}

/* root_group may fill the head, or be missing; metrics come in any order. */
static int probe_k6(struct str head)
{
    static const char *const KEYS[] = {
        "metrics/http_reqs", "metrics/http_req_duration", "metrics/iterations",
        "metrics/vus",       "root_group/groups",
    };
    static const char *const NEW[] = {"results/metrics", "config", "metadata", "version"};
    unsigned keys = json_head_keys(head, KEYS, 5);
    return keys != 0 || json_head_has(head, NEW, 4) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_k6 = {
    .name = "k6",
    .summary = "k6: --summary-export, the data of handleSummary(), machine-readable summary",
    .probe = probe_k6,
    .read = read_k6,
};
