#include "relative.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "buf.h"
#include "vec.h"

typedef VEC(struct str) components;

/* Adds the components of a path; ".." takes the one before it away. */
static void add_components(struct arena *arena, components *list, struct str path)
{
    while (path.len > 0) {
        size_t slash = str_find(path, STR("/"), 0);
        struct str one = str_cut(path, 0, slash);
        path = str_skip(path, slash < path.len ? slash + 1 : path.len);
        if (str_is(one, "..")) {
            list->n -= list->n > 0;
        } else if (one.len > 0 && !str_is(one, ".")) {
            VEC_PUSH(arena, list, one);
        }
    }
}

/* The path of a file that is there, without links; NULL when it is not. */
static const char *real_path(struct arena *arena, const char *path)
{
    char *found = realpath(path, NULL);
    const char *kept = found ? arena_copy(arena, found, strlen(found)) : NULL;
    free(found);
    return kept;
}

/* From one absolute directory to a file or directory; "" when it is the same. */
static const char *between(struct arena *arena, const char *from, const components *to)
{
    components here = {0};
    struct buf out = BUF(arena);
    size_t same = 0;
    add_components(arena, &here, str_of(from));
    while (same < here.n && same < to->n && str_eq(here.at[same], to->at[same])) {
        same++;
    }
    for (size_t i = same; i < here.n; i++) {
        buf_text(&out, i > same ? "/.." : "..");
    }
    for (size_t i = same; i < to->n; i++) {
        buf_printf(&out, "%s%.*s", out.n > 0 ? "/" : "", STR_ARG(to->at[i]));
    }
    return arena_printf(arena, "%.*s", STR_ARG(buf_str(&out)));
}

const char *path_relative(struct arena *arena, struct str directory, const char *path)
{
    const char *from = real_path(arena, arena_printf(arena, "./%.*s", STR_ARG(directory)));
    const char *working = real_path(arena, ".");
    bool fixed = path[0] == '/' || strcmp(path, "-") == 0;
    if (fixed || !from || !working || strcmp(from, working) == 0) {
        return path;
    }
    components to = {0};
    add_components(arena, &to, str_of(working));
    add_components(arena, &to, str_of(path));
    const char *found = between(arena, from, &to);
    bool slash = path[strlen(path) - 1] == '/' && found[0] != '\0';
    return found[0] == '\0' ? "." : arena_printf(arena, "%s%s", found, slash ? "/" : "");
}

const char *path_plain(struct arena *arena, const char *path)
{
    const char *real = real_path(arena, path);
    const char *working = real_path(arena, ".");
    if (!real || !working) {
        return path;
    }
    components to = {0};
    add_components(arena, &to, str_of(real));
    return between(arena, working, &to);
}

const char *path_real(struct arena *arena, const char *path)
{
    struct stat info;
    const char *real = real_path(arena, path);
    if (!real || lstat(path, &info) != 0 || !S_ISLNK(info.st_mode)) {
        return path;
    }
    return path[0] == '/' ? real : path_plain(arena, path);
}
