/* Any bytes, read as wrkbook.yaml: nothing may crash, and a refusal names the file. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct options options;
    struct err err = {0};
    options_default(&arena, &options);
    struct str text = {(const char *)data, size};
    bool read = config_read(&arena, "dir/wrkbook.yaml", text, &options, &err);
    if (read != (err.code == ERR_NONE) || (!read && (!err.source[0] || err.line < 1))) {
        fprintf(stderr, "%s:%d: %s\n", err.source, err.line, err.text);
        abort();
    }
    arena_free(&arena);
    return 0;
}
