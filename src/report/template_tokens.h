/*
 * template_tokens.h - a template taken apart; what the files that read templates share.
 */
#pragma once

#include "template.h"
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
    struct arena *arena; /* set by the caller, as are name, source and err */
    struct str name, source;
    VEC(struct token) tokens;
    struct err *err;
};

/* Takes source apart. Errors as in template_render(). */
MUST_CHECK bool template_scan(struct parsed *template);

/* Fails at an offset of the template. Returns false. */
bool template_fail(const struct parsed *template, size_t at, const char *what);
