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

/* "-4.2 % (-9.1 % to +0.8 %)" */
static struct cell change_cell(const struct report *report, const struct gate_result *result)
{
    struct arena *arena = report->arena;
    const struct language *language = report->language;
    struct str text = format_percent_change(arena, language, 100 * result->value);
    if (!isnan(result->low)) {
        text = LANGUAGE_SAY(arena, language, "gate.range", {"value", text},
                            {"low", format_percent_change(arena, language, 100 * result->low)},
                            {"high", format_percent_change(arena, language, 100 * result->high)});
    }
    return cell_text(text, TONE_PLAIN);
}

static struct cell value_cell(const struct report *report, const struct gate_result *result)
{
    if (isnan(result->value)) {
        return cell_text(STR("-"), TONE_MUTED);
    }
    if (result->gate->of != GATE_VALUE) {
        return change_cell(report, result);
    }
    const struct comparison *comparison = analysis_comparison(
        report->analysis, result->workload, str_copy(report->arena, result->gate->metric).ptr);
    return cell_value(report, comparison->metric->unit, result->value,
                      comparison->rows[result->system].summary.bound);
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
    table->name_columns = 3;
    column_add(arena, table, say(report, "column.verdict"), false);
    column_add(arena, table, say(report, "column.gate"), false);
    column_add(arena, table, say(report, "column.system"), false);
    if (several) {
        column_add(arena, table, say(report, "column.load"), false);
    }
    column_add(arena, table, say(report, "column.value"), false);
    column_add(arena, table, say(report, "column.why"), false);
    for (size_t i = 0; i < analysis->gates.n; i++) {
        const struct gate_result *result = &analysis->gates.at[i];
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
