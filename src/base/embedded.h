/*
 * embedded.h - files made part of the program at build time (cmake/Embed.cmake).
 */
#pragma once

#include <stddef.h>

#include "str.h"

struct embedded_file {
    const char *name; /* base name; NULL ends an array */
    const unsigned char *data;
    size_t size;
};

/* Templates and language catalogues; in the report layer. */
extern const struct embedded_file embedded_texts[];

/* DejaVuSans.ttf, DejaVuSans-Bold.ttf; in the chart layer. */
extern const struct embedded_file embedded_fonts[];

/* The file of that name in an array above; NULL when there is none. */
const struct embedded_file *embedded_find(const struct embedded_file *files, struct str name);
