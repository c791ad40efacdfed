/*
 * wrk_heading.h - headings that name the system whose runs follow.
 */
#pragma once

#include "str.h"

/*
 * The name in a heading: "### Go", "== python ==", "Testing express...",
 * "Concurrency: 16 for gin". Empty for prose, and for headings that only repeat
 * settings or say "Results" and the like. A slice of line.
 */
struct str wrk_heading(struct str line);
