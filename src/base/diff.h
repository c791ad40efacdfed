/*
 * diff.h - what changed between two texts, as `diff -u` says it.
 */
#pragma once

#include "buf.h"

/*
 * The lines that differ with three lines of context each, behind the heads
 * "--- a/NAME" and "+++ b/NAME"; nothing when the texts are equal. Applied to old
 * with patch(1) or `git apply` it gives the new text. The shortest script of edits
 * (Myers 1986), but for texts that differ in more than DIFF_LIMIT lines, between
 * whose first and last difference everything is replaced.
 */
void unified_diff(struct buf *out, const char *name, struct str before, struct str after);

#define DIFF_LIMIT 2000
