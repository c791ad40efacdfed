/* main.c - the only place that prints messages or exits. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "github.h"
#include "sink.h"

static bool print(void *context, struct str text, struct err *err)
{
    (void)context;
    if (fwrite(text.ptr, 1, text.len, stdout) != text.len || fflush(stdout) != 0) {
        return err_at(err, ERR_OUTPUT, "standard output", 0, 0, "cannot be written: %s",
                      strerror(errno));
    }
    return true;
}

static void print_note(void *context, struct str line)
{
    (void)context;
    struct arena arena = {0};
    fprintf(stderr, "%.*s\n", STR_ARG(github_safe(&arena, line)));
    arena_free(&arena);
}

/* NO_COLOR wins over a terminal; --color wins over both. */
static bool shows_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return !(no_colour && no_colour[0] != '\0') && isatty(STDOUT_FILENO) &&
           !(term && strcmp(term, "dumb") == 0);
}

/* Where nothing says how wide it is, as in a pipe and a CI log. */
#define USUAL_WIDTH 80
#define LEAST_WIDTH 40
#define GREATEST_WIDTH 1000

static size_t width_of_output(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size = {0};
    long width = columns ? strtol(columns, NULL, 10) : 0;
    if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        width = size.ws_col;
    }
    if (width <= 0 || width > GREATEST_WIDTH) {
        return USUAL_WIDTH;
    }
    return width < LEAST_WIDTH ? LEAST_WIDTH : (size_t)width;
}

static void clean_up_and_die(int number)
{
    sink_abandon();
    signal(number, SIG_DFL);
    raise(number);
}

/* What a shell or nohup ignores for a program stays ignored. */
static void clean_up_at(int number)
{
    if (signal(number, SIG_IGN) != SIG_IGN) {
        signal(number, clean_up_and_die);
    }
}

int main(int argc, char **argv)
{
    /* A reader that stops early, as `head` does, or a file limit is an output error and no crash.
     */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    clean_up_at(SIGINT);
    clean_up_at(SIGTERM);
    clean_up_at(SIGHUP);
    /* Libraries end so where there is no memory. */
    clean_up_at(SIGABRT);
    clean_up_at(SIGTRAP);
    struct arena arena = {0};
    struct err err = {0};
    struct stat input;
    struct console console = {
        .print = print,
        .note = print_note,
        .input_is_terminal = isatty(STDIN_FILENO) == 1,
        .input_is_pipe = fstat(STDIN_FILENO, &input) == 0 && S_ISFIFO(input.st_mode),
        .width = width_of_output(),
        .colour = shows_colour(),
        .program = argc > 0 ? argv[0] : "wrkbook",
        .argv = argv,
    };
    int status = EXIT_SUCCESS;
    if (!cli_run(&arena, argc, &console, &status, &err)) {
        print_note(NULL, err_message(&arena, &err));
        status = (int)err.code;
    }
    arena_free(&arena);
    return status;
}
