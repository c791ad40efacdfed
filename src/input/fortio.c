#include <math.h>

#include "json_head.h"
#include "json_result.h"
#include "number.h"
#include "scan.h"
#include "timestamp.h"

static bool read_histogram(struct json_result *result, struct record *record)
{
    struct latency *latency = &result->run.latency;
    struct json_t *list;
    size_t count;
    if (!record_list(record, "Data", &list, &count)) {
        return false;
    }
    struct bin *bins = ARENA_ARRAY(result->json.arena, struct bin, count);
    for (size_t i = 0; i < count; i++) {
        struct record item;
        if (!list_record(record, "Data", list, i, &item) ||
            !record_needed(&item, "End", S_TO_US, &bins[i].upper_us) ||
            !record_needed(&item, "Count", 0, &bins[i].count)) {
            return false;
        }
    }
    latency->histogram = bins;
    latency->bin_count = count;
    if (!record_list(record, "Percentiles", &list, &count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct record item;
        double p;
        double us;
        if (!list_record(record, "Percentiles", list, i, &item) ||
            !record_percent(&item, "Percentile", &p) || isnan(p) ||
            !record_needed(&item, "Value", S_TO_US, &us)) {
            return record_fail(record, "Percentiles", "{\"Percentile\", \"Value\"} of numbers");
        }
        result_percentile(result, p, us);
    }
    return true;
}

/* Seconds, where all else of fortio is in nanoseconds. */
static bool read_latency(struct json_result *result, struct record *record)
{
    struct record object;
    struct latency *latency = &result->run.latency;
    return record_child(record, "DurationHistogram", &object) &&
           record_needed(&object, "Count", 0, &latency->count) &&
           record_shifted(&object, "Min", S_TO_US, &latency->min_us) &&
           record_shifted(&object, "Max", S_TO_US, &latency->max_us) &&
           record_shifted(&object, "Avg", S_TO_US, &latency->mean_us) &&
           record_shifted(&object, "StdDev", S_TO_US, &latency->stdev_us) &&
           read_histogram(result, &object);
}

/* HTTP has status codes, -1 being none; gRPC, TCP and UDP count "OK", "SERVING" or 1 (serving). */
static bool read_codes(struct json_result *result, struct record *record, bool http)
{
    struct run *run = &result->run;
    struct code_sums sums = {0};
    if (http) {
        if (!result_codes(result, record, "RetCodes", &sums)) {
            return false;
        }
        run->errors.status = sums.answers - sums.good;
    } else {
        struct record codes;
        struct record_member member = {0};
        if (!record_child(record, "RetCodes", &codes)) {
            return false;
        }
        while (record_next(&codes, &member)) {
            struct str code = str_of(member.key);
            double count;
            if (!member_number(&codes, &member, &count)) {
                return false;
            }
            bool good = str_is(code, "OK") || str_is(code, "SERVING") || str_is(code, "1");
            *(good ? &sums.good : &sums.none) += count;
        }
        sums.answers = sums.good;
    }
    if (sums.answers + sums.none != run->latency.count) {
        return record_fail(record, "RetCodes", "counts that add up to DurationHistogram.Count");
    }
    run->requests = sums.answers;
    run->attempts = sums.answers + sums.none;
    run->ok = sums.good;
    run->errors.other = sums.none;
    if (sums.none > 0) {
        result_note(result, "its latencies have %.0f requests without an answer in them",
                    sums.none);
    }
    return true;
}

/* The number of threads is that of connections in use: each waits for its answer. */
static bool read_load(struct record *record, struct load *load)
{
    struct str qps;
    struct str duration;
    if (!record_text(record, "RequestedQPS", &qps) ||
        !record_text(record, "RequestedDuration", &duration) ||
        !record_number(record, "NumThreads", &load->connections) ||
        !record_shifted(record, "HTTPReqTimeOut", NS_TO_S, &load->timeout_s)) {
        return false;
    }
    double us;
    if (scan_duration(&duration, &us) && duration.len == 0) {
        load->duration_s = us / 1e6;
    }
    load->model = str_is(qps, "max") ? LOAD_CLOSED : LOAD_UNKNOWN;
    if (number_parse(qps, &load->rate_rps)) {
        load->model = LOAD_OPEN;
    }
    return true;
}

static bool take_fortio(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct record sizes;
    struct str type;
    struct str start;
    struct str destination;
    struct str labels;
    result_begin(result);
    if (!record_text(record, "RunType", &type) || !record_text(record, "StartTime", &start) ||
        !record_text(record, "Version", &run->tool_version) ||
        !record_text(record, "URL", &run->url) ||
        !record_text(record, "Destination", &destination) ||
        !record_text(record, "Labels", &labels) ||
        !record_needed(record, "ActualDuration", NS_TO_S, &run->elapsed_s) ||
        !record_child(record, "Sizes", &sizes) || !record_number(&sizes, "Sum", &run->bytes) ||
        !read_load(record, &run->load) || !read_latency(result, record) ||
        !read_codes(result, record, str_is(type, "HTTP"))) {
        return false;
    }
    if (!run->url.ptr) {
        run->url = destination;
    }
    if (str_starts(labels, STR("wrk2 "))) { /* gowrk2 writes wrk2's results like this */
        run->tool_name = STR("wrk2");
        run->load.model = LOAD_OPEN;
        run->latency.kind = LATENCY_RESPONSE;
    }
    run->started_at = utc_time(result->json.arena, start);
    run->has_latency = run->attempts > 0;
    if (run->elapsed_s > 0) {
        run->rps = run->requests / run->elapsed_s;
        run->bytes_per_s = run->bytes / run->elapsed_s;
    }
    result_finish(result);
    return true;
}

static bool read_fortio(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "fortio", take_fortio);
    return json_result_read(&result);
}

static int probe_fortio(struct str head)
{
    static const char *const KEYS[] = {"RunType", "ActualDuration", "DurationHistogram"};
    return json_head_has(head, KEYS, 3) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_fortio = {
    .name = "fortio",
    .summary = "fortio load -json",
    .probe = probe_fortio,
    .read = read_fortio,
};
