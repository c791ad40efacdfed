/* A template becomes tokens first; rendering walks the tokens with a stack of contexts. */
#include "template.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "template_tokens.h"

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
        return template_fail(template, at, "the document is larger than 64 MiB");
    }
    rendering->steps += steps;
    return rendering->steps <= TEMPLATE_STEPS ||
           template_fail(template, at, "the template takes more than 10 million steps");
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
        return template_fail(outer, token->at, "partials are nested too deeply");
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
    bool done =
        template_scan(&partial) && render_range(rendering, &partial, 0, partial.tokens.n, frame);
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
    return template_scan(&template) &&
           render_range(&rendering, &template, 0, template.tokens.n, &root);
}
