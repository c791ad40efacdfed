/*
 * errors.h - an error as a value, owned by the caller.
 *
 * Functions that can fail return false and fill a struct err; nothing below
 * main.c prints or exits. The first error wins: setting one that is already
 * set changes nothing, so a caller may chain calls and report once.
 */
#pragma once

#include <stdbool.h>

#include "compiler.h"

/* The value of each code is the exit status of the program. */
enum err_code {
    ERR_NONE = 0,
    ERR_USAGE = 2,  /* command line, configuration */
    ERR_INPUT = 3,  /* unreadable, unknown format, no run in it */
    ERR_OUTPUT = 4, /* something could not be written */
};

/* Zero-initialised means "no error". line and column count from 1; 0 means "does not apply". */
struct err {
    enum err_code code;
    int line;
    int column;
    char source[256]; /* file the error is in, its tail kept if too long; "" for none */
    char text[512];   /* one sentence, lower case, without a full stop */
};

/* Records an error at no particular place. Returns false, so `return err_set(...)` fails a
 * function. */
bool err_set(struct err *err, enum err_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Records an error at a place in a file; line and column as in struct err. Returns false. */
bool err_at(struct err *err, enum err_code code, const char *source, long line, long column,
            const char *format, ...) PRINTF_LIKE(6, 7);
