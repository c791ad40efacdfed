#include <math.h>

#include "json_head.h"
#include "json_result.h"
#include "number.h"
#include "timestamp.h"

/* Codes one by one, where the version counts them, and their classes. */
static bool read_codes(struct json_result *result, struct record *record, struct code_sums *sums)
{
    static const char *const CLASSES[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
    struct code_sums counted = {0};
    struct record stats;
    *sums = (struct code_sums){0};
    for (size_t i = 0; i < 5; i++) {
        double count;
        if (!record_needed(record, CLASSES[i], 0, &count)) {
            return false;
        }
        sums->answers += count;
        sums->good += i < 3 ? count : 0;
    }
    if (!record_child(record, "statusCodeStats", &stats)) {
        return false;
    }
    struct record_member member = {0};
    while (record_next(&stats, &member)) {
        struct record entry;
        double code;
        double count;
        if (!number_parse(str_of(member.key), &code) || code < 100 || code > 999) {
            return record_fail(&stats, member.key, "a status code as the key");
        }
        if (!member_record(&stats, &member, &entry) || !record_needed(&entry, "count", 0, &count)) {
            return false;
        }
        result_code(result, &counted, code, count);
    }
    return true;
}

/*
 * autocannon cuts every latency down to whole milliseconds, and its histogram
 * cannot tell 0 from 1: a percentile of 0 only says "less than 1 ms", the
 * minimum is then wrong, and where that is most samples so is the mean.
 */
static void drop_below_resolution(struct json_result *result)
{
    struct latency *latency = &result->run.latency;
    size_t kept = 0;
    bool median = false;
    for (size_t i = 0; i < result->percentiles.n; i++) {
        if (result->percentiles.at[i].us > 0) {
            result->percentiles.at[kept++] = result->percentiles.at[i];
        } else {
            median = median || result->percentiles.at[i].p >= 50;
        }
    }
    if (kept < result->percentiles.n) {
        latency->min_us = NAN;
        result_note(result, "dropped the minimum and percentiles of 0: autocannon's latency is in "
                            "whole milliseconds");
    }
    result->percentiles.n = kept;
    if (median) {
        latency->mean_us = latency->stdev_us = NAN;
        result_note(result, "dropped the mean: most answers took less than 1 ms, which autocannon "
                            "counts as 0");
    }
}

static bool read_latency(struct json_result *result, struct record *record)
{
    struct record object;
    struct latency *latency = &result->run.latency;
    if (!record_child(record, "latency", &object) ||
        !record_needed(&object, "average", MS_TO_US, &latency->mean_us) ||
        !record_shifted(&object, "stddev", MS_TO_US, &latency->stdev_us) ||
        !record_shifted(&object, "min", MS_TO_US, &latency->min_us) ||
        !record_shifted(&object, "max", MS_TO_US, &latency->max_us) ||
        !record_number(&object, "totalCount", &latency->count) ||
        !result_percentiles(result, &object, "", "p", "", MS_TO_US)) {
        return false;
    }
    result->run.has_latency =
        result->run.requests > 0 && latency->max_us > 0 && latency->count != 0;
    if (result->run.has_latency) {
        drop_below_resolution(result);
    }
    return true;
}

/* With --rate, samples are added for coordinated omission, and only their number tells. */
static void find_kind(struct json_result *result)
{
    struct run *run = &result->run;
    run->load.model = LOAD_CLOSED;
    if (run->latency.count > run->requests) {
        run->load.model = LOAD_UNKNOWN;
        run->latency.kind = LATENCY_BACKFILLED;
        result_note(result,
                    "%.0f latencies of %.0f answers: autocannon added samples for "
                    "coordinated omission",
                    run->latency.count, run->requests);
    }
}

/*
 * A server that closes every connection without an answer makes no error of
 * autocannon's: it only sends again. What was sent is lost then, but for what was
 * under way at the end.
 */
static bool count_lost(struct json_result *result, struct record *requests)
{
    struct run *run = &result->run;
    double sent;
    if (!record_number(requests, "sent", &sent)) {
        return false;
    }
    double lost = sent - run->attempts - run->load.connections * run->load.pipeline;
    if (run->requests == 0 && lost > 0) {
        run->attempts += lost;
        run->errors.other += lost;
        result_note(result,
                    "%.0f requests were sent and never answered, which autocannon does "
                    "not count as errors",
                    lost);
    }
    return true;
}

/* "errors" has the timeouts in it; the answers with an error status it has not. */
static bool read_counts(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct record requests;
    struct record throughput;
    struct code_sums sums;
    double errors;
    double mismatches;
    double average;
    if (!record_child(record, "requests", &requests) ||
        !record_needed(&requests, "total", 0, &run->requests) ||
        !record_needed(&requests, "average", 0, &average) ||
        !record_child(record, "throughput", &throughput) ||
        !record_number(&throughput, "total", &run->bytes) ||
        !record_needed(record, "errors", 0, &errors) ||
        !record_needed(record, "timeouts", 0, &run->errors.timeout) ||
        !record_number(record, "mismatches", &mismatches) || !read_codes(result, record, &sums)) {
        return false;
    }
    if (errors < run->errors.timeout) {
        return record_fail(record, "errors", "a number that is not below \"timeouts\"");
    }
    run->attempts = run->requests + errors;
    run->errors.other = errors - run->errors.timeout;
    run->errors.status = sums.answers - sums.good;
    run->ok = fmax(0, run->requests - run->errors.status);
    if (mismatches > 0) {
        run->ok = fmax(0, run->ok - mismatches);
        run->errors.other += mismatches;
        result_note(result, "%.0f answers had another body than expected", mismatches);
    }
    if (run->elapsed_s > 0) {
        run->rps = run->requests / run->elapsed_s;
        run->bytes_per_s = run->bytes / run->elapsed_s;
    }
    if (fabs(average - run->rps) > 0.01 * run->rps) {
        result_note(result,
                    "requests/s is all answers over the whole time; autocannon's own %.2f "
                    "is the mean of its samples of a second",
                    average);
    }
    return count_lost(result, &requests);
}

static bool take_autocannon(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct str start;
    result_begin(result);
    if (!record_text(record, "url", &run->url) || !record_text(record, "start", &start) ||
        !record_number(record, "connections", &run->load.connections) ||
        !record_number(record, "pipelining", &run->load.pipeline) ||
        !record_needed(record, "duration", 0, &run->elapsed_s) || !read_counts(result, record) ||
        !read_latency(result, record)) {
        return false;
    }
    run->started_at = utc_time(result->json.arena, start);
    find_kind(result);
    result_finish(result);
    return true;
}

static bool read_autocannon(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "autocannon", take_autocannon);
    return json_result_read(&result);
}

static int probe_autocannon(struct str head)
{
    static const char *const KEYS[] = {"2xx", "non2xx", "latency/average", "requests/total"};
    return json_head_has(head, KEYS, 4) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_autocannon = {
    .name = "autocannon",
    .summary = "autocannon --json",
    .probe = probe_autocannon,
    .read = read_autocannon,
};
