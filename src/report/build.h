/*
 * build.h - the steps of report_build(), shared inside the report layer.
 */
#pragma once

#include "report.h"

/* Up to this many systems stand side by side in tables; more become rows, and bars are sorted. */
#define SIDE_BY_SIDE 3

/* A cell holding text; empty text gives an empty cell. */
struct cell cell_text(struct str text, enum tone tone);

/* A cell holding a number in its unit, with its bound in the text; an empty muted "-" when NaN. */
struct cell cell_value(const struct report *report, enum unit unit, double value, enum bound bound);

/* ">= 2.00 s": a formatted value with its bound. */
struct str bounded(struct arena *arena, enum bound bound, struct str text);

void column_add(struct arena *arena, struct table *table, struct str title, bool numeric);
/* A column that belongs to the one before it. */
void column_join(struct arena *arena, struct table *table, struct str title, bool numeric);
/* A column for the names of systems. */
void column_labels(const struct report *report, struct table *table);

/* Whether a change is only described, so that no verdict stands beside it. */
bool is_described(const struct metric *metric, const struct change *change);

/* The catalogue's word for a verdict, a reason. "" for none. */
struct str verdict_word(const struct report *report, enum verdict verdict);
struct str why_word(const struct report *report, enum why why);

/* Text of a catalogue key in the report's language. */
struct str say(const struct report *report, const char *key);

/* Shorthands for format.c in the report's language. */
struct str show(const struct report *report, enum unit unit, double value);
struct str show_factor(const struct report *report, double ratio);

/* Whether every system that ran under the workload states the metric, comparably with all others.
 */
bool comparable_everywhere(const struct report *report, size_t workload, const char *metric);

/* Whether any system states the metric under the workload. */
bool stated(const struct report *report, size_t workload, const char *metric);

void build_workload_tables(struct report *report, size_t workload, struct workload_report *out);
/* Whether a chart's id is name, or name of one workload among several. */
bool chart_is(const char *id, struct str name);
/* Whether a sweep has so many loads that not all charts of each are drawn. Who names charts or has
 * a template of his own gets them all. */
bool sweep_is_cut(const struct sweep *sweep, const struct report_options *options);
/* Whether the charts over the loads and the tables show what a chart of one of many loads would. */
bool chart_is_swept(const struct report *report, size_t workload, const char *id,
                    const struct report_options *options);
/* Which of the wanted charts have nothing to say, and why. */
void build_charts_note(const struct report *report, size_t workload,
                       const struct report_options *options, struct workload_report *out);
void build_settings_table(struct report *report);
void build_score_table(struct report *report, size_t workload, struct workload_report *out);
/* "latency p99 (40 %)": what counts, and its weight. */
struct str score_part_title(const struct report *report, const struct score_part *part);
/* A ranking reads from the best down; up to SIDE_BY_SIDE systems stay in the order the tables have.
 */
void sort_rows(struct chart_row *rows, size_t n, enum better better);
/* Text that stands in sentences, with a capital. */
struct str heading(const struct report *report, struct str text);

/* "64 connections" */
struct str load_phrase(const struct report *report, enum sweep_by by, double load);
void build_sweep_charts(struct report *report, size_t index);
void build_sweeps(struct report *report);
void build_overall_table(struct report *report);
void build_gate_table(struct report *report);
void build_study_tables(struct report *report);

/* A row of a chart without points, which has room for so many. */
struct chart_row row_empty(const struct report *report, size_t system, size_t points);
/* Adds a point to a row if the value is finite. name is empty where a row has only one. */
void row_add_point(const struct report *report, struct chart_row *row, enum unit unit,
                   struct str name, double value, enum bound bound);
/* " (7,100 to 7,450)": a row's whisker; "" for none. */
struct str whisker_text(const struct report *report, enum unit unit, const struct chart_row *row);
/* Sorts a chart's rows, describes it, and adds it to those of a workload. */
void add_chart(const struct report *report, struct chart *chart, enum better better,
               struct workload_report *out);
void add_score_chart(const struct report *report, size_t workload, const char *id,
                     struct workload_report *out);
void add_changes_chart(const struct report *report, size_t workload, const char *id,
                       struct workload_report *out);
void add_percentiles_chart(const struct report *report, size_t workload, const char *id,
                           struct workload_report *out);
void build_charts(struct report *report, size_t workload, struct workload_report *out);
/* The first workload that most systems ran: the one that sentences speak of. */
size_t main_workload(const struct report *report);
void build_prose(struct report *report);
void build_remarks(struct report *report);
void build_headline(struct report *report);
void build_next(struct report *report, struct str paths);
