#include <math.h>

#include "number.h"
#include "run.h"

static void number(struct json_emit *json, const char *key, double value)
{
    json_key(json, key);
    json_number(json, value);
}

static void text(struct json_emit *json, const char *key, struct str value)
{
    json_key(json, key);
    json_str(json, value);
}

static void emit_tags(struct json_emit *json, const struct run *run)
{
    json_key(json, "tags");
    json_open(json, '{');
    for (size_t i = 0; i < run->tag_count; i++) {
        json_key_str(json, run->tags[i].key);
        json_str(json, run->tags[i].value);
    }
    json_close(json, '}');
}

static void emit_origin(struct json_emit *json, const struct run *run)
{
    json_key(json, "source");
    json_open(json, '{');
    text(json, "file", run->source_file);
    number(json, "line", run->source_line);
    text(json, "format", run->source_format);
    json_close(json, '}');
    json_key(json, "tool");
    json_open(json, '{');
    text(json, "name", run->tool_name);
    text(json, "version", run->tool_version);
    json_close(json, '}');
    text(json, "command", run->command);
    json_key(json, "target");
    json_open(json, '{');
    text(json, "url", run->url);
    text(json, "method", run->method);
    text(json, "name", run->target_name);
    json_close(json, '}');
}

static void emit_load(struct json_emit *json, const struct load *load)
{
    json_key(json, "load");
    json_open(json, '{');
    text(json, "model", str_of(load_model_name(load->model)));
    number(json, "threads", load->threads);
    number(json, "connections", load->connections);
    number(json, "duration_s", load->duration_s);
    number(json, "rate_rps", load->rate_rps);
    number(json, "timeout_s", load->timeout_s);
    number(json, "pipeline", load->pipeline);
    json_close(json, '}');
}

static void emit_status_codes(struct json_emit *json, const struct run *run)
{
    json_key(json, "status_codes");
    if (!run->status_codes) {
        json_none(json);
        return;
    }
    json_open(json, '{');
    for (size_t i = 0; i < run->status_code_count; i++) {
        char name[NUMBER_SIZE];
        json_key_str(json, number_format(name, run->status_codes[i].code));
        json_number(json, run->status_codes[i].count);
    }
    json_close(json, '}');
}

static void emit_percentiles(struct json_emit *json, const struct latency *latency)
{
    json_key(json, "percentiles");
    json_open(json, '[');
    for (size_t i = 0; i < latency->percentile_count; i++) {
        const struct percentile *percentile = &latency->percentiles[i];
        json_open(json, '{');
        number(json, "p", percentile->p);
        number(json, "us", percentile->us);
        if (!isnan(percentile->count)) {
            number(json, "count", percentile->count);
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_latency(struct json_emit *json, const struct latency *latency)
{
    json_open(json, '{');
    text(json, "kind", str_of(latency_kind_name(latency->kind)));
    number(json, "mean_us", latency->mean_us);
    number(json, "stdev_us", latency->stdev_us);
    number(json, "min_us", latency->min_us);
    number(json, "max_us", latency->max_us);
    number(json, "within_stdev_pct", latency->within_stdev_pct);
    number(json, "count", latency->count);
    emit_percentiles(json, latency);
    json_key(json, "histogram");
    if (latency->histogram) {
        json_open(json, '[');
        for (size_t i = 0; i < latency->bin_count; i++) {
            json_open(json, '[');
            json_number(json, latency->histogram[i].upper_us);
            json_number(json, latency->histogram[i].count);
            json_close(json, ']');
        }
        json_close(json, ']');
    } else {
        json_none(json);
    }
    json_close(json, '}');
}

static void emit_results(struct json_emit *json, const struct run *run)
{
    text(json, "started_at", run->started_at);
    number(json, "elapsed_s", run->elapsed_s);
    number(json, "requests", run->requests);
    number(json, "ok", run->ok);
    number(json, "attempts", run->attempts);
    number(json, "bytes", run->bytes);
    number(json, "rps", run->rps);
    number(json, "bytes_per_s", run->bytes_per_s);
    emit_status_codes(json, run);
    json_key(json, "latency");
    if (run->has_latency) {
        emit_latency(json, &run->latency);
    } else {
        json_none(json);
    }
    json_key(json, "phases");
    json_open(json, '{');
    for (size_t i = 0; i < run->phase_count; i++) {
        json_key_str(json, run->phases[i].name);
        emit_latency(json, &run->phases[i].latency);
    }
    json_close(json, '}');
}

static void emit_thread_rps(struct json_emit *json, const struct thread_rps *rate)
{
    json_key(json, "thread_rps");
    if (isnan(rate->mean)) {
        json_none(json);
        return;
    }
    json_open(json, '{');
    number(json, "mean", rate->mean);
    number(json, "stdev", rate->stdev);
    number(json, "max", rate->max);
    number(json, "within_stdev_pct", rate->within_stdev_pct);
    json_close(json, '}');
}

static void emit_errors(struct json_emit *json, const struct run_errors *errors)
{
    json_key(json, "errors");
    json_open(json, '{');
    number(json, "connect", errors->connect);
    number(json, "read", errors->read);
    number(json, "write", errors->write);
    number(json, "timeout", errors->timeout);
    number(json, "status", errors->status);
    number(json, "other", errors->other);
    json_close(json, '}');
}

static void emit_rest(struct json_emit *json, const struct run *run)
{
    json_key(json, "values");
    json_open(json, '[');
    for (size_t i = 0; i < run->value_count; i++) {
        json_open(json, '{');
        text(json, "name", run->values[i].name);
        number(json, "value", run->values[i].value);
        text(json, "unit", run->values[i].unit);
        text(json, "better", str_of(better_name(run->values[i].better)));
        json_close(json, '}');
    }
    json_close(json, ']');
    json_key(json, "notes");
    json_open(json, '[');
    for (size_t i = 0; i < run->note_count; i++) {
        json_str(json, run->notes[i]);
    }
    json_close(json, ']');
}

void run_emit(struct json_emit *json, const struct run *run)
{
    json_open(json, '{');
    text(json, "schema", STR("wrkbook.run/1"));
    text(json, "label", run->label);
    text(json, "role", str_of(role_name(run->role)));
    emit_tags(json, run);
    emit_origin(json, run);
    emit_load(json, &run->load);
    emit_results(json, run);
    emit_thread_rps(json, &run->thread_rps);
    emit_errors(json, &run->errors);
    emit_rest(json, run);
    json_close(json, '}');
}
