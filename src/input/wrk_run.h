/*
 * wrk_run.h - the state of reading wrk's output. Private to the wrk reader.
 *
 * wrk.c takes the lines of a file; wrk_around.c looks after what stands around runs;
 * wrk_read.c reads the lines of a run, wrk_plain.c most runs at once; wrk_run.c begins and
 * completes runs.
 */
#pragma once

#include <string.h>

#include "buf.h"
#include "input.h"
#include "wrk_columns.h"

#define PREFIX_LIMIT 128
#define PERCENTILE_LIMIT 512 /* the detailed spectrum of wrk2 has about 100 */
#define PHASE_LIMIT 4

struct wrk_row;

/* What has been read of the current run. */
enum seen {
    SEEN_THREADS = 1,
    SEEN_LATENCY = 2,
    SEEN_REQ_SEC = 4,
    SEEN_SUMMARY = 8,
    SEEN_RATE = 16,
    SEEN_DISTRIBUTION = 32,
    SEEN_SPECTRUM = 64,
};

struct reading {
    struct source *source;
    const struct run_sink *sink;
    struct err *err;    /* of the current line */
    struct err attempt; /* a line that fails is tried again without its wrapping */
    bool odd;           /* the current line is unknown, maybe for its wrapping */
    bool skipping;      /* the rest of a run that could not be read */
    struct buf scratch, unwrapped;
    struct columns columns; /* runs side by side */
    struct str raw;         /* the current line as it stands in the file */
    struct str line;        /* without blanks and prefix */
    struct str rest;        /* what is not yet understood of it */
    /* What stands before every line of a run: a comment sign, a container's name, a time. */
    char prefix[PREFIX_LIMIT];
    size_t prefix_len;
    struct run blank; /* what every run begins as */
    bool in_run;
    unsigned seen;
    struct run run;
    double printed_s, printed_half_s;
    bool in_us;          /* the spectrum is, as older versions of wrk2 print it */
    double table_p99_us; /* that column of the row "Latency" */
    bool third_is_p99;   /* DeathStarBench's wrk2 prints it in place of the maximum */
    struct percentile percentiles[PERCENTILE_LIMIT];
    struct percentile uncorrected[PERCENTILE_LIMIT];
    /* The distribution being read: of the run, or of its phase "uncorrected" */
    struct latency *listed;
    struct latency nameless; /* a second one that does not say what it is of */
    struct percentile *listed_at;
    struct phase phases[PHASE_LIMIT];
    /* The last run waits to be handed out, for what a script may say of it behind its text. */
    bool pending;

    /* The header of another run came before the figures of one: whose they are is not known. */
    enum { NOT_CROSSED, CROSSED, CROSSED_BEHIND_PREFIX, CROSSED_DROPPED } crossed;

    size_t crossed_at; /* runs handed out by then */
    struct buf after;
    struct before_read before_read; /* the source's own */
    size_t after_prefix_len;
    /* Waiting for the next run */
    struct buf command, version, heading;
    struct buf item;   /* a bullet that nothing followed so far: "* Go" of an Org file */
    long item_line;    /* of the bullet above, 0: none */
    bool heading_used; /* a run stands below it */
    enum role role;
    struct buf before;   /* the lines since the last run, for what a prefix hides in them */
    struct buf previous; /* the last of them, which may be underlined */
    /* Texts of the last run: most runs share them, so they are stored once. */
    struct str last_heading, last_url, last_command, last_version;
    size_t runs;
    struct str said; /* why wrk did not run */
    long said_line;
    bool said_error;
};

/* What a run of wrk is before anything has been read of it. */
struct run wrk_blank_run(void);

/* Begins a run in the current line. url may be NULL, duration_s NaN. */
void wrk_begin_run(struct reading *reading, struct str url, double duration_s);

/* Completes the current run, which then waits for wrk_hand_out(). */
void wrk_finish_run(struct reading *reading);

/* Fails for a run whose figures have not come when the next one begins. */
bool wrk_cross(struct reading *reading, bool behind_prefix);

/* Forgets a run of which only "PREFIX N threads and N connections" was seen: it was a sentence. */
bool wrk_drop_stub(struct reading *reading);

/* Hands the waiting run over, if there is one. */
void wrk_hand_out(struct reading *reading);

/* wrk_lua.c: takes what the lines in reading->after say of the waiting run. */
void wrk_lua_enrich(struct reading *reading);

/* Keeps a line behind a run for it, without its end, colours and tags of HTML. */
void wrk_lua_keep(struct buf *after, struct str line);

/* Fails at reading->rest, where something else was expected. Returns false. */
bool wrk_unexpected(struct reading *reading, const char *expected);

/* Fails because a run ends early; found says what is there instead. Returns false. */
bool wrk_cut_off(struct reading *reading, const char *found);

/* Adds what must be said about the run. text outlives it. */
void wrk_note(struct reading *reading, const char *text);

/* wrk2.c: what only wrk2 prints */

/* Whether text shows what only wrk2 prints. */
bool wrk2_claims(struct str head);

/* The current run, or what runs begin as, is of wrk2. */
void wrk2_mark(struct run *run);

MUST_CHECK bool wrk2_read_calibration(struct reading *reading);  /* "Thread calibration:" */
MUST_CHECK bool wrk2_read_distribution(struct reading *reading); /* "Latency Distribution" */
MUST_CHECK bool wrk2_read_spectrum_row(struct reading *reading, double value_ms);
MUST_CHECK bool wrk2_read_summary(struct reading *reading); /* "#[" */

/* Completes the latencies of a run with what its distributions say. */
void wrk2_finish(struct reading *reading);

/* wrk.c: reads a file; blank is what its runs begin as. */
MUST_CHECK bool wrk_read_source(struct source *source, const struct run_sink *sink,
                                const struct run *blank, struct err *err);

/* Takes a lone bullet right above a run for its heading. */
void wrk_settle_heading(struct reading *reading);

/* Whether a run of wrk begins in the line, maybe behind a prefix. */
bool wrk_begins_run(struct str line);

/* wrk_around.c */

/* Whether a line is what wrk says instead of a result: an error, its usage. */
bool wrk_is_message(struct str line);

/* Takes a line between runs: role, version, command line, message, heading. False where it may
 * still be the beginning of a run. */
bool wrk_read_around(struct reading *reading, struct str line);

/* Keeps a line between runs, as it stands behind an unknown prefix. */
void wrk_keep_before(struct reading *reading, struct str line);

/* Reads the lines kept again, without the prefix found since, and forgets them. */
void wrk_read_before(struct reading *reading);

/* The line without the prefix, in which numbers may differ, since times do; the line itself where
 * it stands behind another. */
struct str wrk_without_prefix(const struct reading *reading, struct str line);

/* wrk_plain.c */

/*
 * Takes the run whose header is the current line where it stands, whole and byte for byte as wrk
 * prints it, in what the source holds. False where it does not: then nothing has happened, and its
 * lines are to be read one by one.
 */
bool wrk_take_plain(struct reading *reading);

/* wrk_read.c */

/* Takes what the rows "Latency" and "Req/Sec" of the run's table say. */
void wrk_set_latency(struct reading *reading, const struct wrk_row *row);
void wrk_set_thread_rps(struct reading *reading, const struct wrk_row *row);

/*
 * Adds a percentile to the list being read. Lists ascend; where two lists of
 * one run agree on p, the later one, which is more precise, counts.
 */
MUST_CHECK bool wrk_add_percentile(struct reading *reading, struct percentile percentile);

/*
 * A line inside a run, in reading->rest. Unknown ones are output of scripts and
 * skipped. False when the line is not what wrk prints, or belongs to another run.
 */
MUST_CHECK bool wrk_run_line(struct reading *reading);

/* Lines that begin a run; reading->rest follows the word given. A sentence that only begins alike
 * is skipped. */
MUST_CHECK bool wrk_read_header(struct reading *reading);      /* "Running " */
MUST_CHECK bool wrk_read_old_header(struct reading *reading);  /* "Making ", of wrk 1 */
MUST_CHECK bool wrk_read_number_line(struct reading *reading); /* nothing: "N threads and ..." */

/* The head of the table, after "Thread Stats". */
MUST_CHECK bool wrk_read_table_head(struct reading *reading);

/* Whether "Running " is followed by a duration, and not by the name of a test. */
bool wrk_is_header(struct str rest);
