#include "template_tokens.h"

#include <stdint.h>
#include <string.h>

bool template_fail(const struct parsed *template, size_t at, const char *what)
{
    long line = 1;
    long column = 1;
    for (size_t i = 0; i < at && i < template->source.len; i++) {
        bool ends = template->source.ptr[i] == '\n';
        line += ends;
        column = ends ? 1 : column + 1;
    }
    struct str name = str_copy(template->arena, template->name);
    return err_at(template->err, ERR_USAGE, name.ptr, line, column, "%s", what);
}

struct scanner {
    struct parsed *template;
    struct str open, close; /* delimiters in force */
    size_t at;
    size_t sections[TEMPLATE_SECTIONS]; /* open sections, as token indices */
    size_t depth;
};

/*
 * Whether the tag in [from, to) stands alone on its line; then *before is
 * where the line begins and *after where the next one does.
 */
static bool stands_alone(struct str source, size_t from, size_t to, size_t *before, size_t *after)
{
    size_t start = from;
    while (start > 0 && memchr(" \t", source.ptr[start - 1], 2)) {
        start--;
    }
    size_t end = to;
    while (end < source.len && memchr(" \t", source.ptr[end], 2)) {
        end++;
    }
    if (end + 1 < source.len && source.ptr[end] == '\r' && source.ptr[end + 1] == '\n') {
        end++;
    }
    bool begins = start == 0 || source.ptr[start - 1] == '\n';
    bool ends = end == source.len || source.ptr[end] == '\n';
    if (begins && ends) {
        *before = start;
        *after = end < source.len ? end + 1 : end;
    }
    return begins && ends;
}

static void add_token(struct scanner *scanner, enum token_kind kind, struct str text, size_t at)
{
    struct parsed *template = scanner->template;
    struct token token = {.kind = kind, .text = text, .at = at};
    if (kind != TOKEN_TEXT || text.len > 0) {
        VEC_PUSH(template->arena, &template->tokens, token);
    }
}

/* inside is "=OPEN CLOSE=". */
static bool set_delimiters(struct scanner *scanner, struct str inside, size_t at)
{
    struct str rest = str_trim(str_cut(inside, 1, inside.len - 1));
    struct str open = str_word(&rest);
    struct str close = str_word(&rest);
    if (close.len == 0 || rest.len > 0 || memchr(open.ptr, '=', open.len) ||
        memchr(close.ptr, '=', close.len)) {
        return template_fail(scanner->template, at, "expected {{=OPEN CLOSE=}}");
    }
    scanner->open = open;
    scanner->close = close;
    return true;
}

static bool open_section(struct scanner *scanner, enum token_kind kind, struct str name, size_t at)
{
    if (scanner->depth == TEMPLATE_SECTIONS) {
        return template_fail(scanner->template, at, "sections are nested too deeply");
    }
    scanner->sections[scanner->depth++] = scanner->template->tokens.n;
    add_token(scanner, kind, name, at);
    return true;
}

static bool close_section(struct scanner *scanner, struct str name, size_t at)
{
    struct parsed *template = scanner->template;
    if (scanner->depth == 0) {
        return template_fail(
            template, at,
            arena_printf(template->arena, "{{/%.*s}} closes no section", STR_ARG(name)));
    }
    struct token *section = &template->tokens.at[scanner->sections[--scanner->depth]];
    if (!str_eq(section->text, name)) {
        return template_fail(template, at,
                             arena_printf(template->arena,
                                          "section \"%.*s\" is closed while \"%.*s\" is open",
                                          STR_ARG(name), STR_ARG(section->text)));
    }
    section->end = template->tokens.n;
    add_token(scanner, TOKEN_CLOSE, name, at);
    return true;
}

/* One tag without its delimiters. indent: the blanks before one that stands alone. */
static bool add_tag(struct scanner *scanner, struct str inside, struct str indent, size_t at)
{
    struct str name = str_trim(str_skip(inside, 1));
    switch (inside.len > 0 ? inside.ptr[0] : '\0') {
    case '!':
        return true;
    case '=':
        return set_delimiters(scanner, inside, at);
    case '#':
        return open_section(scanner, TOKEN_SECTION, name, at);
    case '^':
        return open_section(scanner, TOKEN_INVERTED, name, at);
    case '/':
        return close_section(scanner, name, at);
    case '>':
        add_token(scanner, TOKEN_PARTIAL, name, at);
        scanner->template->tokens.at[scanner->template->tokens.n - 1].indent = indent;
        return true;
    case '&':
    case '{':
        add_token(scanner, TOKEN_PLAIN, name, at);
        return true;
    default:
        add_token(scanner, TOKEN_ESCAPED, str_trim(inside), at);
        return true;
    }
}

/* Scans the tag that opens at from; text before it begins at scanner->at. */
static bool scan_tag(struct scanner *scanner, size_t from)
{
    struct parsed *template = scanner->template;
    struct str source = template->source;
    size_t begin = from + scanner->open.len;
    bool triple = begin < source.len && source.ptr[begin] == '{';
    bool delimiters = begin < source.len && source.ptr[begin] == '=';
    const char *prefix = triple ? "}" : delimiters ? "=" : "";
    struct str closing = str_printf(template->arena, "%s%.*s", prefix, STR_ARG(scanner->close));
    size_t end = str_find(source, closing, begin + (triple || delimiters ? 1 : 0));
    if (end == SIZE_MAX) {
        return template_fail(template, from,
                             arena_printf(template->arena, "the tag is not closed; expected %.*s",
                                          STR_ARG(closing)));
    }
    size_t to = end + closing.len;
    struct str inside = str_cut(source, begin, delimiters ? end + 1 : end);
    bool shown = inside.len == 0 || !memchr("!=#^/>", inside.ptr[0], 6);
    size_t before = from;
    size_t after = to;
    bool alone = !shown && stands_alone(source, from, to, &before, &after);
    struct str indent = alone ? str_cut(source, before, from) : (struct str){0};
    add_token(scanner, TOKEN_TEXT, str_cut(source, scanner->at, before), scanner->at);
    scanner->at = after;
    return add_tag(scanner, inside, indent, from);
}

bool template_scan(struct parsed *template)
{
    struct scanner scanner = {.template = template, .open = STR("{{"), .close = STR("}}")};
    size_t from;
    while ((from = str_find(template->source, scanner.open, scanner.at)) != SIZE_MAX) {
        if (!scan_tag(&scanner, from)) {
            return false;
        }
    }
    add_token(&scanner, TOKEN_TEXT, str_skip(template->source, scanner.at), scanner.at);
    if (scanner.depth > 0) {
        const struct token *open = &template->tokens.at[scanner.sections[scanner.depth - 1]];
        return template_fail(template, open->at,
                             arena_printf(template->arena,
                                          "the section is not closed; expected {{/%.*s}}",
                                          STR_ARG(open->text)));
    }
    return true;
}
