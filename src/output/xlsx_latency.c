/* The sheet of latencies: percentiles side by side, and their curves on a logarithmic axis. */
#include <math.h>

#include "xlsx_book.h"

#define MOST_CHARTS 6
#define PAGE_WIDTH 130  /* characters */
#define MOST_CHARTED 30 /* systems in one chart */

static lxw_worksheet *sheet_of(const struct xlsx_book *book)
{
    return book->sheets[SHEET_LATENCY].at;
}

static bool is_place(const struct metric *metric)
{
    return metric->p > 0 || metric == metric_get("latency.min") ||
           metric == metric_get("latency.max");
}

bool xlsx_has_latency(const struct report *report)
{
    for (size_t i = 0; i < report->analysis->comparisons.n; i++) {
        if (is_place(report->analysis->comparisons.at[i].metric)) {
            return true;
        }
    }
    return false;
}

static size_t systems_of(const struct xlsx_book *book)
{
    return book->report->study->system_count;
}

static lxw_col_t write_header(struct xlsx_book *book)
{
    const struct report *report = book->report;
    lxw_col_t at = 0;
    if (report->workload_count > 1) {
        xlsx_header(book, sheet_of(book), at++, 36, language_text(report->language, "column.load"),
                    STYLE_HEADER);
    }
    xlsx_header(book, sheet_of(book), at++, 22,
                language_text(report->language, "column.latency_ms"), STYLE_HEADER);
    for (size_t s = 0; s < systems_of(book); s++) {
        xlsx_system_header(book, sheet_of(book), at++, s);
    }
    return (lxw_col_t)(at - systems_of(book));
}

/* Whether all systems have a value there for a logarithmic axis, beside the others'. */
static bool drawable(const struct xlsx_book *book, const struct comparison *comparison)
{
    for (size_t s = 0; s < systems_of(book); s++) {
        bool ran = study_group(book->report->study, comparison->workload, s)->n > 0;
        if (ran && !(comparison->rows[s].summary.value > 0)) {
            return false;
        }
    }
    return xlsx_comparable(book, comparison);
}

static void write_place(struct xlsx_book *book, const struct comparison *comparison, lxw_row_t row,
                        lxw_col_t values)
{
    const struct report *report = book->report;
    struct xlsx_span span = {0, 0};
    for (size_t s = 0; s < systems_of(book); s++) {
        xlsx_span_add(&span, comparison->rows[s].summary.value);
    }
    struct xlsx_unit unit = xlsx_unit_for(UNIT_MICROSECONDS, span);
    if (values > 1) {
        xlsx_text(book, sheet_of(book), row, 0, report->workloads[comparison->workload].title,
                  STYLE_PLAIN);
    }
    xlsx_text(book, sheet_of(book), row, (lxw_col_t)(values - 1),
              language_of(report->language, book->arena, "short", comparison->metric->id),
              STYLE_PLAIN);
    for (size_t s = 0; s < systems_of(book); s++) {
        xlsx_measured(book, sheet_of(book), row, (lxw_col_t)(values + s), &unit,
                      &comparison->rows[s]);
    }
}

struct curve {
    size_t workload;
    lxw_row_t first, last; /* rows; none when last < first */
};

/* Curves over rows that follow each other: the longest stretch that can be drawn. */
static void extend(struct curve *longest, struct curve *open, lxw_row_t row, bool drawn)
{
    if (!drawn) {
        open->first = row + 1;
        return;
    }
    open->last = row;
    if (open->last + 1 - open->first > longest->last + 1 - longest->first) {
        *longest = *open;
    }
}

static void write_chart(struct xlsx_book *book, const struct curve *curve, lxw_col_t values,
                        struct xlsx_slot *slot)
{
    const struct report *report = book->report;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_LINE);
    for (size_t s = 0; s < systems_of(book); s++) {
        struct xlsx_line line = {
            .sheet = SHEET_LATENCY,
            .first_row = curve->first,
            .last_row = curve->last,
            .x_column = (lxw_col_t)(values - 1),
            .y_column = (lxw_col_t)(values + s),
            .name_row = 0,
            .name_column = (lxw_col_t)(values + s),
            .system = s,
        };
        if (study_group(report->study, curve->workload, s)->n > 0) {
            xlsx_add_line(chart, book, &line);
        }
    }
    struct str title = language_text(report->language, "chart.distribution");
    if (report->workload_count > 1) {
        title = str_printf(book->arena, "%.*s: %.*s", STR_ARG(title),
                           STR_ARG(report->workloads[curve->workload].title));
    }
    chart_title_set_name(chart, xlsx_title(book, title));
    xlsx_dress_chart(chart, chart->y_axis, "ms", false);
    chart_axis_set_log_base(chart->y_axis, 10);
    const chart_list *charts = &report->workloads[curve->workload].charts;
    struct str alt = xlsx_description(charts->at, charts->n, STR("latency-distribution"));
    xlsx_insert_chart(book, SHEET_LATENCY, slot, chart, systems_of(book), alt);
}

static void write_charts(struct xlsx_book *book, const struct curve *curves, size_t n,
                         lxw_row_t last_row, lxw_col_t values)
{
    struct xlsx_slot slot = xlsx_slot_below(last_row);
    for (size_t i = 0; i < n; i++) {
        write_chart(book, &curves[i], values, &slot);
    }
    xlsx_break_pages(book, SHEET_LATENCY, &slot);
    if (book->header_width < PAGE_WIDTH) {
        worksheet_set_print_scale(sheet_of(book), 100); /* instead of as wide as the page */
    }
}

void xlsx_write_latency(struct xlsx_book *book)
{
    if (!sheet_of(book)) {
        return;
    }
    const struct analysis *analysis = book->report->analysis;
    struct curve curves[MOST_CHARTS];
    size_t curve_count = 0;
    lxw_col_t values = write_header(book);
    lxw_row_t row = 1;
    struct curve open = {NO_INDEX, 1, 0};
    struct curve longest = open;
    for (size_t i = 0; i <= analysis->comparisons.n && row < LXW_ROW_MAX / 2; i++) {
        bool end = i == analysis->comparisons.n;
        const struct comparison *at = end ? NULL : &analysis->comparisons.at[i];
        if (end || at->workload != open.workload) {
            if (longest.last > longest.first && curve_count < MOST_CHARTS) {
                curves[curve_count++] = longest;
            }
            open = (struct curve){end ? NO_INDEX : at->workload, row, row - 1};
            longest = open;
        }
        if (at && is_place(at->metric)) {
            write_place(book, at, row, values);
            extend(&longest, &open, row, drawable(book, at));
            row++;
        }
    }
    lxw_col_t last = (lxw_col_t)(values + systems_of(book) - 1);
    xlsx_finish_table(book, sheet_of(book), row - 1, last, values);
    xlsx_name(book, "wrkbook_latency", SHEET_LATENCY, 0, 0, row - 1, last);
    write_charts(book, curves, systems_of(book) <= MOST_CHARTED ? curve_count : 0, row - 1, values);
}
