#include "str.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"

struct str str_of(const char *text)
{
    return text ? (struct str){text, strlen(text)} : (struct str){0};
}

struct str str_copy(struct arena *arena, struct str s)
{
    return s.ptr ? (struct str){arena_copy(arena, s.ptr, s.len), s.len} : s;
}

struct str str_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (struct str){text, (size_t)len};
}

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_is(struct str a, const char *text)
{
    return str_eq(a, str_of(text));
}

int str_cmp(struct str a, struct str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared > 0 ? memcmp(a.ptr, b.ptr, shared) : 0;
    if (order != 0 || a.len == b.len) {
        return order;
    }
    return a.len < b.len ? -1 : 1;
}

static size_t digits_at(struct str s, size_t from)
{
    size_t to = from;
    while (to < s.len && s.ptr[to] >= '0' && s.ptr[to] <= '9') {
        to++;
    }
    return to;
}

static size_t skip_zeros(struct str s, size_t from, size_t to)
{
    while (from < to && s.ptr[from] == '0') {
        from++;
    }
    return from;
}

int str_natural_cmp(struct str a, struct str b)
{
    size_t i = 0;
    size_t j = 0;
    while (i < a.len && j < b.len) {
        size_t a_end = digits_at(a, i);
        size_t b_end = digits_at(b, j);
        if (a_end == i || b_end == j) {
            if (a.ptr[i] != b.ptr[j]) {
                break;
            }
            i++;
            j++;
            continue;
        }
        struct str x = str_cut(a, skip_zeros(a, i, a_end), a_end);
        struct str y = str_cut(b, skip_zeros(b, j, b_end), b_end);
        int order = x.len != y.len ? (x.len > y.len) - (x.len < y.len) : str_cmp(x, y);
        if (order != 0) {
            return order;
        }
        i = a_end;
        j = b_end;
    }
    /* As far as they are equal, or differ by leading zeros alone, the bytes decide. */
    struct str rest_a = str_skip(a, i);
    struct str rest_b = str_skip(b, j);
    return str_eq(rest_a, rest_b) ? str_cmp(a, b) : str_cmp(rest_a, rest_b);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq((struct str){s.ptr, prefix.len}, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_skip(s, s.len - suffix.len), suffix);
}

size_t str_find(struct str s, struct str needle, size_t from)
{
    if (needle.len == 0) {
        return from <= s.len ? from : SIZE_MAX;
    }
    while (from + needle.len <= s.len) {
        const char *hit = memchr(s.ptr + from, needle.ptr[0], s.len - from - needle.len + 1);
        if (!hit) {
            return SIZE_MAX;
        }
        if (memcmp(hit, needle.ptr, needle.len) == 0) {
            return (size_t)(hit - s.ptr);
        }
        from = (size_t)(hit - s.ptr) + 1;
    }
    return SIZE_MAX;
}

struct str str_skip(struct str s, size_t n)
{
    n = n < s.len ? n : s.len;
    return n > 0 ? (struct str){s.ptr + n, s.len - n} : s;
}

struct str str_clip(struct str s, size_t most)
{
    size_t n = s.len < most ? s.len : most;
    while (n > 0 && n < s.len && ((unsigned char)s.ptr[n] & 0xC0) == 0x80) {
        n--;
    }
    return str_cut(s, 0, n);
}

struct str str_cut(struct str s, size_t from, size_t to)
{
    to = to < s.len ? to : s.len;
    from = from < to ? from : to;
    return (struct str){from > 0 ? s.ptr + from : s.ptr, to - from};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && is_space(s.ptr[0])) {
        s = str_skip(s, 1);
    }
    while (s.len > 0 && is_space(s.ptr[s.len - 1])) {
        s.len--;
    }
    return s;
}

bool str_eat(struct str *s, struct str prefix)
{
    if (!str_starts(*s, prefix)) {
        return false;
    }
    *s = str_skip(*s, prefix.len);
    return true;
}

struct str str_word(struct str *s)
{
    size_t i = 0;
    while (i < s->len && (s->ptr[i] == ' ' || s->ptr[i] == '\t')) {
        i++;
    }
    size_t from = i;
    while (i < s->len && s->ptr[i] != ' ' && s->ptr[i] != '\t') {
        i++;
    }
    struct str word = str_cut(*s, from, i);
    *s = str_skip(*s, i);
    return word;
}

size_t str_control(struct str s)
{
    if (s.len == 0 || s.ptr[0] != '\x1b') {
        return 0;
    }
    size_t i = 2;
    if (s.len > 1 && s.ptr[1] == '[') {
        while (i < s.len && (s.ptr[i] < '@' || s.ptr[i] > '~')) {
            i++;
        }
    } else if (s.len > 1 && s.ptr[1] == ']') {
        while (i < s.len && s.ptr[i] != '\a') {
            i++;
        }
    } else {
        return s.len < 2 ? s.len : 2;
    }
    return i < s.len ? i + 1 : s.len;
}

unsigned utf8_decode(struct str s, size_t *len)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    *len = 1;
    if (p[0] < 0x80) {
        return p[0];
    }
    size_t more = p[0] >= 0xf0 ? 3 : p[0] >= 0xe0 ? 2 : 1;
    if (p[0] < 0xc2 || p[0] > 0xf4 || more >= s.len) {
        return 0xfffd;
    }
    unsigned c = p[0] & (0x3fU >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0xfffd;
        }
        c = c << 6 | (p[i] & 0x3fU);
    }
    static const unsigned least[] = {0, 0x80, 0x800, 0x10000};
    if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        return 0xfffd;
    }
    *len = more + 1;
    return c;
}

static bool is_control(unsigned c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

/* These reorder or hide the text around them, so a label could pose as another. */
static bool is_direction_override(unsigned c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
           (c & 0xfffe) == 0xfffe;
}

#define ISOLATE 0x2068U /* until POP, text has a direction of its own and reorders nothing else */
#define POP 0x2069U

/* Isolates that all end inside the text can't change what is around it. */
static bool has_whole_isolates(struct str s)
{
    size_t open = 0;
    for (size_t i = 0; i < s.len;) {
        size_t len;
        unsigned c = utf8_decode(str_skip(s, i), &len);
        if (c == POP && open == 0) {
            return false;
        }
        open += c == ISOLATE;
        open -= c == POP;
        i += len;
    }
    return open == 0;
}

static bool is_removed(unsigned c, bool whole)
{
    return is_direction_override(c) && !(whole && (c == ISOLATE || c == POP));
}

static bool is_clean(struct str s)
{
    bool whole = has_whole_isolates(s);
    for (size_t i = 0; i < s.len;) {
        size_t len;
        unsigned c = utf8_decode(str_skip(s, i), &len);
        if (is_control(c) || is_removed(c, whole) || (c == 0xfffd && len == 1)) {
            return false;
        }
        i += len;
    }
    return true;
}

struct str str_clean(struct arena *arena, struct str s)
{
    if (!s.ptr || is_clean(s)) {
        return s;
    }
    char *out = arena_alloc(arena, s.len * 3 + 1);
    size_t n = 0;
    bool blank = false;
    bool whole = has_whole_isolates(s);
    for (size_t i = 0; i < s.len;) {
        size_t len;
        unsigned c = utf8_decode(str_skip(s, i), &len);
        if (is_control(c)) {
            if (!blank) {
                out[n++] = ' ';
            }
            blank = true;
        } else if (c == 0xfffd && len == 1) {
            memcpy(out + n, "\xef\xbf\xbd", 3);
            n += 3;
            blank = false;
        } else if (!is_removed(c, whole)) {
            memcpy(out + n, s.ptr + i, len);
            n += len;
            blank = false;
        }
        i += len;
    }
    return (struct str){out, n};
}

/* Hebrew to Arabic and its extensions, and their forms for printing. */
static bool is_right_to_left(unsigned c)
{
    return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) ||
           (c >= 0xfe70 && c <= 0xfefc) || (c >= 0x10800 && c <= 0x10fff) ||
           (c >= 0x1e800 && c <= 0x1efff);
}

struct str str_isolate(struct arena *arena, struct str s)
{
    bool found = false;
    for (size_t i = 0; i < s.len && !found;) {
        size_t len;
        unsigned c = utf8_decode(str_skip(s, i), &len);
        if (c == ISOLATE) {
            return s;
        }
        found = is_right_to_left(c);
        i += len;
    }
    return found ? str_printf(arena, "\u2068%.*s\u2069", STR_ARG(str_clean(arena, s))) : s;
}

struct str str_without_isolates(struct arena *arena, struct str s)
{
    if (!s.ptr) {
        return s;
    }
    char *out = arena_alloc(arena, s.len);
    size_t n = 0;
    for (size_t i = 0; i < s.len;) {
        size_t len;
        unsigned c = utf8_decode(str_skip(s, i), &len);
        if (c != ISOLATE && c != POP) {
            memcpy(out + n, s.ptr + i, len);
            n += len;
        }
        i += len;
    }
    return (struct str){out, n};
}

static size_t char_width(unsigned c)
{
    if ((c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) ||
        (c >= 0x2066 && c <= 0x2069) || (c >= 0xfe00 && c <= 0xfe0f)) {
        return 0;
    }
    bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
                (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
                (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
                (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
    return wide ? 2 : 1;
}

size_t str_width(struct str s)
{
    size_t width = 0;
    for (size_t i = 0; i < s.len;) {
        size_t len;
        width += char_width(utf8_decode(str_skip(s, i), &len));
        i += len;
    }
    return width;
}

struct str str_shell_word(struct arena *arena, struct str s)
{
    struct buf out = BUF(arena);
    bool plain = s.len > 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '/' || c == ':' || c == '.' || c == '-' ||
                          c == '_' || c == '=' || c == '%' || c == '+');
    }
    if (plain) {
        return s;
    }
    buf_char(&out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'') {
            buf_text(&out, "'\\''");
        } else {
            buf_char(&out, s.ptr[i]);
        }
    }
    buf_char(&out, '\'');
    return buf_str(&out);
}
