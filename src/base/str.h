/*
 * str.h - a slice of somebody else's bytes, passed by value.
 *
 * Not NUL-terminated unless its maker says so; never owns. ptr == NULL means
 * "not stated", which differs from the empty text. All comparisons are by
 * byte; nothing here looks at the locale.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

struct str {
    const char *ptr;
    size_t len;
};

/* A slice of a string literal. */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

/* Arguments for printf's %.*s */
#define STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

/* A slice of a NUL-terminated text; NULL gives "not stated". */
struct str str_of(const char *text);

/* A NUL-terminated copy in the arena; "not stated" stays so. */
struct str str_copy(struct arena *arena, struct str s);

/* printf into the arena, as a slice (NUL-terminated). */
struct str str_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *text);

/* Byte order, as strcmp: negative, 0, positive. "Not stated" sorts first. */
int str_cmp(struct str a, struct str b);

/* The same, but digits by the number they write: "run-2" before "run-10". */
int str_natural_cmp(struct str a, struct str b);

bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* First place of needle in s at or after from; SIZE_MAX (never a valid index) when absent. */
size_t str_find(struct str s, struct str needle, size_t from);

/* s without its first n bytes (n may exceed the length). */
struct str str_skip(struct str s, size_t n);

/* s[from..to); both are clamped to the length. */
struct str str_cut(struct str s, size_t from, size_t to);

/* s without blanks, tabs and line ends on both sides. */
struct str str_trim(struct str s);

/* If *s starts with prefix, removes it and returns true. */
bool str_eat(struct str *s, struct str prefix);

/* Length of a terminal control sequence at the start of s: ESC [ ... letter, ESC ] ... BEL; 0 for
 * none. */
size_t str_control(struct str s);

/* The next run of characters that are neither blank nor tab; empty at the end. Advances *s past it.
 */
struct str str_word(struct str *s);

/*
 * Decodes one UTF-8 character at s.ptr (s.len > 0). Stores its length in
 * *len; an invalid byte gives U+FFFD with length 1.
 */
unsigned utf8_decode(struct str s, size_t *len);

/*
 * Text fit for a document: every run of control characters (line ends and tabs
 * included) becomes one blank, direction-override characters are removed (isolates
 * only where one does not end inside s) and invalid UTF-8 becomes U+FFFD. Lives in the arena; may
 * be s itself when nothing had to change.
 */
struct str str_clean(struct arena *arena, struct str s);

/*
 * Text of another direction as a part of a sentence: one with right-to-left
 * characters is cleaned and isolated (U+2068, U+2069), so that it does not
 * reorder what follows, such as ": 6 runs". Any other is s itself.
 */
struct str str_isolate(struct arena *arena, struct str s);

/* s as data: without the isolates of sentences. */
struct str str_without_isolates(struct arena *arena, struct str s);

/* s as a shell takes it for one word: in quotes where it needs them. */
struct str str_shell_word(struct arena *arena, struct str s);

/* The first bytes of s, at most that many and no part of a character. */
struct str str_clip(struct str s, size_t most);

/* Columns a terminal needs: wide East Asian characters and emoji count 2, combining marks 0. */
size_t str_width(struct str s);
