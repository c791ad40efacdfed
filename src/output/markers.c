#include "markers.h"

#include <stdint.h>

#include "buf.h"
#include "fence.h"

#define MARKER "<!-- wrkbook:"

struct scan {
    struct arena *arena;
    const char *name;
    struct str document;
    struct markers *markers;
    struct err *err;
    long line;
    size_t at, next; /* the line at hand, and the one behind it */
    struct fence fence;
    bool open; /* the last block has no end yet */
};

static bool fail(struct scan *scan, const char *expected)
{
    return err_at(scan->err, ERR_USAGE, scan->name, scan->line, 0, "%s", expected);
}

/* KEY=VALUE or KEY="VALUE"; advances *rest. */
static bool take_option(struct str *rest, struct marker_option *option)
{
    size_t equals = str_find(*rest, STR("="), 0);
    size_t blank = str_find(*rest, STR(" "), 0);
    if (equals == 0 || equals >= rest->len || blank < equals) {
        return false;
    }
    option->key = str_cut(*rest, 0, equals);
    *rest = str_skip(*rest, equals + 1);
    bool quoted = str_eat(rest, STR("\""));
    size_t end = str_find(*rest, quoted ? STR("\"") : STR(" "), 0);
    if (quoted && end >= rest->len) {
        return false;
    }
    option->value = str_cut(*rest, 0, end);
    struct str behind = str_skip(*rest, end < rest->len ? end + quoted : rest->len);
    *rest = str_trim(behind);
    return option->value.len > 0 &&
           (behind.len == 0 || behind.ptr[0] == ' ' || behind.ptr[0] == '\t');
}

static bool take_options(struct scan *scan, struct str rest, struct marked_block *block)
{
    while (rest.len > 0) {
        struct marker_option option;
        if (!take_option(&rest, &option)) {
            return fail(scan, "expected KEY=VALUE or KEY=\"VALUE\" in the marker");
        }
        if (!str_is(option.key, "id")) {
            VEC_PUSH(scan->arena, &block->given, option);
        } else if (block->id.ptr) {
            return fail(scan, "a marker has one id");
        } else {
            block->id = option.value;
        }
    }
    return block->id.ptr || fail(scan, "expected id=NAME in the marker");
}

static bool begin_block(struct scan *scan, struct str rest)
{
    struct marked_block block = {
        .line = scan->line, .from = scan->next, .indented = scan->document.ptr[scan->at] == ' '};
    if (scan->open) {
        return fail(scan, "a block begins inside another one; expected its end first");
    }
    if (!take_options(scan, rest, &block)) {
        return false;
    }
    for (size_t i = 0; i < scan->markers->blocks.n; i++) {
        if (str_eq(scan->markers->blocks.at[i].id, block.id)) {
            return err_at(scan->err, ERR_USAGE, scan->name, scan->line, 0,
                          "the block of line %ld has the id \"%.*s\" too",
                          scan->markers->blocks.at[i].line, STR_ARG(block.id));
        }
    }
    VEC_PUSH(scan->arena, &scan->markers->blocks, block);
    scan->open = true;
    return true;
}

static bool end_block(struct scan *scan, struct str rest)
{
    struct marked_block end = {0};
    if (!take_options(scan, rest, &end)) {
        return false;
    }
    if (end.given.n > 0) {
        return fail(scan, "the marker of an end has only an id");
    }
    if (!scan->open) {
        return fail(scan, "a block ends that did not begin");
    }
    struct marked_block *block = &scan->markers->blocks.at[scan->markers->blocks.n - 1];
    if (!str_eq(block->id, end.id)) {
        return err_at(scan->err, ERR_USAGE, scan->name, scan->line, 0,
                      "expected the end of \"%.*s\", which begins in line %ld", STR_ARG(block->id),
                      block->line);
    }
    block->to = scan->at;
    scan->open = false;
    return true;
}

/* Four blanks make a line code. */
static bool is_indented(struct str line)
{
    return str_starts(line, STR("    ")) || str_starts(line, STR("\t"));
}

static bool take_line(struct scan *scan, struct str line)
{
    struct str rest = str_trim(line);
    if (fence_line(&scan->fence, line) || is_indented(line) || !str_eat(&rest, STR(MARKER)) ||
        str_starts(rest, STR("runs"))) {
        return true;
    }
    bool begin = str_eat(&rest, STR("begin"));
    bool end = !begin && str_eat(&rest, STR("end"));
    bool whole = str_ends(rest, STR("-->"));
    rest = whole ? str_cut(rest, 0, rest.len - 3) : rest;
    bool word = rest.len == 0 || rest.ptr[0] == ' ' || rest.ptr[0] == '\t';
    if (!whole || !word || (!begin && !end) || str_find(rest, STR("-->"), 0) < rest.len) {
        return fail(scan, "expected <!-- wrkbook:begin id=NAME ... --> or "
                          "<!-- wrkbook:end id=NAME --> alone in the line");
    }
    return begin ? begin_block(scan, str_trim(rest)) : end_block(scan, str_trim(rest));
}

bool markers_find(struct arena *arena, const char *name, struct str document,
                  struct markers *markers, struct err *err)
{
    *markers = (struct markers){0};
    struct scan scan = {arena, name, document, markers, err, 0, 0, 0, {{0}}, false};
    while (scan.next < document.len) {
        scan.at = scan.next;
        size_t end = str_find(document, STR("\n"), scan.at);
        scan.next = end < document.len ? end + 1 : document.len;
        scan.line++;
        struct str line = str_cut(document, scan.at, end);
        bool crlf = str_ends(line, STR("\r"));
        markers->crlf = scan.line == 1 ? crlf : markers->crlf;
        if (!take_line(&scan, crlf ? str_cut(line, 0, line.len - 1) : line)) {
            return false;
        }
    }
    if (scan.open) {
        scan.line = markers->blocks.at[markers->blocks.n - 1].line;
        return fail(&scan, "expected <!-- wrkbook:end --> with the same id below");
    }
    return true;
}

static void add_lines(struct buf *out, struct str text, bool crlf)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n' && crlf) {
            buf_char(out, '\r');
        }
        buf_char(out, text.ptr[i]);
    }
}

struct str markers_fill(struct arena *arena, struct str document, const struct markers *markers,
                        const struct str *texts)
{
    struct buf out = BUF(arena);
    size_t at = 0;
    for (size_t i = 0; i < markers->blocks.n; i++) {
        const struct marked_block *block = &markers->blocks.at[i];
        buf_add(&out, str_cut(document, at, block->from));
        if (block->indented) {
            add_lines(&out, STR("\n"), markers->crlf);
        }
        add_lines(&out, texts[i], markers->crlf);
        at = block->to;
    }
    buf_add(&out, str_skip(document, at));
    return buf_str(&out);
}
