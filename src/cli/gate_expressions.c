#include "gate_expressions.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "measures.h"

struct reading {
    struct arena *arena;
    const struct options *options;
    const struct gate_text *given;
    struct gate *gate;
    struct err *err;
};

/* Fails at a place inside the gate's text. */
static bool wrong(struct reading *reading, const char *at, const char *format, ...)
    PRINTF_LIKE(3, 4);

static bool wrong(struct reading *reading, const char *at, const char *format, ...)
{
    const struct gate_text *given = reading->given;
    long column = (long)(at - given->text.ptr);
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return given->line > 0 ? err_at(reading->err, ERR_USAGE, given->where, given->line,
                                    given->column + column, "%s", text)
                           : err_set(reading->err, ERR_USAGE, "%s \"%.*s\": column %ld: %s",
                                     given->where, STR_ARG(given->text), column + 1, text);
}

static bool read_operator(struct reading *reading, struct str *rest)
{
    static const struct {
        const char *text;
        enum gate_operator operator;
    } OPERATORS[] = {
        {"<=", GATE_AT_MOST}, {">=", GATE_AT_LEAST}, {"<", GATE_LESS}, {">", GATE_MORE}};

    const char *at = rest->ptr;
    for (size_t i = 0; i < sizeof OPERATORS / sizeof OPERATORS[0]; i++) {
        if (str_eat(rest, str_of(OPERATORS[i].text))) {
            reading->gate->operator= OPERATORS[i].operator;
            return true;
        }
    }
    return wrong(reading, at, "expected <, <=, > or >=");
}

/* "delta" or "regression" behind the metric's name. */
static void eat_kind(struct gate *gate, struct str *name)
{
    static const struct {
        const char *word;
        enum gate_of of;
    } KINDS[] = {{" delta", GATE_DELTA}, {" regression", GATE_REGRESSION}};

    for (size_t i = 0; i < 2; i++) {
        struct str word = str_of(KINDS[i].word);
        if (str_ends(*name, word)) {
            gate->of = KINDS[i].of;
            *name = str_trim(str_cut(*name, 0, name->len - word.len));
            return;
        }
    }
}

static bool read_limit(struct reading *reading, const struct metric *metric, struct str text)
{
    static const struct metric CHANGE = {.unit = UNIT_SHARE};
    struct gate *gate = reading->gate;
    bool value = gate->of == GATE_VALUE;
    struct str units = measure_units(value ? metric : &CHANGE);
    return measure_amount(value ? metric : &CHANGE, text, &gate->limit) ||
           wrong(reading, text.ptr, "expected a number in %.*s", STR_ARG(units));
}

/* Where the labels that begin a gate end; a glob may have brackets of its own. */
static size_t end_of_labels(struct str rest)
{
    size_t open = 0;
    for (size_t i = 0; i < rest.len; i++) {
        open += rest.ptr[i] == '[';
        open -= rest.ptr[i] == ']';
        if (open == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool read_gate(struct reading *reading)
{
    struct gate *gate = reading->gate;
    struct str rest = str_trim(reading->given->text);
    gate->text = rest;
    gate->warns = reading->given->warns;
    if (str_eat(&rest, STR("warn:"))) {
        gate->warns = true;
    } else if (str_eat(&rest, STR("fail:"))) {
        gate->warns = false;
    }
    rest = str_trim(rest);
    if (str_starts(rest, STR("["))) {
        size_t end = end_of_labels(rest);
        if (end == SIZE_MAX) {
            return wrong(reading, rest.ptr, "expected ] after the labels");
        }
        gate->systems = str_trim(str_cut(rest, 1, end));
        rest = str_trim(str_skip(rest, end + 1));
    }
    size_t sign = 0;
    while (sign < rest.len && rest.ptr[sign] != '<' && rest.ptr[sign] != '>' &&
           rest.ptr[sign] != '=' && rest.ptr[sign] != '!') {
        sign++;
    }
    struct str name = str_trim(str_cut(rest, 0, sign));
    const char *at = rest.ptr;
    rest = str_skip(rest, sign);
    eat_kind(gate, &name);
    const struct metric *metric = measure_find(reading->arena, reading->options, name);
    if (name.len == 0) {
        return wrong(reading, at, "expected a metric such as goodput or latency.p99");
    }
    if (!metric) {
        struct str why = measure_unknown(reading->arena, reading->options, name);
        return wrong(reading, name.ptr, "%.*s", STR_ARG(why));
    }
    if (gate->of == GATE_REGRESSION && metric->better == BETTER_NONE) {
        return wrong(reading, name.ptr, "%s cannot regress; neither more nor less of it is better",
                     metric->id);
    }
    gate->metric = str_of(metric->id);
    return read_operator(reading, &rest) && read_limit(reading, metric, str_trim(rest));
}

bool gates_read(struct arena *arena, const struct options *options, const struct gate **gates,
                size_t *count, struct err *err)
{
    struct gate *all = ARENA_ARRAY(arena, struct gate, options->gates.n);
    for (size_t i = 0; i < options->gates.n; i++) {
        struct reading reading = {arena, options, &options->gates.at[i], &all[i], err};
        all[i] = (struct gate){0};
        if (!read_gate(&reading)) {
            return false;
        }
    }
    *gates = all;
    *count = options->gates.n;
    return true;
}
