/*
 * fence.h - fenced code in Markdown, line by line.
 */
#pragma once

#include <stdbool.h>

#include "str.h"

/* Zero-initialised: outside of code. */
struct fence {
    struct str mark; /* what opened the code at hand, a slice of its line; empty outside */
};

/* Whether the next line (without its end) belongs to fenced code, its first and last line included.
 */
bool fence_line(struct fence *fence, struct str line);
