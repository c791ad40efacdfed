/*
 * commands.h - the commands, and what they share.
 */
#pragma once

#include "inputs.h"
#include "options.h"
#include "report.h"
#include "text.h"

/* Where a command's words go. main.c owns it; tests may bring their own. */
struct console {
    void *context;
    /* Results: standard output. False (ERR_OUTPUT) when it can't be written. */
    bool (*print)(void *context, struct str text, struct err *err);
    /* Everything else: standard error, a line each. */
    void (*note)(void *context, struct str line);
    bool input_is_terminal;
    bool input_is_pipe;
    size_t width;        /* columns of standard output */
    bool colour;         /* standard output shows colours, as far as can be known without --color */
    const char *program; /* argv[0] */
    char *const *argv;   /* the whole command line, NULL-terminated */
};

struct invocation {
    struct arena *arena;
    const struct console *console;
    struct options options;
    int status; /* exit status when nothing failed outright */
};

struct command {
    const char *name;
    unsigned bit; /* enum command_bit */
    const char *synopsis;
    const char *summary; /* one line */
    const char *examples;
    bool (*run)(struct invocation *invocation, struct err *err);
};

extern const struct command COMMANDS[];
extern const size_t COMMAND_COUNT;

/* The bit of a command's name; 0 when it is none. */
unsigned command_find(struct str name);

/* The command that was probably meant; NULL: none is near. */
struct str command_meant(struct str name);

/* The name of a command's bit. */
const char *command_name(unsigned bit);

/* Runs a command line. *status is the exit status unless it fails with an error. */
MUST_CHECK bool cli_run(struct arena *arena, int argc, const struct console *console, int *status,
                        struct err *err);

/* Help for one command (a bit), or overall (0). */
struct str help_text(struct arena *arena, unsigned command);

/* An error as it is told the user: "wrkbook: SOURCE:LINE:COLUMN: text", on one clean line. */
struct str err_message(struct arena *arena, const struct err *err);

/*
 * Reads the inputs of a command (asked, but for what the command line says), notes
 * every failure and sets the status to 3 where one can't be used. False when there
 * is nothing to go on with.
 */
MUST_CHECK bool read_inputs(struct invocation *invocation, const struct inputs_options *asked,
                            struct inputs *inputs, struct err *err);

/* Gives the runs of each system the facts that the file states of it, so that everything that reads
 * runs knows them. */
void add_facts(const struct invocation *invocation, const struct inputs *inputs);

/* Inputs to report; everything lives in the arena. */
MUST_CHECK bool make_report(struct invocation *invocation, bool charts_beside,
                            struct report *report, struct err *err);

/*
 * With --github: appends to the files that GitHub Actions names in the environment, and prints
 * annotations. directory is where the report was written; NULL: nowhere. Errors: ERR_OUTPUT.
 */
MUST_CHECK bool deliver_to_github(struct invocation *invocation, const struct report *report,
                                  const char *directory, struct err *err);

/* Prints a result; with --github so that no part of it can be a command of the runner. */
MUST_CHECK bool say_result(const struct invocation *invocation, struct str text, struct err *err);

/* How a command's tables look on standard output. */
struct text_options terminal_look(const struct invocation *invocation);

/*
 * Reads --baseline-from, which is given, and adds the runs of one of its systems to the inputs as
 * the system *name. Errors: ERR_INPUT where anything of it can't be read; ERR_USAGE where it is
 * open which system counts.
 */
MUST_CHECK bool add_baseline(struct invocation *invocation, struct inputs *inputs, struct str *name,
                             struct err *err);

typedef bool report_writer(struct invocation *invocation, const struct report *report,
                           struct err *err);

/* Judges the gates, writes (NULL: nothing), and then prints the verdicts and sets the status. */
MUST_CHECK bool judge(struct invocation *invocation, report_writer *write, struct err *err);

bool command_compare(struct invocation *invocation, struct err *err);
bool command_gate(struct invocation *invocation, struct err *err);
bool command_parse(struct invocation *invocation, struct err *err);
bool command_help(struct invocation *invocation, struct err *err);
bool command_inject(struct invocation *invocation, struct err *err);

/* These know every library: one program has them (drawing.c), the other hands over to it
 * (handover.c). */
bool command_report(struct invocation *invocation, struct err *err);
bool command_formats(struct invocation *invocation, struct err *err);
bool judge_and_write(struct invocation *invocation, struct err *err);
bool command_version(struct invocation *invocation, struct err *err);
