/* Why a chart is not drawn. */
#include <string.h>

#include "build.h"

bool chart_is(const char *id, struct str name)
{
    struct str rest = str_of(id);
    return str_eat(&rest, name) && (rest.len == 0 || str_starts(rest, STR("-w")));
}

static bool is_drawn(const struct workload_report *workload, struct str name)
{
    for (size_t i = 0; i < workload->charts.n; i++) {
        if (chart_is(workload->charts.at[i].id, name)) {
            return true;
        }
    }
    return false;
}

static bool is_wanted(const struct report_options *options, struct str name)
{
    for (size_t i = 0; i < options->chart_count; i++) {
        if (str_eq(options->charts[i], name)) {
            return true;
        }
    }
    return options->charts == NULL;
}

/* With more loads a page of the same bars for each of them would be long and large. */
#define LOADS_EACH 4

bool sweep_is_cut(const struct sweep *sweep, const struct report_options *options)
{
    struct str template = options->template_name;
    bool chosen = options->charts || (template.ptr && !str_is(template, "report"));
    return !chosen && sweep->workload_count > LOADS_EACH;
}

static bool is_in_cut_sweep(const struct report *report, size_t workload,
                            const struct report_options *options)
{
    for (size_t i = 0; i < report->analysis->sweeps.n; i++) {
        const struct sweep *sweep = &report->analysis->sweeps.at[i];
        for (size_t k = 0; k < sweep->workload_count && sweep_is_cut(sweep, options); k++) {
            if (sweep->workloads[k] == workload) {
                return true;
            }
        }
    }
    return false;
}

bool chart_is_swept(const struct report *report, size_t workload, const char *id,
                    const struct report_options *options)
{
    static const char *const SHOWN[] = {"goodput",  "latency",    "transfer",
                                        "requests", "efficiency", "score"};
    bool shown = false;
    for (size_t i = 0; i < sizeof SHOWN / sizeof SHOWN[0]; i++) {
        shown = shown || chart_is(id, str_of(SHOWN[i]));
    }
    return shown && is_in_cut_sweep(report, workload, options);
}

/* What the catalogue calls the reason. */
static const char *reason(const struct report *report, size_t workload,
                          const struct workload_report *out, const char *name)
{
    static const struct {
        const char *chart, *metric;
    } AMOUNTS[] = {
        {"transfer", "bytes_per_s"}, {"errors", "error_share"}, {"requests", "requests"}};

    static const char *const RELATIONS[] = {"changes", "efficiency", "score"};
    for (size_t i = 0; i < sizeof AMOUNTS / sizeof AMOUNTS[0]; i++) {
        if (strcmp(name, AMOUNTS[i].chart) == 0 && !stated(report, workload, AMOUNTS[i].metric)) {
            return arena_printf(report->arena, "absent.%s-unknown", name);
        }
    }
    for (size_t i = 0; i < sizeof RELATIONS / sizeof RELATIONS[0]; i++) {
        if (strcmp(name, RELATIONS[i]) == 0 && report->study->system_count == 1) {
            return "absent.one-system";
        }
    }
    bool tabled = strcmp(name, "efficiency") == 0 && out->efficiency.column_count > 0;
    return arena_printf(report->arena, "absent.%s%s", name, tabled ? "-many" : "");
}

void build_charts_note(const struct report *report, size_t workload,
                       const struct report_options *options, struct workload_report *out)
{
    struct buf list = BUF(report->arena);
    const char *before = "";
    bool some = false;
    for (size_t i = 0; CHART_IDS[i]; i++) {
        struct str name = str_of(CHART_IDS[i]);
        bool swept = chart_is_swept(report, workload, CHART_IDS[i], options);
        const char *why = reason(report, workload, out, CHART_IDS[i]);
        bool again = strcmp(before, why) == 0;
        if (!is_wanted(options, name) || is_drawn(out, name) || again || swept) {
            continue;
        }
        buf_text(&list, some ? "; " : "");
        buf_add(&list, say(report, why));
        some = true;
        before = strcmp(why, "absent.one-system") == 0 ? why : before;
    }
    if (some) {
        out->charts_note = LANGUAGE_SAY(report->arena, report->language, "absent.title",
                                        {"charts", buf_str(&list)});
    }
}
