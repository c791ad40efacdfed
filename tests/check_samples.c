/* Raw samples: exact, binned, and scanned from lines of JSON. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "json_line.h"
#include "samples.h"
#include "support.h"
#include "timestamp.h"

static unsigned next(unsigned *state, unsigned limit)
{
    *state = *state * 1103515245U + 12345U;
    return (*state >> 8) % limit;
}

START_TEST(bins_keep_percentiles_within_their_error)
{
    struct arena arena = {0};
    struct samples kept = {0};
    struct samples binned = {0};
    unsigned state = 7;
    samples_bin(&arena, &binned);
    for (size_t i = 0; i < 20000; i++) {
        double us = pow(10, (double)next(&state, 9000) / 1000) / 10; /* 0.1 us to 100 s */
        samples_add(&arena, &kept, us);
        samples_add(&arena, &binned, us);
    }
    struct latency exact;
    struct latency about;
    ck_assert(samples_latency(&arena, &kept, &exact));
    ck_assert(samples_latency(&arena, &binned, &about));
    ck_assert_double_eq(exact.count, about.count);
    ck_assert_double_eq(exact.min_us, about.min_us);
    ck_assert_double_eq(exact.max_us, about.max_us);
    ck_assert_double_lt(fabs(about.mean_us / exact.mean_us - 1), 1e-9);
    ck_assert_double_lt(fabs(about.stdev_us / exact.stdev_us - 1), 1e-9);
    ck_assert_uint_eq(exact.percentile_count, 7);
    ck_assert_uint_eq(about.percentile_count, 7);
    for (size_t i = 0; i < 7; i++) {
        double ratio = about.percentiles[i].us / exact.percentiles[i].us;
        ck_assert_double_ge(ratio, 1);
        ck_assert_double_le(ratio, 1 + SAMPLES_BIN_ERROR);
    }
    arena_free(&arena);
}

END_TEST

START_TEST(percentiles_are_the_nearest_rank)
{
    struct arena arena = {0};
    struct samples samples = {0};
    struct latency latency;
    for (int i = 200; i > 0; i--) {
        samples_add(&arena, &samples, i);
    }
    ck_assert(samples_latency(&arena, &samples, &latency));
    static const double WANTED[] = {100, 150, 180, 190, 198};
    ck_assert_uint_eq(latency.percentile_count, 5); /* no sample lies above p99.9 */
    for (size_t i = 0; i < 5; i++) {
        ck_assert_double_eq(latency.percentiles[i].us, WANTED[i]);
    }
    ck_assert_double_eq(latency.mean_us, 100.5);
    arena_free(&arena);
}

END_TEST

struct found {
    struct str value;
    struct str word;
    struct buf scratch;
};

static bool take_field(struct cursor *cursor, struct str key, void *context)
{
    struct found *found = context;
    if (str_is(key, "s")) {
        return scan_string(cursor, &found->value);
    }
    return str_is(key, "n") ? scan_word(cursor, &found->word) : scan_skip(cursor);
}

/* Any JSON value, as deep as that. */
static json_t *random_json(unsigned *state, unsigned depth)
{
    static const char *const TEXTS[] = {"",          "plain",     "a\\b\"c", "\\",
                                        "\xc3\xa9&", "{\"x\":1}", "]},:",    "\n\t"};
    switch (next(state, depth > 0 ? 7 : 5)) {
    case 0:
        return json_null();
    case 1:
        return json_boolean(next(state, 2));
    case 2:
        return json_integer((json_int_t)next(state, 100000) - 50000);
    case 3:
        return json_real(((double)next(state, 100000) - 5e4) * 1e-7);
    case 4:
        return json_string(TEXTS[next(state, 8)]);
    case 5: {
        json_t *list = json_array();
        for (unsigned n = next(state, 4); n > 0; n--) {
            json_array_append_new(list, random_json(state, depth - 1));
        }
        return list;
    }
    default: {
        json_t *object = json_object();
        for (unsigned n = next(state, 4); n > 0; n--) {
            char key[2] = {(char)('a' + next(state, 5)), '\0'};
            json_object_set_new(object, key, random_json(state, depth - 1));
        }
        return object;
    }
    }
}

START_TEST(the_scanner_finds_what_jansson_wrote)
{
    static const char *const TEXTS[] = {"simple", "quote \" slash \\", "http://x/?a=1&b=<2>",
                                        "\xe6\x9c\x8d \xd0\x96"};
    static const size_t FLAGS[] = {JSON_COMPACT, 0, JSON_ENSURE_ASCII, JSON_ESCAPE_SLASH,
                                   JSON_SORT_KEYS};
    struct arena arena = {0};
    unsigned state = 11;
    for (int i = 0; i < 3000; i++) {
        json_t *object = json_object();
        const char *text = TEXTS[next(&state, 4)];
        json_object_set_new(object, "x", random_json(&state, 3));
        json_object_set_new(object, next(&state, 2) ? "s" : "t", json_string(text));
        json_object_set_new(object, "n", json_integer(i));
        json_object_set_new(object, "y", random_json(&state, 3));
        char *line = json_dumps(object, FLAGS[next(&state, 5)]);
        struct found found = {.scratch = BUF(&arena)};
        struct str whole = str_of(line);
        struct cursor cursor = {whole.ptr, whole.ptr + whole.len};
        ck_assert_msg(scan_object(&cursor, &found, take_field), "%s", line);
        scan_blanks(&cursor);
        ck_assert_ptr_eq(cursor.at, cursor.end);
        assert_str(found.word, arena_printf(&arena, "%d", i));
        if (json_object_get(object, "s")) {
            assert_str(json_unescape(&found.scratch, found.value), text);
        } else {
            ck_assert_ptr_null(found.value.ptr);
        }
        /* Cut anywhere it fails, or takes nothing beyond its end. */
        struct cursor cut = {whole.ptr, whole.ptr + next(&state, (unsigned)whole.len)};
        ck_assert(!scan_object(&cut, &found, take_field));
        free(line);
        json_decref(object);
    }
    arena_free(&arena);
}

END_TEST

START_TEST(times_are_milliseconds_since_1970)
{
    double ms;
    ck_assert(rfc3339_ms(STR("1970-01-01T00:00:00Z"), &ms) && ms == 0);
    ck_assert(rfc3339_ms(STR("2024-02-29T23:59:59.250+02:00"), &ms));
    ck_assert_double_eq(ms, 1709243999250); /* date -d 2024-02-29T21:59:59Z +%s, .25 */
    ck_assert(rfc3339_ms(STR("2017-05-09T14:34:45.625742514-03:30"), &ms));
    ck_assert_double_eq_tol(ms, 1494353085625.742514, 1e-3);
    ck_assert(!rfc3339_ms(STR("2017-05-09 14:34:45"), &ms));
    ck_assert(!rfc3339_ms(STR("2017-05-09T14:34:45"), &ms));
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("samples");
    TCase *tests = tcase_create("samples");
    tcase_add_test(tests, bins_keep_percentiles_within_their_error);
    tcase_add_test(tests, percentiles_are_the_nearest_rank);
    tcase_add_test(tests, the_scanner_finds_what_jansson_wrote);
    tcase_add_test(tests, times_are_milliseconds_since_1970);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
