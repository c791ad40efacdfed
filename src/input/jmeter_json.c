#include <math.h>

#include "json_head.h"
#include "json_result.h"

/* pct1 to pct3 are 90, 95 and 99 unless jmeter.properties says otherwise, which the file does not
 * show. */
static bool read_times(struct json_result *result, struct record *record)
{
    static const char *const KEYS[] = {"medianResTime", "pct1ResTime", "pct2ResTime",
                                       "pct3ResTime"};
    static const double P[] = {50, 90, 95, 99};
    struct latency *latency = &result->run.latency;
    double before = 0;
    if (!record_needed(record, "meanResTime", MS_TO_US, &latency->mean_us) ||
        !record_shifted(record, "minResTime", MS_TO_US, &latency->min_us) ||
        !record_shifted(record, "maxResTime", MS_TO_US, &latency->max_us)) {
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        double us;
        if (!record_shifted(record, KEYS[i], MS_TO_US, &us)) {
            return false;
        }
        if (us < before) {
            return record_fail(record, KEYS[i],
                               "a time not below the percentile before: not JMeter's defaults");
        }
        result_percentile(result, P[i], us);
        before = isnan(us) ? before : us;
    }
    result_note(result, "p90, p95 and p99 are JMeter's pct1, pct2 and pct3 at their defaults");
    return true;
}

static bool read_row(struct json_result *result, struct str name, struct record *record)
{
    struct run *run = &result->run;
    double kilobytes;
    double errors;
    result_begin(result);
    if (!record_needed(record, "sampleCount", 0, &run->requests) ||
        !record_needed(record, "errorCount", 0, &errors) ||
        !record_needed(record, "throughput", 0, &run->rps) ||
        !record_number(record, "receivedKBytesPerSec", &kilobytes) || !read_times(result, record)) {
        return false;
    }
    if (errors > run->requests) {
        return record_fail(record, "errorCount", "a number not above sampleCount");
    }
    if (!str_is(name, "Total")) {
        run->target_name = str_copy(result->json.arena, name);
    }
    run->ok = run->requests - errors;
    run->errors.other = errors;
    run->bytes_per_s = kilobytes * 1024;
    run->latency.count = run->requests;
    run->has_latency = run->requests > 0;
    if (run->rps > 0) {
        run->elapsed_s = round(run->requests / run->rps * 1e6) / 1e6;
        run->bytes = round(run->bytes_per_s * run->requests / run->rps);
    }
    result_finish(result);
    return true;
}

static bool take_jmeter(struct json_result *result, struct record *record)
{
    struct record_member member = {0};
    while (record_next(record, &member)) {
        struct record row;
        if (!member_record(record, &member, &row) || !read_row(result, str_of(member.key), &row)) {
            return false;
        }
    }
    return true;
}

static bool read_jmeter(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "jmeter-json", take_jmeter);
    result.tool = "jmeter";
    return json_result_read(&result);
}

static int probe_jmeter(struct str head)
{
    static const char *const KEYS[] = {"*/transaction", "*/sampleCount", "*/pct1ResTime"};
    return json_head_has(head, KEYS, 3) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_jmeter_json = {
    .name = "jmeter-json",
    .summary = "statistics.json of JMeter's HTML report: the total and every label",
    .probe = probe_jmeter,
    .read = read_jmeter,
};
