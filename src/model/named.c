/* Metrics of the values that runs carry by name. */
#include <math.h>

#include "metric.h"

const struct known_unit KNOWN_UNITS[] = {
    {"B", UNIT_BYTES, 1},
    {"bytes", UNIT_BYTES, 1},
    {"kB", UNIT_BYTES, 1e3},
    {"KB", UNIT_BYTES, 1e3},
    {"MB", UNIT_BYTES, 1e6},
    {"GB", UNIT_BYTES, 1e9},
    {"TB", UNIT_BYTES, 1e12},
    {"KiB", UNIT_BYTES, 0x1p10},
    {"MiB", UNIT_BYTES, 0x1p20},
    {"GiB", UNIT_BYTES, 0x1p30},
    {"TiB", UNIT_BYTES, 0x1p40},
    {"B/s", UNIT_BYTES_PER_S, 1},
    {"kB/s", UNIT_BYTES_PER_S, 1e3},
    {"MB/s", UNIT_BYTES_PER_S, 1e6},
    {"GB/s", UNIT_BYTES_PER_S, 1e9},
    {"TB/s", UNIT_BYTES_PER_S, 1e12},
    {"KiB/s", UNIT_BYTES_PER_S, 0x1p10},
    {"MiB/s", UNIT_BYTES_PER_S, 0x1p20},
    {"GiB/s", UNIT_BYTES_PER_S, 0x1p30},
    {"TiB/s", UNIT_BYTES_PER_S, 0x1p40},
    {"ns", UNIT_MICROSECONDS, 1e-3},
    {"us", UNIT_MICROSECONDS, 1},
    {"\xC2\xB5s", UNIT_MICROSECONDS, 1}, /* micro sign */
    {"\xCE\xBCs", UNIT_MICROSECONDS, 1}, /* Greek mu */
    {"ms", UNIT_MICROSECONDS, 1e3},
    {"s", UNIT_MICROSECONDS, 1e6},
    {"min", UNIT_MICROSECONDS, 6e7},
    {"h", UNIT_MICROSECONDS, 3.6e9},
    {"1/s", UNIT_PER_SECOND, 1},
    {"%", UNIT_SHARE, 0.01},
};
const size_t KNOWN_UNIT_COUNT = sizeof KNOWN_UNITS / sizeof KNOWN_UNITS[0];

enum unit unit_of_text(struct str text, double *times)
{
    for (size_t i = 0; i < KNOWN_UNIT_COUNT; i++) {
        if (str_is(text, KNOWN_UNITS[i].text)) {
            *times = KNOWN_UNITS[i].times;
            return KNOWN_UNITS[i].unit;
        }
    }
    *times = 1;
    return UNIT_OTHER;
}

static const struct named_metric *named(const struct metric *metric)
{
    return (const struct named_metric *)metric;
}

bool metric_covers(const struct metric *metric, const struct named_value *value)
{
    const struct named_metric *own = named(metric);
    double times;
    return str_eq(own->name, value->name) &&
           (str_eq(own->unit_text, value->unit) ||
            (metric->unit != UNIT_OTHER && unit_of_text(value->unit, &times) == metric->unit));
}

static double of_named(const struct metric *metric, const struct run *run)
{
    size_t first = named(metric)->place;
    for (size_t k = 0; k < run->value_count; k++) {
        const struct named_value *value = &run->values[(first + k) % run->value_count];
        if (metric_covers(metric, value)) {
            double times;
            (void)unit_of_text(value->unit, &times);
            return times < 1 ? value->value / round(1 / times) : value->value * times;
        }
    }
    return NAN;
}

const struct metric *metric_named(struct arena *arena, const struct named_value *value,
                                  const char *id, size_t place)
{
    double times;
    struct named_metric *result = arena_alloc(arena, sizeof *result);
    *result = (struct named_metric){
        .metric = {.id = id,
                   .unit = unit_of_text(value->unit, &times),
                   .better = value->better,
                   .flags = METRIC_NAMED | (value->fact ? METRIC_FACT : 0),
                   .of = of_named},
        .name = value->name,
        .unit_text = value->unit,
        .place = place,
    };
    return &result->metric;
}

struct str metric_unit(const struct metric *metric)
{
    bool own = metric->unit == UNIT_OTHER && named(metric)->unit_text.len > 0;
    return own ? named(metric)->unit_text : str_of(unit_name(metric->unit));
}
