#include <math.h>
#include <string.h>

#include "build.h"

/* The score stands among the metrics in a first look, though it is none. */
#define SCORE_ROW "score"

#define FIRST_LOOK 7

/* Under more workloads a table of each system would be a long list. */
#define BLOCK_WORKLOADS 3

/* What a table is about: the systems that ran under one workload. */
struct view {
    const struct report *report;
    size_t workload;
    size_t *systems; /* baseline first if it ran */
    size_t count;
};

static struct view view_of(const struct report *report, size_t workload)
{
    struct view view = {report, workload, NULL, 0};
    view.systems = ARENA_ARRAY(report->arena, size_t, report->study->system_count);
    for (size_t s = 0; s < report->study->system_count; s++) {
        if (study_group(report->study, workload, s)->n > 0) {
            view.systems[view.count++] = s;
        }
    }
    return view;
}

/* What the user gave is shown at once; what logs name themselves, where there is nothing else. */
static size_t add_named(const struct view *view, const char **ids, size_t n)
{
    const struct analysis *analysis = view->report->analysis;
    unsigned wanted = n == 0 ? METRIC_NAMED : METRIC_FACT;
    const size_t *first = analysis->first_comparison + view->workload;
    for (size_t i = first[0]; i < first[1]; i++) {
        const struct metric *metric = analysis->comparisons.at[i].metric;
        bool room = n < FIRST_LOOK || (metric->flags & METRIC_FACT);
        if ((metric->flags & wanted) && room) {
            ids[n++] = metric->id;
        }
    }
    return n;
}

static bool is_any_scored(const struct report *report, size_t workload)
{
    for (size_t s = 0; s < report->study->system_count; s++) {
        if (analysis_score(report->analysis, workload, s)->not_scored == SCORED) {
            return true;
        }
    }
    return false;
}

static size_t first_look(const struct view *view, const char **ids)
{
    const struct report *report = view->report;
    size_t workload = view->workload;
    bool p99 = stated(report, workload, "latency.p99");
    bool bulk = comparable_everywhere(report, workload, "latency.p50");
    const char *wanted[FIRST_LOOK] = {
        "goodput",
        p99 ? "latency.p99" : "latency.mean",
        p99 && bulk ? "latency.p50" : "time_per_request",
        "latency.max",
        "error_share",
        "bytes_per_response",
        SCORE_ROW,
    };
    size_t n = 0;
    for (size_t i = 0; i < FIRST_LOOK; i++) {
        bool is_score = strcmp(wanted[i], SCORE_ROW) == 0;
        n = is_score ? add_named(view, ids, n) : n;
        bool scored = is_score && (view->count > 1 || is_any_scored(report, workload));
        if (is_score ? scored : stated(report, workload, wanted[i])) {
            ids[n++] = wanted[i];
        }
    }
    return n;
}

static size_t every_metric(const struct report *report, size_t workload, const char **ids)
{
    const struct analysis *analysis = report->analysis;
    const size_t *first = analysis->first_comparison + workload;
    for (size_t i = first[0]; i < first[1]; i++) {
        ids[i - first[0]] = analysis->comparisons.at[i].metric->id;
    }
    return first[1] - first[0];
}

/* Reasons that every row of a table with few runs would repeat. */
static bool is_few_runs(enum why why)
{
    return why == WHY_ONE_RUN || why == WHY_FEW_RUNS;
}

/* "p=0.002". */
static struct str p_text(const struct report *report, double p)
{
    struct str number = format_number(report->arena, report->language, fmax(p, 0.001), 3);
    return str_printf(report->arena, "p%s%.*s", p < 0.001 ? "<" : "=", STR_ARG(number));
}

static enum tone verdict_tone(enum verdict verdict)
{
    return verdict == VERDICT_BETTER ? TONE_GOOD : verdict == VERDICT_WORSE ? TONE_BAD : TONE_MUTED;
}

bool is_described(const struct metric *metric, const struct change *change)
{
    return change->verdict == VERDICT_NONE ||
           (change->verdict == VERDICT_UNCLEAR && !(metric->flags & METRIC_PRIMARY));
}

/* What the verdict column says: the word, its reason, or only what must be known. */
static struct cell verdict_cell(const struct report *report, const struct metric *metric,
                                const struct change *change)
{
    struct arena *arena = report->arena;
    enum tone tone = verdict_tone(change->verdict);
    struct str word = verdict_word(report, change->verdict);
    struct str why = why_word(report, change->why);
    bool described = is_described(metric, change);
    if (described && (is_few_runs(change->why) || change->why == WHY_BASE_ZERO)) {
        return cell_text(STR(""), tone);
    }
    struct str brief = described ? STR("") : word;
    struct str text = described ? why : word;
    if (!described && change->verdict == VERDICT_NOT_COMPARABLE && why.len > 0) {
        text = str_printf(arena, "%.*s: %.*s", STR_ARG(word), STR_ARG(why));
    } else if (!described && change->verdict != VERDICT_NOT_COMPARABLE) {
        /* Where no p could be small enough, the verdict does not come from the test. */
        bool tested = !isnan(change->p_adjusted) && change->why != WHY_MORE_RUNS;
        struct str p = tested ? p_text(report, change->p_adjusted) : STR("");
        brief = tested ? str_printf(arena, "%.*s (%.*s)", STR_ARG(word), STR_ARG(p)) : word;
        text = why.len == 0 ? brief
                            : str_printf(arena, "%.*s (%.*s%s%.*s)", STR_ARG(word), STR_ARG(why),
                                         tested ? ", " : "", STR_ARG(p));
    }
    struct cell cell = cell_text(text, tone);
    cell.brief = brief;
    cell.reason = why.len > 0 ? why : (struct str){0};
    return cell;
}

/* Two zeros have nothing between them to show; anything else that is missing shows as a dash. */
static struct cell no_change(const struct change *change)
{
    return cell_text(change->why == WHY_NONE ? STR("") : STR("-"), TONE_MUTED);
}

static struct cell percent_cell(const struct report *report, const struct change *change)
{
    if (change->verdict == VERDICT_NOT_COMPARABLE || !isfinite(change->ratio)) {
        return no_change(change);
    }
    struct str text = format_percent_change(report->arena, report->language, change->percent);
    struct cell cell = cell_text(bounded(report->arena, change->bound, text), TONE_PLAIN);
    cell.kind = CELL_NUMBER;
    cell.value = change->ratio - 1;
    cell.unit = UNIT_SHARE;
    cell.bound = change->bound;
    return cell;
}

static struct cell factor_cell(const struct report *report, const struct change *change)
{
    if (change->verdict == VERDICT_NOT_COMPARABLE || !isfinite(change->ratio)) {
        return no_change(change);
    }
    return cell_value(report, UNIT_FACTOR, change->ratio, change->bound);
}

static void push(const struct report *report, struct table *table, struct cell cell)
{
    VEC_PUSH(report->arena, &table->cells, cell);
}

static struct cell summary_cell(const struct report *report, const struct metric *metric,
                                const struct summary *summary)
{
    return cell_value(report, metric->unit, summary->value, summary->bound);
}

static struct cell score_cell(const struct report *report, const struct score *score)
{
    return cell_value(report, UNIT_POINTS, score->value, score->bound);
}

static void push_change(const struct report *report, struct table *table,
                        const struct metric *metric, const struct comparison_row *row)
{
    if (!row->has_change) {
        for (int i = 0; i < 3; i++) {
            push(report, table, cell_text(STR(""), TONE_PLAIN));
        }
        return;
    }
    push(report, table, percent_cell(report, &row->change));
    push(report, table, factor_cell(report, &row->change));
    push(report, table, verdict_cell(report, metric, &row->change));
}

static void push_score_row(const struct view *view, struct table *table)
{
    const struct report *report = view->report;
    push(report, table, cell_text(say(report, "metric.score"), TONE_PLAIN));
    for (size_t k = 0; k < view->count; k++) {
        push(
            report, table,
            score_cell(report, analysis_score(report->analysis, view->workload, view->systems[k])));
    }
    for (size_t k = 1; k < view->count; k++) {
        const struct score *score =
            analysis_score(report->analysis, view->workload, view->systems[k]);
        push(report, table, cell_text(STR(""), TONE_PLAIN));
        push(report, table, cell_text(STR(""), TONE_PLAIN));
        const char *reason = not_scored_name(score->not_scored);
        struct cell cell = cell_text(
            reason ? language_of(report->language, report->arena, "not_scored", reason) : STR(""),
            TONE_MUTED);
        cell.brief = STR("");
        cell.reason = reason ? cell.text : (struct str){0};
        push(report, table, cell);
    }
}

static void change_columns(const struct view *view, struct table *table, size_t system)
{
    const struct report *report = view->report;
    size_t first = table->column_count;
    struct str label = report->study->systems[system];
    struct str change = say(report, "column.change");
    column_add(report->arena, table,
               view->count == 2 ? change
                                : LANGUAGE_SAY(report->arena, report->language, "column.change_of",
                                               {"system", label}),
               true);
    column_join(report->arena, table, say(report, "column.factor"), true);
    column_join(report->arena, table, say(report, "column.verdict"), false);
    for (size_t c = first; view->count > 2 && c < table->column_count; c++) {
        table->columns[c].of = label;
        table->columns[c].word = c == first ? change : table->columns[c].title;
    }
}

static const struct comparison *comparison_of(const struct view *view, const char *id)
{
    return analysis_comparison(view->report->analysis, view->workload, id);
}

/* Against targets a system has a score without another. */
static void push_own_score(const struct view *view, bool several, struct table *table)
{
    const struct report *report = view->report;
    const struct score *score = analysis_score(report->analysis, view->workload, view->systems[0]);
    push(report, table, cell_text(say(report, "metric.score"), TONE_PLAIN));
    push(report, table, score_cell(report, score));
    if (several) {
        push(report, table, cell_value(report, UNIT_POINTS, score->low, BOUND_NONE));
        push(report, table, cell_value(report, UNIT_POINTS, score->high, BOUND_NONE));
    }
    push(report, table, cell_text(STR(""), TONE_MUTED));
}

/* One system alone: its values, the spread of its runs, and what must be known to read them. */
static void one_system(const struct view *view, const char *const *ids, size_t count,
                       struct table *table)
{
    const struct report *report = view->report;
    struct arena *arena = report->arena;
    size_t system = view->systems[0];
    bool several = study_group(report->study, view->workload, system)->n > 1;
    column_add(arena, table, say(report, "column.metric"), false);
    column_add(arena, table, report->study->systems[system], true);
    if (several) {
        column_add(arena, table, say(report, "column.lowest"), true);
        column_add(arena, table, say(report, "column.highest"), true);
    }
    column_add(arena, table, say(report, "column.note"), false);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(ids[i], SCORE_ROW) == 0) {
            push_own_score(view, several, table);
            continue;
        }
        const struct comparison *comparison = comparison_of(view, ids[i]);
        const struct metric *metric = comparison->metric;
        const struct comparison_row *row = &comparison->rows[system];
        push(report, table, cell_text(metric_label(arena, report->language, metric), TONE_PLAIN));
        push(report, table, summary_cell(report, metric, &row->summary));
        if (several) {
            push(report, table, cell_value(report, metric->unit, row->summary.least, BOUND_NONE));
            push(report, table, cell_value(report, metric->unit, row->summary.most, BOUND_NONE));
        }
        enum why why = row->summary.bound != BOUND_NONE ? WHY_MAX_CENSORED : row->own;
        push(report, table, cell_text(why_word(report, why), TONE_MUTED));
    }
}

/* Metrics as rows, systems side by side, then the change of each against the baseline. */
static void metrics_as_rows(const struct view *view, const char *const *ids, size_t count,
                            struct table *table)
{
    const struct report *report = view->report;
    column_add(report->arena, table, say(report, "column.metric"), false);
    for (size_t k = 0; k < view->count; k++) {
        column_add(report->arena, table, report->study->systems[view->systems[k]], true);
    }
    for (size_t k = 1; k < view->count; k++) {
        change_columns(view, table, view->systems[k]);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(ids[i], SCORE_ROW) == 0) {
            push_score_row(view, table);
            continue;
        }
        const struct comparison *comparison = comparison_of(view, ids[i]);
        const struct metric *metric = comparison->metric;
        push(report, table,
             cell_text(metric_label(report->arena, report->language, metric), TONE_PLAIN));
        for (size_t k = 0; k < view->count; k++) {
            push(report, table,
                 summary_cell(report, metric, &comparison->rows[view->systems[k]].summary));
        }
        for (size_t k = 1; k < view->count; k++) {
            push_change(report, table, metric, &comparison->rows[view->systems[k]]);
        }
    }
}

static void system_columns(const struct view *view, const char *const *ids, size_t count,
                           struct table *table)
{
    const struct report *report = view->report;
    column_labels(report, table);
    for (size_t i = 0; i < count; i++) {
        bool is_score = strcmp(ids[i], SCORE_ROW) == 0;
        column_add(report->arena, table,
                   is_score ? say(report, "metric.score")
                            : metric_label(report->arena, report->language,
                                           comparison_of(view, ids[i])->metric),
                   true);
        if (i == 0) {
            column_join(report->arena, table, say(report, "column.change"), true);
            column_join(report->arena, table, say(report, "column.factor"), true);
            column_join(report->arena, table, say(report, "column.verdict"), false);
        }
    }
}

/* Systems as rows, best goodput first; its change and verdict beside the first metric. */
static void systems_as_rows(const struct view *view, const char *const *ids, size_t count,
                            struct table *table)
{
    const struct report *report = view->report;
    system_columns(view, ids, count, table);
    for (size_t k = 0; k < view->count; k++) {
        size_t s = view->systems[k];
        push(report, table, cell_text(report->study->systems[s], TONE_PLAIN));
        for (size_t i = 0; i < count; i++) {
            if (strcmp(ids[i], SCORE_ROW) == 0) {
                push(report, table,
                     score_cell(report, analysis_score(report->analysis, view->workload, s)));
                continue;
            }
            const struct comparison *comparison = comparison_of(view, ids[i]);
            const struct comparison_row *row = &comparison->rows[s];
            push(report, table, summary_cell(report, comparison->metric, &row->summary));
            if (i == 0) {
                push_change(report, table, comparison->metric, row);
            }
        }
    }
}

/* The best goodput first; systems that state none last, in their own order. */
static void sort_by_goodput(struct view *view)
{
    const struct comparison *goodput = comparison_of(view, "goodput");
    for (size_t i = 1; goodput && i < view->count; i++) {
        size_t moving = view->systems[i];
        double value = goodput->rows[moving].summary.value;
        size_t to = i;
        for (; to > 0; to--) {
            double before = goodput->rows[view->systems[to - 1]].summary.value;
            if (!(value > before) && !(isnan(before) && !isnan(value))) {
                break;
            }
            view->systems[to] = view->systems[to - 1];
        }
        view->systems[to] = moving;
    }
}

static void comparison_table(struct view *view, const char *const *ids, size_t count,
                             struct table *table)
{
    if (view->count == 1) {
        one_system(view, ids, count, table);
    } else if (view->count > SIDE_BY_SIDE) {
        sort_by_goodput(view);
        systems_as_rows(view, ids, count, table);
    } else {
        metrics_as_rows(view, ids, count, table);
    }
}

/* The few of many systems that answer least, the worst first, and the baseline. */
static void worst_table(const struct report *report, const struct view *all, const char *const *ids,
                        size_t count, struct table *table)
{
    size_t systems[FIRST_LOOK];
    struct view view = {report, all->workload, systems, 0};
    const char *few[FIRST_LOOK];
    size_t n = 0;
    bool baseline = false;
    for (size_t k = all->count; k > 0 && view.count < FIRST_LOOK; k--) {
        bool last = view.count + 1 == FIRST_LOOK && !baseline;
        size_t system = last ? 0 : all->systems[k - 1];
        baseline = baseline || system == 0;
        systems[view.count++] = system;
    }
    for (size_t i = 0; i < count && n < FIRST_LOOK; i++) {
        if (i < 2 || strcmp(ids[i], "error_share") == 0 || strcmp(ids[i], SCORE_ROW) == 0) {
            few[n++] = ids[i];
        }
    }
    systems_as_rows(&view, few, n, table);
    for (size_t i = 0; i < table->cells.n; i++) {
        struct cell *cell = &table->cells.at[i];
        cell->text = cell->reason.ptr && cell->brief.len > 0 ? cell->brief : cell->text;
    }
}

static void efficiency_table(const struct view *view, struct table *table)
{
    const struct report *report = view->report;
    column_add(report->arena, table, say(report, "column.metric"), false);
    for (size_t k = 0; k < view->count; k++) {
        column_add(report->arena, table, report->study->systems[view->systems[k]], true);
    }
    const size_t *first = report->analysis->first_efficiency + view->workload;
    for (size_t i = first[0]; i < first[1] && view->count > 1; i++) {
        const struct efficiency *row = &report->analysis->efficiencies.at[i];
        push(report, table,
             cell_text(language_of(report->language, report->arena, "efficiency", row->metric->id),
                       TONE_PLAIN));
        for (size_t k = 0; k < view->count; k++) {
            const struct efficiency_cell *cell = &row->cells[view->systems[k]];
            push(report, table,
                 cell->why != WHY_NONE ? cell_text(why_word(report, cell->why), TONE_MUTED)
                                       : cell_value(report, UNIT_SHARE, cell->share, BOUND_NONE));
        }
    }
}

static void system_blocks(const struct view *view, const char *const *ids, size_t count,
                          struct workload_report *out)
{
    const struct report *report = view->report;
    bool few = view->count <= SIDE_BY_SIDE && report->workload_count <= BLOCK_WORKLOADS;
    for (size_t i = 0; i < view->count && view->count > 1 && few; i++) {
        struct view one = {report, view->workload, &view->systems[i], 1};
        struct str system = report->study->systems[view->systems[i]];
        struct table *table = VEC_ADD(report->arena, &out->blocks);
        *table = (struct table){.id = "block", .title = system};
        one_system(&one, ids, count, table);
    }
}

void build_workload_tables(struct report *report, size_t workload, struct workload_report *out)
{
    struct view view = view_of(report, workload);
    const size_t *first = report->analysis->first_comparison + workload;
    const char **ids = ARENA_ARRAY(report->arena, const char *, first[1] - first[0] + FIRST_LOOK);
    out->efficiency = (struct table){.id = "efficiency", .title = say(report, "table.efficiency")};
    efficiency_table(&view, &out->efficiency);
    out->comparison = (struct table){.id = "comparison", .title = say(report, "table.comparison")};
    size_t count = first_look(&view, ids);
    comparison_table(&view, ids, count, &out->comparison);
    out->worst = (struct table){.id = "worst", .title = say(report, "table.comparison")};
    if (view.count > FIRST_LOOK) {
        worst_table(report, &view, ids, count, &out->worst);
        out->worst_note = LANGUAGE_SAY(
            report->arena, report->language, "table.worst_note",
            {"n", format_number(report->arena, report->language, FIRST_LOOK, 0)},
            {"all", format_number(report->arena, report->language, (double)view.count, 0)});
    }
    out->full = (struct table){.id = "full", .title = say(report, "table.full")};
    count = every_metric(report, workload, ids);
    comparison_table(&view, ids, count, &out->full);
    system_blocks(&view, ids, count, out);
}
