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
    STYLE_HEADER,
    STYLE_HEADER_NUMBER, /* above a column of numbers */
    STYLE_TITLE,
    STYLE_HEADLINE,
    STYLE_SECTION,
    STYLE_NOTE,
    STYLE_LINK,
    STYLE_WRAPPED, /* a sentence in a table */
    STYLE_COUNT,
};

#define XLSX_HEADER_HEIGHT 46 /* points: two lines above the filter's buttons */

#define XLSX_KINDS 4 /* of number formats: plain, percent, factor, change */
#define XLSX_MOST_DECIMALS 15
#define XLSX_BOUNDS 3
#define XLSX_TONES (STYLE_MUTED + 1)

/* Where a metric of one workload stands on the sheet of comparisons, so that charts can refer to
 * it. */
struct xlsx_place {
    size_t workload;
    const struct metric *metric; /* NULL: the score */
    const char *unit;            /* of the cells, "" for none */
    lxw_row_t row;               /* its first */
};

struct xlsx_book {
    struct arena *arena;
    struct buf scratch; /* of xlsx_text(), so that a million labels take no memory */
    const struct report *report;
    lxw_workbook *workbook;
    lxw_worksheet *summary, *comparison, *runs;
    const char *summary_name, *comparison_name, *runs_name;
    lxw_error status; /* the first error of the library */
    lxw_format *texts[STYLE_COUNT];
    lxw_format *numbers[XLSX_KINDS][XLSX_MOST_DECIMALS + 1][XLSX_BOUNDS][XLSX_TONES];
    VEC(struct xlsx_place) places;
    double extra_points; /* by which rows of the summary are higher than a plain one */
    bool beside;         /* systems are columns of the comparisons, not rows */
    lxw_col_t metric_column, system_column, value_column; /* of the comparisons */
};

/* Keeps the first error. */
void xlsx_keep(struct xlsx_book *book, lxw_error status);

lxw_format *xlsx_text_format(struct xlsx_book *book, enum xlsx_style style);

/*
 * Text as a cell can hold it, in the arena: cleaned, at most 32,767 UTF-16
 * units, nothing in it that Excel would take for an escape. NULL for empty text.
 */
char *xlsx_safe(struct arena *arena, struct str text);

/* A text is never a formula. Empty text leaves a blank cell in that style. */
void xlsx_text(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
               struct str text, enum xlsx_style style);

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

/* A change in percent, shown with its sign. */
void xlsx_change(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                 double percent, enum bound bound, enum xlsx_style tone);

/* Change, factor, verdict and reason of a system against the baseline, in four cells from a column
 * on. */
void xlsx_verdict(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                  const struct metric *metric, const struct comparison_row *system);

/* Header in row 0 that stays in view and on every page, filter, printed as wide as a page. */
void xlsx_finish_table(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t last_row,
                       lxw_col_t last_column, lxw_col_t frozen_columns);

/* Landscape A4 with a footer. */
void xlsx_page(struct xlsx_book *book, lxw_worksheet *sheet);

#define XLSX_PAGE_ROWS 34 /* plain rows on a printed page */
#define XLSX_MOST_BREAKS 32

/* Where the next chart goes: two stand side by side, and no page break cuts one. */
struct xlsx_slot {
    lxw_row_t row;
    bool right;
    lxw_row_t left;                         /* rows on the printed page from here on */
    lxw_row_t breaks[XLSX_MOST_BREAKS + 1]; /* 0 ends */
    size_t break_count;
};

/* Leaves a row for a heading that stays on a page with the charts below it, and gives it. */
lxw_row_t xlsx_begin_charts(struct xlsx_slot *slot);

/* The charts of a workload: all for the only one, else the first two. False when there is nothing
 * to draw. */
bool xlsx_write_charts(struct xlsx_book *book, size_t workload, struct xlsx_slot *slot);

/* The sheets. Comparisons come first: the summary's charts refer to them. */
void xlsx_write_comparison(struct xlsx_book *book);
void xlsx_write_summary(struct xlsx_book *book);

/* Whether every part of the workbook in that file is there to its end. */
bool xlsx_is_whole(struct arena *arena, const char *path);
