/*
 * Every fixture is claimed by the reader its directory is named after and by no
 * other, and no cut of it makes a probe or a reader fail in any way but its own.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void ignore_run(void *context, const struct run *run)
{
    (void)run;
    ++*(size_t *)context;
}

typedef void visit_file(const char *dir, const char *path);

/* Visits every file of every directory below root, except those named in text reports. */
static void walk(const char *root, visit_file *visit)
{
    DIR *all = opendir(root);
    for (struct dirent *entry; all && (entry = readdir(all));) {
        const char *inner = arena_printf(&arena, "%s/%s", root, entry->d_name);
        DIR *dir = entry->d_name[0] == '.' ? NULL : opendir(inner);
        for (struct dirent *file; dir && (file = readdir(dir));) {
            const char *path = arena_printf(&arena, "%s/%s", inner, file->d_name);
            struct stat info;
            if (stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
                visit(entry->d_name, path);
            }
        }
        if (dir) {
            closedir(dir);
        }
    }
    if (all) {
        closedir(all);
    }
}

static struct str head_of(const char *path)
{
    return str_cut(read_file(&arena, path), 0, SOURCE_HEAD_SIZE);
}

static void only_its_own(const char *dir, const char *path)
{
    struct str head = head_of(path);
    int best = PROBE_NO;
    int own_sure = PROBE_NO;
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        bool own = strcmp(INPUT_FORMATS[i]->name, dir) == 0;
        int sure = INPUT_FORMATS[i]->probe(head);
        /* The plain table gives way to everybody who knows more. */
        ck_assert_msg(own ? sure > PROBE_NO : sure <= PROBE_WEAK, "%s: %s says %d", path,
                      INPUT_FORMATS[i]->name, sure);
        best = sure > best ? sure : best;
        own_sure = own ? sure : own_sure;
    }
    ck_assert_int_eq(own_sure, best);
}

START_TEST(fixtures_are_claimed_by_their_own_reader)
{
    walk(source_path(&arena, "fixtures/input"), only_its_own);
}

END_TEST

/* Readers whose name is not that of the tool whose samples they read. */
static const char *const RELATIVES[][2] = {
    {"gha-benchmark", "bench-action"},
    {"jmeter", "jtl"},
    {"hdrhistogram", "hgrm"},
    {"vegeta", "hgrm"},
    {"hyperfoil", "wrk"},
    {"hyperfoil", "wrk2"},
};

static bool is_relative(const char *dir, const char *name)
{
    for (size_t i = 0; i < sizeof RELATIVES / sizeof RELATIVES[0]; i++) {
        if (str_is(str_of(dir), RELATIVES[i][0]) && str_is(str_of(name), RELATIVES[i][1])) {
            return true;
        }
    }
    return str_starts(str_of(dir), str_of(name)) || str_starts(str_of(name), str_of(dir));
}

/* Samples: by a reader of their tool, or by none; wrk reads its relatives. */
static void no_other(const char *dir, const char *path)
{
    struct str head = head_of(path);
    if (head.len == 0 || str_ends(str_of(path), STR(".stderr"))) {
        return;
    }
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        const char *name = INPUT_FORMATS[i]->name;
        ck_assert_msg(is_relative(dir, name) || INPUT_FORMATS[i]->probe(head) <= PROBE_WEAK,
                      "%s: claimed by %s", path, name);
    }
}

/* Notes of whoever collected them, and what tools print beside their results. */
static bool is_no_result(struct str path)
{
    return str_ends(path, STR("/CMDS.txt")) || str_ends(path, STR(".stderr")) ||
           str_ends(path, STR("/units-table.txt"));
}

static void claimed_or_named(const char *dir, const char *path)
{
    (void)dir;
    struct err err = {0};
    struct str head = head_of(path);
    if (head.len > 0 && !is_no_result(str_of(path)) && !input_detect(head, path, &err)) {
        ck_assert_msg(refused_find(head, false), "%s: %s", path, err.text);
    }
}

START_TEST(samples_are_read_or_refused_by_name)
{
    walk(source_path(&arena, "../shared/samples"), claimed_or_named);
}

END_TEST

START_TEST(samples_are_claimed_by_no_other_reader)
{
    walk(source_path(&arena, "../shared/samples"), no_other);
}

END_TEST

static void cut_anywhere(const char *dir, const char *path)
{
    char name[] = "/tmp/XXXXXX";
    struct err err = {0};
    struct str head = head_of(path);
    const struct input_format *format = input_named(str_of(dir), &err);
    int fd = mkstemp(name);
    ck_assert(format && fd >= 0);
    ck_assert(write(fd, head.ptr, head.len) == (ssize_t)head.len);
    size_t step = head.len / 300 + 1;
    for (size_t len = head.len; len > 0; len -= len < step ? len : step) {
        for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
            int sure = INPUT_FORMATS[i]->probe(str_cut(head, 0, len));
            ck_assert(sure >= PROBE_NO && sure <= PROBE_CERTAIN);
        }
        ck_assert(ftruncate(fd, (off_t)len) == 0);
        struct arena own = {0};
        struct source source = {0};
        size_t runs = 0;
        struct run_sink sink = {&runs, ignore_run, &own, false};
        err = (struct err){0};
        ck_assert(source_open(&source, &own, name, &err));
        bool good = format->read(&source, &sink, &err);
        ck_assert_msg(good == (err.code == ERR_NONE), "%s cut to %zu: %s", path, len, err.text);
        ck_assert_msg(!good || runs > 0, "%s cut to %zu: no run and no error", path, len);
        source_close(&source);
        arena_free(&own);
    }
    close(fd);
    unlink(name);
}

START_TEST(cuts_do_no_harm)
{
    walk(source_path(&arena, "fixtures/input"), cut_anywhere);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("probe");
    TCase *tcase = tcase_create("fixtures");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, fixtures_are_claimed_by_their_own_reader);
    tcase_add_test(tcase, samples_are_read_or_refused_by_name);
    tcase_add_test(tcase, samples_are_claimed_by_no_other_reader);
    tcase_add_test(tcase, cuts_do_no_harm);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
