/*
 * template.h - Mustache templates (core of the specification: variables,
 * sections, inverted sections, partials, comments, delimiters).
 *
 * Differences from the specification, all on purpose: {{x}} escapes for the
 * format the template writes; a list offers {{-first}}, {{-last}} and
 * {{-index}} (from 1); partials come from a function, nested at most 32 deep, and
 * sections 128 deep.
 */
#pragma once

#include "buf.h"
#include "errors.h"
#include "resource_limits.h"

enum node_kind {
    NODE_NULL, /* false, and empty when shown */
    NODE_TRUE, /* true, and empty when shown */
    NODE_TEXT, /* shown escaped by {{x}}, as it is by {{{x}}}; false when empty */
    NODE_RAW,  /* already in the format of the document: never escaped; false when empty */
    NODE_LIST, /* false when empty */
    NODE_MAP,  /* keys to nodes */
};

/* What a template sees: a tree made by the functions below, in an arena. */
struct node {
    enum node_kind kind;
    struct str key;     /* name within its map */
    struct str text;    /* NODE_TEXT, NODE_RAW */
    struct node *first; /* children of NODE_LIST, NODE_MAP, in the order added */
    struct node *last;
    struct node *next; /* sibling */
};

struct node *node_map(struct arena *arena);
struct node *node_list(struct arena *arena);
struct node *node_text(struct arena *arena, struct str text);
struct node *node_raw(struct arena *arena, struct str text);
struct node *node_bool(struct arena *arena, bool value);

/* Adds value to a map under key (a literal or arena text), and gives value back. A later key wins.
 */
struct node *node_set(struct node *map, struct str key, struct node *value);

/* Appends value to a list, and gives value back. A node stands in one place only. */
struct node *node_append(struct node *list, struct node *value);

/* Writes text so that it appears literally in the document. */
typedef void template_escape(struct buf *out, struct str text);

/* Finds a partial; returns false when there is none (which renders as nothing). */
typedef bool template_partial(void *context, struct str name, struct str *text);

void escape_html(struct buf *out, struct str text); /* & < > " */

struct template_options {
    template_escape *escape;
    template_partial *partial; /* NULL: no partials */
    void *partial_context;
};

/*
 * Renders text with data on top of the context stack. name stands in errors
 * (ERR_USAGE, with line and column): unclosed or crossed sections, unclosed
 * tags, bad delimiters, partials or sections too deep, output too large, or more
 * work than any honest template needs.
 */
MUST_CHECK bool template_render(struct str name, struct str text, const struct node *data,
                                const struct template_options *options, struct buf *out,
                                struct err *err);

/*
 * Whether every name of a template is one of names: a map such as data, in which every list has an
 * element and every name is there that data may lack. Errors (ERR_USAGE) are those of
 * template_render() in taking it apart, a name that is unknown or stands in the wrong section, with
 * the one that was probably meant, and an unknown partial. options->partial is given.
 */
MUST_CHECK bool template_check(struct arena *arena, struct str name, struct str text,
                               const struct node *names, const struct template_options *options,
                               struct err *err);
