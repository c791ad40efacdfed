/* What a sweep looks like: throughput and tail by load, and one over the other. */
#include <math.h>

#include "build.h"

#define CURVE_POINTS 60

static void add_place(const struct report *report, struct chart_row *row, enum unit unit, double x,
                      double y, struct str name)
{
    if (x > 0 && y > 0 && isfinite(x) && isfinite(y)) {
        row->points[row->point_count++] =
            (struct chart_point){.name = name, .x = x, .value = y, .text = show(report, unit, y)};
    }
}

/* The fitted law from the lowest load to the highest, in even steps of the logarithm. */
static void add_curve(const struct report *report, struct chart_row *row,
                      const struct sweep_system *system)
{
    double low = system->points[0].load;
    double high = system->points[system->point_count - 1].load;
    double *curve = ARENA_ARRAY(report->arena, double, (size_t)CURVE_POINTS * 2);
    for (size_t i = 0; i < CURVE_POINTS; i++) {
        double load = low * pow(high / low, (double)i / (CURVE_POINTS - 1));
        curve[2 * i] = load;
        curve[2 * i + 1] = usl_rate(&system->fit, load);
    }
    row->curve = curve;
    row->curve_count = CURVE_POINTS;
}

const char *const SWEEP_CHART_IDS[] = {"sweep-throughput", "sweep-tail", "sweep-path", NULL};

enum view { THROUGHPUT, TAIL, PATH };

static struct chart_row row_of(const struct report *report, const struct sweep *sweep, size_t s,
                               enum view view)
{
    const struct sweep_system *system = &sweep->systems[s];
    struct chart_row row = {
        .label = str_clean(report->arena, report->study->systems[s]),
        .system = s,
        .points = ARENA_ARRAY(report->arena, struct chart_point, system->point_count),
        .low = NAN,
        .high = NAN,
        .queueing = view == THROUGHPUT ? system->saturation : (double)NAN,
        .missing = say(report, "chart.missing"),
    };
    if (row.queueing > 0) {
        row.queueing_text = show(report, UNIT_COUNT, round(row.queueing));
    }
    for (size_t i = 0; i < system->point_count; i++) {
        const struct sweep_point *point = &system->points[i];
        struct str load = format_exact(report->arena, report->language, UNIT_COUNT, point->load);
        double x = view == PATH ? point->goodput : point->load;
        double y = view == THROUGHPUT ? point->goodput : point->tail_us;
        add_place(report, &row, view == THROUGHPUT ? UNIT_PER_SECOND : sweep->tail->unit, x, y,
                  load);
    }
    if (view == THROUGHPUT && system->why == FITTED) {
        add_curve(report, &row, system);
    }
    return row;
}

static struct str describe(const struct report *report, const struct sweep *sweep,
                           const struct chart *chart)
{
    struct buf out = BUF(report->arena);
    buf_add(&out, chart->title);
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];
        buf_printf(&out, "%s%.*s", i > 0 ? "; " : ": ", STR_ARG(row->label));
        for (size_t k = 0; k < row->point_count; k++) {
            const struct chart_point *point = &row->points[k];
            buf_printf(&out, "%s%.*s: %.*s", k > 0 ? ", " : " ", STR_ARG(point->name),
                       STR_ARG(point->text));
        }
        if (row->point_count == 0) {
            buf_printf(&out, " %.*s", STR_ARG(row->missing));
        }
        if (row->queueing > 0) {
            struct str load = load_phrase(report, sweep->by, round(row->queueing));
            buf_printf(&out, ", %.*s",
                       STR_ARG(LANGUAGE_SAY(report->arena, report->language,
                                            "chart.sweep_queueing_from", {"load", load})));
        }
    }
    buf_char(&out, '.');
    return buf_str(&out);
}

static const char *chart_id(const struct report *report, size_t sweep, enum view view)
{
    const char *name = SWEEP_CHART_IDS[view];
    return report->sweep_count == 1 ? name
                                    : arena_printf(report->arena, "%s-w%zu", name, sweep + 1);
}

static const char *const VIEWS[] = {"throughput", "tail", "path"};

/* What is plotted, and what is drawn besides the points. */
static struct str subtitle(const struct report *report, const struct sweep *sweep, enum view view,
                           const struct chart *chart, const struct argument *words)
{
    struct arena *arena = report->arena;
    bool has_curve = false;
    bool has_queueing = false;
    for (size_t i = 0; i < chart->row_count; i++) {
        has_curve = has_curve || chart->rows[i].curve_count > 0;
        has_queueing = has_queueing || chart->rows[i].queueing > 0;
    }
    struct str axes = language_of(report->language, arena, "chart.sweep_axis", VIEWS[view]);
    struct buf out = BUF(arena);
    buf_add(&out, language_fill(arena, axes, words, 2));
    if (has_curve) {
        buf_printf(&out, "; %.*s", STR_ARG(say(report, "chart.sweep_curve")));
    }
    if (has_queueing) {
        struct str by = language_of(report->language, arena, "column.by", sweep_by_name(sweep->by));
        struct str text = LANGUAGE_SAY(arena, report->language, "chart.sweep_queueing", {"by", by});
        buf_printf(&out, "; %.*s", STR_ARG(text));
    }
    if (chart->limit > 0) {
        struct str limit = show(report, UNIT_MICROSECONDS, chart->limit);
        struct str text =
            LANGUAGE_SAY(arena, report->language, "chart.sweep_limit", {"limit", limit});
        buf_printf(&out, "; %.*s", STR_ARG(text));
    }
    return buf_str(&out);
}

/* Fewer than two points of every system say nothing. */
static bool is_worth_drawing(const struct chart *chart)
{
    for (size_t i = 0; i < chart->row_count; i++) {
        if (chart->rows[i].point_count > 1) {
            return true;
        }
    }
    return false;
}

static struct chart view_chart(const struct report *report, size_t index, enum view view)
{
    const struct sweep *sweep = &report->analysis->sweeps.at[index];
    struct arena *arena = report->arena;
    size_t n = report->study->system_count;
    const struct argument words[] = {
        {"by", language_of(report->language, arena, "column.by", sweep_by_name(sweep->by))},
        {"metric", metric_label(arena, report->language, sweep->tail)},
    };
    const struct metric *goodput = metric_get("goodput");
    struct str title = language_of(report->language, arena, "chart.sweep", VIEWS[view]);
    struct str takeaway = language_of(report->language, arena, "takeaway.sweep", VIEWS[view]);
    bool has_limit = view == TAIL && report->analysis->slo.metric;
    struct chart chart = {
        .id = chart_id(report, index, view),
        .kind = CHART_LINES,
        .title = heading(report, language_fill(arena, title, words, 2)),
        .takeaway = language_fill(arena, takeaway, words, 2),
        .unit = view == THROUGHPUT ? UNIT_PER_SECOND : sweep->tail->unit,
        .x_title = view == PATH ? metric_label(arena, report->language, goodput) : words[0].text,
        .x_unit = view == PATH || sweep->by == SWEEP_RATE ? UNIT_PER_SECOND : UNIT_COUNT,
        .rows = ARENA_ARRAY(arena, struct chart_row, n),
        .row_count = n,
        .named_points = view == PATH,
        .marks_points = view != PATH,
        .limit = has_limit ? report->analysis->slo.limit_us : (double)NAN,
    };
    for (size_t s = 0; s < n; s++) {
        chart.rows[s] = row_of(report, sweep, s, view);
    }
    chart.subtitle = subtitle(report, sweep, view, &chart, words);
    chart.description = describe(report, sweep, &chart);
    return chart;
}

void build_sweep_charts(struct report *report, size_t index)
{
    if (report->analysis->sweeps.at[index].by == SWEEP_PATH) {
        return;
    }
    for (int view = THROUGHPUT; view <= PATH; view++) {
        struct chart chart = view_chart(report, index, (enum view)view);
        if (is_worth_drawing(&chart)) {
            VEC_PUSH(report->arena, &report->sweeps[index].charts, chart);
        }
    }
}
