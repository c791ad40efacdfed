/* The parts of the man pages that tables know. */
#include <ctype.h>
#include <string.h>

#include "config.h"
#include "desk.h"
#include "input.h"
#include "resource_limits.h"

/* Text as mdoc: a line of its own, with nothing that roff would take for its own. */
static void roff(FILE *out, const char *text)
{
    if (*text == '.' || *text == '\'') {
        fputs("\\&", out);
    }
    for (const char *c = text; *c; c++) {
        if (*c == '\\') {
            fputs("\\e", out);
        } else if (*c == '-') {
            fputs("\\-", out);
        } else if (*c == '"') {
            fputs("\\(dq", out);
        } else if (*c == ')') {
            fputs("\\&)", out); /* "done()" is no function of C */
        } else {
            fputc(*c, out);
        }
    }
}

/* An argument of a macro: words such as [COMMAND] or Ns must not be taken for delimiters. */
static void argument(FILE *out, const char *text)
{
    fputs(ispunct((unsigned char)*text) ? " \\&" : " ", out);
    roff(out, text);
}

static void option_item(FILE *out, const struct option *option)
{
    fputs(".It", out);
    if (option->letter) {
        fprintf(out, " Fl %c ,", option->letter);
    }
    fprintf(out, " Fl -%s", option->name);
    if (option->argument) {
        fprintf(out, " Ar %s", option->argument);
    }
    fputc('\n', out);
}

/* "All commands." or those that take it. */
static void option_commands(FILE *out, const struct option *option)
{
    if ((option->commands & FOR_ALL) == FOR_ALL) {
        return;
    }
    const char *before = "With ";
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (COMMANDS[i].bit & option->commands) {
            fprintf(out, "%s%s", before, COMMANDS[i].name);
            before = ", ";
        }
    }
    fputs(".\n", out);
}

/* mdoc wants lines of at most 80 bytes. */
#define LINE_WIDTH 60

static void folded(FILE *out, const char *text)
{
    size_t column = 0;
    struct str rest = str_of(text);
    while (rest.len > 0) {
        char word[256];
        struct str next = str_cut(rest, 0, str_find(rest, STR(" "), 0));
        snprintf(word, sizeof word, "%.*s", STR_ARG(next));
        if (column > 0) {
            bool full = column + next.len >= LINE_WIDTH;
            fputc(full ? '\n' : ' ', out);
            column = full ? 0 : column + 1;
        }
        roff(out, word);
        column += next.len;
        rest = str_skip(rest, next.len + 1);
    }
}

static void sentence(FILE *out, const char *text)
{
    char first[512];
    snprintf(first, sizeof first, "%s.", text);
    first[0] = (char)toupper((unsigned char)first[0]);
    folded(out, first);
    fputc('\n', out);
}

static void options(FILE *out)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        option_item(out, &OPTIONS[i]);
        sentence(out, OPTIONS[i].help);
        option_commands(out, &OPTIONS[i]);
    }
}

static void key_options(FILE *out)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (OPTIONS[i].commands & IN_FILE) {
            fputs(".It Cm ", out);
            for (const char *c = OPTIONS[i].name; *c; c++) {
                fputc(*c == '-' ? '_' : *c, out);
            }
            fprintf(out, " : Ar %s\n", OPTIONS[i].argument);
            sentence(out, OPTIONS[i].help);
        }
    }
}

static void keys(FILE *out)
{
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        fprintf(out, ".It Cm %s\n", CONFIG_KEYS[i].name);
        sentence(out, CONFIG_KEYS[i].help);
    }
}

static void synopsis(FILE *out)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fputs(".Nm wrkbook\n", out);
        if (COMMANDS[i].bit == FOR_COMPARE) {
            fputs(".Op Cm compare\n", out);
        } else {
            fprintf(out, ".Cm %s\n", COMMANDS[i].name);
        }
        fputs(".Op Ar options\n", out);
        const char *operands = strchr(COMMANDS[i].synopsis, ' ');
        if (operands) {
            fputs(".Ar", out);
            argument(out, operands + 1);
            fputc('\n', out);
        }
    }
}

static void commands(FILE *out)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, ".It Cm %s\n", COMMANDS[i].name);
        sentence(out, COMMANDS[i].summary);
    }
}

static void examples(FILE *out)
{
    fputs(".Bd -literal\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        struct str rest = str_of(COMMANDS[i].examples);
        while (rest.len > 0) {
            char line[256];
            size_t end = str_find(rest, STR("\n"), 0);
            struct str text = str_trim(str_cut(rest, 0, end));
            snprintf(line, sizeof line, "%.*s", STR_ARG(text));
            roff(out, line);
            fputc('\n', out);
            rest = str_skip(rest, text.len < rest.len && end < rest.len ? end + 1 : rest.len);
        }
    }
    fputs(".Ed\n", out);
}

static void metrics(FILE *out)
{
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        const struct metric *metric = &METRICS[i];
        fprintf(out, ".It %s\n", metric->id);
        fprintf(out, "%s\n",
                metric->unit == UNIT_COUNT         ? "a count"
                : metric->unit == UNIT_SHARE       ? "a share, in %"
                : metric->unit == UNIT_PER_SECOND  ? "a rate, per second"
                : metric->unit == UNIT_BYTES       ? "a size"
                : metric->unit == UNIT_BYTES_PER_S ? "a size per second"
                                                   : "a time");
    }
}

/* A line of the grammar: the units of one kind, but for those only some keyboards have. */
static void units(FILE *out, const char *name, enum unit kind)
{
    int width = fprintf(out, "%-10s =", name);
    const char *before = "";
    for (size_t i = 0; i < KNOWN_UNIT_COUNT; i++) {
        const struct known_unit *unit = &KNOWN_UNITS[i];
        if (unit->unit != kind || (unsigned char)unit->text[0] > 127) {
            continue;
        }
        fputs(before, out);
        if (width > 50) {
            width = fprintf(out, "\n%12s", "");
        }
        width += fprintf(out, " \"%s\"", unit->text);
        before = " |";
    }
    fputc('\n', out);
}

static void gate_units(FILE *out)
{
    units(out, "time", UNIT_MICROSECONDS);
    units(out, "size", UNIT_BYTES);
    units(out, "speed", UNIT_BYTES_PER_S);
}

static void inputs(FILE *out)
{
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        fprintf(out, ".It %s\n", INPUT_FORMATS[i]->name);
        folded(out, INPUT_FORMATS[i]->summary);
        fputc('\n', out);
    }
}

static void charts(FILE *out)
{
    const char *const *const lists[] = {CHART_IDS, SWEEP_CHART_IDS};
    const char *before = "";
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; lists[k][i]; i++) {
            fprintf(out, "%s%s", before, lists[k][i]);
            before = ",\n";
        }
    }
    fputs(".\n", out);
}

/* A size in words: "64 KiB". */
static void size_item(FILE *out, const char *what, size_t bytes)
{
    static const char *const UNITS[] = {"bytes", "KiB", "MiB", "GiB"};
    size_t unit = 0;
    for (; unit < 3 && bytes % 1024 == 0; unit++) {
        bytes /= 1024;
    }
    fprintf(out, ".It\n%zu %s: %s\n", bytes, UNITS[unit], what);
}

static void limits(FILE *out)
{
    size_item(out, "a line of a log", SOURCE_LINE_LIMIT);
    size_item(out, "a JSON document, decompressed", SOURCE_WHOLE_LIMIT);
    size_item(out, "a compressed file, decompressed", DECODED_LIMIT);
    fprintf(out, ".It\n%d levels of a JSON document\n", JSON_LEVELS);
    fprintf(out, ".It\n%zu runs in all inputs; any number to print or count\n", RUNS_LIMIT);
    size_item(out, "wrkbook.yaml", SOURCE_HEAD_SIZE);
    size_item(out, "a template", TEMPLATE_TEXT_LIMIT);
    size_item(out, "what a template may write", TEMPLATE_OUTPUT_LIMIT);
    fprintf(out, ".It\n%d levels, and %d entries of one list or map: wrkbook.yaml\n", YAML_LEVELS,
            YAML_ITEMS);
    fprintf(out, ".It\n%d partials and %d sections within one another: a template\n",
            TEMPLATE_PARTIALS, TEMPLATE_SECTIONS);
    fprintf(out, ".It\n%zu parts of a template gone through, each as often as its list has items\n",
            TEMPLATE_STEPS);
    fprintf(out, ".It\n%d runs: a report of more is put into a document without them\n",
            PUBLISHED_RUNS_LIMIT);
}

static const struct {
    const char *name;
    void (*write)(FILE *out);
} PARTS[] = {
    {"@SYNOPSIS\n", synopsis},     {"@LIMITS\n", limits},
    {"@COMMANDS\n", commands},     {"@OPTIONS\n", options},
    {"@EXAMPLES\n", examples},     {"@METRICS\n", metrics},
    {"@INPUTS\n", inputs},         {"@KEYS\n", keys},
    {"@CHARTS\n", charts},         {"@KEY_OPTIONS\n", key_options},
    {"@GATE_UNITS\n", gate_units},
};

bool write_man(FILE *out, const char *path)
{
    char line[1024];
    FILE *in = fopen(path, "r");
    bool right = in != NULL;
    while (right && fgets(line, sizeof line, in)) {
        bool part = line[0] == '@';
        bool known = !part;
        for (size_t i = 0; part && i < sizeof PARTS / sizeof PARTS[0]; i++) {
            if (strcmp(line, PARTS[i].name) == 0) {
                PARTS[i].write(out);
                known = true;
            }
        }
        if (!part) {
            fputs(line, out);
        }
        right = known;
    }
    if (in) {
        fclose(in);
    }
    if (!right) {
        fprintf(stderr, "%s cannot be read, or has an unknown part\n", path);
    }
    return right;
}
