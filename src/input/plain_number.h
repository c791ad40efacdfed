/*
 * plain_number.h - numbers as people and spreadsheets write them into tables.
 */
#pragma once

#include "str.h"

/* What the comma and the point of a table's numbers are. */
struct number_style {
    bool decimal_comma; /* "12,5" occurs, so "43,210" is 43.21 */
    bool decimal_point; /* "12.5" occurs, so "43,210" is 43210 */
};

/* The style seen in the cells of a head that may be cut anywhere; the first line does not count. */
struct number_style plain_number_style(struct str head, char delimiter);

/*
 * Eats a number from the start of *cell: "12.5", "1e3", "1.234,5", "1,234,567". A single
 * sign before three last digits is neither a thousand nor a fraction for sure, unless the style
 * says which; false for that and for anything that is no number. Never negative.
 */
MUST_CHECK bool plain_number_eat(struct str *cell, struct number_style style, double *value);
