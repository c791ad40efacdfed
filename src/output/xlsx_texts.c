/* The sheets of words: what stands out, and how everything was computed. */
#include <math.h>

#include "xlsx_book.h"

#define MOST_INPUTS 1000
#define METHOD_COLUMNS 3
#define INPUT_COLUMNS 4

struct text_column {
    const char *key;
    double width;
    enum xlsx_style style;
};

/* A header; the columns' widths hold for the whole sheet. */
static void write_header(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row,
                         const struct text_column *columns, lxw_col_t n)
{
    xlsx_keep(book, worksheet_set_row(sheet, row, 2 * XLSX_LINE_HEIGHT, NULL));
    for (lxw_col_t i = 0; i < n; i++) {
        xlsx_keep(book, worksheet_set_column(sheet, i, i, columns[i].width, NULL));
        xlsx_text(book, sheet, row, i, language_text(book->report->language, columns[i].key),
                  STYLE_HEADER);
    }
}

/* A row high enough for its longest text. */
static void write_row(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row,
                      const struct text_column *columns, const struct str *texts, lxw_col_t n)
{
    double lines = 1;
    for (lxw_col_t i = 0; i < n; i++) {
        if (columns[i].style == STYLE_WRAPPED) {
            double width = 0.92 * columns[i].width;
            lines = fmax(lines, 1 + floor((double)str_width(texts[i]) / width));
        }
    }
    xlsx_keep(book, worksheet_set_row(sheet, row, XLSX_LINE_HEIGHT * fmin(lines, 25) + 2, NULL));
    for (lxw_col_t i = 0; i < n; i++) {
        xlsx_text(book, sheet, row, i, texts[i], columns[i].style);
    }
}

static struct str where(const struct xlsx_book *book, const struct run *run)
{
    if (!run) {
        return STR("");
    }
    return isnan(run->source_line)
               ? run->source_file
               : str_printf(book->arena, "%.*s:%.0f", STR_ARG(run->source_file), run->source_line);
}

void xlsx_write_findings(struct xlsx_book *book)
{
    static const struct text_column COLUMNS[] = {
        {"column.id", 18, STYLE_TOP},        {"column.level", 12, STYLE_TOP},
        {"column.system", 20, STYLE_TOP},    {"column.load", 30, STYLE_WRAPPED},
        {"column.run", 24, STYLE_TOP},       {"column.finding", 70, STYLE_WRAPPED},
        {"column.advice", 50, STYLE_WRAPPED}};

    enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    const struct report *report = book->report;
    lxw_worksheet *sheet = book->sheets[SHEET_FINDINGS].at;
    if (!sheet) {
        return;
    }
    write_header(book, sheet, 0, COLUMNS, COLUMN_COUNT);
    lxw_row_t row = 1;
    for (size_t i = 0; i < report->remark_count && row < LXW_ROW_MAX; i++, row++) {
        const struct remark *remark = &report->remarks[i];
        const struct finding *finding = remark->finding;
        const struct str texts[COLUMN_COUNT] = {
            str_of(finding->id),
            remark->level,
            finding->system == NO_INDEX ? STR("") : report->study->systems[finding->system],
            finding->workload == NO_INDEX ? STR("") : report->workloads[finding->workload].title,
            where(book, finding->run),
            remark->text,
            remark->advice,
        };
        write_row(book, sheet, row, COLUMNS, texts, COLUMN_COUNT);
    }
    xlsx_finish_table(book, sheet, row - 1, COLUMN_COUNT - 1, 1);
    xlsx_name(book, "wrkbook_findings", SHEET_FINDINGS, 0, 0, row - 1, COLUMN_COUNT - 1);
}

static lxw_row_t section(struct xlsx_book *book, lxw_row_t row, const char *key)
{
    xlsx_text(book, book->sheets[SHEET_METHOD].at, row, 0,
              language_text(book->report->language, key), STYLE_SECTION);
    return row + 1;
}

/* A text over the whole width. */
static lxw_row_t paragraph(struct xlsx_book *book, lxw_row_t row, struct str text, double width)
{
    lxw_worksheet *sheet = book->sheets[SHEET_METHOD].at;
    size_t lines =
        xlsx_across(book, sheet, row, 0, METHOD_COLUMNS - 1, width, text, STYLE_PARAGRAPH);
    xlsx_keep(book, worksheet_set_row(sheet, row, XLSX_LINE_HEIGHT * (double)lines + 2, NULL));
    return row + 2;
}

static lxw_row_t write_glossary(struct xlsx_book *book, lxw_row_t row,
                                const struct text_column *columns)
{
    const struct table *glossary = &book->report->glossary;
    lxw_worksheet *sheet = book->sheets[SHEET_METHOD].at;
    write_header(book, sheet, row++, columns, METHOD_COLUMNS);
    for (size_t i = 0; i + METHOD_COLUMNS <= glossary->cells.n; i += glossary->column_count) {
        const struct cell *cells = &glossary->cells.at[i];
        const struct str texts[] = {cells[0].text, cells[1].text, cells[2].text};
        write_row(book, sheet, row++, columns, texts, METHOD_COLUMNS);
    }
    return row + 1;
}

/* A row for each input. */
static lxw_row_t write_inputs(struct xlsx_book *book, lxw_row_t row,
                              const struct text_column *columns)
{
    const struct report *report = book->report;
    lxw_worksheet *sheet = book->sheets[SHEET_METHOD].at;
    const struct xlsx_unit count = xlsx_unit_for(UNIT_COUNT, (struct xlsx_span){0, 0});
    write_header(book, sheet, row, columns, INPUT_COLUMNS);
    xlsx_text(book, sheet, row++, INPUT_COLUMNS - 1,
              language_text(report->language, columns[INPUT_COLUMNS - 1].key), STYLE_HEADER_NUMBER);
    size_t shown = report->input_count < MOST_INPUTS ? report->input_count : MOST_INPUTS;
    for (size_t i = 0; i < shown; i++, row++) {
        const struct report_input *input = &report->inputs[i];
        const struct str texts[INPUT_COLUMNS - 1] = {input->name, input->format, input->sha256};
        write_row(book, sheet, row, columns, texts, INPUT_COLUMNS - 1);
        xlsx_number(book, sheet, row, INPUT_COLUMNS - 1, &count, (double)input->runs, BOUND_NONE,
                    STYLE_PLAIN);
    }
    if (shown < report->input_count) {
        struct str left =
            format_number(book->arena, report->language, (double)(report->input_count - shown), 0);
        xlsx_text(book, sheet, row++, 0,
                  LANGUAGE_SAY(book->arena, report->language, "sheet.more_inputs", {"n", left}),
                  STYLE_NOTE);
    }
    return row + 1;
}

void xlsx_write_method(struct xlsx_book *book)
{
    static const struct text_column GLOSSARY[METHOD_COLUMNS] = {
        {"column.metric", 32, STYLE_TOP},
        {"column.better", 22, STYLE_TOP},
        {"column.meaning", 100, STYLE_WRAPPED}};
    static const struct text_column INPUTS[INPUT_COLUMNS] = {{"column.source", 32, STYLE_TOP},
                                                             {"column.format", 22, STYLE_TOP},
                                                             {"column.sha256", 100, STYLE_TOP},
                                                             {"column.runs", 12, STYLE_TOP}};
    const struct language *language = book->report->language;
    lxw_worksheet *sheet = book->sheets[SHEET_METHOD].at;
    const double width = 32 + 22 + 100;
    lxw_row_t row = section(book, 0, "report.method");
    row = paragraph(book, row, language_text(language, "report.method_text"), width);
    row = section(book, row, "report.limits");
    row = paragraph(book, row, language_text(language, "report.limits_text"), width);
    row = write_glossary(book, section(book, row, "table.glossary"), GLOSSARY);
    row = write_inputs(book, section(book, row, "sheet.inputs"), INPUTS);
    xlsx_text(book, sheet, row, 0, STR("wrkbook " WRKBOOK_VERSION), STYLE_REMARK);
    xlsx_page(book, sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
}
