#include <math.h>
#include <stdint.h>

#include "json_head.h"
#include "json_result.h"
#include "siege.h"
#include "text_run.h"

#define MEBIBYTE (1024.0 * 1024.0)

const char SIEGE_FINER_NOTE[] = "the mean is concurrency / transaction rate, which siege prints "
                                "with more digits than its response time";

bool siege_finer_mean(double concurrency, double rate, double *mean_us)
{
    double finer_us = concurrency / rate * 1e6;
    bool agrees = fabs(finer_us - *mean_us) <= 0.01e6;
    /* each has an error of half a hundredth */
    bool finer = agrees && concurrency >= 0.1 && 1 / concurrency + 1 / rate < 1e6 / *mean_us;
    if (finer) {
        *mean_us = finer_us;
    }
    return finer;
}

double siege_bytes(double megabytes)
{
    return megabytes >= 1 ? megabytes * MEBIBYTE : NAN;
}

bool siege_mean_fits(double concurrency, double rate, double mean_us)
{
    double mean_s = mean_us / 1e6;
    double least_s = fmax(0, concurrency - 0.005) / (rate + 0.005);
    double most_s = (concurrency + 0.005) / (rate - 0.005);
    bool known = !isnan(concurrency) && !isnan(mean_us) && rate > 0.005;
    return !known || (mean_s > least_s * 0.9 - 0.02 && mean_s < most_s * 1.1 + 0.02);
}

/* Times have two decimals of a second: 0.00 is no time at all. */
static double resolved(double us)
{
    return us > 0 ? us : NAN;
}

static bool read_latency(struct json_result *result, struct record *record)
{
    struct latency *latency = &result->run.latency;
    double concurrency;
    if (!record_shifted(record, "response_time", S_TO_US, &latency->mean_us) ||
        !record_shifted(record, "longest_transaction", S_TO_US, &latency->max_us) ||
        !record_shifted(record, "shortest_transaction", S_TO_US, &latency->min_us) ||
        !record_number(record, "concurrency", &concurrency)) {
        return false;
    }
    result->run.has_latency = result->run.requests > 0 && latency->max_us > 0;
    if (!result->run.has_latency) {
        return true;
    }
    if (!siege_mean_fits(concurrency, result->run.rps, latency->mean_us)) {
        return record_fail(record, "response_time",
                           "the seconds that concurrency / transaction_rate gives");
    }
    if (siege_finer_mean(concurrency, result->run.rps, &latency->mean_us)) {
        result_note(result, "%s", SIEGE_FINER_NOTE);
    }
    latency->mean_us = resolved(latency->mean_us);
    latency->min_us = resolved(latency->min_us);
    if (isnan(latency->mean_us) || isnan(latency->min_us)) {
        result_note(result, "dropped times of 0.00: siege prints hundredths of a second");
    }
    return true;
}

/*
 * A transaction is a request that did not fail; what failed had an error status
 * or no answer, and siege does not say which.
 */
static bool take_siege(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    double good;
    double failed;
    double megabytes;
    double throughput;
    result_begin(result);
    if (!record_needed(record, "transactions", 0, &run->requests) ||
        !record_needed(record, "elapsed_time", 0, &run->elapsed_s) ||
        !record_needed(record, "transaction_rate", 0, &run->rps) ||
        !record_number(record, "data_transferred", &megabytes) ||
        !record_number(record, "throughput", &throughput) ||
        !record_needed(record, "successful_transactions", 0, &good) ||
        !record_needed(record, "failed_transactions", 0, &failed) ||
        !read_latency(result, record)) {
        return false;
    }
    run->load.model = LOAD_CLOSED;
    run->ok = fmin(good, run->requests);
    run->attempts = run->requests + failed;
    run->errors.other = failed;
    run->bytes = siege_bytes(megabytes);
    run->bytes_per_s = siege_bytes(throughput);
    result_finish(result);
    return true;
}

static bool is_json(struct str head)
{
    static const char *const KEYS[] = {"transactions", "availability", "elapsed_time"};
    return json_head_has(head, KEYS, 3);
}

/* "{ "transactions": N" with its next key, between whatever else. */
static bool is_within(struct str head)
{
    size_t at = str_find(head, STR("\"transactions\":"), 0);
    struct str before = str_trim(str_cut(head, 0, at));
    struct str after = str_cut(head, at, at == SIZE_MAX ? at : at + 120);
    bool begins = str_is(before, "{") || str_ends(before, STR("\n{"));
    return begins && str_find(after, STR("\"availability\":"), 0) != SIZE_MAX;
}

/* Without -q, a line for every request comes first. */
static bool read_siege(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "siege", take_siege);
    struct str head;
    if (!source_head(source, &head, err)) {
        return false;
    }
    return is_json(head) ? json_result_read(&result)
                         : json_result_read_after(&result, STR("\"transactions\":"));
}

/* "HTTP/1.1 200     0.00 secs:      12 bytes ==> GET  /" */
static int probe_siege(struct str head)
{
    if (is_json(head)) {
        return PROBE_CERTAIN;
    }
    struct str line = str_cut(head, 0, 200);
    bool hit = text_find(line, "HTTP/", 0) < 16 && str_find(line, STR(" secs:"), 0) < 64 &&
               str_find(line, STR(" bytes ==> "), 0) < 80;
    bool words = siege_says_in_words(head);
    return hit && !words ? PROBE_CERTAIN : is_within(head) ? PROBE_LIKELY : PROBE_NO;
}

const struct input_format input_siege = {
    .name = "siege",
    .summary = "siege -j, also behind a line for every request",
    .probe = probe_siege,
    .read = read_siege,
    .labels_are_headings = true,
};
