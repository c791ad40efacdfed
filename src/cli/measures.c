#include "measures.h"

#include <math.h>
#include <string.h>

#include "number.h"
#include "suggest.h"

/* Longer than any number that means something. */
#define MOST_DIGITS ((size_t)40)

bool quantity_parse(struct str text, double *value, struct str *unit)
{
    text = str_trim(text);
    for (size_t n = text.len < MOST_DIGITS ? text.len : MOST_DIGITS; n > 0; n--) {
        if (number_parse(str_cut(text, 0, n), value)) {
            *unit = str_trim(str_skip(text, n));
            if (unit->len == 0) {
                *unit = (struct str){0};
                return true;
            }
            /* "1,024 MB" is no 1. */
            return !strchr(".,_'0123456789", unit->ptr[0]);
        }
    }
    return false;
}

const struct metric *measure_find(struct arena *arena, const struct options *options,
                                  struct str name)
{
    const struct metric *metric = metric_find(name);
    if (!metric) {
        metric = metric_find(str_printf(arena, "latency.%.*s", STR_ARG(name)));
    }
    for (size_t i = 0; i < options->file.facts.n && !metric; i++) {
        const struct named_value *value = &options->file.facts.at[i].value;
        if (str_eq(value->name, name)) {
            metric = metric_named(arena, value, str_copy(arena, name).ptr, 0);
        }
    }
    return metric;
}

struct str measure_unknown(struct arena *arena, const struct options *options, struct str name)
{
    struct suggestion suggestion = {.name = name};
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        suggestion_offer(&suggestion, str_of(METRICS[m].id));
    }
    for (size_t i = 0; i < options->file.facts.n; i++) {
        suggestion_offer(&suggestion, options->file.facts.at[i].value.name);
    }
    return suggestion.best.ptr
               ? str_printf(arena, "no metric or fact is called \"%.*s\"; did you mean \"%.*s\"?",
                            STR_ARG(name), STR_ARG(suggestion.best))
               : str_printf(arena,
                            "no metric or fact is called \"%.*s\"; expected one such as goodput "
                            "or latency.p99",
                            STR_ARG(name));
}

/* "k" of a count or a rate; "20k/s" is "20k". 0: no such thing. */
static double thousands(const struct metric *metric, struct str unit)
{
    if (metric->unit == UNIT_PER_SECOND && str_ends(unit, STR("/s"))) {
        unit = str_cut(unit, 0, unit.len - 2);
    }
    return unit.len == 0 || str_is(unit, "1") ? 1
           : str_is(unit, "k")                ? 1e3
           : str_is(unit, "M")                ? 1e6
           : str_is(unit, "G")                ? 1e9
                                              : 0;
}

bool measure_amount(const struct metric *metric, struct str text, double *amount)
{
    struct str unit = {0};
    double times = 0;
    if (!quantity_parse(text, amount, &unit)) {
        return false;
    }
    if (metric->unit == UNIT_COUNT || metric->unit == UNIT_PER_SECOND) {
        times = thousands(metric, unit);
    } else if (metric->unit == UNIT_OTHER) {
        times = unit.len == 0 || str_eq(unit, metric_unit(metric)) ? 1 : 0;
    } else {
        enum unit given = unit_of_text(unit, &times);
        bool seconds = metric->unit == UNIT_SECONDS && given == UNIT_MICROSECONDS;
        times = seconds ? times / 1e6 : given == metric->unit ? times : 0;
    }
    /* 7 % is 7 / 100 and not 7 * 0.01, which is another number. */
    *amount = times > 0 && times < 1 ? *amount / round(1 / times) : *amount * times;
    return times > 0;
}

struct str measure_units(const struct metric *metric)
{
    static const char *const UNITS[] = {
        [UNIT_COUNT] = "k or M or no unit",
        [UNIT_PER_SECOND] = "k or M or no unit, which are per second",
        [UNIT_BYTES] = "B, kB, MB, GB or KiB, MiB, GiB",
        [UNIT_BYTES_PER_S] = "kB/s, MB/s or KiB/s, MiB/s",
        [UNIT_MICROSECONDS] = "us, ms or s",
        [UNIT_SECONDS] = "us, ms or s",
        [UNIT_SHARE] = "%",
    };
    return metric->unit == UNIT_OTHER ? metric_unit(metric) : str_of(UNITS[metric->unit]);
}
