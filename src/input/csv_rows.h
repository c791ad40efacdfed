/*
 * csv_rows.h - rows of a CSV file with a header, through libcsv.
 *
 * Quotes, embedded line ends and CRLF are handled; blanks around fields are
 * dropped. Reading is by blocks of lines, so a file costs no more than its rows.
 */
#pragma once

#include "input.h"

#define CSV_MOST_FIELDS 512

struct csv_row {
    const struct str *fields; /* valid during the call */
    size_t count;
    long line; /* in which the row ends */
};

/*
 * Calls row for every row that has a field, the header first. A row that returns false has set
 * err and ends the reading. Errors of the file itself: more than CSV_MOST_FIELDS fields, a quote
 * that is not closed.
 */
MUST_CHECK bool csv_rows(struct source *source, char delimiter,
                         bool (*row)(void *context, const struct csv_row *row), void *context,
                         struct arena *arena, struct err *err);

/* The field as a number; an error naming the column unless it is a plain one. */
MUST_CHECK bool csv_number(const struct csv_row *row, size_t column, const char *name,
                           const char *source, double *value, struct err *err);

/* The column of that name, SIZE_MAX when the header has none. */
size_t csv_column(const struct csv_row *header, const char *name);

/* The sign that separates the first line into most fields: a comma, semicolon, tab or bar. */
char csv_delimiter(struct str head);
