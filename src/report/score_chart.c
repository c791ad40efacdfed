/* What the scores are, and what they are made of. */
#include "build.h"

/* What a score of 100 would be. */
static const char *score_axis(const struct score *first)
{
    bool is_target = false;
    for (size_t i = 0; i < first->part_count; i++) {
        is_target = is_target || first->parts[i].is_target;
    }
    return first->absolute ? "chart.score_axis_targets"
           : is_target     ? "chart.score_axis_mixed"
                           : "chart.score_axis";
}

static struct str subtitle(const struct report *report, const struct score *first, bool whiskers)
{
    struct buf out = BUF(report->arena);
    buf_printf(&out, "%.*s; %.*s", STR_ARG(say(report, score_axis(first))),
               STR_ARG(say(report, "chart.score_parts")));
    if (whiskers) {
        buf_printf(&out, "; %.*s", STR_ARG(say(report, "chart.score_whisker")));
    }
    return buf_str(&out);
}

/* The ratios that the score is made of, as its table shows them. */
static void add_parts(const struct report *report, const struct score *score, struct chart_row *row)
{
    for (size_t i = 0; i < score->part_count && score->not_scored == SCORED; i++) {
        const struct score_part *part = &score->parts[i];
        row->points[row->point_count++] = (struct chart_point){
            .name = score_part_title(report, part),
            .value = part->ratio,
            .text = bounded(report->arena, part->bound, show_factor(report, part->ratio)),
            .bound = part->bound,
        };
    }
}

void add_score_chart(const struct report *report, size_t workload, const char *id,
                     struct workload_report *out)
{
    size_t n = report->study->system_count;
    struct chart chart = {
        .id = id,
        .kind = CHART_PARTS,
        .title = heading(report, say(report, "metric.score")),
        .unit = UNIT_POINTS,
        .at_most = say(report, "chart.score_at_most"),
        .rows = ARENA_ARRAY(report->arena, struct chart_row, n),
        .row_count = n,
    };
    const struct score *first = NULL; /* that is scored */
    bool whiskers = false;
    for (size_t s = 0; s < n; s++) {
        const struct score *score = analysis_score(report->analysis, workload, s);
        struct chart_row *row = &chart.rows[s];
        *row = row_empty(report, s, 1 + score->part_count);
        const char *reason = not_scored_name(score->not_scored);
        first = !first && score->not_scored == SCORED ? score : first;
        whiskers = whiskers || score->high > score->low;
        row->low = score->low;
        row->high = score->high;
        row->missing =
            reason ? language_of(report->language, report->arena, "not_scored", reason) : STR("");
        row_add_point(report, row, UNIT_POINTS, (struct str){0}, score->value, score->bound);
        add_parts(report, score, row);
    }
    if (first) {
        chart.subtitle = subtitle(report, first, whiskers);
        add_chart(report, &chart, BETTER_HIGHER, out);
    }
}
