#include "language.h"

#include <stdlib.h>

#include "embedded.h"
#include "vec.h"

#define CATALOGUE_SUFFIX STR(".txt")

struct str language_list(struct arena *arena)
{
    struct buf out = BUF(arena);
    for (const struct embedded_file *file = embedded_texts; file->name; file++) {
        struct str name = str_of(file->name);
        if (str_ends(name, CATALOGUE_SUFFIX)) {
            buf_text(&out, out.n > 0 ? ", " : "");
            buf_add(&out, str_cut(name, 0, name.len - CATALOGUE_SUFFIX.len));
        }
    }
    return buf_str(&out);
}

static int by_key(const void *a, const void *b)
{
    const struct language_entry *x = a;
    const struct language_entry *y = b;
    return str_cmp(x->key, y->key);
}

bool language_load(struct arena *arena, struct str id, struct language *language, struct err *err)
{
    struct str name = str_printf(arena, "%.*s.txt", STR_ARG(id));
    const struct embedded_file *file = embedded_find(embedded_texts, name);
    if (!file) {
        return err_set(err, ERR_USAGE, "no language is called \"%.*s\"; there are: %.*s",
                       STR_ARG(id), STR_ARG(language_list(arena)));
    }
    VEC(struct language_entry) entries = {0};
    struct str rest = {(const char *)file->data, file->size};
    while (rest.len > 0) {
        size_t end = str_find(rest, STR("\n"), 0);
        struct str line = str_cut(rest, 0, end);
        rest = str_skip(rest, line.len + 1);
        size_t equals = str_find(line, STR(" = "), 0);
        if (line.len > 0 && line.ptr[0] != '#' && equals < line.len) {
            struct language_entry entry = {str_cut(line, 0, equals), str_skip(line, equals + 3)};
            VEC_PUSH(arena, &entries, entry);
        }
    }
    if (entries.n > 0) {
        qsort(entries.at, entries.n, sizeof *entries.at, by_key);
    }
    *language = (struct language){
        .id = str_copy(arena, id), .entries = entries.at, .entry_count = entries.n};
    language->decimal = language_text(language, "number.decimal");
    language->group = language_text(language, "number.group");
    return true;
}

static struct str look_up(const struct language *language, struct str key)
{
    struct language_entry wanted = {.key = key};
    const struct language_entry *found = bsearch(&wanted, language->entries, language->entry_count,
                                                 sizeof *language->entries, by_key);
    return found ? found->text : key;
}

struct str language_text(const struct language *language, const char *key)
{
    return look_up(language, str_of(key));
}

struct str language_of(const struct language *language, struct arena *arena, const char *prefix,
                       const char *id)
{
    return look_up(language, str_printf(arena, "%s.%s", prefix, id));
}

static const struct argument *find_argument(const struct argument *arguments, size_t count,
                                            struct str name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(name, arguments[i].name)) {
            return &arguments[i];
        }
    }
    return NULL;
}

struct str language_fill(struct arena *arena, struct str text, const struct argument *arguments,
                         size_t count)
{
    struct buf out = BUF(arena);
    while (text.len > 0) {
        struct str plain = str_cut(text, 0, str_find(text, STR("{"), 0));
        buf_add(&out, plain);
        text = str_skip(text, plain.len);
        size_t end = str_find(text, STR("}"), 0);
        if (text.len == 0) {
            break;
        }
        const struct argument *argument =
            end < text.len ? find_argument(arguments, count, str_cut(text, 1, end)) : NULL;
        buf_add(&out, argument ? str_isolate(arena, argument->text) : str_cut(text, 0, 1));
        text = str_skip(text, argument ? end + 1 : 1);
    }
    return buf_str(&out);
}
