/*
 * checks.h - the checks behind the findings. A check is a function and a row
 * of the table in findings.c; its words are in the catalogues.
 */
#pragma once

#include "parts.h"

/* What one check looks at: one system under one workload, or (system NO_INDEX) a workload or study.
 */
struct scope {
    struct arena *arena;
    struct arena scratch; /* emptied after each look */
    struct analysis *analysis;
    const struct condition *conditions; /* of all, [workload * systems + system] */
    const struct condition *condition;  /* of the system; NULL for the wider scopes */
    const struct group *group;
    size_t workload, system;
    const char *id; /* of the row */
};

/* A new finding of the row at hand, about what the scope is about. */
struct finding *found(struct scope *scope, enum level level);

/* Numbers and texts that the finding's sentence refers to. */
void found_number(struct finding *finding, const char *name, double value, enum unit unit);
void found_text(struct finding *finding, const char *name, struct str value);

/* The median of a metric over the runs of the scope, and the sum. */
double median_of(struct scope *scope, const char *metric);
double total(const struct group *group, const char *metric);

/* checks_run.c: what a run's own numbers say */
void check_no_latency(struct scope *scope);
void check_non2xx(struct scope *scope);
void check_timeouts(struct scope *scope);
void check_socket_err(struct scope *scope);
void check_other_err(struct scope *scope);
void check_rate_check(struct scope *scope);
void check_rate_missed(struct scope *scope);
void check_little_high(struct scope *scope);
void check_little_low(struct scope *scope);
void check_max_censored(struct scope *scope);
void check_stall(struct scope *scope);
void check_runtime_over(struct scope *scope);
void check_tail(struct scope *scope);
void check_pm_stdev(struct scope *scope);
void check_conn_split(struct scope *scope);
void check_conn_lt_threads(struct scope *scope);
void check_bytes_too_small(struct scope *scope);
void check_low_n(struct scope *scope);
void check_client_threads(struct scope *scope);

/* checks_repeats.c: what the runs of one system say together */
void check_outlier(struct scope *scope);
void check_repeat_cv(struct scope *scope);
void check_trend(struct scope *scope);
void check_resolution(struct scope *scope);

/* checks_study.c: what concerns several systems, or the study as a whole */
void check_bytes_per_resp(struct scope *scope);
void check_settings(struct scope *scope);
void check_ceiling(struct scope *scope);
void check_unmatched(struct scope *scope);
void check_lat_semantics(struct scope *scope);
void check_few_runs(struct scope *scope);
void check_duration(struct scope *scope);
void check_no_pctl(struct scope *scope);
void check_loopback(struct scope *scope);
void check_closed_loop(struct scope *scope);
