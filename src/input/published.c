/* What wrkbook published: the runs in a README between its markers, and in report.html. */
#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "vec.h"
#include "wrkbook_json.h"

static bool is_opening(struct str line)
{
    return str_is(str_trim(line), PUBLISHED_RUNS);
}

typedef VEC(struct str) str_list;

static bool has(const str_list *list, size_t n, struct str line)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list->at[i], line)) {
            return true;
        }
    }
    return false;
}

/* The lines of a comment that is open, up to its end; empty in place of runs that an earlier one
 * holds, for several reports of a document may rest on the same runs. */
static bool take_comment(struct source *source, str_list *seen, struct buf *text, struct err *err)
{
    long opened = source->line;
    size_t before = seen->n;
    struct str line;
    enum source_status status;
    while ((status = source_line(source, &line, err)) == SOURCE_LINE) {
        line = str_trim(line);
        if (str_is(line, "-->")) {
            return true;
        }
        if (!has(seen, before, line)) {
            VEC_PUSH(text->arena, seen, str_copy(text->arena, line));
            buf_add(text, line);
        }
        buf_char(text, '\n');
    }
    return status == SOURCE_END &&
           err_at(err, ERR_INPUT, source->name, opened, 0,
                  "the list of runs is cut off: expected --> in a line of its own");
}

static bool read_published(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct arena arena = {0};
    struct buf text = BUF(&arena);
    str_list seen = {0};
    size_t runs = 0;
    bool read = true;
    struct str line;
    enum source_status status = SOURCE_LINE;
    while (read && (status = source_line(source, &line, err)) == SOURCE_LINE) {
        if (is_opening(line)) {
            long first = source->line + 1;
            text.n = 0;
            read = take_comment(source, &seen, &text, err) &&
                   wrkbook_read_text(source, buf_str(&text), first, sink, &runs, err);
        }
    }
    arena_free(&arena);
    return read && status == SOURCE_END &&
           (runs > 0 || err_at(err, ERR_INPUT, source->name, 0, 0,
                               "no run in this file; expected them below " PUBLISHED_RUNS));
}

static int probe_published(struct str head)
{
    size_t at = str_find(head, STR(PUBLISHED_RUNS), 0);
    while (at < head.len) {
        struct str behind = str_skip(head, at + strlen(PUBLISHED_RUNS));
        bool begins = at == 0 || head.ptr[at - 1] == '\n';
        if (begins && str_trim(str_cut(behind, 0, str_find(behind, STR("\n"), 0))).len == 0) {
            return PROBE_CERTAIN;
        }
        at = str_find(head, STR(PUBLISHED_RUNS), at + 1);
    }
    return PROBE_NO;
}

const struct input_format input_published = {
    .name = "published",
    .summary = "the runs that wrkbook put into a README or into report.html",
    .probe = probe_published,
    .read = read_published,
};
