/*
 * inputs.h - from the paths a user gives to labelled runs.
 *
 * A path is a file, a directory (read recursively in byte order of names), a
 * quoted glob or "-"; LABEL=PATH names the system. One bad file among many is
 * kept as a failure, and the good ones are still read.
 */
#pragma once

#include "input.h"
#include "vec.h"

struct input_file {
    const char *path;
    struct str name;  /* source.file of its runs */
    struct str label; /* given, or derived from the name; NULL until derived */
    bool label_given;
    bool listed;       /* found in a directory, so it may be something else entirely */
    struct load load;  /* of its first run: settings do not belong in a label */
    struct str format; /* NULL when no reader claimed it */
    size_t runs, notes;
    struct str heading;    /* the first, where labels are headings */
    bool several_headings; /* so that they tell its systems apart */
    bool labels_are_headings;
};

struct inputs_options {
    struct str from;  /* name of a format; NULL: found by probing */
    double timeout_s; /* for runs that state none; NaN: unknown */
    bool count_only;  /* keep no run, only count them by file */
};

struct inputs {
    VEC(struct input_file) files; /* those that were claimed by a reader */
    VEC(struct run *) runs;       /* in the order of files and lines; empty with count_only */
    VEC(struct err) failures;     /* files that could not be used, in order */
    size_t repeats;               /* runs and files that had been read already, not counted again */
    VEC(struct str) skipped;      /* names of files in directories that no reader claims */
};

/*
 * Reads everything. Failures of single files are in inputs->failures; false
 * only for misuse (ERR_USAGE: unknown --from).
 */
MUST_CHECK bool inputs_read(struct arena *arena, const char *const *paths, size_t path_count,
                            const struct inputs_options *options, struct inputs *inputs,
                            struct err *err);

/* Takes out runs that wrkbook wrote and that stand in another input too. Part of inputs_read(). */
void drop_repeats(struct inputs *inputs);

/* The label that a file name alone gives, with settings of its first run removed; "" when nothing
 * is left. */
struct str label_from_name(struct arena *arena, struct str name, const struct load *load);
