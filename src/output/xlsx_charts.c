/* Native charts, bound to cells on the sheet of comparisons. */
#include <math.h>

#include "chart.h"
#include "xlsx_book.h"

#define MOST_CHARTED 30 /* systems in one chart */
#define CHART_WIDTH 480 /* pixels, the library's own */
#define CHART_SCALE 0.8 /* of the library's own height, 288 pixels */
#define CHART_TOP 5     /* keeps the frame off a page break */
#define CHART_GAP 20
#define CHART_ROWS 13   /* rows of 20 pixels that a chart and the gap below it cover */
#define WIDE_FACTOR 1.4 /* a chart that stands alone */
#define WIDE_SCALE 0.9
#define WIDE_ROWS 14
#define MOST_ALT_TEXT 1000 /* bytes; the library cuts at 2080, in the middle of a character */

static const struct xlsx_place *place_of(const struct xlsx_book *book, size_t workload,
                                         const struct metric *metric)
{
    for (size_t i = 0; i < book->places.n; i++) {
        const struct xlsx_place *place = &book->places.at[i];
        if (place->workload == workload && place->metric == metric) {
            return place;
        }
    }
    return NULL;
}

/* Whether every system that ran has a value that may stand beside the others', and some is not 0.
 */
static bool chartable(const struct xlsx_book *book, size_t workload, const struct metric *metric)
{
    const struct report *report = book->report;
    const struct comparison *comparison =
        analysis_comparison(report->analysis, workload, metric->id);
    bool something = false;
    for (size_t s = 0; comparison && s < report->study->system_count; s++) {
        const struct comparison_row *row = &comparison->rows[s];
        bool ran = study_group(report->study, workload, s)->n > 0;
        bool spoilt = row->has_change && row->change.verdict == VERDICT_NOT_COMPARABLE;
        if (ran && (spoilt || row->summary.n == 0)) {
            return false;
        }
        something = something || row->summary.value > 0;
    }
    return something;
}

/* The colours systems have in all charts. */
static void colour_points(lxw_chart_series *series, size_t systems)
{
    lxw_chart_fill fills[MOST_CHARTED];
    lxw_chart_point points[MOST_CHARTED];
    lxw_chart_point *list[MOST_CHARTED + 1] = {NULL};
    for (size_t s = 0; s < systems; s++) {
        fills[s] = (lxw_chart_fill){.color = chart_colour(s)};
        points[s] = (lxw_chart_point){.fill = &fills[s]};
        list[s] = &points[s];
    }
    chart_series_set_points(series, list);
}

char *xlsx_title(struct xlsx_book *book, struct str text)
{
    return xlsx_safe(book->arena, str_starts(text, STR("="))
                                      ? str_printf(book->arena, " %.*s", STR_ARG(text))
                                      : text);
}

void xlsx_dress_chart(lxw_chart *chart, const char *unit, bool share)
{
    lxw_chart_font title_font = {.bold = LXW_TRUE, .size = 12};
    lxw_chart_font axis_font = {.bold = LXW_EXPLICIT_FALSE, .size = 9};
    lxw_chart_line grid = {.color = 0xE1E4E8, .width = 0.75F};
    lxw_chart_line none = {.none = LXW_TRUE};
    chart_title_set_name_font(chart, &title_font);
    chart_axis_major_gridlines_set_line(chart->y_axis, &grid);
    chart_axis_set_line(chart->y_axis, &none);
    /* Cells of a share hold 0..1 and show percent, so the axis says so at every mark. */
    chart_axis_set_num_format(chart->y_axis, share ? "0.0######\" \"%" : "[>=1000]#,##0;General");
    if (unit[0] != '\0' && !share) {
        chart_axis_set_name(chart->y_axis, unit);
        chart_axis_set_name_font(chart->y_axis, &axis_font);
    }
}

static void dress(lxw_chart *chart, const struct xlsx_place *place)
{
    xlsx_dress_chart(chart, place->unit, place->metric && place->metric->unit == UNIT_SHARE);
    chart_axis_set_min(chart->y_axis, 0);
}

struct str xlsx_description(const struct chart *charts, size_t n, struct str name)
{
    struct str text = {0};
    for (size_t i = 0; i < n; i++) {
        struct str id = str_of(charts[i].id);
        if (str_eat(&id, name) && (id.len == 0 || str_starts(id, STR("-w")))) {
            text = charts[i].description;
        }
    }
    size_t cut = text.len < MOST_ALT_TEXT ? text.len : MOST_ALT_TEXT;
    while (cut > 0 && cut < text.len && (text.ptr[cut] & 0xc0) == 0x80) {
        cut--;
    }
    return str_cut(text, 0, cut);
}

/* All numbers of the report's chart of that name in a sentence. */
static char *alt_text(const struct xlsx_book *book, size_t workload, struct str name)
{
    const chart_list *charts = &book->report->workloads[workload].charts;
    return xlsx_safe(book->arena, xlsx_description(charts->at, charts->n, name));
}

void xlsx_add_line(lxw_chart *chart, const struct xlsx_book *book, const struct xlsx_line *line)
{
    const char *sheet = book->sheets[line->sheet].name;
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, sheet, line->first_row, line->x_column, line->last_row,
                                line->x_column);
    chart_series_set_values(series, sheet, line->first_row, line->y_column, line->last_row,
                            line->y_column);
    chart_series_set_name_range(series, sheet, line->name_row, line->name_column);
    lxw_color_t colour = chart_colour(line->system);
    lxw_chart_line stroke = {.color = colour,
                             .width = line->dashed ? 1.25F : 2.25F,
                             .dash_type = line->dashed ? LXW_CHART_LINE_DASH_DASH
                                                       : LXW_CHART_LINE_DASH_SOLID};
    lxw_chart_fill fill = {.color = colour};
    lxw_chart_line edge = {.color = colour};
    chart_series_set_line(series, &stroke);
    chart_series_set_marker_type(series,
                                 line->dashed ? LXW_CHART_MARKER_NONE : LXW_CHART_MARKER_CIRCLE);
    chart_series_set_marker_size(series, 6);
    chart_series_set_marker_fill(series, &fill);
    chart_series_set_marker_line(series, &edge);
}

lxw_row_t xlsx_insert_chart(struct xlsx_book *book, enum sheet sheet, lxw_row_t row,
                            lxw_col_t column, lxw_chart *chart, struct str description)
{
    lxw_chart_options options = {
        .y_offset = CHART_TOP,
        .x_scale = WIDE_FACTOR,
        .y_scale = WIDE_SCALE,
        .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
        .description = xlsx_safe(book->arena, description),
    };
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    xlsx_keep(book,
              worksheet_insert_chart_opt(book->sheets[sheet].at, row, column, chart, &options));
    return WIDE_ROWS;
}

void xlsx_keep_together(struct xlsx_slot *slot, lxw_row_t rows)
{
    if (slot->left < rows && slot->break_count < XLSX_MOST_BREAKS) {
        slot->breaks[slot->break_count++] = slot->row;
        slot->left = XLSX_PAGE_ROWS;
    }
}

void xlsx_advance(struct xlsx_slot *slot, lxw_row_t rows)
{
    slot->row += rows;
    slot->left -= rows < slot->left ? rows : slot->left;
}

void xlsx_break_pages(struct xlsx_book *book, enum sheet sheet, struct xlsx_slot *slot)
{
    if (slot->break_count > 0) {
        xlsx_keep(book, worksheet_set_h_pagebreaks(book->sheets[sheet].at, slot->breaks));
    }
}

static void insert(struct xlsx_book *book, struct xlsx_slot *slot, lxw_chart *chart,
                   size_t workload, struct str name)
{
    if (!slot->right) {
        xlsx_keep_together(slot, CHART_ROWS);
    }
    lxw_chart_options options = {
        .x_offset = slot->right ? CHART_WIDTH + CHART_GAP : 0,
        .y_offset = CHART_TOP,
        .x_scale = 1,
        .y_scale = CHART_SCALE,
        .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
        .description = alt_text(book, workload, name),
    };
    xlsx_keep(book, worksheet_insert_chart_opt(book->sheets[SHEET_SUMMARY].at, slot->row, 0, chart,
                                               &options));
    xlsx_advance(slot, slot->right ? CHART_ROWS : 0);
    slot->right = !slot->right;
}

/* One bar a system. Names, values and title are the cells themselves; name is the report's chart.
 */
static void bar_chart(struct xlsx_book *book, struct xlsx_slot *slot,
                      const struct xlsx_place *place, struct str name)
{
    if (!place) {
        return;
    }
    size_t systems = book->report->study->system_count;
    const char *sheet = book->sheets[SHEET_COMPARISON].name;
    lxw_row_t more_rows = book->beside ? 0 : (lxw_row_t)(systems - 1);
    lxw_col_t more_columns = book->beside ? (lxw_col_t)(systems - 1) : 0;
    lxw_row_t names_row = book->beside ? 0 : place->row;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_COLUMN);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, sheet, names_row, book->system_column,
                                names_row + more_rows,
                                (lxw_col_t)(book->system_column + more_columns));
    chart_series_set_values(series, sheet, place->row, book->value_column, place->row + more_rows,
                            (lxw_col_t)(book->value_column + more_columns));
    chart_series_set_name_range(series, sheet, place->row, book->metric_column);
    chart_title_set_name_range(chart, sheet, place->row, book->metric_column);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    chart_series_set_labels(series);
    chart_set_series_gap(chart, 70);
    colour_points(series, systems);
    dress(chart, place);
    insert(book, slot, chart, place->workload, name);
}

lxw_row_t xlsx_begin_charts(struct xlsx_slot *slot)
{
    xlsx_keep_together(slot, CHART_ROWS + 1);
    xlsx_advance(slot, 1);
    return slot->row - 1;
}

/* The latency that all systems can be compared by; NULL when there is none. */
static const char *latency_of(const struct xlsx_book *book, size_t workload)
{
    static const char *const WANTED[] = {"latency.p99", "latency.mean", "time_per_request"};
    for (size_t i = 0; i < sizeof WANTED / sizeof WANTED[0]; i++) {
        if (chartable(book, workload, metric_get(WANTED[i]))) {
            return WANTED[i];
        }
    }
    return NULL;
}

static void metric_chart(struct xlsx_book *book, struct xlsx_slot *slot, size_t workload,
                         const char *metric, struct str name)
{
    if (metric && chartable(book, workload, metric_get(metric))) {
        bar_chart(book, slot, place_of(book, workload, metric_get(metric)), name);
    }
}

static bool scored(const struct xlsx_book *book, size_t workload)
{
    for (size_t s = 0; s < book->report->study->system_count; s++) {
        if (isfinite(analysis_score(book->report->analysis, workload, s)->value)) {
            return true;
        }
    }
    return false;
}

bool xlsx_write_charts(struct xlsx_book *book, size_t workload, struct xlsx_slot *slot)
{
    lxw_row_t first = slot->row;
    if (book->report->study->system_count > MOST_CHARTED) {
        return false;
    }
    metric_chart(book, slot, workload, "goodput", STR("goodput"));
    metric_chart(book, slot, workload, latency_of(book, workload), STR("latency"));
    if (book->report->workload_count == 1) {
        if (scored(book, workload)) {
            bar_chart(book, slot, place_of(book, workload, NULL), STR("score"));
        }
        metric_chart(book, slot, workload, "bytes_per_s", STR("transfer"));
        metric_chart(book, slot, workload, "error_share", STR("errors"));
    }
    if (slot->right) {
        xlsx_advance(slot, CHART_ROWS);
        slot->right = false;
    }
    return slot->row > first;
}
