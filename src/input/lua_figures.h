/*
 * lua_figures.h - the figures in what a Lua script of wrk printed in done(): JSON,
 * or CSV with a header. Private to wrk_lua.c, which adds them to the run above
 * them, and to wrk_lua_file.c, which reads files of nothing else.
 *
 * Many such scripts build their JSON by hand, and not all of it is valid: commas
 * too many or too few and numbers with a unit ("0.12MB") are read over. This is
 * why it is not read with jansson.
 */
#pragma once

#include "buf.h"

#define LUA_FIGURES_MOST 512

/* The header of CSV that such scripts print begins with this. */
#define LUA_CSV_HEADER "min_latency,max_latency,"

/* A value and the keys above it: "latency.percentiles.50". */
struct lua_figure {
    struct str path;
    double value;    /* NaN: a text */
    struct str text; /* as it stands between its quotes; NULL for a number */
};

struct lua_report {
    struct buf paths; /* its arena holds what the figures point to, and must be set */
    size_t n;
    struct lua_figure at[LUA_FIGURES_MOST];
};

enum lua_what {
    LUA_REQUESTS,
    LUA_BYTES,
    LUA_DURATION, /* microseconds, as all times */
    LUA_RPS,
    LUA_MEAN,
    LUA_STDEV,
    LUA_MIN,
    LUA_MAX,
    LUA_CONNECT,
    LUA_READ,
    LUA_WRITE,
    LUA_STATUS,
    LUA_TIMEOUT,
    LUA_ERRORS, /* of every kind */
    LUA_THREADS,
    LUA_CONNECTIONS,
};

/*
 * Reads the object that begins the text into an emptied report. Numbers that are negative, not
 * finite or 1e18 and more are left out: no counter or time is (wrk's minimum of no samples
 * is 1.8e19). Gives the length read; 0: it is no object, or cut off.
 */
size_t lua_read_object(struct str text, struct lua_report *report);

/* Reads a row of CSV below its header, into an emptied report; false unless it has a value for
 * every name. */
bool lua_read_row(struct str names, struct str values, struct lua_report *report);

/*
 * A figure by any of the names that scripts give it; NaN when it is not stated.
 * exact (may be NULL) is false where it was rounded to decimals of a larger unit.
 * Times are what wrk gives to scripts, microseconds, unless their name or unit
 * says otherwise.
 */
double lua_figure(const struct lua_report *report, enum lua_what what, bool *exact);

/* The text below a key; NULL when there is none. */
struct str lua_text(const struct lua_report *report, const char *path);

struct lua_percentile {
    double p, us;
    bool exact;
    size_t next; /* private; start with a zeroed one */
};

/* The next percentile, in the order of the text; false at the end. us may be 0. */
bool lua_next_percentile(const struct lua_report *report, struct lua_percentile *percentile);
