/*
 * yaml_tree.h - a small YAML document as a tree of texts, lists and maps, with places.
 *
 * Only what a configuration needs: one document, no anchors, aliases or tags, a
 * few levels, keys that are texts and differ. Everything else is refused with
 * its line and what was expected.
 */
#pragma once

#include <stdbool.h>

#include "buf.h"
#include "errors.h"
#include "str.h"
#include "vec.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_place {
    long line, column; /* from 1 */
};

struct yaml_node {
    enum yaml_kind kind;
    struct yaml_place place;
    struct str text; /* YAML_TEXT: without NUL inside, NUL-terminated */
    bool quoted;
    struct str key; /* in a map */
    struct yaml_place key_place;
    VEC(struct yaml_node) items; /* YAML_LIST, YAML_MAP */
};

/* "a text", "a list" or "a map". */
const char *yaml_kind_name(enum yaml_kind kind);

/*
 * Reads a text; name is for messages. Nothing (or only comments) is a map without
 * items. Everything lives in the arena. Errors: ERR_USAGE.
 */
MUST_CHECK bool yaml_read(struct arena *arena, const char *name, struct str text,
                          struct yaml_node *root, struct err *err);

/* Adds "NAME VERSION, " of the library, for `wrkbook --version`. */
void yaml_libraries(struct buf *out);
