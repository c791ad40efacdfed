/* The first sheet: what a reader in a hurry needs. */
#include <math.h>
#include <string.h>

#include "xlsx_book.h"

#define MOST_FINDINGS 3
#define MOST_ROWS 24     /* of the table of systems, over all workloads */
#define MOST_WORKLOADS 6 /* with charts of their own */
#define HEADLINE_LINE 18.0
#define FEW_SYSTEMS 6  /* of a longer table, with its titles, stay together on paper */
#define FINDING_ROWS 9 /* titles and a first finding of many lines */
#define SHRUNK_ROWS 52 /* on one page, in two thirds of the size: small, but read at a glance */

enum { SYSTEM, GOODPUT, CHANGE, FACTOR, VERDICT, WHY, TAIL, SCORE, COLUMN_COUNT };

/* The first is as wide as the labels. */
static const double WIDTHS[COLUMN_COUNT] = {24, 18, 12, 11, 17, 40, 15, 12};

static lxw_worksheet *sheet_of(const struct xlsx_book *book)
{
    return book->sheets[SHEET_SUMMARY].at;
}

static double width_of(const struct xlsx_book *book, int column)
{
    double baseline = (double)str_width(book->report->study->systems[0]) + 14; /* "(baseline)" */
    return column == SYSTEM ? xlsx_label_width(book, fmax(WIDTHS[SYSTEM], baseline))
                            : WIDTHS[column];
}

static struct str word(const struct xlsx_book *book, const char *key)
{
    return language_text(book->report->language, key);
}

static struct str counted(const struct xlsx_book *book, const char *key, size_t n)
{
    const struct language *language = book->report->language;
    struct str number = format_number(book->arena, language, (double)n, 0);
    return LANGUAGE_SAY(book->arena, language, key, {"n", number});
}

/* A sentence over some columns; gives the lines it takes. */
static size_t sentence(struct xlsx_book *book, lxw_row_t row, int first, int last, struct str text,
                       enum xlsx_style style)
{
    double width = 0;
    for (int i = first; i <= last; i++) {
        width += width_of(book, i);
    }
    /* Larger letters. */
    width *= style == STYLE_HEADLINE ? 11.0 / 13 : style == STYLE_TITLE ? 11.0 / 18 : 1;
    return xlsx_across(book, sheet_of(book), row, (lxw_col_t)first, (lxw_col_t)last, width, text,
                       style);
}

static void height(struct xlsx_book *book, lxw_row_t row, double points)
{
    xlsx_keep(book, worksheet_set_row(sheet_of(book), row, points, NULL));
    book->extra_points += points - XLSX_LINE_HEIGHT;
}

/* A page is as wide as the columns: the wider they are, the smaller and the more the rows. */
static lxw_row_t page_rows(const struct xlsx_book *book)
{
    double usual = 0;
    double own = 0;
    for (int i = 0; i < COLUMN_COUNT; i++) {
        usual += WIDTHS[i];
        own += width_of(book, i);
    }
    return (lxw_row_t)(XLSX_PAGE_ROWS * own / usual);
}

/* Plain rows that are as high as all above a row. */
static lxw_row_t used_above(const struct xlsx_book *book, lxw_row_t row)
{
    return row + (lxw_row_t)(book->extra_points / XLSX_LINE_HEIGHT);
}

/* Begins a page at a row unless as many from there on still fit. */
static void keep_together(const struct xlsx_book *book, struct xlsx_slot *slot, lxw_row_t row,
                          lxw_row_t rows)
{
    lxw_row_t used = used_above(book, row) - slot->begun;
    size_t breaks = slot->break_count;
    slot->row = row;
    slot->left = used < slot->page ? slot->page - used : 0;
    xlsx_keep_together(slot, rows);
    slot->begun += slot->break_count > breaks ? used : 0;
}

static lxw_row_t write_top(struct xlsx_book *book)
{
    const struct report *report = book->report;
    for (int i = 0; i < COLUMN_COUNT; i++) {
        lxw_col_t at = (lxw_col_t)i;
        xlsx_keep(book, worksheet_set_column(sheet_of(book), at, at, width_of(book, i), NULL));
    }
    size_t lines = sentence(book, 0, SYSTEM, SCORE, report->title, STYLE_TITLE);
    height(book, 0, 26.0 * (double)lines);
    lines = sentence(book, 1, SYSTEM, SCORE, report->headline, STYLE_HEADLINE);
    height(book, 1, HEADLINE_LINE * (double)lines + 2);
    lines = sentence(book, 2, SYSTEM, SCORE, report->grouping, STYLE_NOTE);
    height(book, 2, XLSX_LINE_HEIGHT * (double)lines);
    return 4;
}

/* A row of links to the other sheets. */
static lxw_row_t write_links(struct xlsx_book *book, lxw_row_t row)
{
    lxw_col_t at = 0;
    for (int i = SHEET_SUMMARY + 1; i < SHEET_COUNT; i++) {
        const struct xlsx_sheet *sheet = &book->sheets[i];
        if (sheet->at) {
            const char *url = arena_printf(book->arena, "internal:'%s'!A1", sheet->name);
            xlsx_keep(book, worksheet_write_url_opt(sheet_of(book), row, at++, url,
                                                    xlsx_text_format(book, STYLE_LINK), sheet->name,
                                                    NULL));
        }
    }
    return row + 2;
}

/* The metric whose value stands for the slow end; NULL when none is stated. */
static const struct comparison *tail_of(const struct xlsx_book *book, size_t workload)
{
    const struct comparison *p99 =
        analysis_comparison(book->report->analysis, workload, "latency.p99");
    return p99 ? p99 : analysis_comparison(book->report->analysis, workload, "latency.max");
}

static struct xlsx_unit unit_of(const struct xlsx_book *book, const struct comparison *comparison)
{
    struct xlsx_span span = {0, 0};
    for (size_t s = 0; comparison && s < book->report->study->system_count; s++) {
        xlsx_span_add(&span, comparison->rows[s].summary.value);
    }
    return xlsx_unit_for(comparison ? comparison->metric->unit : UNIT_NONE, span);
}

static struct str title_with_unit(const struct xlsx_book *book, const struct comparison *comparison)
{
    if (!comparison) {
        return STR("");
    }
    struct xlsx_unit unit = unit_of(book, comparison);
    struct str label = metric_label(book->arena, book->report->language, comparison->metric);
    return comparison->metric->unit == UNIT_PER_SECOND
               ? label
               : str_printf(book->arena, "%.*s (%s)", STR_ARG(label), unit.name);
}

static void write_table_header(struct xlsx_book *book, size_t workload, lxw_row_t row)
{
    const struct str titles[COLUMN_COUNT] = {
        [SYSTEM] = word(book, "column.system"),
        [GOODPUT] = word(book, "metric.goodput"),
        [CHANGE] = word(book, "column.change"),
        [FACTOR] = word(book, "column.factor"),
        [VERDICT] = word(book, "column.verdict"),
        [WHY] = word(book, "column.why"),
        [TAIL] = title_with_unit(book, tail_of(book, workload)),
        [SCORE] = word(book, "metric.score"),
    };
    for (int i = 0; i < COLUMN_COUNT; i++) {
        bool text = i == SYSTEM || i == VERDICT || i == WHY;
        xlsx_text(book, sheet_of(book), row, (lxw_col_t)i, titles[i],
                  text ? STYLE_HEADER : STYLE_HEADER_NUMBER);
    }
    height(book, row, 2 * XLSX_LINE_HEIGHT + 2);
}

/* The median of a metric; a plain blank where no system states it. */
static void write_measured(struct xlsx_book *book, lxw_row_t row, lxw_col_t column,
                           const struct comparison *comparison, size_t system)
{
    struct xlsx_unit unit = unit_of(book, comparison);
    if (comparison) {
        xlsx_measured(book, sheet_of(book), row, column, &unit, &comparison->rows[system]);
    } else {
        xlsx_text(book, sheet_of(book), row, column, STR(""), STYLE_PLAIN);
    }
}

/* Why the change is what it is, and why there is no score. */
static void write_reasons(struct xlsx_book *book, lxw_row_t row, const struct comparison_row *at,
                          const struct score *score)
{
    const struct language *language = book->report->language;
    const char *reason = not_scored_name(score->not_scored);
    if (!reason || book->report->study->system_count == 1) {
        return;
    }
    const char *why = at->has_change ? why_name(at->change.why) : NULL;
    struct str text = language_of(language, book->arena, "not_scored", reason);
    if (why && strcmp(why, reason) != 0) {
        text = str_printf(book->arena, "%.*s; %.*s",
                          STR_ARG(language_of(language, book->arena, "why", why)), STR_ARG(text));
    }
    xlsx_text(book, sheet_of(book), row, WHY, text, STYLE_MUTED);
}

static void write_system(struct xlsx_book *book, size_t workload, size_t system, lxw_row_t row)
{
    static const struct comparison_row NOTHING = {0};
    const struct report *report = book->report;
    const struct comparison *goodput = analysis_comparison(report->analysis, workload, "goodput");
    struct str name = str_clean(book->arena, report->study->systems[system]);
    if (system == 0 && report->study->system_count > 1) {
        name = str_printf(book->arena, "%.*s (%.*s)", STR_ARG(name),
                          STR_ARG(word(book, "word.baseline")));
    }
    xlsx_text(book, sheet_of(book), row, SYSTEM, name, STYLE_LABEL);
    const struct comparison_row *at = goodput ? &goodput->rows[system] : &NOTHING;
    const struct score *score = analysis_score(report->analysis, workload, system);
    write_measured(book, row, GOODPUT, goodput, system);
    xlsx_change(book, sheet_of(book), row, CHANGE, at, NULL, NULL);
    xlsx_verdict(book, sheet_of(book), row, VERDICT, goodput ? goodput->metric : NULL, at);
    write_reasons(book, row, at, score);
    write_measured(book, row, TAIL, tail_of(book, workload), system);
    xlsx_score(book, sheet_of(book), row, SCORE, workload, system);
}

static lxw_row_t write_systems(struct xlsx_book *book, struct xlsx_slot *slot, lxw_row_t row)
{
    const struct report *report = book->report;
    size_t systems = report->study->system_count;
    size_t left = 0;
    size_t written = 0;
    for (size_t w = 0; w < report->workload_count; w++) {
        if (written >= MOST_ROWS) {
            left += systems;
            continue;
        }
        keep_together(book, slot, row,
                      4 + (lxw_row_t)(systems < FEW_SYSTEMS ? systems : FEW_SYSTEMS));
        sentence(book, row, SYSTEM, SCORE, report->workloads[w].title, STYLE_SECTION);
        height(book, row++, 20);
        write_table_header(book, w, row++);
        for (size_t s = 0; s < systems; s++) {
            if (written >= MOST_ROWS) {
                left += systems - s;
                break;
            }
            write_system(book, w, s, row++);
            written++;
        }
        row++;
    }
    if (left > 0) {
        sentence(book, row - 1, SYSTEM, SCORE, counted(book, "sheet.more_systems", left),
                 STYLE_NOTE);
        row++;
    }
    return row;
}

static lxw_row_t write_findings(struct xlsx_book *book, struct xlsx_slot *slot, lxw_row_t row)
{
    const struct report *report = book->report;
    keep_together(book, slot, row, FINDING_ROWS);
    sentence(book, row, SYSTEM, SCORE, word(book, "report.findings"), STYLE_SECTION);
    height(book, row++, 20);
    if (report->remark_count == 0) {
        sentence(book, row, SYSTEM, SCORE, word(book, "report.no_findings"), STYLE_NOTE);
        return row + 2;
    }
    xlsx_text(book, sheet_of(book), row, SYSTEM, word(book, "column.level"), STYLE_HEADER);
    sentence(book, row, GOODPUT, VERDICT, word(book, "column.finding"), STYLE_HEADER);
    sentence(book, row++, WHY, SCORE, word(book, "column.advice"), STYLE_HEADER);
    for (size_t i = 0; i < report->remark_count && i < MOST_FINDINGS; i++, row++) {
        const struct remark *remark = &report->remarks[i];
        bool info = remark->finding->level == LEVEL_INFO;
        xlsx_text(book, sheet_of(book), row, SYSTEM, remark->level, info ? STYLE_PLAIN : STYLE_BAD);
        size_t lines = sentence(book, row, GOODPUT, VERDICT, remark->text, STYLE_WRAPPED);
        size_t more = sentence(book, row, WHY, SCORE, remark->advice, STYLE_WRAPPED);
        lines = lines > more ? lines : more;
        keep_together(book, slot, row, (lxw_row_t)lines + 1);
        height(book, row, XLSX_LINE_HEIGHT * (double)lines + 4);
    }
    if (report->remark_count > MOST_FINDINGS) {
        sentence(book, row++, SYSTEM, SCORE,
                 counted(book, "sheet.more_findings", report->remark_count - MOST_FINDINGS),
                 STYLE_NOTE);
    }
    return row + 1;
}

void xlsx_write_summary(struct xlsx_book *book)
{
    const struct report *report = book->report;
    lxw_row_t page = page_rows(book);
    struct xlsx_slot slot = {.page = page, .left = page};
    lxw_row_t row = write_systems(book, &slot, write_links(book, write_top(book)));
    row = write_findings(book, &slot, row);
    lxw_row_t used = used_above(book, row);
    bool shrinks =
        report->workload_count == 1 && used + 1 + xlsx_chart_rows(book, 0) <= SHRUNK_ROWS;
    keep_together(book, &slot, row, 0);
    if (shrinks) {
        slot = (struct xlsx_slot){.row = row, .page = page, .left = SHRUNK_ROWS - used};
    }
    for (size_t w = 0; w < report->workload_count && w < MOST_WORKLOADS; w++) {
        if (xlsx_chart_rows(book, w) == 0) {
            continue;
        }
        lxw_row_t heading = xlsx_begin_charts(book, &slot);
        xlsx_write_charts(book, w, &slot);
        height(book, heading, 20);
        sentence(book, heading, SYSTEM, SCORE,
                 report->workload_count > 1 ? report->workloads[w].title
                                            : word(book, "report.charts"),
                 STYLE_SECTION);
    }
    xlsx_page(book, sheet_of(book));
    worksheet_fit_to_pages(sheet_of(book), 1, shrinks);
    xlsx_break_pages(book, SHEET_SUMMARY, &slot);
}
