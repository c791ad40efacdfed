#include "commands.h"

#include <unistd.h>

#include "config.h"
#include "suggest.h"

const struct command COMMANDS[] = {
    {"compare", FOR_COMPARE, "[compare] [LABEL=]PATH...",
     "print the comparison (one system: its values and findings)",
     "  wrkbook go.txt python.txt\n"
     "  wrkbook --baseline python runs/\n"
     "  wrkbook before=old.log after=new.log --format md\n"
     "  wrk -t4 -c100 -d30s http://127.0.0.1:8080/ | wrkbook\n",
     command_compare},
    {"report", FOR_REPORT, "report [LABEL=]PATH...",
     "write the whole report: Markdown, HTML, XLSX, JSON, CSV, charts",
     "  wrkbook report runs/\n"
     "  wrkbook report --lang pt-BR --baseline python --out site runs/\n"
     "  wrkbook report -o comparison.xlsx runs/\n",
     command_report},
    {"gate", FOR_GATE, "gate [LABEL=]PATH...", "judge thresholds; exit 1 when one does not hold",
     "  wrkbook gate --fail 'latency.p99 < 5ms' --fail 'goodput >= 20k' new.log\n"
     "  wrkbook gate --fail 'goodput delta > -3%' before=old/ after=new/\n"
     "  wrkbook gate --warn '[api*] latency.p99 regression < 5%' runs/\n",
     command_gate},
    {"inject", FOR_INJECT, "inject FILE.md", "refresh the report between the markers of a document",
     "  wrkbook inject --init README.md runs/\n"
     "  wrkbook inject README.md\n"
     "  wrkbook inject --check README.md\n",
     command_inject},
    {"parse", FOR_PARSE, "parse PATH...", "print every run as one line of JSON",
     "  wrkbook parse runs/ > runs.jsonl\n"
     "  wrkbook parse --summary big.log\n",
     command_parse},
    {"formats", FOR_FORMATS, "formats", "list what wrkbook reads and writes", "  wrkbook formats\n",
     command_formats},
    {"help", FOR_HELP, "help [COMMAND]", "explain a command", "  wrkbook help report\n",
     command_help},
};
const size_t COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0];

unsigned command_find(struct str name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (str_is(name, COMMANDS[i].name)) {
            return COMMANDS[i].bit;
        }
    }
    return 0;
}

struct str command_meant(struct str name)
{
    struct suggestion suggestion = {.name = name};
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        suggestion_offer(&suggestion, str_of(COMMANDS[i].name));
    }
    return suggestion.best;
}

const char *command_name(unsigned bit)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (COMMANDS[i].bit == bit) {
            return COMMANDS[i].name;
        }
    }
    return "";
}

struct str err_message(struct arena *arena, const struct err *err)
{
    struct buf out = BUF(arena);
    buf_text(&out, "wrkbook: ");
    if (err->source[0] != '\0') {
        buf_printf(&out, "%s:", err->source);
        if (err->line > 0) {
            buf_printf(&out, "%d:", err->line);
        }
        if (err->column > 0) {
            buf_printf(&out, "%d:", err->column);
        }
        buf_char(&out, ' ');
    }
    buf_text(&out, err->text);
    return str_clean(arena, buf_str(&out));
}

/* The first skipped file that is known to hold results, else the first. */
static const struct skipped *worth_naming(const struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->skipped.n; i++) {
        if (inputs->skipped.at[i].known) {
            return &inputs->skipped.at[i];
        }
    }
    return inputs->skipped.at;
}

static void note_skipped(const struct invocation *invocation, const struct inputs *inputs)
{
    if (inputs->repeats > 0 && !invocation->options.quiet) {
        struct str line = str_printf(invocation->arena,
                                     "counted once what stands in the inputs "
                                     "again: %zu left out",
                                     inputs->repeats);
        invocation->console->note(invocation->console->context, line);
    }
    if (inputs->skipped.n > 0 && !invocation->options.quiet) {
        const struct skipped *one = worth_naming(inputs);
        struct str line = str_printf(
            invocation->arena, "skipped %zu %s that no reader claims, such as %.*s%s%s",
            inputs->skipped.n, inputs->skipped.n == 1 ? "file" : "files", STR_ARG(one->name),
            one->known ? ", which holds " : "", one->known ? one->known->what : "");
        invocation->console->note(invocation->console->context, str_clean(invocation->arena, line));
    }
}

bool read_inputs(struct invocation *invocation, const struct inputs_options *asked,
                 struct inputs *inputs, struct err *err)
{
    static const char *const PIPE[] = {"-"};
    const struct options *options = &invocation->options;
    const char *const *paths = (const char *const *)options->paths.at;
    size_t count = options->paths.n;
    if (count == 0) {
        if (invocation->console->input_is_terminal) {
            return err_set(err, ERR_USAGE, "no input given; see wrkbook --help");
        }
        paths = PIPE;
        count = 1;
    }
    struct inputs_options how = *asked;
    how.from = options->from.ptr || !options->columns.ptr ? options->from : STR("csv");
    how.columns = options->columns;
    how.timeout_s = options->timeout_s;
    if (!inputs_read(invocation->arena, paths, count, &how, inputs, err)) {
        return false;
    }
    if (inputs->files.n == 0 && inputs->failures.n == 1) {
        note_skipped(invocation, inputs);
        *err = inputs->failures.at[0];
        return false;
    }
    for (size_t i = 0; i < inputs->failures.n; i++) {
        if (inputs->failures.at[i].code == ERR_OUTPUT) {
            *err = inputs->failures.at[i];
            return false;
        }
        invocation->console->note(invocation->console->context,
                                  err_message(invocation->arena, &inputs->failures.at[i]));
    }
    note_skipped(invocation, inputs);
    if (inputs->files.n == 0) {
        return err_set(err, ERR_INPUT, "none of the inputs can be used");
    }
    if (inputs->failures.n > 0 && !options->keep_going) {
        invocation->status = ERR_INPUT;
    }
    return true;
}

static bool run(struct invocation *invocation, int argc, unsigned command, struct err *err)
{
    const struct console *console = invocation->console;
    if (invocation->options.version) {
        return command_version(invocation, err);
    }
    bool nothing = argc == 1 && console->input_is_terminal && invocation->options.paths.n == 0;
    if (invocation->options.help || nothing) {
        bool overall = command == FOR_COMPARE;
        return console->print(console->context, help_text(invocation->arena, overall ? 0 : command),
                              err);
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (COMMANDS[i].bit == command) {
            return COMMANDS[i].run(invocation, err);
        }
    }
    return true;
}

/* The file's systems stand for paths on the command line. */
static void take_systems(struct invocation *invocation)
{
    struct options *options = &invocation->options;
    if (options->paths.n > 0 || options->file.paths.n == 0) {
        return;
    }
    options->file.paths_used = true;
    for (size_t i = 0; i < options->file.paths.n; i++) {
        VEC_PUSH(invocation->arena, &options->paths, options->file.paths.at[i]);
    }
    if (invocation->console->input_is_pipe && !options->quiet) {
        struct str line = str_printf(invocation->arena,
                                     "standard input is not read, since %s names systems; give - "
                                     "to read it",
                                     options->file.path);
        invocation->console->note(invocation->console->context, str_clean(invocation->arena, line));
    }
}

/* The command line, which names a file of settings, and then the file with the command line over
 * it. */
static bool read_options(struct invocation *invocation, int argc, unsigned *command,
                         struct err *err)
{
    const char *const *argv = (const char *const *)invocation->console->argv;
    struct options *options = &invocation->options;
    options_default(invocation->arena, options);
    if (!options_parse(invocation->arena, argc, argv, options, command, err)) {
        return false;
    }
    bool uses = (*command & FOR_ANALYSIS) && !options->help && !options->version;
    const char *path = !uses                 ? NULL
                       : options->config.ptr ? options->config.ptr
                                             : config_find(invocation->arena);
    if (!path) {
        return true;
    }
    options_default(invocation->arena, options);
    return config_load(invocation->arena, path, options, err) &&
           options_parse(invocation->arena, argc, argv, options, command, err);
}

/* A first word that is no file but almost a command. */
static bool check_command(const struct invocation *invocation, struct err *err)
{
    const struct options *options = &invocation->options;
    if (options->help || options->version || options->paths.n == 0 ||
        access(options->paths.at[0], F_OK) == 0) {
        return true;
    }
    struct str meant = command_meant(str_of(options->paths.at[0]));
    return !meant.ptr ||
           err_set(err, ERR_USAGE, "\"%s\" is neither a file nor a command; did you mean \"%.*s\"?",
                   options->paths.at[0], STR_ARG(meant));
}

bool cli_run(struct arena *arena, int argc, const struct console *console, int *status,
             struct err *err)
{
    struct invocation invocation = {.arena = arena, .console = console};
    unsigned command;
    if (!read_options(&invocation, argc, &command, err)) {
        return false;
    }
    if (command == FOR_COMPARE && !check_command(&invocation, err)) {
        return false;
    }
    if (command & (FOR_COMPARE | FOR_REPORT | FOR_GATE)) {
        take_systems(&invocation);
    }
    if (!run(&invocation, argc, command, err)) {
        return false;
    }
    *status = invocation.status;
    return true;
}
