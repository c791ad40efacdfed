/*
 * input.h - input formats: one file each, one struct, one row in the list.
 */
#pragma once

#include "errors.h"
#include "run.h"
#include "source.h"

/*
 * How sure a probe is; PROBE_WEAK gives way to a refusal by name. A tie of the best is an error
 * that names the candidates. PROBE_WHOLE is PROBE_LIKELY with a whole result in the head, so that
 * reading may begin before more of a pipe has come.
 */
enum {
    PROBE_NO = 0,
    PROBE_WEAK = 10,
    PROBE_MAYBE = 20,
    PROBE_LIKELY = 60,
    PROBE_WHOLE = 80,
    PROBE_CERTAIN = 100
};

/* Takes the runs of one file as they are read. */
struct run_sink {
    void *context;
    /* What the run points to lives in the arena below, unless passing; the run itself does not. */
    void (*take)(void *context, const struct run *run);
    struct arena *arena; /* for what outlives the reader */
    struct str columns;  /* what the user says of the columns of a plain table */
    bool passing;        /* runs are only looked at in take(), so arrays need not be copied */
};

struct input_format {
    const char *name;    /* value of --from, and source.format of its runs: "wrk" */
    const char *summary; /* one line for `wrkbook formats` */
    /* head: at most SOURCE_HEAD_SIZE bytes, cut anywhere. Pure, linear, allocates nothing. */
    int (*probe)(struct str head);
    /*
     * Reads all runs, in order. Runs carry source_line, source_format and
     * everything the text says; source_file and label are set by the caller where
     * the record has none. A file without a run is an error (ERR_INPUT) that names
     * what was found instead; so is a run that is cut off or inconsistent,
     * after the runs before it were handed out.
     */
    bool (*read)(struct source *source, const struct run_sink *sink, struct err *err);
    /* Stands in a line of every result, for text begins one; NULL where none does, and for what
     * copes with prefixes itself. */
    const char *mark;
    /* The labels of its runs are headings in the text, which count where a file has several. */
    bool labels_are_headings;
};

/* All formats. */
extern const struct input_format *const INPUT_FORMATS[];
extern const size_t INPUT_FORMAT_COUNT;

/* The format that claims this head of an input that may go on, beyond doubt; NULL when that is not
 * yet clear. */
const struct input_format *input_detect_early(struct str head);

/* The format that claims this head; NULL with an error naming candidates (tie) or what is known
 * (none). */
const struct input_format *input_detect(struct str head, const char *source_name, struct err *err);

/* A format by name; NULL with an error naming the known ones (ERR_USAGE). */
const struct input_format *input_named(struct str name, struct err *err);
