#include "commands.h"
#include "number.h"

/* Bytes of output to collect before printing. */
#define PRINT_SIZE ((size_t)64 * 1024)

struct printing {
    const struct console *console;
    struct buf out;
    struct err err; /* of the output, after which nothing more is printed */
};

static void print_collected(struct printing *printing)
{
    struct str text = buf_str(&printing->out);
    printing->out.n = 0;
    if (text.len > 0 && printing->err.code == ERR_NONE) {
        (void)printing->console->print(printing->console->context, text, &printing->err);
    }
}

static void print_run(void *context, const struct run *run)
{
    struct printing *printing = context;
    struct json_emit json = {.out = &printing->out};
    run_emit(&json, run);
    buf_char(&printing->out, '\n');
    if (printing->out.n >= PRINT_SIZE) {
        print_collected(printing);
    }
}

static bool print_before_read(void *context, struct err *err)
{
    struct printing *printing = context;
    print_collected(printing);
    *err = printing->err.code == ERR_NONE ? *err : printing->err;
    return printing->err.code == ERR_NONE;
}

/* What is known is printed before more is waited for. */
static bool print_runs(struct invocation *invocation, struct err *err)
{
    struct inputs inputs;
    struct printing printing = {invocation->console, BUF(invocation->arena), {0}};
    struct inputs_options how = {
        .take = print_run, .context = &printing, .before_read = {print_before_read, &printing}};
    return read_inputs(invocation, &how, &inputs, err) && print_before_read(&printing, err);
}

struct count {
    struct str format, label;
    size_t files, runs, notes;
};

struct counts {
    struct count *at;
    size_t n, cap;
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

static struct count *count_of(struct arena *arena, struct counts *counts, struct str format,
                              struct str label)
{
    for (size_t k = 0; k < counts->n; k++) {
        if (str_eq(counts->at[k].format, format) && str_eq(counts->at[k].label, label)) {
            return &counts->at[k];
        }
    }
    struct count *count = VEC_ADD(arena, counts);
    count->format = format;
    count->label = label;
    return count;
}

static bool print_summary(struct invocation *invocation, struct err *err)
{
    struct inputs read;
    struct inputs_options how = {.count_only = true};
    if (!read_inputs(invocation, &how, &read, err)) {
        return false;
    }
    const struct inputs *inputs = &read;
    struct counts counts = {0};
    struct count all = {0};
    for (size_t i = 0; i < inputs->files.n; i++) {
        const struct input_file *file = &inputs->files.at[i];
        struct count *last = NULL;
        for (size_t k = 0; k < file->counts.n; k++) {
            const struct label_count *own = &file->counts.at[k];
            struct count *count =
                count_of(invocation->arena, &counts, file->format, inputs_label(file, own->label));
            count->files += count != last;
            count->runs += own->runs;
            count->notes += own->notes;
            all.runs += own->runs;
            all.notes += own->notes;
            last = count;
        }
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
    return invocation->options.summary ? print_summary(invocation, err)
                                       : print_runs(invocation, err);
}
