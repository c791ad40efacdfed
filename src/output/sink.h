/*
 * sink.h - where outputs go: all of a set, or none of it.
 *
 * Every file is written beside its target under a temporary name; at the end
 * sink_commit() renames them all, behind a directory that has the whole set
 * already (sink_swap.h), so that nobody ever finds half of it. Until then, and
 * whenever anything fails, what was there before stays as it was, and
 * directories that were made remain. A symbolic link is replaced, not followed; a pipe, a device or
 * a link in /dev is written directly. One sink per process at a time.
 */
#pragma once

#include <stdbool.h>

#include "errors.h"
#include "str.h"
#include "vec.h"

struct sink_file {
    struct sink *sink;
    const char *target;
    const char *path; /* after sink_reserve(): where to write */
    /* private */
    const char *temporary; /* NULL: written directly, or renamed already */
    const char *spare;     /* a name for the old file, until the whole set is in place */
    bool kept;             /* whether it has that name */
    int fd;                /* -1 when closed */
};

struct sink {
    struct arena *arena;
    const char *directory; /* "" for the working directory */
    VEC(struct sink_file *) files;
    VEC(const char *) obsolete; /* to be removed once the set is in place */
    int parent;                 /* private: locked for sink_swap.h; -1: not */
    int root; /* private: what paths are relative to; without directory when it is one */
};

/*
 * An empty sink into a directory, which is made (with parents) when the first
 * file is opened. "" is the working directory.
 */
void sink_init(struct sink *sink, struct arena *arena, const char *directory);

/*
 * Opens a file for writing; name is not empty, relative to the sink's directory,
 * and may contain directories. Errors here and below: ERR_OUTPUT, naming the target.
 */
MUST_CHECK bool sink_open(struct sink *sink, const char *name, struct sink_file **file,
                          struct err *err);

MUST_CHECK bool sink_write(struct sink_file *file, struct str bytes, struct err *err);

/* Closes; an error that a write only shows now is reported here. */
MUST_CHECK bool sink_close(struct sink_file *file, struct err *err);

/* A whole file at once. */
MUST_CHECK bool sink_put(struct sink *sink, const char *name, struct str bytes, struct err *err);

/*
 * For a library that writes files itself: reserves name; the file goes to
 * (*file)->path. Afterwards sink_adopt() checks it.
 */
MUST_CHECK bool sink_reserve(struct sink *sink, const char *name, struct sink_file **file,
                             struct err *err);
MUST_CHECK bool sink_adopt(struct sink_file *file, struct err *err);

/*
 * Files of an earlier set in one directory of the sink ("charts/") that this
 * set does not have: those for which ours() holds are removed by the commit.
 */
void sink_clear(struct sink *sink, const char *directory, bool (*ours)(struct str name));

/*
 * Renames everything into place. When one rename fails, those before it are
 * taken back; sink_discard() then removes the rest. Signals wait meanwhile. A
 * program that is killed leaves the old set or the new one, and perhaps hidden
 * temporary files; where sink_swap.h can't work it may leave some files of each. What was written
 * directly is left alone.
 */
MUST_CHECK bool sink_commit(struct sink *sink, struct err *err);

/* Removes every temporary file. Harmless after sink_commit(). */
void sink_discard(struct sink *sink);

/*
 * Removes the temporary files of the sink in use; for a signal handler, so it
 * allocates and locks nothing.
 */
void sink_abandon(void);
