/*
 * buf.h - growing bytes in an arena, for building output.
 *
 * Initialise with BUF(arena). The contents are buf.at[0 .. buf.n), not
 * NUL-terminated.
 */
#pragma once

#include "str.h"

struct buf {
    struct arena *arena;
    char *at;
    size_t n, cap;
};

#define BUF(in_arena) ((struct buf){.arena = (in_arena)})

void buf_add(struct buf *buf, struct str s);
void buf_text(struct buf *buf, const char *text);
/* s without terminal control sequences. */
void buf_add_uncoloured(struct buf *buf, struct str s);
void buf_char(struct buf *buf, char c);
void buf_fill(struct buf *buf, char c, size_t times);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* The contents as a slice; valid until the next addition. */
struct str buf_str(const struct buf *buf);
