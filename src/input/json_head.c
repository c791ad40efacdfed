#include "json_head.h"

#include <string.h>

#define DEPTH_LIMIT 4
#define NESTING_LIMIT 64
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
    size_t i = 0;
    while (i < s->len && s->ptr[i] != '"') {
        i += s->ptr[i] == '\\' ? 2 : 1;
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

static bool is_key(const struct scan *scan)
{
    size_t i = 0;
    while (i < scan->rest.len && is_space(scan->rest.ptr[i])) {
        i++;
    }
    return i < scan->rest.len && scan->rest.ptr[i] == ':' && scan->depth > 0 &&
           scan->depth <= DEPTH_LIMIT;
}

unsigned json_head_keys(struct str head, const char *const *paths, size_t count)
{
    struct scan scan = {.rest = head};
    unsigned found = 0;
    str_eat(&scan.rest, STR("\xef\xbb\xbf"));
    scan.rest = str_trim(scan.rest);
    bool json = scan.rest.len > 0 && (scan.rest.ptr[0] == '{' || scan.rest.ptr[0] == '[');
    while (json && scan.rest.len > 0 && found != ALL_OF(count)) {
        char c = *scan.rest.ptr++;
        scan.rest.len--;
        struct str text;
        switch (c) {
        case '"':
            json = eat_string(&scan.rest, &text);
            if (json && is_key(&scan)) {
                scan.keys[scan.depth - 1] = text;
                found |= matches(&scan, paths, count);
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
