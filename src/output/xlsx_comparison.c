/* The sheet of comparisons: one table over all workloads, so that it can be filtered and sorted. */
#include <math.h>

#include "xlsx_book.h"

/* Up to this many systems stand side by side; more become rows. */
#define SIDE_BY_SIDE 4
#define LONG_LABEL 24 /* characters; above two systems they don't fit over so many columns */

#define P_DECIMALS 4

/* One metric under one workload. */
struct line {
    size_t workload;
    const struct comparison *comparison; /* NULL: the score */
    struct xlsx_unit unit;
};

static const struct study *study_of(const struct xlsx_book *book)
{
    return book->report->study;
}

static lxw_worksheet *sheet_of(const struct xlsx_book *book)
{
    return book->sheets[SHEET_COMPARISON].at;
}

/* Of a change: percent, factor, its interval, p, verdict, why. */
#define CHANGE_COLUMNS 7
#define VERDICT_COLUMN 5

/* The columns of a change; prefixed with the system where it is not the only one. */
static void change_headers(struct xlsx_book *book, lxw_col_t column, struct str system)
{
    static const struct {
        const char *key;
        double width;
        enum xlsx_style style;
    } COLUMNS[] = {{"column.change", 12, STYLE_HEADER_NUMBER},
                   {"column.factor", 11, STYLE_HEADER_NUMBER},
                   {"column.factor_from", 11, STYLE_HEADER_NUMBER},
                   {"column.factor_to", 11, STYLE_HEADER_NUMBER},
                   {"column.p", 10, STYLE_HEADER_NUMBER},
                   {"column.verdict", 17, STYLE_HEADER},
                   {"column.why", 42, STYLE_HEADER}};

    for (lxw_col_t i = 0; i < CHANGE_COLUMNS; i++) {
        struct str title = language_text(book->report->language, COLUMNS[i].key);
        if (system.ptr) {
            title = str_printf(book->arena, "%.*s: %.*s", STR_ARG(system), STR_ARG(title));
        }
        xlsx_header(book, sheet_of(book), (lxw_col_t)(column + i), COLUMNS[i].width, title,
                    COLUMNS[i].style);
    }
}

/* Writes the header and gives the last column. */
static lxw_col_t write_header(struct xlsx_book *book)
{
    const struct language *language = book->report->language;
    const struct study *study = study_of(book);
    lxw_col_t at = 0;
    if (study->workload_count > 1) {
        xlsx_header(book, sheet_of(book), at++, 36, language_text(language, "column.load"),
                    STYLE_HEADER);
    }
    book->metric_column = at;
    xlsx_header(book, sheet_of(book), at++, 31, language_text(language, "column.metric"),
                STYLE_HEADER);
    xlsx_header(book, sheet_of(book), at++, 10, language_text(language, "column.unit"),
                STYLE_HEADER);
    xlsx_header(book, sheet_of(book), at++, 18, language_text(language, "column.better"),
                STYLE_HEADER);
    double label_width = xlsx_label_width(book, 0);
    book->beside = study->system_count <= 2 ||
                   (study->system_count <= SIDE_BY_SIDE && label_width <= LONG_LABEL);
    book->system_column = at;
    book->value_column = book->beside ? at : (lxw_col_t)(at + 1);
    if (!book->beside) {
        xlsx_header(book, sheet_of(book), at, fmax(label_width, 28),
                    language_text(language, "column.system"), STYLE_HEADER);
        xlsx_header(book, sheet_of(book), book->value_column, 14,
                    language_text(language, "column.value"), STYLE_HEADER_NUMBER);
        change_headers(book, (lxw_col_t)(at + 2), (struct str){0});
        return (lxw_col_t)(at + 1 + CHANGE_COLUMNS);
    }
    for (size_t s = 0; s < study->system_count; s++) {
        xlsx_system_header(book, sheet_of(book), at++, s);
    }
    for (size_t s = 1; s < study->system_count; s++, at = (lxw_col_t)(at + CHANGE_COLUMNS)) {
        change_headers(book, at, study->system_count > 2 ? study->systems[s] : (struct str){0});
    }
    return (lxw_col_t)(at - 1);
}

static void write_labels(struct xlsx_book *book, const struct line *line, lxw_row_t row)
{
    const struct report *report = book->report;
    const struct metric *metric = line->comparison ? line->comparison->metric : NULL;
    lxw_col_t at = book->metric_column;
    if (at > 0) {
        xlsx_text(book, sheet_of(book), row, 0, report->workloads[line->workload].title,
                  STYLE_PLAIN);
    }
    const char *better = better_name(metric ? metric->better : BETTER_HIGHER);
    struct str texts[] = {
        metric ? metric_label(book->arena, report->language, metric)
               : language_text(report->language, "metric.score"),
        str_of(line->unit.name),
        better ? language_of(report->language, book->arena, "better", better) : STR(""),
    };
    for (lxw_col_t i = 0; i < 3; i++) {
        xlsx_text(book, sheet_of(book), row, (lxw_col_t)(at + i), texts[i], STYLE_PLAIN);
    }
}

static void write_value(struct xlsx_book *book, const struct line *line, size_t system,
                        lxw_row_t row, lxw_col_t column)
{
    if (!line->comparison) {
        xlsx_score(book, sheet_of(book), row, column, line->workload, system);
        return;
    }
    xlsx_measured(book, sheet_of(book), row, column, &line->unit, &line->comparison->rows[system]);
}

/* The interval of the factor, and p. */
static void write_test(struct xlsx_book *book, const struct comparison_row *at, lxw_row_t row,
                       lxw_col_t column)
{
    struct xlsx_unit factor = xlsx_unit_for(UNIT_FACTOR, (struct xlsx_span){0, 0});
    struct xlsx_unit probability = {UNIT_NONE, 1, 1, "", P_DECIMALS};
    bool shown = at->has_change && at->change.verdict != VERDICT_NOT_COMPARABLE;
    const struct change *change = &at->change;
    const double values[] = {change->low, change->high, change->p_adjusted};
    for (lxw_col_t i = 0; i < 3; i++) {
        xlsx_number(book, sheet_of(book), row, (lxw_col_t)(column + i),
                    i < 2 ? &factor : &probability, shown ? values[i] : (double)NAN, BOUND_NONE,
                    at->has_change && !shown ? STYLE_MUTED : STYLE_PLAIN);
    }
}

static void write_change(struct xlsx_book *book, const struct line *line, size_t system,
                         lxw_row_t row, lxw_col_t column)
{
    static const struct comparison_row NOTHING = {0};
    bool is_score = !line->comparison;
    const struct comparison_row *at = is_score ? &NOTHING : &line->comparison->rows[system];
    lxw_row_t up = book->beside ? 0 : (lxw_row_t)system;
    lxw_col_t right = book->beside ? (lxw_col_t)system : 0;
    const char *value = xlsx_cell(book, NULL, row, (lxw_col_t)(book->value_column + right));
    const char *baseline = xlsx_cell(book, NULL, row - up, book->value_column);
    xlsx_change(book, sheet_of(book), row, column, at, value, baseline);
    write_test(book, at, row, (lxw_col_t)(column + 2));
    xlsx_verdict(book, sheet_of(book), row, (lxw_col_t)(column + VERDICT_COLUMN),
                 is_score ? NULL : line->comparison->metric, at);
    const char *reason =
        is_score ? not_scored_name(
                       analysis_score(book->report->analysis, line->workload, system)->not_scored)
                 : NULL;
    if (reason) {
        xlsx_text(book, sheet_of(book), row, (lxw_col_t)(column + VERDICT_COLUMN + 1),
                  language_of(book->report->language, book->arena, "not_scored", reason),
                  STYLE_MUTED);
    }
}

/* Writes one metric and gives the next free row. */
static lxw_row_t write_line(struct xlsx_book *book, const struct line *line, lxw_row_t row)
{
    const struct metric *metric = line->comparison ? line->comparison->metric : NULL;
    struct xlsx_place place = {line->workload, metric, line->unit.name, row};
    VEC_PUSH(book->arena, &book->places, place);
    size_t n = study_of(book)->system_count;
    if (!book->beside) {
        for (size_t s = 0; s < n && row < LXW_ROW_MAX; s++, row++) {
            write_labels(book, line, row);
            xlsx_text(book, sheet_of(book), row, book->system_column, study_of(book)->systems[s],
                      STYLE_LABEL);
            write_value(book, line, s, row, book->value_column);
            write_change(book, line, s, row, (lxw_col_t)(book->value_column + 1));
        }
        return row;
    }
    write_labels(book, line, row);
    for (size_t s = 0; s < n; s++) {
        write_value(book, line, s, row, (lxw_col_t)(book->value_column + s));
    }
    for (size_t s = 1; s < n; s++) {
        write_change(book, line, s, row,
                     (lxw_col_t)(book->value_column + n + CHANGE_COLUMNS * (s - 1)));
    }
    return row + 1;
}

static struct line line_of(const struct xlsx_book *book, const struct comparison *comparison)
{
    struct xlsx_span span = {0, 0};
    for (size_t s = 0; s < study_of(book)->system_count; s++) {
        xlsx_span_add(&span, comparison->rows[s].summary.value);
    }
    return (struct line){comparison->workload, comparison,
                         xlsx_unit_for(comparison->metric->unit, span)};
}

static void colour(struct xlsx_book *book, lxw_row_t last_row)
{
    size_t systems = study_of(book)->system_count;
    lxw_col_t first = (lxw_col_t)(book->value_column + (book->beside ? systems : 1));
    size_t blocks = book->beside ? systems - 1 : 1;
    for (size_t i = 0; i < blocks && last_row > 0;
         i++, first = (lxw_col_t)(first + CHANGE_COLUMNS)) {
        lxw_col_t verdict = (lxw_col_t)(first + VERDICT_COLUMN);
        xlsx_colour_by_verdict(book, sheet_of(book), last_row, first, verdict);
        xlsx_colour_by_verdict(book, sheet_of(book), last_row, verdict, verdict);
    }
}

void xlsx_write_comparison(struct xlsx_book *book)
{
    const struct analysis *analysis = book->report->analysis;
    lxw_col_t last_column = write_header(book);
    lxw_row_t row = 1;
    for (size_t i = 0; i < analysis->comparisons.n && row < LXW_ROW_MAX; i++) {
        const struct comparison *comparison = &analysis->comparisons.at[i];
        struct line line = line_of(book, comparison);
        row = write_line(book, &line, row);
        bool last = i + 1 == analysis->comparisons.n ||
                    analysis->comparisons.at[i + 1].workload != comparison->workload;
        if (last && study_of(book)->system_count > 1 && row < LXW_ROW_MAX) {
            struct line score = {comparison->workload, NULL,
                                 xlsx_unit_for(UNIT_POINTS, (struct xlsx_span){0, 0})};
            row = write_line(book, &score, row);
        }
    }
    colour(book, row - 1);
    xlsx_finish_table(book, sheet_of(book), row - 1, last_column,
                      (lxw_col_t)(book->metric_column + 1));
    xlsx_name(book, "wrkbook_comparison", SHEET_COMPARISON, 0, 0, row - 1, last_column);
}
