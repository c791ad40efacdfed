/*
 * Whole command lines: every fixtures/cli/NAME.case begins with "$ " and a
 * command for sh, run in fixtures/; below stand the exit status, standard
 * output and standard error it must give. UPDATE_GOLDEN=1 rewrites them.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

static glob_t cases;

static struct str run_case(struct arena *arena, struct str command, const char *directory)
{
    const char *script = arena_printf(
        arena,
        "cd '%s/fixtures' && export PATH='%s':\"$PATH\" D='%s' NO_COLOR=1 COLUMNS= && { %.*s\n} "
        ">'%s/stdout' 2>'%s/stderr' </dev/null",
        SOURCE_DIR, BINARY_DIR, directory, STR_ARG(command), directory, directory);
    int status = system(script);
    struct buf out = BUF(arena);
    buf_printf(&out, "$ %.*s\n--- status %d\n--- stdout\n", STR_ARG(command),
               WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    buf_add(&out, read_file(arena, arena_printf(arena, "%s/stdout", directory)));
    buf_text(&out, "--- stderr\n");
    buf_add(&out, read_file(arena, arena_printf(arena, "%s/stderr", directory)));
    return buf_str(&out);
}

/* The scratch directory has a random name, which no expected output can hold. */
static struct str without(struct arena *arena, struct str text, struct str name)
{
    struct buf out = BUF(arena);
    size_t at = str_find(text, name, 0);
    while (at < text.len) {
        buf_add(&out, str_cut(text, 0, at));
        buf_text(&out, "$D");
        text = str_skip(text, at + name.len);
        at = str_find(text, name, 0);
    }
    buf_add(&out, text);
    return buf_str(&out);
}

START_TEST(command_gives_what_it_must)
{
    struct arena arena = {0};
    const char *path = cases.gl_pathv[_i];
    struct str text = read_file(&arena, path);
    size_t end = str_find(text, STR("\n--- status"), 0);
    struct str command = str_cut(text, 2, end < text.len ? end : str_trim(text).len);
    char directory[] = "/tmp/XXXXXX";
    ck_assert(mkdtemp(directory) != NULL);
    struct str got = without(&arena, run_case(&arena, command, directory), str_of(directory));
    ck_assert_int_eq(system(arena_printf(&arena, "rm -rf '%s'", directory)), 0);
    assert_golden(arena_printf(&arena, "cli/%s", strrchr(path, '/') + 1), got);
    arena_free(&arena);
}

END_TEST

int main(void)
{
    struct arena arena = {0};
    if (glob(arena_printf(&arena, "%s/fixtures/cli/*.case", SOURCE_DIR), 0, NULL, &cases) != 0) {
        fputs("no cases in fixtures/cli\n", stderr);
        return EXIT_FAILURE;
    }
    Suite *suite = suite_create("cli");
    TCase *tests = tcase_create("cli");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, command_gives_what_it_must, 0, (int)cases.gl_pathc);
    suite_add_tcase(suite, tests);
    int status = run_suite(suite);
    globfree(&cases);
    arena_free(&arena);
    return status;
}
