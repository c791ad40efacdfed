/* The sheet of runs: all that each states, a row each. */
#include <math.h>

#include "xlsx_book.h"

/* Rows after which the memory of their texts is given back. */
#define SCRATCH_ROWS 100

/* Rows whose texts decide how wide a column is. */
#define MEASURED_ROWS 1000

static struct xlsx_unit column_unit(const struct table *table, size_t column)
{
    struct xlsx_span span = {0, 0};
    enum unit unit = UNIT_NONE;
    for (size_t i = column; i < table->cells.n; i += table->column_count) {
        const struct cell *cell = &table->cells.at[i];
        if (cell->kind == CELL_NUMBER) {
            unit = cell->unit;
            xlsx_span_add(&span, cell->value);
        }
    }
    return xlsx_unit_for(unit, span);
}

/* "latency p99 (ms)"; rates say theirs in the name, and percent signs stand with each value. */
static struct str column_title(struct xlsx_book *book, const struct column *column,
                               const struct xlsx_unit *unit)
{
    bool said = unit->name[0] == '\0' || unit->unit == UNIT_PER_SECOND || unit->unit == UNIT_SHARE;
    return said ? column->title
                : str_printf(book->arena, "%.*s (%s)", STR_ARG(column->title), unit->name);
}

/* Wide enough for the values, and for a header that wraps into two lines beside its button. */
static double column_width(const struct table *table, size_t column, struct str title)
{
    double least = table->columns[column].numeric ? 14 : 11; /* 1,234,567,890 */
    double width = fmax(least, (double)str_width(title) / 2 + 6);
    for (size_t row = 0; row < MEASURED_ROWS; row++) {
        size_t i = row * table->column_count + column;
        if (i >= table->cells.n) {
            break;
        }
        width = fmax(width, (double)str_width(table->cells.at[i].text) + 2);
    }
    return fmin(width, 44);
}

static lxw_worksheet *sheet_of(const struct xlsx_book *book)
{
    return book->sheets[SHEET_RUNS].at;
}

static void write_cell(struct xlsx_book *book, lxw_row_t row, lxw_col_t column,
                       const struct cell *cell, bool numeric, const struct xlsx_unit *unit)
{
    if (cell->kind == CELL_NUMBER) {
        xlsx_number(book, sheet_of(book), row, column, unit, cell->value, cell->bound, STYLE_PLAIN);
    } else {
        /* What is not stated is a blank, so that Excel's own functions leave it out. */
        xlsx_text(book, sheet_of(book), row, column, numeric ? STR("") : cell->text, STYLE_PLAIN);
    }
}

/* Writes the headers of a table's columns, and gives their units. */
static struct xlsx_unit *write_headers(struct xlsx_book *book, const struct table *table,
                                       size_t first)
{
    struct xlsx_unit *units = ARENA_ARRAY(book->arena, struct xlsx_unit, table->column_count);
    for (size_t c = 0; c < table->column_count; c++) {
        const struct column *column = &table->columns[c];
        units[c] = column_unit(table, c);
        struct str title = column_title(book, column, &units[c]);
        xlsx_header(book, sheet_of(book), (lxw_col_t)(first + c), column_width(table, c, title),
                    title, column->numeric ? STYLE_HEADER_NUMBER : STYLE_HEADER);
    }
    return units;
}

static void write_cells(struct xlsx_book *book, const struct table *table,
                        const struct xlsx_unit *units, const struct cell *cells, lxw_row_t row,
                        size_t first)
{
    for (size_t c = 0; c < table->column_count; c++) {
        write_cell(book, row, (lxw_col_t)(first + c), &cells[c], table->columns[c].numeric,
                   &units[c]);
    }
}

/* So many rows; the rest is only counted. */
static void write_rows(struct xlsx_book *book, const struct run_fields *fields, size_t rows)
{
    const struct report *report = book->report;
    const struct table *runs = &report->runs;
    const struct xlsx_unit *run_units = write_headers(book, runs, 0);
    const struct xlsx_unit *field_units = write_headers(book, &fields->table, runs->column_count);
    struct arena scratch = {0};
    for (size_t r = 0; r < rows; r++) {
        lxw_row_t row = (lxw_row_t)(r + 1);
        write_cells(book, runs, run_units, report_run_cells(report, &scratch, r), row, 0);
        write_cells(book, &fields->table, field_units,
                    report_run_field_cells(fields, &scratch, report->study->runs[r]), row,
                    runs->column_count);
        if (r % SCRATCH_ROWS == 0) {
            arena_free(&scratch);
        }
    }
    arena_free(&scratch);
}

void xlsx_write_runs(struct xlsx_book *book)
{
    const struct report *report = book->report;
    size_t rows = report->study->run_count;
    size_t shown = rows < LXW_ROW_MAX ? rows : LXW_ROW_MAX - 2; /* header, and the last row */
    struct run_fields fields;
    report_run_fields(report, &fields);
    write_rows(book, &fields, shown);
    /* First, since the library takes no row above the one written last when it streams. */
    lxw_col_t last_column = (lxw_col_t)(report->runs.column_count + fields.table.column_count - 1);
    xlsx_finish_table(book, sheet_of(book), (lxw_row_t)shown, last_column, 1);
    xlsx_name(book, "wrkbook_runs", SHEET_RUNS, 0, 0, (lxw_row_t)shown, last_column);
    if (shown < rows) {
        struct str left = format_number(book->arena, report->language, (double)(rows - shown), 0);
        xlsx_text(book, sheet_of(book), (lxw_row_t)(shown + 1), 0,
                  LANGUAGE_SAY(book->arena, report->language, "sheet.more_runs", {"n", left}),
                  STYLE_NOTE);
    }
}
