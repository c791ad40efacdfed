/*
 * Reads every file of the collection beside the checkout, where it lies there,
 * and compares each run, or the reason for a refusal, with fixtures/samples.tsv,
 * which was derived from those files without this program.
 */
#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"
#include "number.h"
#include "support.h"
#include "vec.h"

#define FIELDS_MOST 64
#define PATH_SIZE 256
#define TOLERANCE 1e-12 /* of values that are computed on both sides */

/* A line: the file, its format or "refused", and what is expected. */
struct row {
    size_t line;
    struct str file, format;
    struct str fields[FIELDS_MOST]; /* "key=value"; of a refusal a part of the message */
    size_t count;
};

typedef VEC(struct row) row_list;

struct reading {
    struct arena *arena;
    VEC(struct str) runs; /* as JSON */
};

static size_t failures;

static void complain(const struct row *row, const char *format, ...) PRINTF_LIKE(2, 3);

static void complain(const struct row *row, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("samples.tsv:%zu: %.*s: ", row->line, STR_ARG(row->file));
    vprintf(format, args);
    puts("");
    va_end(args);
    failures++;
}

static struct str eat_to(struct str *text, const char *mark)
{
    size_t end = str_find(*text, str_of(mark), 0);
    struct str part = str_cut(*text, 0, end);
    *text = str_skip(*text, end == SIZE_MAX ? text->len : end + 1);
    return part;
}

static row_list read_rows(struct arena *arena)
{
    row_list rows = {0};
    struct str text = read_file(arena, source_path(arena, "fixtures/samples.tsv"));
    for (size_t line = 1; text.len > 0; line++) {
        struct str rest = eat_to(&text, "\n");
        if (rest.len == 0 || rest.ptr[0] == '#') {
            continue;
        }
        struct row row = {.line = line};
        row.file = eat_to(&rest, "\t");
        row.format = eat_to(&rest, "\t");
        while (rest.len > 0 && row.count < FIELDS_MOST) {
            row.fields[row.count++] = eat_to(&rest, "\t");
        }
        VEC_PUSH(arena, &rows, row);
    }
    return rows;
}

/* The value of a field of that key; NULL as its ptr when there is none. */
static struct str field_of(const struct row *row, const char *key)
{
    for (size_t i = 0; i < row->count; i++) {
        struct str value = row->fields[i];
        struct str name = eat_to(&value, "=");
        if (str_is(name, key)) {
            return value;
        }
    }
    return (struct str){0};
}

/* "a.b.0" below object; NULL when a part is missing. */
static json_t *at_path(json_t *object, const char *path)
{
    struct str rest = str_of(path);
    while (object && rest.len > 0) {
        struct str part = eat_to(&rest, ".");
        char key[PATH_SIZE];
        snprintf(key, sizeof key, "%.*s", STR_ARG(part));
        object = json_is_array(object) ? json_array_get(object, strtoul(key, NULL, 10))
                                       : json_object_get(object, key);
    }
    return object;
}

/* The percentile of a key such as p99.9; NULL when there is none. */
static json_t *find_percentile(json_t *run, struct str key)
{
    double p;
    json_t *item;
    size_t i;
    if (key.len < 2 || key.ptr[0] != 'p' || !number_parse(str_skip(key, 1), &p)) {
        return NULL;
    }
    json_array_foreach(at_path(run, "latency.percentiles"), i, item)
    {
        if (json_number_value(json_object_get(item, "p")) == p) {
            return json_object_get(item, "us");
        }
    }
    return NULL;
}

/* A key may leave out the section it stands in. */
static json_t *find_value(json_t *run, struct str key, char path[PATH_SIZE])
{
    static const char *const SECTIONS[] = {"", "load.", "latency.", "target.", "errors."};
    for (size_t i = 0; i < sizeof SECTIONS / sizeof SECTIONS[0]; i++) {
        snprintf(path, PATH_SIZE, "%s%.*s", SECTIONS[i], STR_ARG(key));
        json_t *found = at_path(run, path);
        if (found) {
            return found;
        }
    }
    return find_percentile(run, key);
}

static bool same_number(double got, struct str expected)
{
    double wanted;
    return number_parse(expected, &wanted) && fabs(got - wanted) <= TOLERANCE * fabs(wanted);
}

/* "50:1400 99:2000"; or how many there are. */
static bool same_list(json_t *list, struct str expected)
{
    if (str_find(expected, STR(":"), 0) == SIZE_MAX) {
        return same_number((double)json_array_size(list), expected);
    }
    size_t i = 0;
    for (struct str pair = str_word(&expected); pair.len > 0; pair = str_word(&expected)) {
        json_t *item = json_array_get(list, i++);
        struct str p = eat_to(&pair, ":");
        if (!same_number(json_number_value(json_object_get(item, "p")), p) ||
            !same_number(json_number_value(json_object_get(item, "us")), pair)) {
            return false;
        }
    }
    return i == json_array_size(list);
}

static bool same_value(json_t *value, struct str expected)
{
    if (json_is_number(value)) {
        return same_number(json_number_value(value), expected);
    }
    if (json_is_string(value)) {
        return str_eq(str_of(json_string_value(value)), expected);
    }
    if (json_is_array(value)) {
        return same_list(value, expected);
    }
    return str_is(expected, "null") && (!value || json_is_null(value));
}

/* Fails for every value that the row does not expect. */
static void refuse_others(const struct row *row, json_t *run, json_t *value, const char *path,
                          char (*known)[PATH_SIZE], size_t known_count)
{
    static const char *const APART[] = {"schema", "label", "source", "tags", "notes"};
    const char *key;
    json_t *child;
    for (size_t i = 0; i < sizeof APART / sizeof APART[0]; i++) {
        if (strcmp(path, APART[i]) == 0) {
            return;
        }
    }
    for (size_t i = 0; i < known_count; i++) {
        if (strcmp(path, known[i]) == 0) {
            return;
        }
    }
    if (json_is_object(value)) {
        json_object_foreach(value, key, child)
        {
            char below[PATH_SIZE];
            snprintf(below, sizeof below, "%s%s%s", path, path[0] ? "." : "", key);
            refuse_others(row, run, child, below, known, known_count);
        }
        return;
    }
    bool usual = strcmp(path, "role") == 0 && same_value(value, STR("measured"));
    if (!usual && !json_is_null(value) && !(json_is_array(value) && json_array_size(value) == 0)) {
        complain(row, "%s is not null: %s", path, json_dumps(value, JSON_ENCODE_ANY));
    }
}

static void compare_run(const struct row *row, struct str text)
{
    char known[FIELDS_MOST][PATH_SIZE];
    bool partly = false;
    json_t *run = json_loadb(text.ptr, text.len, JSON_DECODE_INT_AS_REAL, NULL);
    ck_assert_ptr_nonnull(run);
    for (size_t i = 0; i < row->count; i++) {
        struct str value = row->fields[i];
        struct str key = eat_to(&value, "=");
        partly = partly || str_is(key, "...");
        known[i][0] = '\0';
        if (str_is(key, "...") || str_is(key, "runs") || str_is(key, "run")) {
            continue;
        }
        json_t *found = find_value(run, key, known[i]);
        if (!same_value(found, value)) {
            complain(row, "expected %.*s, got %s", STR_ARG(row->fields[i]),
                     found ? json_dumps(found, JSON_ENCODE_ANY) : "nothing");
        }
    }
    if (!partly) {
        refuse_others(row, run, run, "", known, row->count);
    }
    json_decref(run);
}

static void keep_run(void *context, const struct run *run)
{
    struct reading *reading = context;
    struct buf out = BUF(reading->arena);
    struct json_emit json = {.out = &out};
    run_emit(&json, run);
    VEC_PUSH(reading->arena, &reading->runs, buf_str(&out));
}

static const struct input_format *read_sample(struct reading *reading, struct str file,
                                              struct err *err)
{
    struct source source = {0};
    struct str head;
    struct run_sink sink = {.context = reading, .take = keep_run, .arena = reading->arena};
    const char *path = arena_printf(reading->arena, "%s/../shared/%.*s", SOURCE_DIR, STR_ARG(file));
    const struct input_format *format = NULL;
    if (source_open(&source, reading->arena, path, err) && source_head(&source, &head, err)) {
        format = input_detect(head, path, err);
        if (format && !format->read(&source, &sink, err)) {
            format = NULL;
        }
    }
    source_close(&source);
    return format;
}

/* The rows of one file. */
static void compare_file(const struct row *rows, size_t count)
{
    struct arena arena = {0};
    struct reading reading = {.arena = &arena};
    struct err err = {0};
    const struct input_format *format = read_sample(&reading, rows->file, &err);
    struct str name = str_of(format ? format->name : "refused");
    struct str runs = field_of(rows, "runs");
    size_t wanted = runs.ptr ? strtoul(runs.ptr, NULL, 10) : count;
    if (!str_eq(name, rows->format)) {
        complain(rows, "expected %.*s, got %.*s: %s", STR_ARG(rows->format), STR_ARG(name),
                 err.text);
    } else if (!format) {
        if (str_find(str_of(err.text), rows->fields[0], 0) == SIZE_MAX) {
            complain(rows, "expected \"%.*s\" in: %s", STR_ARG(rows->fields[0]), err.text);
        }
    } else if (reading.runs.n != wanted) {
        complain(rows, "expected %zu runs, got %zu", wanted, reading.runs.n);
    } else {
        for (size_t i = 0; i < count; i++) {
            struct str run = field_of(&rows[i], "run");
            compare_run(&rows[i], reading.runs.at[run.ptr ? strtoul(run.ptr, NULL, 10) - 1 : i]);
        }
    }
    arena_free(&arena);
}

/* Every file below a directory has a row. */
static void expect_listed(struct arena *arena, const row_list *rows, const char *dir)
{
    const char *root = arena_printf(arena, "%s/../shared/%s", SOURCE_DIR, dir);
    DIR *open = opendir(root);
    ck_assert_msg(open != NULL, "%s", root);
    for (struct dirent *entry; (entry = readdir(open));) {
        const char *file = arena_printf(arena, "%s/%s", dir, entry->d_name);
        struct stat info;
        if (entry->d_name[0] == '.' ||
            stat(arena_printf(arena, "%s/%s", root, entry->d_name), &info) != 0) {
            continue;
        }
        bool listed = S_ISDIR(info.st_mode);
        if (listed) {
            expect_listed(arena, rows, file);
        }
        for (size_t i = 0; i < rows->n && !listed; i++) {
            listed = str_is(rows->at[i].file, file);
        }
        if (!listed) {
            printf("%s has no row in fixtures/samples.tsv\n", file);
            failures++;
        }
    }
    closedir(open);
}

START_TEST(every_sample_is_read_right_or_refused_by_name)
{
    struct arena arena = {0};
    if (access(source_path(&arena, "../shared/samples"), R_OK) != 0) {
        puts("skipped: no samples beside the checkout");
        fflush(stdout);
        arena_free(&arena);
        return;
    }
    row_list rows = read_rows(&arena);
    size_t files = 0;
    for (size_t i = 0, n; i < rows.n; i += n) {
        for (n = 1; i + n < rows.n && str_eq(rows.at[i + n].file, rows.at[i].file); n++) {
        }
        compare_file(&rows.at[i], n);
        files++;
    }
    expect_listed(&arena, &rows, "samples");
    expect_listed(&arena, &rows, "corpus/json");
    printf("%zu files, %zu rows, %zu differences\n", files, rows.n, failures);
    fflush(stdout);
    ck_assert_uint_eq(failures, 0);
    arena_free(&arena);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("shared samples");
    TCase *tests = tcase_create("samples");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_sample_is_read_right_or_refused_by_name);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
