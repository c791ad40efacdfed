/*
 * text_run.h - what readers of line-by-line results share: the line at hand,
 * errors that say where, and the growing parts of the run being read.
 */
#pragma once

#include "command_line.h"
#include "input.h"
#include "vec.h"

struct text_run {
    struct source *source;
    const struct run_sink *sink;
    struct err *err;
    struct str raw;   /* the line as it stands; valid until the next */
    struct str later; /* of the line in the file, behind a bare carriage return */
    struct buf plain; /* the line without terminal colours */
    struct buf last;  /* the last line, as long as there is no run */
    long last_line;
    struct str rest;        /* of it, trimmed: readers eat from its beginning */
    size_t runs;            /* handed out so far */
    bool open;              /* a run is being read */
    struct buf command;     /* the command line above the next run */
    struct str heading;     /* the nearest above the next run */
    bool zeros;             /* a time was printed as 0 */
    double last_p, last_us; /* of the percentile before, NaN: none */
    struct run run;
    VEC(struct percentile) percentiles;
    VEC(struct status_code) codes;
    VEC(struct named_value) values;
    VEC(struct str) notes;
};

/* The next line that is not empty, in raw and rest. Anything but SOURCE_LINE ends the input. */
enum source_status text_next(struct text_run *text);

/* Takes one mark of a quotation, or tag of HTML, off the beginning or end of a line; false: there
 * is none. */
bool text_unquote(struct str *line);

/* The same at the end only. */
bool text_unquote_end(struct str *line);

/* A line without blanks, marks and tags around it. */
struct str text_bare(struct str line);

/* Where in head, from a place on, a line begins with a mark, behind no more than text_bare() takes
 * off; SIZE_MAX: nowhere. */
size_t text_find(struct str head, const char *mark, size_t from);

/* Takes the line at hand for the command line of tool above the next run, or for more of it;
 * false when it is neither. */
bool text_command(struct text_run *text, const char *tool);

/* The command line above the open run asks for something else than the run shows: forgets it, with
 * a note. */
void text_disown_command(struct text_run *text);

/* A fresh run that begins in the line at hand, of the given format and tool, with the command line
 * above it. */
void text_begin(struct text_run *text, const char *format, const char *tool);

/* Hands the run out with its parts. */
void text_finish(struct text_run *text);

/* Fails where rest begins: expected..., found... Returns false. */
bool text_unexpected(struct text_run *text, const char *expected);

/* Fails because the open run ended before what was expected. Returns false. */
bool text_cut_off(struct text_run *text, const char *expected);

/* What differs between the formats; context is that of text_read(). */
struct text_reader {
    bool (*next_line)(void *context);
    bool (*finish)(void *context); /* hands the open run out, or fails where it is cut off */
    /* Whether the open run may be handed out while a pipe brings nothing; NULL: lines end it. */
    bool (*is_whole)(const void *context);
    const char *expected; /* where there is no run: "\"Summary:\" of hey" */
};

/* Reads all lines. Fails unless there was a run, saying what was expected and what the last line
 * is. */
MUST_CHECK bool text_read(struct text_run *text, const struct text_reader *reader, void *context);

/* scan_* of scan.h on rest, with an error where they find something else. */
MUST_CHECK bool text_decimal(struct text_run *text, double factor, double *value);
MUST_CHECK bool text_count(struct text_run *text, double *count);
MUST_CHECK bool text_duration(struct text_run *text, double *us);
MUST_CHECK bool text_literal(struct text_run *text, const char *literal);

/* Nothing but blanks may follow. */
MUST_CHECK bool text_end(struct text_run *text);

/* The next percentile; those of 0 are left out, being below the tool's resolution. Fails
 * unless p and us ascend and p is at most 100. */
MUST_CHECK bool text_percentile(struct text_run *text, double p, double us, double count);

/* A printed time; NaN for 0, which only says that it is below the tool's resolution. A note says
 * so. */
double text_resolved(struct text_run *text, double us);

/* Adds answers of a status code. Fails when the run has some of it already. */
MUST_CHECK bool text_code(struct text_run *text, double code, double count);

void text_note(struct text_run *text, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * Sets elapsed_s from a printed time and a printed rate of count things, each
 * with half of its last digit: whichever is more precise, the quotient to the
 * microsecond. Fails when they contradict each other by more than 1 %.
 */
MUST_CHECK bool text_elapsed(struct text_run *text, double count, const double rate[2],
                             const double printed_s[2]);
