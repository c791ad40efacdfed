/* What a sweep looks like: throughput and tail by load, and one over the other. */
#include <math.h>

#include "build.h"

#define CURVE_POINTS 60

static void add_point(const struct report *report, struct chart_row *row, enum unit unit, double x,
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
        .mark = view == THROUGHPUT ? system->saturation : (double)NAN,
        .missing = say(report, "chart.missing"),
    };
    for (size_t i = 0; i < system->point_count; i++) {
        const struct sweep_point *point = &system->points[i];
        struct str load =
            show(report, sweep->by == SWEEP_RATE ? UNIT_PER_SECOND : UNIT_COUNT, point->load);
        double x = view == PATH ? point->goodput : point->load;
        double y = view == THROUGHPUT ? point->goodput : point->tail_us;
        add_point(report, &row, view == THROUGHPUT ? UNIT_PER_SECOND : sweep->tail->unit, x, y,
                  load);
    }
    if (view == THROUGHPUT && system->why == FITTED) {
        add_curve(report, &row, system);
    }
    return row;
}

static struct str describe(const struct report *report, const struct chart *chart)
{
    struct buf out = BUF(report->arena);
    buf_add(&out, chart->title);
    for (size_t i = 0; i < chart->row_count; i++) {
        buf_printf(&out, "%s%.*s", i > 0 ? "; " : ": ", STR_ARG(chart->rows[i].label));
        for (size_t k = 0; k < chart->rows[i].point_count; k++) {
            const struct chart_point *point = &chart->rows[i].points[k];
            buf_printf(&out, "%s%.*s: %.*s", k > 0 ? ", " : " ", STR_ARG(point->name),
                       STR_ARG(point->text));
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

void build_sweep_charts(struct report *report, size_t index)
{
    const struct sweep *sweep = &report->analysis->sweeps.at[index];
    struct sweep_report *out = &report->sweeps[index];
    struct arena *arena = report->arena;
    static const char *const KEYS[] = {"throughput", "tail", "path"};
    size_t n = report->study->system_count;
    struct str by = language_of(report->language, arena, "column.by", sweep_by_name(sweep->by));
    struct str tail = metric_label(arena, report->language, sweep->tail);
    for (int view = THROUGHPUT; view <= PATH && sweep->by != SWEEP_PATH; view++) {
        struct argument words[] = {{"by", by}, {"metric", tail}};
        struct chart chart = {
            .id = chart_id(report, index, (enum view)view),
            .kind = CHART_LINES,
            .title = heading(report, language_fill(arena,
                                                   language_of(report->language, arena,
                                                               "chart.sweep", KEYS[view]),
                                                   words, 2)),
            .subtitle = language_fill(
                arena, language_of(report->language, arena, "chart.sweep_axis", KEYS[view]), words,
                2),
            .takeaway = language_fill(
                arena, language_of(report->language, arena, "takeaway.sweep", KEYS[view]), words,
                2),
            .unit = view == THROUGHPUT ? UNIT_PER_SECOND : sweep->tail->unit,
            .x_unit = view == PATH || sweep->by == SWEEP_RATE ? UNIT_PER_SECOND : UNIT_COUNT,
            .rows = ARENA_ARRAY(arena, struct chart_row, n),
            .row_count = n,
            .named_points = view == PATH,
            .limit = NAN,
        };
        size_t most = 0;
        for (size_t s = 0; s < n; s++) {
            chart.rows[s] = row_of(report, sweep, s, (enum view)view);
            most = chart.rows[s].point_count > most ? chart.rows[s].point_count : most;
        }
        if (view == TAIL && report->analysis->slo.metric) {
            chart.limit = report->analysis->slo.limit_us;
            chart.limit_text = show(report, UNIT_MICROSECONDS, chart.limit);
        }
        chart.description = describe(report, &chart);
        if (most > 1) {
            VEC_PUSH(arena, &out->charts, chart);
        }
    }
}
