#include <math.h>

#include "json_head.h"
#include "json_line.h"
#include "json_result.h"
#include "timestamp.h"

static bool read_distribution(struct json_result *result, struct record *record)
{
    struct json_t *list;
    size_t count;
    if (!record_list(record, "latencyDistribution", &list, &count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct record item;
        double p;
        double us;
        if (!list_record(record, "latencyDistribution", list, i, &item) ||
            !record_percent(&item, "percentage", &p) ||
            !record_needed(&item, "latency", NS_TO_US, &us)) {
            return false;
        }
        if (isnan(p)) {
            return record_fail(&item, "percentage", "a number");
        }
        result_percentile(result, p, us);
    }
    return true;
}

/* Every call has a gRPC status; only "OK" is a good one. */
static bool read_statuses(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct record codes;
    struct record_member member = {0};
    double bad = 0;
    if (!record_child(record, "statusCodeDistribution", &codes)) {
        return false;
    }
    run->ok = run->errors.timeout = 0;
    while (record_next(&codes, &member)) {
        double count;
        if (!member_number(&codes, &member, &count)) {
            return false;
        }
        bool good = str_is(str_of(member.key), "OK");
        run->ok += good ? count : 0;
        bad += good ? 0 : count;
        run->errors.timeout += str_is(str_of(member.key), "DeadlineExceeded") ? count : 0;
    }
    if (run->ok + bad != run->requests) {
        return record_fail(record, "count", "the sum of \"statusCodeDistribution\"");
    }
    run->errors.other = bad - run->errors.timeout;
    return true;
}

/* A number under its name, or under the one that other versions use. */
static bool read_renamed(struct record *record, const char *key, const char *other, double *out)
{
    return record_number(record, key, out) && (!isnan(*out) || record_number(record, other, out));
}

/* A worker has one call under way, so their number is that of connections in use. */
static bool read_options(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct record options;
    struct str host;
    struct str call;
    if (!record_child(record, "options", &options) || !record_text(&options, "host", &host) ||
        !record_text(&options, "call", &call) ||
        !read_renamed(&options, "concurrency", "c", &run->load.connections) ||
        !read_renamed(&options, "rps", "qps", &run->load.rate_rps) ||
        !record_shifted(&options, "timeout", NS_TO_S, &run->load.timeout_s)) {
        return false;
    }
    if (run->load.rate_rps == 0) {
        run->load.rate_rps = NAN;
    }
    run->load.model = isnan(run->load.rate_rps) ? LOAD_CLOSED : LOAD_OPEN;
    if (host.ptr && call.ptr) {
        run->url = str_printf(result->json.arena, "%.*s/%.*s", STR_ARG(host), STR_ARG(call));
    }
    return true;
}

/* Its date is when the report was made, at the end, in whole seconds. */
static struct str start_time(struct json_result *result, struct str date, double elapsed_s)
{
    double end_ms;
    bool known = rfc3339_ms(date, &end_ms) && isfinite(elapsed_s);
    return known ? utc_from_ms(result->json.arena, end_ms - elapsed_s * 1e3) : (struct str){0};
}

static bool take_ghz(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct str date;
    result_begin(result);
    if (!record_text(record, "date", &date) || !record_needed(record, "count", 0, &run->requests) ||
        !record_needed(record, "total", NS_TO_S, &run->elapsed_s) ||
        !record_shifted(record, "average", NS_TO_US, &run->latency.mean_us) ||
        !record_shifted(record, "fastest", NS_TO_US, &run->latency.min_us) ||
        !record_shifted(record, "slowest", NS_TO_US, &run->latency.max_us) ||
        !record_number(record, "rps", &run->rps) || !read_options(result, record) ||
        !read_statuses(result, record) || !read_distribution(result, record)) {
        return false;
    }
    run->attempts = run->requests;
    run->started_at = start_time(result, date, run->elapsed_s);
    run->has_latency = run->requests > 0 && run->latency.max_us > 0;
    result_finish(result);
    return true;
}

static bool read_ghz(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "ghz", take_ghz);
    return json_result_read(&result);
}

static int probe_ghz(struct str head)
{
    static const char *const KEYS[] = {"count", "average", "fastest", "rps",
                                       "statusCodeDistribution"};
    return json_head_has(head, KEYS, 5) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_ghz = {
    .name = "ghz",
    .summary = "ghz --format json, for gRPC",
    .probe = probe_ghz,
    .read = read_ghz,
};
