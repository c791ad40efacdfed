/* What stands around runs: messages of wrk, its version and command line, headings, roles. */
#include <stdint.h>

#include "command_line.h"
#include "heading.h"
#include "line_prefix.h"
#include "wrk_line.h"
#include "wrk_run.h"

#define BEFORE_LIMIT ((size_t)16 * 1024)

static void remember(struct buf *buf, struct str text)
{
    buf->n = 0;
    buf_add(buf, text);
}

static bool is_error_message(struct str line)
{
    static const char *const ERRORS[] = {"unable to connect to ",
                                         "unable to resolve ",
                                         "unable to create thread ",
                                         "unable to initialize SSL",
                                         "invalid URL",
                                         "number of connections must be",
                                         "PANIC: unprotected error",
                                         "Throughput MUST be specified", /* wrk2 */
                                         "wrk: "};
    for (size_t i = 0; i < sizeof ERRORS / sizeof ERRORS[0]; i++) {
        if (str_starts(line, str_of(ERRORS[i]))) {
            return true;
        }
    }
    return false;
}

bool wrk_is_message(struct str line)
{
    return WRK_STARTS(line, "Usage: wrk ") || is_error_message(line);
}

/* What wrk says when it does not run; the first error counts, else its usage. */
static bool note_message(struct reading *reading, struct str line)
{
    if (!wrk_is_message(line)) {
        return false;
    }
    bool error = is_error_message(line);
    if (!reading->said.ptr || (error && !reading->said_error)) {
        reading->said =
            str_clean(reading->sink->arena, str_copy(reading->sink->arena, str_cut(line, 0, 200)));
        reading->said_line = reading->source->line;
        reading->said_error = error;
    }
    reading->command.n = 0; /* it belongs to the run that failed */
    reading->role = ROLE_MEASURED;
    return true;
}

static bool is_bullet(struct str line)
{
    return str_starts(line, STR("* ")) || str_starts(line, STR("- ")) ||
           str_starts(line, STR("+ "));
}

static bool is_fence(struct str line)
{
    return str_starts(line, STR("```")) || str_starts(line, STR("~~~")) ||
           str_starts(line, STR("#+"));
}

/* "# warm the cache, then run" below "## Go" is a comment in a shell. */
static bool is_comment(const struct reading *reading, struct str line, struct str heading)
{
    size_t words = 0;
    while (str_word(&heading).len > 0) {
        words++;
    }
    return reading->heading.n > 0 && !reading->heading_used && words > 2 &&
           str_starts(line, STR("# "));
}

/* A bullet among others belongs to a list. */
static void note_item(struct reading *reading, struct str line)
{
    if (reading->item_line == reading->source->line) {
        return; /* the same line without its bullet */
    }
    bool among = reading->item_line > 0;
    reading->item_line = is_bullet(line) ? reading->source->line : 0;
    bool alone = str_starts(line, STR("* ")) && !among;
    remember(&reading->item, alone ? heading_item(line) : (struct str){0});
}

static void note_heading(struct reading *reading, struct str line)
{
    struct str previous = buf_str(&reading->previous);
    if (is_fence(line)) {
        return;
    }
    struct str heading =
        heading_is_underline(line) ? heading_underlined(previous) : heading_of(line);
    if (heading.len == 0) {
        heading = heading_boxed(previous, line);
    }
    note_item(reading, line);
    if (heading.len > 0 && !is_comment(reading, line, heading)) {
        remember(&reading->heading, heading);
        reading->heading_used = false;
    } else if (heading_announces_warmup(line)) {
        reading->role = ROLE_WARMUP;
    }
    remember(&reading->previous, line);
}

void wrk_settle_heading(struct reading *reading)
{
    if (reading->item.n > 0) {
        remember(&reading->heading, buf_str(&reading->item));
    }
    reading->item.n = 0;
    reading->item_line = 0;
}

bool wrk_read_around(struct reading *reading, struct str line)
{
    if (WRK_STARTS(line, "Running Primer")) {
        reading->role = ROLE_PRIMER;
        return true;
    }
    if (WRK_STARTS(line, "Running Warmup")) {
        reading->role = ROLE_WARMUP;
        return true;
    }
    if (WRK_STARTS(line, "wrk ") && str_find(line, STR("] Copyright"), 0) != SIZE_MAX) {
        struct str rest = str_skip(line, 4);
        remember(&reading->version, str_word(&rest));
        return true;
    }
    if (note_message(reading, line)) {
        return true;
    }
    bool header = wrk_begins_run(line); /* "** Running 10s test @ URL **" */
    size_t end = header ? str_find(line, STR("Running "), 0) : line.len;
    if (command_line_keep(&reading->command, str_cut(line, 0, end), "wrk")) {
        return !header;
    }
    if (!header) {
        note_heading(reading, line);
    }
    return false;
}

struct str wrk_without_prefix(const struct reading *reading, struct str line)
{
    size_t len = line_prefix_length((struct str){reading->prefix, reading->prefix_len}, line);
    return len > 0 ? wrk_trim(str_skip(line, len)) : line;
}

void wrk_keep_before(struct reading *reading, struct str line)
{
    struct buf *before = &reading->before;
    if (before->n + line.len + 1 > BEFORE_LIMIT) {
        before->n = 0; /* so far above a run nothing names it */
    }
    if (line.len < BEFORE_LIMIT) {
        buf_add(before, line);
        buf_char(before, '\n');
    }
}

void wrk_read_before(struct reading *reading)
{
    for (struct str rest = buf_str(&reading->before); rest.len > 0;) {
        size_t end = str_find(rest, STR("\n"), 0);
        struct str whole = str_cut(rest, 0, end);
        struct str line = wrk_without_prefix(reading, whole);
        rest = str_skip(rest, end + 1);
        if (line.ptr != whole.ptr && line.len > 0) {
            (void)wrk_read_around(reading, line);
        }
    }
    reading->before.n = 0;
}
