#include <stdint.h>
#include <string.h>

#include "command_line.h"
#include "line_prefix.h"
#include "number.h"
#include "wrk_line.h"
#include "wrk_run.h"
#include "wrk_unwrap.h"

#define AFTER_LIMIT ((size_t)64 * 1024) /* longer reports of scripts are not read */

/* A run's lines may all stand behind the same text; found where it begins, at its header. */
static bool find_prefix(struct reading *reading, size_t at)
{
    struct str prefix = str_trim(str_cut(reading->rest, 0, at));
    if (prefix.len > PREFIX_LIMIT) {
        return false;
    }
    memcpy(reading->prefix, prefix.ptr, prefix.len);
    reading->prefix_len = prefix.len;
    reading->rest = str_skip(reading->rest, at);
    return true;
}

/* Whether a header stands here and nothing after it but the next line: somebody's sentence goes on.
 */
static bool is_whole_header(struct str rest)
{
    size_t at = str_find(rest, STR(" test @ "), 0);
    struct str after = str_skip(rest, at == SIZE_MAX ? rest.len : at + 8);
    bool url = str_word(&after).len > 0;
    after = str_trim(after);
    bool joined = is_digit(wrk_first(after)) && str_ends(after, STR(" connections"));
    return wrk_is_header(rest) && url && (after.len == 0 || joined);
}

/* What stood before the header belongs to it as well. */
static bool begin_prefixed(struct reading *reading, size_t at, size_t word)
{
    if (!find_prefix(reading, at)) {
        return false;
    }
    wrk_read_before(reading);
    reading->rest = str_skip(reading->rest, word);
    reading->skipping = false;
    return true;
}

/* "PREFIX Running ..." or, where that line is lost, a later one behind a prefix. */
static bool read_prefixed(struct reading *reading)
{
    struct str line = reading->rest;
    size_t at = str_find(line, STR("Running "), 0);
    if (at != SIZE_MAX && wrk_is_header(str_skip(line, at + 8)) &&
        str_find(line, STR("Requests/sec:"), at) != SIZE_MAX) {
        return err_at(reading->err, ERR_INPUT, reading->source->name, reading->source->line, 0,
                      "a whole run stands in this line; expected its lines below each other");
    }
    if (at != SIZE_MAX && at > 0 && is_whole_header(str_skip(line, at + 8))) {
        return begin_prefixed(reading, at, 8) ? wrk_read_header(reading) : true;
    }
    at = str_find(line, STR("Making "), 0);
    if (at != SIZE_MAX && at > 0 && str_find(line, STR(" requests to http"), at) != SIZE_MAX) {
        return begin_prefixed(reading, at, 7) ? wrk_read_old_header(reading) : true;
    }
    at = str_find(line, STR("Thread Stats "), 0);
    if (at != SIZE_MAX && at > 0) {
        return begin_prefixed(reading, at, 13) ? wrk_read_table_head(reading) : true;
    }
    at = str_find(line, STR(" threads and "), 0);
    if (at == SIZE_MAX || !str_ends(line, STR(" connections"))) {
        return true;
    }
    while (at > 0 && line.ptr[at - 1] >= '0' && line.ptr[at - 1] <= '9') {
        at--;
    }
    return at > 0 && begin_prefixed(reading, at, 0) ? wrk_read_number_line(reading) : true;
}

bool wrk_begins_run(struct str line)
{
    size_t at = str_find(line, STR("Running "), 0);
    return at != SIZE_MAX ? wrk_is_header(str_skip(line, at + 8)) : WRK_STARTS(line, "Making ");
}

/* A line between runs */
static bool read_other_line(struct reading *reading)
{
    struct str line = reading->rest;
    struct str *rest = &reading->rest;
    if (reading->skipping && !wrk_begins_run(line)) {
        return true;
    }
    reading->skipping = false;
    if (WRK_STARTS(line, "Running ") && wrk_is_header(str_skip(line, 8))) {
        *rest = str_skip(line, 8);
        return wrk_read_header(reading);
    }
    if (WRK_EAT(rest, "Making ")) {
        return wrk_read_old_header(reading);
    }
    if (WRK_EAT(rest, "Thread Stats ")) {
        return wrk_read_table_head(reading);
    }
    if (line.ptr[0] >= '0' && line.ptr[0] <= '9' &&
        str_find(line, STR(" threads and "), 0) != SIZE_MAX) {
        bool good = wrk_read_number_line(reading);
        if (!good || reading->in_run) {
            return good;
        }
        reading->rest = line; /* the number may be of a prefix */
    }
    bool good = true;
    if (!wrk_read_around(reading, line)) {
        good = read_prefixed(reading);
        reading->odd = !reading->in_run;
    }
    if (!reading->in_run) {
        wrk_keep_before(reading, line);
    }
    return good;
}

static bool no_run(struct reading *reading)
{
    if (reading->said.ptr) {
        return err_at(reading->err, ERR_INPUT, reading->source->name, reading->said_line, 0,
                      "no run in this file; wrk said: %.*s", STR_ARG(reading->said));
    }
    struct arena *arena = reading->sink->arena;
    struct str last = str_clean(arena, str_cut(buf_str(&reading->previous), 0, 120));
    struct str found = reading->command.n > 0 ? STR("only the command line of wrk")
                       : last.len > 0         ? str_printf(arena, "\"%.*s\" last", STR_ARG(last))
                                              : STR("none");
    return err_at(reading->err, ERR_INPUT, reading->source->name, reading->source->line, 0,
                  "no run up to the end; expected a line like \"Running 10s test @ URL\", found "
                  "%.*s",
                  STR_ARG(found));
}

/* In a run whose lines stand behind a prefix, a line that does not. */
static bool read_foreign_line(struct reading *reading, struct str line)
{
    size_t at = str_find(line, STR("Running "), 0);
    if (memchr(line.ptr, '\x1b', line.len)) {
        reading->odd = true; /* the prefix may be coloured */
        return true;
    }
    if (at == SIZE_MAX || at == 0 || !is_whole_header(str_skip(line, at + 8))) {
        return wrk_run_line(reading);
    }
    if (wrk_drop_stub(reading)) {
        return read_other_line(reading);
    }
    return wrk_cross(reading, true);
}

/* One line, whose text is reading->raw. */
static bool read_line(struct reading *reading)
{
    struct str whole = wrk_trim(reading->raw);
    struct str line = reading->prefix_len > 0 ? wrk_without_prefix(reading, whole) : whole;
    reading->odd = false;
    reading->line = line;
    reading->rest = line;
    if (line.len == 0) {
        return true;
    }
    if (reading->prefix_len > 0 && line.ptr == whole.ptr && reading->in_run) {
        return read_foreign_line(reading, line);
    }
    return reading->in_run ? wrk_run_line(reading) : read_other_line(reading);
}

/* The lines that were found in one, until one of them fails. */
static bool read_unwrapped(struct reading *reading)
{
    for (struct str rest = buf_str(&reading->unwrapped); rest.len > 0;) {
        size_t end = str_find(rest, STR("\n"), 0);
        reading->raw = str_cut(rest, 0, end);
        if (!read_line(reading)) {
            return false;
        }
        rest = str_skip(rest, end + 1);
    }
    return true;
}

/* Colours or several lines in one: between runs these come off before anything is read. */
static bool is_coloured(struct str raw)
{
    if (WRK_STARTS(raw, "Running ") && !strchr("mK", raw.ptr[raw.len - 1])) {
        return false; /* most lines here; fails, and is then unwrapped, where anything follows */
    }
    raw = wrk_trim(raw);
    return raw.len > 0 &&
           (memchr(raw.ptr, '\x1b', raw.len) || memchr(raw.ptr, '\r', raw.len - 1) ||
            (memchr(raw.ptr, '\\', raw.len) && str_find(raw, STR("\\n"), 0) != SIZE_MAX));
}

/* Before a header; it is kept as it is, for the lines that follow have it too. */
static bool has_coloured_prefix(struct str raw)
{
    size_t at = str_find(raw, STR("Running "), 0);
    struct str before = str_cut(raw, 0, at);
    struct str rest = str_skip(raw, before.len);
    return at != SIZE_MAX && memchr(before.ptr, '\x1b', before.len) &&
           line_prefix_length(before, before) > 0 && /* not the colour alone */
           is_whole_header(str_skip(rest, 8)) && !memchr(rest.ptr, '\x1b', rest.len) &&
           !memchr(rest.ptr, '\\', rest.len) && !memchr(rest.ptr, '\r', rest.len);
}

/* Between runs an unknown line is prose, unless it looks wrapped. */
static bool looks_wrapped(struct str line)
{
    char first = wrk_first(line);
    bool word = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || is_digit(first);
    return !word || is_coloured(line);
}

/* A run that cannot be read is left out, and what follows it is read. */
static bool abandon(struct reading *reading)
{
    struct str rest = wrk_trim(reading->raw);
    bool header = reading->in_run && wrk_begins_run(rest);
    reading->in_run = false;
    reading->prefix_len = 0;
    reading->command.n = 0;
    reading->version.n = 0;
    reading->role = ROLE_MEASURED;
    reading->skipping = true;
    return header;
}

static void read_again(struct reading *reading, struct str raw, bool good, struct err *first)
{
    struct str seen = reading->line;
    reading->unwrapped.n = 0;
    if ((!good || reading->in_run || looks_wrapped(seen)) &&
        wrk_unwrap(wrk_trim(seen), &reading->scratch, &reading->unwrapped)) {
        struct err failed = reading->attempt;
        reading->attempt.code = ERR_NONE;
        if (!read_unwrapped(reading)) {
            good = false;
            reading->attempt = failed.code == ERR_NONE ? reading->attempt : failed;
        } else {
            good = true;
        }
    }
    if (good) {
        return;
    }
    if (first->code == ERR_NONE) {
        *first = reading->attempt;
    }
    reading->attempt.code = ERR_NONE;
    reading->raw = raw;
    if (abandon(reading) && !read_line(reading)) {
        reading->attempt.code = ERR_NONE;
    }
}

/* A line behind a run, which a script may have printed. */
static void remember_after(struct reading *reading)
{
    struct str line = reading->raw;
    if (reading->after.n + line.len < AFTER_LIMIT) {
        size_t own = reading->prefix_len;
        reading->prefix_len = reading->after_prefix_len;
        const char *end = line.ptr + line.len;
        wrk_lua_keep(&reading->after,
                     reading->prefix_len > 0 ? wrk_without_prefix(reading, line) : line);
        if (source_held(reading->source).ptr > end) {
            buf_char(&reading->after, '\n'); /* else the file may be cut off in a number */
        }
        reading->prefix_len = own;
    }
}

/* The runs of a block of columns, one after the other. */
static void read_columns(struct reading *reading, struct err *first)
{
    long line = reading->source->line;
    reading->source->line = reading->columns.line;
    for (size_t i = 0; i < reading->columns.n; i++) {
        reading->unwrapped.n = 0;
        buf_add(&reading->unwrapped, buf_str(&reading->columns.text[i]));
        bool good = read_unwrapped(reading);
        good = good && (!reading->in_run || wrk_cut_off(reading, "the end of its column"));
        if (!good) {
            *first = first->code == ERR_NONE ? reading->attempt : *first;
            reading->attempt.code = ERR_NONE;
            (void)abandon(reading);
        }
    }
    reading->skipping = false;
    reading->columns.n = 0;
    reading->source->line = line;
}

/* A line below headers that stand side by side. */
static void take_columns(struct reading *reading, struct err *first)
{
    switch (wrk_columns_add(&reading->columns, reading->raw)) {
    case COLUMNS_GO_ON:
        break;
    case COLUMNS_WHOLE:
        read_columns(reading, first);
        break;
    case COLUMNS_CROSSED:
        reading->columns.n = 0;
        reading->skipping = true;
        err_at(first, ERR_INPUT, reading->source->name, reading->source->line, 0,
               "runs stand side by side, and this line goes across their columns");
        break;
    }
}

static inline void read_raw(struct reading *reading, struct err *first)
{
    struct str raw = reading->raw;
    if (reading->columns.n > 0) {
        take_columns(reading, first);
        return;
    }
    if (reading->pending && raw.len > 0 && !WRK_STARTS(raw, "Running ")) {
        remember_after(reading);
    }
    if (WRK_STARTS(raw, "Running ") && wrk_take_plain(reading)) {
        return;
    }
    bool coloured = !reading->in_run && is_coloured(raw) && !has_coloured_prefix(raw);
    bool good = coloured || read_line(reading);
    if (coloured) {
        wrk_keep_before(reading, raw); /* with the prefix that a header may have */
        reading->line = raw;
        reading->odd = true;
    }
    if (!good && !reading->in_run &&
        wrk_columns_begin(&reading->columns, reading->sink->arena, raw, reading->source->line)) {
        reading->attempt.code = ERR_NONE;
    } else if (!good || reading->odd) {
        read_again(reading, raw, good, first);
    }
}

/* A pipe may bring nothing more for long. What a script prints comes with wrk's own text, so a
 * run whose report has not come by then has none. */
static bool hand_out_before_waiting(void *context, struct err *err)
{
    struct reading *reading = context;
    if (reading->pending && source_waits(reading->source, SOURCE_PATIENCE_MS)) {
        wrk_hand_out(reading);
    }
    const struct before_read *outer = &reading->before_read;
    return !outer->call || outer->call(outer->context, err);
}

static bool read_all(struct reading *reading, struct err *err)
{
    enum source_status status;
    reading->err = &reading->attempt;
    while ((status = source_line(reading->source, &reading->raw, err)) == SOURCE_LINE) {
        read_raw(reading, err);
    }
    if (reading->columns.n > 0 && status == SOURCE_END) {
        read_columns(reading, err);
    }
    reading->err = err;
    wrk_hand_out(reading);
    if (status == SOURCE_FAILED || err->code != ERR_NONE) {
        return false;
    }
    if (reading->in_run && !wrk_drop_stub(reading)) {
        return wrk_cut_off(reading, "the end of the file");
    }
    return reading->runs > 0 ? true : no_run(reading);
}

bool wrk_read_source(struct source *source, const struct run_sink *sink, const struct run *blank,
                     struct err *err)
{
    struct reading reading = {.source = source,
                              .sink = sink,
                              .blank = *blank,
                              .command = BUF(sink->arena),
                              .version = BUF(sink->arena),
                              .heading = BUF(sink->arena),
                              .item = BUF(sink->arena),
                              .before = BUF(sink->arena),
                              .previous = BUF(sink->arena),
                              .scratch = BUF(sink->arena),
                              .after = BUF(sink->arena),
                              .before_read = source->before_read,
                              .unwrapped = BUF(sink->arena)};
    source->before_read = (struct before_read){hand_out_before_waiting, &reading};
    bool read = read_all(&reading, err);
    source->before_read = reading.before_read;
    return read;
}

static bool read_wrk(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct run blank = wrk_blank_run();
    return wrk_read_source(source, sink, &blank, err);
}

static int probe_wrk(struct str head)
{
    if (wrk2_claims(head)) {
        return PROBE_NO;
    }
    size_t table = str_find(head, STR("Thread Stats "), 0);
    if (table != SIZE_MAX && str_find(head, STR("Transfer/sec:"), table) != SIZE_MAX) {
        return PROBE_WHOLE;
    }
    bool ends = str_find(head, STR("Requests/sec:"), 0) != SIZE_MAX &&
                str_find(head, STR("Transfer/sec:"), 0) != SIZE_MAX;
    if (table != SIZE_MAX || ends || str_find(head, STR(" test @ "), 0) != SIZE_MAX) {
        return PROBE_LIKELY;
    }
    struct str line;
    struct str command;
    bool commanded = false;
    size_t lines = 0;
    while (head.len > 0) {
        size_t end = str_find(head, STR("\n"), 0);
        line = wrk_trim(str_cut(head, 0, end));
        head = str_skip(head, end == SIZE_MAX ? head.len : end + 1);
        if (wrk_is_message(line)) {
            return PROBE_MAYBE;
        }
        lines += line.len > 0;
        commanded = commanded || command_line_find(line, "wrk", &command);
    }
    return commanded && lines == 1 ? PROBE_MAYBE : PROBE_NO;
}

const struct input_format input_wrk = {
    .name = "wrk",
    .summary = "output of wrk, any number of runs a file",
    .probe = probe_wrk,
    .read = read_wrk,
    .labels_are_headings = true,
};
