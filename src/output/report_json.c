#include <math.h>

#include "gates.h"
#include "number.h"
#include "output.h"
#include "report_json.h"

void report_json_open_list(struct json_emit *json, const char *key)
{
    json_newline(json);
    json_open_list(json, key);
}

void report_json_open_item(struct json_emit *json)
{
    json_newline(json);
    json_open(json, '{');
}

const char *report_json_workload_id(struct arena *arena, size_t workload)
{
    return arena_printf(arena, "w%zu", workload + 1);
}

void report_json_workload(struct json_emit *json, size_t workload)
{
    json_str_field(
        json, "workload",
        str_of(workload == NO_INDEX ? NULL : report_json_workload_id(json->out->arena, workload)));
}

void report_json_system(struct json_emit *json, const struct report *report, size_t system)
{
    json_str_field(json, "system",
                   system == NO_INDEX ? (struct str){0} : report->study->systems[system]);
}

/* The facts of a system, as given; its runs all carry them. */
static void emit_facts(struct json_emit *json, const struct report *report, size_t system)
{
    const struct run *run = NULL;
    for (size_t w = 0; w < report->workload_count && !run; w++) {
        const struct group *group = study_group(report->study, w, system);
        run = group->n > 0 ? group->runs[0] : NULL;
    }
    json_open_list(json, "facts");
    for (size_t i = 0; run && i < run->value_count; i++) {
        struct named_value fact = run->values[i];
        if (fact.fact) {
            fact.fact = false; /* which goes without saying here */
            value_emit(json, &fact);
        }
    }
    json_close(json, ']');
}

static void emit_systems(struct json_emit *json, const struct report *report)
{
    const struct study *study = report->study;
    report_json_open_list(json, "systems");
    for (size_t s = 0; s < study->system_count; s++) {
        size_t runs = 0;
        struct str tool = {0};
        for (size_t w = 0; w < study->workload_count; w++) {
            const struct group *group = study_group(study, w, s);
            runs += group->n;
            tool = group->n > 0 ? group->runs[0]->tool_name : tool;
        }
        report_json_open_item(json);
        json_str_field(json, "label", study->systems[s]);
        json_number_field(json, "runs", (double)runs);
        json_str_field(json, "tool", tool);
        emit_facts(json, report, s);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_workloads(struct json_emit *json, const struct report *report)
{
    report_json_open_list(json, "workloads");
    for (size_t w = 0; w < report->workload_count; w++) {
        const struct workload *workload = &report->study->workloads[w];
        report_json_open_item(json);
        json_str_field(json, "id", str_of(report_json_workload_id(report->arena, w)));
        json_str_field(json, "text", report->workloads[w].title);
        json_number_field(json, "connections", workload->connections);
        json_number_field(json, "threads", workload->threads);
        json_number_field(json, "duration_s", workload->duration_s);
        json_number_field(json, "rate_rps", workload->rate_rps);
        json_str_field(json, "path", workload->path);
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
    json_number_field(json, "ratio", change->ratio);
    json_number_field(json, "percent", change->percent);
    json_number_field(json, "estimate", change->estimate);
    json_number_field(json, "low", change->low);
    json_number_field(json, "high", change->high);
    json_number_field(json, "p", change->p);
    json_number_field(json, "p_adjusted", change->p_adjusted);
    json_str_field(json, "verdict", str_of(verdict_name(change->verdict)));
    json_str_field(json, "why", str_of(why_name(change->why)));
    json_str_field(json, "bound", str_of(bound_text(change->bound)));
    json_close(json, '}');
}

static void emit_raw(struct json_emit *json, const struct summary *summary)
{
    struct arena scratch = {0};
    const double *raw = summary_raw(&scratch, summary);
    json_open_list(json, "raw");
    for (size_t i = 0; i < summary->n; i++) {
        json_number(json, raw[i]);
    }
    json_close(json, ']');
    arena_free(&scratch);
}

static void emit_row(struct json_emit *json, const struct report *report, size_t system,
                     const struct comparison_row *row)
{
    const struct summary *summary = &row->summary;
    json_open(json, '{');
    report_json_system(json, report, system);
    json_number_field(json, "n", (double)summary->n);
    json_number_field(json, "value", summary->value);
    json_number_field(json, "low", summary->low);
    json_number_field(json, "high", summary->high);
    json_str_field(json, "bound", str_of(bound_text(summary->bound)));
    emit_raw(json, summary);
    emit_change(json, row);
    json_close(json, '}');
}

static void emit_comparison(struct json_emit *json, const struct report *report)
{
    report_json_open_list(json, "comparison");
    for (size_t i = 0; i < report->analysis->comparisons.n; i++) {
        const struct comparison *comparison = &report->analysis->comparisons.at[i];
        const struct metric *metric = comparison->metric;
        report_json_open_item(json);
        report_json_workload(json, comparison->workload);
        json_str_field(json, "metric", str_of(metric->id));
        json_str_field(json, "unit", metric_unit(metric));
        json_str_field(json, "better", str_of(better_name(metric->better)));
        json_key(json, "primary");
        json_bool(json, (metric->flags & METRIC_PRIMARY) != 0);
        json_open_list(json, "rows");
        for (size_t s = 0; s < report->study->system_count; s++) {
            emit_row(json, report, s, &comparison->rows[s]);
        }
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_overall(struct json_emit *json, const struct report *report)
{
    report_json_open_list(json, "overall");
    for (size_t i = 0; i < report->analysis->overall.n; i++) {
        const struct overall *overall = &report->analysis->overall.at[i];
        report_json_open_item(json);
        json_str_field(json, "metric", str_of(overall->metric->id));
        report_json_system(json, report, overall->system);
        json_number_field(json, "n", (double)overall->n);
        json_number_field(json, "ratio", overall->ratio);
        json_open_list(json, "unmatched");
        for (size_t k = 0; k < overall->unmatched_count; k++) {
            json_str(json,
                     str_of(report_json_workload_id(json->out->arena, overall->unmatched[k])));
        }
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_efficiency(struct json_emit *json, const struct report *report)
{
    report_json_open_list(json, "efficiency");
    for (size_t i = 0; i < report->analysis->efficiencies.n; i++) {
        const struct efficiency *efficiency = &report->analysis->efficiencies.at[i];
        report_json_open_item(json);
        report_json_workload(json, efficiency->workload);
        json_str_field(json, "metric", str_of(efficiency->metric->id));
        json_open_list(json, "rows");
        for (size_t s = 0; s < report->study->system_count; s++) {
            json_open(json, '{');
            report_json_system(json, report, s);
            json_number_field(json, "share", efficiency->cells[s].share);
            json_str_field(json, "why", str_of(why_name(efficiency->cells[s].why)));
            json_close(json, '}');
        }
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_parts(struct json_emit *json, const struct score *score)
{
    json_open_list(json, "parts");
    for (size_t i = 0; i < score->part_count; i++) {
        const struct score_part *part = &score->parts[i];
        json_open(json, '{');
        json_str_field(json, "metric", str_of(part->metric->id));
        json_number_field(json, "value", part->value);
        json_number_field(json, "best", part->best);
        json_number_field(json, "ratio", part->ratio);
        json_number_field(json, "weight", part->weight);
        json_str_field(json, "bound", str_of(bound_text(part->bound)));
        json_str_field(json, "against", part->is_target ? STR("target") : STR("best"));
        json_close(json, '}');
    }
    json_close(json, ']');
    json_open_list(json, "excluded");
    for (size_t i = 0; i < score->excluded_count; i++) {
        json_open(json, '{');
        json_str_field(json, "metric", str_of(score->excluded[i].metric->id));
        json_str_field(json, "why", str_of(why_name(score->excluded[i].why)));
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_range(struct json_emit *json, const struct score *score,
                       const struct score_room *room)
{
    json_str_field(json, "metric", str_of(score->parts[room->part].metric->id));
    json_number_field(json, "from", room->from);
    json_number_field(json, "to", room->to);
}

/* Within which shares of the weight a system stays before the next one. */
static void emit_room(struct json_emit *json, const struct report *report,
                      const struct score *score)
{
    json_key(json, "order_holds");
    if (score->next == NO_INDEX || score->order_open) {
        json_none(json);
        return;
    }
    json_open(json, '{');
    json_str_field(json, "before", report->study->systems[score->next]);
    emit_range(json, score, &score->room);
    json_open_list(json, "parts");
    for (size_t i = 0; i < score->part_count; i++) {
        json_open(json, '{');
        emit_range(json, score, &score->rooms[i]);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void emit_score(struct json_emit *json, const struct report *report)
{
    report_json_open_list(json, "score");
    for (size_t i = 0; i < report->analysis->scores.n; i++) {
        const struct score *score = &report->analysis->scores.at[i];
        report_json_open_item(json);
        report_json_workload(json, score->workload);
        report_json_system(json, report, score->system);
        json_number_field(json, "score", score->value);
        json_number_field(json, "rank", score->rank > 0 ? (double)score->rank : (double)NAN);
        emit_parts(json, score);
        json_str_field(json, "not_scored", str_of(not_scored_name(score->not_scored)));
        json_open_list(json, "dominates");
        for (size_t k = 0; k < score->dominates_count; k++) {
            json_str(json, report->study->systems[score->dominates[k]]);
        }
        json_close(json, ']');
        json_number_field(json, "low", score->low);
        json_number_field(json, "high", score->high);
        json_str_field(json, "mode", score->absolute ? STR("absolute") : STR("relative"));
        emit_room(json, report, score);
        json_str_field(json, "decides",
                       score->decides_share > 0 ? str_of(score->parts[score->decides].metric->id)
                                                : (struct str){0});
        json_number_field(json, "decides_share", score->decides_share);
        json_str_field(json, "bound", str_of(bound_text(score->bound)));
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
    report_json_open_list(json, "findings");
    for (size_t i = 0; i < report->remark_count; i++) {
        const struct remark *remark = &report->remarks[i];
        const struct finding *finding = remark->finding;
        report_json_open_item(json);
        json_str_field(json, "id", str_of(finding->id));
        json_str_field(json, "level", str_of(level_name(finding->level)));
        report_json_system(json, report, finding->system);
        report_json_workload(json, finding->workload);
        json_str_field(json, "run",
                       finding->run ? run_name(report->arena, finding->run) : (struct str){0});
        json_str_field(json, "text", str_without_isolates(report->arena, remark->text));
        json_str_field(json, "advice", str_without_isolates(report->arena, remark->advice));
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

static void emit_inputs(struct json_emit *json, const struct report *report)
{
    report_json_open_list(json, "inputs");
    for (size_t i = 0; i < report->input_count; i++) {
        const struct report_input *input = &report->inputs[i];
        report_json_open_item(json);
        json_str_field(json, "file", input->name);
        json_str_field(json, "format", input->format);
        json_number_field(json, "runs", (double)input->runs);
        json_str_field(json, "sha256", input->sha256);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_runs(struct json_emit *json, const struct report *report)
{
    report_json_open_list(json, "runs");
    for (size_t i = 0; i < report->study->run_count; i++) {
        json_newline(json);
        run_emit(json, report->study->runs[i]);
    }
    json_close(json, ']');
}

static void emit_gates(struct json_emit *json, const struct report *report)
{
    report_json_open_list(json, "gates");
    for (size_t i = 0; i < report->analysis->gates.n; i++) {
        const struct gate_result *result = &report->analysis->gates.at[i];
        report_json_open_item(json);
        json_str_field(json, "gate", result->gate->text);
        json_str_field(json, "level", result->gate->warns ? STR("warn") : STR("fail"));
        report_json_system(json, report, result->system);
        report_json_workload(json, result->workload);
        json_str_field(json, "metric", result->gate->metric);
        json_number_field(json, "limit", result->gate->limit);
        json_number_field(json, "value", result->value);
        json_number_field(json, "low", result->low);
        json_number_field(json, "high", result->high);
        json_str_field(json, "verdict", str_of(gate_verdict_name(result->verdict)));
        json_str_field(json, "why", str_of(why_name(result->why)));
        json_str_field(json, "outcome", str_of(gate_outcome_name(result->outcome)));
        json_str_field(json, "text", str_without_isolates(report->arena, report->gate_texts[i]));
        json_close(json, '}');
    }
    json_close(json, ']');
}

void report_json(const struct report *report, struct buf *out)
{
    struct json_emit json = {.out = out};
    json_open(&json, '{');
    json_str_field(&json, "schema", STR("wrkbook.report/1"));
    json_str_field(&json, "title", str_without_isolates(out->arena, report->title));
    json_str_field(&json, "lang", report->language->id);
    json_str_field(&json, "headline", str_without_isolates(out->arena, report->headline));
    json_str_field(&json, "baseline", report->study->systems[0]);
    emit_systems(&json, report);
    emit_workloads(&json, report);
    emit_comparison(&json, report);
    emit_overall(&json, report);
    emit_efficiency(&json, report);
    emit_score(&json, report);
    report_json_sweeps(&json, report);
    emit_findings(&json, report);
    emit_gates(&json, report);
    emit_inputs(&json, report);
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
