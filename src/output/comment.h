/*
 * comment.h - what stands in a pull request's comment or a step's summary: the gates, and the
 * report's summary.
 */
#pragma once

#include "output.h"

/*
 * Renders templates/comment.md.mustache. Where that takes more than `most` bytes (at least 60,000)
 * also without details, the worst gates stand in its place, with a word on what is missing. Never
 * fails but for a faulty template.
 */
MUST_CHECK bool comment_render(const struct report *report, size_t most, struct buf *out,
                               struct err *err);
