#include "json_head.h"

#include <string.h>

#define DEPTH_LIMIT 4
#define NESTING_LIMIT 64

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
    for (size_t i = 0; i < s->len; i++) {
        if (s->ptr[i] == '\\') {
            i++;
        } else if (s->ptr[i] == '"') {
            *text = str_cut(*s, 0, i);
            *s = str_skip(*s, i + 1);
            return true;
        }
    }
    return false;
}

static bool path_is(const struct scan *scan, const char *path)
{
    struct str rest = str_of(path);
    for (size_t i = 0; i < scan->depth; i++) {
        const char *slash = rest.len > 0 ? memchr(rest.ptr, '/', rest.len) : NULL;
        struct str key = slash ? str_cut(rest, 0, (size_t)(slash - rest.ptr)) : rest;
        if (key.len == 0 || (!str_is(key, "*") && !str_eq(key, scan->keys[i]))) {
            return false;
        }
        rest = str_skip(rest, key.len + 1);
    }
    return rest.len == 0;
}

static unsigned matches(const struct scan *scan, const char *const *paths, size_t count)
{
    unsigned found = 0;
    for (size_t i = 0; i < count && scan->depth <= DEPTH_LIMIT; i++) {
        found |= path_is(scan, paths[i]) ? 1U << i : 0;
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

unsigned json_head_keys(struct str head, const char *const *paths, size_t count)
{
    struct scan scan = {.rest = head};
    unsigned found = 0;
    str_eat(&scan.rest, STR("\xef\xbb\xbf"));
    scan.rest = str_trim(scan.rest);
    bool json = scan.rest.len > 0 && (scan.rest.ptr[0] == '{' || scan.rest.ptr[0] == '[');
    while (json && scan.rest.len > 0) {
        char c = scan.rest.ptr[0];
        scan.rest = str_skip(scan.rest, 1);
        struct str text;
        if (c == '"') {
            if (!eat_string(&scan.rest, &text)) {
                break;
            }
            struct str after = scan.rest;
            while (after.len > 0 && strchr(" \t\r\n", after.ptr[0])) {
                after = str_skip(after, 1);
            }
            if (str_starts(after, STR(":")) && scan.depth > 0 && scan.depth <= DEPTH_LIMIT) {
                scan.keys[scan.depth - 1] = text;
                found |= matches(&scan, paths, count);
            }
        } else if (strchr("{}[]", c) && c != '\0') {
            json = bracket(&scan, c);
        }
    }
    return found;
}

bool json_head_has(struct str head, const char *const *paths, size_t count)
{
    return json_head_keys(head, paths, count) == (1U << count) - 1;
}
