#include <math.h>

#include "json_head.h"
#include "json_result.h"
#include "timestamp.h"

static bool read_latencies(struct json_result *result, struct record *record)
{
    struct record object;
    struct latency *latency = &result->run.latency;
    return record_child(record, "latencies", &object) &&
           record_needed(&object, "mean", NS_TO_US, &latency->mean_us) &&
           record_shifted(&object, "min", NS_TO_US, &latency->min_us) &&
           record_shifted(&object, "max", NS_TO_US, &latency->max_us) &&
           result_percentiles(result, &object, "", "", "th", NS_TO_US);
}

/* "duration" ends with the last request, "wait" with its answer. */
static bool read_times(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct str earliest;
    double duration;
    double wait;
    double rate;
    if (!record_needed(record, "duration", 0, &duration) ||
        !record_needed(record, "wait", 0, &wait) || !record_number(record, "rate", &rate) ||
        !record_text(record, "earliest", &earliest)) {
        return false;
    }
    run->elapsed_s = decimal_shift(duration + wait, NS_TO_S);
    run->started_at = utc_time(result->json.arena, earliest);
    if (!isnan(rate)) {
        struct named_value sent = {
            .name = STR("requests sent per second"), .value = rate, .unit = STR("1/s")};
        result_value(result, sent);
    }
    return true;
}

/* Its "requests" are attempts; code 0 is one without an answer. */
static bool take_vegeta(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct record bytes;
    struct code_sums sums;
    result_begin(result);
    if (!read_latencies(result, record) || !read_times(result, record) ||
        !record_child(record, "bytes_in", &bytes) || !record_number(&bytes, "total", &run->bytes) ||
        !record_needed(record, "requests", 0, &run->attempts) ||
        !result_codes(result, record, "status_codes", &sums)) {
        return false;
    }
    if (sums.answers + sums.none != run->attempts) {
        return record_fail(record, "requests", "the sum of \"status_codes\"");
    }
    run->load.model = LOAD_OPEN;
    run->requests = sums.answers;
    run->ok = sums.good;
    run->errors.status = sums.answers - sums.good;
    run->errors.other = sums.none;
    run->has_latency = run->attempts > 0;
    run->latency.count = run->attempts;
    if (run->elapsed_s > 0) {
        run->rps = run->requests / run->elapsed_s;
        run->bytes_per_s = run->bytes / run->elapsed_s;
    }
    if (sums.none > 0) {
        result_note(result, "its latencies have %.0f requests without an answer in them",
                    sums.none);
    }
    result_finish(result);
    return true;
}

static bool read_vegeta(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "vegeta", take_vegeta);
    return json_result_read(&result);
}

static int probe_vegeta(struct str head)
{
    static const char *const KEYS[] = {"latencies/mean", "bytes_in/total", "throughput",
                                       "status_codes"};
    return json_head_has(head, KEYS, 4) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_vegeta = {
    .name = "vegeta",
    .summary = "vegeta report -type=json",
    .probe = probe_vegeta,
    .read = read_vegeta,
};
