/*
 * out/go-vs-python/ is what the program writes now: texts byte by byte,
 * pictures by what they say and show, the workbook by its cells.
 */
#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

static struct arena arena;
static char fresh[] = "/tmp/XXXXXX";

/* The two reports, as script/update-out makes them. */
static void make_reports(void)
{
    ck_assert(mkdtemp(fresh) != NULL);
    ck_assert_int_eq(system(arena_printf(&arena, "PATH='%s':\"$PATH\" '%s/script/update-out' '%s'",
                                         BINARY_DIR, SOURCE_DIR, fresh)),
                     0);
}

static void remove_reports(void)
{
    ck_assert_int_eq(system(arena_printf(&arena, "rm -rf '%s'", fresh)), 0);
    arena_free(&arena);
}

/* Every line a shell command prints. */
static struct str output_of(const char *command)
{
    FILE *pipe = popen(command, "r");
    ck_assert(pipe != NULL);
    struct buf out = BUF(&arena);
    char block[4096];
    for (size_t got = fread(block, 1, sizeof block, pipe); got > 0;
         got = fread(block, 1, sizeof block, pipe)) {
        buf_add(&out, (struct str){block, got});
    }
    ck_assert_int_eq(pclose(pipe), 0);
    return buf_str(&out);
}

static const char *committed(void)
{
    return source_path(&arena, "out/go-vs-python");
}

static struct str listing(const char *directory)
{
    return output_of(arena_printf(&arena, "cd '%s' && find . -type f | LC_ALL=C sort", directory));
}

START_TEST(the_same_files_are_there)
{
    ck_assert(str_eq(listing(committed()), listing(fresh)));
}

END_TEST

START_TEST(texts_are_current)
{
    struct str differing = output_of(arena_printf(
        &arena, "diff -rq -x '*.svg' -x '*.png' -x '*.xlsx' -x '*.html' '%s' '%s' || true",
        committed(), fresh));
    ck_assert_msg(differing.len == 0, "out of date, run script/update-out: %.*s",
                  STR_ARG(differing));
}

END_TEST

/* A page's words, without the pictures in it, whose letters depend on font metrics. */
START_TEST(pages_are_current)
{
    const char *words = "cd '%s' && for f in $(find . -name '*.html' | sort); do "
                        "sed -E '/<svg/,/<\\/svg>/d' \"$f\"; done";
    ck_assert(str_eq(output_of(arena_printf(&arena, words, committed())),
                     output_of(arena_printf(&arena, words, fresh))));
}

END_TEST

START_TEST(drawings_say_the_same)
{
    const char *words = "cd '%s' && for f in $(find . -name '*.svg' | sort); do "
                        "echo $f; grep -oE '<(title|desc)[^>]*>[^<]*' $f; done";
    struct str said = output_of(arena_printf(&arena, words, committed()));
    ck_assert(str_find(said, STR("<desc"), 0) < said.len);
    ck_assert(str_eq(said, output_of(arena_printf(&arena, words, fresh))));
}

END_TEST

START_TEST(workbooks_hold_the_same_cells)
{
    const char *cells = "cd '%s' && for f in $(find . -name '*.xlsx' | sort); do "
                        "unzip -p $f 'xl/worksheets/*' xl/sharedStrings.xml; done";
    struct str held = output_of(arena_printf(&arena, cells, committed()));
    ck_assert(str_find(held, STR("<v>"), 0) < held.len);
    ck_assert(str_eq(held, output_of(arena_printf(&arena, cells, fresh))));
}

END_TEST

/* Mean difference of two pictures' bytes, 0..255; 255 when the sizes differ. */
static double difference(const char *a, const char *b)
{
    cairo_surface_t *first = cairo_image_surface_create_from_png(a);
    cairo_surface_t *second = cairo_image_surface_create_from_png(b);
    int height = cairo_image_surface_get_height(first);
    int stride = cairo_image_surface_get_stride(first);
    double sum = 255;
    if (height > 0 && height == cairo_image_surface_get_height(second) &&
        stride == cairo_image_surface_get_stride(second)) {
        const unsigned char *x = cairo_image_surface_get_data(first);
        const unsigned char *y = cairo_image_surface_get_data(second);
        size_t n = (size_t)height * (size_t)stride;
        sum = 0;
        for (size_t i = 0; i < n; i++) {
            sum += abs(x[i] - y[i]);
        }
        sum /= (double)n;
    }
    cairo_surface_destroy(first);
    cairo_surface_destroy(second);
    return sum;
}

START_TEST(pictures_look_the_same)
{
    struct str names = output_of(
        arena_printf(&arena, "cd '%s' && find . -name '*.png' | LC_ALL=C sort", committed()));
    size_t count = 0;
    while (names.len > 0) {
        struct str name = str_cut(names, 0, str_find(names, STR("\n"), 0));
        names = str_skip(names, name.len + 1);
        const char *a = arena_printf(&arena, "%s/%.*s", committed(), STR_ARG(name));
        const char *b = arena_printf(&arena, "%s/%.*s", fresh, STR_ARG(name));
        double differs = difference(a, b);
        ck_assert_msg(differs < 2, "%.*s differs by %.2f", STR_ARG(name), differs);
        count++;
    }
    ck_assert_uint_ge(count, 10);
}

END_TEST

START_TEST(no_output_holds_a_false_number)
{
    const char *search =
        "cd '%s' && ! grep -rnE -e '-9[.,]884' -e '[^[:alnum:]](-?nan|-?inf)[^[:alnum:]]' "
        "--include='*.md' --include='*.json' --include='*.csv' --include='*.jsonl' . "
        "&& ! grep -rnE '(^|[|,: ])-0([.,]0+)?( %%|[|,]|$)' --include='*.md' --include='*.csv' .";
    struct str found = output_of(arena_printf(&arena, search, fresh));
    ck_assert_msg(found.len == 0, "%.*s", STR_ARG(found));
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("published");
    TCase *tests = tcase_create("published");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, make_reports, remove_reports);
    tcase_add_test(tests, the_same_files_are_there);
    tcase_add_test(tests, texts_are_current);
    tcase_add_test(tests, pages_are_current);
    tcase_add_test(tests, drawings_say_the_same);
    tcase_add_test(tests, workbooks_hold_the_same_cells);
    tcase_add_test(tests, pictures_look_the_same);
    tcase_add_test(tests, no_output_holds_a_false_number);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
