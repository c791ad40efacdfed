/*
 * scan.h - numbers and durations as load tools print them.
 *
 * Every scan_* function skips blanks, reads at the start of *s and advances it
 * past what it read; it returns false, with *s and the result unchanged, when
 * something else stands there. No sign, no locale. Results are the doubles
 * nearest to the printed decimal times its unit.
 */
#pragma once

#include "str.h"

/* A decimal times factor: scan_decimal(s, 1e6, &us) reads seconds as microseconds. */
MUST_CHECK bool scan_decimal(struct str *s, double factor, double *value);

/* A whole number below 2^53, not followed by a fraction. */
MUST_CHECK bool scan_count(struct str *s, double *count);

/*
 * A duration as Go prints it ("1m2.3s", "90.4ms", "173µs", "0s") or as h2load
 * does ("46us", "3.83ms"), in microseconds. Units h m s ms us µs ns in
 * descending order; whole nanoseconds, which Go's durations are.
 */
MUST_CHECK bool scan_duration(struct str *s, double *us);

/* A fixed text. */
bool scan_text(struct str *s, const char *text);
