/* Any bytes, a gate a line: nothing may crash, and a refusal says the column. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate_expressions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_one(struct arena *arena, struct str line, long number)
{
    struct options options;
    struct err err = {0};
    const struct gate *gates = NULL;
    size_t count = 0;
    options_default(arena, &options);
    struct gate_text text = {.text = line, .where = "gates.yaml", .line = number, .column = 1};
    VEC_PUSH(arena, &options.gates, text);
    if (!gates_read(arena, &options, &gates, &count, &err) &&
        (err.code != ERR_USAGE || err.column < 1 || (size_t)err.column > line.len + 1)) {
        fprintf(stderr, "column %d of \"%.*s\": %s\n", err.column, STR_ARG(line), err.text);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct str rest = {(const char *)data, size};
    for (long number = 1; rest.len > 0; number++) {
        struct str line = str_cut(rest, 0, str_find(rest, STR("\n"), 0));
        read_one(&arena, line, number);
        rest = str_skip(rest, line.len + 1);
    }
    arena_free(&arena);
    return 0;
}
