#include "options.h"

#include <math.h>
#include <string.h>

#include "commands.h"
#include "language.h"
#include "number.h"
#include "scan.h"
#include "suggest.h"
#include "values.h"

#define TEXT_OPTION(field)                                                                         \
    static bool set_##field(struct options *options, const char *value, struct err *err)           \
    {                                                                                              \
        (void)err;                                                                                 \
        options->field = str_of(value);                                                            \
        return true;                                                                               \
    }

#define SWITCH_OPTION(field)                                                                       \
    static bool set_##field(struct options *options, const char *value, struct err *err)           \
    {                                                                                              \
        (void)value;                                                                               \
        (void)err;                                                                                 \
        options->field = true;                                                                     \
        return true;                                                                               \
    }

TEXT_OPTION(baseline)
TEXT_OPTION(baseline_from)
TEXT_OPTION(config)
TEXT_OPTION(from)
TEXT_OPTION(columns)
TEXT_OPTION(out)
TEXT_OPTION(output)
TEXT_OPTION(template_name)
TEXT_OPTION(title)
SWITCH_OPTION(force)
SWITCH_OPTION(all_roles)
SWITCH_OPTION(keep_going)
SWITCH_OPTION(strict)
SWITCH_OPTION(summary)
SWITCH_OPTION(quiet)
SWITCH_OPTION(verbose)
SWITCH_OPTION(help)
SWITCH_OPTION(version)
SWITCH_OPTION(check)
SWITCH_OPTION(diff)
SWITCH_OPTION(init)
SWITCH_OPTION(report_only)
SWITCH_OPTION(github)

static bool set_lang(struct options *options, const char *value, struct err *err)
{
    struct language language;
    options->lang = str_of(value);
    return language_load(options->arena, options->lang, &language, err);
}

static bool set_format(struct options *options, const char *value, struct err *err)
{
    size_t place;
    options->format = str_of(value);
    return option_choose(options->arena, "format", value, &place, err);
}

static bool set_colour(struct options *options, const char *value, struct err *err)
{
    size_t place = COLOUR_AUTO;
    bool known = option_choose(options->arena, "color", value, &place, err);
    options->colour = (enum colour_when)place;
    return known;
}

static bool set_timeout(struct options *options, const char *value, struct err *err)
{
    struct str text = str_of(value);
    double seconds;
    bool number = number_eat(&text, &seconds, NULL) && seconds > 0;
    double unit = str_is(text, "ms")                         ? 1e-3
                  : str_is(text, "s") || str_is(text, "")    ? 1
                  : str_is(text, "m") || str_is(text, "min") ? 60
                                                             : 0;
    if (!number || unit == 0) {
        return err_set(err, ERR_USAGE, "--timeout takes a duration such as 2s, not \"%s\"", value);
    }
    options->timeout_s = seconds * unit;
    return true;
}

static bool percent(double *share, const char *name, const char *value, struct err *err)
{
    struct str text = str_of(value);
    double number;
    if (!number_eat(&text, &number, NULL) || !(str_is(text, "%") || str_is(text, "")) ||
        number >= 1000) {
        return err_set(err, ERR_USAGE, "--%s takes a percentage such as 5%%, not \"%s\"", name,
                       value);
    }
    *share = number / 100;
    return true;
}

static bool set_noise(struct options *options, const char *value, struct err *err)
{
    return percent(&options->noise, "noise", value, err);
}

static bool set_one_run_noise(struct options *options, const char *value, struct err *err)
{
    return percent(&options->one_run_noise, "one-run-noise", value, err);
}

static bool set_by(struct options *options, const char *value, struct err *err)
{
    size_t place = 0;
    options->sweep_asked = option_choose(options->arena, "by", value, &place, err);
    options->by = (enum sweep_by)(SWEEP_AUTO + 1 + (int)place);
    return options->sweep_asked;
}

/* "p99 <= 20ms" */
static bool set_slo(struct options *options, const char *value, struct err *err)
{
    struct str rest = str_of(value);
    struct str name = str_trim(str_cut(rest, 0, str_find(rest, STR("<"), 0)));
    struct str id = str_starts(name, STR("latency."))
                        ? name
                        : str_printf(options->arena, "latency.%.*s", STR_ARG(name));
    const struct metric *metric = metric_find(id);
    rest = str_trim(str_skip(rest, str_find(rest, STR("<"), 0)));
    bool operator= str_eat(&rest, STR("<=")) || str_eat(&rest, STR("<"));
    double us;
    if (!metric || !operator|| !scan_duration(&rest, &us) || str_trim(rest).len > 0 || us == 0) {
        return err_set(err, ERR_USAGE,
                       "--slo takes a limit of latency such as \"p99 <= 20ms\", not \"%s\"", value);
    }
    options->slo = (struct slo){metric, us};
    options->sweep_asked = true;
    return true;
}

static bool add_gate(struct options *options, const char *value, bool warns, const char *where)
{
    struct gate_text gate = {.text = str_of(value), .warns = warns, .where = where};
    VEC_PUSH(options->arena, &options->gates, gate);
    return true;
}

static bool set_fail(struct options *options, const char *value, struct err *err)
{
    (void)err;
    return add_gate(options, value, false, "--fail");
}

static bool set_warn(struct options *options, const char *value, struct err *err)
{
    (void)err;
    return add_gate(options, value, true, "--warn");
}

static bool set_inconclusive(struct options *options, const char *value, struct err *err)
{
    size_t place = INCONCLUSIVE_WARNS;
    bool known = option_choose(options->arena, "inconclusive", value, &place, err);
    options->inconclusive = (enum when_inconclusive)place;
    return known;
}

const struct option OPTIONS[] = {
    {"baseline", 'b', "LABEL", "compare the others with this system", FOR_ANALYSIS | IN_FILE,
     set_baseline},
    {"baseline-from", 0, "[LABEL=]PATH", "compare with earlier runs, such as a published README.md",
     FOR_COMPARE | FOR_REPORT | FOR_GATE, set_baseline_from},
    {"config", 0, "FILE", "settings, instead of the nearest wrkbook.yaml", FOR_ANALYSIS,
     set_config},
    {"format", 0, "FORMAT", "print it as text (default), md, csv or json", FOR_COMPARE, set_format},
    {"out", 0, "DIR", "write the report to DIR (default of report: out)", FOR_REPORT | FOR_GATE,
     set_out},
    {"output", 'o', "FILE", "write just one file; its ending selects the format",
     FOR_REPORT | FOR_GATE, set_output},
    {"template", 't', "NAME", "Markdown template: report, summary, table, or a file",
     FOR_ANALYSIS | IN_FILE, set_template_name},
    {"title", 0, "TEXT", "title of the report", FOR_ANALYSIS | IN_FILE, set_title},
    {"lang", 0, "LANG", "language of the report: en (default) or pt-BR", FOR_ANALYSIS | IN_FILE,
     set_lang},
    {"from", 'f', "FORMAT", "read every input as FORMAT instead of finding out", FOR_READING,
     set_from},
    {"columns", 0, "MAP", "what columns of a table mean: \"p99=latency.p99:ms,who=label\"",
     FOR_READING | IN_FILE, set_columns},
    {"timeout", 0, "TIME", "the load tool's timeout, where the logs do not say",
     FOR_READING | IN_FILE, set_timeout},
    {"noise", 0, "PERCENT", "changes within it are none (default 5%)", FOR_ANALYSIS | IN_FILE,
     set_noise},
    {"one-run-noise", 0, "PERCENT", "the same with fewer than 4 runs (default 50%)",
     FOR_ANALYSIS | IN_FILE, set_one_run_noise},
    {"by", 0, "SETTING", "sweep of connections, threads, rate or path (default: found)",
     FOR_ANALYSIS | IN_FILE, set_by},
    {"slo", 0, "LIMIT", "limit of latency that a sweep is judged by: \"p99 <= 20ms\"",
     FOR_ANALYSIS | IN_FILE, set_slo},
    {"fail", 0, "GATE", "what must hold, such as \"latency.p99 < 5ms\"; may be repeated", FOR_GATE,
     set_fail},
    {"warn", 0, "GATE", "what should hold", FOR_GATE, set_warn},
    {"inconclusive", 0, "WHAT", "what follows when runs do not tell: warn (default), pass, fail",
     FOR_GATE | IN_FILE, set_inconclusive},
    {"report-only", 0, NULL, "exit 0 although a gate does not hold", FOR_GATE, set_report_only},
    {"github", 0, NULL, "also step summary, annotations and outputs for GitHub Actions",
     FOR_REPORT | FOR_GATE, set_github},
    {"check", 0, NULL, "write nothing; exit 1 when the document is out of date", FOR_INJECT,
     set_check},
    {"diff", 0, NULL, "write nothing; print what would change", FOR_INJECT, set_diff},
    {"init", 0, NULL, "add markers with the PATHs as input, where there are none", FOR_INJECT,
     set_init},
    {"force", 0, NULL, "compare although connections, rate or pipeline differ", FOR_ANALYSIS,
     set_force},
    {"all-roles", 0, NULL, "compare warm-up and primer runs too", FOR_ANALYSIS, set_all_roles},
    {"summary", 0, NULL, "count runs and refusals instead of printing runs", FOR_PARSE,
     set_summary},
    {"keep-going", 'k', NULL, "exit 0 although some inputs could not be used", FOR_READING,
     set_keep_going},
    {"strict", 0, NULL, "exit 1 when there is a warning", FOR_ANALYSIS, set_strict},
    {"quiet", 'q', NULL, "no notes on standard error", FOR_READING, set_quiet},
    {"verbose", 'v', NULL, "every metric, and advice with the findings", FOR_COMPARE, set_verbose},
    {"color", 0, "WHEN", "colours: auto (default), always or never", FOR_COMPARE | FOR_GATE,
     set_colour},
    {"help", 'h', NULL, "this text", FOR_ALL, set_help},
    {"version", 'V', NULL, "the version, and those of the libraries", FOR_ALL, set_version},
};
const size_t OPTION_COUNT = sizeof OPTIONS / sizeof OPTIONS[0];

static bool unknown(struct str name, struct err *err)
{
    struct suggestion suggestion = {.name = name};
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        suggestion_offer(&suggestion, str_of(OPTIONS[i].name));
    }
    if (suggestion.best.ptr) {
        return err_set(err, ERR_USAGE, "no option is called --%.*s; did you mean --%.*s?",
                       STR_ARG(name), STR_ARG(suggestion.best));
    }
    return err_set(err, ERR_USAGE, "no option is called --%.*s; see wrkbook --help", STR_ARG(name));
}

bool option_set(struct arena *arena, struct options *options, unsigned command, struct str name,
                struct str value, struct err *err)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &OPTIONS[i];
        if (str_is(name, option->name) && option->argument && (option->commands & command)) {
            return option->set(options, str_copy(arena, value).ptr, err);
        }
    }
    return unknown(name, err);
}

struct parsing {
    struct arena *arena;
    int argc;
    const char *const *argv;
    int at;
    struct options *options;
    const struct option *used[64]; /* to check against the command, which may come later */
    size_t used_count;
};

static bool apply(struct parsing *parsing, const struct option *option, const char *value,
                  struct err *err)
{
    if (option->argument && !value) {
        if (parsing->at + 1 >= parsing->argc) {
            return err_set(err, ERR_USAGE, "--%s needs a value: %s", option->name,
                           option->argument);
        }
        value = parsing->argv[++parsing->at];
    }
    if (parsing->used_count < sizeof parsing->used / sizeof parsing->used[0]) {
        parsing->used[parsing->used_count++] = option;
    }
    return option->set(parsing->options, value, err);
}

static bool parse_long(struct parsing *parsing, const char *text, struct err *err)
{
    const char *equals = strchr(text, '=');
    struct str name = {text, equals ? (size_t)(equals - text) : strlen(text)};
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!str_is(name, OPTIONS[i].name)) {
            continue;
        }
        if (equals && !OPTIONS[i].argument) {
            return err_set(err, ERR_USAGE, "--%s takes no value", OPTIONS[i].name);
        }
        return apply(parsing, &OPTIONS[i], equals ? equals + 1 : NULL, err);
    }
    return unknown(name, err);
}

static bool parse_letters(struct parsing *parsing, const char *letters, struct err *err)
{
    while (*letters) {
        const struct option *option = NULL;
        for (size_t i = 0; i < OPTION_COUNT; i++) {
            option = OPTIONS[i].letter == *letters ? &OPTIONS[i] : option;
        }
        if (!option) {
            return err_set(err, ERR_USAGE, "no option is called -%c; see wrkbook --help", *letters);
        }
        letters++;
        if (option->argument) {
            return apply(parsing, option, *letters ? letters : NULL, err);
        }
        if (!apply(parsing, option, NULL, err)) {
            return false;
        }
    }
    return true;
}

static bool check_uses(const struct parsing *parsing, unsigned command, struct err *err)
{
    for (size_t i = 0; i < parsing->used_count; i++) {
        const struct option *option = parsing->used[i];
        if (!(option->commands & command)) {
            return err_set(err, ERR_USAGE, "--%s does not go with %s", option->name,
                           command_name(command));
        }
    }
    return true;
}

void options_default(struct arena *arena, struct options *options)
{
    *options =
        (struct options){.arena = arena, .timeout_s = NAN, .noise = 0.05, .one_run_noise = 0.5};
}

bool options_parse(struct arena *arena, int argc, const char *const *argv, struct options *options,
                   unsigned *command, struct err *err)
{
    *command = 0;
    struct parsing parsing = {.arena = arena, .argc = argc, .argv = argv, .options = options};
    bool only_operands = false;
    for (parsing.at = 1; parsing.at < argc; parsing.at++) {
        const char *argument = argv[parsing.at];
        bool is_option = !only_operands && argument[0] == '-' && argument[1] != '\0';
        if (is_option && strcmp(argument, "--") == 0) {
            only_operands = true;
        } else if (is_option) {
            if (argument[1] == '-' ? !parse_long(&parsing, argument + 2, err)
                                   : !parse_letters(&parsing, argument + 1, err)) {
                return false;
            }
        } else if (*command == 0 && options->paths.n == 0 && !only_operands &&
                   command_find(str_of(argument)) != 0) {
            *command = command_find(str_of(argument));
        } else {
            VEC_PUSH(arena, &options->paths, argument);
        }
    }
    if (*command == 0) {
        *command = FOR_COMPARE;
    }
    return options->help || options->version || check_uses(&parsing, *command, err);
}
