/* read_runs.h - for tests of readers: run one over a text or a file and keep what it hands out. */
#pragma once

#include "input.h"
#include "support.h"
#include "vec.h"

/* Memory and error of the test that is running. */
extern struct arena arena;
extern struct err err;

typedef VEC(struct run) run_list;

/* For tcase_add_checked_fixture. */
void setup(void);
void teardown(void);

/* Reads with one format; false leaves the reason in err. Runs before a failure are kept. */
bool read_path(const struct input_format *format, const char *path, run_list *runs);
bool read_text(const struct input_format *format, struct str text, run_list *runs);
