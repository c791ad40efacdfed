#include "xlsx_book.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* What a cell holds at most. */
#define MOST_UNITS 32767

#define MOST_LINES 25 /* of a row */

#define FILTER_HEIGHT 16 /* points, of the filter's buttons */
#define MOST_HEADER_LINES 8
#define MOST_LABEL_WIDTH 44 /* characters */
#define PAGE_WIDTH 260      /* characters of a table that can still be read as wide as a page */

/* wrk's own switch to the next unit, as in the other outputs. */
#define SWITCH 0.85

void xlsx_keep(struct xlsx_book *book, lxw_error status)
{
    if (book->status == LXW_NO_ERROR) {
        book->status = status;
    }
}

/* "_x0041_", which Excel would show as "A". */
static bool is_escape(struct str s)
{
    if (s.len < 7 || s.ptr[0] != '_' || s.ptr[1] != 'x' || s.ptr[6] != '_') {
        return false;
    }
    for (size_t i = 2; i < 6; i++) {
        if (!isxdigit((unsigned char)s.ptr[i])) {
            return false;
        }
    }
    return true;
}

/* Appends safe text with its NUL; nothing for empty text. */
static void add_safe(struct buf *out, struct str text)
{
    text = str_clean(out->arena, text);
    if (text.len <= MOST_UNITS && str_find(text, STR("_x"), 0) >= text.len) {
        buf_add(out, text);
        text.len = 0;
    }
    size_t units = 0;
    for (size_t i = 0; i < text.len;) {
        struct str rest = str_skip(text, i);
        size_t len;
        unsigned c = utf8_decode(rest, &len);
        bool escape = is_escape(rest);
        units += escape ? 7 : c > 0xffff ? 2 : 1;
        if (units > MOST_UNITS) {
            break;
        }
        buf_text(out, escape ? "_x005F" : ""); /* the underscore that follows, as an escape */
        buf_add(out, str_cut(rest, 0, len));
        i += len;
    }
    if (out->n > 0) {
        buf_char(out, '\0');
    }
}

char *xlsx_safe(struct arena *arena, struct str text)
{
    struct buf out = BUF(arena);
    add_safe(&out, text);
    return out.n > 0 ? out.at : NULL;
}

void xlsx_text(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
               struct str text, enum xlsx_style style)
{
    struct buf *safe = &book->scratch;
    lxw_format *format = xlsx_text_format(book, style);
    safe->n = 0;
    add_safe(safe, text);
    xlsx_keep(book, safe->n > 0 ? worksheet_write_string(sheet, row, column, safe->at, format)
                                : worksheet_write_blank(sheet, row, column, format));
}

double xlsx_lines(struct str text, double width)
{
    /* They break at words, so they are not filled to the end. */
    return fmin(1 + floor((double)str_width(text) / (0.92 * width)), MOST_LINES);
}

void xlsx_header(struct xlsx_book *book, lxw_worksheet *sheet, lxw_col_t column, double width,
                 struct str text, enum xlsx_style style)
{
    double lines = fmin(fmax(xlsx_lines(text, width), 2), MOST_HEADER_LINES);
    double height = XLSX_LINE_HEIGHT * lines + FILTER_HEIGHT;
    book->header_height = column == 0 ? height : fmax(book->header_height, height);
    book->header_width = (column == 0 ? 0 : book->header_width) + width;
    xlsx_keep(book, worksheet_set_row(sheet, 0, book->header_height, NULL));
    xlsx_keep(book, worksheet_set_column(sheet, column, column, width, NULL));
    xlsx_text(book, sheet, 0, column, text, style);
}

void xlsx_system_header(struct xlsx_book *book, lxw_worksheet *sheet, lxw_col_t column,
                        size_t system)
{
    struct str label = book->report->study->systems[system];
    double width = fmin(fmax((double)str_width(label) + 4, 14), 30);
    xlsx_header(book, sheet, column, width, label, STYLE_HEADER_NUMBER);
}

double xlsx_label_width(const struct xlsx_book *book, double least)
{
    double width = least;
    for (size_t s = 0; s < book->report->study->system_count; s++) {
        width = fmax(width, (double)str_width(book->report->study->systems[s]) + 3);
    }
    return fmin(width, MOST_LABEL_WIDTH);
}

size_t xlsx_across(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t first,
                   lxw_col_t last, double width, struct str text, enum xlsx_style style)
{
    const char *safe = xlsx_safe(book->arena, text);
    if (!safe) {
        return 1;
    }
    xlsx_keep(book, worksheet_merge_range(sheet, row, first, row, last, safe,
                                          xlsx_text_format(book, style)));
    return (size_t)xlsx_lines(str_of(safe), width);
}

void xlsx_span_add(struct xlsx_span *span, double value)
{
    if (!isfinite(value) || value == 0) {
        return;
    }
    double size = fabs(value);
    span->smallest = span->smallest == 0 ? size : fmin(span->smallest, size);
    span->largest = fmax(span->largest, size);
}

/* Decimals that leave two digits of the smallest value of a row or column. */
static int common_decimals(double smallest)
{
    return smallest == 0 || smallest >= 0.1 ? 2 : smallest >= 0.01 ? 3 : 4;
}

static struct xlsx_unit bytes_unit(enum unit unit, struct xlsx_span span)
{
    static const char *const NAMES[][2] = {
        {"B", "B/s"}, {"KiB", "KiB/s"}, {"MiB", "MiB/s"}, {"GiB", "GiB/s"}, {"TiB", "TiB/s"}};
    double per = 1;
    size_t i = 0;
    while (i < 4 && span.largest >= SWITCH * 1024 * per) {
        per *= 1024;
        i++;
    }
    int decimals = per == 1 ? (span.smallest > 0 && span.smallest < 100)
                            : common_decimals(span.smallest / per);
    return (struct xlsx_unit){unit, 1, per, NAMES[i][unit == UNIT_BYTES_PER_S], decimals};
}

struct xlsx_unit xlsx_unit_for(enum unit unit, struct xlsx_span span)
{
    switch (unit) {
    case UNIT_MICROSECONDS:
        return (struct xlsx_unit){unit, 1, 1000, "ms", common_decimals(span.smallest / 1000)};
    case UNIT_SECONDS:
        return span.largest < 1
                   ? (struct xlsx_unit){unit, 1000, 1, "ms", common_decimals(span.smallest * 1000)}
                   : (struct xlsx_unit){unit, 1, 1, "s", common_decimals(span.smallest)};
    case UNIT_BYTES:
    case UNIT_BYTES_PER_S:
        return bytes_unit(unit, span);
    case UNIT_PER_SECOND:
        return (struct xlsx_unit){unit, 1, 1, "1/s", -1};
    case UNIT_SHARE:
        return (struct xlsx_unit){unit, 1, 1, "%", -1};
    case UNIT_FACTOR:
        return (struct xlsx_unit){unit, 1, 1, "x", -1};
    case UNIT_COUNT:
    case UNIT_POINTS:
    case UNIT_OTHER:
    case UNIT_NONE:
        break;
    }
    return (struct xlsx_unit){unit, 1, 1, "", -1};
}

/* Decimals that leave two significant digits of a number below 1. */
static int two_digits(double value)
{
    return value > 0 && value < 1 ? (int)fmin(1 - floor(log10(value)), XLSX_MOST_DECIMALS) : 2;
}

/* As many decimals as the other outputs show. */
static int decimals_of(const struct xlsx_unit *unit, double number)
{
    double size = fabs(number);
    if (unit->decimals >= 0) {
        return unit->decimals;
    }
    if (size == 0) {
        return 0;
    }
    switch (unit->unit) {
    case UNIT_PER_SECOND:
        return size >= 1000 ? 0 : size >= 100 ? 1 : 2;
    case UNIT_COUNT:
        return number == floor(number) || size >= 100 ? 0 : 1;
    case UNIT_SHARE:
        size *= 100;
        return size == 100    ? 0
               : size >= 99.5 ? 2
               : size >= 10   ? 0
               : size >= 1    ? 1
                              : two_digits(size);
    case UNIT_POINTS:
        return (int)fmin(points_decimals(size), XLSX_MOST_DECIMALS);
    case UNIT_FACTOR:
        return size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.1 ? 2 : two_digits(size);
    case UNIT_OTHER:
        return given_decimals(number);
    default:
        return 2;
    }
}

static void write_number(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row,
                         lxw_col_t column, const char *formula, double number,
                         struct xlsx_look look)
{
    lxw_format *format = xlsx_number_format(book, look);
    number = number == 0 ? 0 : number; /* no "-0" */
    xlsx_keep(book, formula
                        ? worksheet_write_formula_num(sheet, row, column, formula, format, number)
                        : worksheet_write_number(sheet, row, column, number, format));
}

void xlsx_formula(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                  struct xlsx_result result)
{
    const struct xlsx_unit *unit = result.unit;
    double number = result.value * unit->times / unit->per;
    if (!isfinite(number)) {
        xlsx_text(book, sheet, row, column, STR(""), result.tone);
        return;
    }
    enum xlsx_kind kind = unit->unit == UNIT_SHARE    ? KIND_PERCENT
                          : unit->unit == UNIT_FACTOR ? KIND_FACTOR
                                                      : KIND_PLAIN;
    write_number(book, sheet, row, column, result.formula, number,
                 (struct xlsx_look){kind, decimals_of(unit, number), result.bound, result.tone});
}

void xlsx_number(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                 const struct xlsx_unit *unit, double value, enum bound bound, enum xlsx_style tone)
{
    xlsx_formula(book, sheet, row, column, (struct xlsx_result){NULL, unit, value, bound, tone});
}

const char *xlsx_cell(struct xlsx_book *book, const char *sheet, lxw_row_t row, lxw_col_t column)
{
    char at[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(at, row, column, 1, 1);
    return sheet ? arena_printf(book->arena, "'%s'!%s", sheet, at)
                 : arena_printf(book->arena, "%s", at);
}

void xlsx_name(struct xlsx_book *book, const char *name, enum sheet sheet, lxw_row_t first_row,
               lxw_col_t first_column, lxw_row_t last_row, lxw_col_t last_column)
{
    const char *first = xlsx_cell(book, book->sheets[sheet].name, first_row, first_column);
    const char *last = xlsx_cell(book, NULL, last_row, last_column);
    xlsx_keep(book, workbook_define_name(book->workbook, name,
                                         arena_printf(book->arena, "=%s:%s", first, last)));
}

void xlsx_score(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                size_t workload, size_t system)
{
    const struct score *score = analysis_score(book->report->analysis, workload, system);
    struct xlsx_unit points = xlsx_unit_for(UNIT_POINTS, (struct xlsx_span){0, 0});
    const char *at = book->scores[workload * book->report->study->system_count + system];
    xlsx_formula(book, sheet, row, column,
                 (struct xlsx_result){at ? arena_printf(book->arena, "=%s", at) : NULL, &points,
                                      score->value, score->bound, STYLE_PLAIN});
}

void xlsx_measured(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                   const struct xlsx_unit *unit, const struct comparison_row *system)
{
    const struct summary *summary = &system->summary;
    bool spoilt = system->has_change && system->change.verdict == VERDICT_NOT_COMPARABLE;
    enum xlsx_style tone = spoilt || !isfinite(summary->value) ? STYLE_MUTED : STYLE_PLAIN;
    xlsx_number(book, sheet, row, column, unit, summary->value, summary->bound, tone);
}

static enum xlsx_style verdict_tone(const struct comparison_row *system)
{
    enum verdict verdict = system->has_change ? system->change.verdict : VERDICT_NONE;
    return verdict == VERDICT_BETTER           ? STYLE_GOOD
           : verdict == VERDICT_WORSE          ? STYLE_BAD
           : verdict == VERDICT_NOT_COMPARABLE ? STYLE_MUTED
                                               : STYLE_PLAIN;
}

/* On the sheet of comparisons rules give the colours of good and bad. */
static enum xlsx_style own_tone(const struct xlsx_book *book, const lxw_worksheet *sheet,
                                const struct comparison_row *system)
{
    enum xlsx_style tone = verdict_tone(system);
    return sheet == book->sheets[SHEET_COMPARISON].at && tone != STYLE_MUTED ? STYLE_PLAIN : tone;
}

void xlsx_colour_by_verdict(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t last_row,
                            lxw_col_t column, lxw_col_t verdict_column)
{
    static const struct {
        enum verdict verdict;
        enum xlsx_style tone;
    } RULES[] = {{VERDICT_BETTER, STYLE_GOOD}, {VERDICT_WORSE, STYLE_BAD}};

    char verdict_cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(verdict_cell, 1, verdict_column, 0, 1);
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++) {
        struct str word = language_of(book->report->language, book->arena, "verdict",
                                      verdict_name(RULES[i].verdict));
        lxw_conditional_format rule = {
            .type = LXW_CONDITIONAL_TYPE_FORMULA,
            .value_string = arena_printf(book->arena, "=%s=\"%.*s\"", verdict_cell, STR_ARG(word)),
            .format = xlsx_rule_format(book, RULES[i].tone),
        };
        xlsx_keep(book,
                  worksheet_conditional_format_range(sheet, 1, column, last_row, column, &rule));
    }
}

void xlsx_change(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                 const struct comparison_row *system, const char *value, const char *baseline)
{
    const struct change *change = &system->change;
    enum xlsx_style tone = own_tone(book, sheet, system);
    if (!system->has_change || tone == STYLE_MUTED || !isfinite(change->ratio)) {
        xlsx_text(book, sheet, row, column, STR(""), tone);
        xlsx_text(book, sheet, row, (lxw_col_t)(column + 1), STR(""), tone);
        return;
    }
    const char *ratio = value ? arena_printf(book->arena, "%s/%s", value, baseline) : NULL;
    int decimals = percent_change_decimals(change->percent);
    bool shown_as_zero = fabs(change->percent) < 0.5 * pow(10, -decimals); /* without a sign */
    struct xlsx_look look = {shown_as_zero ? KIND_PERCENT : KIND_CHANGE, decimals, change->bound,
                             tone};
    write_number(book, sheet, row, column, ratio ? arena_printf(book->arena, "=%s-1", ratio) : NULL,
                 change->percent / 100, look);
    struct xlsx_unit factor = xlsx_unit_for(UNIT_FACTOR, (struct xlsx_span){0, 0});
    xlsx_formula(book, sheet, row, (lxw_col_t)(column + 1),
                 (struct xlsx_result){ratio ? arena_printf(book->arena, "=%s", ratio) : NULL,
                                      &factor, change->ratio, change->bound, STYLE_PLAIN});
}

/* Whether the row only describes: then the word "unclear" would say nothing. */
static bool described(const struct metric *metric, const struct change *change)
{
    return change->verdict == VERDICT_NONE ||
           (change->verdict == VERDICT_UNCLEAR && !(metric->flags & METRIC_PRIMARY));
}

void xlsx_verdict(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                  const struct metric *metric, const struct comparison_row *system)
{
    const struct change *change = &system->change;
    const struct language *language = book->report->language;
    enum xlsx_style tone = own_tone(book, sheet, system);
    bool only_described = system->has_change && described(metric, change);
    const char *word = only_described || !system->has_change ? NULL : verdict_name(change->verdict);
    xlsx_text(book, sheet, row, column,
              word ? language_of(language, book->arena, "verdict", word) : STR(""), tone);
    /* That runs are few is said once, where something was judged. */
    bool few = change->why == WHY_ONE_RUN || change->why == WHY_FEW_RUNS;
    const char *why = !system->has_change || (only_described && few) ? NULL : why_name(change->why);
    xlsx_text(book, sheet, row, (lxw_col_t)(column + 1),
              why ? language_of(language, book->arena, "why", why) : STR(""),
              tone == STYLE_MUTED ? STYLE_MUTED : STYLE_PLAIN);
}

void xlsx_page(struct xlsx_book *book, lxw_worksheet *sheet)
{
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
    worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
    xlsx_keep(book, worksheet_set_footer(sheet, "&L&A&R&P / &N"));
}

void xlsx_finish_table(struct xlsx_book *book, lxw_worksheet *sheet, lxw_row_t last_row,
                       lxw_col_t last_column, lxw_col_t frozen_columns)
{
    xlsx_page(book, sheet);
    uint16_t pages = (uint16_t)fmin(ceil(book->header_width / PAGE_WIDTH), 100);
    worksheet_fit_to_pages(sheet, pages, 0);
    if (pages > 1 && frozen_columns > 0) {
        xlsx_keep(book, worksheet_repeat_columns(sheet, 0, (lxw_col_t)(frozen_columns - 1)));
    }
    worksheet_freeze_panes(sheet, 1, frozen_columns);
    xlsx_keep(book, worksheet_autofilter(sheet, 0, 0, last_row, last_column));
    xlsx_keep(book, worksheet_repeat_rows(sheet, 0, 0));
}
