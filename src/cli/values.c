#include "values.h"

#include <string.h>

#include "embedded.h"
#include "input.h"

static const char *const FORMATS[] = {"text", "md", "csv", "json", NULL};
static const char *const COLOURS[] = {"auto", "always", "never", NULL};
static const char *const INCONCLUSIVE[] = {"warn", "pass", "fail", NULL};

static const struct {
    const char *option;
    const char *const *names;
} LISTS[] = {{"format", FORMATS}, {"color", COLOURS}, {"inconclusive", INCONCLUSIVE}};

/* The i-th embedded file of an ending, without it. */
static const char *embedded_choice(struct arena *arena, struct str ending, size_t i)
{
    for (const struct embedded_file *file = embedded_texts; file->name; file++) {
        struct str name = str_of(file->name);
        if (str_ends(name, ending) && i-- == 0) {
            return arena_copy(arena, name.ptr, name.len - ending.len);
        }
    }
    return NULL;
}

const char *option_choice(struct arena *arena, const char *option, size_t i)
{
    for (size_t k = 0; k < sizeof LISTS / sizeof LISTS[0]; k++) {
        for (size_t n = 0; strcmp(LISTS[k].option, option) == 0 && LISTS[k].names[n]; n++) {
            if (n == i) {
                return LISTS[k].names[n];
            }
        }
    }
    if (strcmp(option, "by") == 0) {
        enum sweep_by by = (enum sweep_by)(SWEEP_AUTO + 1 + (int)i);
        return by <= SWEEP_PATH ? sweep_by_name(by) : NULL;
    }
    if (strcmp(option, "from") == 0) {
        return i < INPUT_FORMAT_COUNT ? INPUT_FORMATS[i]->name : NULL;
    }
    if (strcmp(option, "lang") == 0) {
        return embedded_choice(arena, STR(".txt"), i);
    }
    return strcmp(option, "template") == 0 ? embedded_choice(arena, STR(".md.mustache"), i) : NULL;
}

bool option_choose(struct arena *arena, const char *option, const char *value, size_t *place,
                   struct err *err)
{
    struct buf known = BUF(arena);
    const char *name = option_choice(arena, option, 0);
    for (size_t i = 0; name; i++) {
        const char *next = option_choice(arena, option, i + 1);
        if (strcmp(value, name) == 0) {
            *place = i;
            return true;
        }
        buf_printf(&known, "%s%s", i == 0 ? "" : next ? ", " : " or ", name);
        name = next;
    }
    return err_set(err, ERR_USAGE, "--%s takes %.*s, not \"%s\"", option, STR_ARG(buf_str(&known)),
                   value);
}
