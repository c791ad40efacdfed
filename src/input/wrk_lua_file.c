/*
 * Files that hold only what a Lua script of wrk reported (see lua_figures.h),
 * one run after the other, without wrk's own text. What wrk would have said
 * beside it is missing: connections mostly, and whether it was wrk2.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "json_head.h"
#include "json_result.h"
#include "lua_figures.h"
#include "text_run.h"

#define INTRODUCTION "JSON Output"

struct lua_file {
    struct json_result result;
    struct lua_report *report;
};

static bool lua_fail(struct lua_file *file, const char *expected)
{
    struct json_reading *json = &file->result.json;
    return err_at(json->err, ERR_INPUT, json->source->name, json->line, 0,
                  "in the report of a Lua script: expected %s", expected);
}

/* wrk 4 gives 0 for percentile 100, and nothing else does. */
static void read_percentiles(struct lua_file *file)
{
    struct json_result *result = &file->result;
    struct lua_percentile item = {0};
    bool of_wrk_4 = false;
    bool of_another = false;
    while (lua_next_percentile(file->report, &item)) {
        of_wrk_4 |= item.p == 100 && item.us == 0;
        of_another |= item.p == 100 && item.us > 0;
        if (item.us > 0) {
            result_percentile(result, item.p, item.us);
        }
    }
    if (of_wrk_4) {
        result_note(result, "dropped percentile 100 of the script's report: wrk 4 gives 0 for it");
    } else if (of_another) {
        result->run.tool_name = STR("wrk2");
        result->run.load.model = LOAD_OPEN;
        result->run.latency.kind = LATENCY_RESPONSE;
        result_note(result, "taken for wrk2's, since wrk 4 would give 0 for percentile 100");
    } else {
        result_note(result, "whether wrk or wrk2 measured is not stated: taken for wrk's");
    }
}

/* Whether what is stated can be of one distribution, in one unit. */
static bool ordered(const struct json_result *result)
{
    const struct latency *latency = &result->run.latency;
    /* wrk gives both as whole microseconds; a fraction is of another unit. */
    if (latency->min_us > floor(latency->min_us) || latency->max_us > floor(latency->max_us)) {
        return false;
    }
    double most = latency->max_us * 1.002; /* the buckets of wrk2 have three digits */
    for (size_t i = 0; i < result->percentiles.n; i++) {
        const struct percentile *item = &result->percentiles.at[i];
        for (size_t k = 0; k < i; k++) {
            const struct percentile *other = &result->percentiles.at[k];
            if ((item->p - other->p) * (item->us - other->us) < 0) {
                return false;
            }
        }
        if (item->us > most) {
            return false;
        }
    }
    return !(latency->mean_us > most) && !(latency->mean_us < latency->min_us) &&
           !(latency->stdev_us > most);
}

static bool read_latency(struct lua_file *file)
{
    struct run *run = &file->result.run;
    struct latency *latency = &run->latency;
    latency->kind = LATENCY_BACKFILLED;
    latency->mean_us = lua_figure(file->report, LUA_MEAN, NULL);
    latency->stdev_us = lua_figure(file->report, LUA_STDEV, NULL);
    latency->min_us = lua_figure(file->report, LUA_MIN, NULL);
    latency->max_us = lua_figure(file->report, LUA_MAX, NULL);
    bool none = run->requests == 0 || latency->max_us == 0 || latency->mean_us == 0;
    if (none) {
        return true;
    }
    read_percentiles(file);
    run->has_latency = file->result.percentiles.n > 0 || !isnan(latency->mean_us);
    return (run->has_latency || lua_fail(file, "a mean or percentiles of the latency")) &&
           (ordered(&file->result) || lua_fail(file, "latencies of one unit, in order"));
}

/* Requests/s is computed anew; what is stated shows whether the duration is in microseconds. */
static bool read_rate(struct lua_file *file)
{
    struct run *run = &file->result.run;
    bool exact;
    double stated = lua_figure(file->report, LUA_RPS, NULL);
    double duration_us = lua_figure(file->report, LUA_DURATION, &exact);
    run->elapsed_s = duration_us / 1e6;
    if (!(run->elapsed_s >= 1e-6)) {
        return lua_fail(file, "a duration");
    }
    run->rps = run->requests / run->elapsed_s;
    double apart = fabs(stated - run->rps);
    if (!exact && apart <= 0.01 * run->rps && stated > 0) {
        run->rps = stated; /* has more digits than a rounded duration */
        run->elapsed_s = floor(run->requests / stated * 1e6 + 0.5) / 1e6;
        return true;
    }
    if (isnan(stated) || apart <= 0.01 * run->rps + 0.005) {
        return true;
    }
    if (fabs(stated - run->rps / 1e6) <= 0.01 * run->rps / 1e6 + 0.005) {
        result_note(&file->result, "computed requests/s anew: the script divides by microseconds");
        return true;
    }
    return lua_fail(file, "a duration in microseconds that agrees with requests/s");
}

static double stated_or_0(double count)
{
    return isnan(count) ? 0 : count;
}

static void read_errors(struct lua_file *file)
{
    struct run *run = &file->result.run;
    struct run_errors *errors = &run->errors;
    double all = lua_figure(file->report, LUA_ERRORS, NULL);
    errors->connect = lua_figure(file->report, LUA_CONNECT, NULL);
    errors->read = lua_figure(file->report, LUA_READ, NULL);
    errors->write = lua_figure(file->report, LUA_WRITE, NULL);
    errors->status = lua_figure(file->report, LUA_STATUS, NULL);
    errors->timeout = lua_figure(file->report, LUA_TIMEOUT, NULL);
    double late = run->load.model == LOAD_OPEN ? 0 : stated_or_0(errors->timeout);
    double bad = stated_or_0(errors->status) + late;
    double unanswered =
        stated_or_0(errors->connect) + stated_or_0(errors->read) + stated_or_0(errors->write);
    if (unanswered > 0) {
        run->attempts = run->requests + unanswered;
    }
    if (isnan(errors->status) && all > 0) {
        errors->other = all;
        bad = all;
        result_note(&file->result,
                    "errors are only stated as a sum: all are taken for bad answers");
    } else if (isnan(errors->status) && isnan(all)) {
        result_note(&file->result, "error statuses are not counted: every answer in time is taken "
                                   "as good");
    }
    run->ok = fmax(0, run->requests - bad);
}

static bool read_bytes(struct lua_file *file)
{
    struct run *run = &file->result.run;
    run->bytes = lua_figure(file->report, LUA_BYTES, NULL);
    run->bytes_per_s = run->bytes / run->elapsed_s;
    return true;
}

/* The report that was scanned becomes a run. */
static bool take_report(struct lua_file *file)
{
    struct json_result *result = &file->result;
    struct run *run = &result->run;
    result_begin(result);
    run->load.model = LOAD_CLOSED;
    run->requests = lua_figure(file->report, LUA_REQUESTS, NULL);
    run->load.threads = lua_figure(file->report, LUA_THREADS, NULL);
    run->load.connections = lua_figure(file->report, LUA_CONNECTIONS, NULL);
    run->url = str_copy(result->json.arena, lua_text(file->report, "options-url"));
    if (isnan(run->requests)) {
        return lua_fail(file, "the number of requests");
    }
    if (!read_rate(file) || !read_latency(file) || !read_bytes(file)) {
        return false;
    }
    read_errors(file);
    result_finish(result);
    return true;
}

/* What scripts print above their JSON, and what may stand between objects. */
static struct str skip_between(struct str text)
{
    struct str before;
    do {
        before = text;
        while (text.len > 0 && strchr(" \t\r\n,[]-:", text.ptr[0]) && text.ptr[0] != '\0') {
            text = str_skip(text, 1);
        }
        (void)(str_eat(&text, STR("\xef\xbb\xbf")) || str_eat(&text, STR(INTRODUCTION)));
    } while (text.len < before.len);
    return text;
}

static void count_lines(struct lua_file *file, struct str text, const char *end)
{
    for (const char *at = text.ptr; at < end; at++) {
        file->result.json.line += *at == '\n';
    }
}

static bool read_objects(struct lua_file *file, struct str text)
{
    for (;;) {
        struct str object = skip_between(text);
        count_lines(file, text, object.ptr);
        if (object.len == 0) {
            return true;
        }
        struct arena arena = {0};
        file->report->paths = BUF(&arena);
        size_t len = lua_read_object(object, file->report);
        bool good = len > 0 ? take_report(file) : lua_fail(file, "a whole JSON object");
        arena_free(&arena);
        if (!good) {
            return false;
        }
        text = str_skip(object, len);
        count_lines(file, object, text.ptr);
    }
}

/* A header, and a row for every run. */
static bool read_table(struct lua_file *file, struct str text)
{
    size_t end = str_find(text, STR("\n"), 0);
    struct str names = text_bare(str_cut(text, 0, end));
    for (text = str_skip(text, end); text.len > 0; text = str_skip(text, end)) {
        text = str_skip(text, 1);
        end = str_find(text, STR("\n"), 0);
        struct str row = text_bare(str_cut(text, 0, end));
        file->result.json.line++;
        if (row.len == 0) {
            continue;
        }
        if (!lua_read_row(names, row, file->report)) {
            const struct json_reading *json = &file->result.json;
            return err_at(json->err, ERR_INPUT, json->source->name, json->line, 0,
                          "this row is cut off: expected a value for every name");
        }
        if (!take_report(file)) {
            return false;
        }
    }
    return true;
}

static bool read_whole(struct source *source, struct buf *text, struct err *err)
{
    struct str line;
    enum source_status status;
    while ((status = source_line(source, &line, err)) == SOURCE_LINE) {
        if (text->n + line.len >= SOURCE_WHOLE_LIMIT) {
            return err_at(err, ERR_INPUT, source->name, 0, 0, "is larger than 1 GiB");
        }
        buf_add(text, line);
        buf_char(text, '\n');
    }
    return status != SOURCE_FAILED;
}

static bool read_lua(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct arena arena = {0};
    struct buf text = BUF(&arena);
    struct lua_file file = {.result = json_result(source, sink, err, "wrk-lua", NULL)};
    file.report = arena_alloc(&arena, sizeof *file.report);
    file.result.tool = "wrk";
    file.result.json.line = 1;
    bool good = read_whole(source, &text, err);
    if (good) {
        bool table = str_starts(buf_str(&text), STR(LUA_CSV_HEADER));
        good = table ? read_table(&file, buf_str(&text)) : read_objects(&file, buf_str(&text));
    }
    arena_free(&arena);
    return good && (file.result.runs > 0 ||
                    err_at(err, ERR_INPUT, source->name, 0, 0, "no report of a Lua script of wrk"));
}

/* Sets of keys that only such scripts write. */
static bool has_keys(struct str head)
{
    static const char *const KEYS[] = {
        "requests",
        "duration_in_microseconds",
        "duration_ms",
        "latency_distribution/percentile",
        "summary/num_requests",
        "summary/duration_microseconds",
        "summary/requests",
        "summary/duration",
        "latency/stdev",
        "summary/latency/mean",
        "requests_sec",
        "latency.mean",
        "requestsTotal",
        "latencyAvg",
        "lat_distribution/percentile",
        "latency/max",
    };
    static const unsigned SETS[] = {
        1U << 0 | 1U << 1,           1U << 0 | 1U << 2 | 1U << 3, 1U << 4 | 1U << 5,
        1U << 6 | 1U << 7 | 1U << 8, 1U << 6 | 1U << 7 | 1U << 9, 1U << 6 | 1U << 7 | 1U << 15,
        1U << 10 | 1U << 11,         1U << 12 | 1U << 13,         1U << 0 | 1U << 14,
    };
    unsigned found = json_head_keys(head, KEYS, sizeof KEYS / sizeof KEYS[0]);
    for (size_t i = 0; i < sizeof SETS / sizeof SETS[0]; i++) {
        if ((found & SETS[i]) == SETS[i]) {
            return true;
        }
    }
    return false;
}

static int probe_lua(struct str head)
{
    if (str_find(head, STR("Thread Stats "), 0) != SIZE_MAX) {
        return PROBE_NO; /* wrk's own text is there too */
    }
    if (str_starts(head, STR(LUA_CSV_HEADER))) {
        return PROBE_CERTAIN;
    }
    return has_keys(skip_between(head)) ? PROBE_LIKELY : PROBE_NO;
}

const struct input_format input_wrk_lua = {
    .name = "wrk-lua",
    .summary = "JSON or CSV that a Lua script of wrk wrote in done()",
    .probe = probe_lua,
    .read = read_lua,
};
