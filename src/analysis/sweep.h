/*
 * sweep.h - one load after another: throughput and tail by connections, threads,
 * rate or path, and what follows from them for a system. Loads are workloads of
 * the study that agree in everything else.
 */
#pragma once

#include "metric.h"
#include "usl.h"

enum sweep_by { SWEEP_AUTO, SWEEP_CONNECTIONS, SWEEP_THREADS, SWEEP_RATE, SWEEP_PATH };

/* "connections", ...; NULL for SWEEP_AUTO. */
const char *sweep_by_name(enum sweep_by by);

/* A limit that a metric of latency must keep. metric NULL: none is set. */
struct slo {
    const struct metric *metric;
    double limit_us;
};

struct sweep_point {
    size_t workload, n;
    double load; /* NaN by path */
    double goodput, tail_us;
    bool tail_cut;     /* by the tool: the tail is at least that */
    double efficiency; /* goodput per load, over that at the lowest load; NaN by path */
};

/* Why no law was fitted. Texts: catalogue "sweep.WHY". */
enum not_fitted {
    FITTED,
    NOT_FITTED_SETTING, /* the law is about a closed loop's connections or threads */
    NOT_FITTED_FEW,     /* fewer than 6 loads */
    NOT_FITTED_NARROW,  /* they span less than a factor of 8 */
    NOT_FITTED_BEND,    /* throughput grows with the load to the end */
    NOT_FITTED_MISSING, /* a load without good answers */
};

const char *not_fitted_name(enum not_fitted why);

/* The highest load that keeps the limit with all lower ones, and the next, which breaks it. */
struct slo_result {
    double kept;     /* NaN: the lowest load breaks it already */
    double broken;   /* NaN: none does */
    bool unknown;    /* the latency at the load broken is not known */
    double estimate; /* in between, straight on logarithmic axes; NaN unless both are known */
};

struct sweep_system {
    struct sweep_point *points; /* ascending in load */
    size_t point_count;
    double most_goodput, most_load; /* the best point; NaN without any */
    /*
     * Where queueing begins: most goodput times the time of a request at the
     * lowest load (operational laws). NaN unless by connections or threads in a closed loop, and
     * where that lies within the noise of the highest load or beyond it.
     */
    double saturation;
    enum not_fitted why;
    struct usl fit; /* of goodput; only when FITTED */
    double peak;    /* its load of most goodput; NaN unless the data carry it */
    struct slo_result slo;
};

struct sweep {
    enum sweep_by by;
    const struct metric *tail; /* of the limit, else p99, else the maximum */
    size_t *workloads;         /* ascending in load */
    size_t workload_count;
    struct sweep_system *systems; /* [system] */
};
