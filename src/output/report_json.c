#include <math.h>

#include "gates.h"
#include "number.h"
#include "output.h"

/* Arrays of the top level have an element a line, so that reports can be read and diffed. */
static void open_list(struct json_emit *json, const char *key)
{
    json_newline(json);
    json_open_list(json, key);
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
    json_str_field(json, "workload",
                   str_of(workload == NO_INDEX ? NULL : workload_id(json->out->arena, workload)));
}

static void system_key(struct json_emit *json, const struct report *report, size_t system)
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
    open_list(json, "workloads");
    for (size_t w = 0; w < report->workload_count; w++) {
        const struct workload *workload = &report->study->workloads[w];
        open_item(json);
        json_str_field(json, "id", str_of(workload_id(report->arena, w)));
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

static void emit_row(struct json_emit *json, const struct report *report, size_t system,
                     const struct comparison_row *row)
{
    const struct summary *summary = &row->summary;
    json_open(json, '{');
    system_key(json, report, system);
    json_number_field(json, "n", (double)summary->n);
    json_number_field(json, "value", summary->value);
    json_number_field(json, "low", summary->low);
    json_number_field(json, "high", summary->high);
    json_str_field(json, "bound", str_of(bound_text(summary->bound)));
    json_open_list(json, "raw");
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
    open_list(json, "overall");
    for (size_t i = 0; i < report->analysis->overall.n; i++) {
        const struct overall *overall = &report->analysis->overall.at[i];
        open_item(json);
        json_str_field(json, "metric", str_of(overall->metric->id));
        system_key(json, report, overall->system);
        json_number_field(json, "n", (double)overall->n);
        json_number_field(json, "ratio", overall->ratio);
        json_open_list(json, "unmatched");
        for (size_t k = 0; k < overall->unmatched_count; k++) {
            json_str(json, str_of(workload_id(json->out->arena, overall->unmatched[k])));
        }
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_points(struct json_emit *json, const struct sweep *sweep,
                        const struct sweep_system *system)
{
    json_open_list(json, "points");
    for (size_t i = 0; i < system->point_count; i++) {
        const struct sweep_point *point = &system->points[i];
        json_open(json, '{');
        workload_key(json, point->workload);
        json_number_field(json, "load", point->load);
        json_number_field(json, "n", (double)point->n);
        json_number_field(json, "goodput", point->goodput);
        json_number_field(json, sweep->tail->id, point->tail_us);
        json_str_field(json, "bound",
                       str_of(bound_text(point->tail_cut ? BOUND_AT_LEAST : BOUND_NONE)));
        json_number_field(json, "efficiency", point->efficiency);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_law(struct json_emit *json, const struct sweep_system *system)
{
    json_key(json, "fit");
    if (system->why != FITTED) {
        json_none(json);
    } else {
        const struct usl *fit = &system->fit;
        json_open(json, '{');
        json_number_field(json, "gamma", fit->gamma);
        json_number_field(json, "alpha", fit->alpha);
        json_number_field(json, "beta", fit->beta);
        json_number_field(json, "gamma_se", fit->gamma_se);
        json_number_field(json, "alpha_se", fit->alpha_se);
        json_number_field(json, "beta_se", fit->beta_se);
        json_number_field(json, "r2", fit->r2);
        json_number_field(json, "worst", fit->worst);
        json_number_field(json, "peak", system->peak);
        json_close(json, '}');
    }
    json_str_field(json, "why", str_of(not_fitted_name(system->why)));
}

static void emit_limit(struct json_emit *json, const struct sweep *sweep, const struct slo *slo,
                       const struct slo_result *result)
{
    json_key(json, "slo");
    if (!slo->metric) {
        json_none(json);
        return;
    }
    json_open(json, '{');
    json_str_field(json, "metric", str_of(sweep->tail->id));
    json_number_field(json, "limit_us", slo->limit_us);
    json_number_field(json, "kept", result->kept);
    json_number_field(json, "broken", result->broken);
    json_number_field(json, "estimate", result->estimate);
    json_close(json, '}');
}

static void emit_sweeps(struct json_emit *json, const struct report *report)
{
    open_list(json, "sweep");
    for (size_t i = 0; i < report->analysis->sweeps.n; i++) {
        const struct sweep *sweep = &report->analysis->sweeps.at[i];
        for (size_t s = 0; s < report->study->system_count; s++) {
            const struct sweep_system *system = &sweep->systems[s];
            open_item(json);
            json_str_field(json, "by", str_of(sweep_by_name(sweep->by)));
            system_key(json, report, s);
            emit_points(json, sweep, system);
            json_number_field(json, "most_goodput", system->most_goodput);
            json_number_field(json, "most_load", system->most_load);
            json_number_field(json, "saturation", system->saturation);
            emit_law(json, system);
            emit_limit(json, sweep, &report->analysis->slo, &system->slo);
            json_close(json, '}');
        }
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
        json_str_field(json, "metric", str_of(efficiency->metric->id));
        json_open_list(json, "rows");
        for (size_t s = 0; s < report->study->system_count; s++) {
            json_open(json, '{');
            system_key(json, report, s);
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
    open_list(json, "score");
    for (size_t i = 0; i < report->analysis->scores.n; i++) {
        const struct score *score = &report->analysis->scores.at[i];
        open_item(json);
        workload_key(json, score->workload);
        system_key(json, report, score->system);
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
    open_list(json, "findings");
    for (size_t i = 0; i < report->remark_count; i++) {
        const struct remark *remark = &report->remarks[i];
        const struct finding *finding = remark->finding;
        open_item(json);
        json_str_field(json, "id", str_of(finding->id));
        json_str_field(json, "level", str_of(level_name(finding->level)));
        system_key(json, report, finding->system);
        workload_key(json, finding->workload);
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
    open_list(json, "inputs");
    for (size_t i = 0; i < report->input_count; i++) {
        const struct report_input *input = &report->inputs[i];
        open_item(json);
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
    open_list(json, "runs");
    for (size_t i = 0; i < report->study->run_count; i++) {
        json_newline(json);
        run_emit(json, report->study->runs[i]);
    }
    json_close(json, ']');
}

static void emit_gates(struct json_emit *json, const struct report *report)
{
    open_list(json, "gates");
    for (size_t i = 0; i < report->analysis->gates.n; i++) {
        const struct gate_result *result = &report->analysis->gates.at[i];
        open_item(json);
        json_str_field(json, "gate", result->gate->text);
        json_str_field(json, "level", result->gate->warns ? STR("warn") : STR("fail"));
        system_key(json, report, result->system);
        workload_key(json, result->workload);
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
    emit_sweeps(&json, report);
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
