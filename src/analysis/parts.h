/*
 * parts.h - the steps of analysis_run(), shared inside the analysis layer.
 */
#pragma once

#include "analysis.h"

/* Thresholds of reference values; each is said in README.md, "How numbers are defined". */
#define RHO_HIGH 1.2       /* above: the mean and the lower percentiles are synthetic */
#define RHO_VERY_HIGH 2.0  /* above: worth a warning */
#define RHO_LOW 0.9        /* below: time or connections are missing */
#define ERROR_LIMIT 0.01   /* share of errors from which answers are no longer compared */
#define DURATION_RATIO 1.1 /* durations further apart than this make totals incomparable */
#define ALPHA 0.05         /* one minus the confidence of a verdict */
#define RATE_LIMIT 0.99    /* share of the asked rate below which an open loop was saturated */
#define FEW_SAMPLES 10     /* above a percentile */
#define TESTED_RUNS 4      /* runs a side from which a verdict rests on their spread */

/* What must be known of a system's runs before their numbers may be compared. */
struct condition {
    size_t n;
    double rho;           /* median over runs; NaN outside a closed loop */
    double error_share;   /* over all runs together; NaN when unknown */
    double timeout_share; /* of requests, over all runs together */
    double status_share;
    double elapsed_s;  /* median */
    bool has_latency;  /* in every run */
    bool max_censored; /* the median of the maxima is a cut-off one */
    bool inconsistent; /* a run contradicts itself: its log was edited or mixed */
    bool rate_missed;  /* an open loop could not keep its rate */
    double samples;    /* requests of the shortest run, from which percentiles were taken */
    bool mixed_kinds;  /* runs of one system time different things */
    enum latency_kind kind;
};

struct condition condition_of(const struct group *group);

/* Whether its figures exclude each other: in one of the two ways below, or the order of its
 * percentiles, mean and maximum. */
bool contradicts_itself(const struct run *run);

/* Requests, time and rate; bytes, time and rate. Only where a log of wrk prints all three. */
bool contradicts_rate(const struct run *run);
bool contradicts_bytes(const struct run *run);

/*
 * Whether ten of so many samples lie above a percentile; with fewer it rests on chance. True for
 * what is no percentile, and where the number of samples is unknown.
 */
bool has_samples(const struct metric *metric, double samples);

/* The values of a metric over a group's runs. */
struct summary summarise(const struct metric *metric, const struct group *group,
                         const struct condition *condition);

typedef VEC(const struct metric *) metric_list;

/*
 * Appends a metric for each value that the runs of a workload carry by name, in the order in which
 * they come. Ids are the names; one that a metric has already gets its unit too.
 */
void named_metrics(struct arena *arena, const struct study *study, size_t workload,
                   metric_list *metrics);

/* Whether payloads per answer differ by more than their printing allows. */
bool payload_differs(const struct group *a, const struct group *b);

/*
 * Why the metric of two systems can't be compared at all; WHY_NONE when it can.
 * Symmetric in the two.
 */
enum why incomparable(const struct metric *metric, const struct condition *a,
                      const struct condition *b);

void add_comparisons(struct arena *arena, struct analysis *analysis);
void add_sweeps(struct arena *arena, const struct analysis_options *options,
                struct analysis *analysis);
void add_overalls(struct arena *arena, struct analysis *analysis);
void add_efficiency(struct arena *arena, const struct condition *conditions,
                    struct analysis *analysis);
void add_scores(struct arena *arena, const struct condition *conditions,
                const struct analysis_options *options, struct analysis *analysis);
void add_findings(struct arena *arena, const struct condition *conditions,
                  struct analysis *analysis);
void add_gates(struct arena *arena, const struct analysis_options *options,
               struct analysis *analysis);
