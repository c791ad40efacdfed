#include "output.h"

/* Bytes to collect before they are written. */
#define WRITE_SIZE ((size_t)256 * 1024)

static bool write_runs(const struct report *report, struct sink *sink, const char *name,
                       struct err *err)
{
    struct sink_file *file;
    if (!sink_open(sink, name, &file, err)) {
        return false;
    }
    struct buf lines = BUF(report->arena);
    for (size_t i = 0; i < report->study->run_count; i++) {
        struct json_emit json = {.out = &lines};
        run_emit(&json, report->study->runs[i]);
        buf_char(&lines, '\n');
        bool full = lines.n >= WRITE_SIZE || i + 1 == report->study->run_count;
        if (full && !sink_write(file, buf_str(&lines), err)) {
            return false;
        }
        lines.n = full ? 0 : lines.n;
    }
    return sink_close(file, err);
}

const struct output_format output_runs = {
    .name = "jsonl",
    .file = "runs.jsonl",
    .extension = "jsonl",
    .summary = "every run, a line of JSON each; wrkbook reads it",
    .write = write_runs,
};
