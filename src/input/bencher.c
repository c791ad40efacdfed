#include <math.h>

#include "json_head.h"
#include "json_result.h"

/* Bencher's built-in measures have units; any other is a value without one. */
static bool read_measure(struct json_result *result, struct str name, struct record *measure)
{
    double value;
    if (str_is(name, "latency")) {
        result->run.has_latency = true;
        return record_needed(measure, "value", NS_TO_US, &result->run.latency.mean_us);
    }
    if (str_is(name, "throughput")) {
        return record_needed(measure, "value", 0, &result->run.rps);
    }
    if (!record_signed(measure, "value", &value)) {
        return false;
    }
    if (isnan(value)) {
        return record_fail(measure, "value", "a number");
    }
    struct named_value item = {.name = str_copy(result->json.arena, name), .value = value};
    result_value(result, item);
    return true;
}

/* {benchmark: {measure: {"value": n}}}: each benchmark is a part of its own. */
static bool take_bencher(struct json_result *result, struct record *record)
{
    struct record_member benchmark = {0};
    while (record_next(record, &benchmark)) {
        struct record measures;
        struct record_member member = {0};
        result_begin(result);
        if (!member_record(record, &benchmark, &measures)) {
            return false;
        }
        while (record_next(&measures, &member)) {
            struct record measure;
            if (!member_record(&measures, &member, &measure) ||
                !read_measure(result, str_of(member.key), &measure)) {
                return false;
            }
        }
        result->run.target_name = str_copy(result->json.arena, str_of(benchmark.key));
        result->run.tool_name = (struct str){0};
        result_finish(result);
    }
    return true;
}

static bool read_bencher(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "bencher", take_bencher);
    return json_result_read(&result);
}

/* Other formats nest as deep, so nothing but measures may be there. */
static int probe_bencher(struct str head)
{
    static const char *const KEYS[] = {"*/*/value", "*/*/*/*", "metrics", "*/type", "schema"};
    return json_head_keys(head, KEYS, 5) == 1 ? PROBE_LIKELY : PROBE_NO;
}

const struct input_format input_bencher = {
    .name = "bencher",
    .summary = "Bencher Metric Format",
    .probe = probe_bencher,
    .read = read_bencher,
};
