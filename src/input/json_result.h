/*
 * json_result.h - what the readers of other tools' JSON results share.
 *
 * A reader fills result->run between result_begin() and result_finish(), and
 * asks for numbers through the functions below, which shift a decimal exactly
 * (seconds to microseconds is an exponent of 6) instead of multiplying.
 */
#pragma once

#include "input.h"
#include "json_record.h"
#include "vec.h"

#define NS_TO_US (-3)
#define MS_TO_US 3
#define S_TO_US 6
#define NS_TO_S (-9)

struct json_result {
    struct json_reading json;
    const struct run_sink *sink;
    const char *format, *tool;
    bool (*take)(struct json_result *result, struct record *record);
    struct run run;     /* the one being read */
    size_t runs;        /* handed over */
    struct buf heading; /* above the JSON that stands in other text */
    /* private: what the run's arrays are made of */
    VEC(struct percentile) percentiles;
    VEC(struct status_code) codes;
    VEC(struct named_value) values;
    VEC(struct str) notes;
};

/* A result whose records go to take(). format is also the name of the tool, unless tool is set. */
struct json_result json_result(struct source *source, const struct run_sink *sink, struct err *err,
                               const char *format,
                               bool (*take)(struct json_result *result, struct record *record));

/* Reads every object of the source. A source without a run is an error. */
MUST_CHECK bool json_result_read(struct json_result *result);

/* Reads the JSON that begins in a line after other text; first: how the JSON begins, "{" alone in a
 * line or with more of it behind; or the first key of objects that hold no other, wherever their
 * "{" stands. */
MUST_CHECK bool json_result_read_after(struct json_result *result, struct str first);

void result_begin(struct json_result *result);

/* Sorts and attaches what was gathered and hands the run over. */
void result_finish(struct json_result *result);

void result_note(struct json_result *result, const char *format, ...) PRINTF_LIKE(2, 3);
void result_percentile(struct json_result *result, double p, double us);
void result_value(struct json_result *result, struct named_value value);

/* value x 10^exponent, correctly rounded: the decimal is shifted. NaN stays NaN. */
double decimal_shift(double value, int exponent);

/* A number that is not negative, shifted; absent: NaN. */
MUST_CHECK bool record_shifted(struct record *record, const char *key, int exponent, double *out);

/* The same, and it must be there. */
MUST_CHECK bool record_needed(struct record *record, const char *key, int exponent, double *out);

/*
 * The percentiles below a key ("" for the record itself): keys that are prefix, a
 * number (with "_" or "." in it) and suffix. Other keys are skipped.
 */
MUST_CHECK bool result_percentiles(struct json_result *result, struct record *record,
                                   const char *key, const char *prefix, const char *suffix,
                                   int exponent);

/* Sums over status codes. */
struct code_sums {
    double answers; /* 100 and above */
    double good;    /* of those, below 400 */
    double none;    /* below 100: no answer */
};

/* The status codes below a key, {"200": 5}; they become the run's. "-1" and "0" are no answer. */
MUST_CHECK bool result_codes(struct json_result *result, struct record *record, const char *key,
                             struct code_sums *sums);

/* Adds one code to the run and the sums. */
void result_code(struct json_result *result, struct code_sums *sums, double code, double count);
