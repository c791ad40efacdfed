/* Keeps the reports inside a document current. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "diff.h"
#include "document.h"
#include "markers.h"
#include "published.h"
#include "relative.h"
#include "source.h"

/* What one command works on. */
struct injection {
    struct invocation *invocation;
    const char *path;     /* as given */
    struct str directory; /* of the file it leads to, with its slash; "": the working directory */
    struct str text;
    struct markers markers;
};

static bool read_document(struct injection *injection, struct err *err)
{
    struct source source = {0};
    struct err unreadable = {0};
    bool read = source_open(&source, injection->invocation->arena, injection->path, &unreadable) &&
                source_rest(&source, &injection->text, &unreadable);
    source_close(&source);
    return read || err_at(err, ERR_USAGE, injection->path, 0, 0, "%s", unreadable.text);
}

/* The document's path as a command to type holds it. */
static struct str shown_path(const struct injection *injection)
{
    return str_shell_word(injection->invocation->arena, str_of(injection->path));
}

/* A path that the document names, as the working directory sees it. */
static const char *path_from(const struct injection *injection, struct str path, struct str label)
{
    bool below = path.ptr[0] != '/';
    return arena_printf(injection->invocation->arena, "%.*s%s%.*s%.*s", STR_ARG(label),
                        label.ptr ? "=" : "", STR_ARG(below ? injection->directory : STR("")),
                        STR_ARG(path));
}

/* An input of a marker, PATH or LABEL=PATH, as the command line would say it. */
static const char *input_from(const struct injection *injection, struct str input)
{
    struct arena *arena = injection->invocation->arena;
    struct str label;
    const char *whole = arena_printf(arena, "%.*s", STR_ARG(input));
    const char *path = inputs_split(arena, injection->directory, whole, &label);
    return path_from(injection, str_of(path), label);
}

/* An input of the command line as a marker of the document says it. */
static const char *input_to(const struct injection *injection, const char *input)
{
    struct arena *arena = injection->invocation->arena;
    struct str label;
    const char *path = inputs_split(arena, STR(""), input, &label);
    return arena_printf(arena, "%.*s%s%s", STR_ARG(label), label.ptr ? "=" : "",
                        path_relative(arena, injection->directory, path));
}

/* The inputs of a block; the n-th label names the n-th of them. */
static bool take_inputs(const struct injection *injection, const struct marked_block *block,
                        struct options *options, struct err *err)
{
    struct arena *arena = injection->invocation->arena;
    VEC(struct str) labels = {0};
    VEC(struct str) paths = {0};
    for (size_t i = 0; i < block->given.n; i++) {
        const struct marker_option *given = &block->given.at[i];
        if (str_is(given->key, "label")) {
            VEC_PUSH(arena, &labels, given->value);
        } else if (str_is(given->key, "input")) {
            VEC_PUSH(arena, &paths, given->value);
        }
    }
    if (paths.n == 0 && (labels.n > 0 || options->file.paths.n == 0)) {
        return err_at(err, ERR_USAGE, injection->path, block->line, 0,
                      "expected input=PATH in the marker, or systems in wrkbook.yaml");
    }
    if (labels.n > paths.n) {
        return err_at(err, ERR_USAGE, injection->path, block->line, 0,
                      "expected an input= for every label=");
    }
    options->paths.n = 0;
    options->file.paths_used = paths.n == 0;
    for (size_t i = 0; options->file.paths_used && i < options->file.paths.n; i++) {
        VEC_PUSH(arena, &options->paths, options->file.paths.at[i]);
    }
    for (size_t i = 0; i < paths.n; i++) {
        VEC_PUSH(arena, &options->paths,
                 i < labels.n ? path_from(injection, paths.at[i], labels.at[i])
                              : input_from(injection, paths.at[i]));
    }
    return true;
}

/* The command's options, and over them what the marker says. */
static bool take_options(const struct injection *injection, const struct marked_block *block,
                         struct options *options, struct err *err)
{
    struct arena *arena = injection->invocation->arena;
    const char *before = options->template_name.ptr;
    for (size_t i = 0; i < block->given.n; i++) {
        const struct marker_option *given = &block->given.at[i];
        struct err wrong = {0};
        if (str_is(given->key, "input") || str_is(given->key, "label") ||
            str_is(given->key, "charts")) {
            continue;
        }
        if (!option_set(arena, options, FOR_INJECT, given->key, given->value, &wrong)) {
            return err_at(err, ERR_USAGE, injection->path, block->line, 0, "%s", wrong.text);
        }
    }
    /* A template that is a file and given by the marker stands beside the document. */
    struct str name = options->template_name;
    if (name.ptr != before && str_find(name, STR("."), 0) < name.len) {
        options->template_name = str_of(path_from(injection, name, (struct str){0}));
    }
    return take_inputs(injection, block, options, err);
}

/* Where the pictures of the block are, as the document refers to them; NULL for none. */
static const char *chart_directory(struct arena *arena, const struct marked_block *block)
{
    for (size_t i = 0; i < block->given.n; i++) {
        const struct marker_option *given = &block->given.at[i];
        if (str_is(given->key, "charts")) {
            const char *slash = str_ends(given->value, STR("/")) ? "" : "/";
            return arena_printf(arena, "%.*s%s", STR_ARG(given->value), slash);
        }
    }
    return NULL;
}

static bool render_block(struct injection *injection, const struct marked_block *block,
                         struct str *text, struct err *err)
{
    struct arena *arena = injection->invocation->arena;
    struct invocation own = *injection->invocation;
    struct report report;
    struct buf out = BUF(arena);
    struct document_options how = {.chart_directory = chart_directory(arena, block)};
    if (!take_options(injection, block, &own.options, err) ||
        !make_report(&own, how.chart_directory != NULL, &report, err)) {
        return false;
    }
    struct str name = own.options.template_name;
    buf_text(&out, "<!-- made by wrkbook inject; what is edited here is lost -->\n\n");
    if (!document_render(&report, name.ptr ? name : STR("summary"), &how, &out, err)) {
        return false;
    }
    while (out.n > 0 && out.at[out.n - 1] == '\n') {
        out.n--;
    }
    buf_text(&out, "\n\n");
    published_runs(&report, &out);
    buf_char(&out, '\n');
    *text = buf_str(&out);
    injection->invocation->status =
        own.status > injection->invocation->status ? own.status : injection->invocation->status;
    return true;
}

/* Words that a marker holds as one value; NULL where none can. */
static const char *quoted(struct arena *arena, const char *path)
{
    bool plain = strpbrk(path, " \t") == NULL;
    bool possible = strpbrk(path, "\"\r\n") == NULL && !strstr(path, "-->");
    return possible ? arena_printf(arena, plain ? "%s" : "\"%s\"", path) : NULL;
}

/* The document with a block at its end, its inputs relative to the document. */
static bool add_markers(struct injection *injection, struct err *err)
{
    struct arena *arena = injection->invocation->arena;
    const struct options *options = &injection->invocation->options;
    const char *end = injection->markers.crlf ? "\r\n" : "\n";
    struct buf out = BUF(arena);
    if (options->paths.n < 2 && options->file.paths.n == 0) {
        return err_set(err, ERR_USAGE,
                       "--init needs the paths to report on: wrkbook inject --init "
                       "FILE.md PATH...");
    }
    buf_add(&out, injection->text);
    if (out.n > 0 && out.at[out.n - 1] != '\n') {
        buf_text(&out, end);
    }
    buf_printf(&out, "%s<!-- wrkbook:begin id=wrkbook", out.n > 0 ? end : "");
    for (size_t i = 1; i < options->paths.n; i++) {
        const char *value = quoted(arena, input_to(injection, options->paths.at[i]));
        if (!value) {
            return err_set(err, ERR_USAGE, "a marker cannot hold the path \"%s\"",
                           options->paths.at[i]);
        }
        buf_printf(&out, " input=%s", value);
    }
    buf_printf(&out, " -->%s<!-- wrkbook:end id=wrkbook -->%s", end, end);
    injection->text = buf_str(&out);
    return markers_find(arena, injection->path, injection->text, &injection->markers, err);
}

/* Whether the inputs of a block are those of the command line. */
static bool has_inputs(const struct injection *injection, const struct marked_block *block)
{
    const struct options *options = &injection->invocation->options;
    size_t n = 1;
    for (size_t i = 0; i < block->given.n; i++) {
        const struct marker_option *given = &block->given.at[i];
        if (str_is(given->key, "input") &&
            (n == options->paths.n ||
             !str_is(given->value, input_to(injection, options->paths.at[n++])))) {
            return false;
        }
    }
    return n == options->paths.n;
}

/* --init where there is a block already: again the same command, or another. */
static bool check_blocks(const struct injection *injection, struct err *err)
{
    const struct markers *markers = &injection->markers;
    bool same = injection->invocation->options.paths.n < 2;
    for (size_t i = 0; i < markers->blocks.n && !same; i++) {
        same = has_inputs(injection, &markers->blocks.at[i]);
    }
    return same || err_at(err, ERR_USAGE, injection->path, markers->blocks.at[0].line, 0,
                          "has a block with other inputs already; --init adds only the first. Add "
                          "the markers of another by hand, with an id of its own");
}

static bool find_blocks(struct injection *injection, struct err *err)
{
    const struct options *options = &injection->invocation->options;
    if (!markers_find(injection->invocation->arena, injection->path, injection->text,
                      &injection->markers, err)) {
        return false;
    }
    if (options->init && options->check) {
        return err_set(err, ERR_USAGE, "--init adds markers and --check only looks; leave one out");
    }
    if (options->init) {
        return injection->markers.blocks.n > 0 ? check_blocks(injection, err)
                                               : add_markers(injection, err);
    }
    if (injection->markers.blocks.n == 0) {
        return err_at(err, ERR_USAGE, injection->path, 0, 0,
                      "holds no marker such as <!-- wrkbook:begin id=NAME input=PATH -->; add one "
                      "with: wrkbook inject --init %.*s PATH...",
                      STR_ARG(shown_path(injection)));
    }
    return options->paths.n < 2 ||
           err_set(err, ERR_USAGE, "the inputs stand in the markers of %s; remove %s",
                   injection->path, options->paths.at[1]);
}

/* A block by its id for people, the first that is out of date. */
static void note_stale(const struct injection *injection, const struct str *texts)
{
    const struct console *console = injection->invocation->console;
    struct arena *arena = injection->invocation->arena;
    for (size_t i = 0; i < injection->markers.blocks.n; i++) {
        const struct marked_block *block = &injection->markers.blocks.at[i];
        struct markers one = {.crlf = injection->markers.crlf};
        VEC_PUSH(arena, &one.blocks, *block);
        if (!str_eq(markers_fill(arena, injection->text, &one, &texts[i]), injection->text)) {
            struct str line = str_printf(arena,
                                         "%s:%ld: \"%.*s\" is out of date; mend it with: wrkbook "
                                         "inject %.*s",
                                         injection->path, block->line, STR_ARG(block->id),
                                         STR_ARG(shown_path(injection)));
            console->note(console->context, str_clean(arena, line));
        }
    }
}

/* A document behind a link is written where it is; one that is read-only stays as it is, although
 * it could be replaced. */
static bool write_document(const struct injection *injection, struct str text, struct err *err)
{
    struct arena *arena = injection->invocation->arena;
    struct sink sink;
    if (access(injection->path, W_OK) != 0) {
        return err_at(err, ERR_OUTPUT, injection->path, 0, 0, "cannot be written: %s",
                      strerror(errno));
    }
    sink_init(&sink, arena, "");
    if (!sink_put(&sink, path_real(arena, injection->path), text, err) ||
        !sink_commit(&sink, err)) {
        sink_discard(&sink);
        return false;
    }
    return true;
}

static bool finish(const struct injection *injection, struct str before, struct str after,
                   struct err *err)
{
    struct invocation *invocation = injection->invocation;
    const struct options *options = &invocation->options;
    const struct console *console = invocation->console;
    struct buf said = BUF(invocation->arena);
    bool stale = !str_eq(before, after);
    if (options->check && stale && invocation->status == 0) {
        invocation->status = 1;
    }
    if (options->diff) {
        unified_diff(&said, path_plain(invocation->arena, injection->path), before, after);
    }
    if (!options->check && !options->diff) {
        if (stale && !write_document(injection, after, err)) {
            return false;
        }
        if (!options->quiet) {
            buf_printf(&said, "%s: %s\n", injection->path, stale ? "refreshed" : "current");
        }
    }
    return console->print(console->context, buf_str(&said), err);
}

bool command_inject(struct invocation *invocation, struct err *err)
{
    struct arena *arena = invocation->arena;
    struct injection injection = {.invocation = invocation};
    if (invocation->options.paths.n == 0) {
        return err_set(err, ERR_USAGE, "no document given; see wrkbook help inject");
    }
    injection.path = invocation->options.paths.at[0];
    const char *real = path_real(arena, injection.path);
    const char *slash = strrchr(real, '/');
    injection.directory = (struct str){real, slash ? (size_t)(slash + 1 - real) : 0};
    if (!read_document(&injection, err)) {
        return false;
    }
    struct str before = injection.text;
    if (!find_blocks(&injection, err)) {
        return false;
    }
    size_t n = injection.markers.blocks.n;
    struct str *texts = ARENA_ARRAY(arena, struct str, n);
    for (size_t i = 0; i < n; i++) {
        if (!render_block(&injection, &injection.markers.blocks.at[i], &texts[i], err)) {
            return false;
        }
    }
    if (invocation->options.check) {
        note_stale(&injection, texts);
    }
    return finish(&injection, before,
                  markers_fill(arena, injection.text, &injection.markers, texts), err);
}
