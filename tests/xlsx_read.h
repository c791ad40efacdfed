/* xlsx_read.h - what stands in a workbook, by way of unzip. */
#pragma once

#include "support.h"

struct workbook {
    struct arena *arena;
    const char *path;
};

/* What a command prints; the test fails when the command does. */
struct str output_of(struct arena *arena, const char *command);

/* One part as text; the name may be a pattern. */
struct str part(const struct workbook *book, const char *member);

/* The sheet of that name; the test fails when there is none. */
struct str sheet_of(const struct workbook *book, const char *name);

bool has(struct str text, const char *needle);

/* The text after a needle up to another; NULL when it is not there. */
struct str between(struct str text, const char *before, const char *after);

/* A cell's number as it stands in a sheet's XML, or its text; "" when blank. */
struct str cell(const struct workbook *book, struct str sheet, const char *reference);

/* A cell's number format, as it stands in the XML; "" for none. */
struct str cell_format(const struct workbook *book, struct str sheet, const char *reference);

void assert_cell(const struct workbook *book, struct str sheet, const char *reference,
                 const char *expected);

/* A cell's formula; "" for none. */
void assert_formula(const struct workbook *book, struct str sheet, const char *reference,
                    const char *expected);

/* No cell of any sheet holds a formula that is not ours, or a value that is no number. */
void assert_sound(const struct workbook *book);
