/*
 * metric.h - the one table of metrics: id, unit, direction, and how to get the
 * value from a run. Labels in each language are catalogue entries
 * "metric.ID"; a new metric is one row here and one line in each catalogue.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "run.h"

enum unit {
    UNIT_COUNT,        /* 1 */
    UNIT_PER_SECOND,   /* 1/s */
    UNIT_BYTES,        /* B */
    UNIT_BYTES_PER_S,  /* B/s */
    UNIT_MICROSECONDS, /* us */
    UNIT_SECONDS,      /* s */
    UNIT_SHARE,        /* 1; 0..1, shown as percent */
    UNIT_POINTS,       /* score, 0..100 */
    UNIT_FACTOR,       /* ratio to something, shown as 4.91x */
    UNIT_OTHER,        /* of a named value, in the words of its source */
    UNIT_NONE,         /* not a number */
};

/* The unit as JSON and CSV name it: "1/s", "us", ... */
const char *unit_name(enum unit unit);

enum metric_flag {
    METRIC_PRIMARY = 1,   /* judged, not only described */
    METRIC_LATENCY = 2,   /* depends on latency having been recorded, and on its kind */
    METRIC_SYNTHETIC = 4, /* below p99: describes added samples once rho is high */
    METRIC_TOTAL = 8,     /* grows with the duration of the run */
    METRIC_ANSWERS = 16,  /* counts answers whatever their status, so errors spoil it */
    METRIC_NAMED = 32,    /* no row of METRICS: a struct named_metric */
    METRIC_FACT = 64,     /* of those, a number that no run measured, so it has no spread */
};

struct metric {
    const char *id;
    enum unit unit;
    enum better better;
    unsigned flags;
    double p; /* percentile for the latency.p* rows, 0..100 */
    double (*of)(const struct metric *metric, const struct run *run);
};

/* All metrics, in the order in which they are shown. */
extern const struct metric METRICS[];
extern const size_t METRIC_COUNT;

/* The row of an id; NULL when there is none. */
const struct metric *metric_find(struct str id);

/* Shorthand: the row of an id that is known to exist (asserted). */
const struct metric *metric_get(const char *id);

/* A metric for the values of one name and one kind of unit that runs carry (run.values). */
struct named_metric {
    struct metric metric; /* id: the name, for people and for JSON */
    struct str name, unit_text;
    size_t place; /* where such a value is looked for first */
};

/*
 * A metric, in the arena, for values like this one, the place-th of its run. Its unit is one of
 * ours where unit_of_text() knows it, so that 900 KiB and 1 MB compare.
 */
const struct metric *metric_named(struct arena *arena, const struct named_value *value,
                                  const char *id, size_t place);

/* Whether a named metric (METRIC_NAMED) covers the value: the same name and kind of unit. */
bool metric_covers(const struct metric *metric, const struct named_value *value);

/* The one table of units that a user or a tool may write. */
struct known_unit {
    const char *text;
    enum unit unit;
    double times; /* how many of ours one is */
};
extern const struct known_unit KNOWN_UNITS[];
extern const size_t KNOWN_UNIT_COUNT;

/* The unit that a text means, and how many of it one is: "ms" is 1000 microseconds. Bytes: kB is
 * 1000, KiB 1024. UNIT_OTHER, 1: not known. */
enum unit unit_of_text(struct str text, double *times);

/* The unit as JSON and CSV name it: unit_name(), or the text of a named metric. */
struct str metric_unit(const struct metric *metric);

/* The value of a metric in a run, in the metric's unit; NaN when not stated. */
double metric_of(const struct metric *metric, const struct run *run);

/*
 * Half of the last digit the source printed for this value: a difference
 * within it is no difference. 0 when the format prints exact numbers.
 * In a wrk-lua run what wrk itself could have printed counts as printed by it.
 * Source for wrk: src/units.c (two decimals after scaling; see reference 1.2).
 */
double metric_precision(const struct metric *metric, const struct run *run, double value);
