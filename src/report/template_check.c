/* Walks a template's tokens over the names it may use, instead of over data. */
#include <stdint.h>

#include "suggest.h"
#include "template_tokens.h"

struct scope {
    const struct scope *outer;
    const struct node *node;
};

struct check {
    const struct parsed *template;
    const struct node *names;
    const struct template_options *options;
};

/* Sections within sections, of which the innermost holds only texts. */
#define DEEPEST 3

static const struct node *member(const struct node *map, struct str name)
{
    const struct node *node = map->kind == NODE_MAP ? map->first : NULL;
    while (node && !str_eq(node->key, name)) {
        node = node->next;
    }
    return node;
}

/* The sections that a name stands in, the fewest; the last of several. */
static struct str place_of(struct arena *arena, const struct node *node, struct str name,
                           size_t most)
{
    struct str place = {0};
    const struct node *map = node->kind == NODE_LIST ? node->first : node;
    for (const struct node *inner = map ? map->first : NULL; inner && most > 0;
         inner = inner->next) {
        const struct node *fields = inner->kind == NODE_LIST ? inner->first : inner;
        struct str deeper = {0};
        if (fields && member(fields, name)) {
            place = str_printf(arena, "{{#%.*s}}", STR_ARG(inner->key));
            most = 1;
        } else if (most > 1 && (deeper = place_of(arena, inner, name, most - 1)).ptr) {
            place = str_printf(arena, "{{#%.*s}}%.*s", STR_ARG(inner->key), STR_ARG(deeper));
        }
    }
    return place;
}

static bool fail(const struct check *check, const struct token *token, const struct buf *what)
{
    return template_fail(check->template, token->at,
                         arena_printf(check->template->arena, "%.*s", STR_ARG(buf_str(what))));
}

/* "; there are: a, b", the keys of a group. */
static void list_members(struct buf *out, const struct node *group)
{
    for (const struct node *known = group->first; known; known = known->next) {
        buf_printf(out, "%s%.*s", known == group->first ? "; there are: " : ", ",
                   STR_ARG(known->key));
    }
}

static void offer_members(struct suggestion *meant, const struct node *group)
{
    const struct node *known = group->kind == NODE_MAP ? group->first : NULL;
    for (; known; known = known->next) {
        suggestion_offer(meant, known->key);
    }
}

/* As a misspelt name, or as one that belongs elsewhere. */
static bool fail_unknown(const struct check *check, const struct token *token,
                         const struct scope *scope, struct str name)
{
    struct arena *arena = check->template->arena;
    struct suggestion meant = {.name = name};
    struct buf what = BUF(arena);
    struct str place = {0};
    for (const struct scope *at = scope; at; at = at->outer) {
        offer_members(&meant, at->node);
    }
    for (size_t depth = 1; depth <= DEEPEST && !place.ptr; depth++) {
        place = place_of(arena, check->names, name, depth);
    }
    buf_printf(&what, "nothing is called \"%.*s\" here", STR_ARG(name));
    if (place.ptr) {
        buf_printf(&what, "; expected it within %.*s", STR_ARG(place));
    } else if (meant.best.ptr) {
        buf_printf(&what, "; did you mean \"%.*s\"?", STR_ARG(meant.best));
    } else if (scope->node->kind == NODE_MAP) {
        list_members(&what, scope->node);
    }
    return fail(check, token, &what);
}

/* path: of the group, as the token has it. */
static bool fail_member(const struct check *check, const struct token *token, struct str path,
                        const struct node *group, struct str name)
{
    struct suggestion meant = {.name = name};
    struct buf what = BUF(check->template->arena);
    offer_members(&meant, group);
    if (group->kind == NODE_LIST) {
        buf_printf(&what, "\"%.*s\" is a list; expected its \"%.*s\" within {{#%.*s}}",
                   STR_ARG(path), STR_ARG(name), STR_ARG(path));
        return fail(check, token, &what);
    }
    buf_printf(&what, "\"%.*s\" has no \"%.*s\"", STR_ARG(path), STR_ARG(name));
    if (meant.best.ptr) {
        buf_printf(&what, "; did you mean \"%.*s.%.*s\"?", STR_ARG(path), STR_ARG(meant.best));
    } else if (group->kind == NODE_MAP) {
        list_members(&what, group);
    }
    return fail(check, token, &what);
}

/* What the name of a token stands for. */
static bool find(const struct check *check, const struct token *token, const struct scope *scope,
                 const struct node **found)
{
    struct str name = token->text;
    size_t dot = str_find(name, STR("."), 0);
    struct str first = str_cut(name, 0, dot);
    static const struct node TEXT = {.kind = NODE_TEXT};
    *found = str_is(name, ".") ? scope->node : &TEXT;
    if (*found != &TEXT || str_is(name, "-first") || str_is(name, "-last") ||
        str_is(name, "-index")) {
        return true;
    }
    *found = NULL;
    for (const struct scope *at = scope; at && !*found; at = at->outer) {
        *found = member(at->node, first);
    }
    if (!*found) {
        return fail_unknown(check, token, scope, first);
    }
    while (dot < name.len) {
        size_t next = str_find(name, STR("."), dot + 1);
        struct str part = str_cut(name, dot + 1, next);
        const struct node *inner = member(*found, part);
        if (!inner) {
            return fail_member(check, token, str_cut(name, 0, dot), *found, part);
        }
        *found = inner;
        dot = next;
    }
    return true;
}

static bool check_partial(const struct check *check, const struct token *token)
{
    struct str text;
    const struct template_options *options = check->options;
    return options->partial(options->partial_context, token->text, &text) ||
           template_fail(check->template, token->at,
                         arena_printf(check->template->arena, "no template is called \"%.*s\"",
                                      STR_ARG(token->text)));
}

/* A list or a group has no text of its own. */
static bool check_shown(const struct check *check, const struct token *token,
                        const struct node *found)
{
    bool list = found->kind == NODE_LIST;
    return (!list && found->kind != NODE_MAP) || str_is(token->text, ".") ||
           template_fail(check->template, token->at,
                         arena_printf(check->template->arena,
                                      "\"%.*s\" is a %s; expected {{#%.*s}}", STR_ARG(token->text),
                                      list ? "list" : "group", STR_ARG(token->text)));
}

static bool check_range(const struct check *check, size_t from, size_t to,
                        const struct scope *scope)
{
    bool right = true;
    for (size_t i = from; right && i < to; i++) {
        const struct token *token = &check->template->tokens.at[i];
        const struct node *found = NULL;
        if (token->kind == TOKEN_PARTIAL) {
            right = check_partial(check, token);
        } else if (token->kind != TOKEN_TEXT && token->kind != TOKEN_CLOSE) {
            right = find(check, token, scope, &found);
        }
        if (right && (token->kind == TOKEN_ESCAPED || token->kind == TOKEN_PLAIN)) {
            right = check_shown(check, token, found);
        }
        if (right && (token->kind == TOKEN_SECTION || token->kind == TOKEN_INVERTED)) {
            bool list = found->kind == NODE_LIST && found->first;
            struct scope inner = {scope, list ? found->first : found};
            right = check_range(check, i + 1, token->end,
                                token->kind == TOKEN_SECTION ? &inner : scope);
            i = token->end;
        }
    }
    return right;
}

bool template_check(struct arena *arena, struct str name, struct str text, const struct node *names,
                    const struct template_options *options, struct err *err)
{
    struct parsed template = {.arena = arena, .name = name, .source = text, .err = err};
    struct scope outermost = {NULL, names};
    struct check check = {&template, names, options};
    return template_scan(&template) && check_range(&check, 0, template.tokens.n, &outermost);
}
