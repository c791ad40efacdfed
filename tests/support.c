#include "support.h"

#include <stdio.h>
#include <stdlib.h>

int run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

const char *source_path(struct arena *arena, const char *name)
{
    return arena_printf(arena, "%s/%s", SOURCE_DIR, name);
}

struct str read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    size_t got = fread(bytes, 1, (size_t)size, file);
    fclose(file);
    ck_assert_uint_eq(got, (size_t)size);
    return (struct str){bytes, got};
}

void assert_golden(const char *name, struct str text)
{
    struct arena arena = {0};
    const char *path = arena_printf(&arena, "%s/fixtures/%s", SOURCE_DIR, name);
    if (getenv("UPDATE_GOLDEN")) {
        FILE *file = fopen(path, "wb");
        ck_assert_msg(file != NULL, "%s cannot be written", path);
        fwrite(text.ptr, 1, text.len, file);
        fclose(file);
    } else {
        struct str expected = read_file(&arena, path);
        size_t i = 0;
        long line = 1;
        while (i < expected.len && i < text.len && expected.ptr[i] == text.ptr[i]) {
            line += text.ptr[i++] == '\n';
        }
        ck_assert_msg(str_eq(expected, text), "%s differs at line %ld: got \"%.*s\"", name, line,
                      (int)(text.len - i < 80 ? text.len - i : 80), text.ptr + i);
    }
    arena_free(&arena);
}

void assert_str(struct str got, const char *expected)
{
    ck_assert_msg(str_is(got, expected), "got \"%.*s\", expected \"%s\"", STR_ARG(got), expected);
}

uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

size_t below(uint64_t *state, size_t limit)
{
    return splitmix64(state) % limit;
}
