#include "conceal.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "buf.h"

/* Parts of names, in lower case, whose values are nobody else's business. */
static const char *const SECRET[] = {"authoriz", "authent",   "token",      "secret",
                                     "passw",    "passphr",   "pwd",        "api-key",
                                     "api_key",  "apikey",    "access-key", "access_key",
                                     "cookie",   "signature", "credential", "session"};

#define LONGEST_NAME 64

static bool is_secret(struct str name)
{
    char lower[LONGEST_NAME + 1];
    size_t n = name.len < LONGEST_NAME ? name.len : LONGEST_NAME;
    for (size_t i = 0; i < n; i++) {
        lower[i] = (char)(tolower)((unsigned char)name.ptr[name.len - n + i]);
    }
    lower[n] = '\0';
    for (size_t i = 0; i < sizeof SECRET / sizeof SECRET[0]; i++) {
        if (strstr(lower, SECRET[i])) {
            return true;
        }
    }
    return false;
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static size_t until(struct str s, size_t at, const char *stops)
{
    while (at < s.len && !is_one_of(s.ptr[at], stops)) {
        at++;
    }
    return at;
}

/* The name that ends before a place. */
static struct str name_before(struct str s, size_t end)
{
    size_t from = end;
    while (from > 0 &&
           (isalnum((unsigned char)s.ptr[from - 1]) || is_one_of(s.ptr[from - 1], "-_"))) {
        from--;
    }
    return str_cut(s, from, end);
}

/* Where the value of a header that begins at a place ends: at the quote that opened before its
 * name, else before the next option or URL. */
static size_t header_end(struct str s, struct str name, size_t at)
{
    char before = name.ptr > s.ptr ? name.ptr[-1] : '\0';
    if (is_one_of(before, "\"'")) {
        const char quote[] = {before, '\0'};
        return until(s, at, quote);
    }
    size_t end = at;
    while (end < s.len && (end == at || !is_one_of(s.ptr[end - 1], " \t") || s.ptr[end] != '-') &&
           s.ptr[end] != '`') {
        end++;
    }
    size_t url = str_find(str_cut(s, 0, end), STR("://"), at);
    while (url != SIZE_MAX && url > at && !is_one_of(s.ptr[url - 1], " \t")) {
        url--;
    }
    end = url == SIZE_MAX ? end : url;
    while (end > at && is_one_of(s.ptr[end - 1], " \t")) {
        end--;
    }
    return end;
}

/* Whether the word that begins at a place is an option whose next word is secret. */
static bool is_secret_option(struct str s, size_t at, size_t end, size_t value)
{
    struct str word = str_cut(s, at, end);
    size_t value_end = until(s, value, " \t");
    if (word.len == 2 && word.ptr[0] == '-' && strchr("aAPC", word.ptr[1])) {
        struct str given = str_cut(s, value, value_end);
        return str_find(given, STR(":"), 0) != SIZE_MAX || str_find(given, STR("="), 0) != SIZE_MAX;
    }
    return str_starts(word, STR("-")) && str_find(word, STR("="), 0) == SIZE_MAX && is_secret(word);
}

static size_t skip_blanks(struct str s, size_t at)
{
    while (at < s.len && is_one_of(s.ptr[at], " \t")) {
        at++;
    }
    return at;
}

/* The secret that a character begins, as [*from, *to); false when it does none. */
static bool secret_at(struct str s, size_t i, size_t *from, size_t *to)
{
    char c = s.ptr[i];
    if (c == ':' && str_starts(str_skip(s, i), STR("://"))) {
        *from = i + 3;
        *to = until(s, *from, "/?# \t\"'`@");
        return *to < s.len && s.ptr[*to] == '@';
    }
    if (c == ':' || c == '=') {
        struct str name = name_before(s, i);
        *from = skip_blanks(s, i + 1);
        *to = c == ':' ? header_end(s, name, *from) : until(s, *from, "& \t\"'`#");
        return is_secret(name);
    }
    if (c == '-' && (i == 0 || is_one_of(s.ptr[i - 1], " \t"))) {
        size_t end = until(s, i, " \t");
        *from = skip_blanks(s, end);
        bool quoted = *from < s.len && is_one_of(s.ptr[*from], "\"'");
        const char quote[] = {quoted ? s.ptr[*from] : ' ', '\0'};
        *from += quoted;
        *to = until(s, *from, quote);
        return is_secret_option(s, i, end, *from);
    }
    return false;
}

struct str conceal(struct arena *arena, struct str s)
{
    struct buf out = BUF(arena);
    size_t done = 0;
    for (size_t i = 0; i < s.len; i++) {
        size_t from;
        size_t to;
        if (is_one_of(s.ptr[i], ":=-") && secret_at(s, i, &from, &to) && to > from) {
            buf_add(&out, str_cut(s, done, from));
            buf_text(&out, "***");
            done = to;
            i = to - 1;
        }
    }
    if (done == 0) {
        return s;
    }
    buf_add(&out, str_skip(s, done));
    return buf_str(&out);
}
