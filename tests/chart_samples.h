/* chart_samples.h - chart specifications to draw, and an English that needs no catalogue. */
#pragma once

#include "report.h"

extern const struct language SAMPLE_LANGUAGE;

/* rows rows "system-1", "system-2", ..., each with room for eight points. */
struct chart new_chart(struct arena *arena, enum chart_kind kind, enum unit unit, size_t rows);

/* Appends a point to row i; name may be NULL. */
void add_point(struct arena *arena, const struct chart *chart, size_t i, const char *name,
               double value, enum bound bound);

/* Two systems, one with several runs. */
struct chart two_bars(struct arena *arena);

/* Two systems, the maximum of one cut off; a third without latency. */
struct chart cut_off_dots(struct arena *arena);

/* Two systems over a second axis, one with a curve and a mark; a third without a point. */
struct chart two_lines(struct arena *arena);

/* Paths whose points have names; from nine rows the ninth has no point. */
struct chart path_lines(struct arena *arena, size_t rows);

/* Worse with an interval, unjudged, cut off, not comparable. */
struct chart three_ratios(struct arena *arena);
struct chart ratios_of_two_metrics(struct arena *arena); /* under headings */

/* Bars of two parts each; the last row has nothing. */
struct chart bars_with_parts(struct arena *arena, size_t rows);

/* Two percentile curves. */
struct chart percentile_lines(struct arena *arena);

struct chart twelve_rows(struct arena *arena, enum chart_kind kind);

/* A bound, a row without a value, a zero. */
struct chart missing_values(struct arena *arena);

/* Markup, control characters, scripts that need shaping, thousands of accents. */
struct chart hostile_texts(struct arena *arena);

/* Texts of many scripts, values of all magnitudes; the same for the same seed. */
struct chart random_chart(struct arena *arena, unsigned seed);
