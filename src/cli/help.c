#include <string.h>

#include "buf.h"
#include "commands.h"

/* Column at which descriptions begin, and where lines end. */
#define HELP_COLUMN 28
#define HELP_WIDTH 80

/* A description beside what was written since from, folded between words. */
static void describe(struct buf *out, size_t from, const char *text)
{
    struct str rest = str_of(text);
    size_t column = out->n - from;
    if (column >= HELP_COLUMN) {
        buf_char(out, '\n');
        column = 0;
    }
    buf_fill(out, ' ', HELP_COLUMN - column);
    column = HELP_COLUMN;
    while (rest.len > 0) {
        size_t blank = str_find(rest, STR(" "), 0);
        struct str word = str_cut(rest, 0, blank);
        rest = str_skip(rest, word.len + 1);
        if (column > HELP_COLUMN && column + 1 + word.len > HELP_WIDTH) {
            buf_char(out, '\n');
            buf_fill(out, ' ', HELP_COLUMN);
            column = HELP_COLUMN;
        } else if (column > HELP_COLUMN) {
            buf_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += word.len;
    }
    buf_char(out, '\n');
}

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
    describe(out, from, option->help);
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
        describe(out, from, COMMANDS[i].summary);
    }
    buf_text(out, "\nA PATH is a file, a directory, a quoted glob, or - for standard input.\n"
                  "LABEL= names the system; without it the file name does.\n");
    option_list(out, FOR_ALL);
    buf_text(out, "\nExit status: 0 done; 1 a gate does not hold, a document is out of date, or\n"
                  "--strict and a warning; 2 usage; 3 an input can't be used (the rest is still\n"
                  "reported); 4 output can't be written.\n");
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
        struct str name = str_of(options->paths.at[0]);
        command = command_find(name);
        if (command == 0) {
            struct str meant = command_meant(name);
            return meant.ptr
                       ? err_set(err, ERR_USAGE,
                                 "no command is called \"%.*s\"; did you mean \"%.*s\"?",
                                 STR_ARG(name), STR_ARG(meant))
                       : err_set(err, ERR_USAGE, "no command is called \"%.*s\"; see wrkbook help",
                                 STR_ARG(name));
        }
    }
    const struct console *console = invocation->console;
    return console->print(console->context, help_text(invocation->arena, command), err);
}
