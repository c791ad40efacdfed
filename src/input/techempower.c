/*
 * results.json of TechEmpower's framework benchmarks: figures of wrk, a list of runs for each test
 * and framework, in step with a list of concurrencies or query counts. Rounds of early 2013 hold
 * only requests/s, as texts.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "json_head.h"
#include "json_result.h"
#include "number.h"
#include "timestamp.h"
#include "wrk_line.h"

/* The rules of the test: plaintext is asked for in batches of that many requests. */
#define PLAINTEXT_PIPELINE 16

/* The harness passes --timeout 8 since it writes the times of every run. */
#define TIMEOUT_S 8

struct levels {
    const char *key;
    struct json_t *list;
    size_t count;
};

/* What stands once in a file. */
struct round {
    struct record *file;
    double duration_s;
    struct levels connections, pipelined, queries, cached;
    struct json_t *frameworks;
    size_t framework_count;
    size_t empty; /* runs without a figure */
};

/* Which list the runs of a test are in step with; *queries: it counts queries per request. */
static const struct levels *levels_of(const struct round *round, const char *test, bool *queries)
{
    bool cached = strcmp(test, "cached_query") == 0 || strcmp(test, "cached-query") == 0;
    *queries = cached || strcmp(test, "query") == 0 || strcmp(test, "update") == 0;
    bool pipelined = strcmp(test, "plaintext") == 0 && round->pipelined.count > 0;
    return cached      ? &round->cached
           : *queries  ? &round->queries
           : pipelined ? &round->pipelined
                       : &round->connections;
}

/* "0" in early files is the place of the name in the list of frameworks. */
static bool framework_name(struct round *round, const char *key, struct str *name)
{
    double index;
    *name = str_copy(round->file->reading->arena, str_of(key));
    if (!number_parse(str_of(key), &index) || index != floor(index) ||
        !(index < (double)round->framework_count)) {
        return true;
    }
    return list_text(round->file, "frameworks", round->frameworks, (size_t)index, name);
}

static bool read_time(struct record *record, const char *key, double *us)
{
    struct str text;
    if (!record_text(record, key, &text)) {
        return false;
    }
    *us = NAN;
    if (text.ptr && (wrk_eat_time(&text, us, NULL) || text.len > 0)) {
        return record_fail(record, key, "a time as wrk prints it, such as \"1.48ms\"");
    }
    return true;
}

/* Counts that are left out are 0. */
static bool read_errors(struct record *record, struct run_errors *errors)
{
    struct {
        const char *key;
        double *count;
    } fields[] = {{"connect", &errors->connect},
                  {"read", &errors->read},
                  {"write", &errors->write},
                  {"timeout", &errors->timeout},
                  {"5xx", &errors->status}};

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!record_number(record, fields[i].key, fields[i].count)) {
            return false;
        }
        *fields[i].count = isnan(*fields[i].count) ? 0 : *fields[i].count;
    }
    return true;
}

/* wrk 4, which the harness uses since it writes the times of a run, counts late answers; older
 * ones look every 2 s which connections wait and count those again and again. */
static void derive(const struct round *round, struct run *run)
{
    bool dated = run->started_at.ptr != NULL;
    const struct run_errors *errors = &run->errors;
    run->latency.kind = dated ? LATENCY_BACKFILLED : LATENCY_SERVICE;
    run->load.timeout_s = dated ? TIMEOUT_S : NAN;
    run->elapsed_s = round->duration_s;
    run->rps = round->duration_s > 0 ? run->requests / round->duration_s : NAN;
    run->ok = fmax(0, run->requests - errors->status - (dated ? run_late(run) : 0));
    run->attempts = run->requests + errors->connect + errors->read + errors->write;
}

static bool read_figures(struct json_result *result, struct round *round, struct record *record)
{
    struct run *run = &result->run;
    struct latency *latency = &run->latency;
    double start_s;
    if (!record_number(record, "totalRequests", &run->requests) ||
        !read_time(record, "latencyAvg", &latency->mean_us) ||
        !read_time(record, "latencyStdev", &latency->stdev_us) ||
        !read_time(record, "latencyMax", &latency->max_us) || !read_errors(record, &run->errors) ||
        !record_number(record, "startTime", &start_s)) {
        return false;
    }
    run->started_at =
        isnan(start_s) ? (struct str){0} : utc_from_ms(result->json.arena, start_s * 1000);
    run->has_latency = !isnan(latency->mean_us) && latency->max_us > 0;
    derive(round, run);
    return true;
}

/* Rounds before mid-2013. */
static bool read_rate(struct json_result *result, const struct record *record, const char *key,
                      const struct json_t *list, size_t i)
{
    struct str text;
    if (!list_text(record, key, list, i, &text)) {
        return false;
    }
    if (!number_parse(text, &result->run.rps)) {
        return record_fail(record, key, "a number of requests/s as text");
    }
    result_note(result, "only requests/s are stated");
    return true;
}

static void add_load(struct json_result *result, const struct round *round, const char *test,
                     double level, bool queries, double most)
{
    struct run *run = &result->run;
    struct arena *arena = result->json.arena;
    run->load.model = LOAD_CLOSED;
    run->load.duration_s = round->duration_s;
    run->load.connections = queries ? most : level;
    run->load.pipeline = strcmp(test, "plaintext") == 0 ? PLAINTEXT_PIPELINE : NAN;
    run->target_name = queries && !isnan(level) ? str_printf(arena, "%s, %.0f queries", test, level)
                                                : str_copy(arena, str_of(test));
}

/* The harness runs tests of queries at its highest concurrency. */
static bool highest(const struct round *round, double *most)
{
    *most = NAN;
    for (size_t i = 0; i < round->connections.count; i++) {
        double level;
        if (!list_number(round->file, "concurrencyLevels", round->connections.list, i, &level)) {
            return false;
        }
        *most = fmax(*most, level);
    }
    return true;
}

static bool read_one(struct json_result *result, struct round *round, const struct record *test,
                     const struct record_member *framework, const struct json_t *list, size_t i)
{
    bool queries;
    double most;
    double level = NAN;
    const struct levels *levels = levels_of(round, test->path, &queries);
    result_begin(result);
    result->tool = "wrk";
    result->run.tool_name = STR("wrk");
    if (!framework_name(round, framework->key, &result->run.label) || !highest(round, &most) ||
        (i < levels->count && !list_number(round->file, levels->key, levels->list, i, &level))) {
        return false;
    }
    add_load(result, round, test->path, level, queries, most);
    if (list_has_text(list, i)) {
        if (!read_rate(result, test, framework->key, list, i)) {
            return false;
        }
        result_finish(result);
        return true;
    }
    struct record record;
    if (!list_record(test, framework->key, list, i, &record) ||
        !read_figures(result, round, &record)) {
        return false;
    }
    if (isnan(result->run.requests)) {
        round->empty++; /* begun and never measured */
        return true;
    }
    if (round->empty > 0) {
        result_note(result, "%zu %s before this one without figures", round->empty,
                    round->empty == 1 ? "run" : "runs");
        round->empty = 0;
    }
    result_finish(result);
    return true;
}

static bool read_test(struct json_result *result, struct round *round, struct record *test)
{
    struct record_member framework = {0};
    while (record_next(test, &framework)) {
        struct json_t *list;
        size_t count;
        member_list(&framework, &list, &count);
        for (size_t i = 0; i < count; i++) {
            if (!read_one(result, round, test, &framework, list, i)) {
                return false;
            }
        }
    }
    return true;
}

static bool read_levels(struct record *record, const char *key, struct levels *levels)
{
    levels->key = key;
    return record_list(record, key, &levels->list, &levels->count);
}

static bool read_round(struct record *record, struct round *round)
{
    struct str duration;
    struct err no_text = {0};
    struct err *err = record->reading->err;
    round->file = record;
    record->reading->err = &no_text; /* newer files have a text, older ones a number */
    bool is_text = record_text(record, "duration", &duration) && duration.ptr;
    record->reading->err = err;
    round->duration_s = NAN;
    if (is_text && !number_parse(duration, &round->duration_s)) {
        return record_fail(record, "duration", "a number of seconds");
    }
    return (is_text || record_number(record, "duration", &round->duration_s)) &&
           read_levels(record, "concurrencyLevels", &round->connections) &&
           read_levels(record, "pipelineConcurrencyLevels", &round->pipelined) &&
           read_levels(record, "queryIntervals", &round->queries) &&
           read_levels(record, "cachedQueryIntervals", &round->cached) &&
           record_list(record, "frameworks", &round->frameworks, &round->framework_count);
}

static bool take_techempower(struct json_result *result, struct record *record)
{
    struct round round = {0};
    struct record tests;
    struct record_member member = {0};
    if (!read_round(record, &round) || !record_child(record, "rawData", &tests)) {
        return false;
    }
    while (record_next(&tests, &member)) {
        struct record test;
        if (member_is_object(&member) &&
            (!member_record(&tests, &member, &test) || !read_test(result, &round, &test))) {
            return false;
        }
    }
    return true;
}

static bool read_techempower(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "techempower", take_techempower);
    return json_result_read(&result);
}

/* The order of keys differs, and rawData may lie far behind the head. */
static int probe_techempower(struct str head)
{
    static const char *const LEVELS[] = {"concurrencyLevels", "queryIntervals",
                                         "cachedQueryIntervals", "pipelineConcurrencyLevels"};
    static const char *const REST[] = {"rawData", "weighttpData", "succeeded", "completed",
                                       "environmentDescription"};
    unsigned levels = json_head_keys(head, LEVELS, 4);
    unsigned rest = json_head_keys(head, REST, 5);
    bool several = (levels & (levels - 1)) != 0;
    return several || (levels && rest) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_techempower = {
    .name = "techempower",
    .summary = "results.json of TechEmpower's framework benchmarks, all rounds",
    .probe = probe_techempower,
    .read = read_techempower,
};
