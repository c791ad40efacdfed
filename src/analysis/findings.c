#include <math.h>
#include <string.h>

#include "checks.h"

/* What a check needs, so that it is not asked where it has nothing to say. */
enum needs {
    ANY = 0,
    CLOSED = 1,    /* a closed loop */
    OPEN = 2,      /* an open one */
    LATENCY = 4,   /* in every run */
    REPEATS = 8,   /* several runs of a system */
    OPPONENT = 16, /* a baseline beside the system */
};

enum looks_at { AT_SYSTEM, AT_WORKLOAD, AT_STUDY };

/* Every check: its id, what it looks at, what it needs. A new one is a function, a row here, and
 * its words in the catalogues, finding.ID and advice.ID. */
static const struct check {
    const char *id;
    enum looks_at at;
    unsigned needs;
    void (*look)(struct scope *scope);
} CHECKS[] = {
    {"settings", AT_STUDY, ANY, check_unmatched},
    {"lat-semantics", AT_STUDY, ANY, check_lat_semantics},
    {"no-latency", AT_SYSTEM, ANY, check_no_latency},
    {"rate-check", AT_SYSTEM, ANY, check_rate_check},
    {"rate-missed", AT_SYSTEM, OPEN, check_rate_missed},
    {"non2xx", AT_SYSTEM, ANY, check_non2xx},
    {"timeouts", AT_SYSTEM, ANY, check_timeouts},
    {"socket-err", AT_SYSTEM, ANY, check_socket_err},
    {"other-err", AT_SYSTEM, ANY, check_other_err},
    {"little-high", AT_SYSTEM, CLOSED | LATENCY, check_little_high},
    {"little-low", AT_SYSTEM, CLOSED | LATENCY, check_little_low},
    {"stall", AT_SYSTEM, CLOSED, check_stall},
    {"max-censored", AT_SYSTEM, ANY, check_max_censored},
    {"bytes-per-resp", AT_SYSTEM, OPPONENT, check_bytes_per_resp},
    {"bytes-too-small", AT_SYSTEM, ANY, check_bytes_too_small},
    {"settings", AT_SYSTEM, OPPONENT, check_settings},
    {"trend", AT_SYSTEM, REPEATS, check_trend},
    {"outlier", AT_SYSTEM, REPEATS, check_outlier},
    {"resolution", AT_SYSTEM, OPPONENT, check_resolution},
    {"few-runs", AT_STUDY, ANY, check_few_runs},
    {"duration", AT_STUDY, ANY, check_duration},
    {"no-pctl", AT_STUDY, ANY, check_no_pctl},
    {"loopback", AT_STUDY, ANY, check_loopback},
    {"closed-loop", AT_STUDY, ANY, check_closed_loop},
    {"repeat-cv", AT_SYSTEM, REPEATS, check_repeat_cv},
    {"tail", AT_SYSTEM, LATENCY, check_tail},
    {"pm-stdev", AT_SYSTEM, LATENCY, check_pm_stdev},
    {"low-n", AT_SYSTEM, LATENCY, check_low_n},
    {"conn-split", AT_SYSTEM, ANY, check_conn_split},
    {"conn-lt-threads", AT_SYSTEM, ANY, check_conn_lt_threads},
    {"client-threads", AT_SYSTEM, ANY, check_client_threads},
    {"runtime-over", AT_SYSTEM, ANY, check_runtime_over},
    {"ceiling", AT_WORKLOAD, ANY, check_ceiling},
};

#define CHECK_COUNT (sizeof CHECKS / sizeof CHECKS[0])

size_t finding_ids(const char **ids, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        bool known = false;
        for (size_t k = 0; k < n; k++) {
            known = known || strcmp(ids[k], CHECKS[i].id) == 0;
        }
        if (!known && n < most) {
            ids[n++] = CHECKS[i].id;
        }
    }
    return n;
}

struct finding *found(struct scope *scope, enum level level)
{
    struct finding *finding = VEC_ADD(scope->arena, &scope->analysis->findings);
    finding->id = scope->id;
    finding->level = level;
    finding->workload = scope->workload;
    finding->system = scope->system;
    finding->workloads = 1;
    return finding;
}

void found_number(struct finding *finding, const char *name, double value, enum unit unit)
{
    finding->values[finding->value_count++] = (struct finding_value){name, value, unit, {0}};
}

void found_text(struct finding *finding, const char *name, struct str value)
{
    finding->values[finding->value_count++] = (struct finding_value){name, NAN, UNIT_NONE, value};
}

double median_of(struct scope *scope, const char *metric)
{
    return summarise(metric_get(metric), scope->group, scope->condition).value;
}

double total(const struct group *group, const char *metric)
{
    double sum = 0;
    for (size_t i = 0; i < group->n; i++) {
        double value = metric_of(metric_get(metric), group->runs[i]);
        sum += isnan(value) ? 0 : value;
    }
    return sum;
}

static bool applies(const struct check *check, const struct scope *scope)
{
    const struct group *group = scope->group;
    enum load_model model = group->runs[0]->load.model;
    return !((check->needs & CLOSED) && model != LOAD_CLOSED) &&
           !((check->needs & OPEN) && model != LOAD_OPEN) &&
           !((check->needs & LATENCY) && !scope->condition->has_latency) &&
           !((check->needs & REPEATS) && group->n < 2) &&
           !((check->needs & OPPONENT) && scope->system == 0);
}

static void look_at_systems(const struct check *check, struct scope *scope)
{
    const struct study *study = scope->analysis->study;
    for (size_t w = 0; w < study->workload_count; w++) {
        for (size_t s = 0; s < study->system_count; s++) {
            scope->workload = w;
            scope->system = s;
            scope->group = study_group(study, w, s);
            scope->condition = &scope->conditions[w * study->system_count + s];
            if (scope->group->n > 0 && applies(check, scope)) {
                check->look(scope);
                arena_free(&scope->scratch);
            }
        }
    }
}

static void look(const struct check *check, struct scope *scope)
{
    scope->id = check->id;
    scope->condition = NULL;
    scope->group = NULL;
    scope->workload = scope->system = NO_INDEX;
    switch (check->at) {
    case AT_STUDY:
        check->look(scope);
        break;
    case AT_WORKLOAD:
        for (scope->workload = 0; scope->workload < scope->analysis->study->workload_count;
             scope->workload++) {
            check->look(scope);
        }
        break;
    case AT_SYSTEM:
        look_at_systems(check, scope);
        break;
    }
}

static bool is_same(const struct finding *a, const struct finding *b)
{
    bool variants =
        a->variant && b->variant ? strcmp(a->variant, b->variant) == 0 : a->variant == b->variant;
    return variants && strcmp(a->id, b->id) == 0 && a->system == b->system && !a->run && !b->run;
}

/* What was found under several workloads is said once, with the figures of the gravest. */
static void merge_workloads(struct analysis *analysis)
{
    size_t left = 0;
    for (size_t i = 0; i < analysis->findings.n; i++) {
        struct finding *finding = &analysis->findings.at[i];
        struct finding *same = NULL;
        for (size_t k = left; k > 0 && !same && finding->workload != NO_INDEX; k--) {
            struct finding *earlier = &analysis->findings.at[k - 1];
            if (strcmp(earlier->id, finding->id) != 0) {
                break; /* a check's findings stand together */
            }
            same = is_same(earlier, finding) && earlier->workload != finding->workload ? earlier
                                                                                       : NULL;
        }
        if (!same) {
            analysis->findings.at[left++] = *finding;
        } else if (finding->level > same->level) {
            size_t workloads = same->workloads + 1;
            *same = *finding;
            same->workloads = workloads;
        } else {
            same->workloads++;
        }
    }
    analysis->findings.n = left;
}

/* Errors first; within a level, in the order found. */
static void sort_findings(struct arena *arena, struct analysis *analysis)
{
    size_t n = analysis->findings.n;
    struct finding *sorted = ARENA_ARRAY(arena, struct finding, n);
    size_t at = 0;
    for (int level = LEVEL_ERROR; level >= LEVEL_INFO; level--) {
        for (size_t i = 0; i < n; i++) {
            if (analysis->findings.at[i].level == (enum level)level) {
                sorted[at++] = analysis->findings.at[i];
            }
        }
    }
    analysis->findings.at = sorted;
    analysis->findings.cap = n;
}

void add_findings(struct arena *arena, const struct condition *conditions,
                  struct analysis *analysis)
{
    struct scope scope = {.arena = arena, .analysis = analysis, .conditions = conditions};
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        look(&CHECKS[i], &scope);
    }
    merge_workloads(analysis);
    sort_findings(arena, analysis);
}
