#include <math.h>

#include "number.h"
#include "run.h"

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
    json_str_field(json, "file", run->source_file);
    json_number_field(json, "line", run->source_line);
    json_str_field(json, "format", run->source_format);
    json_close(json, '}');
    json_key(json, "tool");
    json_open(json, '{');
    json_str_field(json, "name", run->tool_name);
    json_str_field(json, "version", run->tool_version);
    json_close(json, '}');
    json_str_field(json, "command", run->command);
    json_key(json, "target");
    json_open(json, '{');
    json_str_field(json, "url", run->url);
    json_str_field(json, "method", run->method);
    json_str_field(json, "name", run->target_name);
    json_close(json, '}');
}

static void emit_load(struct json_emit *json, const struct load *load)
{
    json_key(json, "load");
    json_open(json, '{');
    json_str_field(json, "model", str_of(load_model_name(load->model)));
    json_number_field(json, "threads", load->threads);
    json_number_field(json, "connections", load->connections);
    json_number_field(json, "duration_s", load->duration_s);
    json_number_field(json, "rate_rps", load->rate_rps);
    json_number_field(json, "timeout_s", load->timeout_s);
    json_number_field(json, "pipeline", load->pipeline);
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
    json_open_list(json, "percentiles");
    for (size_t i = 0; i < latency->percentile_count; i++) {
        const struct percentile *percentile = &latency->percentiles[i];
        json_open(json, '{');
        json_number_field(json, "p", percentile->p);
        json_number_field(json, "us", percentile->us);
        if (!isnan(percentile->count)) {
            json_number_field(json, "count", percentile->count);
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_latency(struct json_emit *json, const struct latency *latency)
{
    json_open(json, '{');
    json_str_field(json, "kind", str_of(latency_kind_name(latency->kind)));
    json_number_field(json, "mean_us", latency->mean_us);
    json_number_field(json, "stdev_us", latency->stdev_us);
    json_number_field(json, "min_us", latency->min_us);
    json_number_field(json, "max_us", latency->max_us);
    json_number_field(json, "within_stdev_pct", latency->within_stdev_pct);
    json_number_field(json, "count", latency->count);
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
    json_str_field(json, "started_at", run->started_at);
    json_number_field(json, "elapsed_s", run->elapsed_s);
    json_number_field(json, "requests", run->requests);
    json_number_field(json, "ok", run->ok);
    json_number_field(json, "attempts", run->attempts);
    json_number_field(json, "bytes", run->bytes);
    json_number_field(json, "rps", run->rps);
    json_number_field(json, "bytes_per_s", run->bytes_per_s);
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
    json_number_field(json, "mean", rate->mean);
    json_number_field(json, "stdev", rate->stdev);
    json_number_field(json, "max", rate->max);
    json_number_field(json, "within_stdev_pct", rate->within_stdev_pct);
    json_close(json, '}');
}

static void emit_errors(struct json_emit *json, const struct run_errors *errors)
{
    json_key(json, "errors");
    json_open(json, '{');
    json_number_field(json, "connect", errors->connect);
    json_number_field(json, "read", errors->read);
    json_number_field(json, "write", errors->write);
    json_number_field(json, "timeout", errors->timeout);
    json_number_field(json, "status", errors->status);
    json_number_field(json, "other", errors->other);
    json_close(json, '}');
}

void value_emit(struct json_emit *json, const struct named_value *value)
{
    json_open(json, '{');
    json_str_field(json, "name", value->name);
    json_number_field(json, "value", value->value);
    json_str_field(json, "unit", value->unit);
    json_str_field(json, "better", str_of(better_name(value->better)));
    if (value->fact) {
        json_str_field(json, "kind", STR("fact"));
    }
    json_close(json, '}');
}

static void emit_rest(struct json_emit *json, const struct run *run)
{
    json_open_list(json, "values");
    for (size_t i = 0; i < run->value_count; i++) {
        value_emit(json, &run->values[i]);
    }
    json_close(json, ']');
    json_open_list(json, "notes");
    for (size_t i = 0; i < run->note_count; i++) {
        json_str(json, run->notes[i]);
    }
    json_close(json, ']');
}

void run_emit(struct json_emit *json, const struct run *run)
{
    json_open(json, '{');
    json_str_field(json, "schema", STR("wrkbook.run/1"));
    json_str_field(json, "label", run->label);
    json_str_field(json, "role", str_of(role_name(run->role)));
    emit_tags(json, run);
    emit_origin(json, run);
    emit_load(json, &run->load);
    emit_results(json, run);
    emit_thread_rps(json, &run->thread_rps);
    emit_errors(json, &run->errors);
    emit_rest(json, run);
    json_close(json, '}');
}
