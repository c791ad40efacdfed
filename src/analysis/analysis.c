#include "analysis.h"

#include <string.h>

#include "parts.h"

const char *bound_text(enum bound bound)
{
    static const char *const TEXTS[] = {NULL, ">=", "<="};
    return TEXTS[bound];
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const NAMES[] = {NULL,   "better",  "worse",
                                        "same", "unclear", "not-comparable"};
    return NAMES[verdict];
}

const char *why_name(enum why why)
{
    static const char *const NAMES[] = {
        [WHY_NONE] = NULL,
        [WHY_ONE_RUN] = "one-run",
        [WHY_FEW_RUNS] = "few-runs",
        [WHY_MORE_RUNS] = "more-runs",
        [WHY_OVERLAP] = "overlap",
        [WHY_NOISE] = "noise",
        [WHY_BASE_ZERO] = "base-zero",
        [WHY_MISSING] = "missing",
        [WHY_NO_SYSTEM] = "no-system",
        [WHY_NO_BASELINE] = "no-baseline",
        [WHY_NO_LATENCY] = "no-latency",
        [WHY_LATENCY_KIND] = "latency-kind",
        [WHY_ERRORS] = "errors",
        [WHY_TIMEOUTS] = "timeouts",
        [WHY_LITTLE_HIGH] = "little-high",
        [WHY_LITTLE_LOW] = "little-low",
        [WHY_MAX_CENSORED] = "max-censored",
        [WHY_DURATION] = "duration",
        [WHY_BYTES] = "bytes-per-resp",
        [WHY_INCONSISTENT] = "inconsistent",
        [WHY_RATE_MISSED] = "rate-missed",
        [WHY_LOW_N] = "low-n",
        [WHY_NOT_POSITIVE] = "not-positive",
        [WHY_OTHER] = "other",
    };
    return NAMES[why];
}

const char *not_scored_name(enum not_scored reason)
{
    static const char *const NAMES[] = {NULL,      "single-system", "errors",       "no-latency",
                                        "missing", "latency-kind",  "inconsistent", "no-part"};
    return NAMES[reason];
}

const char *level_name(enum level level)
{
    static const char *const NAMES[] = {"info", "warning", "error"};
    return NAMES[level];
}

void analysis_run(struct arena *arena, const struct study *study,
                  const struct analysis_options *options, struct analysis *analysis)
{
    size_t groups = study->workload_count * study->system_count;
    struct condition *conditions = ARENA_ARRAY(arena, struct condition, groups);
    for (size_t i = 0; i < groups; i++) {
        conditions[i] = condition_of(&study->groups[i]);
    }
    *analysis = (struct analysis){.study = study,
                                  .noise = options->noise,
                                  .one_run_noise = options->one_run_noise,
                                  .slo = options->slo,
                                  .conditions = conditions};
    add_comparisons(arena, analysis);
    add_sweeps(arena, options, analysis);
    add_overalls(arena, analysis);
    add_efficiency(arena, conditions, analysis);
    add_scores(arena, conditions, options, analysis);
    add_findings(arena, conditions, analysis);
    add_gates(arena, options, analysis);
}

const struct comparison *analysis_comparison(const struct analysis *analysis, size_t workload,
                                             const char *metric_id)
{
    const size_t *first = analysis->first_comparison + workload;
    for (size_t i = first[0]; i < first[1]; i++) {
        if (strcmp(analysis->comparisons.at[i].metric->id, metric_id) == 0) {
            return &analysis->comparisons.at[i];
        }
    }
    return NULL;
}

const struct score *analysis_score(const struct analysis *analysis, size_t workload, size_t system)
{
    return &analysis->scores.at[workload * analysis->study->system_count + system];
}

double analysis_error_share(const struct analysis *analysis, size_t workload, size_t system)
{
    return analysis->conditions[workload * analysis->study->system_count + system].error_share;
}
