/* All of a set of files, or none of it. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "sink.h"
#include "support.h"

static struct arena arena;
static char directory[] = "/tmp/XXXXXX";
static struct sink sink;
static struct err err;

static void set_up(void)
{
    ck_assert(mkdtemp(directory) != NULL);
    sink_init(&sink, &arena, directory);
}

static void tear_down(void)
{
    ck_assert_int_eq(system(arena_printf(&arena, "rm -rf '%s'", directory)), 0);
    arena_free(&arena);
}

static const char *in_directory(const char *name)
{
    return arena_printf(&arena, "%s/%s", directory, name);
}

static void put_old(const char *name, const char *text)
{
    FILE *file = fopen(in_directory(name), "wb");
    ck_assert(file != NULL);
    fputs(text, file);
    fclose(file);
}

static void assert_file(const char *name, const char *text)
{
    assert_str(read_file(&arena, in_directory(name)), text);
}

/* Files in the directory, hidden ones too. */
static size_t entries(void)
{
    DIR *listing = opendir(directory);
    size_t n = 0;
    for (struct dirent *entry = readdir(listing); entry; entry = readdir(listing)) {
        n += !str_is(str_of(entry->d_name), ".") && !str_is(str_of(entry->d_name), "..");
    }
    closedir(listing);
    return n;
}

START_TEST(nothing_changes_before_the_commit)
{
    put_old("a", "old");
    ck_assert(sink_put(&sink, "a", STR("new"), &err));
    ck_assert(sink_put(&sink, "deep/er/b", STR("b"), &err));
    assert_file("a", "old");
    ck_assert(sink_commit(&sink, &err));
    assert_file("a", "new");
    assert_file("deep/er/b", "b");
    ck_assert_uint_eq(entries(), 2);
}
END_TEST

START_TEST(a_discarded_set_leaves_no_trace)
{
    put_old("a", "old");
    ck_assert(sink_put(&sink, "a", STR("new"), &err));
    ck_assert(sink_put(&sink, "b", STR("b"), &err));
    sink_discard(&sink);
    assert_file("a", "old");
    ck_assert_uint_eq(entries(), 1);
}
END_TEST

START_TEST(a_signal_handler_can_remove_what_is_unfinished)
{
    struct sink_file *file;
    ck_assert(sink_open(&sink, "a", &file, &err));
    ck_assert(sink_write(file, STR("half"), &err));
    ck_assert_uint_eq(entries(), 1);
    sink_abandon();
    ck_assert_uint_eq(entries(), 0);
}
END_TEST

START_TEST(a_full_disk_keeps_the_old_set)
{
    put_old("a", "old a");
    put_old("b", "old b");
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = {100, 100};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    struct buf large = BUF(&arena);
    buf_fill(&large, 'x', 200);
    ck_assert(sink_put(&sink, "a", STR("new"), &err));
    ck_assert(!sink_put(&sink, "b", buf_str(&large), &err));
    sink_discard(&sink);
    ck_assert_int_eq(err.code, ERR_OUTPUT);
    ck_assert_str_eq(err.source, in_directory("b"));
    assert_file("a", "old a");
    assert_file("b", "old b");
    ck_assert_uint_eq(entries(), 2);
}
END_TEST

START_TEST(a_failing_rename_takes_the_others_back)
{
    put_old("a", "old a");
    ck_assert(sink_put(&sink, "a", STR("new a"), &err));
    ck_assert(sink_put(&sink, "fresh", STR("fresh"), &err));
    ck_assert(sink_put(&sink, "b", STR("new b"), &err));
    ck_assert_int_eq(mkdir(in_directory("b"), 0777), 0);
    put_old("b/in the way", "");
    ck_assert(!sink_commit(&sink, &err));
    sink_discard(&sink);
    ck_assert_int_eq(err.code, ERR_OUTPUT);
    assert_file("a", "old a");
    ck_assert_uint_eq(entries(), 2);
}
END_TEST

START_TEST(the_mode_of_the_old_file_stays)
{
    put_old("a", "old");
    ck_assert_int_eq(chmod(in_directory("a"), 0640), 0);
    ck_assert(sink_put(&sink, "a", STR("new"), &err) && sink_commit(&sink, &err));
    struct stat info;
    ck_assert_int_eq(stat(in_directory("a"), &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0640);
}
END_TEST

START_TEST(a_link_is_replaced_and_what_it_points_to_is_not)
{
    put_old("elsewhere", "precious");
    ck_assert_int_eq(symlink(in_directory("elsewhere"), in_directory("a")), 0);
    ck_assert(sink_put(&sink, "a", STR("new"), &err) && sink_commit(&sink, &err));
    assert_file("elsewhere", "precious");
    assert_file("a", "new");
}
END_TEST

START_TEST(a_device_is_written_directly)
{
    sink_init(&sink, &arena, "");
    ck_assert(sink_put(&sink, "/dev/null", STR("x"), &err) && sink_commit(&sink, &err));
    ck_assert(!sink_put(&sink, "/dev/full", STR("x"), &err));
    ck_assert_str_eq(err.source, "/dev/full");
    ck_assert_str_eq(err.text, "cannot be written: No space left on device");
}
END_TEST

START_TEST(a_file_written_by_a_library_joins_the_set)
{
    struct sink_file *file;
    put_old("a", "old");
    ck_assert(sink_reserve(&sink, "a", &file, &err));
    FILE *library = fopen(file->path, "wb");
    fputs("new", library);
    fclose(library);
    assert_file("a", "old");
    ck_assert(sink_adopt(file, &err) && sink_commit(&sink, &err));
    assert_file("a", "new");
}
END_TEST

START_TEST(a_directory_that_can_not_be_made_is_named)
{
    put_old("file", "");
    sink_init(&sink, &arena, in_directory("file"));
    ck_assert(!sink_put(&sink, "a", STR("x"), &err));
    ck_assert_str_eq(err.text, "cannot be written: Not a directory");
    ck_assert_int_eq(err.code, ERR_OUTPUT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sink");
    TCase *tests = tcase_create("sink");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, nothing_changes_before_the_commit);
    tcase_add_test(tests, a_discarded_set_leaves_no_trace);
    tcase_add_test(tests, a_signal_handler_can_remove_what_is_unfinished);
    tcase_add_test(tests, a_full_disk_keeps_the_old_set);
    tcase_add_test(tests, a_failing_rename_takes_the_others_back);
    tcase_add_test(tests, the_mode_of_the_old_file_stays);
    tcase_add_test(tests, a_link_is_replaced_and_what_it_points_to_is_not);
    tcase_add_test(tests, a_device_is_written_directly);
    tcase_add_test(tests, a_file_written_by_a_library_joins_the_set);
    tcase_add_test(tests, a_directory_that_can_not_be_made_is_named);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
