#include <math.h>

#include "number.h"
#include "output.h"

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

static void name(struct json_emit *json, const char *key, const char *value)
{
    text(json, key, str_of(value));
}

/* Arrays of the top level have an element a line, so that reports can be read and diffed. */
static void open_list(struct json_emit *json, const char *key)
{
    json_newline(json);
    json_key(json, key);
    json_open(json, '[');
}

static void open_item(struct json_emit *json)
{
    json_newline(json);
    json_open(json, '{');
}

static const char *workload_id(struct arena *arena, size_t workload)
{
    return arena_printf(arena, "w%zu", workload + 1);
}

static void workload_key(struct json_emit *json, size_t workload)
{
    name(json, "workload", workload == NO_INDEX ? NULL : workload_id(json->out->arena, workload));
}

static void system_key(struct json_emit *json, const struct report *report, size_t system)
{
    text(json, "system", system == NO_INDEX ? (struct str){0} : report->study->systems[system]);
}

static void emit_systems(struct json_emit *json, const struct report *report)
{
    const struct study *study = report->study;
    open_list(json, "systems");
    for (size_t s = 0; s < study->system_count; s++) {
        size_t runs = 0;
        struct str tool = {0};
        for (size_t w = 0; w < study->workload_count; w++) {
            const struct group *group = study_group(study, w, s);
            runs += group->n;
            tool = group->n > 0 ? group->runs[0]->tool_name : tool;
        }
        open_item(json);
        text(json, "label", study->systems[s]);
        number(json, "runs", (double)runs);
        text(json, "tool", tool);
        json_key(json, "facts");
        json_open(json, '[');
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_workloads(struct json_emit *json, const struct report *report)
{
    open_list(json, "workloads");
    for (size_t w = 0; w < report->workload_count; w++) {
        const struct workload *workload = &report->study->workloads[w];
        open_item(json);
        name(json, "id", workload_id(report->arena, w));
        text(json, "text", report->workloads[w].title);
        number(json, "connections", workload->connections);
        number(json, "threads", workload->threads);
        number(json, "duration_s", workload->duration_s);
        number(json, "rate_rps", workload->rate_rps);
        text(json, "path", workload->path);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_change(struct json_emit *json, const struct comparison_row *row)
{
    json_key(json, "change");
    if (!row->has_change) {
        json_none(json);
        return;
    }
    const struct change *change = &row->change;
    json_open(json, '{');
    number(json, "ratio", change->ratio);
    number(json, "percent", change->percent);
    number(json, "low", change->low);
    number(json, "high", change->high);
    number(json, "p", change->p);
    number(json, "p_adjusted", change->p_adjusted);
    name(json, "bound", bound_text(change->bound));
    name(json, "verdict", verdict_name(change->verdict));
    name(json, "why", why_name(change->why));
    json_close(json, '}');
}

static void emit_row(struct json_emit *json, const struct report *report, size_t system,
                     const struct comparison_row *row)
{
    const struct summary *summary = &row->summary;
    json_open(json, '{');
    system_key(json, report, system);
    number(json, "n", (double)summary->n);
    number(json, "value", summary->value);
    number(json, "low", summary->low);
    number(json, "high", summary->high);
    name(json, "bound", bound_text(summary->bound));
    json_key(json, "raw");
    json_open(json, '[');
    for (size_t i = 0; i < summary->n; i++) {
        json_number(json, summary->raw[i]);
    }
    json_close(json, ']');
    emit_change(json, row);
    json_close(json, '}');
}

static void emit_comparison(struct json_emit *json, const struct report *report)
{
    open_list(json, "comparison");
    for (size_t i = 0; i < report->analysis->comparisons.n; i++) {
        const struct comparison *comparison = &report->analysis->comparisons.at[i];
        const struct metric *metric = comparison->metric;
        open_item(json);
        workload_key(json, comparison->workload);
        name(json, "metric", metric->id);
        name(json, "unit", unit_name(metric->unit));
        name(json, "better", better_name(metric->better));
        json_key(json, "primary");
        json_bool(json, (metric->flags & METRIC_PRIMARY) != 0);
        json_key(json, "rows");
        json_open(json, '[');
        for (size_t s = 0; s < report->study->system_count; s++) {
            emit_row(json, report, s, &comparison->rows[s]);
        }
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_efficiency(struct json_emit *json, const struct report *report)
{
    open_list(json, "efficiency");
    for (size_t i = 0; i < report->analysis->efficiencies.n; i++) {
        const struct efficiency *efficiency = &report->analysis->efficiencies.at[i];
        open_item(json);
        workload_key(json, efficiency->workload);
        name(json, "metric", efficiency->metric->id);
        json_key(json, "rows");
        json_open(json, '[');
        for (size_t s = 0; s < report->study->system_count; s++) {
            json_open(json, '{');
            system_key(json, report, s);
            number(json, "share", efficiency->cells[s].share);
            name(json, "why", why_name(efficiency->cells[s].why));
            json_close(json, '}');
        }
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_parts(struct json_emit *json, const struct score *score)
{
    json_key(json, "parts");
    json_open(json, '[');
    for (size_t i = 0; i < score->part_count; i++) {
        const struct score_part *part = &score->parts[i];
        json_open(json, '{');
        name(json, "metric", part->metric->id);
        number(json, "value", part->value);
        number(json, "best", part->best);
        number(json, "ratio", part->ratio);
        number(json, "weight", part->weight);
        name(json, "bound", bound_text(part->bound));
        json_close(json, '}');
    }
    json_close(json, ']');
    json_key(json, "excluded");
    json_open(json, '[');
    for (size_t i = 0; i < score->excluded_count; i++) {
        json_open(json, '{');
        name(json, "metric", score->excluded[i].metric->id);
        name(json, "why", why_name(score->excluded[i].why));
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_score(struct json_emit *json, const struct report *report)
{
    open_list(json, "score");
    for (size_t i = 0; i < report->analysis->scores.n; i++) {
        const struct score *score = &report->analysis->scores.at[i];
        open_item(json);
        workload_key(json, score->workload);
        system_key(json, report, score->system);
        number(json, "score", score->value);
        name(json, "bound", bound_text(score->bound));
        number(json, "rank", score->rank > 0 ? (double)score->rank : (double)NAN);
        emit_parts(json, score);
        name(json, "not_scored", not_scored_name(score->not_scored));
        json_key(json, "dominates");
        json_open(json, '[');
        for (size_t k = 0; k < score->dominates_count; k++) {
            json_str(json, report->study->systems[score->dominates[k]]);
        }
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* "python-3.txt:12" */
static struct str run_name(struct arena *arena, const struct run *run)
{
    char line[NUMBER_SIZE];
    bool stated = isfinite(run->source_line);
    return str_printf(arena, "%.*s%s%.*s", STR_ARG(run->source_file), stated ? ":" : "",
                      STR_ARG(stated ? number_format(line, run->source_line) : (struct str){0}));
}

static void emit_findings(struct json_emit *json, const struct report *report)
{
    open_list(json, "findings");
    for (size_t i = 0; i < report->remark_count; i++) {
        const struct remark *remark = &report->remarks[i];
        const struct finding *finding = remark->finding;
        open_item(json);
        name(json, "id", finding->id);
        name(json, "level", level_name(finding->level));
        system_key(json, report, finding->system);
        workload_key(json, finding->workload);
        text(json, "run", finding->run ? run_name(report->arena, finding->run) : (struct str){0});
        text(json, "text", remark->text);
        text(json, "advice", remark->advice);
        json_key(json, "values");
        json_open(json, '{');
        for (size_t k = 0; k < finding->value_count; k++) {
            const struct finding_value *value = &finding->values[k];
            json_key(json, value->name);
            if (value->unit == UNIT_NONE) {
                json_str(json, value->text);
            } else {
                json_number(json, value->value);
            }
        }
        json_close(json, '}');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_runs(struct json_emit *json, const struct report *report)
{
    open_list(json, "runs");
    for (size_t i = 0; i < report->study->run_count; i++) {
        json_newline(json);
        run_emit(json, report->study->runs[i]);
    }
    json_close(json, ']');
}

/* A list that has no entries in this report. */
static void emit_empty(struct json_emit *json, const char *key)
{
    open_list(json, key);
    json_close(json, ']');
}

void report_json(const struct report *report, struct buf *out)
{
    struct json_emit json = {.out = out};
    json_open(&json, '{');
    name(&json, "schema", "wrkbook.report/1");
    text(&json, "title", report->title);
    text(&json, "lang", report->language->id);
    text(&json, "headline", report->headline);
    text(&json, "baseline", report->study->systems[0]);
    emit_systems(&json, report);
    emit_workloads(&json, report);
    emit_comparison(&json, report);
    emit_efficiency(&json, report);
    emit_score(&json, report);
    emit_empty(&json, "sweep");
    emit_findings(&json, report);
    emit_empty(&json, "gates");
    emit_runs(&json, report);
    json_close(&json, '}');
    buf_char(out, '\n');
}

static bool write_json(const struct report *report, struct sink *sink, const char *file,
                       struct err *err)
{
    struct buf out = BUF(report->arena);
    report_json(report, &out);
    return sink_put(sink, file, buf_str(&out), err);
}

const struct output_format output_json = {
    .name = "json",
    .file = "report.json",
    .extension = "json",
    .summary = "every number of the report, and its runs",
    .write = write_json,
};
