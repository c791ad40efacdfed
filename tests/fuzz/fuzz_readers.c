/*
 * Any bytes, read as each format of one family (READERS, names between blanks):
 * nothing may crash, and a run that was read, once written as JSON, must be read
 * back and written the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "input.h"

extern const struct input_format input_wrkbook;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, struct str text)
{
    fprintf(stderr, "%s: %.*s\n", what, STR_ARG(text));
    abort();
}

static struct str emitted(struct arena *arena, const struct run *run)
{
    struct buf out = BUF(arena);
    struct json_emit json = {.out = &out};
    run_emit(&json, run);
    return buf_str(&out);
}

static void take_again(void *context, const struct run *run)
{
    struct str *text = context;
    struct arena arena = {0};
    struct str again = emitted(&arena, run);
    if (!str_eq(*text, again)) {
        fprintf(stderr, "%.*s\n", STR_ARG(*text));
        fail("is read back as", again);
    }
    arena_free(&arena);
    text->len = 0;
}

static void take(void *context, const struct run *run)
{
    struct arena arena = {0};
    struct err err = {0};
    struct run named = *run;
    (void)context;
    if (!named.source_format.ptr) {
        named.source_format = STR("wrkbook");
    }
    struct str text = emitted(&arena, &named);
    struct str left = text;
    struct source source = {0};
    struct run_sink sink = {.context = &left, .take = take_again, .arena = &arena};
    source_of_text(&source, &arena, "again", text);
    if (!input_wrkbook.read(&source, &sink, &err) || left.len > 0) {
        fail(err.text, text);
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        const struct input_format *format = INPUT_FORMATS[i];
        struct arena arena = {0};
        struct err err = {0};
        struct source source = {0};
        struct run_sink sink = {.take = take, .arena = &arena};
        struct str name = str_printf(&arena, " %s ", format->name);
        if (str_find(STR(READERS), name, 0) != SIZE_MAX) {
            (void)format->probe(str_cut(text, 0, SOURCE_HEAD_SIZE));
            source_of_text(&source, &arena, "input", text);
            if (!format->read(&source, &sink, &err) && err.code == ERR_NONE) {
                fail("failed without an error", text);
            }
        }
        arena_free(&arena);
    }
    return 0;
}
