#include "text.h"

#include <math.h>

#define INFOS_SHOWN 3 /* without -v; warnings are always */
#define RED "\033[31m"
#define GREEN "\033[32m"
#define DIM "\033[2m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

/* Longest label in a column; more is cut, so that one name does not break the table. */
#define LONGEST_CELL 40

static struct str cut(struct arena *arena, struct str text)
{
    text = str_clean(arena, text);
    if (str_width(text) <= LONGEST_CELL) {
        return text;
    }
    size_t at = 0;
    while (at < text.len && str_width(str_cut(text, 0, at)) < LONGEST_CELL - 1) {
        size_t len;
        utf8_decode(str_skip(text, at), &len);
        at += len;
    }
    return str_printf(arena, "%.*s…", (int)at, text.ptr);
}

static const char *tone_colour(enum tone tone)
{
    switch (tone) {
    case TONE_GOOD:
        return GREEN;
    case TONE_BAD:
        return RED;
    case TONE_MUTED:
        return DIM;
    case TONE_PLAIN:
        break;
    }
    return NULL;
}

static void padded(struct buf *out, struct str text, size_t width, bool right, const char *colour)
{
    size_t own = str_width(text);
    size_t pad = own < width ? width - own : 0;
    buf_fill(out, ' ', right ? pad : 0);
    buf_text(out, colour ? colour : "");
    buf_add(out, text);
    buf_text(out, colour ? PLAIN : "");
    buf_fill(out, ' ', right ? 0 : pad);
}

static void trim_line(struct buf *out)
{
    while (out->n > 0 && out->at[out->n - 1] == ' ') {
        out->n--;
    }
    buf_char(out, '\n');
}

void text_table(struct buf *out, const struct table *table, bool colour)
{
    size_t columns = table->column_count;
    size_t rows = columns > 0 ? table->cells.n / columns : 0;
    size_t *widths = ARENA_ARRAY(out->arena, size_t, columns);
    for (size_t c = 0; c < columns; c++) {
        /* The first column names the rows, which needs no heading of its own. */
        widths[c] = c == 0 ? 0 : str_width(cut(out->arena, table->columns[c].title));
        for (size_t r = 0; r < rows; r++) {
            struct str text = table->cells.at[r * columns + c].text;
            size_t width = str_width(c + 1 < columns ? cut(out->arena, text) : text);
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    for (size_t c = 0; c < columns; c++) {
        struct str title = c == 0 ? STR("") : cut(out->arena, table->columns[c].title);
        buf_text(out, c > 0 ? "  " : "");
        padded(out, title, widths[c], table->columns[c].numeric, NULL);
    }
    trim_line(out);
    for (size_t i = 0; i < rows * columns; i++) {
        const struct cell *cell = &table->cells.at[i];
        size_t c = i % columns;
        buf_text(out, c > 0 ? "  " : "");
        padded(out,
               c + 1 < columns ? cut(out->arena, cell->text) : str_clean(out->arena, cell->text),
               widths[c], table->columns[c].numeric,
               colour && cell->text.len > 0 ? tone_colour(cell->tone) : NULL);
        if (c + 1 == columns) {
            trim_line(out);
        }
    }
}

/* A paragraph in lines of at most 80 columns; the first begins after what is there, the rest are
 * indented. */
static void wrapped(struct buf *out, struct str text, size_t start, size_t indent)
{
    size_t column = start;
    while (text.len > 0) {
        struct str word = str_word(&text);
        size_t width = str_width(word);
        if (column > start && column + 1 + width > 80) {
            buf_char(out, '\n');
            buf_fill(out, ' ', indent);
            column = start = indent;
        } else if (column > start) {
            buf_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += width;
    }
    buf_char(out, '\n');
}

static const char *level_colour(enum level level)
{
    return level == LEVEL_ERROR ? RED : level == LEVEL_WARNING ? BOLD : DIM;
}

static size_t widest_level(const struct report *report)
{
    size_t widest = str_width(language_text(report->language, "word.next"));
    for (size_t i = 0; i < report->remark_count; i++) {
        size_t width = str_width(report->remarks[i].level);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void remarks(struct buf *out, const struct report *report,
                    const struct text_options *options)
{
    size_t indent = widest_level(report) + 2;
    size_t infos = 0;
    for (size_t i = 0; i < report->remark_count; i++) {
        const struct remark *remark = &report->remarks[i];
        infos += remark->finding->level == LEVEL_INFO;
        if (remark->finding->level == LEVEL_INFO && infos > INFOS_SHOWN && !options->verbose) {
            continue;
        }
        padded(out, remark->level, indent, false,
               options->colour ? level_colour(remark->finding->level) : NULL);
        wrapped(out, remark->text, indent, indent);
        if (options->verbose && remark->advice.len > 0) {
            buf_fill(out, ' ', indent);
            wrapped(out, remark->advice, indent, indent);
        }
    }
    if (infos > INFOS_SHOWN && !options->verbose) {
        size_t more = infos - INFOS_SHOWN;
        buf_fill(out, ' ', indent);
        wrapped(out,
                LANGUAGE_SAY(
                    out->arena, report->language, more == 1 ? "terminal.more_one" : "terminal.more",
                    {"n", format_value(out->arena, report->language, UNIT_COUNT, (double)more)}),
                indent, indent);
    }
    if (report->next.len > 0) {
        padded(out, language_text(report->language, "word.next"), indent, false,
               options->colour ? BOLD : NULL);
        buf_add(out, str_clean(out->arena, report->next));
        buf_char(out, '\n');
        buf_fill(out, ' ', indent);
        wrapped(out, report->next_why, indent, indent);
    }
}

static void sweep(struct buf *out, const struct sweep_report *sweep, bool colour)
{
    buf_add(out, sweep->title);
    buf_char(out, '\n');
    text_table(out, &sweep->points, colour);
    buf_char(out, '\n');
    for (size_t i = 0; i < sweep->sentences.n; i++) {
        wrapped(out, sweep->sentences.at[i], 0, 0);
    }
    buf_char(out, '\n');
}

/* The tables of a sweep's loads are left to --verbose. */
static bool in_sweep(const struct report *report, size_t workload)
{
    for (size_t i = 0; i < report->sweep_count; i++) {
        const struct sweep *sweep = &report->analysis->sweeps.at[i];
        for (size_t k = 0; k < sweep->workload_count; k++) {
            if (sweep->workloads[k] == workload) {
                return true;
            }
        }
    }
    return false;
}

struct str text_render(const struct report *report, const struct text_options *options)
{
    struct buf out = BUF(report->arena);
    buf_text(&out, options->colour ? BOLD : "");
    wrapped(&out, report->headline, 0, 0);
    buf_text(&out, options->colour ? PLAIN : "");
    wrapped(&out, report->grouping, 0, 0);
    buf_char(&out, '\n');
    for (size_t i = 0; i < report->sweep_count; i++) {
        sweep(&out, &report->sweeps[i], options->colour);
    }
    for (size_t w = 0; w < report->workload_count; w++) {
        const struct workload_report *workload = &report->workloads[w];
        if (in_sweep(report, w) && !options->verbose) {
            continue;
        }
        if (report->workload_count > 1) {
            buf_add(&out, workload->title);
            buf_char(&out, '\n');
        }
        text_table(&out, options->verbose ? &workload->full : &workload->comparison,
                   options->colour);
        buf_char(&out, '\n');
        bool alone =
            report->study->system_count == 1 && !analysis_score(report->analysis, w, 0)->absolute;
        if (options->verbose && !alone) {
            text_table(&out, &workload->score, options->colour);
            wrapped(&out, workload->score_note, 0, 0);
            buf_char(&out, '\n');
        }
    }
    if (report->overall.column_count > 0) {
        buf_add(&out, report->overall.title);
        buf_char(&out, '\n');
        text_table(&out, &report->overall, options->colour);
        buf_char(&out, '\n');
    }
    remarks(&out, report, options);
    return buf_str(&out);
}
