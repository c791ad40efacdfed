/*
 * line_prefix.h - what a container, a logger or CI puts before every line.
 *
 * Two prefixes are alike when they differ in digits, colours and the width of blanks only. Digits
 * of a clock ("2026-11-25T01:19:04.123Z", "01:19:04") may change at will. Those of a name ("ab_1
 * |", "host ab[123]:") may change, but not back: that would be the lines of two, mixed.
 */
#pragma once

#include <stdint.h>

#include "str.h"
#include "vec.h"

struct line_prefix {
    struct str text; /* of one line, with the blanks behind it; empty: none */
    struct str mark; /* what a line without the prefix must not hold; empty: nothing */
    long mixed;      /* the first line where the digits of its name changed back; 0: none */
    long marked;     /* the first line without the prefix that holds the mark; 0: none */
    /* private */
    struct arena *arena;
    VEC(uint64_t) names; /* hashes of the digits of names, the newest last */
    long lines;
};

/* How much of a line is a prefix alike; 0: it has another or none. */
size_t line_prefix_length(struct str prefix, struct str line);

/* Takes the prefix off a line, and no more blanks behind it than it has; false when the line has
 * another or none. */
bool line_prefix_eat(struct line_prefix *prefix, struct str *line);

/*
 * Takes the prefix off the lines of text in place; lines without it become empty ones. A last line
 * without its end is left for later unless it is the end. *used is how many bytes were gone
 * through; returns how many they became.
 */
size_t line_prefix_strip(struct line_prefix *prefix, char *text, size_t len, bool end,
                         size_t *used);
