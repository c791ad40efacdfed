#include "sink.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sink_swap.h"

/* What a signal handler must remove: the sink of this process, while it holds temporary files. */
static struct sink *volatile live;

static bool failed(const struct sink_file *file, const char *what, struct err *err)
{
    return err_at(err, ERR_OUTPUT, file->target, 0, 0, "cannot be %s: %s", what, strerror(errno));
}

/*
 * A handler must neither see a file that is only half noted nor come between
 * two renames of a set.
 */
static sigset_t hold_signals(void)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    return before;
}

static void release_signals(sigset_t before)
{
    int problem = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = problem;
}

void sink_init(struct sink *sink, struct arena *arena, const char *directory)
{
    *sink = (struct sink){.arena = arena, .directory = directory, .parent = -1, .root = AT_FDCWD};
}

/* Whether a path is a directory itself, and no link to one. */
static bool is_directory(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* Makes every directory that leads to path. Behind its first own bytes no link is followed, since
 * they would lead out of the sink's directory. */
static bool make_directories(struct arena *arena, const char *path, size_t own, struct err *err)
{
    char *copy = arena_copy(arena, path, strlen(path));
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST) {
            return err_at(err, ERR_OUTPUT, copy, 0, 0, "cannot be made: %s", strerror(errno));
        }
        if ((size_t)(slash - copy) > own && !is_directory(copy)) {
            return err_at(err, ERR_OUTPUT, copy, 0, 0,
                          "is a link or no directory, so nothing is written there");
        }
        *slash = '/';
    }
    return true;
}

/* /dev/stdout and the like may lead to a regular file, yet are not ours to replace. */
static bool is_system_link(struct str path)
{
    return str_starts(path, STR("/dev/")) || str_starts(path, STR("/proc/"));
}

/*
 * A pipe or device has no old contents to keep and can't be renamed over.
 * Links to such are followed where the user named the file. *mode is that of
 * an old file, 0 for none.
 */
static bool is_special(const char *path, bool follow, mode_t *mode)
{
    struct stat info;
    *mode = 0;
    if (lstat(path, &info) != 0) {
        return false;
    }
    if (S_ISLNK(info.st_mode)) {
        return follow &&
               (is_system_link(str_of(path)) || (stat(path, &info) == 0 && !S_ISREG(info.st_mode)));
    }
    *mode = info.st_mode & 0777;
    return !S_ISREG(info.st_mode);
}

static mode_t default_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static char *beside(struct arena *arena, const char *target)
{
    const char *slash = strrchr(target, '/');
    size_t directory = slash ? (size_t)(slash + 1 - target) : 0;
    return arena_printf(arena, "%.*s.%s.XXXXXX", (int)directory, target, target + directory);
}

static bool open_file(struct sink *sink, const char *name, struct sink_file **out, struct err *err)
{
    struct sink_file *file = arena_alloc(sink->arena, sizeof *file);
    bool rooted = sink->directory[0] == '\0';
    file->sink = sink;
    file->fd = -1;
    file->target = arena_printf(sink->arena, "%s%s%s", sink->directory, rooted ? "" : "/", name);
    size_t own = rooted ? strlen(file->target) : strlen(sink->directory);
    if (!make_directories(sink->arena, file->target, own, err)) {
        return false;
    }
    sink_swap_prepare(sink);
    mode_t mode;
    bool direct = is_special(file->target, rooted, &mode);
    char *temporary = direct ? NULL : beside(sink->arena, file->target);
    if (direct) {
        /* A pipe may keep this waiting for its reader, so signals must get through. */
        file->fd = open(file->target, O_WRONLY | O_APPEND | O_CLOEXEC);
    }
    sigset_t before = hold_signals();
    if (!direct) {
        file->fd = mkstemp(temporary);
        file->temporary = temporary;
        file->spare = arena_printf(sink->arena, "%s.old", temporary);
    }
    if (file->fd >= 0) {
        VEC_PUSH(sink->arena, &sink->files, file);
        live = sink;
    }
    release_signals(before);
    if (file->fd < 0) {
        failed(file, "written", err);
        return false;
    }
    if (!direct) {
        /* Where a file system has no modes, the file keeps the one it got. */
        fchmod(file->fd, mode ? mode : default_mode());
    }
    *out = file;
    return true;
}

bool sink_open(struct sink *sink, const char *name, struct sink_file **file, struct err *err)
{
    return open_file(sink, name, file, err);
}

bool sink_write(struct sink_file *file, struct str bytes, struct err *err)
{
    while (bytes.len > 0) {
        ssize_t written = write(file->fd, bytes.ptr, bytes.len);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return failed(file, "written", err);
        }
        bytes = str_skip(bytes, (size_t)written);
    }
    return true;
}

bool sink_close(struct sink_file *file, struct err *err)
{
    bool closed = close(file->fd) == 0;
    file->fd = -1;
    return closed || failed(file, "written", err);
}

bool sink_put(struct sink *sink, const char *name, struct str bytes, struct err *err)
{
    struct sink_file *file;
    return sink_open(sink, name, &file, err) && sink_write(file, bytes, err) &&
           sink_close(file, err);
}

bool sink_reserve(struct sink *sink, const char *name, struct sink_file **file, struct err *err)
{
    if (!open_file(sink, name, file, err)) {
        return false;
    }
    (*file)->path = (*file)->temporary ? (*file)->temporary : (*file)->target;
    if ((*file)->temporary) {
        close((*file)->fd);
        (*file)->fd = -1;
    }
    return true;
}

bool sink_adopt(struct sink_file *file, struct err *err)
{
    if (!file->temporary) {
        /* Open since it was reserved: a pipe without a writer meanwhile would lose its reader. */
        return sink_close(file, err);
    }
    file->fd = open(file->path, O_WRONLY | O_CLOEXEC);
    return file->fd >= 0 ? sink_close(file, err) : failed(file, "written", err);
}

/* A path of the sink from its root. */
static const char *from_root(const struct sink *sink, const char *path)
{
    return sink->root == AT_FDCWD ? path : path + strlen(sink->directory) + 1;
}

static bool move(const struct sink *sink, const char *from, const char *to)
{
    return renameat(sink->root, from_root(sink, from), sink->root, from_root(sink, to)) == 0;
}

static void remove_file(const struct sink *sink, const char *path)
{
    unlinkat(sink->root, from_root(sink, path), 0);
}

/* Keeps the old file, if there is one, under a name of its own. */
static bool set_aside(struct sink_file *file)
{
    const struct sink *sink = file->sink;
    const char *target = from_root(sink, file->target);
    struct stat info;
    if (fstatat(sink->root, target, &info, AT_SYMLINK_NOFOLLOW) != 0) {
        return errno == ENOENT;
    }
    if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        return false;
    }
    /* With a link the target is never absent, but not every file system has links. */
    file->kept = linkat(sink->root, target, sink->root, from_root(sink, file->spare), 0) == 0 ||
                 move(sink, file->target, file->spare);
    return file->kept;
}

static void put_back(const struct sink_file *file)
{
    /* When both names are the same file, the move succeeds and leaves both. */
    if (file->kept && move(file->sink, file->spare, file->target)) {
        remove_file(file->sink, file->spare);
    }
}

/* Moves the new file into the place of the old one, which is kept. */
static bool replace(struct sink_file *file, struct err *err)
{
    if (set_aside(file) && move(file->sink, file->temporary, file->target)) {
        return true;
    }
    failed(file, "replaced", err);
    put_back(file);
    return false;
}

/* Takes the first n replacements back. */
static void roll_back(struct sink *sink, size_t n)
{
    for (size_t i = n; i > 0; i--) {
        const struct sink_file *file = sink->files.at[i - 1];
        if (file->kept) {
            put_back(file);
        } else if (file->temporary) {
            remove_file(sink, file->target);
        }
    }
}

static bool replace_all(struct sink *sink, struct err *err)
{
    for (size_t i = 0; i < sink->files.n; i++) {
        struct sink_file *file = sink->files.at[i];
        if (file->temporary && !replace(file, err)) {
            roll_back(sink, i);
            return false;
        }
    }
    for (size_t i = 0; i < sink->files.n; i++) {
        struct sink_file *file = sink->files.at[i];
        if (file->kept) {
            remove_file(sink, file->spare);
        }
        file->temporary = NULL;
    }
    for (size_t i = 0; i < sink->obsolete.n; i++) {
        remove_file(sink, sink->obsolete.at[i]);
    }
    live = NULL;
    return true;
}

static bool in_set(const struct sink *sink, const char *path)
{
    for (size_t i = 0; i < sink->files.n; i++) {
        if (strcmp(sink->files.at[i]->target, path) == 0) {
            return true;
        }
    }
    return false;
}

void sink_clear(struct sink *sink, const char *directory, bool (*ours)(struct str name))
{
    bool rooted = sink->directory[0] == '\0';
    const char *path =
        arena_printf(sink->arena, "%s%s%s", sink->directory, rooted ? "" : "/", directory);
    const char *last = strrchr(path, '/');
    bool inside = last && is_directory(arena_copy(sink->arena, path, (size_t)(last - path)));
    DIR *listing = inside ? opendir(path) : NULL;
    for (struct dirent *entry = listing ? readdir(listing) : NULL; entry;
         entry = readdir(listing)) {
        const char *file = arena_printf(sink->arena, "%s%s", path, entry->d_name);
        if (ours(str_of(entry->d_name)) && !in_set(sink, file)) {
            VEC_PUSH(sink->arena, &sink->obsolete, file);
        }
    }
    if (listing) {
        closedir(listing);
    }
}

/* Whether a set is more than a file, which has one name to change. */
static bool is_several(const struct sink *sink)
{
    return sink->files.n + sink->obsolete.n > 1 && sink->directory[0] != '\0';
}

bool sink_commit(struct sink *sink, struct err *err)
{
    struct sink_swap swap = {.sink = sink, .root = -1, .whole = -1};
    if (is_several(sink)) {
        swap = sink_swap_lock(sink);
    }
    sigset_t before = hold_signals();
    sink_swap_show(&swap);
    bool done = replace_all(sink, err);
    sink_swap_end(&swap);
    sink_swap_release(sink);
    release_signals(before);
    return done;
}

void sink_discard(struct sink *sink)
{
    for (size_t i = 0; i < sink->files.n; i++) {
        struct sink_file *file = sink->files.at[i];
        if (file->fd >= 0) {
            close(file->fd);
            file->fd = -1;
        }
        if (file->temporary) {
            unlink(file->temporary);
        }
        file->temporary = NULL;
    }
    sink_swap_release(sink);
    live = NULL;
}

void sink_abandon(void)
{
    struct sink *sink = live;
    for (size_t i = 0; sink && i < sink->files.n; i++) {
        if (sink->files.at[i]->temporary) {
            unlink(sink->files.at[i]->temporary);
        }
    }
}
