/*
 * json_emit.h - writes JSON into a buf: compact, keys in the order given.
 *
 * The caller keeps the structure valid: json_open/json_close pair, and inside
 * an object every value is preceded by json_key(). Commas are placed here.
 */
#pragma once

#include "buf.h"

struct json_emit {
    struct buf *out;
    bool need_comma; /* private */
};

/* Opens an object or array: bracket is '{' or '['. */
void json_open(struct json_emit *json, char bracket);

/* Closes it: bracket is '}' or ']'. */
void json_close(struct json_emit *json, char bracket);

void json_key(struct json_emit *json, const char *key);

/* A key, and opens the array that is its value. */
void json_open_list(struct json_emit *json, const char *key);

/* A key that comes from data. */
void json_key_str(struct json_emit *json, struct str key);

/* A string with everything escaped that JSON needs, U+FFFD for invalid UTF-8; null when not stated.
 */
void json_str(struct json_emit *json, struct str s);

/* A number as number_format() writes it; NaN and infinities become null. */
void json_number(struct json_emit *json, double value);

/* A key and its value. */
void json_str_field(struct json_emit *json, const char *key, struct str value);
void json_number_field(struct json_emit *json, const char *key, double value);

void json_bool(struct json_emit *json, bool value);
void json_none(struct json_emit *json);

/* A line end between two values, for files that people read or diff. */
void json_newline(struct json_emit *json);
