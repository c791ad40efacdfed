/*
 * gates.h - thresholds that the user set, judged against a study.
 */
#pragma once

#include "analysis.h"

enum gate_of {
    GATE_VALUE,      /* the median of the metric itself */
    GATE_DELTA,      /* value / baseline - 1 */
    GATE_REGRESSION, /* the share by which it is worse than the baseline; below 0: better */
};

enum gate_operator { GATE_LESS, GATE_AT_MOST, GATE_MORE, GATE_AT_LEAST };

struct gate {
    bool warns;         /* instead of failing */
    struct str systems; /* a glob of labels; NULL: all */
    struct str metric;  /* id */
    enum gate_of of;
    enum gate_operator operator;
    double limit;    /* in the metric's unit; a share for changes */
    struct str text; /* as given */
};

enum gate_verdict {
    GATE_PASS,
    GATE_WARN,           /* a limit that only warns does not hold */
    GATE_FAIL,           /* a limit does not hold */
    GATE_INCONCLUSIVE,   /* the runs do not tell */
    GATE_NOT_COMPARABLE, /* the numbers can't be taken as they stand; why says it */
    GATE_NO_DATA,        /* no such number, no such system, no baseline */
};

/* What a verdict comes to, once --inconclusive and the gate's level are counted in. */
enum gate_outcome {
    OUTCOME_PASSED,
    OUTCOME_OPEN,   /* inconclusive, and --inconclusive lets it pass */
    OUTCOME_WARNED, /* it does not hold or can't be known to, but need not */
    OUTCOME_FAILED, /* exit status 1 */
};

/* "pass", "warn", "fail", "inconclusive", "not-comparable", "no-data" */
const char *gate_verdict_name(enum gate_verdict verdict);

/* "passed", "open", "warned", "failed" */
const char *gate_outcome_name(enum gate_outcome outcome);

/*
 * A gate on one system under one workload; NO_INDEX for both where it met none. A change
 * fails or passes by its whole interval: the one that belongs to the exact test,
 * 95 %; with fewer than 4 runs a side by the one-run noise around it. A value is the
 * median; where it is cut off ("at least"), only what that says is judged. 0 against a baseline
 * of 0 is no change. What the baseline ran and the system did not is no data.
 */
struct gate_result {
    const struct gate *gate;
    const struct comparison *comparison; /* of its metric; NULL: no run states it */
    size_t workload, system;
    enum gate_verdict verdict;
    double value;     /* what was held against the limit; NaN: none */
    double low, high; /* where it may lie; NaN: not known */
    enum why why;
    enum gate_outcome outcome;
};

/* How many gates came to the outcome. */
size_t gate_outcomes(const struct analysis *analysis, enum gate_outcome outcome);

/* The worst outcome of all; passed without gates. */
enum gate_outcome gates_worst(const struct analysis *analysis);

/*
 * Stores the places in analysis->gates of those that did not pass, failed ones first, at most
 * `most` of them. Returns how many were stored.
 */
size_t gates_not_passed(const struct analysis *analysis, size_t *places, size_t most);
