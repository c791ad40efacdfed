/*
 * sink_swap.h - shows a whole set at once: while the files of a directory are replaced one by one,
 * a directory that has all of them already stands in its place. Two exchanges of names do it, so
 * whenever the program is killed, the directory's name leads to the old set or to the new one.
 *
 * It needs Linux, a file system that can exchange, a parent directory that can be written and read,
 * and a directory that holds, besides the set and its own directories, only what can have a second
 * name: files, not directories of others. Where one is missing, files are replaced without it.
 */
#pragma once

#include "sink.h"

struct sink_swap {
    struct sink *sink;
    const char *directory; /* the sink's; NULL: there will be no swap */
    const char *stand_in;  /* a name beside it; first for what stands in, then for the directory */
    int root;              /* the directory itself, whatever its name */
    int whole;             /* the directory with the whole set */
    bool shown;
    VEC(const char *) made; /* directories in it, outer ones first, and names */
    VEC(const char *) names;
};

/*
 * While a sink has temporary files, no other program may swap its directory, or they would get into
 * what stands in for it. So it holds a shared lock on the parent directory from before its first
 * file to sink_swap_release(), and an exclusive one while it swaps. Both wait.
 */
void sink_swap_prepare(struct sink *sink);
void sink_swap_release(struct sink *sink);

struct sink_swap sink_swap_lock(struct sink *sink);

/*
 * Shows the sink's set, complete but for what is written directly, with everything else its
 * directory holds. Afterwards sink->root is the directory itself. Where it can't, all is as before.
 */
void sink_swap_show(struct sink_swap *swap);

/* Gives the directory its name back; allocates nothing. */
void sink_swap_end(struct sink_swap *swap);
