#include "study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "number.h"

/* Less than, equal to or greater than 0, as a comes before b; what is not stated comes first. */
typedef int setting_order(const struct run *a, const struct run *b);

static int text_order(struct str a, struct str b)
{
    int stated = (a.ptr != NULL) - (b.ptr != NULL);
    return stated != 0 ? stated : str_cmp(a, b);
}

/* The settings that must agree for a comparison, and the named part. */
static int load_order(const struct run *a, const struct run *b)
{
    int order = text_order(a->target_name, b->target_name);
    order = order != 0 ? order : (int)a->load.model - (int)b->load.model;
    order = order != 0 ? order : number_order(a->load.connections, b->load.connections);
    order = order != 0 ? order : number_order(a->load.rate_rps, b->load.rate_rps);
    return order != 0 ? order : number_order(a->load.pipeline, b->load.pipeline);
}

static int any_load(const struct run *a, const struct run *b)
{
    (void)a;
    (void)b;
    return 0;
}

/* The settings that may differ between systems, but split a system's own runs. */
static int path_order(const struct run *a, const struct run *b)
{
    return text_order(run_path(a), run_path(b));
}

static int threads_order(const struct run *a, const struct run *b)
{
    return number_order(a->load.threads, b->load.threads);
}

static int duration_order(const struct run *a, const struct run *b)
{
    return number_order(a->load.duration_s, b->load.duration_s);
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

struct cluster {
    VEC(const struct run *) runs;
    size_t at; /* its place in a list */
};

typedef VEC(struct cluster) cluster_list;

struct placed {
    const struct run *run;
    size_t at; /* in the input */
    setting_order *order;
};

static int by_setting(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;
    int order = x->order(x->run, y->run);
    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

/* Of each of n runs, the place of the first run with the same setting. */
static void find_first(const struct run *const *runs, size_t n, setting_order *order, size_t *first)
{
    size_t alike = 1;
    while (alike < n && order(runs[0], runs[alike]) == 0) {
        alike++;
    }
    if (alike == n) {
        memset(first, 0, n * sizeof *first);
        return;
    }
    struct arena scratch = {0};
    struct placed *placed = ARENA_ARRAY(&scratch, struct placed, n);
    for (size_t i = 0; i < n; i++) {
        placed[i] = (struct placed){runs[i], i, order};
    }
    qsort(placed, n, sizeof *placed, by_setting);
    for (size_t i = 0; i < n; i++) {
        bool same = i > 0 && order(placed[i - 1].run, placed[i].run) == 0;
        first[placed[i].at] = same ? first[placed[i - 1].at] : placed[i].at;
    }
    arena_free(&scratch);
}

/* Adds a cluster for each setting among n runs, in the order of their first runs. */
static void add_clusters(struct arena *arena, cluster_list *list, const struct run *const *runs,
                         size_t n, setting_order *order)
{
    struct arena scratch = {0};
    size_t *first = ARENA_ARRAY(&scratch, size_t, n);
    size_t *cluster = ARENA_ARRAY(&scratch, size_t, n);
    find_first(runs, n, order, first);
    for (size_t i = 0; i < n; i++) {
        if (first[i] == i) {
            cluster[i] = list->n;
            (void)VEC_ADD(arena, list);
        }
        VEC_PUSH(arena, &list->at[cluster[first[i]]].runs, runs[i]);
    }
    arena_free(&scratch);
}

/* Whether one system's runs in the cluster disagree on a setting. first: room for a run a system.
 */
static bool disagrees(const struct study *study, const struct run **first,
                      const struct cluster *cluster, setting_order *order)
{
    memset((void *)first, 0, study->system_count * sizeof *first);
    for (size_t i = 0; i < cluster->runs.n; i++) {
        const struct run *run = cluster->runs.at[i];
        size_t system = system_index(study, run->label);
        if (!first[system]) {
            first[system] = run;
        } else if (order(run, first[system]) != 0) {
            return true;
        }
    }
    return false;
}

static cluster_list split(struct arena *arena, const struct study *study, cluster_list clusters,
                          setting_order *order)
{
    cluster_list result = {0};
    const struct run **first = ARENA_ARRAY(arena, const struct run *, study->system_count);
    for (size_t i = 0; i < clusters.n; i++) {
        const struct cluster *cluster = &clusters.at[i];
        if (disagrees(study, first, cluster, order)) {
            add_clusters(arena, &result, cluster->runs.at, cluster->runs.n, order);
        } else {
            VEC_PUSH(arena, &result, *cluster);
        }
    }
    return result;
}

static cluster_list find_workloads(struct arena *arena, const struct study *study)
{
    cluster_list clusters = {0};
    add_clusters(arena, &clusters, study->runs, study->run_count,
                 study->forced ? any_load : load_order);
    if (study->forced) {
        return clusters;
    }
    clusters = split(arena, study, clusters, path_order);
    clusters = split(arena, study, clusters, threads_order);
    return split(arena, study, clusters, duration_order);
}

static int by_load(const void *a, const void *b)
{
    const struct cluster *x = a;
    const struct cluster *y = b;
    const struct load *first = &x->runs.at[0]->load;
    const struct load *second = &y->runs.at[0]->load;
    int order = number_order(first->connections, second->connections);
    order = order != 0 ? order : number_order(first->rate_rps, second->rate_rps);
    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

/* Equal loads stay in the order of input. */
static void sort_clusters(cluster_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        list->at[i].at = i;
    }
    if (list->n > 1) {
        qsort(list->at, list->n, sizeof *list->at, by_load);
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
        if (path_order(first, run) != 0) {
            workload.path = (struct str){0};
        }
        workload.threads = threads_order(first, run) == 0 ? workload.threads : NAN;
        workload.duration_s = duration_order(first, run) == 0 ? workload.duration_s : NAN;
        if (number_order(workload.connections, run->load.connections) != 0) {
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
    bool dated = true;
    for (size_t i = 0; i < group->n; i++) {
        dated = dated && group->runs[i]->started_at.ptr;
    }
    int (*order)(const void *, const void *) = dated ? by_start : by_file;
    size_t sorted = 1;
    while (sorted < group->n && order(&(struct placed){group->runs[sorted - 1], 0, NULL},
                                      &(struct placed){group->runs[sorted], 1, NULL}) <= 0) {
        sorted++;
    }
    if (sorted >= group->n) {
        return; /* as one long log is */
    }
    struct arena scratch = {0};
    struct placed *placed = ARENA_ARRAY(&scratch, struct placed, group->n);
    for (size_t i = 0; i < group->n; i++) {
        placed[i] = (struct placed){group->runs[i], i, NULL};
    }
    qsort(placed, group->n, sizeof *placed, order);
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
    struct arena scratch = {0};
    cluster_list clusters = find_workloads(&scratch, &result);
    sort_clusters(&clusters);
    fill_groups(arena, &result, &clusters);
    arena_free(&scratch);
    *study = result;
    return true;
}

const struct group *study_group(const struct study *study, size_t workload, size_t system)
{
    return &study->groups[workload * study->system_count + system];
}
