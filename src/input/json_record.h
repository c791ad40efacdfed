/*
 * json_record.h - JSON objects of a file, one after the other, with checks.
 *
 * The only place that knows jansson. A reader asks a record for its keys; what
 * it never asked for can be listed afterwards. An absent key is the same as
 * null: NaN for a number, NULL for a text. Every function that returns false
 * has filled the error, with the line where the record begins and the key.
 */
#pragma once

#include "buf.h"
#include "errors.h"
#include "source.h"

struct json_t; /* jansson's */

enum record_range { RECORD_ANY, RECORD_POSITIVE, RECORD_PERCENT };

struct json_reading;

/* An object, and the key it stands below ("" for a whole record). */
struct record {
    struct json_reading *reading;
    struct json_t *json; /* NULL: null, every key in it is absent */
    const char *path;
    /* private */
    size_t known;
    const char *asked[24];
};

struct json_reading {
    struct source *source;
    struct arena *arena; /* for texts that outlive the reading */
    struct err *err;
    void *context; /* the reader's own */
    bool (*take)(struct json_reading *reading, struct record *record);
    long line;          /* where the current record begins */
    size_t index;       /* of the current record in the list it stands in, from 1; 0: in none */
    struct buf unknown; /* names of keys that nobody asked for, see record_done() */
};

/*
 * Hands over every object of the source: one, many in a row, JSON Lines, or
 * the elements of arrays. JSON Lines, known by a first line that is complete, take
 * constant memory; otherwise the file is read as a whole.
 */
MUST_CHECK bool json_read_records(struct json_reading *reading);

/* The same for a text that begins in the given line of the source. */
MUST_CHECK bool json_read_text(struct json_reading *reading, struct str text, long line);

/* Fails at a key. Returns false. */
bool record_fail(const struct record *record, const char *key, const char *expected);

MUST_CHECK bool record_text(struct record *record, const char *key, struct str *out);

/* A number that is not negative. */
MUST_CHECK bool record_number(struct record *record, const char *key, double *out);

/* A number from 0 to 100. */
MUST_CHECK bool record_percent(struct record *record, const char *key, double *out);

/* A number of any sign, or a text that is one. */
MUST_CHECK bool record_signed(struct record *record, const char *key, double *out);

/* true or false; an absent key is an error. */
MUST_CHECK bool record_bool(struct record *record, const char *key, bool *out);

/* The object below a key. */
MUST_CHECK bool record_child(struct record *record, const char *key, struct record *out);

/* An array below a key; *list is NULL when it is null. */
MUST_CHECK bool record_list(struct record *record, const char *key, struct json_t **list,
                            size_t *count);

/* Element i of such a list, as an object, a number that is not negative, a text or a list. */
MUST_CHECK bool list_record(const struct record *record, const char *key, const struct json_t *list,
                            size_t i, struct record *out);
bool list_has_text(const struct json_t *list, size_t i);
MUST_CHECK bool list_number(const struct record *record, const char *key, const struct json_t *list,
                            size_t i, double *out);
MUST_CHECK bool list_text(const struct record *record, const char *key, const struct json_t *list,
                          size_t i, struct str *out);
MUST_CHECK bool list_pair(const struct record *record, const char *key, const struct json_t *list,
                          size_t i, double *first, double *second);

/* Walks over the keys of an object, in their order. Start with a zeroed member. */
struct record_member {
    const char *key;
    struct json_t *value;
    void *place; /* private */
};

bool record_next(const struct record *record, struct record_member *member);

/* How many keys it has. */
size_t record_size(const struct record *record);

/* The value of a member as a text, a number that is not negative, or an object. */
MUST_CHECK bool member_text(const struct record *record, const struct record_member *member,
                            struct str *out);
MUST_CHECK bool member_number(const struct record *record, const struct record_member *member,
                              double *out);
MUST_CHECK bool member_bool(const struct record *record, const struct record_member *member,
                            bool *out);
/* An array as the value; *list is NULL, and *count 0, when it is anything else. */
void member_list(const struct record_member *member, struct json_t **list, size_t *count);
bool member_is_object(const struct record_member *member);
MUST_CHECK bool member_record(const struct record *record, const struct record_member *member,
                              struct record *out);

/* Adds the keys that were not asked for to reading->unknown. Returns true, for chains of &&. */
bool record_done(const struct record *record);

/* Adds "NAME VERSION, " of the library, for `wrkbook --version`. */
void json_libraries(struct buf *out);
