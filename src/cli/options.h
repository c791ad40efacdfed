/*
 * options.h - the one table of options and the one table of commands. Parsing,
 * --help and the README's lists come from them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "analysis.h"
#include "errors.h"
#include "gates.h"
#include "str.h"
#include "vec.h"

enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* A number of a system that no run measures. */
struct system_fact {
    struct str system; /* label */
    struct named_value value;
    long line, column; /* in the file */
};

/* A gate as given, read when every metric and fact is known (gate_expressions.h). */
struct gate_text {
    struct str text;
    bool warns;        /* unless the text says otherwise */
    const char *where; /* "--fail", or the file */
    long line, column; /* in the file; 0: of the command line */
};

/* What wrkbook.yaml says that no option does (config.h). */
struct file_settings {
    const char *path;        /* NULL: there is no file */
    VEC(const char *) paths; /* [LABEL=]PATH, as on the command line */
    bool paths_used;         /* there are none on the command line */
    struct str baseline;     /* as in options, unless the command line has another */
    VEC(struct system_fact) facts;
    VEC(struct weight) weights;
    const struct str *charts; /* NULL: all */
    size_t chart_count;
};

/* What the file and, over it, the command line say. Texts are slices of argv; NULL: not given. */
struct options {
    struct arena *arena; /* of the lists */
    VEC(const char *) paths;
    VEC(struct gate_text) gates;
    enum when_inconclusive inconclusive;
    struct file_settings file;
    struct str baseline, baseline_from, config, lang, from, columns, format, out, output,
        template_name, title;
    double timeout_s;     /* NaN: not given */
    double noise;         /* share, such as 0.05 */
    double one_run_noise; /* share, such as 0.5 */
    enum colour_when colour;
    enum sweep_by by;
    struct slo slo;
    bool sweep_asked; /* by or slo, so that there must be one */
    bool all_roles;   /* warm-up and primer runs are compared too */
    bool force, keep_going, strict, summary, quiet, verbose, help, version;
    bool check, diff, init; /* of a document */
    bool report_only;       /* exit 0 whatever the gates say */
    bool github;            /* run by GitHub Actions */
};

/* One bit a command, for the options it takes. */
enum command_bit {
    FOR_COMPARE = 1,
    FOR_REPORT = 2,
    FOR_PARSE = 4,
    FOR_FORMATS = 8,
    FOR_HELP = 16,
    FOR_INJECT = 32,
    FOR_GATE = 64,
    FOR_ALL = 127,
    FOR_ANALYSIS = FOR_COMPARE | FOR_REPORT | FOR_INJECT | FOR_GATE,
    FOR_READING = FOR_ANALYSIS | FOR_PARSE,
    IN_FILE = 1 << 16, /* no command: the option may stand in wrkbook.yaml too */
};

struct option {
    const char *name;     /* long name without dashes */
    char letter;          /* 0: none */
    const char *argument; /* name of its value in --help; NULL: none */
    const char *help;
    unsigned commands; /* enum command_bit */
    /* Stores a value (NULL without argument). */
    bool (*set)(struct options *options, const char *value, struct err *err);
};

extern const struct option OPTIONS[];
extern const size_t OPTION_COUNT;

/*
 * Sets the option of that name, which takes a value and goes with the command (a
 * bit), as the command line would. Errors (ERR_USAGE): no such option, with a
 * suggestion; a faulty value.
 */
MUST_CHECK bool option_set(struct arena *arena, struct options *options, unsigned command,
                           struct str name, struct str value, struct err *err);

/* Nothing given; the arena must outlive the options. */
void options_default(struct arena *arena, struct options *options);

/*
 * Reads argv[1..argc): options and operands in any order, "--" ends options,
 * "--name=value", "--name value", "-xVALUE", "-x VALUE", letters without value
 * may be joined. What is not given stays as it is in *options. A first operand that is a command's
 * name selects it (its bit goes to *command); none is compare. Errors (ERR_USAGE): unknown or
 * misplaced options, with a suggestion; missing or faulty values.
 */
MUST_CHECK bool options_parse(struct arena *arena, int argc, const char *const *argv,
                              struct options *options, unsigned *command, struct err *err);
