/* Unified diffs, applied by git, against small random texts. */
#include <stdio.h>
#include <stdlib.h>

#include "diff.h"
#include "support.h"

static void write_file(const char *path, struct str text)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text.ptr, 1, text.len, file), text.len);
    ck_assert_int_eq(fclose(file), 0);
}

static unsigned next(unsigned *state, unsigned limit)
{
    *state = *state * 1103515245U + 12345U;
    return (*state >> 16) % limit;
}

/* Lines of few different texts, so that many are equal; the last may lack its end. */
static struct str random_text(struct arena *arena, unsigned *state)
{
    struct buf out = BUF(arena);
    for (unsigned n = 1 + next(state, 40); n > 0; n--) {
        buf_printf(&out, "%c\n", 'a' + (int)next(state, 4));
    }
    return str_cut(buf_str(&out), 0, out.n - next(state, 2));
}

/* The text with a few lines exchanged, so that hunks lie apart. */
static struct str edited(struct arena *arena, struct str text, unsigned *state)
{
    struct buf out = BUF(arena);
    for (size_t i = 0; i < text.len; i++) {
        bool edit = text.ptr[i] != '\n' && next(state, 12) == 0;
        buf_char(&out, edit ? 'z' : text.ptr[i]);
        if (edit && next(state, 2) == 0) {
            buf_text(&out, "\ny");
        }
    }
    return buf_str(&out);
}

START_TEST(applied_it_gives_the_new_text)
{
    struct arena arena = {0};
    char directory[] = "/tmp/XXXXXX";
    ck_assert(mkdtemp(directory) != NULL);
    const char *path = arena_printf(&arena, "%s/a.txt", directory);
    const char *patch = arena_printf(&arena, "%s/patch", directory);
    const char *apply = arena_printf(&arena, "cd '%s' && git apply patch", directory);
    unsigned state = (unsigned)_i * 977 + 5;
    for (int i = 0; i < 10; i++) {
        struct str before = random_text(&arena, &state);
        struct str after =
            i % 2 == 0 ? random_text(&arena, &state) : edited(&arena, before, &state);
        struct buf diff = BUF(&arena);
        unified_diff(&diff, "a.txt", before, after);
        if (str_eq(before, after)) {
            ck_assert_uint_eq(diff.n, 0);
            continue;
        }
        write_file(path, before);
        write_file(patch, buf_str(&diff));
        ck_assert_int_eq(system(apply), 0);
        assert_str(read_file(&arena, path), str_copy(&arena, after).ptr);
    }
    ck_assert_int_eq(system(arena_printf(&arena, "rm -rf '%s'", directory)), 0);
    arena_free(&arena);
}

END_TEST

START_TEST(it_is_the_shortest)
{
    struct arena arena = {0};
    struct buf diff = BUF(&arena);
    unified_diff(&diff, "x", STR("1\n2\n3\n4\n5\n6\n7\n8\n9\n"),
                 STR("1\n2\n3\n4\nfive\n6\n7\n8\n9"));
    assert_str(buf_str(&diff),
               "--- a/x\n+++ b/x\n@@ -2,8 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
               "-9\n+9\n\\ No newline at end of file\n");
    diff.n = 0;
    unified_diff(&diff, "x", STR(""), STR("1\n"));
    assert_str(buf_str(&diff), "--- a/x\n+++ b/x\n@@ -0,0 +1,1 @@\n+1\n");
    arena_free(&arena);
}

END_TEST

START_TEST(texts_that_share_little_are_replaced)
{
    struct arena arena = {0};
    struct buf before = BUF(&arena);
    struct buf after = BUF(&arena);
    for (int i = 0; i < DIFF_LIMIT + 10; i++) {
        buf_printf(&before, "%d\n", i);
        buf_printf(&after, "%d\n", -i - 1);
    }
    struct buf diff = BUF(&arena);
    unified_diff(&diff, "x", buf_str(&before), buf_str(&after));
    ck_assert_uint_ne(str_find(buf_str(&diff), STR("@@ -1,2010 +1,2010 @@\n-0\n"), 0), SIZE_MAX);
    arena_free(&arena);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("diff");
    TCase *tests = tcase_create("diff");
    tcase_add_loop_test(tests, applied_it_gives_the_new_text, 0, 8);
    tcase_add_test(tests, it_is_the_shortest);
    tcase_add_test(tests, texts_that_share_little_are_replaced);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
