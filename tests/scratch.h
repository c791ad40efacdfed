/* scratch.h - one directory for files of a test. */
#pragma once

#include "str.h"

/* Makes the directory, which is empty, and gives its path. Everything below lives in the arena. */
const char *scratch_make(struct arena *arena);
void scratch_remove(void);

/* The path of a file in it. */
const char *in_directory(const char *name);

void put_old(const char *name, const char *text);
void assert_file(const char *name, const char *text);

/* How many entries it has, hidden ones too. */
size_t entries(void);
