#include "wrk_command.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "number.h"

/* Options of wrk and wrk2 that take a value. */
static const struct {
    char letter;
    const char *name;
} OPTIONS[] = {
    {'t', "threads"}, {'c', "connections"}, {'d', "duration"}, {'T', "timeout"},
    {'R', "rate"},    {'s', "script"},      {'H', "header"},   {'r', "requests"},
};

#define OPTION_COUNT (sizeof OPTIONS / sizeof OPTIONS[0])

static bool is_program(struct str word)
{
    for (size_t i = word.len; i > 0; i--) {
        if (strchr("/`'\"($", word.ptr[i - 1])) {
            word = str_skip(word, i);
            break;
        }
    }
    if (!str_eat(&word, STR("wrk"))) {
        return false;
    }
    return word.len == 0 || str_is(word, "2") || word.ptr[0] == '-';
}

bool wrk_command_find(struct str line, struct str *command)
{
    if (str_find(line, STR("wrk"), 0) == SIZE_MAX) {
        return false;
    }
    struct str rest = line;
    for (struct str word = str_word(&rest); word.len > 0; word = str_word(&rest)) {
        if (!is_program(word)) {
            continue;
        }
        struct str after = rest;
        struct str next = str_word(&after);
        bool option = next.len > 1 && next.ptr[0] == '-' && next.ptr[1] != ' ';
        if (option || str_find(next, STR("://"), 0) != SIZE_MAX) {
            const char *end = line.ptr + line.len;
            *command = str_trim((struct str){word.ptr, (size_t)(end - word.ptr)});
            return true;
        }
    }
    return false;
}

/* The next word of a shell command, quotes respected; those around the whole word are removed. */
static struct str shell_word(struct str *s)
{
    *s = str_trim(*s);
    char quote = '\0';
    size_t i = 0;
    for (; i < s->len; i++) {
        char c = s->ptr[i];
        if (quote != '\0') {
            if (c == quote) {
                quote = '\0';
            }
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == ' ' || c == '\t') {
            break;
        }
    }
    struct str word = str_cut(*s, 0, i);
    *s = str_skip(*s, i);
    if (word.len >= 2 && (word.ptr[0] == '\'' || word.ptr[0] == '"') &&
        word.ptr[word.len - 1] == word.ptr[0]) {
        word = str_cut(word, 1, word.len - 1);
    }
    return word;
}

/* The letter of an option that takes a value, which is in *value or, if that is NULL, the next
 * word. */
static char option_letter(struct str word, struct str *value)
{
    *value = (struct str){0};
    if (str_eat(&word, STR("--"))) {
        size_t equals = str_find(word, STR("="), 0);
        if (equals != SIZE_MAX) {
            *value = str_skip(word, equals + 1);
            word = str_cut(word, 0, equals);
        }
        for (size_t i = 0; i < OPTION_COUNT; i++) {
            if (str_is(word, OPTIONS[i].name)) {
                return OPTIONS[i].letter;
            }
        }
        return '\0';
    }
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (word.len >= 2 && word.ptr[1] == OPTIONS[i].letter) {
            if (word.len > 2) {
                *value = str_skip(word, 2);
            }
            return OPTIONS[i].letter;
        }
    }
    return '\0';
}

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

struct wrk_command wrk_command_parse(struct str text)
{
    struct wrk_command command = {NAN, NAN, NAN, NAN, NAN, {0}};
    shell_word(&text);
    for (struct str word = shell_word(&text); word.len > 0; word = shell_word(&text)) {
        if (str_is(word, "--") || strchr("|>&;", word.ptr[0])) {
            break;
        }
        if (word.ptr[0] != '-') {
            if (!command.url.ptr && str_find(word, STR("://"), 0) != SIZE_MAX) {
                command.url = word;
            }
            continue;
        }
        struct str value;
        char letter = option_letter(word, &value);
        if (letter != '\0') {
            take_option(&command, letter, value.ptr ? value : shell_word(&text));
        }
    }
    return command;
}
