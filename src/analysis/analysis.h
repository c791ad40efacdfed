/*
 * analysis.h - what a study says: summaries, changes, efficiency, score,
 * findings. Pure functions; nothing here formats or prints. DESIGN rule
 * numbers refer to the rules in README.md, "How numbers are defined".
 */
#pragma once

#include "metric.h"
#include "study.h"
#include "sweep.h"

#define NO_INDEX ((size_t)-1)

enum bound { BOUND_NONE, BOUND_AT_LEAST, BOUND_AT_MOST };

/* NULL, ">=", "<=" */
const char *bound_text(enum bound bound);

enum verdict {
    VERDICT_NONE, /* described, not judged */
    VERDICT_BETTER,
    VERDICT_WORSE,
    VERDICT_SAME,
    VERDICT_UNCLEAR,
    VERDICT_NOT_COMPARABLE,
};

/* Name in JSON and CSV: "better", ...; NULL for VERDICT_NONE. */
const char *verdict_name(enum verdict verdict);

/* Why a verdict is what it is, or what must be known to read it. Texts: catalogue "why.ID". */
enum why {
    WHY_NONE,
    WHY_ONE_RUN,
    WHY_FEW_RUNS,
    WHY_MORE_RUNS,
    WHY_OVERLAP,
    WHY_NOISE, /* the interval excludes 1, but not the noise band around it */
    WHY_BASE_ZERO,
    WHY_MISSING,
    WHY_NO_SYSTEM,   /* none has a label that a gate asks for */
    WHY_NO_BASELINE, /* nothing to compare with */
    WHY_NO_LATENCY,
    WHY_LATENCY_KIND,
    WHY_ERRORS,
    WHY_TIMEOUTS,
    WHY_LITTLE_HIGH,
    WHY_LITTLE_LOW,
    WHY_MAX_CENSORED,
    WHY_DURATION,
    WHY_BYTES,
    WHY_INCONSISTENT,
    WHY_RATE_MISSED,
    WHY_LOW_N,
    WHY_NOT_POSITIVE, /* 0 or below in some system, so that there are no ratios */
    WHY_OTHER,
};

/* Name in JSON and CSV: "one-run", ...; NULL for WHY_NONE. */
const char *why_name(enum why why);

/* One metric of one system under one workload. */
struct summary {
    size_t n;           /* runs that state it */
    double value;       /* median of the runs, error_share: of all together; NaN when n is 0,
                           and of a percentile that rests on too few requests */
    double low, high;   /* interval of the median, 95 %; NaN below the 6 runs that takes */
    double least, most; /* smallest and largest run; NaN below two runs */
    enum bound bound;   /* BOUND_AT_LEAST: cut off by the tool */
    const struct metric *metric;
    const struct group *group;
};

/* The first n of the values it was made from, in the order of the runs, in the arena. They are not
 * kept, as a million runs have dozens of metrics. */
const double *summary_raw(struct arena *arena, const struct summary *summary);

/* A system against the baseline. Ratios are value/baseline, direction not applied. */
struct change {
    double ratio;     /* NaN when undefined */
    double percent;   /* 100 * (ratio - 1) */
    double estimate;  /* of the ratio: Hodges-Lehmann, over all pairs of runs; NaN: not tested */
    double low, high; /* its interval; NaN: not tested, or without end */
    double p, p_adjusted; /* exact Mann-Whitney; adjusted for all comparisons of the metric */
    enum bound bound;
    enum verdict verdict;
    enum why why;
};

struct comparison_row {
    struct summary summary;
    bool unusable;   /* the value can't be taken as it stands, whatever it is compared with */
    enum why own;    /* why, or what must be known to read it */
    bool has_change; /* false on the baseline, and where there is nothing to compare */
    struct change change;
};

/* One metric under one workload, a row per system of the study. */
struct comparison {
    size_t workload;
    const struct metric *metric;
    struct comparison_row *rows; /* [system] */
};

/* Best = 1; NaN with a reason where it can't be said. */
struct efficiency_cell {
    double share;
    enum why why;
};

struct efficiency {
    size_t workload;
    const struct metric *metric;   /* success is error_share, inverted */
    struct efficiency_cell *cells; /* [system] */
};

struct score_part {
    const struct metric *metric;
    double value;     /* of this system, in the metric's unit */
    double best;      /* of the best scored one, or the target */
    bool is_target;   /* best is; a target that is exceeded counts as met */
    double ratio;     /* 1 = the best, or the target met; below 1 = worse */
    double low, high; /* of ratio, at the ends of the value's interval; NaN with too few runs */
    double weight;    /* share of 1 */
    enum bound bound; /* of ratio */
};

enum not_scored {
    SCORED,
    NOT_SCORED_SINGLE,       /* no other system to compare with */
    NOT_SCORED_ERRORS,       /* 1 % errors or more */
    NOT_SCORED_NO_LATENCY,   /* none recorded */
    NOT_SCORED_MISSING,      /* not measured under this workload, or no goodput stated */
    NOT_SCORED_KIND,         /* latency of another kind than most systems', or no kind of most */
    NOT_SCORED_INCONSISTENT, /* a log contradicts itself */
    NOT_SCORED_NO_PART,      /* nothing of what has a weight is stated by all */
};

/* NULL for SCORED, else "single-system", "errors", ... */
const char *not_scored_name(enum not_scored reason);

/*
 * How far the weights may move before the order of two scores turns: the share
 * of one part (the others in proportion) may lie between from and to; from 0
 * to 1: no share of this part turns the order. Ratios that are upper bounds of the
 * system behind can only widen it.
 */
struct score_room {
    size_t part;
    double from, to;
};

struct score {
    size_t workload, system;
    enum not_scored not_scored;
    bool absolute; /* every part is against a target, so it takes no other system */
    double value;  /* 0..100, NaN unless scored */
    /*
     * 100 x exp(sum of weight x ln(ratio's low or high)): with every part at that end of its
     * interval, the order statistics of the median at 95 %. NaN with fewer than 6 runs, and
     * low also where the score is an upper bound.
     */
    double low, high;
    enum bound bound; /* BOUND_AT_MOST where a maximum is cut off */
    size_t rank;      /* 1 = best; 0 unless scored */
    struct score_part *parts;
    size_t part_count;

    struct score_excluded {
        const struct metric *metric;
        enum why why;
    } * excluded; /* what would have counted, and why it does not */

    size_t excluded_count;
    bool tail_is_max;        /* no p99 everywhere: the maximum stands for the tail */
    const size_t *dominates; /* systems it beats on every part, or equals and beats once */
    size_t dominates_count;
    size_t next;              /* the system ranked behind it; NO_INDEX for none */
    bool order_open;          /* ahead of next by an upper bound only: nothing is sure */
    bool clear;               /* its runs show on some part that it is better than next */
    struct score_room room;   /* in which it stays ahead of next: the part with the least */
    struct score_room *rooms; /* [part_count]; NULL without next */
    size_t decides;           /* the part that most of the distance to the best comes from */
    double decides_share;     /* of all that is behind the best, 0..1; NaN with nothing behind it.
                                 In absolute mode both are of the distance to 100 */
};

/* A system against the baseline over all workloads where both can be compared; two at least. */
struct overall {
    const struct metric *metric; /* a primary one */
    size_t system;
    size_t n;          /* workloads that count */
    double ratio;      /* geometric mean of their ratios */
    size_t *unmatched; /* the workloads that do not count */
    size_t unmatched_count;
};

enum level { LEVEL_INFO, LEVEL_WARNING, LEVEL_ERROR };

/* "info", "warning", "error" */
const char *level_name(enum level level);

/* A number or a name that a finding's text refers to as {name}. */
struct finding_value {
    const char *name;
    double value;
    enum unit unit; /* UNIT_NONE: text instead of a number */
    struct str text;
};

#define FINDING_VALUES 8

/* Something an expert would point out. Texts: catalogue "finding.ID" and "advice.ID". */
struct finding {
    const char *id;
    const char *variant; /* the text is "finding.ID.VARIANT"; NULL: "finding.ID" */
    enum level level;
    size_t system;         /* NO_INDEX: the whole study */
    size_t workload;       /* NO_INDEX: all */
    size_t workloads;      /* under how many the same was found; the others were merged into it */
    const struct run *run; /* NULL: no single run */
    struct finding_value values[FINDING_VALUES];
    size_t value_count;
};

/* The ids of all checks, each once, in their order; how many were stored. */
size_t finding_ids(const char **ids, size_t most);

struct gate;
struct gate_result;
struct condition;

struct analysis {
    const struct study *study;
    double noise;                       /* share within which a change is none */
    double one_run_noise;               /* the same with too few runs to know */
    struct slo slo;                     /* as asked for */
    const struct condition *conditions; /* private: by workload, then system */
    VEC(struct comparison)
    comparisons; /* by workload, then in the order of METRICS, then the values that runs name
                    themselves; only what some run states */
    const size_t *first_comparison; /* [workload_count + 1]: of each workload, and past the last */
    VEC(struct overall) overall;    /* by metric, then system */
    VEC(struct sweep) sweeps;       /* loads that belong together; most studies have none */
    VEC(struct efficiency) efficiencies; /* by workload */
    const size_t *first_efficiency;      /* [workload_count + 1], like first_comparison */
    VEC(struct score) scores;            /* by workload, then system */
    VEC(struct finding) findings;        /* errors first */
    VEC(struct gate_result) gates;       /* by gate, workload, system (gates.h) */
};

/* What counts for the score, and how much. */
struct weight {
    struct str metric; /* id of a metric or name of a fact */
    double weight;     /* above 0; only their ratios matter */
    double target;     /* in the metric's unit; NaN: none */
};

/* What follows from a gate that the runs do not settle. */
enum when_inconclusive { INCONCLUSIVE_WARNS, INCONCLUSIVE_PASSES, INCONCLUSIVE_FAILS };

struct analysis_options {
    double noise;         /* share within which a change is none, such as 0.05 */
    double one_run_noise; /* the same with too few runs to know, such as 0.5 */
    enum sweep_by by;     /* SWEEP_AUTO: connections or rate, from 3 loads on */
    struct slo slo;
    const struct weight *weights; /* none: the default */
    size_t weight_count;
    const struct gate *gates; /* gates.h */
    size_t gate_count;
    enum when_inconclusive inconclusive;
    bool earlier_baseline; /* it was measured before, so no gate is about its own numbers */
};

/* Never fails: what can't be said is said to be so. Everything lives in the arena. */
void analysis_run(struct arena *arena, const struct study *study,
                  const struct analysis_options *options, struct analysis *analysis);

/* The comparison of a metric under a workload; NULL when no run states it. */
const struct comparison *analysis_comparison(const struct analysis *analysis, size_t workload,
                                             const char *metric_id);

/* The score of a system under a workload. Always there. */
const struct score *analysis_score(const struct analysis *analysis, size_t workload, size_t system);

/*
 * A system against another as if that were the baseline: judged at the level that
 * holds for as many comparisons. Swapping the two inverts ratio and verdict.
 */
struct change analysis_change(const struct analysis *analysis, const struct comparison *comparison,
                              size_t base, size_t system);

/* What share of its attempts a system gave no good answer to, 0 to 1, over all runs together; NaN
 * when that is unknown. */
double analysis_error_share(const struct analysis *analysis, size_t workload, size_t system);
