/* The commands that need every writer, in the program that has the drawing libraries. */
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "commands.h"
#include "decode.h"
#include "json_record.h"
#include "output.h"
#include "yaml_tree.h"

extern const struct output_format output_markdown, output_html, output_xlsx, output_json,
    output_csv, output_runs, output_charts, output_junit, output_comment, output_badge;

/* Every output format. A new one is a file in src/output/ and a row here. */
static const struct output_format *const FORMATS[] = {
    &output_markdown, &output_html,   &output_xlsx,  &output_json,    &output_csv,
    &output_runs,     &output_charts, &output_junit, &output_comment, &output_badge,
};
#define FORMAT_COUNT (sizeof FORMATS / sizeof FORMATS[0])

static const struct output_format *format_of(struct str path, struct err *err)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (FORMATS[i]->for_gates && strcmp(path_last(path.ptr), FORMATS[i]->file) == 0) {
            return FORMATS[i];
        }
    }
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        const char *extension = FORMATS[i]->extension;
        if (extension && str_ends(path, str_of(extension)) && path.len > str_of(extension).len &&
            path.ptr[path.len - str_of(extension).len - 1] == '.') {
            return FORMATS[i];
        }
    }
    err_set(err, ERR_USAGE,
            "no format ends like \"%.*s\"; wrkbook writes .md, .html, .xlsx, .json, .csv, .jsonl, "
            ".xml",
            STR_ARG(path));
    return NULL;
}

static bool write_one(const struct report *report, struct sink *sink, struct str path,
                      struct err *err)
{
    const struct output_format *format = format_of(path, err);
    sink_init(sink, report->arena, "");
    return format && format->write(report, sink, str_copy(report->arena, path).ptr, err);
}

static bool write_all(const struct report *report, struct sink *sink, const char *directory,
                      bool gated, struct err *err)
{
    sink_init(sink, report->arena, directory);
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if ((gated || !FORMATS[i]->for_gates) &&
            !FORMATS[i]->write(report, sink, FORMATS[i]->file, err)) {
            return false;
        }
    }
    return true;
}

/*
 * Drawing takes and gives back megabytes for every picture. Left to itself,
 * glibc returns them to the system each time, and half the time of a report
 * goes into getting them again.
 */
static void keep_freed_memory(void)
{
#ifdef M_TRIM_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, 64 * 1024 * 1024);
    mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);
#endif
}

/* Whether what is asked for can be written, before anything is read. */
static bool check_outputs(const struct options *options, struct err *err)
{
    if (options->output.ptr && options->out.ptr) {
        return err_set(err, ERR_USAGE, "--out and --output exclude each other");
    }
    return !options->output.ptr || format_of(options->output, err);
}

static const char *directory_of(const struct options *options)
{
    return options->out.ptr ? options->out.ptr : "out";
}

static bool write_outputs(struct invocation *invocation, const struct report *report, bool gated,
                          struct err *err)
{
    const struct options *options = &invocation->options;
    keep_freed_memory();
    struct sink sink;
    bool written = options->output.ptr
                       ? write_one(report, &sink, options->output, err)
                       : write_all(report, &sink, directory_of(options), gated, err);
    if (!written || !sink_commit(&sink, err)) {
        sink_discard(&sink);
        return false;
    }
    return true;
}

bool command_report(struct invocation *invocation, struct err *err)
{
    const struct options *options = &invocation->options;
    bool one = options->output.ptr != NULL;
    struct report report;
    if (!check_outputs(options, err) || !make_report(invocation, !one, &report, err) ||
        !write_outputs(invocation, &report, false, err) ||
        !deliver_to_github(invocation, &report, one ? NULL : directory_of(options), err)) {
        return false;
    }
    struct str said = str_printf(invocation->arena, "%.*s\n%s%s\n", STR_ARG(report.headline),
                                 one ? options->output.ptr : directory_of(options),
                                 one ? "" : "/report.md, report.html, ...");
    return options->quiet || say_result(invocation, said, err);
}

static bool write_gated(struct invocation *invocation, const struct report *report, struct err *err)
{
    return write_outputs(invocation, report, true, err);
}

bool judge_and_write(struct invocation *invocation, struct err *err)
{
    return check_outputs(&invocation->options, err) && judge(invocation, write_gated, err);
}

static void list(struct buf *out, const char *name, const char *rest)
{
    buf_printf(out, "  %-12s %s\n", name, rest);
}

bool command_formats(struct invocation *invocation, struct err *err)
{
    struct buf out = BUF(invocation->arena);
    buf_text(&out, "Reads:\n");
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        list(&out, INPUT_FORMATS[i]->name, INPUT_FORMATS[i]->summary);
    }
    buf_text(&out, "\nWrites:\n");
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        buf_printf(&out, "  %-12s %-16s %s\n", FORMATS[i]->name, FORMATS[i]->file,
                   FORMATS[i]->summary);
    }
    const struct console *console = invocation->console;
    return console->print(console->context, buf_str(&out), err);
}

bool command_version(struct invocation *invocation, struct err *err)
{
    struct buf out = BUF(invocation->arena);
    buf_text(&out, "wrkbook " WRKBOOK_VERSION "\nwith ");
    json_libraries(&out);
    yaml_libraries(&out);
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (FORMATS[i]->libraries) {
            FORMATS[i]->libraries(&out);
        }
    }
    decode_libraries(&out);
    buf_char(&out, '\n');
    const struct console *console = invocation->console;
    return console->print(console->context, buf_str(&out), err);
}
