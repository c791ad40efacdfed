#include "json_line.h"

#include <string.h>

void scan_blanks(struct cursor *cursor)
{
    while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\t' ||
                                        *cursor->at == '\n' || *cursor->at == '\r')) {
        cursor->at++;
    }
}

bool scan_eat(struct cursor *cursor, char c)
{
    scan_blanks(cursor);
    if (cursor->at < cursor->end && *cursor->at == c) {
        cursor->at++;
        return true;
    }
    return false;
}

bool scan_string(struct cursor *cursor, struct str *text)
{
    if (!scan_eat(cursor, '"')) {
        return false;
    }
    const char *from = cursor->at;
    for (;;) {
        const char *quote = memchr(cursor->at, '"', (size_t)(cursor->end - cursor->at));
        if (!quote) {
            return false;
        }
        const char *slash = quote;
        while (slash > from && slash[-1] == '\\') {
            slash--;
        }
        cursor->at = quote + 1;
        if ((quote - slash) % 2 == 0) {
            *text = (struct str){from, (size_t)(quote - from)};
            return true;
        }
    }
}

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' || c == '.' ||
           c == 'E';
}

bool scan_word(struct cursor *cursor, struct str *word)
{
    scan_blanks(cursor);
    const char *from = cursor->at;
    while (cursor->at < cursor->end && is_plain(*cursor->at)) {
        cursor->at++;
    }
    *word = (struct str){from, (size_t)(cursor->at - from)};
    return word->len > 0;
}

bool scan_skip(struct cursor *cursor)
{
    struct str text;
    size_t depth = 0;
    do {
        scan_blanks(cursor);
        if (cursor->at >= cursor->end) {
            return false;
        }
        char c = *cursor->at;
        if (c == '"') {
            if (!scan_string(cursor, &text)) {
                return false;
            }
        } else if (c == '{' || c == '[') {
            depth++;
            cursor->at++;
        } else if (c == '}' || c == ']') {
            if (depth-- == 0) {
                return false;
            }
            cursor->at++;
        } else if (c == ',' || c == ':') {
            if (depth == 0) {
                return false;
            }
            cursor->at++;
        } else if (!scan_word(cursor, &text)) {
            return false;
        }
    } while (depth > 0);
    return true;
}

bool scan_object(struct cursor *cursor, void *context,
                 bool (*field)(struct cursor *cursor, struct str key, void *context))
{
    if (!scan_eat(cursor, '{')) {
        return false;
    }
    if (scan_eat(cursor, '}')) {
        return true;
    }
    do {
        struct str key;
        if (!scan_string(cursor, &key) || !scan_eat(cursor, ':') || !field(cursor, key, context)) {
            return false;
        }
    } while (scan_eat(cursor, ','));
    return scan_eat(cursor, '}');
}

static bool hex4(struct str text, unsigned *code)
{
    *code = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = i < text.len ? text.ptr[i] : '\0';
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 16;
        if (digit > 15) {
            return false;
        }
        *code = *code * 16 + digit;
    }
    return true;
}

static void add_utf8(struct buf *out, unsigned code)
{
    if (code < 0x80) {
        buf_char(out, (char)code);
    } else if (code < 0x800) {
        buf_char(out, (char)(0xc0 | code >> 6));
        buf_char(out, (char)(0x80 | (code & 0x3f)));
    } else {
        buf_char(out, (char)(0xe0 | code >> 12));
        buf_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
        buf_char(out, (char)(0x80 | (code & 0x3f)));
    }
}

struct str json_unescape(struct buf *scratch, struct str text)
{
    if (text.len == 0 || !memchr(text.ptr, '\\', text.len)) {
        return text;
    }
    scratch->n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        char next = i + 1 < text.len ? text.ptr[i + 1] : '\0';
        unsigned code;
        if (c != '\\') {
            buf_char(scratch, c);
        } else if (next == 'u' && hex4(str_skip(text, i + 2), &code)) {
            add_utf8(scratch, code);
            i += 5;
        } else {
            buf_char(scratch, strchr("bfnrt", next) ? ' ' : next);
            i++;
        }
    }
    return buf_str(scratch);
}
