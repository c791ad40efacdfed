/* The sheet of scores: weights for the reader to change, and formulas that follow them. */
#include <math.h>

#include "xlsx_book.h"

#define MOST_WEIGHT 1000
#define LEAST_FIRST_WIDTH 24
#define WIDTH 16
#define NOTE_WIDTH 30
#define PART_COLUMNS 3 /* value, ratio, contribution */
#define BLOCK_ROWS 8   /* of a table besides its systems: title, header, weights, best, remark */

/* The table of one workload. Its columns: system, those of each part, score, rank, note. */
struct block {
    size_t workload;
    const struct score *lead; /* a scored one: all have the same parts */
    lxw_row_t weights;        /* the row below the header; then the best, then the systems */
    lxw_col_t score_column;
};

static lxw_worksheet *sheet_of(const struct xlsx_book *book)
{
    return book->sheets[SHEET_SCORE].at;
}

static size_t systems_of(const struct xlsx_book *book)
{
    return book->report->study->system_count;
}

static const struct score *score_of(const struct report *report, size_t workload, size_t system)
{
    return analysis_score(report->analysis, workload, system);
}

static const struct score *lead_of(const struct report *report, size_t workload)
{
    for (size_t s = 0; s < report->study->system_count; s++) {
        const struct score *score = score_of(report, workload, s);
        if (score->not_scored == SCORED && score->part_count > 0) {
            return score;
        }
    }
    return NULL;
}

bool xlsx_has_score(const struct report *report)
{
    for (size_t w = 0; w < report->workload_count; w++) {
        if (lead_of(report, w)) {
            return true;
        }
    }
    return false;
}

static lxw_col_t part_column(size_t part)
{
    return (lxw_col_t)(1 + PART_COLUMNS * part);
}

static lxw_row_t best_row(const struct block *block)
{
    return block->weights + 1;
}

static lxw_row_t system_row(const struct block *block, size_t system)
{
    return block->weights + 2 + (lxw_row_t)system;
}

/* The part of a system in that place; NULL when the system is not scored. */
static const struct score_part *part_of(const struct xlsx_book *book, const struct block *block,
                                        size_t system, size_t part)
{
    const struct score *score = score_of(book->report, block->workload, system);
    bool there = score->not_scored == SCORED && part < score->part_count &&
                 score->parts[part].metric == block->lead->parts[part].metric;
    return there ? &score->parts[part] : NULL;
}

static struct xlsx_unit part_unit(const struct xlsx_book *book, const struct block *block,
                                  size_t part)
{
    struct xlsx_span span = {0, 0};
    for (size_t s = 0; s < systems_of(book); s++) {
        const struct score_part *at = part_of(book, block, s, part);
        xlsx_span_add(&span, at ? at->value : 0);
    }
    return xlsx_unit_for(block->lead->parts[part].metric->unit, span);
}

static void text(struct xlsx_book *book, lxw_row_t row, lxw_col_t column, const char *key,
                 enum xlsx_style style)
{
    xlsx_text(book, sheet_of(book), row, column, language_text(book->report->language, key), style);
}

static void write_header(struct xlsx_book *book, const struct block *block)
{
    lxw_row_t row = block->weights - 1;
    xlsx_keep(book, worksheet_set_row(sheet_of(book), row, 2 * XLSX_LINE_HEIGHT, NULL));
    text(book, row, 0, "column.system", STYLE_HEADER);
    for (size_t k = 0; k < block->lead->part_count; k++) {
        struct xlsx_unit unit = part_unit(book, block, k);
        struct str label =
            metric_label(book->arena, book->report->language, block->lead->parts[k].metric);
        bool said = unit.name[0] == '\0' || unit.unit == UNIT_PER_SECOND || unit.unit == UNIT_SHARE;
        xlsx_text(book, sheet_of(book), row, part_column(k),
                  said ? label : str_printf(book->arena, "%.*s (%s)", STR_ARG(label), unit.name),
                  STYLE_HEADER_NUMBER);
        text(book, row, (lxw_col_t)(part_column(k) + 1), "column.ratio", STYLE_HEADER_NUMBER);
        text(book, row, (lxw_col_t)(part_column(k) + 2), "column.contribution",
             STYLE_HEADER_NUMBER);
    }
    text(book, row, block->score_column, "metric.score", STYLE_HEADER_NUMBER);
    text(book, row, (lxw_col_t)(block->score_column + 1), "column.rank", STYLE_HEADER_NUMBER);
    text(book, row, (lxw_col_t)(block->score_column + 2), "column.note", STYLE_HEADER);
}

/* What all weights add up to as they are shown: 100 where that makes them whole numbers, else what
 * does (60, 40 and 10 give 110). */
static double total_weight(const struct score *lead)
{
    for (int i = 0; i <= 100; i++) {
        double total = i == 0 ? 100 : 10 * i;
        bool whole = true;
        for (size_t k = 0; k < lead->part_count; k++) {
            double weight = total * lead->parts[k].weight;
            whole = whole && fabs(weight - round(weight)) < 1e-9;
        }
        if (whole) {
            return total;
        }
    }
    return 100;
}

/* The weights as cells to change, and the share that each then has. */
static void write_weights(struct xlsx_book *book, const struct block *block)
{
    static const struct xlsx_unit PLAIN = {UNIT_OTHER, 1, 1, "", -1};
    struct xlsx_unit share = xlsx_unit_for(UNIT_SHARE, (struct xlsx_span){0, 0});
    struct buf sum = BUF(book->arena);
    for (size_t k = 0; k < block->lead->part_count; k++) {
        buf_printf(&sum, "%s%s", k > 0 ? "," : "",
                   xlsx_cell(book, NULL, block->weights, part_column(k)));
    }
    struct str all = buf_str(&sum);
    double total = total_weight(block->lead);
    lxw_data_validation limits = {
        .validate = LXW_VALIDATION_TYPE_DECIMAL,
        .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
        .minimum_number = 0,
        .maximum_number = MOST_WEIGHT,
        .error_message =
            xlsx_safe(book->arena, language_text(book->report->language, "sheet.weight_limits")),
    };
    text(book, block->weights, 0, "column.weight", STYLE_PLAIN);
    for (size_t k = 0; k < block->lead->part_count; k++) {
        double weight = block->lead->parts[k].weight;
        double whole = round(total * weight);
        double shown = fabs(whole - total * weight) < 1e-9 ? whole : total * weight;
        lxw_col_t at = part_column(k);
        xlsx_number(book, sheet_of(book), block->weights, at, &PLAIN, shown, BOUND_NONE,
                    STYLE_INPUT);
        xlsx_keep(book,
                  worksheet_data_validation_cell(sheet_of(book), block->weights, at, &limits));
        const char *formula = arena_printf(book->arena, "=%s/SUM(%.*s)",
                                           xlsx_cell(book, NULL, block->weights, at), STR_ARG(all));
        xlsx_formula(book, sheet_of(book), block->weights, (lxw_col_t)(at + 1),
                     (struct xlsx_result){formula, &share, weight, BOUND_NONE, STYLE_PLAIN});
    }
}

/* What each part is measured by: the best of the scored, else a target, which is no formula. */
static void write_best(struct xlsx_book *book, const struct block *block)
{
    text(book, best_row(block), 0, "column.best", STYLE_PLAIN);
    for (size_t k = 0; k < block->lead->part_count; k++) {
        const struct score_part *lead = &block->lead->parts[k];
        bool higher = lead->metric->better == BETTER_HIGHER;
        const char *first = xlsx_cell(book, NULL, system_row(block, 0), part_column(k));
        const char *last =
            xlsx_cell(book, NULL, system_row(block, systems_of(book) - 1), part_column(k));
        const char *formula =
            arena_printf(book->arena, "=%s(%s:%s)", higher ? "MAX" : "MIN", first, last);
        struct xlsx_unit unit = part_unit(book, block, k);
        xlsx_formula(book, sheet_of(book), best_row(block), part_column(k),
                     (struct xlsx_result){lead->is_target ? NULL : formula, &unit, lead->best,
                                          BOUND_NONE, lead->is_target ? STYLE_INPUT : STYLE_PLAIN});
    }
}

/* Value, ratio to the best, and what the part contributes: the ratio to the power of its share. */
static void write_part(struct xlsx_book *book, const struct block *block, size_t system, size_t k)
{
    static const struct xlsx_unit RATIO = {UNIT_NONE, 1, 1, "", 4};
    const struct score_part *part = part_of(book, block, system, k);
    lxw_row_t row = system_row(block, system);
    lxw_col_t at = part_column(k);
    if (!part) {
        for (lxw_col_t i = 0; i < PART_COLUMNS; i++) {
            xlsx_text(book, sheet_of(book), row, (lxw_col_t)(at + i), STR(""), STYLE_MUTED);
        }
        return;
    }
    bool higher = part->metric->better == BETTER_HIGHER;
    struct xlsx_unit unit = part_unit(book, block, k);
    const char *value = xlsx_cell(book, NULL, row, at);
    const char *best = xlsx_cell(book, NULL, best_row(block), at);
    const char *ratio =
        arena_printf(book->arena, "%s/%s", higher ? value : best, higher ? best : value);
    /* A target that is exceeded counts as met. */
    const char *formula = arena_printf(book->arena, part->is_target ? "=MIN(1,%s)" : "=%s", ratio);
    /* What bounds a ratio is a maximum cut off. */
    xlsx_number(book, sheet_of(book), row, at, &unit, part->value,
                part->bound != BOUND_NONE ? BOUND_AT_LEAST : BOUND_NONE, STYLE_PLAIN);
    xlsx_formula(book, sheet_of(book), row, (lxw_col_t)(at + 1),
                 (struct xlsx_result){formula, &RATIO, part->ratio, part->bound, STYLE_PLAIN});
    const char *power =
        arena_printf(book->arena, "=%s^%s", xlsx_cell(book, NULL, row, (lxw_col_t)(at + 1)),
                     xlsx_cell(book, NULL, block->weights, (lxw_col_t)(at + 1)));
    xlsx_formula(book, sheet_of(book), row, (lxw_col_t)(at + 2),
                 (struct xlsx_result){power, &RATIO, pow(part->ratio, part->weight), part->bound,
                                      STYLE_PLAIN});
}

static void write_result(struct xlsx_book *book, const struct block *block, size_t system)
{
    static const struct xlsx_unit COUNT = {UNIT_COUNT, 1, 1, "", 0};
    const struct score *score = score_of(book->report, block->workload, system);
    struct xlsx_unit points = xlsx_unit_for(UNIT_POINTS, (struct xlsx_span){0, 0});
    lxw_row_t row = system_row(block, system);
    lxw_col_t at = block->score_column;
    struct buf product = BUF(book->arena);
    buf_text(&product, "=100");
    for (size_t k = 0; k < block->lead->part_count; k++) {
        buf_printf(&product, "*%s", xlsx_cell(book, NULL, row, (lxw_col_t)(part_column(k) + 2)));
    }
    buf_char(&product, '\0');
    xlsx_formula(
        book, sheet_of(book), row, at,
        (struct xlsx_result){product.at, &points, score->value, score->bound, STYLE_PLAIN});
    const char *rank =
        arena_printf(book->arena, "=RANK(%s,%s:%s)", xlsx_cell(book, NULL, row, at),
                     xlsx_cell(book, NULL, system_row(block, 0), at),
                     xlsx_cell(book, NULL, system_row(block, systems_of(book) - 1), at));
    xlsx_formula(book, sheet_of(book), row, (lxw_col_t)(at + 1),
                 (struct xlsx_result){rank, &COUNT,
                                      score->rank > 0 ? (double)score->rank : (double)NAN,
                                      BOUND_NONE, STYLE_PLAIN});
    const char *reason = not_scored_name(score->not_scored);
    xlsx_text(book, sheet_of(book), row, (lxw_col_t)(at + 2),
              reason ? language_of(book->report->language, book->arena, "not_scored", reason)
                     : STR(""),
              reason ? STYLE_MUTED : STYLE_PLAIN);
    if (!reason) {
        book->scores[block->workload * systems_of(book) + system] =
            xlsx_cell(book, book->sheets[SHEET_SCORE].name, row, at);
    }
}

/* A sentence as wide as a table. */
static void remark(struct xlsx_book *book, lxw_row_t row, lxw_col_t score_column, struct str words)
{
    double width =
        xlsx_label_width(book, LEAST_FIRST_WIDTH) + WIDTH * (score_column + 1) + NOTE_WIDTH;
    size_t lines = xlsx_across(book, sheet_of(book), row, 0, (lxw_col_t)(score_column + 2), width,
                               words, STYLE_NOTE);
    xlsx_keep(book, worksheet_set_row(sheet_of(book), row, XLSX_LINE_HEIGHT * (double)lines, NULL));
}

/* Writes the table of a workload and gives the next free row. */
static lxw_row_t write_block(struct xlsx_book *book, const struct score *lead, lxw_row_t row)
{
    const struct workload_report *workload = &book->report->workloads[lead->workload];
    if (book->report->workload_count > 1) {
        xlsx_text(book, sheet_of(book), row++, 0, workload->title, STYLE_SECTION);
    }
    struct block block = {lead->workload, lead, row + 1, part_column(lead->part_count)};
    write_header(book, &block);
    write_weights(book, &block);
    write_best(book, &block);
    for (size_t s = 0; s < systems_of(book); s++) {
        xlsx_text(book, sheet_of(book), system_row(&block, s), 0, book->report->study->systems[s],
                  STYLE_LABEL);
        for (size_t k = 0; k < lead->part_count; k++) {
            write_part(book, &block, s, k);
        }
        write_result(book, &block, s);
    }
    row = system_row(&block, systems_of(book));
    remark(book, row, block.score_column, workload->score_note);
    return row + 2;
}

void xlsx_write_score(struct xlsx_book *book)
{
    const struct report *report = book->report;
    book->scores = ARENA_ARRAY(book->arena, const char *, report->workload_count *systems_of(book));
    if (!sheet_of(book)) {
        return;
    }
    size_t most = 0;
    for (size_t w = 0; w < report->workload_count; w++) {
        const struct score *lead = lead_of(report, w);
        most = lead && lead->part_count > most ? lead->part_count : most;
    }
    lxw_col_t last = (lxw_col_t)(part_column(most) + 2);
    double first_width = xlsx_label_width(book, LEAST_FIRST_WIDTH);
    xlsx_keep(book, worksheet_set_column(sheet_of(book), 0, 0, first_width, NULL));
    xlsx_keep(book, worksheet_set_column(sheet_of(book), 1, (lxw_col_t)(last - 1), WIDTH, NULL));
    xlsx_keep(book, worksheet_set_column(sheet_of(book), last, last, NOTE_WIDTH, NULL));
    remark(book, 0, part_column(most), language_text(report->language, "sheet.about_score"));
    struct xlsx_slot slot = {.row = 2, .page = XLSX_PAGE_ROWS, .left = XLSX_PAGE_ROWS - 2};
    lxw_row_t rows = (lxw_row_t)systems_of(book) + BLOCK_ROWS;
    for (size_t w = 0; w < report->workload_count && slot.row + rows < LXW_ROW_MAX; w++) {
        const struct score *lead = lead_of(report, w);
        if (lead) {
            xlsx_keep_together(&slot, rows);
            lxw_row_t next = write_block(book, lead, slot.row);
            xlsx_advance(&slot, next - slot.row, next - slot.row);
        }
    }
    xlsx_break_pages(book, SHEET_SCORE, &slot);
    xlsx_page(book, sheet_of(book));
    worksheet_fit_to_pages(sheet_of(book), 1, 0);
    worksheet_freeze_panes(sheet_of(book), 0, 1);
}
