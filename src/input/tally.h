/*
 * tally.h - a run counted request by request, as readers of raw samples do:
 * the whole, and each named part of it.
 */
#pragma once

#include "input.h"
#include "samples.h"

/* More names than this are no parts but, say, an identifier in every URL. */
#define TALLY_PARTS_MOST 100

struct tally {
    struct run run; /* counts go straight into it; name of the part in target_name */
    struct samples samples;
    double first_ms, last_ms; /* start of the first request, end of the last, since 1970; NaN */
    double codes[600];        /* answers by status */
};

struct tallies {
    struct arena *arena;
    struct tally *whole;
    VEC(struct tally *) parts;
    bool too_many; /* names, so that the parts were given up */
    bool binned;
};

/* Begins a run of which nothing is counted yet; format and tool as in struct run. */
void tallies_begin(struct tallies *tallies, struct arena *arena, const char *format,
                   const char *tool);

/* The part of that name; NULL when there are too many or the name is empty. */
struct tally *tallies_part(struct tallies *tallies, struct str name);

/* Counts an answer time and when that was; start and end in ms since 1970. */
void tally_time(struct tallies *tallies, struct tally *tally, double start_ms, double end_ms,
                double us);

/* Counts an answer of a status (100 to 599). */
void tally_code(struct tally *tally, double code);

/*
 * Hands out the whole and, where there are at least two, the parts. Notes of the whole are
 * those given; about binned samples and parts given up one is added.
 */
void tallies_finish(struct tallies *tallies, const struct str *notes, size_t note_count,
                    const struct run_sink *sink);
