/* The workbook and its sheets. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "number.h"
#include "output.h"
#include "xlsx_book.h"
#include "xlsx_temporary.h"

/* From as many runs on, rows go to a temporary file at once instead of staying in memory. */
#define STREAMED_RUNS 10000

/* The document's date when SOURCE_DATE_EPOCH gives none: 2000-01-01. */
#define FIXED_DATE 946684800.0
#define LATEST_DATE 253402300799.0 /* 9999-12-31 */

#define MOST_PROPERTY 255

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
        xlsx_write_runs,  xlsx_write_sweep,      xlsx_write_findings, xlsx_write_method};
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
