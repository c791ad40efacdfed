/*
 * inputs.h - from the paths a user gives to labelled runs.
 *
 * A path is a file, a directory (read recursively in byte order of names), a
 * quoted glob or "-"; LABEL=PATH names the system. One bad file among many is
 * kept as a failure, and the good ones are still read.
 */
#pragma once

#include "input.h"
#include "refused.h"
#include "vec.h"

/* Runs of a file that say the same label. */
struct label_count {
    struct str label; /* NULL: none */
    size_t runs, notes;
};

struct input_file {
    const char *path;
    struct str name;  /* source.file of its runs */
    struct str label; /* given, or derived from the name; NULL until derived */
    bool label_given;
    bool listed;       /* found in a directory, so it may be something else entirely */
    struct load load;  /* of its first run: settings do not belong in a label */
    struct str format; /* NULL when no reader claimed it */
    struct str
        sha256; /* of the file as it lies there, in hexadecimal; NULL: not asked for, a pipe */
    size_t runs;
    size_t kept; /* of them: without those that stand in another input too */
    bool labels_are_headings;
    struct str heading;             /* the first, where labels are headings */
    bool several_headings;          /* so that they tell its systems apart */
    VEC(struct label_count) counts; /* with count_only */
};

/* A file in a directory that no reader claims. */
struct skipped {
    struct str name;
    const struct refused *known; /* what it holds; NULL when nobody knows */
};

struct inputs_options {
    struct str from;    /* name of a format; NULL: found by probing */
    struct str columns; /* see struct run_sink */
    double timeout_s;   /* for runs that state none; NaN: unknown */
    bool published_too; /* published runs are not told apart from others of their label */
    bool count_only;    /* keep no run, only count them by file and label */
    size_t runs_limit;  /* how many may be kept; 0: RUNS_LIMIT */
    bool digests;       /* find the SHA-256 of each file */
    /*
     * Takes every run in order, instead of inputs->runs. The runs of a single file
     * or of standard input come as soon as they are read; those of several files
     * at the end, since their labels depend on each other.
     */
    void (*take)(void *context, const struct run *run);
    void *context;
    struct before_read before_read; /* see source.h; an error of its own ends the reading */
};

struct inputs {
    VEC(struct input_file) files; /* those that were claimed by a reader */
    VEC(struct run *) runs;       /* in the order of files and lines */
    VEC(struct err) failures;     /* files that could not be used, in order */
    size_t repeats;               /* runs and files that had been read already, not counted again */
    VEC(struct skipped) skipped;
};

/*
 * Reads everything. Failures of single files are in inputs->failures; false
 * only for misuse (ERR_USAGE: unknown --from).
 */
MUST_CHECK bool inputs_read(struct arena *arena, const char *const *paths, size_t path_count,
                            const struct inputs_options *options, struct inputs *inputs,
                            struct err *err);

/*
 * Splits LABEL=PATH at the first = that leaves a label and a path that exists, or a glob that
 * matches, from the directory ("" or with its slash). The path; *label is NULL when there is none.
 */
const char *inputs_split(struct arena *arena, struct str directory, const char *argument,
                         struct str *label);

/* What a run of the file that says this label itself (NULL: none) is called. */
struct str inputs_label(const struct input_file *file, struct str own);

/* Labels a file that no other has to be told apart from. Part of inputs_read(). */
void label_alone(struct arena *arena, struct input_file *file);

/* Labels all files and their runs. Part of inputs_read(). */
void label_inputs(struct arena *arena, struct inputs *inputs);

/* Labels the published runs that are kept beside others of their label. Part of inputs_read(). */
void label_published(struct arena *arena, struct inputs *inputs);

/* The last component of a path; the whole path where it ends in a slash. */
const char *path_last(const char *path);

/* Takes out runs that wrkbook wrote and that stand in another input too. Part of inputs_read(). */
void drop_repeats(struct inputs *inputs);

/* The label that a file name alone gives, with settings of its first run removed; "" when nothing
 * is left. */
struct str label_from_name(struct arena *arena, struct str name, const struct load *load);
