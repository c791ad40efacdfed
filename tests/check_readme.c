/*
 * Every command of the README works: the lines "$ ..." of its sh blocks are run
 * in a copy of the fixtures. Where a text block follows, it is what they print.
 * UPDATE_GOLDEN=1 rewrites those blocks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

static struct arena arena;
static char directory[] = "/tmp/XXXXXX";

static void make_copy(void)
{
    ck_assert(mkdtemp(directory) != NULL);
    /* wrk itself is not needed to show what a pipe from it does. */
    const char *copy = "cp -r '%s/fixtures' '%s' && mkdir '%s/bin' && "
                       "printf '#!/bin/sh\\ncat fixtures/edge/tiny.txt\\n' >'%s/bin/wrk' && "
                       "chmod +x '%s/bin/wrk'";
    ck_assert_int_eq(
        system(arena_printf(&arena, copy, SOURCE_DIR, directory, directory, directory, directory)),
        0);
}

static void remove_copy(void)
{
    ck_assert_int_eq(system(arena_printf(&arena, "rm -rf '%s'", directory)), 0);
    arena_free(&arena);
}

static struct str run(struct str command)
{
    const char *script = arena_printf(
        &arena,
        "cd '%s' && export PATH='%s/bin':'%s':\"$PATH\" NO_COLOR=1 COLUMNS= && { %.*s\n} >stdout",
        directory, directory, BINARY_DIR, STR_ARG(command));
    int status = system(script);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "failed: %.*s", STR_ARG(command));
    return read_file(&arena, arena_printf(&arena, "%s/stdout", directory));
}

static struct str next_line(struct str *rest)
{
    struct str line = str_cut(*rest, 0, str_find(*rest, STR("\n"), 0));
    *rest = str_skip(*rest, line.len + 1);
    return line;
}

/* Copies a fenced block's lines to out up to its closing fence, which stays in rest. */
static struct str block(struct str *rest)
{
    size_t end = str_find(*rest, STR("\n```"), 0);
    ck_assert(end < rest->len);
    struct str text = str_cut(*rest, 0, end + 1);
    *rest = str_skip(*rest, end + 1);
    return text;
}

/* Runs the "$ " lines of a block; what the last of them printed. */
static struct str run_block(struct str text, size_t *count)
{
    struct str printed = {0};
    while (text.len > 0) {
        struct str line = next_line(&text);
        if (str_eat(&line, STR("$ "))) {
            printed = run(line);
            (*count)++;
        }
    }
    return printed;
}

START_TEST(every_command_works_and_prints_what_is_shown)
{
    const char *path = source_path(&arena, "README.md");
    struct str readme = read_file(&arena, path);
    struct str rest = readme;
    struct buf updated = BUF(&arena);
    struct str printed = {0};
    size_t count = 0;
    while (rest.len > 0) {
        struct str line = next_line(&rest);
        buf_add(&updated, line);
        buf_char(&updated, '\n');
        if (str_is(line, "```sh")) {
            struct str commands = block(&rest);
            buf_add(&updated, commands);
            printed = run_block(commands, &count);
        } else if (str_is(line, "```text")) {
            struct str shown = block(&rest);
            buf_add(&updated, printed.ptr ? printed : shown);
            printed = (struct str){0};
        } else if (line.len > 0 && !str_is(line, "```")) {
            printed = (struct str){0};
        }
    }
    ck_assert_uint_ge(count, 12);
    if (getenv("UPDATE_GOLDEN")) {
        FILE *file = fopen(path, "wb");
        fwrite(updated.at, 1, updated.n, file);
        fclose(file);
    } else {
        ck_assert_msg(str_eq(buf_str(&updated), readme),
                      "README.md shows other output than the commands print");
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("readme");
    TCase *tests = tcase_create("readme");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, make_copy, remove_copy);
    tcase_add_test(tests, every_command_works_and_prints_what_is_shown);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
