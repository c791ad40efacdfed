/*
 * timestamp.h - times as RFC 3339 writes them: "2017-05-09T14:34:45.625742514+02:00".
 */
#pragma once

#include "arena.h"
#include "str.h"

/* The same time in UTC, its fraction as given; "not stated" when it is none. */
struct str utc_time(struct arena *arena, struct str time);

/* Milliseconds since 1970 as such a time; "not stated" when they are before that or not finite. */
struct str utc_from_ms(struct arena *arena, double ms);

/* Such a time in milliseconds since 1970. */
MUST_CHECK bool rfc3339_ms(struct str time, double *ms);
