/*
 * wrkbook_json.h - canonical runs in JSON, for the readers of files that hold them.
 */
#pragma once

#include "input.h"

/*
 * Reads every run of a text that begins in the given line of the source, and adds
 * to *runs. Other schemas than wrkbook.run and wrkbook.report are errors.
 */
MUST_CHECK bool wrkbook_read_text(struct source *source, struct str text, long line,
                                  const struct run_sink *sink, size_t *runs, struct err *err);
