/*
 * What is known and not read: fixtures/refused/ has a file for every row of the
 * table, which is refused by that row alone, and nothing that is read is.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "input.h"
#include "refused.h"
#include "support.h"

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_free(&arena);
}

typedef void visit_file(const char *path, struct str head);

static void walk(const char *root, visit_file *visit)
{
    DIR *dir = opendir(root);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *path = arena_printf(&arena, "%s/%s", root, entry->d_name);
        struct stat info;
        if (entry->d_name[0] == '.' || stat(path, &info) != 0) {
            continue;
        }
        if (S_ISDIR(info.st_mode)) {
            walk(path, visit);
        } else {
            visit(path, str_cut(read_file(&arena, path), 0, SOURCE_HEAD_SIZE));
        }
    }
    if (dir) {
        closedir(dir);
    }
}

static size_t fixtures_of[64];

static void count_row(const char *path, struct str head)
{
    struct err err = {0};
    const struct refused *row = refused_find(head, false);
    ck_assert_msg(row, "%s is not refused", path);
    ck_assert(!input_detect(head, path, &err));
    ck_assert_msg(strstr(err.text, row->what) && strstr(err.text, row->instead), "%s: %s", path,
                  err.text);
    fixtures_of[row - REFUSED]++;
}

START_TEST(every_row_refuses_a_fixture)
{
    ck_assert_uint_le(REFUSED_COUNT, sizeof fixtures_of / sizeof fixtures_of[0]);
    memset(fixtures_of, 0, sizeof fixtures_of);
    walk(source_path(&arena, "fixtures/refused"), count_row);
    for (size_t i = 0; i < REFUSED_COUNT; i++) {
        ck_assert_msg(fixtures_of[i] == 1, "%zu fixtures: %s", fixtures_of[i], REFUSED[i].what);
    }
}

END_TEST

static void is_not_refused(const char *path, struct str head)
{
    struct err err = {0};
    const struct refused *row = refused_find(head, false);
    ck_assert_msg(!row || input_detect(head, path, &err), "%s: %s", path, row ? row->what : "");
}

START_TEST(nothing_that_is_read_is_refused)
{
    walk(source_path(&arena, "fixtures/input"), is_not_refused);
    walk(source_path(&arena, "fixtures/edge"), is_not_refused);
    walk(source_path(&arena, "fixtures/go-vs-python"), is_not_refused);
}

END_TEST

/* Prose about the tools: every mark in the middle of a sentence, in order. */
START_TEST(prose_is_not_refused)
{
    for (size_t i = 0; i < REFUSED_COUNT; i++) {
        struct buf text = BUF(&arena);
        buf_text(&text, "How to read it\n\n");
        for (size_t k = 0; k < REFUSED_MARKS && REFUSED[i].marks[k]; k++) {
            buf_printf(&text, "It prints %s and goes on.\n", REFUSED[i].marks[k]);
        }
        const struct refused *row = refused_find(buf_str(&text), false);
        ck_assert_msg(!row, "%s: prose about it is taken for %s", REFUSED[i].what, row->what);
    }
}

END_TEST

/* One mark alone proves nothing, unless it is all there is. */
START_TEST(a_single_line_is_not_refused)
{
    for (size_t i = 0; i < REFUSED_COUNT; i++) {
        for (size_t k = 0; k < REFUSED_MARKS && REFUSED[i].marks[1] && REFUSED[i].marks[k]; k++) {
            const struct refused *row = refused_find(str_of(REFUSED[i].marks[k]), false);
            ck_assert_msg(!row || !row->marks[1], "%s", REFUSED[i].marks[k]);
        }
    }
}

END_TEST

static void cut_anywhere(const char *path, struct str head)
{
    for (size_t len = 0; len <= head.len; len++) {
        /* A block of its own size, so that a read beyond it is seen. */
        char *own = arena_copy(&arena, head.ptr, len);
        struct err err = {0};
        const struct refused *row = refused_find((struct str){own, len}, false);
        ck_assert_msg(!row || row - REFUSED < (ptrdiff_t)REFUSED_COUNT, "%s", path);
        ck_assert(!input_detect((struct str){own, len}, path, &err) || err.code == ERR_NONE);
    }
}

START_TEST(cuts_do_no_harm)
{
    walk(source_path(&arena, "fixtures/refused"), cut_anywhere);
}

END_TEST

/* autocannon's table behind a run of wrk: the run is read, the reader meets the rest. */
START_TEST(a_look_alike_does_not_hide_a_whole_run)
{
    struct err err = {0};
    struct str run = read_file(&arena, source_path(&arena, "fixtures/go-vs-python/runs/go-1.txt"));
    struct str table = read_file(&arena, source_path(&arena, "fixtures/refused/autocannon.txt"));
    struct str both = str_printf(&arena, "%.*s\n%.*s", STR_ARG(run), STR_ARG(table));
    const struct input_format *format = input_detect(both, "both", &err);
    ck_assert_msg(format, "%s", err.text);
    ck_assert_str_eq(format->name, "wrk");
}

END_TEST

static size_t halves;

static void halve(const char *path, struct str head)
{
    const struct refused *row = refused_find(head, false);
    size_t half = str_find(head, STR("\n"), head.len / 3);
    if (row && row->by == BY_SOME) {
        halves++;
        struct str second = str_skip(head, half + 1);
        ck_assert_msg(refused_find(second, false) == row, "%s, without its beginning", path);
    }
}

START_TEST(a_part_is_refused_too)
{
    walk(source_path(&arena, "fixtures/refused"), halve);
    ck_assert_uint_gt(halves, 0);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("refused");
    TCase *tcase = tcase_create("table");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, every_row_refuses_a_fixture);
    tcase_add_test(tcase, nothing_that_is_read_is_refused);
    tcase_add_test(tcase, prose_is_not_refused);
    tcase_add_test(tcase, a_single_line_is_not_refused);
    tcase_add_test(tcase, a_part_is_refused_too);
    tcase_add_test(tcase, cuts_do_no_harm);
    tcase_add_test(tcase, a_look_alike_does_not_hide_a_whole_run);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
