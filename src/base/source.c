#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_SIZE ((size_t)256 * 1024)

bool source_open(struct source *source, struct arena *arena, const char *path, struct err *err)
{
    *source = (struct source){.arena = arena,
                              .fd = -1,
                              .name = path,
                              .block = source->block,
                              .cap = source->cap,
                              .before_read = source->before_read};
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
    /* What standard input has left is not known. */
    source->size = S_ISREG(info.st_mode) && source->fd != STDIN_FILENO ? info.st_size : 0;
    if (!source->block) {
        source->cap = BLOCK_SIZE;
        source->block = arena_alloc(arena, source->cap);
    }
    return true;
}

void source_of_text(struct source *source, struct arena *arena, const char *name, struct str text)
{
    char *block = arena_alloc(arena, text.len);
    if (text.len > 0) {
        memcpy(block, text.ptr, text.len);
    }
    *source = (struct source){.name = name,
                              .arena = arena,
                              .fd = -1,
                              .begun = true,
                              .block = block,
                              .end = text.len,
                              .cap = text.len,
                              .at_end = true};
}

void source_close(struct source *source)
{
    if (source->fd > STDIN_FILENO) {
        close(source->fd);
    }
    source->fd = -1;
    decoder_free(source->decoder);
    source->decoder = NULL;
}

/* Reads the first bytes, which say whether the file is compressed. */
static bool read_first(struct source *source, struct err *err)
{
    size_t got = 1;
    while (got > 0 && source->end < DECODER_MAGIC_SIZE) {
        if (!read_some(source->fd, source->block + source->end, DECODER_INPUT_SIZE - source->end,
                       &got, source->name, err)) {
            return false;
        }
        source->end += got;
    }
    struct str first = {source->block, source->end};
    source->begun = true;
    if (!decoder_for(first, &source->decoder, err)) {
        return false;
    }
    source->received = (off_t)source->end;
    source->end = source->decoder ? 0 : source->end;
    return true;
}

#define ALONE "give the lines of each alone (docker compose logs --no-log-prefix NAME)"

static void end_lines(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        text[i] = text[i] == '\r' ? '\n' : text[i];
    }
}

/* A carriage return at the end may have a line feed behind it. */
static void find_returns(struct source *source)
{
    char *from = source->block + source->start;
    size_t held = source->end - source->start;
    bool found = held > 0 && memchr(from, '\r', held - 1) && !memchr(from, '\n', held);
    if (found && !source->by_returns) {
        source->by_returns = true;
        end_lines(from, held);
    }
}

/* The bytes behind end, as far as they are whole lines, become such without the prefix. */
static bool take_off(struct source *source, struct err *err)
{
    char *from = source->block + source->end;
    struct line_prefix *prefix = &source->prefix;
    size_t used;
    size_t left = line_prefix_strip(prefix, from, source->raw, source->at_end, &used);
    memmove(from + left, from + used, source->raw - used);
    source->end += left;
    source->raw -= used;
    if (prefix->mixed > 0 || prefix->marked > 0) {
        return err_at(err, ERR_INPUT, source->name,
                      prefix->marked > 0 ? prefix->marked : prefix->mixed, 0,
                      prefix->marked > 0
                          ? "another result stands here behind something else than \"%.*s\"; " ALONE
                          : "lines of several programs are mixed, behind \"%.*s\" with other "
                            "digits; " ALONE,
                      STR_ARG(prefix->text));
    }
    return true;
}

bool source_take_off(struct source *source, struct str prefix, struct str mark, struct err *err)
{
    source->prefix = (struct line_prefix){.text = prefix, .mark = mark, .arena = source->arena};
    source->raw = source->end - source->start;
    source->end = source->start;
    return take_off(source, err);
}

static bool read_more(struct source *source, struct err *err)
{
    size_t got;
    char *to = source->block + source->end + source->raw;
    size_t room = source->cap - source->end - source->raw;
    bool good = source->decoder
                    ? decoder_read(source->decoder, source->fd, to, room, &got, source->name, err)
                    : read_some(source->fd, to, room, &got, source->name, err);
    if (!good) {
        return false;
    }
    source->at_end = got == 0;
    if (source->by_returns) {
        end_lines(to, got);
    }
    *(source->prefix.text.len > 0 ? &source->raw : &source->end) += got;
    source->received += (off_t)got;
    if (source->at_end && !source->decoder && source->received < source->size) {
        return err_at(err, ERR_INPUT, source->name, 0, 0,
                      "became shorter while it was read: %lld of %lld bytes",
                      (long long)source->received, (long long)source->size);
    }
    return source->prefix.text.len == 0 || take_off(source, err);
}

/* Moves the unread bytes to the front, makes room when there is none, and reads once. */
static bool fill(struct source *source, struct err *err)
{
    if (source->start > 0) {
        size_t held = source->end + source->raw - source->start;
        memmove(source->block, source->block + source->start, held);
        source->end -= source->start;
        source->start = 0;
    }
    if (source->end + source->raw == source->cap) {
        source->block = arena_grow(source->arena, source->block, source->cap, source->cap * 2);
        source->cap *= 2;
    }
    if (source->before_read.call && !source->before_read.call(source->before_read.context, err)) {
        return false;
    }
    return source->begun ? read_more(source, err) : read_first(source, err);
}

bool source_waits(const struct source *source, int ms)
{
    struct pollfd pipe = {.fd = source->fd, .events = POLLIN};
    return source->begun && !source->at_end && !source->decoder && poll(&pipe, 1, ms) == 0;
}

bool source_head_so_far(struct source *source, struct str *head, bool *whole, struct err *err)
{
    size_t held = source->end - source->start;
    size_t before = held;
    *whole = true;
    while (!source->at_end && held < SOURCE_HEAD_SIZE) {
        if (held > before && source_waits(source, 0)) {
            *whole = false;
            break;
        }
        if (!fill(source, err)) {
            return false;
        }
        held = source->end - source->start;
    }
    find_returns(source);
    *head = str_cut((struct str){source->block + source->start, held}, 0, SOURCE_HEAD_SIZE);
    if (source->start == 0 && str_eat(head, STR("\xef\xbb\xbf"))) {
        source->start = 3; /* a byte order mark belongs to no format */
    }
    return true;
}

bool source_head(struct source *source, struct str *head, struct err *err)
{
    bool whole = false;
    while (!whole) {
        if (!source_head_so_far(source, head, &whole, err)) {
            return false;
        }
    }
    return true;
}

enum source_status source_line_across(struct source *source, struct str *line, struct err *err)
{
    size_t searched = source->end - source->start;
    for (;;) {
        if (source->at_end && searched == 0) {
            return SOURCE_END;
        }
        if (!source->at_end && searched + source->raw > SOURCE_LINE_LIMIT) {
            err_at(err, ERR_INPUT, source->name, source->line + 1, 0,
                   "line is longer than 1 MiB, expected a load-test log");
            return SOURCE_FAILED;
        }
        if (!source->at_end && !fill(source, err)) {
            return SOURCE_FAILED;
        }
        const char *from = source->block + source->start;
        size_t held = source->end - source->start;
        const char *end = memchr(from + searched, '\n', held - searched);
        if (end || (source->at_end && held > 0)) {
            return source_take_line(source, end ? (size_t)(end - from) : held, end != NULL, line);
        }
        searched = held;
    }
}

bool source_rest(struct source *source, struct str *rest, struct err *err)
{
    bool plain = source->begun && !source->decoder;
    while (!source->at_end) {
        if (source->end - source->start > SOURCE_WHOLE_LIMIT ||
            (plain && source->size > (off_t)SOURCE_WHOLE_LIMIT)) {
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
