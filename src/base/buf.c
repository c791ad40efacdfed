#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void reserve(struct buf *buf, size_t more)
{
    if (buf->n + more <= buf->cap) {
        return;
    }
    size_t cap = buf->cap ? buf->cap * 2 : 256;
    while (cap < buf->n + more) {
        cap *= 2;
    }
    buf->at = arena_grow(buf->arena, buf->at, buf->cap, cap);
    buf->cap = cap;
}

void buf_add(struct buf *buf, struct str s)
{
    if (s.len > 0) {
        reserve(buf, s.len);
        memcpy(buf->at + buf->n, s.ptr, s.len);
        buf->n += s.len;
    }
}

void buf_add_uncoloured(struct buf *buf, struct str s)
{
    while (s.len > 0) {
        const char *escape = memchr(s.ptr, '\x1b', s.len);
        struct str plain = str_cut(s, 0, escape ? (size_t)(escape - s.ptr) : s.len);
        buf_add(buf, plain);
        s = str_skip(s, plain.len);
        s = str_skip(s, str_control(s));
    }
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, str_of(text));
}

void buf_char(struct buf *buf, char c)
{
    reserve(buf, 1);
    buf->at[buf->n++] = c;
}

void buf_fill(struct buf *buf, char c, size_t times)
{
    if (times > 0) {
        reserve(buf, times);
        memset(buf->at + buf->n, c, times);
        buf->n += times;
    }
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    reserve(buf, (size_t)len + 1);
    vsnprintf(buf->at + buf->n, (size_t)len + 1, format, again);
    va_end(again);
    buf->n += (size_t)len;
}

struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->at ? buf->at : "", buf->n};
}
