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

#define CUTS 200 /* of a file, and every length up to SHORT */
#define SHORT 40

/* Fixtures whose directory is not named after their format. */
static const char *const OTHERS[][2] = {
    {"fixtures/input/breakout.txt", "wrk"},
    {"fixtures/input/full.txt", "wrk"},
    {"fixtures/input/headings.txt", "wrk"},
    {"fixtures/input/several.txt", "wrk"},
    {"fixtures/input/timestamps.txt", "wrk"},
    {"fixtures/input/wrk1.txt", "wrk"},
    {"fixtures/edge/hang_latency.txt", "wrk"},
    {"fixtures/edge/mixed.txt", "wrk"},
    {"fixtures/go-vs-python/runs/go-1.txt", "wrk"},
    {"fixtures/go-vs-python/sweep/python-c64.txt", "wrk"},
    {"fixtures/input/workloads.jsonl", "wrkbook"},
    {"fixtures/go-vs-python/published.json", "wrkbook"},
    {"out/go-vs-python/runs/report.json", "wrkbook"},
    {"out/go-vs-python/runs/report.html", "published"},
};

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

static void visit_others(visit_file *visit)
{
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        visit(OTHERS[i][1], source_path(&arena, OTHERS[i][0]));
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
    visit_others(only_its_own);
}

END_TEST

/* Every reader has a fixture, and a fuzz target. */
START_TEST(no_reader_is_left_out)
{
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        const char *name = INPUT_FORMATS[i]->name;
        const char *dir = arena_printf(&arena, "fixtures/input/%s", name);
        bool has_fixture = access(source_path(&arena, dir), R_OK) == 0;
        for (size_t k = 0; k < sizeof OTHERS / sizeof OTHERS[0]; k++) {
            has_fixture = has_fixture || strcmp(OTHERS[k][1], name) == 0;
        }
        struct str word = str_of(arena_printf(&arena, " %s ", name));
        ck_assert_msg(has_fixture, "no fixture of %s", name);
        ck_assert_msg(str_find(STR(FUZZED), word, 0) != SIZE_MAX, "%s is not fuzzed", name);
    }
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

START_TEST(samples_are_claimed_by_no_other_reader)
{
    walk(source_path(&arena, "../shared/samples"), no_other);
}

END_TEST

/* Probes a copy of its own size, so that a look beyond the end is seen. */
static void probe_copy(struct str head)
{
    struct err err = {0};
    char *copy = malloc(head.len);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, head.ptr, head.len);
    struct str cut = {copy, head.len};
    const struct input_format *format = input_detect(cut, "cut", &err);
    ck_assert((format != NULL) == (err.code == ERR_NONE));
    (void)input_detect_early(cut);
    free(copy);
}

static void read_cut(const struct input_format *format, const char *name, const char *what)
{
    struct arena own = {0};
    struct err err = {0};
    struct source source = {0};
    size_t runs = 0;
    struct run_sink sink = {&runs, ignore_run, &own, false};
    ck_assert(source_open(&source, &own, name, &err));
    bool good = format->read(&source, &sink, &err);
    ck_assert_msg(good == (err.code == ERR_NONE), "%s: %s", what, err.text);
    ck_assert_msg(!good || runs > 0, "%s: no run and no error", what);
    source_close(&source);
    arena_free(&own);
}

static void cut_anywhere(const char *format_name, const char *path)
{
    char name[] = "/tmp/XXXXXX";
    struct err err = {0};
    struct str head = head_of(path);
    const struct input_format *format = input_named(str_of(format_name), &err);
    int fd = mkstemp(name);
    ck_assert(format && fd >= 0);
    ck_assert(write(fd, head.ptr, head.len) == (ssize_t)head.len);
    size_t step = head.len / CUTS + 1;
    for (size_t len = head.len; len > 0; len -= len <= SHORT ? 1 : step < len ? step : len) {
        ck_assert(ftruncate(fd, (off_t)len) == 0);
        probe_copy(str_cut(head, 0, len));
        read_cut(format, name, arena_printf(&arena, "%s cut to %zu", path, len));
    }
    close(fd);
    unlink(name);
}

START_TEST(cuts_do_no_harm)
{
    walk(source_path(&arena, "fixtures/input"), cut_anywhere);
    visit_others(cut_anywhere);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("probe");
    TCase *tcase = tcase_create("fixtures");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, no_reader_is_left_out);
    tcase_add_test(tcase, fixtures_are_claimed_by_their_own_reader);
    tcase_add_test(tcase, samples_are_claimed_by_no_other_reader);
    tcase_add_test(tcase, cuts_do_no_harm);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
