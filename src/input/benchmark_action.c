#include <math.h>
#include <stdint.h>

#include "json_head.h"
#include "json_result.h"
#include "timestamp.h"

#define PREFIX "window.BENCHMARK_DATA"

static bool read_bench(struct json_result *result, struct record *bench, enum better better)
{
    struct named_value item = {.better = better};
    if (!record_text(bench, "name", &item.name) || !record_text(bench, "unit", &item.unit) ||
        !record_signed(bench, "value", &item.value)) {
        return false;
    }
    if (isnan(item.value) || !item.name.ptr) {
        return record_fail(bench, item.name.ptr ? "value" : "name", "what every benchmark has");
    }
    result_value(result, item);
    return true;
}

/* An element of a custom list: nothing in it tells the direction. */
static bool take_custom(struct json_result *result, struct record *record)
{
    result_begin(result);
    if (!read_bench(result, record, BETTER_NONE)) {
        return false;
    }
    result->run.target_name = result->values.at[0].name;
    result->run.tool_name = (struct str){0};
    result_finish(result);
    return true;
}

/* Only the custom tools say in their name which way is better; others have units of their own. */
static enum better direction(struct str tool)
{
    if (str_is(tool, "customBiggerIsBetter")) {
        return BETTER_HIGHER;
    }
    return str_is(tool, "customSmallerIsBetter") ? BETTER_LOWER : BETTER_NONE;
}

/* What one commit measured. */
static bool read_commit(struct json_result *result, struct str suite, struct record *entry)
{
    struct run *run = &result->run;
    struct record commit;
    struct json_t *list;
    size_t count;
    double date;
    struct tag *tags = ARENA_ARRAY(result->json.arena, struct tag, 2);
    result_begin(result);
    tags[0] = (struct tag){STR("suite"), str_copy(result->json.arena, suite)};
    tags[1].key = STR("commit");
    if (!record_child(entry, "commit", &commit) || !record_text(&commit, "id", &tags[1].value) ||
        !record_number(entry, "date", &date) || !record_text(entry, "tool", &run->tool_name) ||
        !record_list(entry, "benches", &list, &count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct record bench;
        if (!list_record(entry, "benches", list, i, &bench) ||
            !read_bench(result, &bench, direction(run->tool_name))) {
            return false;
        }
    }
    run->tags = tags;
    run->tag_count = tags[1].value.ptr ? 2 : 1;
    run->started_at = utc_from_ms(result->json.arena, date);
    result_finish(result);
    return true;
}

static bool take_data(struct json_result *result, struct record *record)
{
    struct record entries;
    struct record_member member = {0};
    if (!record_child(record, "entries", &entries)) {
        return false;
    }
    while (record_next(&entries, &member)) {
        struct json_t *list;
        size_t count;
        struct record suites = entries;
        suites.known = 0;
        if (!record_list(&suites, member.key, &list, &count)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            struct record entry;
            if (!list_record(&suites, member.key, list, i, &entry) ||
                !read_commit(result, str_of(member.key), &entry)) {
                return false;
            }
        }
    }
    return true;
}

/* data.js is one assignment of JSON, with or without a semicolon. */
static bool read_data(struct json_result *result, struct str text)
{
    size_t brace = str_find(text, STR("{"), 0);
    text = str_trim(str_skip(text, brace == SIZE_MAX ? text.len : brace));
    if (str_ends(text, STR(";"))) {
        text.len--;
    }
    result->take = take_data;
    result->json.context = result;
    if (!json_read_text(&result->json, text, 1)) {
        return false;
    }
    return result->runs > 0 || err_at(result->json.err, ERR_INPUT, result->json.source->name, 0, 0,
                                      "no benchmark in this file");
}

static bool read_benchmarks(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct json_result result = json_result(source, sink, err, "bench-action", take_custom);
    struct str text;
    if (!source_head(source, &text, err)) {
        return false;
    }
    if (!str_starts(str_trim(text), STR(PREFIX))) {
        return json_result_read(&result);
    }
    return source_rest(source, &text, err) && read_data(&result, text);
}

static int probe_benchmarks(struct str head)
{
    static const char *const KEYS[] = {"name", "unit", "value"};
    head = str_trim(head);
    bool custom = str_starts(head, STR("[")) && json_head_has(head, KEYS, 3);
    return custom || str_starts(head, STR(PREFIX)) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_benchmark_action = {
    .name = "bench-action",
    .summary = "github-action-benchmark: data.js, and the lists of its custom tools",
    .probe = probe_benchmarks,
    .read = read_benchmarks,
};
