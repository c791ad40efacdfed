/* siege.h - what both forms of siege's result print too coarsely. */
#pragma once

#include <stdbool.h>

#include "str.h"

/*
 * The mean is total time / transactions, printed with two decimals of a second;
 * concurrency is total time / elapsed time, so concurrency / rate gives it finer.
 * Sets *mean_us and returns true where that has more digits and agrees with the
 * printed mean; NaN in any of them leaves it alone.
 */
bool siege_finer_mean(double concurrency, double rate, double *mean_us);

/* Whether the printed mean is what concurrency / rate gives, so that it is in seconds; true where
 * one of them is NaN. */
bool siege_mean_fits(double concurrency, double rate, double mean_us);

/* Whether a result in words begins in this head. */
bool siege_says_in_words(struct str head);

/* Megabytes (2^20) with two decimals say nothing about small answers: NaN below 1 MB. */
double siege_bytes(double megabytes);

extern const char SIEGE_FINER_NOTE[];
