/* All of a set of files, or none of it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "buf.h"
#include "scratch.h"
#include "sink.h"
#include "support.h"

static struct arena arena;
static const char *directory;
static struct sink sink;
static struct err err;

/* Stand-in for the system's, which the sink calls for every old file while it commits. */
static bool no_links;
static int signal_meanwhile;

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the system's are reserved */
int linkat(int from_directory, const char *from, int to_directory, const char *to, int flags)
{
    if (signal_meanwhile) {
        raise(signal_meanwhile);
    }
    if (no_links) {
        errno = EPERM;
        return -1;
    }
    return (int)syscall(SYS_linkat, from_directory, from, to_directory, to, flags);
}

static void set_up(void)
{
    directory = scratch_make(&arena);
    sink_init(&sink, &arena, directory);
}

static void tear_down(void)
{
    scratch_remove();
    arena_free(&arena);
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

/* b has become a directory meanwhile, so its rename fails after those of a and fresh. */
static void fail_the_third_of_three(void)
{
    put_old("a", "old a");
    put_old("b", "old b");
    ck_assert(sink_put(&sink, "a", STR("new a"), &err));
    ck_assert(sink_put(&sink, "fresh", STR("fresh"), &err));
    ck_assert(sink_put(&sink, "b", STR("new b"), &err));
    ck_assert_int_eq(unlink(in_directory("b")), 0);
    ck_assert_int_eq(mkdir(in_directory("b"), 0777), 0);
    ck_assert(!sink_commit(&sink, &err));
    sink_discard(&sink);
    ck_assert_str_eq(err.source, in_directory("b"));
    ck_assert_str_eq(err.text, "cannot be replaced: Is a directory");
    assert_file("a", "old a");
    ck_assert_uint_eq(entries(), 2);
}

START_TEST(a_failing_commit_is_taken_back)
{
    fail_the_third_of_three();
}

END_TEST

START_TEST(a_file_system_without_links_is_no_obstacle)
{
    no_links = true;
    fail_the_third_of_three();
    sink_init(&sink, &arena, directory);
    ck_assert(sink_put(&sink, "a", STR("new"), &err) && sink_commit(&sink, &err));
    assert_file("a", "new");
    ck_assert_uint_eq(entries(), 2);
}

END_TEST

/* With links and without. */
START_TEST(a_lost_temporary_file_costs_nothing)
{
    no_links = _i == 1;
    put_old("a", "old");
    ck_assert(sink_put(&sink, "a", STR("new"), &err));
    ck_assert_int_eq(unlink(sink.files.at[0]->temporary), 0);
    ck_assert(!sink_commit(&sink, &err));
    sink_discard(&sink);
    ck_assert_str_eq(err.text, "cannot be replaced: No such file or directory");
    assert_file("a", "old");
    ck_assert_uint_eq(entries(), 1);
}

END_TEST

START_TEST(files_of_others_are_not_in_the_way)
{
    put_old("a", "old");
    put_old(".a.old", "precious");
    put_old(".a.XXXXXX", "too");
    ck_assert(sink_put(&sink, "a", STR("new"), &err) && sink_commit(&sink, &err));
    assert_file("a", "new");
    assert_file(".a.old", "precious");
    assert_file(".a.XXXXXX", "too");
    ck_assert_uint_eq(entries(), 3);
}

END_TEST

static void abandon(int number)
{
    (void)number;
    sink_abandon(); /* NOLINT(bugprone-signal-handler,cert-sig30-c): made for it */
}

START_TEST(a_signal_does_not_split_a_commit)
{
    put_old("a", "old");
    put_old("b", "old");
    signal(SIGTERM, abandon);
    ck_assert(sink_put(&sink, "a", STR("new"), &err) && sink_put(&sink, "b", STR("new"), &err));
    signal_meanwhile = SIGTERM;
    ck_assert(sink_commit(&sink, &err));
    assert_file("a", "new");
    assert_file("b", "new");
    ck_assert_uint_eq(entries(), 2);
}

END_TEST

START_TEST(a_fresh_file_has_the_mode_of_any_other)
{
    umask(027);
    ck_assert(sink_put(&sink, "a", STR("new"), &err) && sink_commit(&sink, &err));
    struct stat info;
    ck_assert_int_eq(stat(in_directory("a"), &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0640);
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

START_TEST(no_link_leads_out_of_the_directory)
{
    static const char *const NAMES[] = {"charts/a", "charts/deep/a"};
    ck_assert_int_eq(mkdir(in_directory("elsewhere"), 0777), 0);
    ck_assert_int_eq(symlink(in_directory("elsewhere"), in_directory("charts")), 0);
    ck_assert_int_eq(symlink("/dev/null", in_directory("device")), 0);
    for (size_t i = 0; i < 2; i++) {
        struct err refused = {0};
        ck_assert(!sink_put(&sink, NAMES[i], STR("x"), &refused));
        ck_assert_str_eq(refused.source, in_directory("charts"));
        ck_assert_str_eq(refused.text, "is a link or no directory, so nothing is written there");
    }
    ck_assert(sink_put(&sink, "device", STR("new"), &err) && sink_commit(&sink, &err));
    assert_file("device", "new");
    ck_assert_int_eq(rmdir(in_directory("elsewhere")), 0);
}

END_TEST

static bool any(struct str name)
{
    return !str_starts(name, STR("."));
}

START_TEST(nothing_is_cleared_behind_a_link)
{
    ck_assert_int_eq(mkdir(in_directory("elsewhere"), 0777), 0);
    put_old("elsewhere/a", "precious");
    ck_assert_int_eq(symlink("elsewhere", in_directory("charts")), 0);
    sink_clear(&sink, "charts/", any);
    ck_assert(sink_commit(&sink, &err));
    assert_file("elsewhere/a", "precious");
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

START_TEST(a_link_in_dev_is_written_through)
{
    put_old("redirected", "before ");
    int fd = open(in_directory("redirected"), O_WRONLY);
    ck_assert(fd >= 0);
    sink_init(&sink, &arena, "");
    const char *name = arena_printf(&arena, "/dev/fd/%d", fd);
    ck_assert_msg(sink_put(&sink, name, STR("after"), &err), "%s", err.text);
    ck_assert(sink_commit(&sink, &err));
    assert_file("redirected", "before after");
}

END_TEST

START_TEST(a_directory_is_not_replaced)
{
    ck_assert_int_eq(mkdir(in_directory("a"), 0777), 0);
    ck_assert(!sink_put(&sink, "a", STR("x"), &err));
    ck_assert_str_eq(err.text, "cannot be written: Is a directory");
    ck_assert_uint_eq(entries(), 1);
}

END_TEST

#define PIPE_BYTES 200000

/* Without SA_RESTART a handler, even an idle one, ends a write early. */
static void interrupted(int number)
{
    (void)number;
}

/* Reads a pipe in pieces, interrupting its writer before each; exits with 0 if all came in order.
 */
static void read_and_interrupt(const char *path, pid_t writer)
{
    int fd = open(path, O_RDONLY);
    size_t n = 0;
    bool right = true;
    char piece[5000];
    for (ssize_t got = 1; got > 0;) {
        /* The first signal finds a write that has done a part, the second one that has not. */
        kill(writer, SIGUSR1);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        kill(writer, SIGUSR1);
        got = read(fd, piece, sizeof piece);
        for (ssize_t i = 0; i < got; i++) {
            right = right && piece[i] == (char)('a' + n++ % 26);
        }
    }
    _exit(right && n == PIPE_BYTES ? 0 : 1);
}

START_TEST(interrupted_writes_lose_nothing)
{
    struct sigaction action = {.sa_handler = interrupted};
    sigaction(SIGUSR1, &action, NULL);
    ck_assert_int_eq(mkfifo(in_directory("pipe"), 0600), 0);
    pid_t writer = getpid();
    pid_t reader = fork();
    if (reader == 0) {
        read_and_interrupt(in_directory("pipe"), writer);
    }
    struct buf bytes = BUF(&arena);
    for (size_t i = 0; i < PIPE_BYTES; i++) {
        buf_char(&bytes, (char)('a' + i % 26));
    }
    ck_assert_msg(sink_put(&sink, "pipe", buf_str(&bytes), &err), "%s", err.text);
    ck_assert(sink_commit(&sink, &err));
    int status;
    while (waitpid(reader, &status, 0) < 0) {
        ck_assert_int_eq(errno, EINTR);
    }
    ck_assert_int_eq(status, 0);
    ck_assert_uint_eq(entries(), 1);
}

END_TEST

/* Exits with 0 if a pipe gives exactly "new", without waiting for its end after that. */
static void read_new(const char *path)
{
    int fd = open(path, O_RDONLY);
    char got[4] = "";
    size_t n = 0;
    for (ssize_t more = 1; more > 0 && n < 3; n += (size_t)more) {
        more = read(fd, got + n, 3 - n);
    }
    _exit(str_is(str_of(got), "new") ? 0 : 1);
}

START_TEST(a_library_may_write_into_a_pipe)
{
    ck_assert_int_eq(mkfifo(in_directory("pipe"), 0600), 0);
    pid_t reader = fork();
    if (reader == 0) {
        read_new(in_directory("pipe"));
    }
    struct sink_file *file;
    ck_assert(sink_reserve(&sink, "pipe", &file, &err));
    FILE *library = fopen(file->path, "wb");
    fputs("new", library);
    fclose(library);
    int status;
    ck_assert_int_eq(waitpid(reader, &status, 0), reader);
    ck_assert_int_eq(status, 0);
    ck_assert(sink_adopt(file, &err) && sink_commit(&sink, &err));
    ck_assert_int_eq(file->fd, -1);
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
    tcase_add_test(tests, a_failing_commit_is_taken_back);
    tcase_add_test(tests, a_file_system_without_links_is_no_obstacle);
    tcase_add_loop_test(tests, a_lost_temporary_file_costs_nothing, 0, 2);
    tcase_add_test(tests, files_of_others_are_not_in_the_way);
    tcase_add_test(tests, a_signal_does_not_split_a_commit);
    tcase_add_test(tests, a_fresh_file_has_the_mode_of_any_other);
    tcase_add_test(tests, the_mode_of_the_old_file_stays);
    tcase_add_test(tests, a_link_is_replaced_and_what_it_points_to_is_not);
    tcase_add_test(tests, no_link_leads_out_of_the_directory);
    tcase_add_test(tests, nothing_is_cleared_behind_a_link);
    tcase_add_test(tests, a_device_is_written_directly);
    tcase_add_test(tests, a_link_in_dev_is_written_through);
    tcase_add_test(tests, a_directory_is_not_replaced);
    tcase_add_test(tests, interrupted_writes_lose_nothing);
    tcase_add_test(tests, a_library_may_write_into_a_pipe);
    tcase_add_test(tests, a_file_written_by_a_library_joins_the_set);
    tcase_add_test(tests, a_directory_that_can_not_be_made_is_named);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
