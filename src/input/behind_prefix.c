#include "behind_prefix.h"

#include <stdint.h>
#include <string.h>

#include "number.h"

/* A prefix is short, and more than a few are tried in vain. */
#define LONGEST 160
#define TRIES 12
#define PAIRS 4

struct search {
    struct arena *arena;
    struct str head;
    const struct input_format *only;
    char *copy;
    struct str tried[TRIES];
    size_t tries;
    const struct input_format *format;
    struct str prefix;
    struct str other; /* behind which another result stands */
};

static size_t digits(struct str s)
{
    size_t n = 0;
    while (n < s.len && is_digit(s.ptr[n])) {
        n++;
    }
    return n;
}

/* What the head is without the prefix. */
static struct str stripped(struct search *search, struct str text)
{
    struct line_prefix prefix = {.text = text, .arena = search->arena};
    size_t used;
    memcpy(search->copy, search->head.ptr, search->head.len);
    size_t len = line_prefix_strip(&prefix, search->copy, search->head.len, true, &used);
    return (struct str){search->copy, len};
}

static const struct input_format *claim(const struct search *search, struct str head)
{
    const struct input_format *found = NULL;
    int best = PROBE_LIKELY - 1;
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        int sure = INPUT_FORMATS[i]->probe(head);
        if (sure > best) {
            best = sure;
            found = INPUT_FORMATS[i];
        }
    }
    return search->only && found != search->only ? NULL : found;
}

/* Another one up to digits and blanks, which do not matter. */
static bool is_alike(struct search *search, struct str text)
{
    for (size_t i = 0; i < search->tries; i++) {
        struct line_prefix prefix = {.text = search->tried[i], .arena = search->arena};
        struct str rest = str_trim(text);
        if (line_prefix_eat(&prefix, &rest) && rest.len == 0) {
            return true;
        }
    }
    return false;
}

static void try(struct search *search, struct str text)
{
    bool json = str_find(text, STR("\""), 0) != SIZE_MAX; /* a key of it */
    if (str_trim(text).len == 0 || text.len > LONGEST || json || search->tries == TRIES ||
        is_alike(search, text)) {
        return;
    }
    search->tried[search->tries++] = text;
    const struct input_format *format = claim(search, stripped(search, text));
    if (format && !search->format) {
        search->format = format;
        search->prefix = text;
    } else if (format) {
        search->other = text;
    }
}

/* Tries what stands before each mark in its line. */
static void try_before(struct search *search, const char *mark)
{
    struct str head = search->head;
    size_t at = str_find(head, str_of(mark), 0);
    while (at != SIZE_MAX && search->tries < TRIES) {
        size_t begin = at;
        while (begin > 0 && head.ptr[begin - 1] != '\n') {
            begin--;
        }
        try(search, str_cut(head, begin, at));
        at = str_find(head, str_of(mark), at + 1);
    }
}

/* Up to the blank before the first difference other than in digits. */
static struct str common(struct str a, struct str b)
{
    size_t end = 0;
    size_t j = 0;
    for (size_t i = 0; i < a.len && j < b.len;) {
        if (is_digit(a.ptr[i]) && is_digit(b.ptr[j])) {
            i += digits(str_skip(a, i));
            j += digits(str_skip(b, j));
        } else if (a.ptr[i] == b.ptr[j]) {
            end = a.ptr[i] == ' ' || a.ptr[i] == '\t' ? i + 1 : end;
            i++;
            j++;
        } else {
            break;
        }
    }
    return str_cut(a, 0, end);
}

/* Tries what the first lines have in common, for tables, whose first line says what they are. */
static void try_common(struct search *search)
{
    struct str before = {0};
    struct str head = search->head;
    for (size_t i = 0; i < PAIRS && head.len > 0; i++) {
        size_t end = str_find(head, STR("\n"), 0);
        struct str line = str_cut(head, 0, end);
        head = str_skip(head, end == SIZE_MAX ? head.len : end + 1);
        if (i > 0) {
            try(search, common(before, line));
        }
        before = line;
    }
}

static void look(struct search *search)
{
    search->copy = arena_alloc(search->arena, search->head.len);
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        if (INPUT_FORMATS[i]->mark) {
            try_before(search, INPUT_FORMATS[i]->mark);
        }
    }
    try_common(search);
    try_before(search, "{");
}

const struct input_format *input_behind_prefix(struct str head, const struct input_format *only,
                                               const char *source_name, struct str *prefix,
                                               struct err *err)
{
    struct arena scratch = {0};
    struct search search = {.arena = &scratch, .head = head, .only = only};
    look(&search);
    arena_free(&scratch);
    if (search.other.ptr) {
        err_at(err, ERR_INPUT, source_name, 0, 0,
               "holds results behind \"%.*s\" and others behind \"%.*s\"; give the lines of each "
               "alone (docker compose logs --no-log-prefix NAME)",
               STR_ARG(search.prefix), STR_ARG(search.other));
        return NULL;
    }
    *prefix = search.prefix;
    return search.format;
}
