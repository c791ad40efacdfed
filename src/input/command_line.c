#include "command_line.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "number.h"
#include "scan.h"
#include "text_run.h"

/* No command goes on behind so many characters. */
#define LONGEST 4096

/* What may stand before a program without a blank. */
static const char OPENING[] = "`'\"($";

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_program(struct str word, const char *program)
{
    for (size_t i = word.len; i > 0; i--) {
        if (word.ptr[i - 1] == '/' || strchr(OPENING, word.ptr[i - 1])) {
            word = str_skip(word, i);
            break;
        }
    }
    if (!str_eat(&word, str_of(program))) {
        return false;
    }
    return word.len == 0 || str_is(word, "2") || str_is(word, ".exe") || word.ptr[0] == '-' ||
           word.ptr[0] == '_';
}

bool command_line_find(struct str line, const char *program, struct str *command)
{
    if (str_find(line, str_of(program), 0) == SIZE_MAX) {
        return false;
    }
    struct str rest = line;
    for (struct str word = str_word(&rest); word.len > 0; word = str_word(&rest)) {
        if (!is_program(word, program)) {
            continue;
        }
        struct str after = rest;
        struct str next = str_word(&after);
        bool option =
            next.len > 1 && next.ptr[0] == '-' && (next.ptr[1] == '-' || is_letter(next.ptr[1]));
        if (!option && str_find(next, STR("://"), 0) == SIZE_MAX) {
            continue;
        }
        size_t from = (size_t)(word.ptr - line.ptr);
        while (strchr(OPENING, line.ptr[from])) {
            from++;
        }
        bool quoted = from > 0 && line.ptr[from - 1] == '`';
        size_t end = quoted ? str_find(line, STR("`"), from) : line.len;
        *command = str_trim(str_cut(line, from, end));
        return true;
    }
    return false;
}

/* Adds text without colours, and without tags of HTML at the end. */
static void add_tidy(struct buf *command, struct str text)
{
    buf_add_uncoloured(command, text);
    struct str all = str_trim(buf_str(command));
    while (text_unquote_end(&all)) {
        all = str_trim(all);
    }
    command->n = (size_t)(all.ptr + all.len - command->at);
}

bool command_line_keep(struct buf *command, struct str line, const char *program)
{
    struct str found;
    if (command->n > 0 && command->n < LONGEST && command->at[command->n - 1] == '\\') {
        struct str before = str_trim(str_cut(buf_str(command), 0, command->n - 1));
        command->n = before.len;
        buf_char(command, ' ');
        add_tidy(command, line);
        return true;
    }
    if (!command_line_find(line, program, &found)) {
        return false;
    }
    command->n = 0;
    add_tidy(command, found);
    return true;
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
        } else if (c == ' ' || c == '\t' || (i > 0 && (c == ';' || c == '|'))) {
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

struct command_words command_words(struct str command, const struct command_option *options,
                                   size_t count, bool go)
{
    struct command_words words = {command, options, count, go, false, {NULL, 0}};
    if (command.ptr) {
        shell_word(&words.rest);
    }
    return words;
}

/* The key of a row that was found; a value that is not stated yet is the next word. */
static char take(struct command_words *words, const struct command_option *option,
                 struct str *value)
{
    if (option->flag) {
        *value = (struct str){0};
    } else if (!value->ptr) {
        *value = shell_word(&words->rest);
    }
    return option->key;
}

/* One of letters such as "kc10"; '\0' when none of them has a row. */
static char take_letter(struct command_words *words, struct str *value)
{
    while (words->letters.len > 0) {
        char letter = words->letters.ptr[0];
        words->letters = str_skip(words->letters, 1);
        for (size_t i = 0; i < words->count; i++) {
            const struct command_option *option = &words->options[i];
            if (option->key != letter) {
                continue;
            }
            *value = (struct str){0};
            if (!option->flag) {
                *value = words->letters.len > 0 ? words->letters : *value;
                words->letters.len = 0;
            }
            return take(words, option, value);
        }
    }
    return '\0';
}

/* name or name=value; '\0' when it has no row. */
static char take_name(struct command_words *words, struct str name, struct str *value)
{
    size_t equals = str_find(name, STR("="), 0);
    *value = equals == SIZE_MAX ? (struct str){0} : str_skip(name, equals + 1);
    name = str_cut(name, 0, equals);
    for (size_t i = 0; i < words->count; i++) {
        if (words->options[i].name && str_is(name, words->options[i].name)) {
            return take(words, &words->options[i], value);
        }
    }
    return '\0';
}

char command_next(struct command_words *words, struct str *value)
{
    while (words->rest.ptr) {
        char key = take_letter(words, value);
        if (key != '\0') {
            return key;
        }
        struct str word = shell_word(&words->rest);
        if (word.len == 0 || str_is(word, "--") || strchr("|>&;#", word.ptr[0])) {
            return '\0';
        }
        if (word.ptr[0] != '-' || word.len == 1 || words->only_words) {
            words->only_words = words->go;
            *value = word;
            return COMMAND_WORD;
        }
        word = str_skip(word, 1);
        bool named = str_eat(&word, STR("-")) || words->go;
        words->letters = named ? (struct str){0} : word;
        key = named ? take_name(words, word, value) : '\0';
        if (key != '\0') {
            return key;
        }
    }
    return '\0';
}

double command_number(struct str value)
{
    double number;
    return number_parse(value, &number) ? number : NAN;
}

double command_seconds(struct str value)
{
    double us;
    struct str rest = value;
    return scan_duration(&rest, &us) && rest.len == 0 ? us / 1e6 : command_number(value);
}

bool command_is_url(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (strchr("<>${}`", word.ptr[i])) {
            return false;
        }
    }
    return str_find(word, STR("://"), 0) != SIZE_MAX;
}
