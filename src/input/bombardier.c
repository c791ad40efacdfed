#include <math.h>
#include <stdint.h>

#include "json_head.h"
#include "json_result.h"

static bool read_spec(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct record spec;
    if (!record_child(record, "spec", &spec) ||
        !record_number(&spec, "numberOfConnections", &run->load.connections) ||
        !record_number(&spec, "testDurationSeconds", &run->load.duration_s) ||
        !record_number(&spec, "timeoutSeconds", &run->load.timeout_s) ||
        !record_number(&spec, "rate", &run->load.rate_rps) ||
        !record_text(&spec, "method", &run->method) || !record_text(&spec, "url", &run->url)) {
        return false;
    }
    run->load.model = isnan(run->load.rate_rps) ? LOAD_CLOSED : LOAD_OPEN;
    return true;
}

/* The deviation is left out: bombardier counts each distinct value once, however often it occurred.
 */
static bool read_latency(struct json_result *result, struct record *record)
{
    struct record object;
    double stddev;
    if (!record_child(record, "latency", &object) ||
        !record_number(&object, "mean", &result->run.latency.mean_us) ||
        !record_number(&object, "max", &result->run.latency.max_us) ||
        !record_number(&object, "stddev", &stddev) ||
        !result_percentiles(result, &object, "percentiles", "", "", 0)) {
        return false;
    }
    if (!isnan(stddev)) {
        result_note(result, "dropped the standard deviation: bombardier counts each distinct value "
                            "once");
    }
    return true;
}

/* Codes are only known by their class; "others" got no answer. */
static bool read_counts(struct json_result *result, struct record *object)
{
    static const char *const CLASSES[] = {"req1xx", "req2xx", "req3xx", "req4xx", "req5xx"};
    struct run *run = &result->run;
    double others;
    run->requests = run->ok = 0;
    for (size_t i = 0; i < 5; i++) {
        double count;
        if (!record_needed(object, CLASSES[i], 0, &count)) {
            return false;
        }
        run->requests += count;
        run->ok += i < 3 ? count : 0;
    }
    if (!record_needed(object, "others", 0, &others)) {
        return false;
    }
    run->attempts = run->requests + others;
    run->errors.status = run->requests - run->ok;
    run->errors.other = others;
    if (others > 0) {
        result_note(result, "its latencies have %.0f requests without an answer in them", others);
    }
    return true;
}

static bool take_bombardier(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct record object;
    result_begin(result);
    if (!read_spec(result, record) || !record_child(record, "result", &object) ||
        !record_number(&object, "bytesRead", &run->bytes) ||
        !record_needed(&object, "timeTakenSeconds", 0, &run->elapsed_s) ||
        !read_counts(result, &object) || !read_latency(result, &object)) {
        return false;
    }
    run->has_latency = run->attempts > 0 && !isnan(run->latency.mean_us);
    run->latency.count = run->attempts;
    if (run->elapsed_s > 0) {
        run->rps = run->requests / run->elapsed_s;
        run->bytes_per_s = run->bytes / run->elapsed_s;
    }
    result_finish(result);
    return true;
}

#define BEGINNING "{\"spec\":{\"numberOfConnections\""

static bool is_json(struct str head)
{
    static const char *const KEYS[] = {"spec/numberOfConnections", "spec/testType"};
    return json_head_has(head, KEYS, 2);
}

/* Without -p r, the JSON follows an introduction and the progress. */
static bool read_bombardier(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "bombardier", take_bombardier);
    struct str head;
    if (!source_head(source, &head, err)) {
        return false;
    }
    return is_json(head) ? json_result_read(&result)
                         : json_result_read_after(&result, STR(BEGINNING));
}

static int probe_bombardier(struct str head)
{
    if (is_json(head)) {
        return PROBE_CERTAIN;
    }
    bool after = str_starts(str_trim(head), STR("Bombarding ")) &&
                 str_find(head, STR(BEGINNING), 0) != SIZE_MAX;
    return after ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_bombardier = {
    .name = "bombardier",
    .summary = "bombardier -o json, also behind its introduction",
    .probe = probe_bombardier,
    .read = read_bombardier,
    .labels_are_headings = true,
};
