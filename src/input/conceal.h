/*
 * conceal.h - keeps what opens doors out of what is written.
 */
#pragma once

#include "arena.h"
#include "str.h"

/*
 * A command line or URL with "***" in place of secrets: a user in a URL, the value of a header,
 * parameter or option whose name says so (Authorization, Cookie, token=, --password), and the
 * user:password of ab's and hey's -a, -A, -P and ab's cookie -C. s itself where there is none;
 * "not stated" stays so. Errs on the side of concealing.
 */
struct str conceal(struct arena *arena, struct str s);
