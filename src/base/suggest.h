/*
 * suggest.h - the name that was probably meant.
 */
#pragma once

#include "str.h"

/* Zero-initialised but for name: nothing offered yet. */
struct suggestion {
    struct str name; /* what was given */
    struct str best; /* the nearest name offered, at most three edits away; NULL: none */
    size_t edits;    /* private */
};

/* Offers a known name; the first of the nearest stays. It must outlive the suggestion. */
void suggestion_offer(struct suggestion *suggestion, struct str known);
