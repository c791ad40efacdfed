/*
 * behind_prefix.h - results whose every line stands behind the name of a
 * container, a time, a log level.
 */
#pragma once

#include "input.h"

/*
 * The format that claims the lines behind some prefix in this head, beyond doubt; the prefix is a
 * slice of head. NULL when there is none, or with an error: two results stand behind
 * different prefixes. only: no other format counts (NULL: any).
 */
const struct input_format *input_behind_prefix(struct str head, const struct input_format *only,
                                               const char *source_name, struct str *prefix,
                                               struct err *err);
