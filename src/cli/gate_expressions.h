/*
 * gate_expressions.h - the language of gates:
 *
 *     [fail:|warn:] [[GLOB]] METRIC [delta|regression] <|<=|>|>= VALUE UNIT
 */
#pragma once

#include "options.h"

/*
 * Reads the options' gates, with the metrics and facts that they know, into an array of *count in
 * the arena. Errors (ERR_USAGE): with file, line and column, or the column in the option's value.
 */
MUST_CHECK bool gates_read(struct arena *arena, const struct options *options,
                           const struct gate **gates, size_t *count, struct err *err);
