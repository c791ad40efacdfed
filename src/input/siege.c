#include <math.h>
#include <stdint.h>

#include "json_head.h"
#include "json_result.h"

#define MEBIBYTE (1024.0 * 1024.0)

/* Times have two decimals of a second: 0.00 is no time at all. */
static bool read_time(struct record *record, const char *key, double *us)
{
    if (!record_shifted(record, key, S_TO_US, us)) {
        return false;
    }
    if (*us == 0) {
        *us = NAN;
    }
    return true;
}

static bool read_latency(struct json_result *result, struct record *record)
{
    struct latency *latency = &result->run.latency;
    if (!read_time(record, "response_time", &latency->mean_us) ||
        !read_time(record, "longest_transaction", &latency->max_us) ||
        !read_time(record, "shortest_transaction", &latency->min_us)) {
        return false;
    }
    result->run.has_latency = result->run.requests > 0 && latency->max_us > 0;
    if (result->run.has_latency && (isnan(latency->mean_us) || isnan(latency->min_us))) {
        result_note(result, "dropped times of 0.00: siege prints hundredths of a second");
    }
    return true;
}

/*
 * A transaction is a request that did not fail; what failed had an error status
 * or no answer, and siege does not say which. Bytes come in MB with two
 * decimals, which says nothing about small answers: below 1 MB they are left out.
 */
static bool take_siege(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    double good;
    double failed;
    double megabytes;
    result_begin(result);
    if (!record_needed(record, "transactions", 0, &run->requests) ||
        !record_needed(record, "elapsed_time", 0, &run->elapsed_s) ||
        !record_needed(record, "transaction_rate", 0, &run->rps) ||
        !record_number(record, "data_transferred", &megabytes) ||
        !record_needed(record, "successful_transactions", 0, &good) ||
        !record_needed(record, "failed_transactions", 0, &failed) ||
        !read_latency(result, record)) {
        return false;
    }
    run->load.model = LOAD_CLOSED;
    run->ok = fmin(good, run->requests);
    run->attempts = run->requests + failed;
    run->errors.other = failed;
    if (megabytes >= 1) {
        run->bytes = megabytes * MEBIBYTE;
    }
    result_finish(result);
    return true;
}

static bool is_json(struct str head)
{
    static const char *const KEYS[] = {"transactions", "availability", "elapsed_time"};
    return json_head_has(head, KEYS, 3);
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
                         : json_result_read_after(&result, STR("{\t\"transactions\":"));
}

/* "HTTP/1.1 200     0.00 secs:      12 bytes ==> GET  /" */
static int probe_siege(struct str head)
{
    if (is_json(head)) {
        return PROBE_CERTAIN;
    }
    struct str line = str_cut(head, 0, 200);
    bool hit = str_find(line, STR("HTTP/"), 0) < 16 && str_find(line, STR(" secs:"), 0) < 64 &&
               str_find(line, STR(" bytes ==> "), 0) < 80;
    return hit ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_siege = {
    .name = "siege",
    .summary = "siege -j, also behind a line for every request",
    .probe = probe_siege,
    .read = read_siege,
};
