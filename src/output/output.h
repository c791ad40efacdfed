/*
 * output.h - output formats: one file each, one struct, one row in the list.
 */
#pragma once

#include "report.h"
#include "sink.h"

struct output_format {
    const char *name; /* "xlsx" */
    const char *file; /* name in the report's directory: "report.xlsx"; "charts/" for several */
    const char *extension; /* "xlsx": selects it for `-o FILE`; NULL if it is not a single file */
    const char *summary;   /* one line for `wrkbook formats` */
    bool for_gates;        /* part of the set that `gate` writes, and not of a report's */
    /* Writes the report to a file of that name in the sink (a prefix for several files). */
    bool (*write)(const struct report *report, struct sink *sink, const char *name,
                  struct err *err);
    /* Adds the libraries it uses, each as "NAME VERSION, "; NULL: none. */
    void (*libraries)(struct buf *out);
};

/* report.json and comparison.csv as text, for standard output; the writers use the same. */
void report_json(const struct report *report, struct buf *out);
void comparison_csv(const struct report *report, struct buf *out);
