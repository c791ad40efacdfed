/* A template becomes tokens first; rendering walks the tokens with a stack of contexts. */
#include "template.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "vec.h"

enum token_kind {
    TOKEN_TEXT,
    TOKEN_ESCAPED,
    TOKEN_PLAIN,
    TOKEN_SECTION,
    TOKEN_INVERTED,
    TOKEN_CLOSE,
    TOKEN_PARTIAL
};

struct token {
    enum token_kind kind;
    struct str text;   /* TOKEN_TEXT: literal; else the name */
    struct str indent; /* TOKEN_PARTIAL standing alone: blanks before it */
    size_t at;         /* offset in the template, for errors */
    size_t end;        /* of a section: index of its TOKEN_CLOSE */
};

struct parsed {
    struct arena *arena;
    struct str name, source;
    VEC(struct token) tokens;
    struct err *err;
};

static struct node *new_node(struct arena *arena, enum node_kind kind, struct str text)
{
    struct node *node = arena_alloc(arena, sizeof *node);
    node->kind = kind;
    node->text = text;
    return node;
}

struct node *node_map(struct arena *arena)
{
    return new_node(arena, NODE_MAP, (struct str){0});
}

struct node *node_list(struct arena *arena)
{
    return new_node(arena, NODE_LIST, (struct str){0});
}

struct node *node_text(struct arena *arena, struct str text)
{
    return new_node(arena, NODE_TEXT, text);
}

struct node *node_raw(struct arena *arena, struct str text)
{
    return new_node(arena, NODE_RAW, text);
}

struct node *node_bool(struct arena *arena, bool value)
{
    return new_node(arena, value ? NODE_TRUE : NODE_NULL, (struct str){0});
}

struct node *node_append(struct node *list, struct node *value)
{
    if (list->last) {
        list->last->next = value;
    } else {
        list->first = value;
    }
    list->last = value;
    return value;
}

struct node *node_set(struct node *map, struct str key, struct node *value)
{
    value->key = key;
    return node_append(map, value);
}

void escape_html(struct buf *out, struct str text)
{
    static const char *const ENTITIES[UCHAR_MAX + 1] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;"};
    for (size_t i = 0; i < text.len; i++) {
        const char *entity = ENTITIES[(unsigned char)text.ptr[i]];
        buf_add(out, entity ? str_of(entity) : str_cut(text, i, i + 1));
    }
}

static bool fail(const struct parsed *template, size_t at, const char *what)
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

/* ---- tokens ---- */

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
        return fail(scanner->template, at, "expected {{=OPEN CLOSE=}}");
    }
    scanner->open = open;
    scanner->close = close;
    return true;
}

static bool open_section(struct scanner *scanner, enum token_kind kind, struct str name, size_t at)
{
    if (scanner->depth == TEMPLATE_SECTIONS) {
        return fail(scanner->template, at, "sections are nested too deeply");
    }
    scanner->sections[scanner->depth++] = scanner->template->tokens.n;
    add_token(scanner, kind, name, at);
    return true;
}

static bool close_section(struct scanner *scanner, struct str name, size_t at)
{
    struct parsed *template = scanner->template;
    if (scanner->depth == 0) {
        return fail(template, at, "a section is closed that was not opened");
    }
    struct token *section = &template->tokens.at[scanner->sections[--scanner->depth]];
    if (!str_eq(section->text, name)) {
        return fail(template, at,
                    arena_printf(template->arena,
                                 "section \"%.*s\" is closed while \"%.*s\" is open", STR_ARG(name),
                                 STR_ARG(section->text)));
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
        return fail(template, from, "a tag is not closed");
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

static bool scan(struct parsed *template)
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
        size_t open = scanner.sections[scanner.depth - 1];
        return fail(template, template->tokens.at[open].at, "a section is not closed");
    }
    return true;
}

/* ---- rendering ---- */

struct frame {
    const struct frame *below;
    const struct node *node;
    size_t number; /* from 1 in a list; 0 outside */
    bool last;
    struct node index; /* number as a text */
    char digits[24];
};

struct rendering {
    const struct template_options *options;
    struct buf *out;
    size_t limit; /* of out->n */
    size_t steps;
    int depth; /* of partials */
};

static const struct node *child(const struct node *map, struct str key)
{
    const struct node *found = NULL;
    for (const struct node *node = map->first; node && map->kind == NODE_MAP; node = node->next) {
        found = str_eq(node->key, key) ? node : found;
    }
    return found;
}

/* {{-first}}, {{-last}}, {{-index}} of the nearest list. */
static const struct node *list_position(const struct frame *frame, struct str name)
{
    static const struct node YES = {.kind = NODE_TRUE};
    while (frame && frame->number == 0) {
        frame = frame->below;
    }
    if (!frame) {
        return NULL;
    }
    if (str_is(name, "-index")) {
        return &frame->index;
    }
    return (str_is(name, "-first") ? frame->number == 1 : frame->last) ? &YES : NULL;
}

static const struct node *look_up(const struct frame *frame, struct str name)
{
    if (str_is(name, ".")) {
        return frame->node;
    }
    if (str_is(name, "-first") || str_is(name, "-last") || str_is(name, "-index")) {
        return list_position(frame, name);
    }
    size_t dot = str_find(name, STR("."), 0);
    struct str first = str_cut(name, 0, dot);
    const struct node *node = NULL;
    for (; frame && !node; frame = frame->below) {
        node = child(frame->node, first);
    }
    while (node && dot < name.len) {
        size_t next = str_find(name, STR("."), dot + 1);
        node = child(node, str_cut(name, dot + 1, next));
        dot = next;
    }
    return node;
}

static bool is_true(const struct node *node)
{
    if (!node || node->kind == NODE_NULL) {
        return false;
    }
    if (node->kind == NODE_TEXT || node->kind == NODE_RAW) {
        return node->text.len > 0;
    }
    return node->kind != NODE_LIST || node->first;
}

static void show(struct rendering *rendering, const struct node *node, bool escaped)
{
    if (node && node->kind == NODE_TEXT && escaped) {
        rendering->options->escape(rendering->out, node->text);
    } else if (node && (node->kind == NODE_TEXT || node->kind == NODE_RAW)) {
        buf_add(rendering->out, node->text);
    }
}

/* Counts work about to be done for a token. */
static bool within_limits(struct rendering *rendering, const struct parsed *template, size_t at,
                          size_t steps)
{
    if (rendering->out->n > rendering->limit) {
        return fail(template, at, "the document is larger than 64 MiB");
    }
    rendering->steps += steps;
    return rendering->steps <= TEMPLATE_STEPS ||
           fail(template, at, "the template takes more than 10 million steps");
}

static bool render_range(struct rendering *rendering, const struct parsed *template, size_t from,
                         size_t to, const struct frame *frame);

static bool render_list(struct rendering *rendering, const struct parsed *template, size_t at,
                        const struct node *list, const struct frame *frame)
{
    const struct token *token = &template->tokens.at[at];
    size_t number = 0;
    for (const struct node *item = list->first; item; item = item->next) {
        struct frame inner = {
            .below = frame, .node = item, .number = ++number, .last = item->next == NULL};
        int len = snprintf(inner.digits, sizeof inner.digits, "%zu", number);
        inner.index = (struct node){.kind = NODE_TEXT, .text = {inner.digits, (size_t)len}};
        if (!within_limits(rendering, template, token->at, 1) ||
            !render_range(rendering, template, at + 1, token->end, &inner)) {
            return false;
        }
    }
    return true;
}

/* A section or inverted section that begins with the token at index at. */
static bool render_section(struct rendering *rendering, const struct parsed *template, size_t at,
                           const struct frame *frame)
{
    const struct token *token = &template->tokens.at[at];
    const struct node *node = look_up(frame, token->text);
    if (is_true(node) != (token->kind == TOKEN_SECTION)) {
        return true;
    }
    if (token->kind == TOKEN_SECTION && node->kind == NODE_LIST) {
        return render_list(rendering, template, at, node, frame);
    }
    struct frame inner = {.below = frame, .node = node};
    const struct frame *top = token->kind == TOKEN_SECTION ? &inner : frame;
    return render_range(rendering, template, at + 1, token->end, top);
}

/* The lines of a partial that stands alone are indented as its tag is. */
static struct str indented(struct arena *arena, struct str text, struct str indent)
{
    struct buf out = BUF(arena);
    for (size_t i = 0; i < text.len; i++) {
        if (i == 0 || text.ptr[i - 1] == '\n') {
            buf_add(&out, indent);
        }
        buf_char(&out, text.ptr[i]);
    }
    return buf_str(&out);
}

static bool render_partial(struct rendering *rendering, const struct parsed *outer,
                           const struct token *token, const struct frame *frame)
{
    const struct template_options *options = rendering->options;
    struct str text;
    if (!options->partial || !options->partial(options->partial_context, token->text, &text)) {
        return true;
    }
    if (rendering->depth == TEMPLATE_PARTIALS) {
        return fail(outer, token->at, "partials are nested too deeply");
    }
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++) {
        lines += text.ptr[i] == '\n';
    }
    if (!within_limits(rendering, outer, token->at, text.len + lines * token->indent.len)) {
        return false;
    }
    struct parsed partial = {.arena = outer->arena,
                             .name = token->text,
                             .source = indented(outer->arena, text, token->indent),
                             .err = outer->err};
    rendering->depth++;
    bool done = scan(&partial) && render_range(rendering, &partial, 0, partial.tokens.n, frame);
    rendering->depth--;
    return done;
}

static bool render_range(struct rendering *rendering, const struct parsed *template, size_t from,
                         size_t to, const struct frame *frame)
{
    bool done = true;
    for (size_t i = from; done && i < to; i++) {
        const struct token *token = &template->tokens.at[i];
        if (!within_limits(rendering, template, token->at, 1)) {
            return false;
        }
        switch (token->kind) {
        case TOKEN_TEXT:
            buf_add(rendering->out, token->text);
            break;
        case TOKEN_ESCAPED:
        case TOKEN_PLAIN:
            show(rendering, look_up(frame, token->text), token->kind == TOKEN_ESCAPED);
            break;
        case TOKEN_SECTION:
        case TOKEN_INVERTED:
            done = render_section(rendering, template, i, frame);
            i = token->end;
            break;
        case TOKEN_PARTIAL:
            done = render_partial(rendering, template, token, frame);
            break;
        case TOKEN_CLOSE:
            break;
        }
    }
    return done;
}

bool template_render(struct str name, struct str text, const struct node *data,
                     const struct template_options *options, struct buf *out, struct err *err)
{
    struct parsed template = {.arena = out->arena, .name = name, .source = text, .err = err};
    struct frame root = {.node = data};
    struct rendering rendering = {
        .options = options, .out = out, .limit = out->n + TEMPLATE_OUTPUT_LIMIT};
    return scan(&template) && render_range(&rendering, &template, 0, template.tokens.n, &root);
}
