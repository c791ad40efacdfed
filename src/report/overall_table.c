#include "build.h"

static struct str unmatched(const struct report *report, const struct overall *overall)
{
    struct buf out = BUF(report->arena);
    for (size_t i = 0; i < overall->unmatched_count; i++) {
        buf_text(&out, i > 0 ? "; " : "");
        buf_add(&out, report->workloads[overall->unmatched[i]].title);
    }
    return buf_str(&out);
}

void build_overall_table(struct report *report)
{
    struct arena *arena = report->arena;
    struct table *table = &report->overall;
    *table = (struct table){.id = "overall", .title = say(report, "table.overall")};
    if (report->analysis->overall.n == 0) {
        return;
    }
    table->name_columns = 2;
    column_add(arena, table, say(report, "column.metric"), false);
    column_labels(report, table);
    column_add(arena, table, say(report, "column.overall"), true);
    column_add(arena, table, say(report, "column.workloads"), true);
    column_add(arena, table, say(report, "column.unmatched"), false);
    for (size_t i = 0; i < report->analysis->overall.n; i++) {
        const struct overall *overall = &report->analysis->overall.at[i];
        struct cell factor = cell_value(report, UNIT_FACTOR, overall->ratio, BOUND_NONE);
        const struct cell cells[] = {
            cell_text(metric_label(arena, report->language, overall->metric), TONE_PLAIN),
            cell_text(report->study->systems[overall->system], TONE_PLAIN),
            factor,
            cell_value(report, UNIT_COUNT, (double)overall->n, BOUND_NONE),
            cell_text(unmatched(report, overall), TONE_MUTED),
        };
        for (size_t c = 0; c < sizeof cells / sizeof cells[0]; c++) {
            VEC_PUSH(arena, &table->cells, cells[c]);
        }
    }
}
