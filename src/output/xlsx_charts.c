/* Native charts, bound to cells on the sheet of comparisons. */
#include <math.h>

#include "chart.h"
#include "xlsx_book.h"

#define MOST_CHARTED 30 /* systems in one chart */
#define CHART_HEIGHT 195
#define CHARTS_WIDTH 1000 /* pixels, of those beside each other, with gaps */
#define MOST_CHARTS 5     /* of a workload */
#define CHART_TOP 5       /* keeps the frame off a page break */
#define CHART_GAP 20
#define WIDE_FACTOR 1.4 /* a chart that stands alone */
#define WIDE_HEIGHT 260 /* pixels */
#define LIBRARY_WIDTH 480.0
#define LIBRARY_HEIGHT 288.0
#define ROW_HEIGHT 20.0
#define MOST_STANDING 6    /* more bars, or longer names, lie below each other */
#define LONG_NAME 16       /* characters */
#define BAR_HEIGHT 17      /* pixels, with its share of the gaps */
#define AROUND_BARS 120    /* pixels: title, axis and unit */
#define MOST_LEGEND 6      /* more systems, or longer names, stand at the right */
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

bool xlsx_comparable(const struct xlsx_book *book, const struct comparison *comparison)
{
    bool something = false;
    for (size_t s = 0; comparison && s < book->report->study->system_count; s++) {
        const struct comparison_row *row = &comparison->rows[s];
        bool ran = study_group(book->report->study, comparison->workload, s)->n > 0;
        bool spoilt =
            row->unusable || (row->has_change && row->change.verdict == VERDICT_NOT_COMPARABLE);
        if (ran && (spoilt || row->summary.n == 0)) {
            return false;
        }
        something = something || row->summary.value > 0;
    }
    return something;
}

static bool chartable(const struct xlsx_book *book, size_t workload, const char *metric)
{
    return xlsx_comparable(book, analysis_comparison(book->report->analysis, workload, metric));
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

void xlsx_dress_chart(lxw_chart *chart, lxw_chart_axis *values, const char *unit, bool share)
{
    lxw_chart_font title_font = {.bold = LXW_TRUE, .size = 12};
    lxw_chart_font axis_font = {.bold = LXW_EXPLICIT_FALSE, .size = 9};
    lxw_chart_line grid = {.color = 0xE1E4E8, .width = 0.75F};
    lxw_chart_line none = {.none = LXW_TRUE};
    chart_title_set_name_font(chart, &title_font);
    chart_axis_major_gridlines_set_visible(values, LXW_TRUE);
    chart_axis_major_gridlines_set_line(values, &grid);
    chart_axis_set_line(values, &none);
    /* Cells of a share hold 0..1 and show percent, so the axis says so at every mark. */
    chart_axis_set_num_format(values, share ? "0.0######\" \"%" : "[>=1000]#,##0;General");
    if (unit[0] != '\0' && !share) {
        chart_axis_set_name(values, unit);
        chart_axis_set_name_font(values, &axis_font);
    }
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
    if (line->name) {
        chart_series_set_name(series, line->name);
    } else {
        chart_series_set_name_range(series, sheet, line->name_row, line->name_column);
    }
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

/* The rows of a sheet that a chart and the gap below it cover. */
static lxw_row_t rows_of(double height_px)
{
    return (lxw_row_t)ceil((CHART_TOP + height_px + CHART_GAP) / ROW_HEIGHT);
}

static size_t longest_label(const struct xlsx_book *book)
{
    return (size_t)xlsx_label_width(book, 0);
}

void xlsx_insert_chart(struct xlsx_book *book, enum sheet sheet, struct xlsx_slot *slot,
                       lxw_chart *chart, size_t systems, struct str description)
{
    bool beside = systems > MOST_LEGEND || (systems > 2 && longest_label(book) > LONG_NAME);
    double height =
        beside ? fmax(WIDE_HEIGHT, AROUND_BARS + BAR_HEIGHT * (double)systems) : WIDE_HEIGHT;
    lxw_chart_options options = {
        .y_offset = CHART_TOP,
        .x_scale = WIDE_FACTOR,
        .y_scale = height / LIBRARY_HEIGHT,
        .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
        .description = xlsx_safe(book->arena, description),
    };
    chart_legend_set_position(chart, beside ? LXW_CHART_LEGEND_RIGHT : LXW_CHART_LEGEND_BOTTOM);
    xlsx_keep_together(slot, rows_of(height));
    xlsx_keep(book,
              worksheet_insert_chart_opt(book->sheets[sheet].at, slot->row, 0, chart, &options));
    xlsx_advance(slot, rows_of(height), rows_of(height));
}

void xlsx_keep_together(struct xlsx_slot *slot, lxw_row_t rows)
{
    if (slot->left < rows && slot->break_count < XLSX_MOST_BREAKS) {
        slot->breaks[slot->break_count++] = slot->row;
        slot->left = slot->page;
    }
}

void xlsx_advance(struct xlsx_slot *slot, lxw_row_t rows, lxw_row_t height)
{
    slot->row += rows;
    slot->left -= height < slot->left ? height : slot->left;
}

struct xlsx_slot xlsx_slot_below(lxw_row_t last_row)
{
    lxw_row_t used = last_row + 4; /* a header is higher, and an empty row follows */
    return (struct xlsx_slot){.row = last_row + 2,
                              .page = XLSX_PAGE_ROWS,
                              .left = used < XLSX_PAGE_ROWS ? XLSX_PAGE_ROWS - used : 0};
}

void xlsx_break_pages(struct xlsx_book *book, enum sheet sheet, struct xlsx_slot *slot)
{
    if (slot->break_count > 0) {
        xlsx_keep(book, worksheet_set_h_pagebreaks(book->sheets[sheet].at, slot->breaks));
    }
}

/* Bars beside each other have room for few and short names. */
static bool bars_lie(const struct xlsx_book *book)
{
    return book->report->study->system_count > MOST_STANDING || longest_label(book) > LONG_NAME;
}

static double bars_height(const struct xlsx_book *book)
{
    double bars = (double)book->report->study->system_count;
    return bars_lie(book) ? fmax(CHART_HEIGHT, AROUND_BARS + BAR_HEIGHT * bars) : CHART_HEIGHT;
}

/* A chart of the summary: the rows it shows, and the report's chart that says the same. */
struct bars {
    const struct xlsx_place *place;
    const char *name;
};

/* One bar a system. Names, values and title are the cells themselves. */
static lxw_chart *bar_chart(struct xlsx_book *book, const struct xlsx_place *place)
{
    size_t systems = book->report->study->system_count;
    const char *sheet = book->sheets[SHEET_COMPARISON].name;
    lxw_row_t more_rows = book->beside ? 0 : (lxw_row_t)(systems - 1);
    lxw_col_t more_columns = book->beside ? (lxw_col_t)(systems - 1) : 0;
    lxw_row_t names_row = book->beside ? 0 : place->row;
    bool lie = bars_lie(book);
    lxw_chart *chart = workbook_add_chart(book->workbook, lie ? LXW_CHART_BAR : LXW_CHART_COLUMN);
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
    /* The library has the names of lying bars on the y axis. */
    lxw_chart_axis *values = lie ? chart->x_axis : chart->y_axis;
    bool share = place->metric && place->metric->unit == UNIT_SHARE;
    xlsx_dress_chart(chart, values, place->unit, share);
    chart_axis_set_min(values, 0);
    if (lie) {
        chart_axis_set_interval_unit(chart->y_axis, 1); /* every name, */
        chart_axis_set_reverse(chart->y_axis);          /* the first at the top, */
        chart_axis_set_crossing_max(chart->y_axis);     /* the numbers still below */
    }
    return chart;
}

lxw_row_t xlsx_begin_charts(const struct xlsx_book *book, struct xlsx_slot *slot)
{
    xlsx_keep_together(slot, rows_of(bars_height(book)) + 1);
    xlsx_advance(slot, 1, 1);
    return slot->row - 1;
}

/* The latency that all systems can be compared by; NULL when there is none. */
static const char *latency_of(const struct xlsx_book *book, size_t workload)
{
    static const char *const WANTED[] = {"latency.p99", "latency.mean", "time_per_request"};
    for (size_t i = 0; i < sizeof WANTED / sizeof WANTED[0]; i++) {
        if (chartable(book, workload, WANTED[i])) {
            return WANTED[i];
        }
    }
    return NULL;
}

/* Adds what has a place in the comparison. */
static void add_bars(struct bars *list, size_t *n, const struct xlsx_place *place, const char *name)
{
    if (place) {
        list[(*n)++] = (struct bars){place, name};
    }
}

static void add_metric(const struct xlsx_book *book, size_t workload, struct bars *list, size_t *n,
                       const char *metric, const char *name)
{
    if (metric && chartable(book, workload, metric)) {
        add_bars(list, n, place_of(book, workload, metric_get(metric)), name);
    }
}

/* One bar shows nothing. */
static bool several_ran(const struct xlsx_book *book, size_t workload)
{
    size_t ran = 0;
    for (size_t s = 0; s < book->report->study->system_count; s++) {
        ran += study_group(book->report->study, workload, s)->n > 0;
    }
    return ran > 1;
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

static size_t charts_of(const struct xlsx_book *book, size_t workload, struct bars *list)
{
    size_t n = 0;
    if (book->report->study->system_count > MOST_CHARTED || !several_ran(book, workload)) {
        return 0;
    }
    add_metric(book, workload, list, &n, "goodput", "goodput");
    add_metric(book, workload, list, &n, latency_of(book, workload), "latency");
    if (book->report->workload_count == 1) {
        if (scored(book, workload)) {
            add_bars(list, &n, place_of(book, workload, NULL), "score");
        }
        add_metric(book, workload, list, &n, "bytes_per_s", "transfer");
        add_metric(book, workload, list, &n, "error_share", "errors");
    }
    return n;
}

/* So many stand beside each other that no row has just one, where that is possible. */
static size_t charts_across(size_t n)
{
    return n == 3 || n == 5 ? 3 : 2;
}

lxw_row_t xlsx_chart_rows(const struct xlsx_book *book, size_t workload)
{
    struct bars list[MOST_CHARTS];
    size_t n = charts_of(book, workload, list);
    size_t across = charts_across(n);
    return rows_of(bars_height(book)) * (lxw_row_t)((n + across - 1) / across);
}

void xlsx_write_charts(struct xlsx_book *book, size_t workload, struct xlsx_slot *slot)
{
    struct bars list[MOST_CHARTS];
    size_t n = charts_of(book, workload, list);
    size_t across = charts_across(n);
    double height = bars_height(book);
    double width = (CHARTS_WIDTH - CHART_GAP * (double)(across - 1)) / (double)across;
    lxw_row_t rows = rows_of(height);
    for (size_t i = 0; i < n; i++) {
        size_t column = i % across;
        if (column == 0) {
            xlsx_keep_together(slot, rows);
        }
        lxw_chart_options options = {
            .x_offset = (int32_t)((width + CHART_GAP) * (double)column),
            .y_offset = CHART_TOP,
            .x_scale = width / LIBRARY_WIDTH,
            .y_scale = height / LIBRARY_HEIGHT,
            .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
            .description = alt_text(book, workload, str_of(list[i].name)),
        };
        xlsx_keep(book, worksheet_insert_chart_opt(book->sheets[SHEET_SUMMARY].at, slot->row, 0,
                                                   bar_chart(book, list[i].place), &options));
        if (column + 1 == across || i + 1 == n) {
            xlsx_advance(slot, rows, rows);
        }
    }
}
