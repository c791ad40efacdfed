#include <math.h>

#include "build.h"

/* More bars than this say less than the table does. */
#define EFFICIENCY_SYSTEMS 4

/* More runs of a system than this would be a band of dots, and make the picture large. */
#define RUNS_DRAWN 100

enum chart_name {
    GOODPUT,
    LATENCY,
    CHANGES,
    DISTRIBUTION,
    PERCENTILES,
    TRANSFER,
    ERRORS,
    REQUESTS,
    EFFICIENCY,
    SCORE,
};

const char *const CHART_IDS[] = {
    [GOODPUT] = "goodput",
    [LATENCY] = "latency",
    [DISTRIBUTION] = "latency-distribution",
    [CHANGES] = "changes",
    [PERCENTILES] = "latency-percentiles",
    [TRANSFER] = "transfer",
    [ERRORS] = "errors",
    [REQUESTS] = "requests",
    [EFFICIENCY] = "efficiency",
    [SCORE] = "score",
    [SCORE + 1] = NULL,
};

static const char *chart_id(const struct report *report, enum chart_name chart, size_t workload)
{
    const char *name = CHART_IDS[chart];
    return report->workload_count == 1 ? name
                                       : arena_printf(report->arena, "%s-w%zu", name, workload + 1);
}

/* Metric labels stand in running text; a heading begins with a capital. */
struct str heading(const struct report *report, struct str text)
{
    bool lower = text.len > 0 && text.ptr[0] >= 'a' && text.ptr[0] <= 'z';
    return lower ? str_printf(report->arena, "%c%.*s", text.ptr[0] - 'a' + 'A',
                              STR_ARG(str_skip(text, 1)))
                 : text;
}

struct str whisker_text(const struct report *report, enum unit unit, const struct chart_row *row)
{
    if (!(row->high > row->low)) {
        return STR("");
    }
    struct str range = LANGUAGE_SAY(report->arena, report->language, "score.range",
                                    {"low", show(report, unit, row->low)},
                                    {"high", show(report, unit, row->high)});
    return str_printf(report->arena, " (%.*s)", STR_ARG(range));
}

static struct str describe(const struct report *report, const struct chart *chart)
{
    struct buf out = BUF(report->arena);
    buf_add(&out, chart->title);
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];
        buf_printf(&out, "%s%.*s", i > 0 ? "; " : ": ", STR_ARG(row->label));
        for (size_t k = 0; k < row->point_count; k++) {
            const struct chart_point *point = &row->points[k];
            buf_printf(&out, "%s%.*s%s%.*s", k > 0 ? ", " : " ", STR_ARG(point->name),
                       point->name.len > 0 ? " " : "", STR_ARG(point->text));
            if (k == 0) {
                buf_add(&out, whisker_text(report, chart->unit, row));
            }
        }
        if (row->point_count == 0) {
            buf_printf(&out, " %.*s", STR_ARG(row->missing));
        }
    }
    buf_char(&out, '.');
    return buf_str(&out);
}

void row_add_point(const struct report *report, struct chart_row *row, enum unit unit,
                   struct str name, double value, enum bound bound)
{
    if (isfinite(value)) {
        row->points[row->point_count++] = (struct chart_point){
            .name = name,
            .value = value,
            .text = bounded(report->arena, bound, show(report, unit, value)),
            .bound = bound,
        };
    }
}

struct chart_row row_empty(const struct report *report, size_t system, size_t points)
{
    return (struct chart_row){
        .label = str_clean(report->arena, report->study->systems[system]),
        .system = system,
        .points = ARENA_ARRAY(report->arena, struct chart_point, points),
        .low = NAN,
        .high = NAN,
        .missing = say(report, "chart.missing"),
    };
}

/* The best and the worst row by value; row_count when no row has one. */
static void extremes(const struct chart *chart, enum better better, size_t *best, size_t *worst)
{
    *best = *worst = chart->row_count;
    for (size_t i = 0; i < chart->row_count; i++) {
        if (chart->rows[i].point_count == 0) {
            continue;
        }
        double value = chart->rows[i].points[0].value;
        bool low_wins = better == BETTER_LOWER;
        if (*best == chart->row_count || (low_wins ? value < chart->rows[*best].points[0].value
                                                   : value > chart->rows[*best].points[0].value)) {
            *best = i;
        }
        if (*worst == chart->row_count ||
            (low_wins ? value > chart->rows[*worst].points[0].value
                      : value < chart->rows[*worst].points[0].value)) {
            *worst = i;
        }
    }
}

/* "go 47,788, python 7,361: 6.49x apart" - what the bars show, in a sentence. */
static struct str take_away(const struct report *report, const struct chart *chart,
                            enum better better)
{
    size_t best;
    size_t worst;
    extremes(chart, better, &best, &worst);
    if (best == chart->row_count) {
        return STR("");
    }
    const struct chart_row *top = &chart->rows[best];
    const struct chart_row *bottom = &chart->rows[worst];
    bool top_is_high = top->points[0].value > bottom->points[0].value;
    const struct chart_point *above = &(top_is_high ? top : bottom)->points[0];
    const struct chart_point *below = &(top_is_high ? bottom : top)->points[0];
    double high = above->value;
    double low = below->value;
    enum bound bound = above->bound == below->bound ? BOUND_NONE
                       : above->bound == BOUND_AT_LEAST || below->bound == BOUND_AT_MOST
                           ? BOUND_AT_LEAST
                           : BOUND_AT_MOST;
    const char *key = best == worst ? "takeaway.one"
                      : high == low ? "takeaway.equal"
                      : low > 0     ? "takeaway.two"
                                    : "takeaway.zero";
    return LANGUAGE_SAY(report->arena, report->language, key, {"best", top->label},
                        {"best_value", top->points[0].text}, {"other", bottom->label},
                        {"other_value", bottom->points[0].text},
                        {"factor", bounded(report->arena, bound, show_factor(report, high / low))});
}

static bool comes_before(const struct chart_row *a, const struct chart_row *b, enum better better)
{
    if (a->point_count == 0 || b->point_count == 0) {
        return a->point_count > b->point_count;
    }
    bool lower_first = better == BETTER_LOWER;
    return lower_first ? a->points[0].value < b->points[0].value
                       : a->points[0].value > b->points[0].value;
}

void sort_rows(struct chart_row *rows, size_t n, enum better better)
{
    for (size_t i = 1; n > SIDE_BY_SIDE && i < n; i++) {
        struct chart_row moving = rows[i];
        size_t to = i;
        for (; to > 0 && comes_before(&moving, &rows[to - 1], better); to--) {
            rows[to] = rows[to - 1];
        }
        rows[to] = moving;
    }
}

void add_chart(const struct report *report, struct chart *chart, enum better better,
               struct workload_report *out)
{
    sort_rows(chart->rows, chart->row_count, better);
    chart->takeaway = take_away(report, chart, better);
    chart->description = describe(report, chart);
    VEC_PUSH(report->arena, &out->charts, *chart);
}

static struct str direction(const struct report *report, enum better better)
{
    const char *name = better_name(better);
    return name ? language_of(report->language, report->arena, "better", name) : STR("");
}

static struct str subtitle(const struct report *report, const struct metric *metric, size_t runs)
{
    struct buf out = BUF(report->arena);
    buf_add(&out, language_of(report->language, report->arena, "axis", metric->id));
    if (metric->better != BETTER_NONE) {
        buf_printf(&out, ", %.*s", STR_ARG(direction(report, metric->better)));
    }
    if (runs > 1) {
        const char *key = runs <= RUNS_DRAWN ? "chart.median" : "chart.median_range";
        buf_printf(&out, "; %.*s", STR_ARG(say(report, key)));
    }
    return buf_str(&out);
}

/* Whether errors, which are often answered faster than the real thing, make the value unfit to
 * stand beside others. */
static bool is_spoilt(const struct comparison_row *row)
{
    return row->unusable && row->own == WHY_ERRORS && row->summary.n > 0;
}

/*
 * Bars of one metric, a system each; beside others an answer to errors is no bar but the reason.
 * Nothing is drawn when all values are zero or missing.
 */
static void metric_chart(const struct report *report, size_t workload, enum chart_name name,
                         const char *metric_id, struct workload_report *out)
{
    const struct comparison *comparison =
        analysis_comparison(report->analysis, workload, metric_id);
    if (!comparison) {
        return;
    }
    size_t n = report->study->system_count;
    const struct metric *metric = comparison->metric;
    struct chart chart = {
        .id = chart_id(report, name, workload),
        .kind = CHART_BARS,
        .title = heading(report, metric_label(report->arena, report->language, metric)),
        .unit = metric->unit,
        .rows = ARENA_ARRAY(report->arena, struct chart_row, n),
        .row_count = n,
    };
    bool something = false;
    bool any_clean = false;
    size_t runs = 0;
    for (size_t s = 0; s < n; s++) {
        size_t own = comparison->rows[s].summary.n;
        runs = own > runs ? own : runs;
        any_clean = any_clean || (own > 0 && !is_spoilt(&comparison->rows[s]));
    }
    for (size_t s = 0; s < n; s++) {
        const struct summary *summary = &comparison->rows[s].summary;
        struct chart_row *row = &chart.rows[s];
        *row = row_empty(report, s, 1);
        if (any_clean && is_spoilt(&comparison->rows[s])) {
            row->missing = why_word(report, comparison->rows[s].own);
            continue;
        }
        row_add_point(report, row, metric->unit, (struct str){0}, summary->value, summary->bound);
        row->low = summary->least;
        row->high = summary->most;
        if (runs <= RUNS_DRAWN) {
            row->raw = summary_raw(report->arena, summary);
            row->raw_count = summary->n;
        }
        something = something || summary->value > 0;
    }
    if (something) {
        chart.subtitle = subtitle(report, metric, runs);
        add_chart(report, &chart, metric->better, out);
    }
}

/* Whether all systems state the metric, and those that errors did not spoil compare. */
static bool comparable_where_clean(const struct report *report, size_t workload, const char *metric)
{
    const struct comparison *comparison = analysis_comparison(report->analysis, workload, metric);
    size_t n = comparison ? report->study->system_count : 0;
    size_t first = n;
    for (size_t s = 0; s < n; s++) {
        const struct comparison_row *row = &comparison->rows[s];
        if (study_group(report->study, workload, s)->n == 0 || is_spoilt(row)) {
            continue;
        }
        if (row->summary.n == 0 || row->unusable ||
            (first < n && analysis_change(report->analysis, comparison, first, s).verdict ==
                              VERDICT_NOT_COMPARABLE)) {
            return false;
        }
        first = first < n ? first : s;
    }
    return first < n;
}

static const char *latency_metric(const struct report *report, size_t workload)
{
    static const char *const WANTED[] = {"latency.p99", "latency.mean", "time_per_request"};
    size_t count = sizeof WANTED / sizeof WANTED[0];
    for (size_t i = 0; i < count; i++) {
        if (comparable_everywhere(report, workload, WANTED[i])) {
            return WANTED[i];
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (comparable_where_clean(report, workload, WANTED[i])) {
            return WANTED[i];
        }
    }
    return "latency.mean";
}

static void distribution_chart(const struct report *report, size_t workload,
                               struct workload_report *out)
{
    static const char *const POINTS[] = {"latency.p50", "latency.p75", "latency.p90",
                                         "latency.p95", "latency.p99", "latency.p99_9",
                                         "latency.max"};
    size_t count = sizeof POINTS / sizeof POINTS[0];
    size_t n = report->study->system_count;
    struct chart chart = {
        .id = chart_id(report, DISTRIBUTION, workload),
        .kind = CHART_DOTS,
        .title = say(report, "chart.distribution"),
        .subtitle = say(report, "chart.distribution_axis"),
        .unit = UNIT_MICROSECONDS,
        .rows = ARENA_ARRAY(report->arena, struct chart_row, n),
        .row_count = n,
    };
    size_t most = 0;
    bool any_clean = false;
    const struct comparison *longest =
        analysis_comparison(report->analysis, workload, "latency.max");
    for (size_t s = 0; longest && s < n; s++) {
        any_clean = any_clean || (longest->rows[s].summary.n > 0 && !is_spoilt(&longest->rows[s]));
    }
    for (size_t s = 0; s < n; s++) {
        struct chart_row *row = &chart.rows[s];
        *row = row_empty(report, s, count);
        row->missing = say(report, "why.no-latency");
        if (any_clean && is_spoilt(&longest->rows[s])) {
            row->missing = why_word(report, WHY_ERRORS);
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            const struct comparison *comparison =
                analysis_comparison(report->analysis, workload, POINTS[i]);
            if (comparison && comparison->rows[s].summary.value > 0) {
                const struct summary *summary = &comparison->rows[s].summary;
                struct str name = language_of(report->language, report->arena, "short", POINTS[i]);
                row_add_point(report, row, UNIT_MICROSECONDS, name, summary->value, summary->bound);
            }
        }
        most = row->point_count > most ? row->point_count : most;
    }
    if (most > 2) {
        sort_rows(chart.rows, n, BETTER_LOWER);
        chart.takeaway = comparable_everywhere(report, workload, "latency.p50")
                             ? say(report, "takeaway.distribution")
                             : say(report, "takeaway.synthetic");
        chart.description = describe(report, &chart);
        VEC_PUSH(report->arena, &out->charts, chart);
    }
}

static void efficiency_chart(const struct report *report, size_t workload,
                             struct workload_report *out)
{
    size_t n = report->study->system_count;
    if (n < 2 || n > EFFICIENCY_SYSTEMS) {
        return;
    }
    struct chart chart = {
        .id = chart_id(report, EFFICIENCY, workload),
        .kind = CHART_BARS,
        .title = say(report, "table.efficiency"),
        .subtitle = say(report, "chart.efficiency_axis"),
        .unit = UNIT_SHARE,
    };
    const struct analysis *analysis = report->analysis;
    const size_t *first = analysis->first_efficiency + workload;
    chart.rows = ARENA_ARRAY(report->arena, struct chart_row, (first[1] - first[0]) * n);
    for (size_t i = first[0]; i < first[1]; i++) {
        const struct efficiency *efficiency = &analysis->efficiencies.at[i];
        for (size_t s = 0; s < n; s++) {
            struct chart_row *row = &chart.rows[chart.row_count++];
            *row = row_empty(report, s, 1);
            struct str metric =
                language_of(report->language, report->arena, "efficiency", efficiency->metric->id);
            row->label =
                str_printf(report->arena, "%.*s, %.*s", STR_ARG(metric), STR_ARG(row->label));
            row->missing = why_word(report, efficiency->cells[s].why);
            row_add_point(report, row, UNIT_SHARE, (struct str){0}, efficiency->cells[s].share,
                          BOUND_NONE);
        }
    }
    if (chart.row_count > 0) {
        chart.takeaway = say(report, "takeaway.efficiency");
        chart.description = describe(report, &chart);
        VEC_PUSH(report->arena, &out->charts, chart);
    }
}

void build_charts(struct report *report, size_t workload, struct workload_report *out)
{
    metric_chart(report, workload, GOODPUT, "goodput", out);
    metric_chart(report, workload, LATENCY, latency_metric(report, workload), out);
    add_changes_chart(report, workload, chart_id(report, CHANGES, workload), out);
    distribution_chart(report, workload, out);
    add_percentiles_chart(report, workload, chart_id(report, PERCENTILES, workload), out);
    metric_chart(report, workload, TRANSFER, "bytes_per_s", out);
    metric_chart(report, workload, ERRORS, "error_share", out);
    metric_chart(report, workload, REQUESTS, "requests", out);
    efficiency_chart(report, workload, out);
    add_score_chart(report, workload, chart_id(report, SCORE, workload), out);
}
