/*
 * github.h - what GitHub Actions reads: annotations, outputs of a step, and commands in what is
 * printed, which nothing from a log may become.
 */
#pragma once

#include "report.h"

/* Annotations of the gates that did not pass, a line each, at most 10, the worst first. */
void github_annotations(const struct report *report, struct buf *out);

/* NAME=VALUE lines for $GITHUB_OUTPUT: verdict, passed, warned, failed, inconclusive and, unless
 * directory is NULL, report. */
void github_outputs(const struct report *report, const char *directory, struct buf *out);

/*
 * Text to be printed where a runner reads along, with what it would take for a command broken up:
 * "::" at the start of a line and "##[" anywhere. May be the text itself.
 */
struct str github_safe(struct arena *arena, struct str text);
