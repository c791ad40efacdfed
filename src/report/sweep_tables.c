/* What a sweep of loads says: points, limits and sentences. */
#include <math.h>

#include "build.h"

static void push(const struct report *report, struct table *table, struct cell cell)
{
    VEC_PUSH(report->arena, &table->cells, cell);
}

static struct str metric_name(const struct report *report, const struct metric *metric)
{
    return metric_label(report->arena, report->language, metric);
}

struct str load_phrase(const struct report *report, enum sweep_by by, double load)
{
    struct str number = format_number(report->arena, report->language, load,
                                      load == floor(load) || load >= 100 ? 0 : 1);
    const char *key = by == SWEEP_CONNECTIONS ? "load.connections"
                      : by == SWEEP_THREADS   ? "load.threads"
                                              : "load.rate";
    struct str text = language_of(report->language, report->arena, key, load == 1 ? "one" : "many");
    struct argument n = {"n", number};
    return language_fill(report->arena, text, &n, 1);
}

static struct str point_name(const struct report *report, const struct sweep *sweep,
                             size_t workload)
{
    const struct workload *at = &report->study->workloads[workload];
    if (sweep->by == SWEEP_PATH) {
        return str_clean(report->arena, at->path);
    }
    double load = sweep->by == SWEEP_CONNECTIONS ? at->connections
                  : sweep->by == SWEEP_THREADS   ? at->threads
                                                 : at->rate_rps;
    return show(report, sweep->by == SWEEP_RATE ? UNIT_PER_SECOND : UNIT_COUNT, load);
}

static const struct sweep_point *point_at(const struct sweep_system *system, size_t workload)
{
    for (size_t i = 0; i < system->point_count; i++) {
        if (system->points[i].workload == workload) {
            return &system->points[i];
        }
    }
    return NULL;
}

static void push_point(const struct report *report, struct table *table, const struct sweep *sweep,
                       const struct sweep_point *point, bool tail)
{
    enum unit unit = tail ? sweep->tail->unit : UNIT_PER_SECOND;
    double value = !point ? (double)NAN : tail ? point->tail_us : point->goodput;
    enum bound bound = point && tail && point->tail_cut ? BOUND_AT_LEAST : BOUND_NONE;
    push(report, table, cell_value(report, unit, value, bound));
}

static struct str short_name(const struct report *report, const struct sweep *sweep, bool tail)
{
    return language_of(report->language, report->arena, "short",
                       tail ? sweep->tail->id : "goodput");
}

/* A row a load, the systems side by side: goodput, then the tail. */
static void points_side_by_side(const struct report *report, const struct sweep *sweep,
                                struct table *table)
{
    size_t systems = report->study->system_count;
    column_add(report->arena, table,
               language_of(report->language, report->arena, "column.by", sweep_by_name(sweep->by)),
               sweep->by != SWEEP_PATH);
    for (size_t tail = 0; tail < 2; tail++) {
        struct str what = short_name(report, sweep, tail);
        for (size_t s = 0; s < systems; s++) {
            struct str title = str_printf(report->arena, "%.*s %.*s",
                                          STR_ARG(report->study->systems[s]), STR_ARG(what));
            column_add(report->arena, table, title, true);
        }
    }
    for (size_t i = 0; i < sweep->workload_count; i++) {
        size_t w = sweep->workloads[i];
        push(report, table, cell_text(point_name(report, sweep, w), TONE_PLAIN));
        for (size_t k = 0; k < 2 * systems; k++) {
            const struct sweep_system *system = &sweep->systems[k % systems];
            push_point(report, table, sweep, point_at(system, w), k >= systems);
        }
    }
}

/* A row a system and metric, a column a load. */
static void points_as_columns(const struct report *report, const struct sweep *sweep,
                              struct table *table)
{
    table->name_columns = 2;
    column_labels(report, table);
    column_add(report->arena, table, say(report, "column.metric"), false);
    for (size_t i = 0; i < sweep->workload_count; i++) {
        column_add(report->arena, table, point_name(report, sweep, sweep->workloads[i]), true);
    }
    for (size_t k = 0; k < 2 * report->study->system_count; k++) {
        size_t s = k % report->study->system_count;
        bool tail = k != s;
        push(report, table, cell_text(report->study->systems[s], TONE_PLAIN));
        push(report, table, cell_text(short_name(report, sweep, tail), TONE_PLAIN));
        for (size_t i = 0; i < sweep->workload_count; i++) {
            const struct sweep_point *point = point_at(&sweep->systems[s], sweep->workloads[i]);
            push_point(report, table, sweep, point, tail);
        }
    }
}

static void append(struct buf *out, struct str sentence)
{
    buf_text(out, out->n > 0 ? " " : "");
    buf_add(out, sentence);
}

/* What the fitted law adds, or why there is none. */
static struct str law_sentence(const struct report *report, const struct sweep *sweep,
                               const struct sweep_system *system)
{
    struct arena *arena = report->arena;
    const struct usl *fit = &system->fit;
    if (system->why != FITTED) {
        return language_of(report->language, arena, "sweep", not_fitted_name(system->why));
    }
    struct str alpha = format_number(arena, report->language, fit->alpha, 4);
    struct str beta = format_number(arena, report->language, fit->beta, 7);
    struct str worst = show(report, UNIT_SHARE, fit->worst);
    const char *key = !isnan(system->peak) ? "sweep.law_peak" : "sweep.law";
    struct str peak =
        !isnan(system->peak) ? load_phrase(report, sweep->by, round(system->peak)) : STR("");
    return LANGUAGE_SAY(arena, report->language, key, {"alpha", alpha}, {"beta", beta},
                        {"worst", worst}, {"peak", peak});
}

static struct str limit_sentence(const struct report *report, const struct sweep *sweep,
                                 const struct sweep_system *system, double limit_us)
{
    const struct slo_result *slo = &system->slo;
    struct arena *arena = report->arena;
    struct str metric = metric_name(report, sweep->tail);
    struct str limit = show(report, UNIT_MICROSECONDS, limit_us);
    bool by_path = sweep->by == SWEEP_PATH;
    if (by_path || (isnan(slo->kept) && isnan(slo->broken))) {
        return STR("");
    }
    const char *key = slo->unknown           ? "sweep.limit_unknown"
                      : isnan(slo->kept)     ? "sweep.limit_never"
                      : isnan(slo->broken)   ? "sweep.limit_always"
                      : isnan(slo->estimate) ? "sweep.limit"
                                             : "sweep.limit_about";
    struct str estimate = show(report, UNIT_COUNT, round(slo->estimate));
    struct str kept = isnan(slo->kept) ? STR("") : load_phrase(report, sweep->by, slo->kept);
    struct str broken = isnan(slo->broken) ? STR("") : load_phrase(report, sweep->by, slo->broken);
    return LANGUAGE_SAY(arena, report->language, key, {"metric", metric}, {"limit", limit},
                        {"kept", kept}, {"broken", broken}, {"estimate", estimate});
}

static struct str system_sentences(struct report *report, const struct sweep *sweep, size_t s)
{
    const struct sweep_system *system = &sweep->systems[s];
    struct buf out = BUF(report->arena);
    struct str name = str_clean(report->arena, report->study->systems[s]);
    struct str rate = show(report, UNIT_PER_SECOND, system->most_goodput);
    if (isnan(system->most_goodput)) {
        return STR("");
    }
    if (sweep->by != SWEEP_PATH) {
        append(&out, LANGUAGE_SAY(report->arena, report->language, "sweep.most", {"system", name},
                                  {"rate", rate},
                                  {"load", load_phrase(report, sweep->by, system->most_load)}));
    }
    if (!isnan(system->saturation)) {
        double rounded = round(system->saturation);
        append(&out, LANGUAGE_SAY(report->arena, report->language, "sweep.saturation",
                                  {"load", load_phrase(report, sweep->by, rounded)}));
    }
    if (system->why != NOT_FITTED_SETTING) {
        append(&out, law_sentence(report, sweep, system));
    }
    struct str limit = limit_sentence(report, sweep, system, report->analysis->slo.limit_us);
    if (report->analysis->slo.metric && limit.len > 0) {
        append(&out, limit);
    }
    return buf_str(&out);
}

static struct str sweep_title(const struct report *report, const struct sweep *sweep)
{
    return language_of(report->language, report->arena, "sweep.by", sweep_by_name(sweep->by));
}

void build_sweeps(struct report *report)
{
    struct arena *arena = report->arena;
    size_t n = report->analysis->sweeps.n;
    report->sweeps = ARENA_ARRAY(arena, struct sweep_report, n);
    report->sweep_count = n;
    for (size_t i = 0; i < n; i++) {
        const struct sweep *sweep = &report->analysis->sweeps.at[i];
        struct sweep_report *out = &report->sweeps[i];
        out->title = sweep_title(report, sweep);
        out->points = (struct table){.id = "sweep", .title = out->title};
        if (report->study->system_count <= SIDE_BY_SIDE) {
            points_side_by_side(report, sweep, &out->points);
        } else {
            points_as_columns(report, sweep, &out->points);
        }
        for (size_t s = 0; s < report->study->system_count; s++) {
            struct str text = system_sentences(report, sweep, s);
            if (text.len > 0) {
                VEC_PUSH(arena, &out->sentences, text);
            }
        }
        build_sweep_charts(report, i);
    }
}
