/*
 * markers.h - the places in a document that wrkbook refreshes: what stands
 * between two comments that are alone in their lines,
 *
 *     <!-- wrkbook:begin id=NAME KEY=VALUE KEY="VALUE WITH BLANKS" -->
 *     <!-- wrkbook:end id=NAME -->
 *
 * Markers in fenced code, where a document explains them, are none.
 */
#pragma once

#include "errors.h"
#include "str.h"
#include "vec.h"

struct marker_option {
    struct str key, value;
};

struct marked_block {
    struct str id;
    long line;                       /* of the marker it begins with, from 1 */
    VEC(struct marker_option) given; /* without the id, in order */
    bool indented;                   /* as in a list, which the first line of a block then ends */
    size_t from, to;                 /* the bytes between the lines of the two markers */
};

struct markers {
    VEC(struct marked_block) blocks; /* in order; none: the document has no marker */
    bool crlf;                       /* the document's first line ends so */
};

/*
 * Finds the blocks of a document. Slices of it are kept. Errors (ERR_USAGE) at their
 * line: a marker that is not of this form, has no end or no beginning, or stands
 * inside another block; an id that is missing or not the only one.
 */
MUST_CHECK bool markers_find(struct arena *arena, const char *name, struct str document,
                             struct markers *markers, struct err *err);

/* The document with new text in every block; texts[i], with "\n" for line ends, goes to block i. */
struct str markers_fill(struct arena *arena, struct str document, const struct markers *markers,
                        const struct str *texts);
