/*
 * Finding the format: each file of fixtures/input/NAME/ is claimed by the reader NAME and by no
 * other as surely; the samples by a reader of their tool or by none. A file that is
 * cut anywhere crashes nothing.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"
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

typedef void visit(const char *directory, const char *path);

/* Calls visit for every file in the directories below root. Returns how many there were. */
static size_t each_file(const char *root, visit *visit)
{
    size_t count = 0;
    DIR *top = opendir(root);
    for (struct dirent *entry = top ? readdir(top) : NULL; entry; entry = readdir(top)) {
        const char *directory = arena_printf(&arena, "%s/%s", root, entry->d_name);
        struct stat info;
        if (entry->d_name[0] == '.' || stat(directory, &info) != 0 || !S_ISDIR(info.st_mode)) {
            continue;
        }
        const char *name = arena_printf(&arena, "%s", entry->d_name);
        DIR *inner = opendir(directory);
        for (struct dirent *file = inner ? readdir(inner) : NULL; file; file = readdir(inner)) {
            const char *path = arena_printf(&arena, "%s/%s", directory, file->d_name);
            if (file->d_name[0] != '.' && stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
                visit(name, path);
                count++;
            }
        }
        if (inner) {
            closedir(inner);
        }
    }
    if (top) {
        closedir(top);
    }
    return count;
}

static struct str head_of(const char *path)
{
    return str_cut(read_file(&arena, path), 0, SOURCE_HEAD_SIZE);
}

static void is_claimed(const char *directory, const char *path)
{
    struct err err = {0};
    const struct input_format *format = input_detect(head_of(path), path, &err);
    ck_assert_msg(format, "%s: %s", path, err.text);
    ck_assert_msg(strcmp(format->name, directory) == 0, "%s is claimed by %s", path, format->name);
}

START_TEST(claims_fixtures)
{
    ck_assert_uint_gt(each_file(source_path(&arena, "fixtures/input"), is_claimed), 10);
}

END_TEST

/* Formats that a tool's directory of samples may hold besides those that begin with its name. */
static bool is_of_tool(const char *format, const char *directory)
{
    static const char *const ALSO[][2] = {
        {"wrk-lua-json", "wrk"}, {"wrk2", "wrk"},          {"vegeta", "hgrm"},
        {"jmeter", "jtl"},       {"hdrhistogram", "hgrm"},
    };
    for (size_t i = 0; i < sizeof ALSO / sizeof ALSO[0]; i++) {
        if (strcmp(directory, ALSO[i][0]) == 0 && strcmp(format, ALSO[i][1]) == 0) {
            return true;
        }
    }
    return str_starts(str_of(format), str_of(directory));
}

static void ignore(void *context, const struct run *run)
{
    (void)context;
    (void)run;
}

/* Whether the reader says that it cannot read the file. */
static bool refuses(const struct input_format *format, const char *path)
{
    struct err err = {0};
    struct source source = {0};
    struct run_sink sink = {NULL, ignore, &arena, true};
    ck_assert(source_open(&source, &arena, path, &err));
    bool good = format->read(&source, &sink, &err);
    source_close(&source);
    return !good;
}

static void is_own_or_nobodys(const char *directory, const char *path)
{
    struct err err = {0};
    struct str head = head_of(path);
    if (head.len == 0 || str_ends(str_of(path), STR("CMDS.txt"))) {
        return;
    }
    const struct input_format *format = input_detect(head, path, &err);
    ck_assert_msg(format || !strstr(err.text, "may be"), "%s: %s", path, err.text);
    ck_assert_msg(!format || is_of_tool(format->name, directory) || refuses(format, path),
                  "%s is claimed by %s", path, format ? format->name : "");
}

START_TEST(claims_samples)
{
    each_file(source_path(&arena, "../shared/samples"), is_own_or_nobodys);
}

END_TEST

/* Reads the head by the reader of its directory, cut at some 200 places. */
static void survives_cuts(const char *directory, const char *path)
{
    char cut[] = "/tmp/check_probe_XXXXXX";
    int fd = mkstemp(cut);
    ck_assert_int_ge(fd, 0);
    struct str head = head_of(path);
    ck_assert(write(fd, head.ptr, head.len) == (ssize_t)head.len);
    struct err err = {0};
    const struct input_format *format = input_named(str_of(directory), &err);
    ck_assert_msg(format, "%s", directory);
    size_t step = head.len / 200 + 1;
    for (size_t len = head.len; len > 0; len -= len < step ? len : step) {
        struct arena own = {0};
        struct source source = {0};
        struct run_sink sink = {NULL, ignore, &own, true};
        err = (struct err){0};
        ck_assert_int_eq(ftruncate(fd, (off_t)len), 0);
        for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
            int sure = INPUT_FORMATS[i]->probe(str_cut(head, 0, len));
            ck_assert(sure >= PROBE_NO && sure <= PROBE_CERTAIN);
        }
        ck_assert(source_open(&source, &own, cut, &err));
        bool good = format->read(&source, &sink, &err);
        ck_assert_msg(good == (err.code == ERR_NONE), "%s cut at %zu", path, len);
        source_close(&source);
        arena_free(&own);
    }
    close(fd);
    unlink(cut);
}

START_TEST(survives_cut_files)
{
    each_file(source_path(&arena, "fixtures/input"), survives_cuts);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("probe");
    TCase *tests = tcase_create("probe");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, claims_fixtures);
    tcase_add_test(tests, claims_samples);
    tcase_add_test(tests, survives_cut_files);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
