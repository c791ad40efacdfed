/* Whenever one looks, and so whenever the program is killed, there is the old set or the new one.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "scratch.h"
#include "sink.h"
#include "support.h"

static struct arena arena;
static struct sink sink;
static struct err err;

/* What happens whenever the sink links or renames. */
static void (*meanwhile)(void);
static bool no_exchange;

/* Stand-ins for the system's functions. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the system's are reserved */
int linkat(int from_directory, const char *from, int to_directory, const char *to, int flags)
{
    if (meanwhile) {
        meanwhile();
    }
    return (int)syscall(SYS_linkat, from_directory, from, to_directory, to, flags);
}

int renameat(int from_directory, const char *from, int to_directory, const char *to)
{
    if (meanwhile) {
        meanwhile();
    }
    return (int)syscall(SYS_renameat, from_directory, from, to_directory, to);
}

int renameat2(int from_directory, const char *from, int to_directory, const char *to,
              unsigned flags)
{
    if (no_exchange) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, flags);
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

static void set_up(void)
{
    sink_init(&sink, &arena, scratch_make(&arena));
}

static void tear_down(void)
{
    scratch_remove();
    arena_free(&arena);
}

static int seen_old;
static int seen_new;

static bool reads(const char *name, const char *text)
{
    return access(in_directory(name), F_OK) == 0 &&
           strcmp(read_file(&arena, in_directory(name)).ptr, text) == 0;
}

static void look(void)
{
    bool old = reads("a", "old") && reads("deep/b", "old") && reads("deep/gone", "old");
    bool new = reads("a", "new") && reads("deep/b", "new") && reads("c", "new") &&
               access(in_directory("deep/gone"), F_OK) != 0;
    ck_assert(old != new);
    ck_assert(reads("theirs", "precious") && reads("deep/theirs", "too"));
    seen_old += old;
    seen_new += new;
}

static bool is_gone(struct str name)
{
    return str_is(name, "gone");
}

static ino_t identity(void)
{
    struct stat info;
    ck_assert_int_eq(stat(sink.directory, &info), 0);
    return info.st_ino;
}

START_TEST(at_every_moment_there_is_one_whole_set)
{
    ck_assert_int_eq(mkdir(in_directory("deep"), 0777), 0);
    put_old("a", "old");
    put_old("deep/b", "old");
    put_old("deep/gone", "old");
    put_old("theirs", "precious");
    put_old("deep/theirs", "too");
    ino_t before = identity();
    ck_assert(sink_put(&sink, "a", STR("new"), &err) &&
              sink_put(&sink, "deep/b", STR("new"), &err) &&
              sink_put(&sink, "c", STR("new"), &err));
    sink_clear(&sink, "deep/", is_gone);
    meanwhile = look;
    ck_assert(sink_commit(&sink, &err));
    look();
    ck_assert_int_ge(seen_old, 3);
    ck_assert_int_ge(seen_new, 5);
    ck_assert_uint_eq(entries(), 4);
    ck_assert_uint_eq(identity(), before);
}

END_TEST

static void replace_two(void)
{
    put_old("a", "old");
    put_old("b", "old");
    ck_assert(sink_put(&sink, "a", STR("new"), &err) && sink_put(&sink, "b", STR("new"), &err));
    ck_assert(sink_commit(&sink, &err));
    assert_file("a", "new");
    assert_file("b", "new");
}

START_TEST(directories_of_others_are_never_moved)
{
    ck_assert_int_eq(mkdir(in_directory("theirs"), 0777), 0);
    put_old("theirs/a", "precious");
    replace_two();
    assert_file("theirs/a", "precious");
    ck_assert_uint_eq(entries(), 3);
}

END_TEST

START_TEST(a_file_system_that_can_not_exchange_is_no_obstacle)
{
    no_exchange = true;
    replace_two();
    ck_assert_uint_eq(entries(), 2);
}

END_TEST

/* A link to the directory stays one. */
START_TEST(a_link_to_the_directory_is_followed)
{
    const char *name = arena_printf(&arena, "%s.link", sink.directory);
    ck_assert_int_eq(symlink(sink.directory, name), 0);
    put_old("a", "old");
    sink_init(&sink, &arena, name);
    ck_assert(sink_put(&sink, "a", STR("new"), &err) && sink_put(&sink, "b", STR("b"), &err));
    ck_assert(sink_commit(&sink, &err));
    assert_file("a", "new");
    assert_file("b", "b");
    ck_assert_uint_eq(entries(), 2);
    ck_assert_int_eq(unlink(name), 0);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("sink_swap");
    TCase *tests = tcase_create("sink_swap");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, at_every_moment_there_is_one_whole_set);
    tcase_add_test(tests, directories_of_others_are_never_moved);
    tcase_add_test(tests, a_file_system_that_can_not_exchange_is_no_obstacle);
    tcase_add_test(tests, a_link_to_the_directory_is_followed);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
