/*
 * wrk_line.h - the pieces that lines of wrk's output are made of.
 *
 * Every wrk_eat_* function reads at the start of *s, after blanks, and
 * advances *s past what it read. It returns NULL when that worked, else a
 * phrase saying what was expected; *s then begins where it was expected.
 * "nan" and "-nan" give NaN.
 *
 * Numbers are exact: wrk prints a decimal and a unit, and the result is the
 * double nearest to their product (src/units.c of wrk: us ms s m, powers of
 * 1000 for counts, powers of 1024 for bytes).
 */
#pragma once

#include <string.h>

#include "str.h"

/* str_eat() and str_starts() for literals, inline: they decide on every line of a log. */
static ALWAYS_INLINE bool wrk_eat_literal(struct str *s, const char *text, size_t len)
{
    if (s->len < len || memcmp(s->ptr, text, len) != 0) {
        return false;
    }
    s->ptr += len;
    s->len -= len;
    return true;
}

/* What is left of *s begins at a place in it. */
static inline void wrk_go_on_at(struct str *s, const char *at)
{
    s->len = (size_t)(s->ptr + s->len - at);
    s->ptr = at;
}

static inline void wrk_eat_blanks(struct str *s)
{
    const char *at = s->ptr;
    const char *end = at + s->len;
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    wrk_go_on_at(s, at);
}

/* The first character, '\0' when there is none. */
static inline char wrk_first(struct str s)
{
    if (s.len == 0) {
        return '\0';
    }
    return s.ptr[0];
}

#define WRK_EAT(s, literal) wrk_eat_literal((s), literal, sizeof(literal) - 1)
#define WRK_STARTS(s, literal)                                                                     \
    ((s).len >= sizeof(literal) - 1 && memcmp((s).ptr, literal, sizeof(literal) - 1) == 0)

/* The four columns of a row below "Thread Stats". */
struct wrk_row {
    double mean, stdev, max;
    double within_pct; /* NaN: nothing was recorded */
};

/* wrk_trim() of a line without blanks at its beginning, where more may have to go. */
struct str wrk_trim_odd(struct str line);

/* Removes blanks on both sides, a byte-order mark and a trailing <br>. */
static inline struct str wrk_trim(struct str line)
{
    struct str rest = line;
    wrk_eat_blanks(&rest);
    if (rest.len == 0) {
        return rest;
    }
    char last = rest.ptr[rest.len - 1];
    return rest.ptr[0] == '\xef' || last <= ' ' || last == '>' ? wrk_trim_odd(rest) : rest;
}

/*
 * A time with its unit, in microseconds. half_digit_us receives half of the
 * last digit printed; NULL if not wanted.
 */
const char *wrk_eat_time(struct str *s, double *us, double *half_digit_us);

/* Bytes: "53.46MB". */
const char *wrk_eat_bytes(struct str *s, double *bytes);

/* A whole number; wrk prints counters above 2^31 as negative, and they are turned back. */
const char *wrk_eat_counter(struct str *s, double *count);

/* A plain decimal. */
const char *wrk_eat_number(struct str *s, double *value);

/* The columns of a row of times, in microseconds. What follows them is not looked at. */
const char *wrk_eat_time_row(struct str *s, struct wrk_row *row);

/* The columns of the row Req/Sec, likewise. */
const char *wrk_eat_count_row(struct str *s, struct wrk_row *row);

/* A fixed text. text is also the phrase returned, in quotes. */
static inline const char *wrk_eat_text(struct str *s, struct str text, const char *quoted)
{
    wrk_eat_blanks(s);
    return wrk_eat_literal(s, text.ptr, text.len) ? NULL : quoted;
}

/* Nothing but blanks may follow. */
static inline const char *wrk_eat_end(struct str *s)
{
    if (s->len > 0) {
        *s = str_trim(*s);
    }
    return s->len == 0 ? NULL : "the end of the line";
}
