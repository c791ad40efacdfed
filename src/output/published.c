#include "published.h"

/* JSON has these characters only in its strings, where an escape means the same and ends nothing:
 * not the comment, not a script, not the line of a marker. */
static void add_escaped(struct buf *out, struct str json)
{
    for (size_t i = 0; i < json.len; i++) {
        char c = json.ptr[i];
        bool dashes = c == '-' && i > 0 && json.ptr[i - 1] == '-';
        if (c == '<' || c == '>' || dashes) {
            buf_printf(out, "\\u%04x", (unsigned)c);
        } else {
            buf_char(out, c);
        }
    }
}

void published_runs(const struct report *report, struct buf *out)
{
    const struct study *study = report->study;
    if (study->run_count > PUBLISHED_RUNS_LIMIT) {
        return;
    }
    struct buf line = BUF(report->arena);
    buf_text(out, PUBLISHED_RUNS "\n");
    for (size_t i = 0; i < study->run_count; i++) {
        struct json_emit json = {.out = &line};
        line.n = 0;
        run_emit(&json, study->runs[i]);
        add_escaped(out, buf_str(&line));
        buf_char(out, '\n');
    }
    buf_text(out, "-->\n");
}
