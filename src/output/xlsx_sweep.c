/* The sheet of loads: a row a system and load, the law fitted to them, and both as charts. */
#include <math.h>

#include "xlsx_book.h"

#define MOST_CHARTED 30 /* systems in one chart */

enum { BY, SYSTEM, LOAD, RUNS, GOODPUT, FITTED_RATE, EFFICIENCY, TAIL, COLUMN_COUNT };

static const struct {
    const char *key;
    double width;
} COLUMNS[COLUMN_COUNT] = {
    [BY] = {"column.load", 20},         [SYSTEM] = {"column.system", 24},
    [LOAD] = {"column.amount", 14},     [RUNS] = {"column.runs", 9},
    [GOODPUT] = {"metric.goodput", 18}, [FITTED_RATE] = {"column.fitted", 16},
    [EFFICIENCY] = {"column.kept", 16}, [TAIL] = {"column.tail_ms", 20}};

/* Where the points of the systems of one sweep stand. */
struct points {
    const struct sweep *sweep;
    lxw_row_t *first; /* [system]; its last is the row before the next one's first */
};

static lxw_worksheet *sheet_of(const struct xlsx_book *book)
{
    return book->sheets[SHEET_SWEEP].at;
}

static void number(struct xlsx_book *book, lxw_row_t row, int column, enum unit unit, double value,
                   enum bound bound)
{
    struct xlsx_span span = {0, 0};
    xlsx_span_add(&span, value);
    struct xlsx_unit shown = xlsx_unit_for(unit, span);
    xlsx_number(book, sheet_of(book), row, (lxw_col_t)column, &shown, value, bound, STYLE_PLAIN);
}

static void write_header(struct xlsx_book *book)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        double width = COLUMNS[i].width;
        width = i == SYSTEM ? xlsx_label_width(book, width) : width;
        xlsx_header(book, sheet_of(book), (lxw_col_t)i, width,
                    language_text(book->report->language, COLUMNS[i].key),
                    i <= SYSTEM ? STYLE_HEADER : STYLE_HEADER_NUMBER);
    }
}

static void write_point(struct xlsx_book *book, const struct sweep *sweep, size_t system,
                        const struct sweep_point *point, lxw_row_t row)
{
    const struct report *report = book->report;
    const struct sweep_system *at = &sweep->systems[system];
    bool by_path = sweep->by == SWEEP_PATH;
    xlsx_text(
        book, sheet_of(book), row, BY,
        by_path ? report->study->workloads[point->workload].path
                : language_of(report->language, book->arena, "column.by", sweep_by_name(sweep->by)),
        STYLE_PLAIN);
    xlsx_text(book, sheet_of(book), row, SYSTEM, report->study->systems[system], STYLE_LABEL);
    number(book, row, LOAD, UNIT_COUNT, point->load, BOUND_NONE);
    number(book, row, RUNS, UNIT_COUNT, (double)point->n, BOUND_NONE);
    number(book, row, GOODPUT, UNIT_PER_SECOND, point->goodput, BOUND_NONE);
    number(book, row, FITTED_RATE, UNIT_PER_SECOND,
           at->why == FITTED ? usl_rate(&at->fit, point->load) : (double)NAN, BOUND_NONE);
    number(book, row, EFFICIENCY, UNIT_SHARE, point->efficiency, BOUND_NONE);
    number(book, row, TAIL, UNIT_MICROSECONDS, point->tail_us,
           point->tail_cut ? BOUND_AT_LEAST : BOUND_NONE);
}

static lxw_row_t write_points(struct xlsx_book *book, struct points *points, lxw_row_t row)
{
    size_t systems = book->report->study->system_count;
    points->first = ARENA_ARRAY(book->arena, lxw_row_t, systems + 1);
    for (size_t s = 0; s < systems; s++) {
        const struct sweep_system *at = &points->sweep->systems[s];
        points->first[s] = row;
        for (size_t i = 0; i < at->point_count && row < LXW_ROW_MAX / 2; i++) {
            write_point(book, points->sweep, s, &at->points[i], row++);
        }
    }
    points->first[systems] = row;
    return row;
}

/* The lines that a system has in a chart: its points, and the law fitted to them. */
static bool has_line(const struct points *points, size_t system, bool tail, bool law)
{
    bool several = points->first[system + 1] > points->first[system] + 1;
    return several && (!law || (!tail && points->sweep->systems[system].why == FITTED));
}

static bool drawable(const struct xlsx_book *book, const struct points *points)
{
    size_t systems = book->report->study->system_count;
    bool some = false;
    for (size_t s = 0; s < systems; s++) {
        some = some || has_line(points, s, true, false);
    }
    return some && points->sweep->by != SWEEP_PATH && systems <= MOST_CHARTED;
}

/* "go: fitted law" */
static const char *law_name(struct xlsx_book *book, size_t system)
{
    return xlsx_title(
        book, str_printf(book->arena, "%.*s: %.*s", STR_ARG(book->report->study->systems[system]),
                         STR_ARG(language_text(book->report->language, COLUMNS[FITTED_RATE].key))));
}

static void add_lines(struct xlsx_book *book, lxw_chart *chart, const struct points *points,
                      bool tail)
{
    for (size_t k = 0; k < 2 * book->report->study->system_count; k++) {
        size_t s = k / 2;
        bool law = k % 2 == 1;
        struct xlsx_line line = {
            .sheet = SHEET_SWEEP,
            .first_row = points->first[s],
            .last_row = points->first[s + 1] - 1,
            .x_column = LOAD,
            .y_column = tail  ? TAIL
                        : law ? FITTED_RATE
                              : GOODPUT,
            .name_row = points->first[s],
            .name_column = SYSTEM,
            .name = law ? law_name(book, s) : NULL,
            .system = s,
            .dashed = law,
        };
        if (has_line(points, s, tail, law)) {
            xlsx_add_line(chart, book, &line);
        }
    }
}

/* Throughput or tail over the load. */
static void write_chart(struct xlsx_book *book, const struct points *points, bool tail,
                        size_t index, struct xlsx_slot *slot)
{
    const struct report *report = book->report;
    const struct sweep *sweep = points->sweep;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_SCATTER_STRAIGHT_WITH_MARKERS);
    add_lines(book, chart, points, tail);
    struct str by =
        language_of(report->language, book->arena, "column.by", sweep_by_name(sweep->by));
    struct argument words[] = {
        {"by", by}, {"metric", metric_label(book->arena, report->language, sweep->tail)}};
    struct str title = language_fill(
        book->arena,
        language_of(report->language, book->arena, "chart.sweep", tail ? "tail" : "throughput"),
        words, 2);
    chart_title_set_name(chart, xlsx_title(book, title));
    xlsx_dress_chart(chart, chart->y_axis, tail ? "ms" : "1/s", false);
    chart_axis_set_log_base(chart->x_axis, 2);
    chart_axis_set_name(chart->x_axis, xlsx_title(book, by));
    if (tail) {
        chart_axis_set_log_base(chart->y_axis, 10);
    }
    const chart_list *charts = &report->sweeps[index].charts;
    struct str alt =
        xlsx_description(charts->at, charts->n, tail ? STR("sweep-tail") : STR("sweep-throughput"));
    xlsx_insert_chart(book, SHEET_SWEEP, slot, chart, report->study->system_count, alt);
}

static void sentence(struct xlsx_book *book, struct xlsx_slot *slot, struct str text)
{
    lxw_row_t lines = (lxw_row_t)xlsx_across(book, sheet_of(book), slot->row, 0, COLUMN_COUNT - 1,
                                             book->header_width, text, STYLE_NOTE);
    xlsx_keep(book, worksheet_set_row(sheet_of(book), slot->row, XLSX_LINE_HEIGHT * lines, NULL));
    xlsx_advance(slot, 1, lines);
}

void xlsx_write_sweep(struct xlsx_book *book)
{
    if (!sheet_of(book)) {
        return;
    }
    const struct report *report = book->report;
    struct points *points = ARENA_ARRAY(book->arena, struct points, report->sweep_count);
    lxw_row_t row = 1;
    write_header(book);
    for (size_t i = 0; i < report->sweep_count; i++) {
        points[i].sweep = &report->analysis->sweeps.at[i];
        row = write_points(book, &points[i], row);
    }
    xlsx_finish_table(book, sheet_of(book), row - 1, COLUMN_COUNT - 1, SYSTEM + 1);
    xlsx_name(book, "wrkbook_sweep", SHEET_SWEEP, 0, 0, row - 1, COLUMN_COUNT - 1);
    struct xlsx_slot slot = xlsx_slot_below(row - 1);
    for (size_t i = 0; i < report->sweep_count; i++) {
        for (size_t k = 0; k < report->sweeps[i].sentences.n; k++) {
            sentence(book, &slot, report->sweeps[i].sentences.at[k]);
        }
        if (drawable(book, &points[i])) {
            xlsx_advance(&slot, 1, 1);
            write_chart(book, &points[i], false, i, &slot);
            write_chart(book, &points[i], true, i, &slot);
        }
    }
    xlsx_break_pages(book, SHEET_SWEEP, &slot);
}
