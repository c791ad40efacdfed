/*
 * config_parts.h - what the files that read wrkbook.yaml share.
 */
#pragma once

#include "config.h"
#include "yaml_tree.h"

struct config {
    struct arena *arena;
    const char *path;
    struct str directory; /* of the file, with its slash; "" for the working directory */
    struct options *options;
    struct err *err;
};

/* Fails at a place. Returns false. */
bool config_fail(struct config *config, struct yaml_place place, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Whether the node is of a kind; fails when it is another: "expected a list of ...". */
MUST_CHECK bool config_expect(struct config *config, const struct yaml_node *node,
                              enum yaml_kind kind, const char *what);

/* A text that is not empty. */
MUST_CHECK bool config_text(struct config *config, const struct yaml_node *node, const char *what);

/* Fails for a key that does not belong, naming the nearest of the known ones (NULL-terminated). */
bool config_unknown(struct config *config, const struct yaml_node *node, const char *const *known);

/* The numbers below "facts" of a system. */
MUST_CHECK bool config_facts(struct config *config, struct str system,
                             const struct yaml_node *facts);

/* After all systems: facts of one name must be of one kind; a direction holds for all. */
MUST_CHECK bool config_agree(struct config *config);

/* What stands below "weights". After the facts. */
MUST_CHECK bool config_weights(struct config *config, const struct yaml_node *weights);
