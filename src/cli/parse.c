#include "commands.h"
#include "number.h"

/* Bytes of output to collect before printing. */
#define PRINT_SIZE ((size_t)64 * 1024)

static bool print_runs(struct invocation *invocation, const struct inputs *inputs, struct err *err)
{
    const struct console *console = invocation->console;
    struct buf out = BUF(invocation->arena);
    for (size_t i = 0; i < inputs->runs.n; i++) {
        struct json_emit json = {.out = &out};
        run_emit(&json, inputs->runs.at[i]);
        buf_char(&out, '\n');
        if (out.n >= PRINT_SIZE) {
            if (!console->print(console->context, buf_str(&out), err)) {
                return false;
            }
            out.n = 0;
        }
    }
    return console->print(console->context, buf_str(&out), err);
}

struct count {
    struct str format, label;
    size_t files, runs, notes;
};

static void add_plural(struct buf *out, size_t n, const char *one, const char *many)
{
    buf_printf(out, "%zu %s", n, n == 1 ? one : many);
}

static void print_count(struct buf *out, const struct count *count)
{
    add_plural(out, count->runs, "run", "runs");
    buf_text(out, " in ");
    add_plural(out, count->files, "file", "files");
    buf_text(out, ", ");
    add_plural(out, count->notes, "note", "notes");
}

static bool print_summary(struct invocation *invocation, const struct inputs *inputs,
                          struct err *err)
{
    VEC(struct count) counts = {0};
    struct count all = {0};
    for (size_t i = 0; i < inputs->files.n; i++) {
        const struct input_file *file = &inputs->files.at[i];
        size_t k = 0;
        while (k < counts.n && !(str_eq(counts.at[k].format, file->format) &&
                                 str_eq(counts.at[k].label, file->label))) {
            k++;
        }
        struct count *count = k < counts.n ? &counts.at[k] : VEC_ADD(invocation->arena, &counts);
        count->format = file->format;
        count->label = file->label;
        count->files++;
        count->runs += file->runs;
        count->notes += file->notes;
        all.runs += file->runs;
        all.notes += file->notes;
    }
    all.files = inputs->files.n;
    struct buf out = BUF(invocation->arena);
    for (size_t k = 0; k < counts.n; k++) {
        buf_printf(&out, "%.*s  %.*s: ", STR_ARG(counts.at[k].format),
                   STR_ARG(str_clean(invocation->arena, counts.at[k].label)));
        print_count(&out, &counts.at[k]);
        buf_char(&out, '\n');
    }
    print_count(&out, &all);
    buf_printf(&out, "; %zu refused, %zu skipped\n", inputs->failures.n, inputs->skipped.n);
    const struct console *console = invocation->console;
    return console->print(console->context, buf_str(&out), err);
}

bool command_parse(struct invocation *invocation, struct err *err)
{
    struct inputs inputs;
    bool summary = invocation->options.summary;
    return read_inputs(invocation, summary, &inputs, err) &&
           (summary ? print_summary(invocation, &inputs, err)
                    : print_runs(invocation, &inputs, err));
}
