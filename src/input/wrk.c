#include <stdint.h>
#include <string.h>

#include "wrk_command.h"
#include "wrk_line.h"
#include "wrk_run.h"

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
                                         "wrk: "};
    for (size_t i = 0; i < sizeof ERRORS / sizeof ERRORS[0]; i++) {
        if (str_starts(line, str_of(ERRORS[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_message(struct str line)
{
    return WRK_STARTS(line, "Usage: wrk ") || is_error_message(line);
}

/* What wrk says when it does not run; the first error counts, else its usage. */
static bool note_message(struct reading *reading, struct str line)
{
    if (!is_message(line)) {
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

/* A run's lines may all stand behind the same text; found where its header is. */
static bool find_prefixed_header(struct reading *reading)
{
    size_t at = str_find(reading->rest, STR("Running "), 0);
    if (at == SIZE_MAX || at == 0 || !wrk_is_header(str_skip(reading->rest, at + 8))) {
        return false;
    }
    struct str prefix = str_trim(str_cut(reading->rest, 0, at));
    char last = wrk_first(str_skip(prefix, prefix.len > 0 ? prefix.len - 1 : 0));
    bool word = (last >= 'a' && last <= 'z') || (last >= 'A' && last < 'Z');
    if (prefix.len > PREFIX_LIMIT || word) {
        return false;
    }
    memcpy(reading->prefix, prefix.ptr, prefix.len);
    reading->prefix_len = prefix.len;
    reading->rest = str_skip(reading->rest, at + 8);
    return true;
}

/* A line between runs */
static bool read_other_line(struct reading *reading)
{
    struct str line = reading->rest;
    struct str *rest = &reading->rest;
    struct str command;
    if (WRK_STARTS(line, "Running Primer")) {
        reading->role = ROLE_PRIMER;
    } else if (WRK_STARTS(line, "Running Warmup")) {
        reading->role = ROLE_WARMUP;
    } else if (WRK_EAT(rest, "Running ")) {
        return wrk_is_header(*rest) ? wrk_read_header(reading) : true;
    } else if (WRK_EAT(rest, "Making ")) {
        return wrk_read_old_header(reading);
    } else if (WRK_EAT(rest, "Thread Stats ")) {
        return wrk_read_table_head(reading);
    } else if (line.ptr[0] >= '0' && line.ptr[0] <= '9' &&
               str_find(line, STR(" threads and "), 0) != SIZE_MAX) {
        return wrk_read_number_line(reading);
    } else if (WRK_STARTS(line, "wrk ") && str_find(line, STR("] Copyright"), 0) != SIZE_MAX) {
        *rest = str_skip(line, 4);
        remember(&reading->version, str_word(rest));
    } else if (!note_message(reading, line)) {
        if (wrk_command_find(line, &command)) {
            remember(&reading->command, command);
        } else if (find_prefixed_header(reading)) {
            return wrk_read_header(reading);
        }
    }
    return true;
}

/* Removes the prefix; digits in it may differ, since times do. */
static struct str without_prefix(const struct reading *reading, struct str line)
{
    if (line.len < reading->prefix_len) {
        return line;
    }
    for (size_t i = 0; i < reading->prefix_len; i++) {
        char a = reading->prefix[i];
        char b = line.ptr[i];
        bool digits = a >= '0' && a <= '9' && b >= '0' && b <= '9';
        if (a != b && !digits) {
            return line;
        }
    }
    return wrk_trim(str_skip(line, reading->prefix_len));
}

static bool no_run(struct reading *reading)
{
    if (reading->said.ptr) {
        return err_at(reading->err, ERR_INPUT, reading->source->name, reading->said_line, 0,
                      "no run in this file; wrk said: %.*s", STR_ARG(reading->said));
    }
    return err_at(reading->err, ERR_INPUT, reading->source->name, 0, 0,
                  "no run in this file; expected a line like \"Running 10s test @ URL\"%s",
                  reading->command.n > 0 ? ", found only the command line of wrk" : "");
}

static bool read_all(struct reading *reading)
{
    enum source_status status;
    while ((status = source_line(reading->source, &reading->raw, reading->err)) == SOURCE_LINE) {
        reading->rest = wrk_trim(reading->raw);
        if (reading->prefix_len > 0) {
            reading->rest = without_prefix(reading, reading->rest);
        }
        if (reading->rest.len == 0) {
            continue;
        }
        if (!(reading->in_run ? wrk_run_line(reading) : read_other_line(reading))) {
            return false;
        }
    }
    if (status == SOURCE_FAILED) {
        return false;
    }
    if (reading->in_run) {
        return wrk_cut_off(reading, "the end of the file");
    }
    return reading->runs > 0 ? true : no_run(reading);
}

bool wrk_read_source(struct source *source, const struct run_sink *sink, const struct run *blank,
                     struct err *err)
{
    struct reading reading = {.source = source,
                              .sink = sink,
                              .err = err,
                              .blank = *blank,
                              .command = BUF(sink->arena),
                              .version = BUF(sink->arena)};
    return read_all(&reading);
}

static bool read_wrk(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct run blank = wrk_blank_run();
    return wrk_read_source(source, sink, &blank, err);
}

static int probe_wrk(struct str head)
{
    if (str_find(head, STR("Thread Stats "), 0) != SIZE_MAX ||
        str_find(head, STR(" test @ "), 0) != SIZE_MAX) {
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
        if (is_message(line)) {
            return PROBE_MAYBE;
        }
        lines += line.len > 0;
        commanded = commanded || wrk_command_find(line, &command);
    }
    return commanded && lines == 1 ? PROBE_MAYBE : PROBE_NO;
}

const struct input_format input_wrk = {
    .name = "wrk",
    .summary = "output of wrk, any number of runs a file",
    .probe = probe_wrk,
    .read = read_wrk,
};
