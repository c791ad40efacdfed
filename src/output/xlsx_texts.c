/* The sheets of words: what stands out, and how everything was computed. */
#include <math.h>

#include "xlsx_book.h"

#define MOST_INPUTS 1000
#define FEW_INPUTS 10
#define METHOD_COLUMNS 4
#define INPUT_RUNS 3 /* its column */

struct text_column {
    const char *key;
    double width;
    enum xlsx_style style;
};

/* The tables of one sheet, so equally wide. */
static const struct text_column GLOSSARY[METHOD_COLUMNS] = {{"column.metric", 32, STYLE_TOP},
                                                            {"column.better", 22, STYLE_TOP},
                                                            {"column.meaning", 88, STYLE_WRAPPED},
                                                            {NULL, 12, STYLE_TOP}};
static const struct text_column INPUTS[METHOD_COLUMNS] = {{"column.source", 32, STYLE_WRAPPED},
                                                          {"column.format", 22, STYLE_TOP},
                                                          {"column.sha256", 88, STYLE_TOP},
                                                          {"column.runs", 12, STYLE_PLAIN}};

static void write_header(struct xlsx_book *book, const struct text_column *columns, lxw_col_t n)
{
    for (lxw_col_t i = 0; i < n; i++) {
        xlsx_header(book, book->sheets[SHEET_FINDINGS].at, i, columns[i].width,
                    language_text(book->report->language, columns[i].key), STYLE_HEADER);
    }
}

/* A row high enough for its longest text; gives the lines that are. */
static lxw_row_t write_row(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row,
                           const struct text_column *columns, const struct str *texts, lxw_col_t n)
{
    double lines = 1;
    for (lxw_col_t i = 0; i < n; i++) {
        if (columns[i].style == STYLE_WRAPPED) {
            lines = fmax(lines, xlsx_lines(texts[i], columns[i].width));
        }
    }
    xlsx_keep(book, worksheet_set_row(sheet, row, XLSX_LINE_HEIGHT * lines + 2, NULL));
    for (lxw_col_t i = 0; i < n; i++) {
        xlsx_text(book, sheet, row, i, texts[i], columns[i].style);
    }
    return (lxw_row_t)lines;
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
        {"column.id", 18, STYLE_TOP},         {"column.level", 12, STYLE_TOP},
        {"column.system", 20, STYLE_WRAPPED}, {"column.load", 30, STYLE_WRAPPED},
        {"column.run", 24, STYLE_WRAPPED},    {"column.finding", 70, STYLE_WRAPPED},
        {"column.advice", 50, STYLE_WRAPPED}};

    enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    const struct report *report = book->report;
    lxw_worksheet *sheet = book->sheets[SHEET_FINDINGS].at;
    if (!sheet) {
        return;
    }
    write_header(book, COLUMNS, COLUMN_COUNT);
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

static void section(struct xlsx_book *book, struct xlsx_slot *slot, const char *key)
{
    xlsx_text(book, book->sheets[SHEET_METHOD].at, slot->row, 0,
              language_text(book->report->language, key), STYLE_SECTION);
    xlsx_advance(slot, 1, 1);
}

/* A text over the whole width. */
static void paragraph(struct xlsx_book *book, struct xlsx_slot *slot, const char *key)
{
    lxw_worksheet *sheet = book->sheets[SHEET_METHOD].at;
    double width = 0;
    for (size_t i = 0; i < METHOD_COLUMNS; i++) {
        width += GLOSSARY[i].width;
    }
    lxw_row_t lines =
        (lxw_row_t)xlsx_across(book, sheet, slot->row, 0, METHOD_COLUMNS - 1, width,
                               language_text(book->report->language, key), STYLE_PARAGRAPH);
    xlsx_keep(book, worksheet_set_row(sheet, slot->row, XLSX_LINE_HEIGHT * lines + 2, NULL));
    xlsx_advance(slot, 2, lines + 1);
}

static void write_titles(struct xlsx_book *book, struct xlsx_slot *slot,
                         const struct text_column *columns)
{
    for (lxw_col_t i = 0; i < METHOD_COLUMNS; i++) {
        const char *key = columns[i].key;
        xlsx_text(book, book->sheets[SHEET_METHOD].at, slot->row, i,
                  key ? language_text(book->report->language, key) : STR(""),
                  columns[i].style == STYLE_PLAIN ? STYLE_HEADER_NUMBER : STYLE_HEADER);
    }
    xlsx_advance(slot, 1, 1);
}

static void write_glossary(struct xlsx_book *book, struct xlsx_slot *slot)
{
    const struct table *glossary = &book->report->glossary;
    section(book, slot, "table.glossary");
    write_titles(book, slot, GLOSSARY);
    for (size_t i = 0; i + 3 <= glossary->cells.n; i += glossary->column_count) {
        const struct cell *cells = &glossary->cells.at[i];
        const struct str texts[METHOD_COLUMNS] = {cells[0].text, cells[1].text, cells[2].text};
        xlsx_advance(slot, 1,
                     write_row(book, book->sheets[SHEET_METHOD].at, slot->row, GLOSSARY, texts,
                               METHOD_COLUMNS));
    }
    xlsx_advance(slot, 1, 1);
}

/* A row for each input; a page begins where only few would stand below the titles. */
static void write_inputs(struct xlsx_book *book, struct xlsx_slot *slot)
{
    const struct report *report = book->report;
    lxw_worksheet *sheet = book->sheets[SHEET_METHOD].at;
    const struct xlsx_unit count = xlsx_unit_for(UNIT_COUNT, (struct xlsx_span){0, 0});
    size_t shown = report->input_count < MOST_INPUTS ? report->input_count : MOST_INPUTS;
    xlsx_keep_together(slot, 2 + (lxw_row_t)(shown < FEW_INPUTS ? shown : FEW_INPUTS));
    section(book, slot, "sheet.inputs");
    write_titles(book, slot, INPUTS);
    for (size_t i = 0; i < shown; i++) {
        const struct report_input *input = &report->inputs[i];
        const struct str texts[] = {input->name, input->format, input->sha256};
        lxw_row_t lines = write_row(book, sheet, slot->row, INPUTS, texts, INPUT_RUNS);
        xlsx_number(book, sheet, slot->row, INPUT_RUNS, &count, (double)input->runs, BOUND_NONE,
                    STYLE_PLAIN);
        xlsx_advance(slot, 1, lines);
    }
    if (shown < report->input_count) {
        struct str left =
            format_number(book->arena, report->language, (double)(report->input_count - shown), 0);
        xlsx_text(book, sheet, slot->row, 0,
                  LANGUAGE_SAY(book->arena, report->language, "sheet.more_inputs", {"n", left}),
                  STYLE_REMARK);
        xlsx_advance(slot, 1, 1);
    }
    xlsx_advance(slot, 1, 1);
}

void xlsx_write_method(struct xlsx_book *book)
{
    lxw_worksheet *sheet = book->sheets[SHEET_METHOD].at;
    struct xlsx_slot slot = {.page = XLSX_PAGE_ROWS, .left = XLSX_PAGE_ROWS};
    for (lxw_col_t i = 0; i < METHOD_COLUMNS; i++) {
        xlsx_keep(book, worksheet_set_column(sheet, i, i, GLOSSARY[i].width, NULL));
    }
    section(book, &slot, "report.method");
    paragraph(book, &slot, "report.method_text");
    section(book, &slot, "report.limits");
    paragraph(book, &slot, "report.limits_text");
    write_glossary(book, &slot);
    write_inputs(book, &slot);
    xlsx_text(book, sheet, slot.row, 0, STR("wrkbook " WRKBOOK_VERSION), STYLE_REMARK);
    xlsx_page(book, sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    xlsx_break_pages(book, SHEET_METHOD, &slot);
}
