#include "json_head.h"

#include <stdint.h>
#include <string.h>

#define DEPTH_LIMIT 4
#define NESTING_LIMIT 64
#define MOST_PATHS 16
#define ALL_OF(count) ((1U << (count)) - 1)

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct scan {
    struct str rest;
    struct str keys[DEPTH_LIMIT]; /* the keys that are open, from the outside */
    size_t depth;                 /* open objects */
    size_t nesting;               /* open objects and arrays */
    bool is_object[NESTING_LIMIT];
};

/* The text of a string whose opening quote is behind; false when it is cut off. */
static bool eat_string(struct str *s, struct str *text)
{
    const char *quote = s->len > 0 ? memchr(s->ptr, '"', s->len) : NULL;
    size_t i = quote ? (size_t)(quote - s->ptr) : s->len;
    if (quote && i > 0 && memchr(s->ptr, '\\', i)) {
        i = 0;
        while (i < s->len && s->ptr[i] != '"') {
            i += s->ptr[i] == '\\' ? 2 : 1;
        }
    }
    if (i >= s->len) {
        return false;
    }
    *text = str_cut(*s, 0, i);
    *s = str_skip(*s, i + 1);
    return true;
}

/* Whether a path, or one of its keys, ends here. */
static bool is_end(char c)
{
    return c == '/' || c == '\0';
}

/* Goes past the key at the start of a path; false when it is another. */
static bool eat_key(const char **path, struct str key)
{
    size_t i = 0;
    if ((*path)[0] == '*' && is_end((*path)[1])) {
        ++*path;
        return true;
    }
    while (i < key.len && key.ptr[i] == (*path)[i] && !is_end(key.ptr[i])) {
        i++;
    }
    *path += i;
    return i == key.len && is_end(**path);
}

static bool path_is(const struct scan *scan, const char *path)
{
    for (size_t i = 0; i < scan->depth; i++) {
        if ((i > 0 && *path++ != '/') || !eat_key(&path, scan->keys[i])) {
            return false;
        }
    }
    return *path == '\0';
}

/* What of a path nearly every other key differs in. */
struct wanted {
    size_t depth;
    struct str last;
};

static struct wanted wanted_of(const char *path)
{
    struct wanted wanted = {1, str_of(path)};
    for (size_t slash; (slash = str_find(wanted.last, STR("/"), 0)) != SIZE_MAX; wanted.depth++) {
        wanted.last = str_skip(wanted.last, slash + 1);
    }
    return wanted;
}

static unsigned matches(const struct scan *scan, const char *const *paths,
                        const struct wanted *wanted, size_t count)
{
    unsigned found = 0;
    struct str key = scan->keys[scan->depth - 1];
    for (size_t i = 0; i < count; i++) {
        struct str last = wanted[i].last;
        if (wanted[i].depth == scan->depth &&
            (last.ptr[0] == '*' || (last.len == key.len && last.ptr[0] == key.ptr[0])) &&
            path_is(scan, paths[i])) {
            found |= 1U << i;
        }
    }
    return found;
}

/* False when nothing more is to be seen: the first value is over, or nested too deeply. */
static bool bracket(struct scan *scan, char c)
{
    if (c == '{' || c == '[') {
        if (scan->nesting == NESTING_LIMIT) {
            return false;
        }
        scan->is_object[scan->nesting++] = c == '{';
        scan->depth += c == '{';
        return true;
    }
    scan->nesting--;
    scan->depth -= scan->is_object[scan->nesting];
    return scan->depth > 0;
}

static bool is_key(const struct scan *scan)
{
    size_t i = 0;
    while (i < scan->rest.len && is_space(scan->rest.ptr[i])) {
        i++;
    }
    return i < scan->rest.len && scan->rest.ptr[i] == ':' && scan->depth > 0 &&
           scan->depth <= DEPTH_LIMIT;
}

/* Goes past the next quote or bracket and gives it; '\0' where there is none. */
static char next_mark(struct str *s)
{
    static const bool IS_MARK[256] = {
        ['"'] = true, ['{'] = true, ['}'] = true, ['['] = true, [']'] = true};
    size_t i = 0;
    while (i < s->len && !IS_MARK[(unsigned char)s->ptr[i]]) {
        i++;
    }
    char c = i < s->len ? s->ptr[i] : '\0';
    *s = str_skip(*s, i + 1);
    return c;
}

unsigned json_head_keys(struct str head, const char *const *paths, size_t count)
{
    struct scan scan = {.rest = head};
    struct wanted wanted[MOST_PATHS];
    for (size_t i = 0; i < count; i++) {
        wanted[i] = wanted_of(paths[i]);
    }
    unsigned found = 0;
    str_eat(&scan.rest, STR("\xef\xbb\xbf"));
    scan.rest = str_trim(scan.rest);
    bool json = scan.rest.len > 0 && (scan.rest.ptr[0] == '{' || scan.rest.ptr[0] == '[');
    while (json && scan.rest.len > 0 && found != ALL_OF(count)) {
        char c = next_mark(&scan.rest);
        struct str text;
        switch (c) {
        case '"':
            json = eat_string(&scan.rest, &text);
            if (json && is_key(&scan)) {
                scan.keys[scan.depth - 1] = text;
                found |= matches(&scan, paths, wanted, count);
            }
            break;
        case '{':
        case '[':
        case '}':
        case ']':
            json = bracket(&scan, c);
            break;
        default:
            break;
        }
    }
    return found;
}

bool json_head_has(struct str head, const char *const *paths, size_t count)
{
    return json_head_keys(head, paths, count) == ALL_OF(count);
}
