#include "sweep.h"

#include <math.h>
#include <stdlib.h>

#include "number.h"
#include "parts.h"

#define LEAST_FOUND 3 /* loads from which a sweep is seen without being asked for */
#define LEAST_ASKED 2
#define LEAST_FITTED 6
#define LEAST_SPAN 8.0
#define PEAK_REACH 2.0 /* a peak is told up to so many times the highest load */

const char *sweep_by_name(enum sweep_by by)
{
    static const char *const NAMES[] = {NULL, "connections", "threads", "rate", "path"};
    return NAMES[by];
}

const char *not_fitted_name(enum not_fitted why)
{
    static const char *const NAMES[] = {NULL,     "setting", "few-loads",
                                        "narrow", "no-bend", "missing"};
    return NAMES[why];
}

static double load_of(const struct workload *workload, enum sweep_by by)
{
    return by == SWEEP_CONNECTIONS ? workload->connections
           : by == SWEEP_THREADS   ? workload->threads
           : by == SWEEP_RATE      ? workload->rate_rps
                                   : (double)NAN;
}

static bool is_stated(const struct workload *workload, enum sweep_by by)
{
    return by == SWEEP_PATH ? workload->path.ptr != NULL : !isnan(load_of(workload, by));
}

/* A workload without what is swept, which the others of its sweep share. Threads may follow the
 * connections. */
struct fixed {
    struct str name, path;
    double connections, rate, pipeline;
    size_t workload;
};

static struct fixed fixed_of(const struct workload *workload, enum sweep_by by, size_t w)
{
    return (struct fixed){
        .name = workload->name,
        .path = by == SWEEP_PATH ? STR("") : workload->path,
        .connections = by == SWEEP_CONNECTIONS ? (double)NAN : workload->connections,
        .rate = by == SWEEP_RATE ? (double)NAN : workload->rate_rps,
        .pipeline = workload->pipeline,
        .workload = w,
    };
}

static int fixed_order(const struct fixed *a, const struct fixed *b)
{
    int order = str_cmp(a->name, b->name);
    order = order != 0 ? order : str_cmp(a->path, b->path);
    order = order != 0 ? order : number_order(a->connections, b->connections);
    order = order != 0 ? order : number_order(a->rate, b->rate);
    return order != 0 ? order : number_order(a->pipeline, b->pipeline);
}

static int by_fixed(const void *a, const void *b)
{
    const struct fixed *x = a;
    const struct fixed *y = b;
    int order = fixed_order(x, y);
    return order != 0 ? order : (x->workload > y->workload) - (x->workload < y->workload);
}

/* Of each workload the next that may stand in the same sweep; NO_INDEX: none. */
static const size_t *link_sweeps(struct arena *arena, const struct study *study, enum sweep_by by)
{
    size_t *next = ARENA_ARRAY(arena, size_t, study->workload_count);
    struct fixed *fixed = ARENA_ARRAY(arena, struct fixed, study->workload_count);
    size_t n = 0;
    for (size_t w = 0; w < study->workload_count; w++) {
        next[w] = NO_INDEX;
        if (is_stated(&study->workloads[w], by)) {
            fixed[n++] = fixed_of(&study->workloads[w], by, w);
        }
    }
    qsort(fixed, n, sizeof *fixed, by_fixed);
    for (size_t i = 1; i < n; i++) {
        if (fixed_order(&fixed[i - 1], &fixed[i]) == 0) {
            next[fixed[i - 1].workload] = fixed[i].workload;
        }
    }
    return next;
}

/* The loads in the sweep that this system has been measured under; *twice when one repeats. */
static size_t loads_of(const struct study *study, const struct sweep *sweep, size_t system,
                       bool *twice)
{
    size_t count = 0;
    for (size_t i = 0; i < sweep->workload_count; i++) {
        size_t w = sweep->workloads[i];
        double load = load_of(&study->workloads[w], sweep->by);
        bool measured = study_group(study, w, system)->n > 0;
        for (size_t k = i; k > 0 && measured && !*twice; k--) {
            size_t before = sweep->workloads[k - 1];
            if (load_of(&study->workloads[before], sweep->by) != load) {
                break; /* they stand in the order of their loads */
            }
            *twice = study_group(study, before, system)->n > 0;
        }
        count += measured;
    }
    return count;
}

static void insert_by_load(const struct study *study, struct sweep *sweep, size_t workload)
{
    double load = load_of(&study->workloads[workload], sweep->by);
    size_t at = sweep->workload_count++;
    for (; at > 0 && load_of(&study->workloads[sweep->workloads[at - 1]], sweep->by) > load; at--) {
        sweep->workloads[at] = sweep->workloads[at - 1];
    }
    sweep->workloads[at] = workload;
}

/* The sweep that begins with this workload. */
static struct sweep gather(struct arena *arena, const struct study *study, enum sweep_by by,
                           size_t first, const size_t *next, bool threads_agree)
{
    size_t most = 0;
    double threads = study->workloads[first].threads;
    for (size_t w = first; w != NO_INDEX; w = next[w]) {
        most++;
    }
    struct sweep sweep = {.by = by, .workloads = ARENA_ARRAY(arena, size_t, most)};
    for (size_t w = first; w != NO_INDEX; w = next[w]) {
        if (by == SWEEP_THREADS || !threads_agree ||
            number_order(study->workloads[w].threads, threads) == 0) {
            insert_by_load(study, &sweep, w);
        }
    }
    return sweep;
}

/* Two-sided 95 % quantile of Student's t. */
static double student_t(size_t freedom)
{
    static const double T[] = {NAN,   12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365,
                               2.306, 2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131};
    return freedom < sizeof T / sizeof T[0] ? T[freedom] : 2.131;
}

static enum not_fitted fit_law(struct arena *arena, const struct sweep *sweep, bool closed,
                               struct sweep_system *system)
{
    size_t n = system->point_count;
    double *loads = ARENA_ARRAY(arena, double, n);
    double *rates = ARENA_ARRAY(arena, double, n);
    if (!closed || (sweep->by != SWEEP_CONNECTIONS && sweep->by != SWEEP_THREADS)) {
        return NOT_FITTED_SETTING;
    }
    for (size_t i = 0; i < n; i++) {
        loads[i] = system->points[i].load;
        rates[i] = system->points[i].goodput;
        if (!(rates[i] > 0)) {
            return NOT_FITTED_MISSING;
        }
    }
    if (isnan(system->saturation)) {
        return NOT_FITTED_BEND;
    }
    if (n < LEAST_FITTED) {
        return NOT_FITTED_FEW;
    }
    if (loads[n - 1] / loads[0] < LEAST_SPAN) {
        return NOT_FITTED_NARROW;
    }
    if (!usl_fit(loads, rates, n, USL_RELATIVE, &system->fit)) {
        return NOT_FITTED_MISSING;
    }
    const struct usl *fit = &system->fit;
    double peak = usl_peak(fit);
    bool clear = fit->beta - student_t(n - 3) * fit->beta_se > 0;
    system->peak = clear && peak <= PEAK_REACH * loads[n - 1] ? peak : (double)NAN;
    return FITTED;
}

static struct slo_result judge(const struct sweep_system *system, const struct slo *slo)
{
    struct slo_result result = {NAN, NAN, false, NAN};
    const struct sweep_point *before = NULL;
    for (size_t i = 0; i < system->point_count && isnan(result.broken) && slo->metric; i++) {
        const struct sweep_point *point = &system->points[i];
        bool within = point->tail_us <= slo->limit_us;
        if (within && !point->tail_cut) {
            result.kept = point->load;
        } else {
            result.broken = point->load;
            result.unknown = isnan(point->tail_us) || within;
            if (before && before->tail_us > 0 && point->tail_us > before->tail_us &&
                !point->tail_cut) {
                double share =
                    log(slo->limit_us / before->tail_us) / log(point->tail_us / before->tail_us);
                result.estimate = before->load * pow(point->load / before->load, share);
            }
        }
        before = point;
    }
    return result;
}

static void find_best(struct sweep_system *system)
{
    for (size_t i = 0; i < system->point_count; i++) {
        const struct sweep_point *point = &system->points[i];
        if (point->goodput > 0 && !(point->goodput <= system->most_goodput)) {
            system->most_goodput = point->goodput;
            system->most_load = point->load;
        }
    }
}

/* A maximum that was cut off can't be compared, but says where a limit is broken. */
static void set_tail(struct sweep_point *point, const struct comparison_row *row)
{
    bool known = row && (!row->unusable || row->own == WHY_MAX_CENSORED);
    point->tail_us = known ? row->summary.value : (double)NAN;
    point->tail_cut = known && row->summary.bound == BOUND_AT_LEAST;
}

static void describe_system(struct arena *arena, const struct analysis *analysis,
                            const struct sweep *sweep, const struct slo *slo, size_t s)
{
    const struct study *study = analysis->study;
    struct sweep_system *system = &sweep->systems[s];
    bool closed = true;
    *system = (struct sweep_system){
        .most_goodput = NAN,
        .most_load = NAN,
        .saturation = NAN,
        .peak = NAN,
        .points = ARENA_ARRAY(arena, struct sweep_point, sweep->workload_count)};
    for (size_t i = 0; i < sweep->workload_count; i++) {
        size_t w = sweep->workloads[i];
        const struct group *group = study_group(study, w, s);
        const struct comparison *goodput = analysis_comparison(analysis, w, "goodput");
        const struct comparison *tail = analysis_comparison(analysis, w, sweep->tail->id);
        if (group->n == 0 || !goodput) {
            continue;
        }
        struct sweep_point *point = &system->points[system->point_count++];
        *point = (struct sweep_point){.workload = w,
                                      .n = group->n,
                                      .load = load_of(&study->workloads[w], sweep->by),
                                      .goodput = goodput->rows[s].summary.value};
        set_tail(point, tail ? &tail->rows[s] : NULL);
        const struct sweep_point *first = &system->points[0];
        point->efficiency = point->goodput / point->load / (first->goodput / first->load);
        closed = closed && group->runs[0]->load.model == LOAD_CLOSED;
    }
    find_best(system);
    if (system->point_count > 0 && closed && sweep->by != SWEEP_RATE) {
        const struct sweep_point *first = &system->points[0];
        const struct sweep_point *last = &system->points[system->point_count - 1];
        double saturation = system->most_goodput * first->load / first->goodput;
        if (saturation * (1 + analysis->noise) < last->load) {
            system->saturation = saturation;
        }
    }
    system->why = fit_law(arena, sweep, closed, system);
    system->slo = judge(system, slo);
}

/* p99 where every measured load has it, else the maximum. */
static const struct metric *tail_of(const struct analysis *analysis, const struct sweep *sweep)
{
    const struct study *study = analysis->study;
    for (size_t i = 0; i < sweep->workload_count; i++) {
        size_t w = sweep->workloads[i];
        const struct comparison *p99 = analysis_comparison(analysis, w, "latency.p99");
        for (size_t s = 0; s < study->system_count; s++) {
            if (study_group(study, w, s)->n > 0 && (!p99 || p99->rows[s].summary.n == 0)) {
                return metric_get("latency.max");
            }
        }
    }
    return metric_get("latency.p99");
}

static size_t most_loads(const struct study *study, const struct sweep *sweep, bool *twice)
{
    size_t most = 0;
    for (size_t s = 0; s < study->system_count; s++) {
        size_t loads = loads_of(study, sweep, s, twice);
        most = loads > most ? loads : most;
    }
    return most;
}

static void find_sweeps(struct arena *arena, enum sweep_by by, size_t least, const struct slo *slo,
                        struct analysis *analysis)
{
    const struct study *study = analysis->study;
    bool *taken = ARENA_ARRAY(arena, bool, study->workload_count);
    const size_t *next = link_sweeps(arena, study, by);
    for (size_t w = 0; w < study->workload_count; w++) {
        if (taken[w] || !is_stated(&study->workloads[w], by)) {
            continue;
        }
        bool twice = false;
        struct sweep sweep = gather(arena, study, by, w, next, false);
        size_t loads = most_loads(study, &sweep, &twice);
        if (twice) {
            sweep = gather(arena, study, by, w, next, true);
            loads = most_loads(study, &sweep, &twice);
        }
        if (loads < least) {
            continue;
        }
        for (size_t i = 0; i < sweep.workload_count; i++) {
            taken[sweep.workloads[i]] = true;
        }
        sweep.tail = slo->metric ? slo->metric : tail_of(analysis, &sweep);
        sweep.systems = ARENA_ARRAY(arena, struct sweep_system, study->system_count);
        for (size_t s = 0; s < study->system_count; s++) {
            describe_system(arena, analysis, &sweep, slo, s);
        }
        VEC_PUSH(arena, &analysis->sweeps, sweep);
    }
}

void add_sweeps(struct arena *arena, const struct analysis_options *options,
                struct analysis *analysis)
{
    if (options->by != SWEEP_AUTO) {
        find_sweeps(arena, options->by, LEAST_ASKED, &options->slo, analysis);
        return;
    }
    find_sweeps(arena, SWEEP_CONNECTIONS, LEAST_FOUND, &options->slo, analysis);
    if (analysis->sweeps.n == 0) {
        find_sweeps(arena, SWEEP_RATE, LEAST_FOUND, &options->slo, analysis);
    }
}
