#include <math.h>

#include "number.h"
#include "parts.h"

/* What one check looks at: one system under one workload, or (system NO_INDEX) a workload or study.
 */
struct scope {
    struct arena *arena;
    struct analysis *analysis;
    const struct condition *condition; /* of the system; NULL for the wider scopes */
    const struct group *group;
    size_t workload, system;
};

static struct finding *add(struct scope *scope, const char *id, enum level level)
{
    struct finding *finding = VEC_ADD(scope->arena, &scope->analysis->findings);
    finding->id = id;
    finding->level = level;
    finding->workload = scope->workload;
    finding->system = scope->system;
    return finding;
}

static void number(struct finding *finding, const char *name, double value, enum unit unit)
{
    finding->values[finding->value_count++] = (struct finding_value){name, value, unit, {0}};
}

static void text(struct finding *finding, const char *name, struct str value)
{
    finding->values[finding->value_count++] = (struct finding_value){name, NAN, UNIT_NONE, value};
}

static double median_of(struct scope *scope, const char *metric)
{
    return summarise(scope->arena, metric_get(metric), scope->group, scope->condition).value;
}

/* The numbers of Little's law (reference 3.1): what must be under way, and what can be. */
static void little_numbers(struct scope *scope, struct finding *finding)
{
    const struct run *run = scope->group->runs[0];
    double opened = run_connections_opened(run);
    double rps = median_of(scope, "rps");
    number(finding, "rho", scope->condition->rho, UNIT_FACTOR);
    number(finding, "mean", median_of(scope, "latency.mean"), UNIT_MICROSECONDS);
    number(finding, "rps", rps, UNIT_PER_SECOND);
    number(finding, "needed", scope->condition->rho * opened, UNIT_COUNT);
    number(finding, "connections", opened, UNIT_COUNT);
    number(finding, "time_per_request", opened / rps, UNIT_SECONDS);
}

/* A script may send several requests at once, which the log does not say. */
static bool uses_script(const struct run *run)
{
    return str_find(run->command, STR(" -s"), 0) < run->command.len ||
           str_find(run->command, STR(" --script"), 0) < run->command.len;
}

static void check_little_high(struct scope *scope)
{
    double rho = scope->condition->rho;
    if (rho > RHO_HIGH) {
        struct finding *finding =
            add(scope, "little-high", rho > RHO_VERY_HIGH ? LEVEL_WARNING : LEVEL_INFO);
        little_numbers(scope, finding);
        bool corrected = scope->condition->kind == LATENCY_BACKFILLED;
        bool scripted = false;
        for (size_t i = 0; i < scope->group->n; i++) {
            scripted = scripted || uses_script(scope->group->runs[i]);
        }
        finding->variant = scripted ? "script" : corrected ? NULL : "other";
    }
}

static double total(const struct group *group, const char *metric)
{
    double sum = 0;
    for (size_t i = 0; i < group->n; i++) {
        double value = metric_of(metric_get(metric), group->runs[i]);
        sum += isnan(value) ? 0 : value;
    }
    return sum;
}

static void check_little_low(struct scope *scope)
{
    if (!(scope->condition->rho < RHO_LOW)) {
        return;
    }
    struct finding *finding = add(scope, "little-low", LEVEL_WARNING);
    little_numbers(scope, finding);
    double timeouts = total(scope->group, "errors.timeout");
    double refused = total(scope->group, "errors.connect");
    if (timeouts > 0) {
        finding->variant = "timeouts";
        number(finding, "count", timeouts, UNIT_COUNT);
    } else if (refused > 0) {
        finding->variant = "connect";
        number(finding, "count", refused, UNIT_COUNT);
    }
}

static void check_max_censored(struct scope *scope)
{
    size_t cut = 0;
    const struct run *last = NULL;
    for (size_t i = 0; i < scope->group->n; i++) {
        if (run_max_censored(scope->group->runs[i])) {
            cut++;
            last = scope->group->runs[i];
        }
    }
    if (cut > 0) {
        struct finding *finding = add(scope, "max-censored", LEVEL_WARNING);
        finding->variant = isnan(last->load.timeout_s) ? "assumed" : NULL;
        number(finding, "max", last->latency.max_us, UNIT_MICROSECONDS);
        number(finding, "timeout", run_timeout_s(last), UNIT_SECONDS);
        number(finding, "cut", (double)cut, UNIT_COUNT);
        number(finding, "runs", (double)scope->group->n, UNIT_COUNT);
    }
}

static void check_no_latency(struct scope *scope)
{
    double without = 0;
    double answers = 0;
    double late = 0;
    for (size_t i = 0; i < scope->group->n; i++) {
        const struct run *run = scope->group->runs[i];
        if (!run->has_latency) {
            without++;
            answers += run->requests;
            late += isnan(run->errors.timeout) ? 0 : run->errors.timeout;
        }
    }
    if (without > 0) {
        struct finding *finding = add(scope, "no-latency", LEVEL_ERROR);
        finding->variant = isnan(answers)    ? "unstated"
                           : answers == 0    ? NULL
                           : late >= answers ? "late"
                                             : "untimed";
        number(finding, "answers", answers, UNIT_COUNT);
        number(finding, "without", without, UNIT_COUNT);
        number(finding, "runs", (double)scope->group->n, UNIT_COUNT);
    }
}

/* NULL when there is nothing to say. */
static struct finding *check_share(struct scope *scope, const char *id, const char *metric,
                                   double share)
{
    if (!(share > 0)) {
        return NULL;
    }
    struct finding *finding = add(scope, id, share >= ERROR_LIMIT ? LEVEL_ERROR : LEVEL_WARNING);
    number(finding, "count", total(scope->group, metric), UNIT_COUNT);
    number(finding, "share", share, UNIT_SHARE);
    number(finding, "requests", total(scope->group, "requests"), UNIT_COUNT);
    return finding;
}

static void check_timeouts(struct scope *scope)
{
    double timeout_s = run_timeout_s(scope->group->runs[0]);
    struct finding *finding =
        check_share(scope, "timeouts", "errors.timeout", scope->condition->timeout_share);
    if (finding && isnan(timeout_s)) {
        finding->variant = "unknown";
    } else if (finding) {
        number(finding, "timeout", timeout_s, UNIT_SECONDS);
    }
}

static void check_non2xx(struct scope *scope)
{
    (void)check_share(scope, "non2xx", "errors.status", scope->condition->status_share);
}

/* Connections that failed: what was asked on them was never answered. */
static void check_socket_err(struct scope *scope)
{
    double connect = total(scope->group, "errors.connect");
    double read = total(scope->group, "errors.read");
    double write = total(scope->group, "errors.write");
    double requests = total(scope->group, "requests");
    double share = (connect + read + write) / (requests + connect + read + write);
    if (connect + read + write > 0) {
        struct finding *finding =
            add(scope, "socket-err", share >= ERROR_LIMIT ? LEVEL_ERROR : LEVEL_WARNING);
        number(finding, "connect", connect, UNIT_COUNT);
        number(finding, "read", read, UNIT_COUNT);
        number(finding, "write", write, UNIT_COUNT);
        number(finding, "share", share, UNIT_SHARE);
    }
}

static void check_bytes_per_resp(struct scope *scope)
{
    const struct study *study = scope->analysis->study;
    const struct group *base = study_group(study, scope->workload, 0);
    if (scope->system == 0 || base->n == 0 || !payload_differs(base, scope->group)) {
        return;
    }
    struct scope of_base = *scope;
    of_base.group = base;
    struct finding *finding = add(scope, "bytes-per-resp", LEVEL_WARNING);
    text(finding, "baseline", study->systems[0]);
    number(finding, "base_bytes", median_of(&of_base, "bytes_per_response"), UNIT_BYTES);
    number(finding, "bytes", median_of(scope, "bytes_per_response"), UNIT_BYTES);
}

static struct str setting_text(struct arena *arena, double value)
{
    char number_text[NUMBER_SIZE];
    return isnan(value) ? STR("?") : str_copy(arena, number_format(number_text, value));
}

/* One finding per setting in which a system's runs differ from the baseline's. */
static void compare_setting(struct scope *scope, const char *variant, struct str base,
                            struct str system)
{
    if (!str_eq(base, system)) {
        struct finding *finding = add(scope, "settings", LEVEL_WARNING);
        finding->variant = variant;
        text(finding, "baseline", scope->analysis->study->systems[0]);
        text(finding, "base_value", base);
        text(finding, "value", system);
    }
}

static void check_settings(struct scope *scope)
{
    const struct group *base = study_group(scope->analysis->study, scope->workload, 0);
    if (scope->system == 0 || base->n == 0) {
        return;
    }
    const struct run *a = base->runs[0];
    const struct run *b = scope->group->runs[0];
    const double pairs[][2] = {
        {a->load.connections, b->load.connections}, {a->load.rate_rps, b->load.rate_rps},
        {a->load.pipeline, b->load.pipeline},       {a->load.threads, b->load.threads},
        {a->load.duration_s, b->load.duration_s},
    };
    static const char *const NAMES[] = {"connections", "rate", "pipeline", "threads", "duration"};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        compare_setting(scope, NAMES[i], setting_text(scope->arena, pairs[i][0]),
                        setting_text(scope->arena, pairs[i][1]));
    }
    compare_setting(scope, "path", run_path(a), run_path(b));
}

/* A system that shares no workload with the baseline: nothing of it can be compared. */
static void check_unmatched(struct scope *scope)
{
    const struct study *study = scope->analysis->study;
    for (size_t s = 1; s < study->system_count; s++) {
        bool shared = false;
        for (size_t w = 0; w < study->workload_count; w++) {
            shared = shared || (study_group(study, w, 0)->n > 0 && study_group(study, w, s)->n > 0);
        }
        if (!shared) {
            scope->system = s;
            struct finding *finding = add(scope, "settings", LEVEL_ERROR);
            finding->variant = "unmatched";
            text(finding, "baseline", study->systems[0]);
        }
    }
}

/* Every check on one system under one workload. A new check is a function and a row. */
static void (*const CHECKS[])(struct scope *scope) = {
    check_no_latency, check_non2xx,       check_timeouts,       check_socket_err, check_little_high,
    check_little_low, check_max_censored, check_bytes_per_resp, check_settings,
};

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
    const struct study *study = analysis->study;
    struct scope whole = {
        .arena = arena, .analysis = analysis, .workload = NO_INDEX, .system = NO_INDEX};
    check_unmatched(&whole);
    for (size_t w = 0; w < study->workload_count; w++) {
        for (size_t s = 0; s < study->system_count; s++) {
            struct scope scope = {
                .arena = arena,
                .analysis = analysis,
                .condition = &conditions[w * study->system_count + s],
                .group = study_group(study, w, s),
                .workload = w,
                .system = s,
            };
            for (size_t i = 0; i < sizeof CHECKS / sizeof CHECKS[0] && scope.group->n > 0; i++) {
                CHECKS[i](&scope);
            }
        }
    }
    sort_findings(arena, analysis);
}
