/*
 * source.h - the bytes of one input, as lines or as a whole.
 *
 * Reads in blocks, so a file of any size costs constant memory as long as it
 * is taken line by line. gzip and zstd are decoded on the way. A file that
 * grows is read to the end it then has; one that shrinks is an error.
 */
#pragma once

#include <stdbool.h>
#include <string.h>
#include <sys/types.h>

#include "decode.h"
#include "errors.h"
#include "line_prefix.h"
#include "resource_limits.h"
#include "str.h"

struct source {
    const char *name; /* for messages: the path as given, "standard input" for - */
    long line;        /* number of the line read last, from 1; 0 before the first */
    off_t size;       /* bytes the file had when it was opened, 0 for what is no plain file */
    int fd;           /* -1 when closed */

    /* Called before every read, which may wait long for more; NULL: not at all. Kept by
     * source_open(). */
    struct before_read {
        bool (*call)(void *context, struct err *err);
        void *context;
    } before_read;
    /* private */
    struct arena *arena;
    struct decoder *decoder;
    bool begun; /* so that it is known whether to decode */
    char *block;
    size_t start, end, cap;
    bool by_returns; /* lines end in carriage returns, as they did on old Macs */
    struct line_prefix prefix;
    size_t raw; /* bytes behind end of which the prefix has not been taken off */
    off_t received;
    bool at_end;
};

enum source_status { SOURCE_LINE, SOURCE_END, SOURCE_FAILED };

/*
 * Opens a file for reading; "-" is standard input. The struct is zero-initialised
 * before its first use; used again, it keeps its buffer, which lives in the
 * arena. Errors: ERR_INPUT.
 */
MUST_CHECK bool source_open(struct source *source, struct arena *arena, const char *path,
                            struct err *err);

/* Reads a copy of the text, in the arena. name is for messages. */
void source_of_text(struct source *source, struct arena *arena, const char *name, struct str text);

/*
 * The first bytes (at most SOURCE_HEAD_SIZE), without consuming them. Only
 * before the first line is read. Valid until the next call. Where they have bare carriage
 * returns and no line end, those are line ends from then on.
 */
MUST_CHECK bool source_head(struct source *source, struct str *head, struct err *err);

/*
 * The same, but where a pipe has nothing more for now, only the bytes that came
 * until then: at least one more than at the last call, and *whole is false.
 */
MUST_CHECK bool source_head_so_far(struct source *source, struct str *head, bool *whole,
                                   struct err *err);

/*
 * From now on lines come without this prefix, and those that have another are empty. Only before
 * the first line is read. Where the lines of two are mixed, or one without the prefix holds the
 * mark, reading fails. Both slices must live as long as the source.
 */
MUST_CHECK bool source_take_off(struct source *source, struct str prefix, struct str mark,
                                struct err *err);

/* source_line() for a line that goes on where the block ends, and the last. */
enum source_status source_line_across(struct source *source, struct str *line, struct err *err);

/* The next len bytes as a line, and the line end behind them if there is one. */
static inline enum source_status source_take_line(struct source *source, size_t len, bool ended,
                                                  struct str *line)
{
    const char *from = source->block + source->start;
    source->start += len + ended;
    source->line++;
    *line = (struct str){from, len > 0 && from[len - 1] == '\r' ? len - 1 : len};
    return SOURCE_LINE;
}

/*
 * The next line without its line end ("\n" or "\r\n"); valid until the next
 * call. A last line without a line end counts. A line longer than
 * SOURCE_LINE_LIMIT or a failing read gives SOURCE_FAILED.
 */
static inline enum source_status source_line(struct source *source, struct str *line,
                                             struct err *err)
{
    const char *from = source->block + source->start;
    const char *end = memchr(from, '\n', source->end - source->start);
    return end ? source_take_line(source, (size_t)(end - from), true, line)
               : source_line_across(source, line, err);
}

/* What is held behind the line read last, maybe nothing; the next call of source_line() moves it.
 */
static inline struct str source_held(const struct source *source)
{
    return (struct str){source->block + source->start, source->end - source->start};
}

/* Goes on behind so many bytes of source_held(), which are whole lines. */
static inline void source_skip_lines(struct source *source, size_t len, long lines)
{
    source->start += len;
    source->line += lines;
}

/* A pipe that brought nothing for so long may bring nothing for long. */
#define SOURCE_PATIENCE_MS 100

/* Whether nothing more can be read for so many milliseconds. A file never waits. */
bool source_waits(const struct source *source, int ms);

/* Everything not yet consumed, in the arena. More than SOURCE_WHOLE_LIMIT is an error. */
MUST_CHECK bool source_rest(struct source *source, struct str *rest, struct err *err);

/* Harmless on one that is closed or was never opened successfully. */
void source_close(struct source *source);
