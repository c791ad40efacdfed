/*
 * command_line.h - the command lines that people leave above a result.
 */
#pragma once

#include "buf.h"

/* An option whose value, or presence, matters; flags that do not matter need no row. */
struct command_option {
    char key;         /* what command_next() calls it; unless Go's, also its letter */
    const char *name; /* its long name, NULL: none; of Go's flags the only one */
    bool flag;        /* takes no value */
};

/* Words of a command, being read. */
struct command_words {
    struct str rest;
    const struct command_option *options;
    size_t count;
    bool go;            /* flags as Go has them: -name and --name, none behind the first word */
    bool only_words;    /* no option follows */
    struct str letters; /* of a word such as -kc10, yet to be read */
};

/* The key of a word that is no option. */
#define COMMAND_WORD ' '

/*
 * Finds a command line of program in a line: after any prompt, path or `time`,
 * a word that is the program's name (or that and -SOMETHING, _SOMETHING, .exe, 2), followed
 * by an option or a URL. command: a slice from the program's path on, to the
 * closing backtick if one opened it.
 */
bool command_line_find(struct str line, const char *program, struct str *command);

/*
 * Keeps the command line found in a line, in place of what was kept before; or
 * appends the line to a kept one that ends with a backslash. False, with
 * nothing changed, when it is neither.
 */
bool command_line_keep(struct buf *command, struct str line, const char *program);

/* Begins to read a command, which may be "not stated"; its first word is the program. */
struct command_words command_words(struct str command, const struct command_option *options,
                                   size_t count, bool go);

/*
 * The key of the next option that has a row, with its value (not stated for a
 * flag), or COMMAND_WORD with a word, quotes removed; '\0' at the end, which may
 * be a pipe, a redirection, a comment or "--". Slices of the command.
 */
char command_next(struct command_words *words, struct str *value);

/* A value that is a number, or a duration such as "1m30s" or a number of seconds; NaN otherwise. */
double command_number(struct str value);
double command_seconds(struct str value);

/* Whether a word is a URL as it was used, not one with a variable or a place to fill in. */
bool command_is_url(struct str word);
