/* The workbook: its sheets, and the one of all runs. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "number.h"
#include "output.h"
#include "xlsx_book.h"
#include "xlsx_temporary.h"

/* Rows after which the memory of their texts is given back. */
#define SCRATCH_ROWS 100

/* From as many runs on, rows go to a temporary file at once instead of staying in memory. */
#define STREAMED_RUNS 10000

/* The document's date when SOURCE_DATE_EPOCH gives none: 2000-01-01. */
#define FIXED_DATE 946684800.0
#define LATEST_DATE 253402300799.0 /* 9999-12-31 */

/* Rows whose texts decide how wide a column is. */
#define MEASURED_ROWS 1000

#define MOST_PROPERTY 255

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
    double width = fmax(11, (double)str_width(title) / 2 + 6);
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

static void write_run_cell(struct xlsx_book *book, lxw_row_t row, lxw_col_t column,
                           const struct cell *cell, bool numeric, const struct xlsx_unit *unit)
{
    if (cell->kind == CELL_NUMBER) {
        xlsx_number(book, sheet_of(book), row, column, unit, cell->value, cell->bound, STYLE_PLAIN);
    } else {
        /* What is not stated is a blank, so that Excel's own functions leave it out. */
        xlsx_text(book, sheet_of(book), row, column, numeric ? STR("") : cell->text, STYLE_PLAIN);
    }
}

static void write_runs(struct xlsx_book *book)
{
    const struct table *table = &book->report->runs;
    size_t columns = table->column_count < LXW_COL_MAX ? table->column_count : LXW_COL_MAX;
    size_t rows = book->report->study->run_count;
    size_t shown = rows < LXW_ROW_MAX ? rows : LXW_ROW_MAX - 2; /* header, and the last row */
    struct xlsx_unit *units = ARENA_ARRAY(book->arena, struct xlsx_unit, columns);
    xlsx_keep(book, worksheet_set_row(sheet_of(book), 0, XLSX_HEADER_HEIGHT, NULL));
    for (size_t c = 0; c < columns; c++) {
        const struct column *column = &table->columns[c];
        units[c] = column_unit(table, c);
        struct str title = column_title(book, column, &units[c]);
        xlsx_header(book, sheet_of(book), (lxw_col_t)c, column_width(table, c, title), title,
                    column->numeric ? STYLE_HEADER_NUMBER : STYLE_HEADER);
    }
    struct arena scratch = {0};
    for (size_t r = 0; r < shown; r++) {
        const struct cell *cells = report_run_cells(book->report, &scratch, r);
        for (size_t c = 0; c < columns; c++) {
            write_run_cell(book, (lxw_row_t)(r + 1), (lxw_col_t)c, &cells[c],
                           table->columns[c].numeric, &units[c]);
        }
        if (r % SCRATCH_ROWS == 0) {
            arena_free(&scratch);
        }
    }
    arena_free(&scratch);
    /* First, since the library takes no row above the one written last when it streams. */
    xlsx_finish_table(book, sheet_of(book), (lxw_row_t)shown,
                      (lxw_col_t)(columns > 0 ? columns - 1 : 0), 1);
    xlsx_name(book, "wrkbook_runs", SHEET_RUNS, 0, 0, (lxw_row_t)shown,
              (lxw_col_t)(columns > 0 ? columns - 1 : 0));
    if (shown < rows) {
        struct str left =
            format_number(book->arena, book->report->language, (double)(rows - shown), 0);
        xlsx_text(book, sheet_of(book), (lxw_row_t)(shown + 1), 0,
                  LANGUAGE_SAY(book->arena, book->report->language, "sheet.more_runs", {"n", left}),
                  STYLE_NOTE);
    }
}

/* 0 would make the library take the current time. */
static time_t document_date(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    double date;
    if (!epoch || !number_parse(str_of(epoch), &date) || !(date >= 1 && date <= LATEST_DATE)) {
        date = FIXED_DATE;
    }
    return (time_t)date;
}

static char *property(struct xlsx_book *book, struct str text)
{
    size_t end = 0;
    text = str_clean(book->arena, text);
    for (size_t n = 0; end < text.len && n < MOST_PROPERTY; n++) {
        size_t len;
        utf8_decode(str_skip(text, end), &len);
        end += len;
    }
    return xlsx_safe(book->arena, str_cut(text, 0, end));
}

static void set_properties(struct xlsx_book *book)
{
    const struct report *report = book->report;
    lxw_doc_properties properties = {
        .title = property(book, report->title),
        .subject = property(book, report->grouping),
        .comments = property(book, language_text(report->language, "report.made_by")),
        .created = document_date(),
    };
    xlsx_keep(book, workbook_set_properties(book->workbook, &properties));
}

static bool has_sheet(const struct report *report, int sheet)
{
    switch (sheet) {
    case SHEET_SCORE:
        return xlsx_has_score(report);
    case SHEET_LATENCY:
        return xlsx_has_latency(report);
    case SHEET_SWEEP:
        return report->sweep_count > 0;
    case SHEET_FINDINGS:
        return report->remark_count > 0;
    default:
        return true;
    }
}

static bool add_sheets(struct xlsx_book *book)
{
    static const char *const KEYS[SHEET_COUNT] = {
        "sheet.summary", "sheet.comparison", "sheet.score",    "sheet.latency",
        "sheet.runs",    "sheet.sweep",      "sheet.findings", "sheet.method"};
    bool added = true;
    for (int i = 0; i < SHEET_COUNT; i++) {
        if (has_sheet(book->report, i)) {
            struct xlsx_sheet *sheet = &book->sheets[i];
            sheet->name = xlsx_safe(book->arena, language_text(book->report->language, KEYS[i]));
            sheet->at = workbook_add_worksheet(book->workbook, sheet->name);
            added = added && sheet->at;
        }
    }
    return added;
}

static void write_sheets(struct xlsx_book *book)
{
    static void (*const WRITERS[])(struct xlsx_book *) = {
        xlsx_write_score, xlsx_write_comparison, xlsx_write_summary,  xlsx_write_latency,
        write_runs,       xlsx_write_sweep,      xlsx_write_findings, xlsx_write_method};
    if (!add_sheets(book)) {
        xlsx_keep(book, LXW_ERROR_CREATING_TMPFILE);
        return;
    }
    set_properties(book);
    for (size_t i = 0; i < sizeof WRITERS / sizeof WRITERS[0]; i++) {
        WRITERS[i](book);
    }
}

static bool write_xlsx(const struct report *report, struct sink *sink, const char *name,
                       struct err *err)
{
    struct sink_file *file;
    if (!sink_reserve(sink, name, &file, err)) {
        return false;
    }
    lxw_workbook_options options = {
        .constant_memory = report->study->run_count > STREAMED_RUNS,
    };
    struct xlsx_book book = {
        .arena = report->arena, .scratch = BUF(report->arena), .report = report};
    errno = 0;
    book.workbook = workbook_new_opt(file->path, &options);
    if (!book.workbook) {
        return err_at(err, ERR_OUTPUT, file->target, 0, 0, "cannot be written");
    }
    write_sheets(&book);
    xlsx_keep(&book, workbook_close(book.workbook));
    if (errno == ENOMEM) {
        /* The library leaves out, without a word, what it found no memory for. */
        xlsx_keep(&book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    }
    bool temporary_failed = xlsx_temporary_failed();
    if (book.status != LXW_NO_ERROR) {
        return err_at(err, ERR_OUTPUT, file->target, 0, 0, "cannot be written: %s",
                      lxw_strerror(book.status));
    }
    /* What went into a pipe or device can't be read again. */
    bool whole = file->path == file->target || xlsx_is_whole(report->arena, file->path);
    if (temporary_failed || !whole) {
        return err_at(err, ERR_OUTPUT, file->target, 0, 0,
                      "cannot be written: no room for temporary files");
    }
    return sink_adopt(file, err);
}

static void libraries(struct buf *out)
{
    buf_printf(out, "libxlsxwriter %s, ", lxw_version());
}

const struct output_format output_xlsx = {
    .name = "xlsx",
    .file = "report.xlsx",
    .extension = "xlsx",
    .summary = "Excel workbook: changes and scores as formulas, native charts, every run",
    .write = write_xlsx,
    .libraries = libraries,
};
