/*
 * measures.h - metrics and amounts as users write them: "p99", "image size"; "20 ms", "12.4 MB".
 */
#pragma once

#include "options.h"

/* A number, and what stands behind it: "12.4 MB". */
MUST_CHECK bool quantity_parse(struct str text, double *value, struct str *unit);

/*
 * The metric or fact of a name; "p99" is latency.p99. NULL: neither, which measure_unknown()
 * says, with a suggestion.
 */
const struct metric *measure_find(struct arena *arena, const struct options *options,
                                  struct str name);
struct str measure_unknown(struct arena *arena, const struct options *options, struct str name);

/*
 * An amount in a unit that suits the metric, which is what it is given in: "20ms", "12 MiB", "5 %",
 * "20k" of what has no unit. False for any other unit, and for none where one is needed.
 */
MUST_CHECK bool measure_amount(const struct metric *metric, struct str text, double *amount);

/* The units that measure_amount() takes, for messages: "us, ms or s". */
struct str measure_units(const struct metric *metric);
