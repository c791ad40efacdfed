/*
 * json_line.h - JSON of a line, scanned for a few of its values without
 * building a tree: for files of which most lines say nothing that is wanted.
 *
 * Texts are slices of the line as they stand between their quotes; see
 * json_unescape(). Every function returns false where the JSON is not what it
 * takes; brackets inside skipped values are counted, not matched.
 */
#pragma once

#include "buf.h"

struct cursor {
    const char *at, *end;
};

/* Blanks, then the character. */
MUST_CHECK bool scan_eat(struct cursor *cursor, char c);

/* Blanks, tabs and line ends. */
void scan_blanks(struct cursor *cursor);

MUST_CHECK bool scan_string(struct cursor *cursor, struct str *text);

/* A number, true, false or null, as it stands. */
MUST_CHECK bool scan_word(struct cursor *cursor, struct str *word);

/* Passes over any value. */
MUST_CHECK bool scan_skip(struct cursor *cursor);

/* Calls field for every key of an object; it must take the value. */
MUST_CHECK bool scan_object(struct cursor *cursor, void *context,
                            bool (*field)(struct cursor *cursor, struct str key, void *context));

/* What the escapes of a string mean; itself where it has none, else in scratch until its next use.
 */
struct str json_unescape(struct buf *scratch, struct str text);
