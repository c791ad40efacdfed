/*
 * refused.h - results of load tools that are known and not read, by name.
 */
#pragma once

#include <stdbool.h>

#include "str.h"

/* Which part of a head the marks of a row are looked for in. */
enum refused_by {
    BY_START,      /* the first mark begins the head, the others stand anywhere behind it */
    BY_NEAR,       /* the same, but the first begins within 16 bytes */
    BY_ZEROS,      /* the head begins with zero bytes where the mark has 0, none where it has x */
    BY_FIRST_LINE, /* the first mark begins the first line, each other one a later line, in order */
    BY_LINES,      /* each mark begins a line, in order */
    BY_SOME,       /* two of the marks begin lines, so that a part of the text is enough */
    BY_JSON,       /* every mark is a path of json_head_keys() */
};

enum { REFUSED_MARKS = 6 };

struct refused {
    const char *what;    /* completes "holds": "the text output of plow" */
    const char *why;     /* completes ", which" */
    const char *instead; /* what to do: "run plow with ..." */
    enum refused_by by;
    const char *marks[REFUSED_MARKS]; /* all must be there; in lines, 9 stands for any digit */
    bool lookalike;                   /* a reader claims it too, and could not read it */
};

/* All of them, the most special first. */
extern const struct refused REFUSED[];
extern const size_t REFUSED_COUNT;

/*
 * The row that knows this head (as a probe gets it); NULL for none. claimed: a
 * reader claims it, so only look-alikes count. Blanks, terminal colours and
 * check marks before a line do not count.
 */
const struct refused *refused_find(struct str head, bool claimed);
