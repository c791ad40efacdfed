#include "line_prefix.h"

#include <string.h>

#include "number.h"

/* More different names than this are a clock of some kind. */
#define NAMES_MOST 1024

#define HASH_START 0xcbf29ce484222325U
#define HASH_PRIME 0x100000001b3U

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t skip(struct str s, size_t at, bool (*is)(char))
{
    while (at < s.len && is(s.ptr[at])) {
        at++;
    }
    return at;
}

/* Where the word ends, and whether it has letters that no time of day has. */
static size_t word_end(struct str s, size_t at, bool *named)
{
    *named = false;
    while (at < s.len && !is_blank(s.ptr[at])) {
        char c = s.ptr[at++];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        *named = *named || (letter && c != 'T' && c != 'Z');
    }
    return at;
}

static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Programs leave blanks out that end a line. */
static size_t skip_some(struct str s, size_t at, size_t most)
{
    size_t end = skip(s, at, is_blank);
    return end - at < most ? end : at + most;
}

/* The length of a colour or byte order mark, of which one line has another or none. */
static size_t invisible(struct str s)
{
    if (s.len == 0 || (s.ptr[0] != '\x1b' && s.ptr[0] != '\xef')) {
        return 0; /* nearly always */
    }
    return str_starts(s, STR("\xef\xbb\xbf")) ? 3 : str_control(s);
}

/* Blanks and colours at the beginning do not count. */
static size_t beginning(struct str s)
{
    size_t at = 0;
    size_t before;
    do {
        before = at;
        at = skip(s, at, is_blank);
        at += invisible(str_skip(s, at));
    } while (at > before);
    return at;
}

/* How much of the line is the prefix, with the digits of its names in *hash; 0: it is another. */
static size_t match(struct str whole, struct str line, uint64_t *hash)
{
    struct str prefix = str_skip(str_trim(whole), beginning(str_trim(whole)));
    size_t at = beginning(line);
    size_t word = 0;
    bool named = false;
    for (size_t i = 0; i < prefix.len;) {
        size_t coloured = invisible(str_skip(prefix, i));
        size_t here = invisible(str_skip(line, at));
        if (coloured > 0 || here > 0) {
            word = i == word ? i + coloured : word;
            i += coloured;
            at += here;
            continue;
        }
        if (i == word) {
            word = word_end(prefix, i, &named);
        }
        bool digit = is_digit(prefix.ptr[i]);
        bool (*is)(char) = digit ? is_digit : is_blank;
        if (digit || is_blank(prefix.ptr[i])) {
            size_t end = skip(line, at, is);
            if (end == at) {
                return 0;
            }
            for (; at < end; at++) {
                *hash = digit && named ? (*hash ^ (unsigned char)line.ptr[at]) * HASH_PRIME : *hash;
            }
            i = skip(prefix, i, is);
            word = digit ? word : i;
            *hash = digit && named ? *hash * HASH_PRIME : *hash;
        } else if (at < line.len && line.ptr[at] == prefix.ptr[i]) {
            i++;
            at++;
        } else {
            return 0;
        }
    }
    if (prefix.len == 0) {
        return 0;
    }
    bool apart = at == line.len || is_blank(line.ptr[at]) || !is_word(prefix.ptr[prefix.len - 1]);
    size_t behind = (size_t)(whole.ptr + whole.len - prefix.ptr) - prefix.len;
    return apart ? skip_some(line, at, behind) : 0; /* "INFO" is no prefix of "INFORMATION" */
}

size_t line_prefix_length(struct str prefix, struct str line)
{
    uint64_t hash = HASH_START;
    return match(prefix, line, &hash);
}

static void note_name(struct line_prefix *prefix, uint64_t hash)
{
    size_t n = prefix->names.n;
    if (n > 0 && prefix->names.at[n - 1] == hash) {
        return;
    }
    for (size_t i = 0; i < n && prefix->mixed == 0; i++) {
        prefix->mixed = prefix->names.at[i] == hash ? prefix->lines : 0;
    }
    if (n < NAMES_MOST) {
        VEC_PUSH(prefix->arena, &prefix->names, hash);
    }
}

bool line_prefix_eat(struct line_prefix *prefix, struct str *line)
{
    uint64_t hash = HASH_START;
    size_t len = match(prefix->text, *line, &hash);
    if (len == 0) {
        return false;
    }
    note_name(prefix, hash);
    *line = str_skip(*line, len);
    return true;
}

static void note_mark(struct line_prefix *prefix, struct str line)
{
    if (prefix->marked == 0 && prefix->mark.len > 0 &&
        str_find(line, prefix->mark, 0) != SIZE_MAX) {
        prefix->marked = prefix->lines;
    }
}

size_t line_prefix_strip(struct line_prefix *prefix, char *text, size_t len, bool end, size_t *used)
{
    size_t out = 0;
    size_t at = 0;
    while (at < len) {
        char *newline = memchr(text + at, '\n', len - at);
        if (!newline && !end) {
            break;
        }
        size_t next = newline ? (size_t)(newline - text) + 1 : len;
        struct str line = {text + at, next - at - (newline != NULL)};
        prefix->lines++;
        if (line_prefix_eat(prefix, &line)) {
            memmove(text + out, line.ptr, line.len);
            out += line.len;
        } else {
            note_mark(prefix, line);
        }
        if (newline) {
            text[out++] = '\n';
        }
        at = next;
    }
    *used = at;
    return out;
}
