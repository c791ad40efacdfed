#include "study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_text(struct str a, struct str b)
{
    return (a.ptr == NULL) == (b.ptr == NULL) && str_eq(a, b);
}

/* The settings that must agree for a comparison, and the named part. */
static bool same_load(const struct run *a, const struct run *b)
{
    return same_text(a->target_name, b->target_name) && a->load.model == b->load.model &&
           same_number(a->load.connections, b->load.connections) &&
           same_number(a->load.rate_rps, b->load.rate_rps) &&
           same_number(a->load.pipeline, b->load.pipeline);
}

static bool any_load(const struct run *a, const struct run *b)
{
    (void)a;
    (void)b;
    return true;
}

/* The settings that may differ between systems, but split a system's own runs. */
static bool same_path(const struct run *a, const struct run *b)
{
    return same_text(run_path(a), run_path(b));
}

static bool same_threads(const struct run *a, const struct run *b)
{
    return same_number(a->load.threads, b->load.threads);
}

static bool same_duration(const struct run *a, const struct run *b)
{
    return same_number(a->load.duration_s, b->load.duration_s);
}

static size_t system_index(const struct study *study, struct str label)
{
    for (size_t i = 0; i < study->system_count; i++) {
        if (str_eq(study->systems[i], label)) {
            return i;
        }
    }
    return study->system_count;
}

typedef bool same_setting(const struct run *a, const struct run *b);

struct cluster {
    VEC(const struct run *) runs;
};

typedef VEC(struct cluster) cluster_list;

/* Adds a run to the first cluster at or after from that is the same, else to a new one. */
static void cluster_add(struct arena *arena, cluster_list *list, size_t from, const struct run *run,
                        same_setting *same)
{
    size_t i = from;
    while (i < list->n && !same(list->at[i].runs.at[0], run)) {
        i++;
    }
    struct cluster *cluster = i < list->n ? &list->at[i] : VEC_ADD(arena, list);
    VEC_PUSH(arena, &cluster->runs, run);
}

/* Whether one system's runs in the cluster disagree on a setting. first: room for a run a system.
 */
static bool disagrees(const struct study *study, const struct run **first,
                      const struct cluster *cluster, same_setting *same)
{
    memset((void *)first, 0, study->system_count * sizeof *first);
    for (size_t i = 0; i < cluster->runs.n; i++) {
        const struct run *run = cluster->runs.at[i];
        size_t system = system_index(study, run->label);
        if (!first[system]) {
            first[system] = run;
        } else if (!same(run, first[system])) {
            return true;
        }
    }
    return false;
}

static cluster_list split(struct arena *arena, const struct study *study, cluster_list clusters,
                          same_setting *same)
{
    cluster_list result = {0};
    const struct run **first = ARENA_ARRAY(arena, const struct run *, study->system_count);
    for (size_t i = 0; i < clusters.n; i++) {
        const struct cluster *cluster = &clusters.at[i];
        if (!disagrees(study, first, cluster, same)) {
            VEC_PUSH(arena, &result, *cluster);
            continue;
        }
        size_t from = result.n;
        for (size_t k = 0; k < cluster->runs.n; k++) {
            cluster_add(arena, &result, from, cluster->runs.at[k], same);
        }
    }
    return result;
}

static cluster_list find_workloads(struct arena *arena, const struct study *study)
{
    cluster_list clusters = {0};
    for (size_t i = 0; i < study->run_count; i++) {
        cluster_add(arena, &clusters, 0, study->runs[i], study->forced ? any_load : same_load);
    }
    if (study->forced) {
        return clusters;
    }
    clusters = split(arena, study, clusters, same_path);
    clusters = split(arena, study, clusters, same_threads);
    return split(arena, study, clusters, same_duration);
}

static double key(double number)
{
    return isnan(number) ? -1 : number;
}

static bool comes_before(const struct cluster *a, const struct cluster *b)
{
    const struct load *first = &a->runs.at[0]->load;
    const struct load *second = &b->runs.at[0]->load;
    if (key(first->connections) != key(second->connections)) {
        return key(first->connections) < key(second->connections);
    }
    return key(first->rate_rps) < key(second->rate_rps);
}

/* Stable, so that equal loads stay in the order of input. */
static void sort_clusters(cluster_list *list)
{
    for (size_t i = 1; i < list->n; i++) {
        struct cluster moving = list->at[i];
        size_t to = i;
        for (; to > 0 && comes_before(&moving, &list->at[to - 1]); to--) {
            list->at[to] = list->at[to - 1];
        }
        list->at[to] = moving;
    }
}

static struct workload describe(const struct cluster *cluster)
{
    const struct run *first = cluster->runs.at[0];
    struct workload workload = {
        .name = first->target_name,
        .path = run_path(first),
        .connections = first->load.connections,
        .threads = first->load.threads,
        .duration_s = first->load.duration_s,
        .rate_rps = first->load.rate_rps,
        .pipeline = first->load.pipeline,
    };
    for (size_t i = 1; i < cluster->runs.n; i++) {
        const struct run *run = cluster->runs.at[i];
        if (!same_path(first, run)) {
            workload.path = (struct str){0};
        }
        workload.threads = same_threads(first, run) ? workload.threads : NAN;
        workload.duration_s = same_duration(first, run) ? workload.duration_s : NAN;
        if (!same_number(workload.connections, run->load.connections)) {
            workload.connections = NAN;
        }
    }
    return workload;
}

static size_t conventional_baseline(struct arena *arena, const struct study *study)
{
    static const char *const NAMES[] = {"base", "baseline", "before", "old", "main", "master"};
    for (size_t i = 0; i < study->system_count; i++) {
        if (str_ends(study->systems[i], STR(PUBLISHED_SUFFIX))) {
            return i;
        }
        for (size_t k = 0; k < sizeof NAMES / sizeof NAMES[0]; k++) {
            if (strcasecmp(str_copy(arena, study->systems[i]).ptr, NAMES[k]) == 0) {
                return i;
            }
        }
    }
    return 0;
}

static bool find_systems(struct arena *arena, struct study *study,
                         const struct study_options *options, struct err *err)
{
    VEC(struct str) labels = {0};
    for (size_t i = 0; i < study->run_count; i++) {
        study->systems = labels.at;
        study->system_count = labels.n;
        if (system_index(study, study->runs[i]->label) == labels.n) {
            VEC_PUSH(arena, &labels, study->runs[i]->label);
        }
    }
    study->systems = labels.at;
    study->system_count = labels.n;
    size_t baseline = conventional_baseline(arena, study);
    if (options->baseline.ptr) {
        baseline = system_index(study, options->baseline);
        if (baseline == study->system_count) {
            struct buf known = BUF(arena);
            for (size_t i = 0; i < labels.n; i++) {
                buf_printf(&known, "%s%.*s", i > 0 ? ", " : "", STR_ARG(labels.at[i]));
            }
            return err_set(err, ERR_USAGE, "no system is called \"%.*s\"; there are: %.*s",
                           STR_ARG(options->baseline), STR_ARG(buf_str(&known)));
        }
        study->baseline_given = true;
    }
    struct str label = study->systems[baseline];
    memmove(study->systems + 1, study->systems, baseline * sizeof *study->systems);
    study->systems[0] = label;
    return true;
}

struct placed {
    const struct run *run;
    size_t at; /* in the input */
};

static int by_file(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;
    int order = str_natural_cmp(x->run->source_file, y->run->source_file);
    if (order == 0) {
        order = (x->run->source_line > y->run->source_line) -
                (x->run->source_line < y->run->source_line);
    }
    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

static int by_start(const void *a, const void *b)
{
    int order = str_cmp(((const struct placed *)a)->run->started_at,
                        ((const struct placed *)b)->run->started_at);
    return order != 0 ? order : by_file(a, b);
}

/* In whatever order files were given, drift and warm-up are a matter of when runs were made. */
static void sort_runs(struct group *group)
{
    struct arena scratch = {0};
    struct placed *placed = ARENA_ARRAY(&scratch, struct placed, group->n);
    bool dated = true;
    for (size_t i = 0; i < group->n; i++) {
        placed[i] = (struct placed){group->runs[i], i};
        dated = dated && group->runs[i]->started_at.ptr;
    }
    if (group->n > 1) {
        qsort(placed, group->n, sizeof *placed, dated ? by_start : by_file);
    }
    for (size_t i = 0; i < group->n; i++) {
        group->runs[i] = placed[i].run;
    }
    arena_free(&scratch);
}

static void fill_groups(struct arena *arena, struct study *study, const cluster_list *clusters)
{
    study->workload_count = clusters->n;
    study->workloads = ARENA_ARRAY(arena, struct workload, clusters->n);
    study->groups = ARENA_ARRAY(arena, struct group, clusters->n * study->system_count);
    for (size_t w = 0; w < clusters->n; w++) {
        const struct cluster *cluster = &clusters->at[w];
        study->workloads[w] = describe(cluster);
        struct group *groups = study->groups + w * study->system_count;
        for (size_t i = 0; i < cluster->runs.n; i++) {
            groups[system_index(study, cluster->runs.at[i]->label)].n++;
        }
        for (size_t s = 0; s < study->system_count; s++) {
            groups[s].runs = ARENA_ARRAY(arena, const struct run *, groups[s].n);
            groups[s].n = 0;
        }
        for (size_t i = 0; i < cluster->runs.n; i++) {
            const struct run *run = cluster->runs.at[i];
            struct group *group = &groups[system_index(study, run->label)];
            group->runs[group->n++] = run;
        }
        for (size_t s = 0; s < study->system_count; s++) {
            sort_runs(&groups[s]);
        }
    }
}

bool study_build(struct arena *arena, const struct run *const *runs, size_t run_count,
                 const struct study_options *options, struct study *study, struct err *err)
{
    struct study result = {.forced = options->force};
    result.runs = ARENA_ARRAY(arena, const struct run *, run_count);
    for (size_t i = 0; i < run_count; i++) {
        if (options->all_roles || runs[i]->role == ROLE_MEASURED) {
            result.runs[result.run_count++] = runs[i];
        } else {
            result.set_aside++;
        }
    }
    if (result.run_count == 0) {
        return err_set(err, ERR_INPUT, "%s",
                       result.set_aside > 0
                           ? "only warm-up and primer runs in the input; --all-roles compares them"
                           : "no measured run in the input");
    }
    if (!find_systems(arena, &result, options, err)) {
        return false;
    }
    cluster_list clusters = find_workloads(arena, &result);
    sort_clusters(&clusters);
    fill_groups(arena, &result, &clusters);
    *study = result;
    return true;
}

const struct group *study_group(const struct study *study, size_t workload, size_t system)
{
    return &study->groups[workload * study->system_count + system];
}
