/*
 * study.h - runs grouped by workload and system. No arithmetic on results.
 *
 * Two runs belong to one workload when their model, connections, rate and
 * pipeline agree and they are the same named part of a run. Path, threads and
 * duration may differ between systems (a finding says so); where one system
 * itself was measured with several of them, each becomes a workload of its own.
 */
#pragma once

#include "errors.h"
#include "run.h"
#include "vec.h"

/* What was asked of the systems. NaN / NULL: not stated, or not the same in all its runs. */
struct workload {
    struct str name; /* named part of a run, NULL for the whole */
    struct str path;
    double connections, threads, duration_s, rate_rps, pipeline;
};

/*
 * The measured runs of one system under one workload: in the order of their start where each
 * states it, else by file name (numbers by value) and line.
 */
struct group {
    const struct run **runs;
    size_t n; /* 0: this system has no run of this workload */
};

struct study {
    const struct run **runs; /* all runs compared, in the order of input */
    size_t run_count;
    struct str *systems; /* labels, baseline first, the rest in the order of input */
    size_t system_count;
    struct workload *workloads; /* by connections, rate, then order of input */
    size_t workload_count;
    struct group *groups; /* [workload * system_count + system] */
    bool baseline_given;  /* the user named the baseline */
    bool forced;          /* settings that must agree were ignored at the user's wish */
    size_t set_aside;     /* warm-up and primer runs, not compared */
};

struct study_options {
    struct str
        baseline;   /* NULL: one named base, baseline, before, old, main, master; else the first */
    bool force;     /* one workload even where connections, rate or pipeline differ */
    bool all_roles; /* take warm-up and primer runs for measured ones */
};

/*
 * Groups labelled runs. Slices and runs are referred to, not copied. Errors
 * (ERR_USAGE): a baseline that is no label; (ERR_INPUT): no run to compare.
 */
MUST_CHECK bool study_build(struct arena *arena, const struct run *const *runs, size_t run_count,
                            const struct study_options *options, struct study *study,
                            struct err *err);

/* The runs of one system under one workload. */
const struct group *study_group(const struct study *study, size_t workload, size_t system);
