#include <math.h>
#include <stdint.h>

#include "input.h"
#include "json_record.h"
#include "number.h"
#include "vec.h"
#include "wrkbook_json.h"

#define RUN_SCHEMA "wrkbook.run/1"
#define REPORT_SCHEMA "wrkbook.report/1"

struct reading {
    const struct run_sink *sink;
    size_t runs;
};

static struct arena *arena_of(const struct record *record)
{
    return record->reading->arena;
}

static bool read_tags(struct record *record, struct run *run)
{
    struct record tags;
    if (!record_child(record, "tags", &tags)) {
        return false;
    }
    struct tag *items = ARENA_ARRAY(arena_of(record), struct tag, record_size(&tags));
    struct record_member member = {0};
    while (record_next(&tags, &member)) {
        struct tag *tag = &items[run->tag_count++];
        tag->key = str_copy(arena_of(record), str_of(member.key));
        if (!member_text(&tags, &member, &tag->value)) {
            return false;
        }
    }
    run->tags = items;
    return true;
}

/* A record without "source" comes from the file at hand. */
static bool read_origin(struct record *record, struct run *run)
{
    struct record source;
    if (!record_child(record, "source", &source) ||
        !record_text(&source, "file", &run->source_file) ||
        !record_number(&source, "line", &run->source_line) ||
        !record_text(&source, "format", &run->source_format)) {
        return false;
    }
    if (!source.json) {
        run->source_line = (double)record->reading->line;
        run->source_format = STR("wrkbook");
    }
    return record_done(&source);
}

static bool read_target(struct record *record, struct run *run)
{
    struct record tool;
    struct record target;
    return record_child(record, "tool", &tool) && record_text(&tool, "name", &run->tool_name) &&
           record_text(&tool, "version", &run->tool_version) && record_done(&tool) &&
           record_text(record, "command", &run->command) &&
           record_child(record, "target", &target) && record_text(&target, "url", &run->url) &&
           record_text(&target, "method", &run->method) &&
           record_text(&target, "name", &run->target_name) && record_done(&target);
}

static bool read_load(struct record *record, struct load *load)
{
    struct record object;
    struct str model;
    if (!record_child(record, "load", &object) || !record_text(&object, "model", &model)) {
        return false;
    }
    if (model.ptr && !load_model_parse(model, &load->model)) {
        return record_fail(&object, "model", "\"closed\", \"open\" or null");
    }
    return record_number(&object, "threads", &load->threads) &&
           record_number(&object, "connections", &load->connections) &&
           record_number(&object, "duration_s", &load->duration_s) &&
           record_number(&object, "rate_rps", &load->rate_rps) &&
           record_number(&object, "timeout_s", &load->timeout_s) &&
           record_number(&object, "pipeline", &load->pipeline) && record_done(&object);
}

static bool read_status_codes(struct record *record, struct run *run)
{
    struct record codes;
    if (!record_child(record, "status_codes", &codes)) {
        return false;
    }
    if (!codes.json) {
        return true;
    }
    struct status_code *items =
        ARENA_ARRAY(arena_of(record), struct status_code, record_size(&codes));
    struct record_member member = {0};
    while (record_next(&codes, &member)) {
        struct status_code *code = &items[run->status_code_count++];
        if (!number_parse(str_of(member.key), &code->code)) {
            return record_fail(&codes, member.key, "a status code as the key");
        }
        if (!member_number(&codes, &member, &code->count)) {
            return false;
        }
    }
    run->status_codes = items;
    return true;
}

static bool read_percentiles(struct record *record, struct latency *latency)
{
    struct json_t *list;
    size_t count;
    if (!record_list(record, "percentiles", &list, &count)) {
        return false;
    }
    struct percentile *items = ARENA_ARRAY(arena_of(record), struct percentile, count);
    for (size_t i = 0; i < count; i++) {
        struct record item;
        if (!list_record(record, "percentiles", list, i, &item) ||
            !record_percent(&item, "p", &items[i].p) || !record_number(&item, "us", &items[i].us) ||
            !record_number(&item, "count", &items[i].count) || !record_done(&item)) {
            return false;
        }
        if (isnan(items[i].p) || (i > 0 && items[i].p <= items[i - 1].p)) {
            return record_fail(&item, "p", "a number above that of the element before");
        }
    }
    latency->percentiles = items;
    latency->percentile_count = count;
    return true;
}

static bool read_histogram(struct record *record, struct latency *latency)
{
    struct json_t *list;
    size_t count;
    if (!record_list(record, "histogram", &list, &count)) {
        return false;
    }
    if (!list) {
        return true;
    }
    struct bin *bins = ARENA_ARRAY(arena_of(record), struct bin, count);
    for (size_t i = 0; i < count; i++) {
        if (!list_pair(record, "histogram", list, i, &bins[i].upper_us, &bins[i].count)) {
            return false;
        }
    }
    latency->histogram = bins;
    latency->bin_count = count;
    return true;
}

static bool read_latency(struct record *record, struct latency *latency)
{
    struct str kind;
    *latency = latency_blank(LATENCY_SERVICE);
    if (!record_text(record, "kind", &kind)) {
        return false;
    }
    if (!latency_kind_parse(kind, &latency->kind)) {
        return record_fail(record, "kind", "\"service\", \"backfilled\" or \"response\"");
    }
    return record_number(record, "mean_us", &latency->mean_us) &&
           record_number(record, "stdev_us", &latency->stdev_us) &&
           record_number(record, "min_us", &latency->min_us) &&
           record_number(record, "max_us", &latency->max_us) &&
           record_percent(record, "within_stdev_pct", &latency->within_stdev_pct) &&
           record_number(record, "count", &latency->count) && read_percentiles(record, latency) &&
           read_histogram(record, latency) && record_done(record);
}

static bool read_phases(struct record *record, struct run *run)
{
    struct record phases;
    if (!record_child(record, "phases", &phases)) {
        return false;
    }
    struct phase *items = ARENA_ARRAY(arena_of(record), struct phase, record_size(&phases));
    struct record_member member = {0};
    while (record_next(&phases, &member)) {
        struct record phase;
        struct phase *item = &items[run->phase_count++];
        item->name = str_copy(arena_of(record), str_of(member.key));
        if (!member_record(&phases, &member, &phase) || !read_latency(&phase, &item->latency)) {
            return false;
        }
    }
    run->phases = items;
    return true;
}

static bool read_results(struct record *record, struct run *run)
{
    struct record latency;
    if (!record_text(record, "started_at", &run->started_at) ||
        !record_number(record, "elapsed_s", &run->elapsed_s) ||
        !record_number(record, "requests", &run->requests) ||
        !record_number(record, "ok", &run->ok) ||
        !record_number(record, "attempts", &run->attempts) ||
        !record_number(record, "bytes", &run->bytes) || !record_number(record, "rps", &run->rps) ||
        !record_number(record, "bytes_per_s", &run->bytes_per_s) ||
        !read_status_codes(record, run) || !record_child(record, "latency", &latency)) {
        return false;
    }
    run->has_latency = latency.json != NULL;
    return !run->has_latency || read_latency(&latency, &run->latency);
}

static bool read_thread_rps(struct record *record, struct thread_rps *rate)
{
    struct record object;
    return record_child(record, "thread_rps", &object) &&
           record_number(&object, "mean", &rate->mean) &&
           record_number(&object, "stdev", &rate->stdev) &&
           record_number(&object, "max", &rate->max) &&
           record_percent(&object, "within_stdev_pct", &rate->within_stdev_pct) &&
           record_done(&object);
}

static bool read_errors(struct record *record, struct run_errors *errors)
{
    struct record object;
    return record_child(record, "errors", &object) &&
           record_number(&object, "connect", &errors->connect) &&
           record_number(&object, "read", &errors->read) &&
           record_number(&object, "write", &errors->write) &&
           record_number(&object, "timeout", &errors->timeout) &&
           record_number(&object, "status", &errors->status) &&
           record_number(&object, "other", &errors->other) && record_done(&object);
}

static bool read_values(struct record *record, struct run *run)
{
    struct json_t *list;
    size_t count;
    if (!record_list(record, "values", &list, &count)) {
        return false;
    }
    struct named_value *items = ARENA_ARRAY(arena_of(record), struct named_value, count);
    for (size_t i = 0; i < count; i++) {
        struct record item;
        struct str better;
        struct str kind;
        if (!list_record(record, "values", list, i, &item) ||
            !record_text(&item, "name", &items[i].name) ||
            !record_signed(&item, "value", &items[i].value) ||
            !record_text(&item, "unit", &items[i].unit) || !record_text(&item, "better", &better) ||
            !record_text(&item, "kind", &kind) || !record_done(&item)) {
            return false;
        }
        if (better.ptr && !better_parse(better, &items[i].better)) {
            return record_fail(&item, "better", "\"higher\", \"lower\" or null");
        }
        items[i].fact = str_is(kind, "fact");
        if (kind.ptr && !items[i].fact) {
            return record_fail(&item, "kind", "\"fact\" or nothing");
        }
    }
    run->values = items;
    run->value_count = count;
    return true;
}

/* The notes of the record, and one more about keys that were ignored. */
static bool read_notes(struct record *record, struct run *run)
{
    VEC(struct str) notes = {0};
    struct json_t *list;
    size_t count;
    if (!record_list(record, "notes", &list, &count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct str note;
        if (!list_text(record, "notes", list, i, &note)) {
            return false;
        }
        VEC_PUSH(arena_of(record), &notes, note);
    }
    record_done(record);
    struct str unknown = buf_str(&record->reading->unknown);
    if (unknown.len > 0) {
        VEC_PUSH(arena_of(record), &notes,
                 str_printf(arena_of(record), "ignored unknown keys: %.*s", STR_ARG(unknown)));
    }
    run->notes = notes.at;
    run->note_count = notes.n;
    return true;
}

static bool read_run(struct record *record)
{
    struct reading *reading = record->reading->context;
    struct run run = run_blank();
    struct str role;
    record->reading->unknown.n = 0;
    if (!record_text(record, "label", &run.label) || !record_text(record, "role", &role)) {
        return false;
    }
    if (role.ptr && !role_parse(role, &run.role)) {
        return record_fail(record, "role", "\"measured\", \"warmup\" or \"primer\"");
    }
    if (!read_tags(record, &run) || !read_origin(record, &run) || !read_target(record, &run) ||
        !read_load(record, &run.load) || !read_results(record, &run) ||
        !read_phases(record, &run) || !read_thread_rps(record, &run.thread_rps) ||
        !read_errors(record, &run.errors) || !read_values(record, &run) ||
        !read_notes(record, &run)) {
        return false;
    }
    reading->sink->take(reading->sink->context, &run);
    reading->runs++;
    return true;
}

static bool refuse_schema(const struct record *record, struct str schema)
{
    struct arena arena = {0};
    schema = str_clean(&arena, str_cut(schema, 0, 60));
    const char *expected =
        schema.len > 0 ? arena_printf(&arena, "\"" RUN_SCHEMA "\", found \"%.*s\"", STR_ARG(schema))
                       : "\"" RUN_SCHEMA "\"";
    record_fail(record, "schema", expected);
    arena_free(&arena);
    return false;
}

static bool read_report(struct record *record)
{
    struct json_t *list;
    size_t count;
    if (!record_list(record, "runs", &list, &count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct record run;
        struct str schema;
        record->reading->index = i + 1;
        if (!list_record(record, "runs", list, i, &run)) {
            return false;
        }
        run.path = "";
        if (!record_text(&run, "schema", &schema)) {
            return false;
        }
        if (!str_is(schema, RUN_SCHEMA)) {
            return refuse_schema(&run, schema);
        }
        if (!read_run(&run)) {
            return false;
        }
    }
    record->reading->index = 0;
    return true;
}

static bool take_record(struct json_reading *reading, struct record *record)
{
    struct str schema;
    (void)reading;
    if (!record_text(record, "schema", &schema)) {
        return false;
    }
    if (str_is(schema, REPORT_SCHEMA)) {
        return read_report(record);
    }
    return str_is(schema, RUN_SCHEMA) ? read_run(record) : refuse_schema(record, schema);
}

static struct json_reading json_of(struct source *source, struct reading *reading, struct err *err)
{
    return (struct json_reading){.source = source,
                                 .arena = reading->sink->arena,
                                 .err = err,
                                 .context = reading,
                                 .take = take_record,
                                 .unknown = BUF(reading->sink->arena)};
}

bool wrkbook_read_text(struct source *source, struct str text, long line,
                       const struct run_sink *sink, size_t *runs, struct err *err)
{
    struct reading reading = {.sink = sink, .runs = *runs};
    struct json_reading json = json_of(source, &reading, err);
    bool read = json_read_text(&json, text, line);
    *runs = reading.runs;
    return read;
}

static bool read_wrkbook(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct reading reading = {.sink = sink};
    struct json_reading json = json_of(source, &reading, err);
    if (!json_read_records(&json)) {
        return false;
    }
    if (reading.runs == 0) {
        return err_at(err, ERR_INPUT, source->name, 0, 0,
                      "no run in this file; expected \"schema\":\"" RUN_SCHEMA "\"");
    }
    return true;
}

/* Every record names its schema early. */
static int probe_wrkbook(struct str head)
{
    str_eat(&head, STR("\xef\xbb\xbf"));
    head = str_trim(head);
    bool json = head.len > 0 && (head.ptr[0] == '{' || head.ptr[0] == '[');
    bool ours = json && (str_find(head, STR("\"wrkbook.run/"), 0) != SIZE_MAX ||
                         str_find(head, STR("\"wrkbook.report/"), 0) != SIZE_MAX);
    return ours ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_wrkbook = {
    .name = "wrkbook",
    .summary = "wrkbook's own JSON: runs (one, JSON Lines or an array) and report.json",
    .probe = probe_wrkbook,
    .read = read_wrkbook,
};
