#include <math.h>

#include "json_head.h"
#include "json_result.h"

/*
 * Counts errors by their message. "aborted due to deadline" is how oha ends a
 * run of a given time: those requests did not fail.
 */
static bool read_errors(struct json_result *result, struct record *record, double *failed,
                        double *aborted)
{
    struct record errors;
    if (!record_child(record, "errorDistribution", &errors)) {
        return false;
    }
    *failed = *aborted = 0;
    result->run.errors.timeout = 0;
    struct record_member member = {0};
    while (record_next(&errors, &member)) {
        double count;
        if (!member_number(&errors, &member, &count)) {
            return false;
        }
        if (str_is(str_of(member.key), "aborted due to deadline")) {
            *aborted += count;
            continue;
        }
        *failed += count;
        result->run.errors.timeout += str_is(str_of(member.key), "timeout") ? count : 0;
    }
    return true;
}

static bool read_summary(struct record *record, struct run *run)
{
    struct record summary;
    return record_child(record, "summary", &summary) &&
           record_needed(&summary, "total", 0, &run->elapsed_s) &&
           record_number(&summary, "requestsPerSec", &run->rps) &&
           record_number(&summary, "totalData", &run->bytes) &&
           record_number(&summary, "sizePerSec", &run->bytes_per_s) &&
           record_shifted(&summary, "average", S_TO_US, &run->latency.mean_us) &&
           record_shifted(&summary, "fastest", S_TO_US, &run->latency.min_us) &&
           record_shifted(&summary, "slowest", S_TO_US, &run->latency.max_us);
}

/*
 * oha's own requests/s counts what failed or was aborted as well; here a rate
 * is of answers. Its latency is that of every answer, whatever its status.
 */
static bool take_oha(struct json_result *result, struct record *record)
{
    struct run *run = &result->run;
    struct code_sums sums;
    struct record rps;
    double failed;
    double aborted;
    result_begin(result);
    if (!read_summary(record, run) ||
        !result_codes(result, record, "statusCodeDistribution", &sums) ||
        !read_errors(result, record, &failed, &aborted) || !record_child(record, "rps", &rps) ||
        !result_percentiles(result, record, "latencyPercentiles", "p", "", S_TO_US)) {
        return false;
    }
    run->requests = sums.answers;
    run->attempts = sums.answers + failed;
    run->ok = sums.good;
    run->errors.status = sums.answers - sums.good;
    run->errors.other = failed - run->errors.timeout;
    run->has_latency = sums.answers > 0 && !isnan(run->latency.mean_us);
    run->latency.count = sums.answers;
    if (failed + aborted > 0) {
        run->rps = run->elapsed_s > 0 ? sums.answers / run->elapsed_s : NAN;
        result_note(result,
                    "requests/s is of answers; oha's own figure counts %.0f failed and "
                    "%.0f aborted requests as well",
                    failed, aborted);
    }
    if (rps.json) {
        result_note(result, "dropped \"rps\": oha takes it from bins of 10 ms, which is far off");
    }
    result_finish(result);
    return true;
}

static bool read_oha(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "oha", take_oha);
    return json_result_read(&result);
}

/* Older versions sort their keys, newer begin with the summary. */
static int probe_oha(struct str head)
{
    static const char *const KEYS[] = {"summary/requestsPerSec", "latencyPercentiles",
                                       "statusCodeDistribution"};
    return json_head_has(head, KEYS, 3) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_oha = {
    .name = "oha",
    .summary = "oha --output-format json, of older and newer versions",
    .probe = probe_oha,
    .read = read_oha,
};
