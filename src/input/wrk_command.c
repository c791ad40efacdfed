#include "wrk_command.h"

#include <math.h>
#include <string.h>

#include "command_line.h"
#include "number.h"

/* Options of wrk and wrk2 that take a value. */
static const struct command_option OPTIONS[] = {
    {'t', "threads", false}, {'c', "connections", false}, {'d', "duration", false},
    {'T', "timeout", false}, {'R', "rate", false},        {'s', "script", false},
    {'H', "header", false},  {'r', "requests", false},
};

/* A number with one of wrk's option suffixes; NaN when it is something else. */
static double option_number(struct str text, const char *units, const double *factors)
{
    double value;
    if (!number_eat(&text, &value, NULL)) {
        return NAN;
    }
    if (text.len == 0) {
        return value;
    }
    const char *unit = text.len == 1 ? memchr(units, text.ptr[0], 3) : NULL;
    return unit ? value * factors[unit - units] : NAN;
}

static double option_time(struct str text)
{
    static const double FACTORS[] = {1, 60, 3600};
    return option_number(text, "smh", FACTORS);
}

static double option_count(struct str text)
{
    static const double FACTORS[] = {1e3, 1e6, 1e9};
    return option_number(text, "kMG", FACTORS);
}

static void take_option(struct wrk_command *command, char letter, struct str value)
{
    if (letter == 't') {
        command->threads = option_count(value);
    } else if (letter == 'c') {
        command->connections = option_count(value);
    } else if (letter == 'd') {
        command->duration_s = option_time(value);
    } else if (letter == 'T') {
        command->timeout_s = option_time(value);
    } else if (letter == 'R') {
        command->rate_rps = option_count(value);
    }
}

/* What a script is given stands behind "--"; how many requests it sends at once comes last. */
static double pipeline_depth(struct str text)
{
    struct str rest = str_skip(text, str_find(text, STR(" -- "), 0));
    struct str last = {0};
    for (struct str word = str_word(&rest); word.len > 0 && !strchr("|>&;#", word.ptr[0]);
         word = str_word(&rest)) {
        last = word;
    }
    double depth = command_number(last);
    return depth >= 1 && depth == floor(depth) ? depth : NAN;
}

struct wrk_command wrk_command_parse(struct str text)
{
    struct wrk_command command = {NAN, NAN, NAN, NAN, NAN, NAN, {0}};
    struct command_words words =
        command_words(text, OPTIONS, sizeof OPTIONS / sizeof OPTIONS[0], false);
    struct str value;
    for (char key = command_next(&words, &value); key != '\0'; key = command_next(&words, &value)) {
        if (key == 's' && str_ends(value, STR("pipeline.lua"))) {
            command.pipeline = pipeline_depth(text);
        } else if (key != COMMAND_WORD) {
            take_option(&command, key, value);
        } else if (!command.url.ptr && command_is_url(value)) {
            command.url = value;
        }
    }
    return command;
}
