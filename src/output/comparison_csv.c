#include <csv.h>
#include <math.h>
#include <string.h>

#include "number.h"
#include "output.h"

static void field(struct buf *out, struct str text, bool first)
{
    size_t room = 2 * text.len + 3;
    char *quoted = arena_alloc(out->arena, room);
    size_t len = csv_write(quoted, room, text.ptr ? text.ptr : "", text.len);
    buf_text(out, first ? "" : ",");
    buf_add(out, (struct str){quoted, len});
}

/* Text from a log: a spreadsheet must not take it for a formula. */
static void text_field(struct buf *out, struct str text)
{
    struct buf safe = BUF(out->arena);
    text = str_clean(out->arena, text);
    if (text.len > 0 && memchr("=+-@\t\r", text.ptr[0], 6)) {
        buf_char(&safe, '\'');
    }
    buf_add(&safe, text);
    field(out, buf_str(&safe), false);
}

static void number_field(struct buf *out, double value)
{
    char digits[NUMBER_SIZE];
    buf_char(out, ',');
    if (isfinite(value)) {
        buf_add(out, number_format(digits, value));
    }
}

static void row(struct buf *out, const struct report *report, const struct comparison *comparison,
                size_t system)
{
    const struct comparison_row *cells = &comparison->rows[system];
    const struct metric *metric = comparison->metric;
    const struct change *change = &cells->change;
    bool changed = cells->has_change;
    field(out, str_printf(out->arena, "w%zu", comparison->workload + 1), true);
    text_field(out, str_of(metric->id));
    text_field(out, metric_unit(metric));
    field(out, str_of(better_name(metric->better)), false);
    text_field(out, report->study->systems[system]);
    number_field(out, (double)cells->summary.n);
    number_field(out, cells->summary.value);
    number_field(out, cells->summary.low);
    number_field(out, cells->summary.high);
    number_field(out, changed ? change->ratio : (double)NAN);
    number_field(out, changed ? change->percent : (double)NAN);
    number_field(out, changed ? change->low : (double)NAN);
    number_field(out, changed ? change->high : (double)NAN);
    number_field(out, changed ? change->p : (double)NAN);
    number_field(out, changed ? change->p_adjusted : (double)NAN);
    field(out, str_of(changed ? verdict_name(change->verdict) : NULL), false);
    field(out, str_of(changed ? why_name(change->why) : NULL), false);
    buf_char(out, '\n');
}

void comparison_csv(const struct report *report, struct buf *out)
{
    buf_text(out, "workload,metric,unit,better,system,n,value,low,high,ratio,percent,ratio_low,"
                  "ratio_high,p,p_adjusted,verdict,why\n");
    for (size_t i = 0; i < report->analysis->comparisons.n; i++) {
        for (size_t s = 0; s < report->study->system_count; s++) {
            row(out, report, &report->analysis->comparisons.at[i], s);
        }
    }
}

static bool write_csv(const struct report *report, struct sink *sink, const char *name,
                      struct err *err)
{
    struct buf out = BUF(report->arena);
    comparison_csv(report, &out);
    return sink_put(sink, name, buf_str(&out), err);
}

static void libraries(struct buf *out)
{
    buf_printf(out, "libcsv %d.%d.%d, ", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
}

const struct output_format output_csv = {
    .name = "csv",
    .file = "comparison.csv",
    .extension = "csv",
    .summary = "the comparison, a row per metric and system",
    .write = write_csv,
    .libraries = libraries,
};
