/*
 * xlsx_book.h - a workbook being written: cells that any text or number may go into.
 *
 * libxlsxwriter checks little, so everything goes through the functions here.
 * Only src/output/xlsx*.c know that library.
 */
#pragma once

#include <xlsxwriter.h>

#include "buf.h"
#include "report.h"

enum xlsx_style {
    STYLE_PLAIN,
    STYLE_GOOD,
    STYLE_BAD,
    STYLE_MUTED,
    STYLE_INPUT, /* for the reader to change */
    STYLE_HEADER,
    STYLE_HEADER_NUMBER, /* above a column of numbers */
    STYLE_TITLE,
    STYLE_HEADLINE,
    STYLE_SECTION,
    STYLE_NOTE,
    STYLE_LINK,
    STYLE_WRAPPED,   /* a sentence in a table */
    STYLE_TOP,       /* a word beside it */
    STYLE_LABEL,     /* a name of any length */
    STYLE_PARAGRAPH, /* a text over several columns */
    STYLE_REMARK,    /* one line, however long */
    STYLE_COUNT,
};

#define XLSX_LINE_HEIGHT 15.0 /* points */

enum xlsx_kind { KIND_PLAIN, KIND_PERCENT, KIND_FACTOR, KIND_CHANGE };

#define XLSX_KINDS (KIND_CHANGE + 1)

#define XLSX_MOST_DECIMALS 15
#define XLSX_BOUNDS 3
#define XLSX_TONES (STYLE_INPUT + 1)

/* What a number looks like. */
struct xlsx_look {
    enum xlsx_kind kind;
    int decimals; /* 0 to XLSX_MOST_DECIMALS */
    enum bound bound;
    enum xlsx_style tone;
};

/* Where a metric of one workload stands on the sheet of comparisons, so that charts can refer to
 * it. */
struct xlsx_place {
    size_t workload;
    const struct metric *metric; /* NULL: the score */
    const char *unit;            /* of the cells, "" for none */
    lxw_row_t row;               /* its first */
};

/* In the order of their tabs. */
enum sheet {
    SHEET_SUMMARY,
    SHEET_COMPARISON,
    SHEET_SCORE,
    SHEET_LATENCY,
    SHEET_RUNS,
    SHEET_SWEEP,
    SHEET_FINDINGS,
    SHEET_METHOD,
    SHEET_COUNT,
};

struct xlsx_sheet {
    lxw_worksheet *at; /* NULL: the report has nothing for it */
    const char *name;
};

struct xlsx_book {
    struct arena *arena;
    struct buf scratch; /* of xlsx_text(), so that a million labels take no memory */
    const struct report *report;
    lxw_workbook *workbook;
    struct xlsx_sheet sheets[SHEET_COUNT];
    lxw_error status; /* the first error of the library */
    lxw_format *texts[STYLE_COUNT];
    lxw_format *numbers[XLSX_KINDS][XLSX_MOST_DECIMALS + 1][XLSX_BOUNDS][XLSX_TONES];
    lxw_format *rules[XLSX_TONES]; /* of conditional formats */
    VEC(struct xlsx_place) places;
    const char *
        *scores; /* [workload * systems + system] where the score is calculated; NULL: nowhere */
    double extra_points;  /* by which rows of the summary are higher than a plain one */
    double header_height; /* points, of the table being written */
    double header_width;  /* characters, of all its columns */
    bool beside;          /* systems are columns of the comparisons, not rows */
    lxw_col_t metric_column, system_column, value_column; /* of the comparisons */
};

/* Keeps the first error. */
void xlsx_keep(struct xlsx_book *book, lxw_error status);

/* A format of the workbook; each is made once. */
lxw_format *xlsx_text_format(struct xlsx_book *book, enum xlsx_style style);
lxw_format *xlsx_number_format(struct xlsx_book *book, struct xlsx_look look);

/* What a rule adds to a cell's own format: STYLE_GOOD or STYLE_BAD. */
lxw_format *xlsx_rule_format(struct xlsx_book *book, enum xlsx_style tone);

/*
 * Text as a cell can hold it, in the arena: cleaned, at most 32,767 UTF-16
 * units, nothing in it that Excel would take for an escape. NULL for empty text.
 */
char *xlsx_safe(struct arena *arena, struct str text);

/* A text is never a formula. Empty text leaves a blank cell in that style. */
void xlsx_text(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
               struct str text, enum xlsx_style style);

/*
 * The heading of a column, in the first row, and its width in characters. Columns come in order;
 * the row is high enough for the longest heading above the filter's buttons.
 */
void xlsx_header(struct xlsx_book *book, lxw_worksheet *sheet, lxw_col_t column, double width,
                 struct str text, enum xlsx_style style);

/* The same with the label of a system, over its numbers. */
void xlsx_system_header(struct xlsx_book *book, lxw_worksheet *sheet, lxw_col_t column,
                        size_t system);

/* The width of a column of systems' labels, in characters; longer ones wrap. */
double xlsx_label_width(const struct xlsx_book *book, double least);

/* Lines that a text takes in a column, at most those of the highest row. */
double xlsx_lines(struct str text, double width);

/* A text over several columns of a row, wrapped. Gives the lines it takes, by the width in
 * characters. */
size_t xlsx_across(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t first,
                   lxw_col_t last, double width, struct str text, enum xlsx_style style);

/* The smallest value above 0 and the largest of those that share a unit; begin with {0}. */
struct xlsx_span {
    double smallest, largest;
};

void xlsx_span_add(struct xlsx_span *span, double value);

/*
 * The unit that a row or column of cells is shown in: time in ms, in s only
 * where the unit is UNIT_SECONDS and 1 s is reached; bytes in the unit of the largest.
 */
struct xlsx_unit {
    enum unit unit;
    double times, per; /* cell = value * times / per */
    const char *name;  /* "ms"; "" for none */
    int decimals;      /* of the whole row or column; -1: by value */
};

struct xlsx_unit xlsx_unit_for(enum unit unit, struct xlsx_span span);

/* A value given in unit->unit; its bound is shown by the number format. A blank cell when not
 * finite. */
void xlsx_number(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                 const struct xlsx_unit *unit, double value, enum bound bound,
                 enum xlsx_style tone);

/* The median of a system: grey where it is missing or can't be compared. */
void xlsx_measured(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                   const struct xlsx_unit *unit, const struct comparison_row *system);

/* "$B$3", in the arena; with a sheet "'Score'!$B$3". */
const char *xlsx_cell(struct xlsx_book *book, const char *sheet, lxw_row_t row, lxw_col_t column);

/* A formula, and the value it has now, given in unit->unit. formula NULL: only the value. */
struct xlsx_result {
    const char *formula;
    const struct xlsx_unit *unit;
    double value;
    enum bound bound;
    enum xlsx_style tone;
};

/*
 * The value is stored beside the formula, for viewers that do not calculate.
 * Blank when it is not finite. Only our own text may stand in a formula, never
 * text from a log.
 */
void xlsx_formula(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                  struct xlsx_result result);

/*
 * Percent and factor of a system against the baseline, in two cells. Formulas
 * over the cells named, where these are given and yield the change.
 */
void xlsx_change(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                 const struct comparison_row *system, const char *value, const char *baseline);

/*
 * Colours the cells of a column by the verdicts beside them, in the rows from 1 to the last: good,
 * bad, or neither, as the verdict says by the metric's direction. The rules stay alive: they follow
 * a verdict that is sorted, or changed.
 */
void xlsx_colour_by_verdict(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t last_row,
                            lxw_col_t column, lxw_col_t verdict_column);

/* Verdict and reason, in two cells. */
void xlsx_verdict(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                  const struct metric *metric, const struct comparison_row *system);

/* The score: what the sheet of scores calculates. */
void xlsx_score(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                size_t workload, size_t system);

/* Gives a range a name for formulas of others. */
void xlsx_name(struct xlsx_book *book, const char *name, enum sheet sheet, lxw_row_t first_row,
               lxw_col_t first_column, lxw_row_t last_row, lxw_col_t last_column);

/*
 * Header in row 0 that stays in view and on every page, filter, printed as wide as a page. What
 * could not be read then takes pages side by side, each with the frozen columns.
 */
void xlsx_finish_table(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t last_row,
                       lxw_col_t last_column, lxw_col_t frozen_columns);

/* Landscape A4 with a footer. */
void xlsx_page(struct xlsx_book *book, lxw_worksheet *sheet);

#define XLSX_PAGE_ROWS 34 /* plain rows on a printed page, of columns as wide as usual */
#define XLSX_MOST_BREAKS 1000

/* Where the next table or chart goes; no page break cuts one. */
struct xlsx_slot {
    lxw_row_t row;
    lxw_row_t begun;                        /* rows above the page, for a sheet that counts them */
    lxw_row_t page;                         /* rows on a printed page */
    lxw_row_t left;                         /* of them, from here on */
    lxw_row_t breaks[XLSX_MOST_BREAKS + 1]; /* 0 ends */
    size_t break_count;
};

/* Begins a page unless as many rows still fit. */
void xlsx_keep_together(struct xlsx_slot *slot, lxw_row_t rows);

/* Goes on by rows of the sheet, which are as high as so many plain ones. */
void xlsx_advance(struct xlsx_slot *slot, lxw_row_t rows, lxw_row_t height);

/* The slot below a table with a header that every page repeats: on its page if that is the first.
 */
struct xlsx_slot xlsx_slot_below(lxw_row_t last_row);

/* The page breaks of a sheet. */
void xlsx_break_pages(struct xlsx_book *book, enum sheet sheet, struct xlsx_slot *slot);

/* Leaves a row for a heading that stays on a page with the charts below it, and gives it. */
lxw_row_t xlsx_begin_charts(const struct xlsx_book *book, struct xlsx_slot *slot);

/* Whether every system that ran has a value that may stand beside the others', and some is not 0.
 */
bool xlsx_comparable(const struct xlsx_book *book, const struct comparison *comparison);

/* The charts of a workload with several systems: all for the only one, else the first two. */
void xlsx_write_charts(struct xlsx_book *book, size_t workload, struct xlsx_slot *slot);

/* The rows they take; 0 when there is nothing to draw. */
lxw_row_t xlsx_chart_rows(const struct xlsx_book *book, size_t workload);

/* A chart's title or an axis's name: text that is never a reference, in the arena. */
char *xlsx_title(struct xlsx_book *book, struct str text);

/* The font of a chart's title, and its value axis; unit "" for none. */
void xlsx_dress_chart(lxw_chart *chart, lxw_chart_axis *values, const char *unit, bool share);

/* One of the report's charts in words for those who can't see it; empty when it is not there. */
struct str xlsx_description(const struct chart *charts, size_t n, struct str name);

/* Lines over the cells of two columns or rows, one for each system that has any. */
struct xlsx_line {
    enum sheet sheet;
    lxw_row_t first_row, last_row;
    lxw_col_t x_column, y_column;
    lxw_row_t name_row; /* the cell that names it */
    lxw_col_t name_column;
    const char *name; /* by xlsx_title(), instead of that cell; NULL: none */
    size_t system;    /* for the colour */
    bool dashed;      /* a law fitted to points, without marks of its own */
};

void xlsx_add_line(lxw_chart *chart, const struct xlsx_book *book, const struct xlsx_line *line);

/* Inserts a chart of so many systems' lines in a slot, the only one in its rows. */
void xlsx_insert_chart(struct xlsx_book *book, enum sheet sheet, struct xlsx_slot *slot,
                       lxw_chart *chart, size_t systems, struct str description);

/* The sheets. Scores come first, then comparisons: others refer to them. */
void xlsx_write_score(struct xlsx_book *book);
void xlsx_write_comparison(struct xlsx_book *book);
void xlsx_write_summary(struct xlsx_book *book);
void xlsx_write_latency(struct xlsx_book *book);
void xlsx_write_runs(struct xlsx_book *book);
void xlsx_write_sweep(struct xlsx_book *book);
void xlsx_write_findings(struct xlsx_book *book);
void xlsx_write_method(struct xlsx_book *book);

/* Whether there is anything for those sheets. */
bool xlsx_has_score(const struct report *report);
bool xlsx_has_latency(const struct report *report);

/* Whether every part of the workbook in that file is there to its end. */
bool xlsx_is_whole(struct arena *arena, const char *path);
