/* Charts of how systems relate: their changes against the baseline, their percentile curves. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "number.h"
#include "ranks.h"

/* With more systems only what is judged is drawn. */
#define ALL_METRICS_SYSTEMS 4

/* A curve of fewer points says no more than the distribution's dots. */
#define CURVE_POINTS 5

static struct str verdict_text(const struct report *report, const struct metric *metric,
                               const struct change *change)
{
    struct str factor = bounded(report->arena, change->bound, show_factor(report, change->ratio));
    struct str word =
        is_described(metric, change) ? STR("") : verdict_word(report, change->verdict);
    return str_printf(report->arena, "%.*s%s%.*s", STR_ARG(factor), word.len > 0 ? " " : "",
                      STR_ARG(word));
}

static void add_change(const struct report *report, const struct comparison *comparison, size_t s,
                       struct chart *chart)
{
    const struct change *change = &comparison->rows[s].change;
    struct str metric = metric_label(report->arena, report->language, comparison->metric);
    bool is_pair = report->study->system_count == 2;
    struct chart_row *row = &chart->rows[chart->row_count++];
    *row = (struct chart_row){
        .label = is_pair ? metric : str_clean(report->arena, report->study->systems[s]),
        .system = s,
        .points = ARENA_ARRAY(report->arena, struct chart_point, 1),
        .low = change->low,
        .high = change->high,
        .missing = why_word(report, change->why),
        .tone = change->verdict == VERDICT_BETTER  ? TONE_GOOD
                : change->verdict == VERDICT_WORSE ? TONE_BAD
                                                   : TONE_PLAIN,
    };
    bool comparable = change->verdict != VERDICT_NOT_COMPARABLE && change->ratio > 0;
    if (comparable && isfinite(change->ratio)) {
        row->points[row->point_count++] =
            (struct chart_point){.name = is_pair ? STR("") : metric,
                                 .value = change->ratio,
                                 .text = verdict_text(report, comparison->metric, change),
                                 .bound = change->bound};
    }
}

/* The changes of one metric; several systems stand below its name. Returns how many have a place.
 */
static size_t add_metric(const struct report *report, const struct comparison *comparison,
                         struct chart *chart)
{
    size_t n = report->study->system_count;
    struct chart_row *heading = &chart->rows[chart->row_count];
    if (n > 2) {
        *heading = (struct chart_row){
            .label = metric_label(report->arena, report->language, comparison->metric),
            .is_heading = true,
        };
        chart->row_count++;
    }
    size_t first = chart->row_count;
    size_t placed = 0;
    for (size_t s = 1; s < n; s++) {
        if (comparison->rows[s].has_change) {
            add_change(report, comparison, s, chart);
            placed += chart->rows[chart->row_count - 1].point_count;
        }
    }
    sort_rows(chart->rows + first, chart->row_count - first, comparison->metric->better);
    if (placed == 0 && n > 2) {
        chart->row_count = first - 1; /* the table says why */
    }
    return placed;
}

/* "python against go: successful requests/s 0.15x worse; ..."; of more systems
 * "Each system against go: successful requests/s: python 0.15x worse; ...". */
static struct str describe_changes(const struct report *report, const struct chart *chart)
{
    struct buf out = BUF(report->arena);
    buf_add(&out, chart->title);
    const char *before = ": ";
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];
        struct str text = row->point_count > 0 ? row->points[0].text : row->missing;
        const char *space = text.len > 0 ? " " : "";
        buf_printf(&out, "%s%.*s%s%.*s", before, STR_ARG(row->label), space, STR_ARG(text));
        if (row->point_count > 0) {
            buf_add(&out, whisker_text(report, chart->unit, row));
        }
        before = row->is_heading ? ": " : "; ";
    }
    buf_char(&out, '.');
    return buf_str(&out);
}

void add_changes_chart(const struct report *report, size_t workload, const char *id,
                       struct workload_report *out)
{
    static const char *const METRIC_IDS[] = {"goodput", "latency.p99", "latency.p50",
                                             "time_per_request", "latency.max"};
    size_t n = report->study->system_count;
    size_t metrics = n <= ALL_METRICS_SYSTEMS ? sizeof METRIC_IDS / sizeof METRIC_IDS[0] : 2;
    struct str base = str_clean(report->arena, report->study->systems[0]);
    struct str system = n == 2 ? str_clean(report->arena, report->study->systems[1]) : STR("");
    struct argument words[] = {{"baseline", base}, {"system", system}};
    struct chart chart = {
        .id = id,
        .kind = CHART_RATIOS,
        .title = language_fill(report->arena,
                               say(report, n == 2 ? "chart.change" : "chart.changes"), words, 2),
        .subtitle = language_fill(report->arena, say(report, "chart.changes_axis"), words, 2),
        .takeaway = say(report, "takeaway.changes"),
        .unit = UNIT_FACTOR,
        .rows = ARENA_ARRAY(report->arena, struct chart_row, n * metrics),
    };
    size_t placed = 0;
    for (size_t m = 0; m < metrics; m++) {
        const struct comparison *comparison =
            analysis_comparison(report->analysis, workload, METRIC_IDS[m]);
        /* Time per request tells the story of throughput again where p50 can tell its own. */
        bool again = strcmp(METRIC_IDS[m], "time_per_request") == 0 &&
                     comparable_everywhere(report, workload, "latency.p50");
        if (comparison && !again) {
            placed += add_metric(report, comparison, &chart);
        }
    }
    if (placed > 0) {
        chart.description = describe_changes(report, &chart);
        VEC_PUSH(report->arena, &out->charts, chart);
    }
}

/* The median over the group's runs of a percentile that every run states; NaN otherwise. */
static double median_percentile(const struct group *group, double p)
{
    struct arena scratch = {0};
    double *values = ARENA_ARRAY(&scratch, double, group->n);
    size_t n = 0;
    while (n < group->n && group->runs[n]->has_latency) {
        values[n] = latency_percentile(&group->runs[n]->latency, p);
        if (isnan(values[n])) {
            break;
        }
        n++;
    }
    sort_ascending(values, n);
    double result = n == group->n ? median(values, n) : (double)NAN;
    arena_free(&scratch);
    return result;
}

static struct chart_row curve_of(const struct report *report, const struct group *group, size_t s)
{
    struct arena *arena = report->arena;
    const struct latency *first = &group->runs[0]->latency;
    struct chart_row row = {
        .label = str_clean(arena, report->study->systems[s]),
        .system = s,
        .points = ARENA_ARRAY(arena, struct chart_point, first->percentile_count),
        .low = NAN,
        .high = NAN,
        .queueing = NAN,
    };
    bool enough = group->runs[0]->has_latency && first->percentile_count >= CURVE_POINTS;
    for (size_t i = 0; enough && i < first->percentile_count; i++) {
        double p = first->percentiles[i].p;
        double us = p > 0 && p < 100 ? median_percentile(group, p) : (double)NAN;
        if (us > 0) {
            char digits[NUMBER_SIZE];
            row.points[row.point_count++] = (struct chart_point){
                .name = str_printf(arena, "p%.*s", STR_ARG(number_format(digits, p))),
                .x = p / 100,
                .value = us,
                .text = show(report, UNIT_MICROSECONDS, us),
            };
        }
    }
    return row;
}

/* The values people know percentiles by; a curve has too many to say them all. */
static bool is_said(double share)
{
    static const double SAID[] = {0.5, 0.9, 0.99, 0.999, 0.9999};
    for (size_t i = 0; i < sizeof SAID / sizeof SAID[0]; i++) {
        if (fabs(share - SAID[i]) < 1e-9) {
            return true;
        }
    }
    return false;
}

static struct str describe_curves(const struct report *report, const struct chart *chart)
{
    struct buf out = BUF(report->arena);
    buf_add(&out, chart->title);
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];
        buf_printf(&out, "%s%.*s", i > 0 ? "; " : ": ", STR_ARG(row->label));
        const char *comma = " ";
        for (size_t k = 0; k < row->point_count; k++) {
            if (is_said(row->points[k].x)) {
                buf_printf(&out, "%s%.*s %.*s", comma, STR_ARG(row->points[k].name),
                           STR_ARG(row->points[k].text));
                comma = ", ";
            }
        }
    }
    buf_char(&out, '.');
    return buf_str(&out);
}

void add_percentiles_chart(const struct report *report, size_t workload, const char *id,
                           struct workload_report *out)
{
    struct arena *arena = report->arena;
    size_t n = report->study->system_count;
    struct chart chart = {
        .id = id,
        .kind = CHART_LINES,
        .title = say(report, "chart.percentiles"),
        .subtitle = say(report, "chart.percentiles_axis"),
        .takeaway = say(report, "takeaway.percentiles"),
        .unit = UNIT_MICROSECONDS,
        .x_title = say(report, "chart.percentiles_x"),
        .x_unit = UNIT_SHARE,
        .rows = ARENA_ARRAY(arena, struct chart_row, n),
        .limit = NAN,
    };
    size_t most = 0;
    for (size_t s = 0; s < n; s++) {
        const struct group *group = study_group(report->study, workload, s);
        struct chart_row row = {0};
        if (group->n > 0) {
            row = curve_of(report, group, s);
        }
        most = row.point_count > most ? row.point_count : most;
        if (row.point_count > 1) {
            chart.rows[chart.row_count++] = row;
        }
    }
    if (most >= CURVE_POINTS) {
        chart.description = describe_curves(report, &chart);
        VEC_PUSH(arena, &out->charts, chart);
    }
}
