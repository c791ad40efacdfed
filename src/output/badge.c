/* A badge for shields.io's endpoint: what came of the gates, or how many requests a second. */
#include <math.h>

#include "gates.h"
#include "json_emit.h"
#include "output.h"

/* A badge is read at a glance. */
#define MOST_SYSTEMS 3

/* "go 47,788, python 7,361" */
static struct str figures(const struct report *report)
{
    const struct comparison *comparison = NULL;
    for (size_t w = 0; w < report->workload_count && !comparison; w++) {
        comparison = analysis_comparison(report->analysis, w, "goodput");
    }
    struct buf out = BUF(report->arena);
    size_t systems = report->study->system_count;
    for (size_t s = 0; comparison && s < systems && s < MOST_SYSTEMS; s++) {
        const struct summary *summary = &comparison->rows[s].summary;
        struct str value = format_value(out.arena, report->language, comparison->metric->unit,
                                        summary->n > 0 ? summary->value : NAN);
        buf_text(&out, s > 0 ? ", " : "");
        if (systems > 1) {
            buf_printf(&out, "%.*s ", STR_ARG(report->study->systems[s]));
        }
        buf_add(&out, value);
    }
    return out.n > 0 ? str_clean(out.arena, buf_str(&out))
                     : language_text(report->language, "gate.no-data");
}

static bool write_badge(const struct report *report, struct sink *sink, const char *name,
                        struct err *err)
{
    static const char *const COLOURS[] = {[OUTCOME_PASSED] = "brightgreen",
                                          [OUTCOME_OPEN] = "green",
                                          [OUTCOME_WARNED] = "yellow",
                                          [OUTCOME_FAILED] = "red"};
    bool gated = report->analysis->gates.n > 0;
    const char *key = gated ? "badge.gates" : "badge.figures";
    struct buf out = BUF(report->arena);
    struct json_emit json = {.out = &out};
    json_open(&json, '{');
    json_number_field(&json, "schemaVersion", 1);
    json_str_field(&json, "label", language_text(report->language, key));
    json_str_field(&json, "message", gated ? report->gate_summary : figures(report));
    json_str_field(&json, "color", str_of(gated ? COLOURS[gates_worst(report->analysis)] : "blue"));
    json_close(&json, '}');
    buf_char(&out, '\n');
    return sink_put(sink, name, buf_str(&out), err);
}

const struct output_format output_badge = {
    .name = "badge",
    .file = "badge.json",
    .summary = "a badge for shields.io's endpoint; of gate",
    .for_gates = true,
    .write = write_badge,
};
