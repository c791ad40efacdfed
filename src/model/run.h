/*
 * run.h - one execution of a load tool, in the canonical form (wrkbook.run/1).
 *
 * Every number is a double; NaN means "not stated". Texts are slices that live
 * as long as the run; ptr == NULL means "not stated". Units are in the names.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "json_emit.h"
#include "str.h"

enum role { ROLE_MEASURED, ROLE_WARMUP, ROLE_PRIMER };

/* Direction in which a number gets better. */
enum better { BETTER_NONE, BETTER_HIGHER, BETTER_LOWER };

/* Kinds are never compared with each other: they time different things. */
enum latency_kind {
    LATENCY_SERVICE,    /* from sending a request to its answer */
    LATENCY_BACKFILLED, /* wrk 4: service time with samples added for coordinated omission */
    LATENCY_RESPONSE,   /* from the intended start of a request (wrk2) */
};

enum load_model { LOAD_UNKNOWN, LOAD_CLOSED, LOAD_OPEN };

struct percentile {
    double p;     /* 0..100 */
    double us;    /* microseconds */
    double count; /* samples at or below, NaN when not stated */
};

struct bin {
    double upper_us;
    double count;
};

struct latency {
    enum latency_kind kind;
    double mean_us, stdev_us, min_us, max_us;
    double within_stdev_pct; /* share of samples within one stdev of the mean, 0..100 */
    double count;
    const struct percentile *percentiles; /* ascending in p */
    size_t percentile_count;
    const struct bin *histogram;
    size_t bin_count;
};

struct phase {
    struct str name; /* connect, ttfb, ttlb, uncorrected */
    struct latency latency;
};

struct load {
    enum load_model model;
    double threads, connections, duration_s, rate_rps, timeout_s, pipeline;
};

/* What one client thread did per second: spread within the run, never a total. */
struct thread_rps {
    double mean, stdev, max, within_stdev_pct;
};

struct run_errors {
    double connect, read, write, timeout, status, other;
};

struct tag {
    struct str key, value;
};

struct status_code {
    double code, count;
};

struct named_value {
    struct str name;
    double value;
    struct str unit;
    enum better better;
    bool fact; /* given by the user (wrkbook.yaml), not measured by the run */
};

struct run {
    struct str label; /* the system; NULL until the inputs have been labelled */
    enum role role;
    const struct tag *tags;
    size_t tag_count;
    struct str source_file; /* base name, or the path below the directory given */
    double source_line;     /* where the run begins in that file, from 1 */
    struct str source_format;
    struct str tool_name, tool_version, command;
    struct str url, method, target_name;
    struct load load;
    struct str started_at;
    double elapsed_s, requests;
    double ok; /* answers neither late nor with an error status */
    double attempts, bytes, rps, bytes_per_s;
    const struct status_code *status_codes;
    size_t status_code_count;
    bool has_latency; /* false: the tool recorded none; latency is then meaningless */
    struct latency latency;
    const struct phase *phases;
    size_t phase_count;
    struct thread_rps thread_rps;
    struct run_errors errors;
    const struct named_value *values;
    size_t value_count;
    const struct str *notes;
    size_t note_count;
};

/* A run in which nothing is stated: numbers NaN, texts NULL, role measured. */
struct run run_blank(void);

/* A latency in which nothing is stated, of the given kind. */
struct latency latency_blank(enum latency_kind kind);

/* The p-th percentile as the tool stated it, in microseconds; NaN when it did not. Never
 * interpolated. */
double latency_percentile(const struct latency *latency, double p);

/* The names JSON uses for the enumerations above. BETTER_NONE and LOAD_UNKNOWN give NULL (null). */
const char *role_name(enum role role);
const char *latency_kind_name(enum latency_kind kind);
const char *load_model_name(enum load_model model);
const char *better_name(enum better better);

/* The reverse; false for an unknown name. */
MUST_CHECK bool role_parse(struct str name, enum role *role);
MUST_CHECK bool latency_kind_parse(struct str name, enum latency_kind *kind);
MUST_CHECK bool load_model_parse(struct str name, enum load_model *model);
MUST_CHECK bool better_parse(struct str name, enum better *better);

/* Connections that the tool really opens: wrk gives each thread connections/threads, rounded down.
 */
double run_connections_opened(const struct run *run);

/*
 * Requests under way that mean latency and throughput imply, over those that
 * can exist: rho = rps * mean / opened connections (Little's law, 1 in a closed
 * loop without think time). NaN outside a closed loop or without a mean.
 */
double run_rho(const struct run *run);

/*
 * The answer timeout in force, seconds: as stated; else wrk's default of 2 s
 * unless the run's own maximum lies above it; else NaN.
 */
double run_timeout_s(const struct run *run);

/* Whether the maximum is cut off: it reaches 98 % of the timeout of a tool that drops later
 * answers. */
bool run_max_censored(const struct run *run);

/*
 * Answers that came after the timeout; NaN when that is unknown. wrk times a batch of
 * pipelined requests as one, and so counts one timeout for all of it.
 */
double run_late(const struct run *run);

/* Share of attempts that did not end in a good answer, 0..1; NaN when unknown. */
double run_error_share(const struct run *run);

/* The host of the target URL, with its port if one is stated; NULL when no URL is stated. */
struct str run_host(const struct run *run);

/* The path of the target URL, "/" for none; NULL when no URL is stated. */
struct str run_path(const struct run *run);

/* "http" or "https" of the target URL; NULL when none is stated. */
struct str run_scheme(const struct run *run);

/* {name, value, unit, better}, and "kind":"fact" for a fact. */
void value_emit(struct json_emit *json, const struct named_value *value);

/* One JSON object, keys in the canonical order, no line end. */
void run_emit(struct json_emit *json, const struct run *run);

/*
 * How runs stand in a published document, for wrkbook to read again: a comment
 * of HTML that begins with this line, holds a run a line and ends with "-->"
 * in a line of its own.
 */
#define PUBLISHED_RUNS "<!-- wrkbook:runs"

/* What ends the label of a published system where runs of the same label were measured since. */
#define PUBLISHED_SUFFIX " (published)"
