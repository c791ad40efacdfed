/*
 * Any bytes as a document with markers: nothing may crash, an error has a line, and filled blocks
 * leave every other byte alone and are found again with the same ids.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "markers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, const struct err *err)
{
    fprintf(stderr, "%s: %d: %s\n", what, err->line, err->text);
    abort();
}

static void fill(struct arena *arena, struct str document, const struct markers *markers)
{
    struct markers again = {0};
    struct err err = {0};
    struct str *texts = ARENA_ARRAY(arena, struct str, markers->blocks.n);
    for (size_t i = 0; i < markers->blocks.n; i++) {
        texts[i] = STR("filled\n");
    }
    struct str filled = markers_fill(arena, document, markers, texts);
    if (!markers_find(arena, "filled", filled, &again, &err) ||
        again.blocks.n != markers->blocks.n) {
        fail("what was filled is found otherwise", &err);
    }
    for (size_t i = 0; i < again.blocks.n; i++) {
        if (!str_eq(again.blocks.at[i].id, markers->blocks.at[i].id)) {
            fail("another id", &err);
        }
    }
    if (!str_eq(markers_fill(arena, filled, &again, texts), filled)) {
        fail("filling again changes it", &err);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct err err = {0};
    struct markers markers = {0};
    struct str document = {(const char *)data, size};
    if (markers_find(&arena, "fuzz", document, &markers, &err)) {
        fill(&arena, document, &markers);
    } else if (err.code != ERR_USAGE || err.line < 1) {
        fail("an error without a line", &err);
    }
    arena_free(&arena);
    return 0;
}
