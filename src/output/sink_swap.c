#include "sink_swap.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef RENAME_EXCHANGE

static bool exchange(const struct sink_swap *swap)
{
    return renameat2(AT_FDCWD, swap->stand_in, AT_FDCWD, swap->directory, RENAME_EXCHANGE) == 0;
}

/* A path of the sink below its directory. */
static const char *below(const struct sink *sink, const char *path)
{
    return path + strlen(sink->directory) + 1;
}

/* The sink's directory without slashes at its end, and where its last name begins. */
static struct str trimmed(const struct sink *sink, size_t *last)
{
    struct str path = str_of(sink->directory);
    while (str_ends(path, STR("/"))) {
        path.len--;
    }
    *last = path.len;
    while (*last > 0 && path.ptr[*last - 1] != '/') {
        --*last;
    }
    return path;
}

void sink_swap_prepare(struct sink *sink)
{
    size_t last;
    struct str path = trimmed(sink, &last);
    struct str name = str_skip(path, last);
    if (sink->parent >= 0 || name.len == 0 || str_is(name, ".") || str_is(name, "..")) {
        return;
    }
    const char *parent = last > 0 ? str_copy(sink->arena, str_cut(path, 0, last)).ptr : ".";
    sink->parent = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (sink->parent >= 0 && flock(sink->parent, LOCK_SH) != 0) {
        sink_swap_release(sink);
    }
}

struct sink_swap sink_swap_lock(struct sink *sink)
{
    struct sink_swap swap = {.sink = sink, .root = -1, .whole = -1};
    if (sink->parent >= 0 && flock(sink->parent, LOCK_EX) == 0) {
        size_t last;
        struct str path = trimmed(sink, &last);
        swap.directory = str_copy(sink->arena, path).ptr;
        swap.stand_in = arena_printf(sink->arena, "%.*s.%.*s.XXXXXX", (int)last, path.ptr,
                                     STR_ARG(str_skip(path, last)));
    }
    return swap;
}

static bool make_directory(struct sink_swap *swap, const char *name)
{
    for (size_t i = 0; i < swap->made.n; i++) {
        if (strcmp(swap->made.at[i], name) == 0) {
            return true;
        }
    }
    VEC_PUSH(swap->sink->arena, &swap->made, name);
    return mkdirat(swap->whole, name, 0777) == 0;
}

static bool link_as(struct sink_swap *swap, const char *from, const char *name)
{
    VEC_PUSH(swap->sink->arena, &swap->names, name);
    return linkat(swap->root, from, swap->whole, name, 0) == 0;
}

static bool link_new(struct sink_swap *swap)
{
    const struct sink *sink = swap->sink;
    bool done = true;
    for (size_t i = 0; i < sink->files.n && done; i++) {
        const struct sink_file *file = sink->files.at[i];
        const char *name = below(sink, file->target);
        for (const char *slash = strchr(name, '/'); slash && done; slash = strchr(slash + 1, '/')) {
            done = make_directory(swap, arena_copy(sink->arena, name, (size_t)(slash - name)));
        }
        done = done && (!file->temporary || link_as(swap, below(sink, file->temporary), name));
    }
    return done;
}

/* Whether a name is no longer there when the set is in place, or leads to other bytes. */
static bool is_replaced(const struct sink *sink, const char *name)
{
    for (size_t i = 0; i < sink->files.n; i++) {
        const struct sink_file *file = sink->files.at[i];
        if (file->temporary && (strcmp(below(sink, file->target), name) == 0 ||
                                strcmp(below(sink, file->temporary), name) == 0)) {
            return true;
        }
    }
    for (size_t i = 0; i < sink->obsolete.n; i++) {
        if (strcmp(below(sink, sink->obsolete.at[i]), name) == 0) {
            return true;
        }
    }
    return false;
}

/* What else is in the directory, or in one below it. */
static bool link_rest(struct sink_swap *swap, const char *directory)
{
    struct arena *arena = swap->sink->arena;
    int fd = openat(swap->root, directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *listing = fd >= 0 ? fdopendir(fd) : NULL;
    bool done = listing != NULL;
    if (fd >= 0 && !listing) {
        close(fd);
    }
    for (struct dirent *entry = done ? readdir(listing) : NULL; entry && done;
         entry = readdir(listing)) {
        struct str plain = str_of(entry->d_name);
        const char *name = strcmp(directory, ".") == 0
                               ? str_copy(arena, plain).ptr
                               : arena_printf(arena, "%s/%s", directory, plain.ptr);
        bool own = str_is(plain, ".") || str_is(plain, "..");
        for (size_t i = 0; i < swap->made.n; i++) {
            own = own || strcmp(swap->made.at[i], name) == 0;
        }
        done = own || is_replaced(swap->sink, name) || link_as(swap, name, name);
    }
    if (listing) {
        closedir(listing);
    }
    return done;
}

static bool fill(struct sink_swap *swap)
{
    struct stat info;
    bool done = fstat(swap->root, &info) == 0 && fchmod(swap->whole, info.st_mode & 07777) == 0 &&
                link_new(swap) && link_rest(swap, ".");
    for (size_t i = 0; i < swap->made.n && done; i++) {
        done = link_rest(swap, swap->made.at[i]);
    }
    return done;
}

/* Both directories have the same names; the one beside goes. What else came into it meanwhile
 * stays, and so does it. */
static void remove_stand_in(const struct sink_swap *swap)
{
    int fd = open(swap->stand_in, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    for (size_t i = 0; i < swap->names.n; i++) {
        unlinkat(fd, swap->names.at[i], 0);
    }
    for (size_t i = swap->made.n; i > 0; i--) {
        unlinkat(fd, swap->made.at[i - 1], AT_REMOVEDIR);
    }
    close(fd);
    rmdir(swap->stand_in);
}

void sink_swap_show(struct sink_swap *swap)
{
    char *name = swap->directory
                     ? arena_copy(swap->sink->arena, swap->stand_in, strlen(swap->stand_in))
                     : NULL;
    if (!name || !mkdtemp(name)) {
        return;
    }
    swap->stand_in = name;
    swap->root = open(swap->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    swap->whole = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    swap->shown = swap->root >= 0 && swap->whole >= 0 && fill(swap) && exchange(swap);
    if (swap->shown) {
        swap->sink->root = swap->root;
    } else {
        remove_stand_in(swap);
    }
}

void sink_swap_end(struct sink_swap *swap)
{
    if (swap->shown) {
        /* Where the name does not come back, what stands in holds all there is. */
        exchange(swap);
        remove_stand_in(swap);
    }
    swap->sink->root = AT_FDCWD;
    if (swap->whole >= 0) {
        close(swap->whole);
    }
    if (swap->root >= 0) {
        close(swap->root);
    }
}

#else

void sink_swap_prepare(struct sink *sink)
{
    (void)sink;
}

struct sink_swap sink_swap_lock(struct sink *sink)
{
    return (struct sink_swap){.sink = sink};
}

void sink_swap_show(struct sink_swap *swap)
{
    (void)swap;
}

void sink_swap_end(struct sink_swap *swap)
{
    (void)swap;
}

#endif

void sink_swap_release(struct sink *sink)
{
    if (sink->parent >= 0) {
        close(sink->parent);
        sink->parent = -1;
    }
}
