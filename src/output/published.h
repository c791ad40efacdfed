/*
 * published.h - the runs of a report in a document that people publish, and the
 * places in a document that wrkbook refreshes.
 */
#pragma once

#include "output.h"
#include "resource_limits.h"

/* The runs as a comment of HTML (see PUBLISHED_RUNS), whatever their texts hold; ends with a line
 * end. Nothing above the limit. */
void published_runs(const struct report *report, struct buf *out);
