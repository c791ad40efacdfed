#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_SIZE ((size_t)256 * 1024)

bool source_open(struct source *source, struct arena *arena, const char *path, struct err *err)
{
    char *block = source->block;
    size_t cap = source->cap;
    *source = (struct source){.arena = arena, .fd = -1, .name = path, .block = block, .cap = cap};
    if (strcmp(path, "-") == 0) {
        source->name = "standard input";
        source->fd = STDIN_FILENO;
    } else {
        source->fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    struct stat info;
    if (source->fd < 0 || fstat(source->fd, &info) != 0) {
        return err_at(err, ERR_INPUT, source->name, 0, 0, "cannot be read: %s", strerror(errno));
    }
    if (S_ISDIR(info.st_mode)) {
        source_close(source);
        return err_at(err, ERR_INPUT, source->name, 0, 0, "is a directory, expected a file");
    }
    if (!source->block) {
        source->cap = BLOCK_SIZE;
        source->block = arena_alloc(arena, source->cap);
    }
    return true;
}

void source_close(struct source *source)
{
    if (source->fd > STDIN_FILENO) {
        close(source->fd);
    }
    source->fd = -1;
}

/* Moves the unread bytes to the front, makes room when there is none, and reads once. */
static bool fill(struct source *source, struct err *err)
{
    if (source->start > 0) {
        memmove(source->block, source->block + source->start, source->end - source->start);
        source->end -= source->start;
        source->start = 0;
    }
    if (source->end == source->cap) {
        source->block = arena_grow(source->arena, source->block, source->cap, source->cap * 2);
        source->cap *= 2;
    }
    ssize_t got;
    do {
        got = read(source->fd, source->block + source->end, source->cap - source->end);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return err_at(err, ERR_INPUT, source->name, 0, 0, "cannot be read: %s", strerror(errno));
    }
    source->at_end = got == 0;
    source->end += (size_t)got;
    return true;
}

bool source_head(struct source *source, struct str *head, struct err *err)
{
    while (!source->at_end && source->end - source->start < SOURCE_HEAD_SIZE) {
        if (!fill(source, err)) {
            return false;
        }
    }
    *head = str_cut((struct str){source->block + source->start, source->end - source->start}, 0,
                    SOURCE_HEAD_SIZE);
    return true;
}

enum source_status source_line(struct source *source, struct str *line, struct err *err)
{
    size_t searched = 0;
    for (;;) {
        char *from = source->block + source->start;
        size_t held = source->end - source->start;
        char *end = held > searched ? memchr(from + searched, '\n', held - searched) : NULL;
        if (end || (source->at_end && held > 0)) {
            size_t len = end ? (size_t)(end - from) : held;
            source->start += end ? len + 1 : len;
            source->line++;
            *line = (struct str){from, len > 0 && from[len - 1] == '\r' ? len - 1 : len};
            return SOURCE_LINE;
        }
        if (source->at_end) {
            return SOURCE_END;
        }
        if (held > SOURCE_LINE_LIMIT) {
            err_at(err, ERR_INPUT, source->name, source->line + 1, 0,
                   "line is longer than 1 MiB, expected a load-test log");
            return SOURCE_FAILED;
        }
        searched = held;
        if (!fill(source, err)) {
            return SOURCE_FAILED;
        }
    }
}

bool source_rest(struct source *source, struct str *rest, struct err *err)
{
    while (!source->at_end) {
        if (source->end - source->start > SOURCE_WHOLE_LIMIT) {
            return err_at(err, ERR_INPUT, source->name, 0, 0, "is larger than 1 GiB");
        }
        if (!fill(source, err)) {
            return false;
        }
    }
    *rest = (struct str){source->block + source->start, source->end - source->start};
    source->start = source->end;
    return true;
}
