#include <math.h>
#include <string.h>

#include "build.h"

static void push(const struct report *report, struct table *table, struct cell cell)
{
    VEC_PUSH(report->arena, &table->cells, cell);
}

static void push_text(const struct report *report, struct table *table, struct str text)
{
    push(report, table, cell_text(str_clean(report->arena, text), TONE_PLAIN));
}

/* The scored systems first, by rank; those not scored after them. */
static size_t ranked(const struct report *report, size_t workload, const struct score **scores)
{
    size_t n = report->study->system_count;
    size_t count = 0;
    for (size_t rank = 1; rank <= n; rank++) {
        for (size_t s = 0; s < n; s++) {
            const struct score *score = analysis_score(report->analysis, workload, s);
            if (score->rank == rank) {
                scores[count++] = score;
            }
        }
    }
    size_t scored = count;
    for (size_t s = 0; s < n; s++) {
        const struct score *score = analysis_score(report->analysis, workload, s);
        if (score->rank == 0) {
            scores[count++] = score;
        }
    }
    return scored;
}

struct str score_part_title(const struct report *report, const struct score_part *part)
{
    struct str label = metric_label(report->arena, report->language, part->metric);
    struct str weight = show(report, UNIT_SHARE, part->weight);
    return LANGUAGE_SAY(report->arena, report->language, "score.part", {"metric", label},
                        {"weight", weight});
}

/* "15.2 to 16.6"; empty with too few runs to know. */
static struct str score_range(const struct report *report, const struct score *score)
{
    struct arena *arena = report->arena;
    return isnan(score->low) || isnan(score->high)
               ? STR("")
               : LANGUAGE_SAY(arena, report->language, "score.range",
                              {"low", show(report, UNIT_POINTS, score->low)},
                              {"high", show(report, UNIT_POINTS, score->high)});
}

static void push_score(const struct report *report, struct table *table, const struct score *score,
                       size_t part_count, bool ranges)
{
    push_text(report, table, report->study->systems[score->system]);
    push(report, table, cell_value(report, UNIT_POINTS, score->value, score->bound));
    if (ranges) {
        push(report, table, cell_text(score_range(report, score), TONE_MUTED));
    }
    for (size_t i = 0; i < part_count; i++) {
        if (i < score->part_count) {
            const struct score_part *part = &score->parts[i];
            push(report, table, cell_value(report, UNIT_FACTOR, part->ratio, part->bound));
        } else {
            push(report, table, cell_text(STR("-"), TONE_MUTED));
        }
    }
    const char *reason = not_scored_name(score->not_scored);
    struct buf note = BUF(report->arena);
    if (reason) {
        buf_add(&note, language_of(report->language, report->arena, "not_scored", reason));
    }
    for (size_t i = 0; i < score->dominates_count; i++) {
        struct str name = report->study->systems[score->dominates[i]];
        if (i == 0) {
            buf_printf(&note, "%.*s ", STR_ARG(say(report, "score.dominates")));
        }
        buf_printf(&note, "%s%.*s", i > 0 ? ", " : "", STR_ARG(name));
    }
    push(report, table, cell_text(buf_str(&note), TONE_MUTED));
}

static struct str part_label(const struct report *report, const struct score *score, size_t part)
{
    return metric_label(report->arena, report->language, score->parts[part].metric);
}

static void add_sentence(struct buf *note, struct str text)
{
    buf_printf(note, "%s%.*s", note->n > 0 ? " " : "", STR_ARG(text));
}

/* What has a weight and does not count; that the tail is the maximum says why the p99 does not. */
static void add_excluded(const struct report *report, const struct score *first, struct buf *note)
{
    for (size_t i = 0; i < first->excluded_count && !first->tail_is_max; i++) {
        const struct score_excluded *excluded = &first->excluded[i];
        add_sentence(note, LANGUAGE_SAY(report->arena, report->language, "score.note_excluded",
                                        {"metric", metric_label(report->arena, report->language,
                                                                excluded->metric)},
                                        {"why", why_word(report, excluded->why)}));
    }
}

/* Which tail counted, what was left out and why, and what a bound means. */
static void add_basis(const struct report *report, const struct score *first, struct buf *note)
{
    add_sentence(note, say(report, first->absolute ? "score.note_absolute" : "score.note"));
    for (size_t i = 0; i < first->part_count && !first->absolute; i++) {
        const struct score_part *part = &first->parts[i];
        if (part->is_target) {
            add_sentence(note,
                         LANGUAGE_SAY(report->arena, report->language, "score.note_target",
                                      {"metric", part_label(report, first, i)},
                                      {"target", show(report, part->metric->unit, part->best)}));
        }
    }
    if (first->tail_is_max) {
        add_sentence(note, say(report, "score.note_max"));
    }
    add_excluded(report, first, note);
    for (size_t s = 0; s < report->study->system_count; s++) {
        if (analysis_score(report->analysis, first->workload, s)->bound != BOUND_NONE) {
            add_sentence(note, say(report, "score.note_bound"));
            break;
        }
    }
}

/* Whether other weights could turn the order of two systems that follow each other. */
static void add_room(const struct report *report, const struct score *ahead, struct buf *note)
{
    const struct score *behind = analysis_score(report->analysis, ahead->workload, ahead->next);
    const struct score_room *room = &ahead->room;
    bool dominated = false;
    for (size_t i = 0; i < ahead->dominates_count; i++) {
        dominated = dominated || ahead->dominates[i] == ahead->next;
    }
    bool open = room->from > 0 || room->to < 1;
    const char *key = ahead->order_open ? "score.order_open"
                      : dominated       ? "score.dominated"
                      : !open           ? "score.holds"
                      : room->from > 0  ? "score.holds_from"
                                        : "score.holds_to";
    add_sentence(
        note, LANGUAGE_SAY(report->arena, report->language, key,
                           {"ahead", report->study->systems[ahead->system]},
                           {"behind", report->study->systems[behind->system]},
                           {"metric", part_label(report, ahead, room->part)},
                           {"from", show(report, UNIT_SHARE, room->from)},
                           {"to", show(report, UNIT_SHARE, room->to)},
                           {"weight", show(report, UNIT_SHARE, ahead->parts[room->part].weight)}));
}

/* The part that most of a system's distance to the best comes from. A ratio that is an upper bound
 * leaves its own share larger, and the others' smaller. */
static void add_reason(const struct report *report, const struct score *score, struct buf *note)
{
    if (score->part_count > 1 && score->decides_share > 0 &&
        !(score->absolute && score->bound != BOUND_NONE)) {
        bool bounded = score->parts[score->decides].bound != BOUND_NONE;
        const char *key = score->absolute              ? "score.decides_absolute"
                          : score->bound == BOUND_NONE ? "score.decides"
                          : bounded                    ? "score.decides_least"
                                                       : "score.decides_most";
        add_sentence(note, LANGUAGE_SAY(report->arena, report->language, key,
                                        {"system", report->study->systems[score->system]},
                                        {"metric", part_label(report, score, score->decides)},
                                        {"share", show(report, UNIT_SHARE, score->decides_share)}));
    }
}

/* Where the scores of neighbours differ by no more than their runs scatter. */
static void add_doubt(const struct report *report, const struct score *ahead, struct buf *note)
{
    const struct score *behind = analysis_score(report->analysis, ahead->workload, ahead->next);
    bool overlap = ahead->low <= behind->high;
    if (overlap || !ahead->clear) {
        add_sentence(note, LANGUAGE_SAY(report->arena, report->language,
                                        overlap ? "score.overlap" : "score.unsure",
                                        {"ahead", report->study->systems[ahead->system]},
                                        {"behind", report->study->systems[behind->system]}));
    }
}

/* What the scores rest on, and how firmly; pairs of neighbours for up to SIDE_BY_SIDE systems. */
static struct str score_note(const struct report *report, const struct score *const *scores,
                             size_t scored)
{
    struct buf note = BUF(report->arena);
    add_basis(report, scores[0], &note);
    for (size_t k = 0; k < scored && k < SIDE_BY_SIDE; k++) {
        add_reason(report, scores[k], &note);
    }
    for (size_t k = 0; k < scored && k < SIDE_BY_SIDE; k++) {
        if (scores[k]->next != NO_INDEX) {
            add_room(report, scores[k], &note);
            add_doubt(report, scores[k], &note);
        }
    }
    return buf_str(&note);
}

/* Why there is no score. */
static struct str no_score(const struct report *report, const struct score *first)
{
    struct buf note = BUF(report->arena);
    add_sentence(&note, say(report, first->absolute ? "score.none_absolute" : "score.none"));
    add_excluded(report, first, &note);
    return buf_str(&note);
}

void build_score_table(struct report *report, size_t workload, struct workload_report *out)
{
    struct table *table = &out->score;
    *table = (struct table){.id = "score", .title = say(report, "table.score")};
    const struct score **scores =
        ARENA_ARRAY(report->arena, const struct score *, report->study->system_count);
    size_t scored = ranked(report, workload, scores);
    column_labels(report, table);
    column_add(report->arena, table, say(report, "metric.score"), true);
    bool ranges = false;
    for (size_t k = 0; k < scored; k++) {
        ranges = ranges || score_range(report, scores[k]).len > 0;
    }
    if (ranges) {
        column_add(report->arena, table, say(report, "column.score_range"), true);
    }
    for (size_t i = 0; i < scores[0]->part_count; i++) {
        column_add(report->arena, table, score_part_title(report, &scores[0]->parts[i]), true);
    }
    column_add(report->arena, table, say(report, "column.note"), false);
    for (size_t k = 0; k < report->study->system_count; k++) {
        push_score(report, table, scores[k], scores[0]->part_count, ranges);
    }
    out->score_note = scored > 0 ? score_note(report, scores, scored) : no_score(report, scores[0]);
}

static void systems_table(struct report *report)
{
    const struct study *study = report->study;
    struct table *table = &report->systems;
    *table = (struct table){.id = "systems", .title = say(report, "table.systems")};
    static const char *const COLUMNS[] = {"column.system", "column.runs", "column.tool",
                                          "column.target", "column.load"};
    for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
        column_add(report->arena, table, say(report, COLUMNS[i]), i == 1);
    }
    for (size_t s = 0; s < study->system_count; s++) {
        for (size_t w = 0; w < study->workload_count; w++) {
            const struct group *group = study_group(study, w, s);
            if (group->n == 0) {
                continue;
            }
            push_text(report, table, study->systems[s]);
            push(report, table, cell_value(report, UNIT_COUNT, (double)group->n, BOUND_NONE));
            push_text(report, table, group->runs[0]->tool_name);
            push_text(report, table, group->runs[0]->url);
            push_text(report, table, report->workloads[w].title);
        }
    }
}

/* One column of the table of runs. */
struct run_column {
    const char *key; /* catalogue */
    enum unit unit;
    double (*of)(const struct run *run);
};

static double of_threads(const struct run *run)
{
    return run->load.threads;
}

static double of_connections(const struct run *run)
{
    return run->load.connections;
}

static double of_elapsed(const struct run *run)
{
    return run->elapsed_s;
}

static double of_ok(const struct run *run)
{
    return run->ok;
}

static const struct run_column LOAD_COLUMNS[] = {
    {"column.threads", UNIT_COUNT, of_threads},
    {"column.connections", UNIT_COUNT, of_connections},
    {"column.elapsed", UNIT_SECONDS, of_elapsed},
    {"column.ok", UNIT_COUNT, of_ok},
};
#define LOAD_COLUMN_COUNT (sizeof LOAD_COLUMNS / sizeof LOAD_COLUMNS[0])

static bool any_states(const struct study *study, const struct metric *metric)
{
    for (size_t i = 0; i < study->run_count; i++) {
        if (!isnan(metric_of(metric, study->runs[i]))) {
            return true;
        }
    }
    return false;
}

static struct str source_place(struct arena *arena, const struct run *run)
{
    struct str file = run->source_file.ptr ? run->source_file : STR("-");
    return isnan(run->source_line)
               ? file
               : str_printf(arena, "%.*s:%.0f", STR_ARG(file), run->source_line);
}

/* Without a text: a million runs have tens of millions of numbers. */
static struct cell bare_value(enum unit unit, double value, bool cut)
{
    return (struct cell){.kind = isfinite(value) ? CELL_NUMBER : CELL_EMPTY,
                         .value = value,
                         .unit = unit,
                         .bound = cut ? BOUND_AT_LEAST : BOUND_NONE};
}

struct cell *report_run_cells(const struct report *report, struct arena *arena, size_t run_index)
{
    const struct run *run = report->study->runs[run_index];
    const struct metric *max = metric_get("latency.max");
    struct cell *cells = ARENA_ARRAY(arena, struct cell, 2 + LOAD_COLUMN_COUNT + METRIC_COUNT);
    size_t n = 0;
    cells[n++] = cell_text(str_clean(arena, run->label), TONE_PLAIN);
    cells[n++] = cell_text(str_clean(arena, source_place(arena, run)), TONE_PLAIN);
    for (size_t i = 0; i < LOAD_COLUMN_COUNT; i++) {
        cells[n++] = bare_value(LOAD_COLUMNS[i].unit, LOAD_COLUMNS[i].of(run), false);
    }
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        if (report->run_metrics[m]) {
            bool cut = METRICS[m].of == max->of && run_max_censored(run);
            cells[n++] = bare_value(METRICS[m].unit, metric_of(&METRICS[m], run), cut);
        }
    }
    return cells;
}

static void runs_table(struct report *report)
{
    const struct study *study = report->study;
    struct table *table = &report->runs;
    *table = (struct table){.id = "runs", .title = say(report, "table.runs")};
    column_labels(report, table);
    column_add(report->arena, table, say(report, "column.source"), false);
    for (size_t i = 0; i < LOAD_COLUMN_COUNT; i++) {
        column_add(report->arena, table, say(report, LOAD_COLUMNS[i].key), true);
    }
    bool *shown = ARENA_ARRAY(report->arena, bool, METRIC_COUNT);
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        shown[m] = any_states(study, &METRICS[m]);
        if (shown[m]) {
            column_add(report->arena, table,
                       metric_label(report->arena, report->language, &METRICS[m]), true);
        }
    }
    report->run_metrics = shown;
    for (size_t i = 0; i < study->run_count && i < REPORT_RUNS; i++) {
        const struct cell *cells = report_run_cells(report, report->arena, i);
        for (size_t c = 0; c < table->column_count; c++) {
            const struct cell *cell = &cells[c];
            push(report, table,
                 table->columns[c].numeric
                     ? cell_value(report, cell->unit, cell->value, cell->bound)
                     : *cell);
        }
    }
    if (study->run_count > REPORT_RUNS) {
        struct str left = show(report, UNIT_COUNT, (double)(study->run_count - REPORT_RUNS));
        table->note = LANGUAGE_SAY(report->arena, report->language, "table.runs_left", {"n", left});
    }
}

static void glossary_row(struct report *report, const struct metric *metric, const char *about)
{
    struct table *table = &report->glossary;
    push_text(report, table, metric_label(report->arena, report->language, metric));
    const char *better = better_name(metric->better);
    push_text(report, table,
              better ? language_of(report->language, report->arena, "better", better) : STR("-"));
    push_text(report, table, language_of(report->language, report->arena, "about", about));
}

/* Named values once, however many workloads have them. */
static bool seen_before(const struct analysis *analysis, size_t comparison)
{
    for (size_t i = 0; i < comparison; i++) {
        if (strcmp(analysis->comparisons.at[i].metric->id,
                   analysis->comparisons.at[comparison].metric->id) == 0) {
            return true;
        }
    }
    return false;
}

static void glossary_table(struct report *report)
{
    struct table *table = &report->glossary;
    *table = (struct table){.id = "glossary", .title = say(report, "table.glossary")};
    column_add(report->arena, table, say(report, "column.metric"), false);
    column_add(report->arena, table, say(report, "column.better"), false);
    column_add(report->arena, table, say(report, "column.meaning"), false);
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        if (any_states(report->study, &METRICS[m])) {
            glossary_row(report, &METRICS[m], METRICS[m].id);
        }
    }
    const struct analysis *analysis = report->analysis;
    for (size_t i = 0; i < analysis->comparisons.n; i++) {
        const struct metric *metric = analysis->comparisons.at[i].metric;
        if ((metric->flags & METRIC_NAMED) && !seen_before(analysis, i)) {
            glossary_row(report, metric, metric->flags & METRIC_FACT ? "fact" : "named");
        }
    }
}

void build_study_tables(struct report *report)
{
    systems_table(report);
    runs_table(report);
    glossary_table(report);
}
