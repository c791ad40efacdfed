/*
 * values.h - the values of those options that take one of a few: for errors and completions.
 */
#pragma once

#include "options.h"

/*
 * The i-th value that an option knows by name, in the order of the enum it may stand for; NULL when
 * there are no more. --template takes others too.
 */
const char *option_choice(struct arena *arena, const char *option, size_t i);

/*
 * Sets *place to a value's place among an option's choices. Errors (ERR_USAGE): it is none of them,
 * which are named.
 */
MUST_CHECK bool option_choose(struct arena *arena, const char *option, const char *value,
                              size_t *place, struct err *err);
