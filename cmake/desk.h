/* desk.h - what the option table becomes at build time besides --help. */
#pragma once

#include <stdio.h>

#include "commands.h"

/* Fills the @LINES of a template of a man page; false when the template cannot be read. */
bool write_man(FILE *out, const char *path);

void write_bash(FILE *out, struct arena *arena);
void write_zsh(FILE *out, struct arena *arena);
void write_fish(FILE *out, struct arena *arena);
