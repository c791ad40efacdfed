/*
 * json_head.h - which keys the JSON at the start of a file has, for probes.
 */
#pragma once

#include "str.h"

/*
 * One bit for each of the paths that occurs in the first object, or in the
 * first object of the array, that begins the head; 0 when it begins with
 * anything else. A path is up to four keys from the outside in, with "/"
 * between them and "*" for any key: "spec/url", "*" "/sampleCount". The elements
 * of arrays stand where their array stands. The head may be cut anywhere; one
 * pass, no memory. count: at most 16.
 */
unsigned json_head_keys(struct str head, const char *const *paths, size_t count);

/* Whether all the paths occur. */
bool json_head_has(struct str head, const char *const *paths, size_t count);
