/*
 * plain_column.h - what the title of a column says: the quantity and its unit.
 */
#pragma once

#include "run.h"

enum column_kind { AS_TEXT, AS_NUMBER, AS_TIME, AS_SHARE };

/* What a column may hold. */
struct column_target {
    const char *name;
    enum column_kind kind;
    size_t offset; /* in struct run; SIZE_MAX for a percentile */
};

struct column {
    struct str title;                   /* as in the header */
    const struct column_target *target; /* NULL: unknown */
    double p;                           /* of a percentile, else NaN */
    double unit; /* microseconds of a time, 0.01 for percent; NaN: not stated */
    bool said;   /* by --columns */
};

/* Fills in what a title means; false, with an unknown target, when nobody knows it. */
bool column_understand(struct str title, struct column *column);

/* The same for OURS of --columns, "latency.p99:ms"; the title stays. */
bool column_understand_ours(struct str ours, struct column *column);

/* A unit of a time in microseconds, or that of a share; NaN for anything else. */
double column_unit(enum column_kind kind, struct str unit);
