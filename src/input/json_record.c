#include "json_record.h"

#include "number.h"

#include <assert.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

static_assert(JSON_LEVELS == JSON_PARSER_MAX_DEPTH, "wrkbook(1) states what jansson takes");

/* Counts are doubles here, so an integer above 2^63 is no reason to stop. */
#define DECODE_FLAGS (JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES)

bool record_fail(const struct record *record, const char *key, const char *expected)
{
    const struct json_reading *reading = record->reading;
    struct arena arena = {0};
    const char *where = "";
    if (reading->index > 0) {
        where = arena_printf(&arena, "run %zu: ", reading->index);
    }
    struct str name = str_clean(
        &arena, str_printf(&arena, "%s%s%s", record->path, record->path[0] ? "." : "", key));
    name = str_cut(name, 0, 80);
    err_at(reading->err, ERR_INPUT, reading->source->name, reading->line, 0,
           "%s\"%.*s\": expected %s", where, STR_ARG(name), expected);
    arena_free(&arena);
    return false;
}

static bool value_text(const struct record *record, const char *key, const json_t *value,
                       struct str *out)
{
    *out = (struct str){0};
    if (!value || json_is_null(value)) {
        return true;
    }
    if (!json_is_string(value)) {
        return record_fail(record, key, "a string or null");
    }
    struct str text = {json_string_value(value), json_string_length(value)};
    *out = str_copy(record->reading->arena, text);
    return true;
}

static bool value_number(const struct record *record, const char *key, const json_t *value,
                         enum record_range range, double *out)
{
    *out = NAN;
    if (!value || json_is_null(value)) {
        return true;
    }
    if (!json_is_number(value)) {
        return record_fail(record, key, "a number or null");
    }
    *out = json_number_value(value);
    if (range != RECORD_ANY && *out < 0) {
        return record_fail(record, key, "a number that is not negative");
    }
    if (range == RECORD_PERCENT && *out > 100) {
        return record_fail(record, key, "a number from 0 to 100");
    }
    return true;
}

static json_t *get(struct record *record, const char *key)
{
    assert(record->known < sizeof record->asked / sizeof record->asked[0]);
    record->asked[record->known++] = key;
    json_t *value = json_object_get(record->json, key);
    return json_is_null(value) ? NULL : value;
}

bool record_text(struct record *record, const char *key, struct str *out)
{
    return value_text(record, key, get(record, key), out);
}

bool record_number(struct record *record, const char *key, double *out)
{
    return value_number(record, key, get(record, key), RECORD_POSITIVE, out);
}

bool record_percent(struct record *record, const char *key, double *out)
{
    return value_number(record, key, get(record, key), RECORD_PERCENT, out);
}

bool record_signed(struct record *record, const char *key, double *out)
{
    const json_t *value = get(record, key);
    const struct str text = str_of(json_is_string(value) ? json_string_value(value) : NULL);
    return (text.ptr && number_parse(text, out)) ||
           value_number(record, key, value, RECORD_ANY, out);
}

static bool value_bool(const struct record *record, const char *key, const json_t *value, bool *out)
{
    *out = json_is_true(value);
    return json_is_boolean(value) || record_fail(record, key, "true or false");
}

bool record_bool(struct record *record, const char *key, bool *out)
{
    return value_bool(record, key, get(record, key), out);
}

bool record_child(struct record *record, const char *key, struct record *out)
{
    json_t *json = get(record, key);
    *out = (struct record){.reading = record->reading, .json = json, .path = key};
    return !json || json_is_object(json) ? true : record_fail(record, key, "an object or null");
}

bool record_list(struct record *record, const char *key, json_t **list, size_t *count)
{
    *list = get(record, key);
    *count = json_array_size(*list);
    return !*list || json_is_array(*list) ? true : record_fail(record, key, "an array or null");
}

bool list_record(const struct record *record, const char *key, const json_t *list, size_t i,
                 struct record *out)
{
    json_t *json = json_array_get(list, i);
    *out = (struct record){.reading = record->reading, .json = json, .path = key};
    return json_is_object(json) ? true : record_fail(record, key, "an array of objects");
}

bool list_has_text(const json_t *list, size_t i)
{
    return json_is_string(json_array_get(list, i));
}

bool list_number(const struct record *record, const char *key, const json_t *list, size_t i,
                 double *out)
{
    return value_number(record, key, json_array_get(list, i), RECORD_POSITIVE, out);
}

bool list_text(const struct record *record, const char *key, const json_t *list, size_t i,
               struct str *out)
{
    return value_text(record, key, json_array_get(list, i), out);
}

bool list_pair(const struct record *record, const char *key, const json_t *list, size_t i,
               double *first, double *second)
{
    const json_t *pair = json_array_get(list, i);
    if (!json_is_array(pair) || json_array_size(pair) != 2) {
        return record_fail(record, key, "pairs of numbers");
    }
    return list_number(record, key, pair, 0, first) && list_number(record, key, pair, 1, second);
}

bool record_next(const struct record *record, struct record_member *member)
{
    member->place = member->place ? json_object_iter_next(record->json, member->place)
                                  : json_object_iter(record->json);
    if (!member->place) {
        return false;
    }
    member->key = json_object_iter_key(member->place);
    member->value = json_object_iter_value(member->place);
    return true;
}

size_t record_size(const struct record *record)
{
    return json_object_size(record->json);
}

bool member_text(const struct record *record, const struct record_member *member, struct str *out)
{
    return value_text(record, member->key, member->value, out);
}

bool member_number(const struct record *record, const struct record_member *member, double *out)
{
    return value_number(record, member->key, member->value, RECORD_POSITIVE, out);
}

bool member_bool(const struct record *record, const struct record_member *member, bool *out)
{
    return value_bool(record, member->key, member->value, out);
}

void member_list(const struct record_member *member, json_t **list, size_t *count)
{
    *list = json_is_array(member->value) ? member->value : NULL;
    *count = json_array_size(*list);
}

bool member_is_object(const struct record_member *member)
{
    return json_is_object(member->value);
}

bool member_record(const struct record *record, const struct record_member *member,
                   struct record *out)
{
    *out = (struct record){.reading = record->reading, .json = member->value, .path = member->key};
    return json_is_object(member->value) ? true : record_fail(record, member->key, "an object");
}

static bool is_asked(const struct record *record, const char *key)
{
    for (size_t i = 0; i < record->known; i++) {
        if (strcmp(record->asked[i], key) == 0) {
            return true;
        }
    }
    return false;
}

bool record_done(const struct record *record)
{
    struct buf *unknown = &record->reading->unknown;
    struct record_member member = {0};
    while (record_next(record, &member)) {
        if (is_asked(record, member.key)) {
            continue;
        }
        buf_text(unknown, unknown->n > 0 ? ", " : "");
        buf_text(unknown, record->path);
        buf_text(unknown, record->path[0] ? "." : "");
        buf_text(unknown, member.key);
    }
    return true;
}

/* The rest of the text, and where it stands in the file. */
struct cursor {
    struct str rest;
    long line, column;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void advance(struct cursor *cursor, size_t n)
{
    struct str passed = str_cut(cursor->rest, 0, n);
    const char *end;
    while (passed.len > 0 && (end = memchr(passed.ptr, '\n', passed.len))) {
        passed = str_skip(passed, (size_t)(end - passed.ptr) + 1);
        cursor->line++;
        cursor->column = 1;
    }
    cursor->column += (long)passed.len;
    cursor->rest = str_skip(cursor->rest, n);
}

/* Goes to the next character that is not white space; false at the end. */
static bool next_char(struct cursor *cursor, char *c)
{
    while (cursor->rest.len > 0 && is_space(cursor->rest.ptr[0])) {
        advance(cursor, 1);
    }
    *c = '\0';
    if (cursor->rest.len == 0) {
        return false;
    }
    *c = cursor->rest.ptr[0];
    return true;
}

static bool unexpected(struct json_reading *reading, const struct cursor *cursor,
                       const char *expected)
{
    return err_at(reading->err, ERR_INPUT, reading->source->name, cursor->line, cursor->column,
                  "no valid JSON: expected %s", expected);
}

/* jansson counts from the start of the text it was given. */
static bool syntax_error(struct json_reading *reading, const struct cursor *cursor,
                         const json_error_t *error)
{
    bool deep = json_error_code(error) == json_error_stack_overflow;
    long line = cursor->line + (error->line > 1 ? error->line - 1 : 0);
    long column = error->column + (error->line <= 1 ? cursor->column - 1 : 0);
    struct arena arena = {0};
    struct str text = deep ? str_printf(&arena, "more than %d levels", JSON_LEVELS)
                           : str_clean(&arena, str_of(error->text));
    err_at(reading->err, ERR_INPUT, reading->source->name, line, column > 0 ? column : 1,
           "no valid JSON: %.*s", STR_ARG(text));
    arena_free(&arena);
    return false;
}

static bool read_value(struct json_reading *reading, struct cursor *cursor)
{
    json_error_t error;
    json_t *json = json_loadb(cursor->rest.ptr, cursor->rest.len,
                              DECODE_FLAGS | JSON_DISABLE_EOF_CHECK, &error);
    if (!json) {
        return syntax_error(reading, cursor, &error);
    }
    struct record record = {.reading = reading, .json = json, .path = ""};
    reading->line = cursor->line;
    bool good = json_is_object(json) ? reading->take(reading, &record)
                                     : unexpected(reading, cursor, "an object");
    json_decref(json);
    advance(cursor, (size_t)error.position);
    return good;
}

/* The elements of an array, one by one, so that each has its line. */
static bool read_array(struct json_reading *reading, struct cursor *cursor)
{
    char c;
    advance(cursor, 1);
    if (next_char(cursor, &c) && c == ']') {
        advance(cursor, 1);
        return true;
    }
    for (size_t i = 1;; i++) {
        reading->index = i;
        if (!read_value(reading, cursor)) {
            return false;
        }
        if (!next_char(cursor, &c) || (c != ',' && c != ']')) {
            return unexpected(reading, cursor, "\",\" or \"]\" after an element");
        }
        advance(cursor, 1);
        if (c == ']') {
            reading->index = 0;
            return true;
        }
        next_char(cursor, &c);
    }
}

static bool read_values(struct json_reading *reading, struct cursor *cursor)
{
    char c;
    while (next_char(cursor, &c)) {
        if (!(c == '[' ? read_array(reading, cursor) : read_value(reading, cursor))) {
            return false;
        }
    }
    return true;
}

static struct str without_mark(struct str text)
{
    str_eat(&text, STR("\xef\xbb\xbf"));
    return text;
}

static bool read_lines(struct json_reading *reading)
{
    struct str line;
    enum source_status status;
    while ((status = source_line(reading->source, &line, reading->err)) == SOURCE_LINE) {
        struct cursor cursor = {without_mark(line), reading->source->line, 1};
        if (!read_values(reading, &cursor)) {
            return false;
        }
    }
    return status == SOURCE_END;
}

/* Whether the first of several lines with anything in it is a whole object. */
static bool has_lines(struct str head)
{
    head = str_trim(without_mark(head));
    const char *end = head.len > 0 ? memchr(head.ptr, '\n', head.len) : NULL;
    json_t *json = end ? json_loadb(head.ptr, (size_t)(end - head.ptr), DECODE_FLAGS, NULL) : NULL;
    bool is_object = json_is_object(json);
    json_decref(json);
    return is_object;
}

bool json_read_text(struct json_reading *reading, struct str text, long line)
{
    struct cursor cursor = {text, line, 1};
    return read_values(reading, &cursor);
}

bool json_read_records(struct json_reading *reading)
{
    struct str text;
    if (!source_head(reading->source, &text, reading->err)) {
        return false;
    }
    if (has_lines(text)) {
        return read_lines(reading);
    }
    if (!source_rest(reading->source, &text, reading->err)) {
        return false;
    }
    struct cursor cursor = {without_mark(text), 1, 1};
    return read_values(reading, &cursor);
}

void json_libraries(struct buf *out)
{
    buf_printf(out, "jansson %s, ", jansson_version_str());
}
