/*
 * config.h - wrkbook.yaml. A key of one value is an option that may stand in the
 * file (IN_FILE); the others are systems, weights and charts. See docs/wrkbook.yaml.md.
 */
#pragma once

#include "options.h"

struct config;
struct yaml_node;

/* A key of more than one value. */
struct config_key {
    const char *name;
    const char *help; /* one line */
    bool (*read)(struct config *config, const struct yaml_node *node);
};

/* In the order in which they are read, since weights may name facts. */
extern const struct config_key CONFIG_KEYS[];
extern const size_t CONFIG_KEY_COUNT;

/* The file that stands for --config: wrkbook.yaml in the working directory, else in a directory
 * above it, up to the root of its repository (which has .git). NULL: none. */
const char *config_find(struct arena *arena);

/*
 * Reads a file into options, which hold the defaults. Its paths are relative to it.
 * Errors (ERR_USAGE): unreadable, or with the place of what is wrong.
 */
MUST_CHECK bool config_load(struct arena *arena, const char *path, struct options *options,
                            struct err *err);

/* The same from a text; path is for messages and for what it stands beside. */
MUST_CHECK bool config_read(struct arena *arena, const char *path, struct str text,
                            struct options *options, struct err *err);
