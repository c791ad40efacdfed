/*
 * xlsx_made.h - a study, its report and its workbook in a directory that goes with the test.
 */
#pragma once

#include "report.h"
#include "xlsx_read.h"

struct made {
    struct arena arena;
    char directory[64];
    struct workbook book; /* a.xlsx in it */
    struct study study;
    struct analysis analysis;
    struct language language;
    struct report report;
};

extern struct made made;

/* For tcase_add_checked_fixture(). */
void set_up(void);
void tear_down(void);

/* A report on runs, on the files at paths, on fixtures/go-vs-python/runs; in that language. */
void build(const struct run *const *runs, size_t n, const char *language);
void build_from(const char *const *paths, size_t n, const char *language);
void build_go_python(const char *language);

/* The path of a name in the directory. */
const char *file_path(const char *name);

/* Writes the report as a workbook of that name, a.xlsx or b.xlsx. */
bool try_write(const char *name, struct err *err);
void write_as(const char *name);

/* A run of wrk on 100 connections without errors. */
struct run hand_built(const char *label, size_t len, double rps);
