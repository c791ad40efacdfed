#include "report.h"

#include <math.h>

#include "build.h"

struct str say(const struct report *report, const char *key)
{
    return language_text(report->language, key);
}

struct str show(const struct report *report, enum unit unit, double value)
{
    return format_value(report->arena, report->language, unit, value);
}

struct str show_factor(const struct report *report, double ratio)
{
    return format_factor(report->arena, report->language, ratio);
}

struct str metric_label(struct arena *arena, const struct language *language,
                        const struct metric *metric)
{
    if (metric->flags & METRIC_NAMED) {
        struct str name = str_of(metric->id);
        bool unit = metric->unit == UNIT_OTHER && !str_is(metric_unit(metric), "1");
        return str_clean(
            arena,
            unit ? str_printf(arena, "%s (%.*s)", metric->id, STR_ARG(metric_unit(metric))) : name);
    }
    return language_of(language, arena, "metric", metric->id);
}

struct str verdict_word(const struct report *report, enum verdict verdict)
{
    const char *name = verdict_name(verdict);
    return name ? language_of(report->language, report->arena, "verdict", name) : STR("");
}

struct str why_word(const struct report *report, enum why why)
{
    const char *name = why_name(why);
    return name ? language_of(report->language, report->arena, "why", name) : STR("");
}

struct str bounded(struct arena *arena, enum bound bound, struct str text)
{
    const char *sign = bound_text(bound);
    return sign ? str_printf(arena, "%s %.*s", sign, STR_ARG(text)) : text;
}

struct cell cell_text(struct str text, enum tone tone)
{
    return (struct cell){.kind = text.len > 0 ? CELL_TEXT : CELL_EMPTY, .tone = tone, .text = text};
}

struct cell cell_value(const struct report *report, enum unit unit, double value, enum bound bound)
{
    if (!isfinite(value)) {
        return cell_text(show(report, unit, value), TONE_MUTED);
    }
    return (struct cell){
        .kind = CELL_NUMBER,
        .text = bounded(report->arena, bound, show(report, unit, value)),
        .value = value,
        .unit = unit,
        .bound = bound,
    };
}

void column_add(struct arena *arena, struct table *table, struct str title, bool numeric)
{
    size_t n = table->column_count;
    table->columns = arena_grow(arena, table->columns, n * sizeof *table->columns,
                                (n + 1) * sizeof *table->columns);
    table->columns[n] = (struct column){.title = title, .numeric = numeric};
    table->column_count = n + 1;
}

void column_join(struct arena *arena, struct table *table, struct str title, bool numeric)
{
    column_add(arena, table, title, numeric);
    table->columns[table->column_count - 1].joined = true;
}

void column_labels(const struct report *report, struct table *table)
{
    column_add(report->arena, table, say(report, "column.system"), false);
    table->columns[table->column_count - 1].labels = true;
}

bool stated(const struct report *report, size_t workload, const char *metric)
{
    return analysis_comparison(report->analysis, workload, metric) != NULL;
}

bool comparable_everywhere(const struct report *report, size_t workload, const char *metric)
{
    const struct comparison *comparison = analysis_comparison(report->analysis, workload, metric);
    if (!comparison) {
        return false;
    }
    for (size_t s = 0; s < report->study->system_count; s++) {
        const struct comparison_row *row = &comparison->rows[s];
        bool ran = study_group(report->study, workload, s)->n > 0;
        bool spoilt = row->has_change && row->change.verdict == VERDICT_NOT_COMPARABLE;
        if (ran && (row->summary.n == 0 || row->unusable || spoilt)) {
            return false;
        }
    }
    return true;
}

/* "4 threads", or nothing when it is not stated. */
static void append_setting(const struct report *report, struct buf *out, const char *key,
                           double value)
{
    if (!isnan(value)) {
        struct str number =
            format_number(report->arena, report->language, value, value == floor(value) ? 0 : 2);
        struct str one = language_of(report->language, report->arena, key, "one");
        struct str many = language_of(report->language, report->arena, key, "many");
        struct argument n = {"n", number};
        struct str text = language_fill(report->arena, value == 1 ? one : many, &n, 1);
        buf_text(out, out->n > 0 ? ", " : "");
        buf_add(out, text);
    }
}

static struct str workload_title(const struct report *report, const struct workload *workload)
{
    struct buf out = BUF(report->arena);
    if (workload->name.ptr) {
        buf_add(&out, str_clean(report->arena, workload->name));
    }
    if (workload->path.ptr && workload->path.len > 1 && report->study->workload_count > 1) {
        buf_text(&out, out.n > 0 ? ", " : "");
        buf_add(&out, str_clean(report->arena, workload->path));
    }
    append_setting(report, &out, "load.threads", workload->threads);
    append_setting(report, &out, "load.connections", workload->connections);
    append_setting(report, &out, "load.pipeline",
                   workload->pipeline > 1 ? workload->pipeline : (double)NAN);
    append_setting(report, &out, "load.rate", workload->rate_rps);
    append_setting(report, &out, "load.duration", workload->duration_s);
    return out.n > 0 ? buf_str(&out) : say(report, "load.unknown");
}

static bool same_tool(const struct study *study)
{
    for (size_t i = 1; i < study->run_count; i++) {
        if (!str_eq(study->runs[i]->tool_name, study->runs[0]->tool_name)) {
            return false;
        }
    }
    return study->runs[0]->tool_name.ptr != NULL;
}

static size_t runs_of(const struct study *study, size_t system)
{
    size_t n = 0;
    for (size_t w = 0; w < study->workload_count; w++) {
        n += study_group(study, w, system)->n;
    }
    return n;
}

static void build_grouping(struct report *report)
{
    const struct study *study = report->study;
    struct buf out = BUF(report->arena);
    for (size_t s = 0; s < study->system_count; s++) {
        size_t n = runs_of(study, s);
        struct str count = show(report, UNIT_COUNT, (double)n);
        struct str text = LANGUAGE_SAY(report->arena, report->language,
                                       n == 1 ? "runs.one" : "runs.many", {"n", count});
        buf_text(&out, s > 0 ? ", " : "");
        buf_add(&out, LANGUAGE_SAY(report->arena, report->language, "grouping.system",
                                   {"system", study->systems[s]}, {"runs", text}));
        if (s == 0 && study->system_count > 1) {
            buf_printf(&out, " (%.*s)", STR_ARG(say(report, "word.baseline")));
        }
    }
    if (same_tool(study)) {
        buf_printf(&out, "; %.*s", STR_ARG(study->runs[0]->tool_name));
    }
    if (study->workload_count == 1) {
        buf_printf(&out, ", %.*s", STR_ARG(report->workloads[0].title));
    } else {
        struct str count = show(report, UNIT_COUNT, (double)study->workload_count);
        struct str text =
            LANGUAGE_SAY(report->arena, report->language, "workloads.many", {"n", count});
        buf_printf(&out, ", %.*s", STR_ARG(text));
    }
    report->grouping = str_clean(report->arena, buf_str(&out));
}

static struct str make_title(const struct report *report)
{
    const struct study *study = report->study;
    if (study->system_count == 1) {
        return LANGUAGE_SAY(report->arena, report->language, "title.one",
                            {"system", study->systems[0]});
    }
    if (study->system_count > 3) {
        return LANGUAGE_SAY(report->arena, report->language, "title.many",
                            {"n", show(report, UNIT_COUNT, (double)study->system_count)});
    }
    struct buf out = BUF(report->arena);
    for (size_t s = 0; s < study->system_count; s++) {
        buf_text(&out, s > 0 ? " vs " : "");
        buf_add(&out, str_isolate(report->arena, study->systems[s]));
    }
    return LANGUAGE_SAY(report->arena, report->language, "title.some", {"systems", buf_str(&out)});
}

/* Those that are asked for by name, else those that say what no other does. */
static void keep_charts(const struct report *report, size_t workload,
                        const struct report_options *options, chart_list *charts)
{
    size_t named = options->charts ? options->chart_count : 0;
    size_t kept = 0;
    for (size_t i = 0; i < charts->n; i++) {
        bool wanted =
            !options->charts && !chart_is_swept(report, workload, charts->at[i].id, options);
        for (size_t k = 0; k < named && !wanted; k++) {
            wanted = chart_is(charts->at[i].id, options->charts[k]);
        }
        if (wanted) {
            charts->at[kept++] = charts->at[i];
        }
    }
    charts->n = kept;
}

void report_build(struct arena *arena, const struct analysis *analysis,
                  const struct language *language, const struct report_options *options,
                  struct report *report)
{
    *report = (struct report){
        .arena = arena,
        .study = analysis->study,
        .analysis = analysis,
        .language = language,
        .workload_count = analysis->study->workload_count,
        .template_name = options->template_name,
        .charts_beside = options->charts_beside,
        .inputs = options->inputs,
        .input_count = options->input_count,
    };
    report->title = options->title.ptr ? options->title : make_title(report);
    report->workloads = ARENA_ARRAY(arena, struct workload_report, report->workload_count);
    for (size_t w = 0; w < report->workload_count; w++) {
        report->workloads[w].title = workload_title(report, &report->study->workloads[w]);
        build_workload_tables(report, w, &report->workloads[w]);
        build_score_table(report, w, &report->workloads[w]);
        build_charts(report, w, &report->workloads[w]);
        keep_charts(report, w, options, &report->workloads[w].charts);
        build_charts_note(report, w, options, &report->workloads[w]);
    }
    build_grouping(report);
    build_sweeps(report);
    for (size_t i = 0; i < report->sweep_count; i++) {
        keep_charts(report, NO_INDEX, options, &report->sweeps[i].charts);
        if (sweep_is_cut(&analysis->sweeps.at[i], options)) {
            report->sweeps[i].charts_note = say(report, "sweep.each");
        }
    }
    build_overall_table(report);
    build_gate_table(report);
    build_study_tables(report);
    build_settings_table(report);
    build_remarks(report);
    build_headline(report);
    build_prose(report);
    build_next(report, options->command_paths);
}
