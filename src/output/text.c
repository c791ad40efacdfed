#include "text.h"

#define INFOS_SHOWN 3 /* without -v; warnings are always */
#define RED "\033[31m"
#define DIM "\033[2m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

/* Lines longer than these are hard to read. */
#define LONGEST_LINE 80

/* A paragraph; its first line begins at indent, where the others do. */
static void paragraph(struct buf *out, struct str text, size_t indent,
                      const struct text_options *options)
{
    text_folded(out, text, indent, options->width < LONGEST_LINE ? options->width : LONGEST_LINE);
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

/* What to run next: a better experiment, else this report as files. */
static void next_step(struct buf *out, const struct report *report, size_t indent,
                      const struct text_options *options)
{
    bool is_better = report->next.len > 0;
    struct str next = is_better ? report->next : report->write_all;
    if (next.len > 0) {
        text_padded(out, language_text(report->language, "word.next"), indent, false,
                    options->colour ? BOLD : NULL);
        buf_add(out, str_clean(out->arena, next));
        buf_char(out, '\n');
        buf_fill(out, ' ', indent);
        paragraph(out,
                  is_better ? report->next_why : language_text(report->language, "next.report"),
                  indent, options);
    }
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
        text_padded(out, remark->level, indent, false,
                    options->colour ? level_colour(remark->finding->level) : NULL);
        paragraph(out, remark->text, indent, options);
        if (options->verbose && remark->advice.len > 0) {
            buf_fill(out, ' ', indent);
            paragraph(out, remark->advice, indent, options);
        }
    }
    if (infos > INFOS_SHOWN && !options->verbose) {
        size_t more = infos - INFOS_SHOWN;
        buf_fill(out, ' ', indent);
        paragraph(out,
                  LANGUAGE_SAY(
                      out->arena, report->language,
                      more == 1 ? "terminal.more_one" : "terminal.more",
                      {"n", format_value(out->arena, report->language, UNIT_COUNT, (double)more)}),
                  indent, options);
    }
    next_step(out, report, indent, options);
}

static void sweep(struct buf *out, const struct sweep_report *sweep,
                  const struct text_options *options)
{
    buf_add(out, sweep->title);
    buf_char(out, '\n');
    text_table(out, &sweep->points, options);
    buf_char(out, '\n');
    for (size_t i = 0; i < sweep->sentences.n; i++) {
        paragraph(out, sweep->sentences.at[i], 0, options);
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
    paragraph(&out, report->headline, 0, options);
    buf_text(&out, options->colour ? PLAIN : "");
    paragraph(&out, report->grouping, 0, options);
    buf_char(&out, '\n');
    for (size_t i = 0; i < report->sweep_count; i++) {
        sweep(&out, &report->sweeps[i], options);
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
        text_table(&out, options->verbose ? &workload->full : &workload->comparison, options);
        buf_char(&out, '\n');
        bool alone =
            report->study->system_count == 1 && !analysis_score(report->analysis, w, 0)->absolute;
        if (options->verbose && !alone) {
            text_table(&out, &workload->score, options);
            paragraph(&out, workload->score_note, 0, options);
            buf_char(&out, '\n');
        }
    }
    if (report->overall.column_count > 0) {
        buf_add(&out, report->overall.title);
        buf_char(&out, '\n');
        text_table(&out, &report->overall, options);
        buf_char(&out, '\n');
    }
    remarks(&out, report, options);
    return buf_str(&out);
}
