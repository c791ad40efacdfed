/*
 * relative.h - a path as it is said from another directory.
 */
#pragma once

#include "arena.h"
#include "str.h"

/*
 * What names, from a directory, the file that path names from the working directory: "../runs/"
 * for runs/ from docs/. The directory ends in a slash or is empty, the working directory; path is
 * not empty and may be a glob. An absolute path and "-" stay as they are, and every path where the
 * directory can't be found.
 */
const char *path_relative(struct arena *arena, struct str directory, const char *path);

/*
 * Where the file is that path names: path itself unless it is a link; else what that leads to.
 */
const char *path_real(struct arena *arena, const char *path);

/*
 * The same file's path from the working directory, without links and steps back and forth on its
 * way; path itself where it can't be found.
 */
const char *path_plain(struct arena *arena, const char *path);
