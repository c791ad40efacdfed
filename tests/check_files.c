/*
 * Files that shrink, grow or vanish while they are read: what was there is
 * read, and what is missing is said.
 */
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inputs.h"
#include "support.h"

#define COPIES 1000 /* of one run: several blocks of a source */

static struct arena arena;
static char directory[] = "/tmp/XXXXXX";
static const char *path;
static struct str one_run;

static void append(const char *to, struct str text, size_t copies)
{
    int fd = open(to, O_WRONLY | O_CREAT | O_APPEND, 0600);
    ck_assert(fd >= 0);
    for (size_t i = 0; i < copies; i++) {
        ck_assert(write(fd, text.ptr, text.len) == (ssize_t)text.len);
    }
    close(fd);
}

static void setup(void)
{
    arena = (struct arena){0};
    memset(strrchr(directory, '/') + 1, 'X', 6);
    ck_assert(mkdtemp(directory) != NULL);
    path = arena_printf(&arena, "%s/a.txt", directory);
    one_run = read_file(&arena, source_path(&arena, "fixtures/go-vs-python/runs/go-1.txt"));
    append(path, one_run, COPIES);
}

static void teardown(void)
{
    ck_assert_int_eq(system(arena_printf(&arena, "rm -rf '%s'", directory)), 0);
    arena_free(&arena);
}

/* What happens to the file before the second time it is read from. */
struct change {
    void (*happen)(void);
    int reads;
};

static bool before_read(void *context, struct err *err)
{
    struct change *change = context;
    (void)err;
    if (change->reads++ == 1) {
        change->happen();
    }
    return true;
}

static struct inputs read_while(const char *what, void (*happen)(void))
{
    struct inputs inputs;
    struct err err = {0};
    struct change change = {happen, 0};
    struct inputs_options options = {.timeout_s = (double)NAN,
                                     .before_read = {before_read, &change}};
    ck_assert(inputs_read(&arena, &what, 1, &options, &inputs, &err));
    ck_assert_int_gt(change.reads, 1);
    return inputs;
}

static struct inputs read_kept(size_t runs_limit)
{
    struct inputs inputs;
    struct err err = {0};
    struct inputs_options options = {.timeout_s = (double)NAN, .runs_limit = runs_limit};
    const char *what = path;
    ck_assert(inputs_read(&arena, &what, 1, &options, &inputs, &err));
    return inputs;
}

static void assert_only_failure(const struct inputs *inputs, const char *text)
{
    ck_assert_uint_eq(inputs->failures.n, 1);
    ck_assert_str_eq(inputs->failures.at[0].text, text);
}

static void shrink(void)
{
    ck_assert_int_eq(truncate(path, 1000), 0);
}

START_TEST(a_file_that_shrinks_is_said_to)
{
    struct inputs inputs = read_while(path, shrink);
    ck_assert_uint_gt(inputs.runs.n, 0);
    ck_assert_uint_lt(inputs.runs.n, COPIES);
    const char *text = arena_printf(&arena, "became shorter while it was read: 65536 of %zu bytes",
                                    one_run.len * COPIES);
    assert_only_failure(&inputs, text);
}

END_TEST

static void grow(void)
{
    append(path, one_run, 10);
}

START_TEST(a_file_that_grows_is_read_to_its_end)
{
    struct inputs inputs = read_while(path, grow);
    ck_assert_uint_eq(inputs.runs.n, COPIES + 10);
    ck_assert_uint_eq(inputs.failures.n, 0);
}

END_TEST

static void begin_a_run(void)
{
    append(path, str_cut(one_run, 0, str_find(one_run, STR("Thread Stats"), 0)), 1);
}

START_TEST(a_run_that_is_being_written_is_cut_off)
{
    struct inputs inputs = read_while(path, begin_a_run);
    ck_assert_uint_eq(inputs.runs.n, COPIES);
    ck_assert_uint_eq(inputs.failures.n, 1);
    ck_assert(strstr(inputs.failures.at[0].text, "is cut off") != NULL);
}

END_TEST

static void vanish(void)
{
    ck_assert_int_eq(unlink(path), 0);
}

START_TEST(an_open_file_that_vanishes_is_read)
{
    struct inputs inputs = read_while(path, vanish);
    ck_assert_uint_eq(inputs.runs.n, COPIES);
    ck_assert_uint_eq(inputs.failures.n, 0);
}

END_TEST

static void next_vanishes(void)
{
    ck_assert_int_eq(unlink(arena_printf(&arena, "%s/b.txt", directory)), 0);
}

START_TEST(a_listed_file_that_vanishes_is_named)
{
    append(arena_printf(&arena, "%s/b.txt", directory), one_run, 1);
    struct inputs inputs = read_while(directory, next_vanishes);
    ck_assert_uint_eq(inputs.runs.n, COPIES);
    assert_only_failure(&inputs, "cannot be read: No such file or directory");
    ck_assert(strstr(inputs.failures.at[0].source, "/b.txt") != NULL);
}

END_TEST

static void become_empty(void)
{
    ck_assert_int_eq(truncate(path, 0), 0);
}

/* A JSON file is read as a whole, so none of its runs can be had. */
/* Frames one behind the other are one file: 64 MiB of zeros take 6 kB. */
START_TEST(a_small_file_does_not_decode_without_end)
{
    static char out[1024 * 1024];
    struct err err = {0};
    struct decoder *decoder;
    size_t frames = DECODED_LIMIT / 64 / 1024 / 1024 + 1;
    const char *command = arena_printf(&arena,
                                       "cd '%s' && head -c 67108864 /dev/zero | zstd -q >frame && "
                                       "for i in $(seq %zu); do cat frame; done >bomb && rm frame",
                                       directory, frames);
    ck_assert_int_eq(system(command), 0);
    const char *bomb = arena_printf(&arena, "%s/bomb", directory);
    int fd = open(bomb, O_RDONLY);
    unlink(bomb);
    char first[DECODER_MAGIC_SIZE];
    ck_assert_int_eq(read(fd, first, sizeof first), sizeof first);
    ck_assert(decoder_for((struct str){first, sizeof first}, &decoder, &err) && decoder);
    size_t got = 1;
    size_t total = 0;
    while (decoder_read(decoder, fd, out, sizeof out, &got, "bomb", &err) && got > 0) {
        total += got;
    }
    ck_assert_str_eq(err.text, "zstd data decodes to more than 4 GiB; decompress it");
    ck_assert_uint_le(total, DECODED_LIMIT);
    decoder_free(decoder);
    close(fd);
}

END_TEST

/* Said before it is read. */
START_TEST(a_file_too_large_to_be_read_as_a_whole_is_refused)
{
    struct str lines = read_file(&arena, source_path(&arena, "fixtures/input/ghz/report.json"));
    ck_assert_int_eq(truncate(path, 0), 0);
    append(path, lines, 1);
    append(path, STR(" "), 70000);
    ck_assert_int_eq(truncate(path, (off_t)SOURCE_WHOLE_LIMIT + 1), 0);
    struct inputs inputs = read_kept(0);
    ck_assert_uint_eq(inputs.runs.n, 0);
    assert_only_failure(&inputs, "is larger than 1 GiB");
}

END_TEST

START_TEST(runs_are_limited)
{
    struct str runs = read_file(&arena, source_path(&arena, "fixtures/go-vs-python/runs/go-1.txt"));
    ck_assert_int_eq(truncate(path, 0), 0);
    append(path, runs, 3);
    struct inputs inputs = read_kept(3);
    ck_assert_uint_eq(inputs.runs.n, 3);
    ck_assert_uint_eq(inputs.failures.n, 0);
    inputs = read_kept(2);
    ck_assert_uint_eq(inputs.runs.n, 2);
    ck_assert_uint_eq(inputs.files.at[0].runs, 2);
    assert_only_failure(&inputs,
                        "the inputs hold more than 2 runs, so the others are left out; \"wrkbook "
                        "parse --summary\" counts any number");
    append(path, runs, 10000);
    inputs = read_kept(2);
    ck_assert_uint_eq(inputs.runs.n, 2);
    ck_assert_uint_eq(inputs.failures.n, 1);
}

END_TEST

START_TEST(a_whole_file_that_shrinks_is_said_to)
{
    struct str lines = read_file(&arena, source_path(&arena, "fixtures/input/ghz/report.json"));
    ck_assert_int_eq(truncate(path, 0), 0);
    append(path, lines, 1);
    append(path, STR(" "), 300000);
    struct inputs inputs = read_while(path, become_empty);
    ck_assert_uint_eq(inputs.runs.n, 0);
    assert_only_failure(&inputs, arena_printf(&arena,
                                              "became shorter while it was read: 65536 of "
                                              "%zu bytes",
                                              lines.len + 300000));
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("files");
    TCase *tcase = tcase_create("changing");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_file_that_shrinks_is_said_to);
    tcase_add_test(tcase, a_file_that_grows_is_read_to_its_end);
    tcase_add_test(tcase, a_run_that_is_being_written_is_cut_off);
    tcase_add_test(tcase, an_open_file_that_vanishes_is_read);
    tcase_add_test(tcase, a_listed_file_that_vanishes_is_named);
    tcase_add_test(tcase, a_small_file_does_not_decode_without_end);
    tcase_add_test(tcase, a_file_too_large_to_be_read_as_a_whole_is_refused);
    tcase_add_test(tcase, runs_are_limited);
    tcase_add_test(tcase, a_whole_file_that_shrinks_is_said_to);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
