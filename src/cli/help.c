#include <string.h>

#include "buf.h"
#include "commands.h"

/* Column at which descriptions begin. */
#define HELP_COLUMN 28

static void option_line(struct buf *out, const struct option *option)
{
    size_t from = out->n;
    if (option->letter) {
        buf_printf(out, "  -%c, --%s", option->letter, option->name);
    } else {
        buf_printf(out, "      --%s", option->name);
    }
    if (option->argument) {
        buf_printf(out, " %s", option->argument);
    }
    size_t used = out->n - from;
    buf_fill(out, ' ', used < HELP_COLUMN ? HELP_COLUMN - used : 1);
    buf_printf(out, "%s\n", option->help);
}

static void option_list(struct buf *out, unsigned command)
{
    buf_text(out, "\nOptions:\n");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (OPTIONS[i].commands & command) {
            option_line(out, &OPTIONS[i]);
        }
    }
}

static void overall(struct buf *out)
{
    buf_text(out, "wrkbook turns load-test logs into a report.\n\nExamples:\n");
    buf_text(out, "  wrkbook go.txt python.txt\n"
                  "  wrk -t4 -c100 -d30s http://127.0.0.1:8080/ | wrkbook\n"
                  "  wrkbook report runs/\n");
    buf_text(out, "\nCommands:\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        size_t from = out->n;
        buf_printf(out, "  %s", COMMANDS[i].synopsis);
        size_t used = out->n - from;
        buf_fill(out, ' ', used < HELP_COLUMN ? HELP_COLUMN - used : 1);
        buf_printf(out, "%s\n", COMMANDS[i].summary);
    }
    buf_text(out, "\nA PATH is a file, a directory, a quoted glob, or - for standard input.\n"
                  "LABEL= names the system; without it the file name does.\n");
    option_list(out, FOR_ALL);
    buf_text(out,
             "\nExit status: 0 done, 1 a stale document or --strict and a warning, 2 usage, 3 an\n"
             "input can't be used (the rest is still reported), 4 output can't be written.\n");
}

struct str help_text(struct arena *arena, unsigned command)
{
    struct buf out = BUF(arena);
    if (command == 0) {
        overall(&out);
        return buf_str(&out);
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (COMMANDS[i].bit == command) {
            buf_printf(&out, "wrkbook %s\n  %s\n\nExamples:\n%s", COMMANDS[i].synopsis,
                       COMMANDS[i].summary, COMMANDS[i].examples);
        }
    }
    option_list(&out, command);
    return buf_str(&out);
}

bool command_help(struct invocation *invocation, struct err *err)
{
    const struct options *options = &invocation->options;
    unsigned command = 0;
    if (options->paths.n > 0) {
        command = command_find(str_of(options->paths.at[0]));
        if (command == 0) {
            return err_set(err, ERR_USAGE, "no command is called \"%s\"; see wrkbook help",
                           options->paths.at[0]);
        }
    }
    const struct console *console = invocation->console;
    return console->print(console->context, help_text(invocation->arena, command), err);
}
