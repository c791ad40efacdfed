#include <math.h>

#include "build.h"
#include "gates.h"

static struct str verdict(const struct report *report, enum gate_verdict verdict)
{
    return language_of(report->language, report->arena, "gate", gate_verdict_name(verdict));
}

static enum tone tone_of(enum gate_verdict verdict)
{
    return verdict == GATE_PASS ? TONE_GOOD : verdict == GATE_INCONCLUSIVE ? TONE_MUTED : TONE_BAD;
}

static struct str amount_text(const struct report *report, const struct gate_result *result,
                              double value)
{
    return result->gate->of == GATE_VALUE
               ? show(report, result->comparison->metric->unit, value)
               : format_percent_change(report->arena, report->language, 100 * value);
}

/* A number of the gate with where it may lie: "-4.2 % (-9.1 % to +0.8 %)" */
static struct str with_range(const struct report *report, const struct gate_result *result,
                             struct str value)
{
    return !isfinite(result->low) || !isfinite(result->high) || result->low == result->high
               ? value
               : LANGUAGE_SAY(report->arena, report->language, "gate.range", {"value", value},
                              {"low", amount_text(report, result, result->low)},
                              {"high", amount_text(report, result, result->high)});
}

static struct cell value_cell(const struct report *report, const struct gate_result *result)
{
    if (isnan(result->value)) {
        return cell_text(STR("-"), TONE_MUTED);
    }
    if (result->gate->of != GATE_VALUE) {
        struct str value = amount_text(report, result, result->value);
        return cell_text(with_range(report, result, value), TONE_PLAIN);
    }
    const struct comparison *comparison = result->comparison;
    return cell_value(report, comparison->metric->unit, result->value,
                      comparison->rows[result->system].summary.bound);
}

/* "latency p99 is 4.16 ms (4.03 ms to 4.29 ms)" */
static struct str fact(const struct report *report, const struct gate_result *result)
{
    static const char *const KEYS[] = {
        [GATE_VALUE] = "value", [GATE_DELTA] = "delta", [GATE_REGRESSION] = "regression"};
    struct arena *arena = report->arena;
    const struct language *language = report->language;
    if (isnan(result->value)) {
        return language_text(language, "gate.fact.none");
    }
    struct str value = value_cell(report, result).text;
    value = result->gate->of == GATE_VALUE ? with_range(report, result, value) : value;
    struct argument arguments[] = {
        {"metric", metric_label(arena, language, result->comparison->metric)},
        {"value", value},
        {"baseline", report->study->systems[0]}};
    struct str text = language_of(language, arena, "gate.fact", KEYS[result->gate->of]);
    return language_fill(arena, text, arguments, sizeof arguments / sizeof arguments[0]);
}

/* A verdict in words: whose number, what it is, where it may lie, and what the gate asks. */
static struct str sentence(const struct report *report, const struct gate_result *result)
{
    struct arena *arena = report->arena;
    const struct language *language = report->language;
    struct argument gate = {"gate", result->gate->text};
    if (result->system == NO_INDEX) {
        return str_clean(arena, LANGUAGE_SAY(arena, language, "gate.nothing", gate,
                                             {"why", why_word(report, result->why)}));
    }
    struct buf out = BUF(arena);
    buf_add(&out, report->study->systems[result->system]);
    if (report->workload_count > 1) {
        buf_printf(&out, " (%.*s)", STR_ARG(report->workloads[result->workload].title));
    }
    const char *verdict_id = gate_verdict_name(result->verdict);
    struct str judged =
        language_fill(arena, language_of(language, arena, "gate.judged", verdict_id), &gate, 1);
    buf_printf(&out, ": %.*s; %.*s", STR_ARG(fact(report, result)), STR_ARG(judged));
    struct str why = why_word(report, result->why);
    if (why.len > 0) {
        buf_printf(&out, " (%.*s)", STR_ARG(why));
    }
    buf_char(&out, '.');
    return str_clean(arena, buf_str(&out));
}

static struct str count(const struct report *report, enum gate_outcome outcome)
{
    return str_printf(report->arena, "%zu", gate_outcomes(report->analysis, outcome));
}

static struct str summary(const struct report *report)
{
    struct str text = LANGUAGE_SAY(
        report->arena, report->language, "gate.summary", {"passed", count(report, OUTCOME_PASSED)},
        {"warned", count(report, OUTCOME_WARNED)}, {"failed", count(report, OUTCOME_FAILED)});
    return gate_outcomes(report->analysis, OUTCOME_OPEN) == 0
               ? text
               : LANGUAGE_SAY(report->arena, report->language, "gate.summary.open",
                              {"summary", text}, {"open", count(report, OUTCOME_OPEN)});
}

void build_gate_table(struct report *report)
{
    struct arena *arena = report->arena;
    const struct analysis *analysis = report->analysis;
    bool several = report->workload_count > 1;
    struct table *table = &report->gates;
    *table = (struct table){.id = "gates", .title = say(report, "table.gates")};
    if (analysis->gates.n == 0) {
        return;
    }
    report->gate_summary = summary(report);
    table->name_columns = 3;
    column_add(arena, table, say(report, "column.verdict"), false);
    column_add(arena, table, say(report, "column.gate"), false);
    column_labels(report, table);
    if (several) {
        column_add(arena, table, say(report, "column.load"), false);
    }
    column_add(arena, table, say(report, "column.value"), false);
    column_add(arena, table, say(report, "column.why"), false);
    report->gate_texts = ARENA_ARRAY(arena, struct str, analysis->gates.n);
    for (size_t i = 0; i < analysis->gates.n; i++) {
        const struct gate_result *result = &analysis->gates.at[i];
        report->gate_texts[i] = sentence(report, result);
        bool met = result->system != NO_INDEX;
        VEC_PUSH(arena, &table->cells,
                 cell_text(verdict(report, result->verdict), tone_of(result->verdict)));
        VEC_PUSH(arena, &table->cells, cell_text(result->gate->text, TONE_PLAIN));
        VEC_PUSH(arena, &table->cells,
                 cell_text(met ? report->study->systems[result->system] : result->gate->systems,
                           TONE_PLAIN));
        if (several) {
            VEC_PUSH(
                arena, &table->cells,
                cell_text(met ? report->workloads[result->workload].title : STR(""), TONE_PLAIN));
        }
        VEC_PUSH(arena, &table->cells, value_cell(report, result));
        VEC_PUSH(arena, &table->cells, cell_text(why_word(report, result->why), TONE_MUTED));
    }
}
