/*
 * language.h - the texts and number formats of a document's language.
 *
 * One catalogue file a language (templates/lang/ID.txt), lines "key = text";
 * "{name}" in a text stands for a value. Never taken from the environment.
 */
#pragma once

#include <stdbool.h>

#include "errors.h"
#include "metric.h"
#include "str.h"

struct language_entry {
    struct str key, text;
};

struct language {
    struct str id;                  /* "en", "pt-BR" */
    struct str decimal;             /* "." or "," */
    struct str group;               /* thousands separator, such as "," or "." */
    struct language_entry *entries; /* sorted by key */
    size_t entry_count;
};

/* Loads a built-in language. An unknown id is ERR_USAGE and names the known ones. */
MUST_CHECK bool language_load(struct arena *arena, struct str id, struct language *language,
                              struct err *err);

/* The ids of all built-in languages, comma-separated: "en, pt-BR". */
struct str language_list(struct arena *arena);

/* The text of a key; the key itself when the catalogue lacks it (a test forbids that). */
struct str language_text(const struct language *language, const char *key);

/* The text of "PREFIX.ID", such as "metric" + "latency.p99". */
struct str language_of(const struct language *language, struct arena *arena, const char *prefix,
                       const char *id);

/* A name and what replaces "{name}" in a text. */
struct argument {
    const char *name;
    struct str text;
};

/* A text with its {names} replaced; unknown names stay as they are. Right-to-left texts are
 * isolated: here labels enter sentences. */
struct str language_fill(struct arena *arena, struct str text, const struct argument *arguments,
                         size_t count);

/* language_fill() of a key's text: LANGUAGE_SAY(arena, language, "key", {"name", text}, ...). */
#define LANGUAGE_SAY(arena, language, key, ...)                                                    \
    language_fill((arena), language_text((language), (key)),                                       \
                  (const struct argument[]){__VA_ARGS__},                                          \
                  sizeof((const struct argument[]){__VA_ARGS__}) / sizeof(struct argument))

/*
 * A number with grouping and a fixed count of decimals; half away from zero,
 * never "-0". NaN and infinities give "-". With digits for the language.
 */
struct str format_number(struct arena *arena, const struct language *language, double value,
                         int decimals);

/*
 * A value as a reader wants it, with its unit: "47,788", "24.20 ms",
 * "4.46 MiB/s", "0.049 %", "4.91x". NaN gives "-".
 */
struct str format_value(struct arena *arena, const struct language *language, enum unit unit,
                        double value);

/* Decimals of a number in a unit we do not know: as many as it has, up to six significant digits.
 */
int given_decimals(double value);

/* Decimals of a score: one, of a low one as many as show that it is more than nothing. */
int points_decimals(double value);

/* A value with its digits, up to three decimals or, where those would be fewer, four significant
 * ones, in its unit without a prefix: "4,160 µs". */
struct str format_exact(struct arena *arena, const struct language *language, enum unit unit,
                        double value);

/*
 * Like format_value() for marks on an axis: as few digits as distinguish
 * multiples of step ("10k", "2.5 ms", "40 %").
 */
struct str format_tick(struct arena *arena, const struct language *language, enum unit unit,
                       double value, double step);

/*
 * Decimals of a change in percent: one below 200 %, none above, and more where
 * a fall would round to 100 %, for only what is gone completely fell by that.
 */
int percent_change_decimals(double percent);

/* "-79.6 %", "+391 %", "0.0 %": one decimal below 200 %, none above. NaN gives "-". */
struct str format_percent_change(struct arena *arena, const struct language *language,
                                 double percent);

/* "0.20x", "4.91x", "24.5x", "109x", "0.00084x". NaN gives "-". */
struct str format_factor(struct arena *arena, const struct language *language, double ratio);
