#include "analysis.h"
#include "commands.h"
#include "document.h"
#include "gate_expressions.h"

extern const struct output_format output_csv;
extern const struct output_format output_json;

/* The inputs as they may be typed again; NULL for standard input, which can't. */
static struct str typed_paths(struct invocation *invocation)
{
    const struct options *options = &invocation->options;
    struct buf out = BUF(invocation->arena);
    if (options->config.ptr) {
        buf_printf(&out, " --config %.*s", STR_ARG(options->config));
    }
    if (options->baseline_from.ptr) {
        buf_printf(&out, " --baseline-from %.*s", STR_ARG(options->baseline_from));
    }
    for (size_t i = 0; i < options->paths.n && !options->file.paths_used; i++) {
        if (str_is(str_of(options->paths.at[i]), "-")) {
            return (struct str){0};
        }
        buf_printf(&out, " %s", options->paths.at[i]);
    }
    return options->paths.n > 0 ? buf_str(&out) : (struct str){0};
}

/* The file's baseline is for its own systems; logs that do not have it need none. */
static struct str baseline_for(const struct options *options, const struct inputs *inputs)
{
    bool of_file = options->baseline.ptr && options->baseline.ptr == options->file.baseline.ptr;
    bool there = !of_file || options->file.paths_used;
    for (size_t i = 0; i < inputs->runs.n && !there; i++) {
        there = str_eq(inputs->runs.at[i]->label, options->baseline);
    }
    return there ? options->baseline : (struct str){0};
}

static void apply_strict(struct invocation *invocation, const struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->findings.n && invocation->status == 0; i++) {
        if (analysis->findings.at[i].level != LEVEL_INFO && invocation->options.strict) {
            invocation->status = 1;
        }
    }
}

static void note_set_aside(const struct invocation *invocation, const struct study *study)
{
    if (study->set_aside > 0 && !invocation->options.quiet) {
        struct str line = str_printf(
            invocation->arena, "left out %zu warm-up or primer %s; --all-roles compares them too",
            study->set_aside, study->set_aside == 1 ? "run" : "runs");
        invocation->console->note(invocation->console->context, line);
    }
}

/* Whether the report is one to keep, which says of what bytes it was made. */
static bool is_kept(const struct options *options, bool charts_beside)
{
    return charts_beside || options->out.ptr || options->output.ptr ||
           str_is(options->format, "json");
}

static const struct report_input *list_inputs(struct arena *arena, const struct inputs *inputs)
{
    struct report_input *list = ARENA_ARRAY(arena, struct report_input, inputs->files.n);
    for (size_t i = 0; i < inputs->files.n; i++) {
        const struct input_file *file = &inputs->files.at[i];
        list[i] = (struct report_input){file->name, file->format, file->runs, file->sha256};
    }
    return list;
}

bool make_report(struct invocation *invocation, bool charts_beside, struct report *report,
                 struct err *err)
{
    struct arena *arena = invocation->arena;
    const struct options *options = &invocation->options;
    struct language *language = arena_alloc(arena, sizeof *language);
    struct study *study = arena_alloc(arena, sizeof *study);
    struct analysis *analysis = arena_alloc(arena, sizeof *analysis);
    struct inputs inputs;
    const struct gate *gates;
    size_t gate_count;
    if (!gates_read(arena, options, &gates, &gate_count, err) ||
        !language_load(arena, options->lang.ptr ? options->lang : STR("en"), language, err) ||
        !read_inputs(invocation,
                     &(struct inputs_options){.digests = is_kept(options, charts_beside)}, &inputs,
                     err)) {
        return false;
    }
    add_facts(invocation, &inputs);
    struct study_options grouping = {.baseline = baseline_for(options, &inputs),
                                     .force = options->force,
                                     .all_roles = options->all_roles};
    if (options->baseline_from.ptr && !add_baseline(invocation, &inputs, &grouping.baseline, err)) {
        return false;
    }
    if (!study_build(arena, (const struct run *const *)inputs.runs.at, inputs.runs.n, &grouping,
                     study, err)) {
        return false;
    }
    note_set_aside(invocation, study);
    struct analysis_options thresholds = {
        .noise = options->noise,
        .one_run_noise = options->one_run_noise,
        .by = options->by,
        .slo = options->slo,
        .weights = options->file.weights.at,
        .weight_count = options->file.weights.n,
        .gates = gates,
        .gate_count = gate_count,
        .inconclusive = options->inconclusive,
        .earlier_baseline = options->baseline_from.ptr != NULL,
    };
    analysis_run(arena, study, &thresholds, analysis);
    if (analysis->sweeps.n == 0 && options->sweep_asked) {
        const char *by = sweep_by_name(options->by);
        return err_set(err, ERR_USAGE, "no sweep in the input, which takes %s of %s for one system",
                       by ? "2 values" : "3 values", by ? by : "connections or rate");
    }
    struct report_options how = {.title = options->title,
                                 .template_name = options->template_name,
                                 .charts_beside = charts_beside,
                                 .inputs = list_inputs(arena, &inputs),
                                 .input_count = inputs.files.n,
                                 .charts = options->file.charts,
                                 .chart_count = options->file.chart_count,
                                 .command_paths = typed_paths(invocation)};
    report_build(arena, analysis, language, &how, report);
    apply_strict(invocation, analysis);
    return true;
}

struct text_options terminal_look(const struct invocation *invocation)
{
    const struct options *options = &invocation->options;
    const struct console *console = invocation->console;
    return (struct text_options){.colour = options->colour == COLOUR_ALWAYS ||
                                           (options->colour == COLOUR_AUTO && console->colour),
                                 .verbose = options->verbose,
                                 .width = console->width};
}

static bool render(struct invocation *invocation, const struct report *report, struct str *text,
                   struct err *err)
{
    const struct options *options = &invocation->options;
    struct buf out = BUF(invocation->arena);
    if (str_is(options->format, "json")) {
        report_json(report, &out);
    } else if (str_is(options->format, "csv")) {
        comparison_csv(report, &out);
    } else if (str_is(options->format, "md") || options->template_name.ptr) {
        struct document_options how = {0};
        struct str name = options->template_name.ptr ? options->template_name : STR("summary");
        if (!document_render(report, name, &how, &out, err)) {
            return false;
        }
    } else {
        struct text_options how = terminal_look(invocation);
        buf_add(&out, text_render(report, &how));
    }
    *text = buf_str(&out);
    return true;
}

bool command_compare(struct invocation *invocation, struct err *err)
{
    struct report report;
    struct str text;
    const struct console *console = invocation->console;
    return make_report(invocation, false, &report, err) &&
           render(invocation, &report, &text, err) && console->print(console->context, text, err);
}
