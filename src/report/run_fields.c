/* The fields of the canonical runs that the table of runs has no column for. */
#include <math.h>

#include "build.h"

/* More of a kind are a distribution, which a row can't hold. */
#define MOST_OF_A_KIND 32

enum kind {
    KIND_TEXT,
    KIND_NUMBER,
    KIND_STATUS,           /* answers of a status code */
    KIND_PERCENTILE,       /* one that no metric is */
    KIND_PHASE,            /* a figure of a phase's latency */
    KIND_PHASE_PERCENTILE, /* a percentile of it */
    KIND_TAG,
    KIND_VALUE,
    KIND_COUNT,
};

struct fixed_field {
    const char *key; /* of the catalogue, after "field." */
    struct str (*text)(const struct run *run, struct arena *arena);
    double (*number)(const struct run *run);
    enum unit unit;
};

struct run_field {
    enum kind kind;
    const struct fixed_field *fixed; /* KIND_TEXT, KIND_NUMBER */
    struct str name, unit;           /* of a phase, tag or value */
    double key;                      /* status code, percentile, index in FIGURES */
};

#define TEXT_FIELD(name, member)                                                                   \
    static struct str name(const struct run *run, struct arena *arena)                             \
    {                                                                                              \
        (void)arena;                                                                               \
        return run->member;                                                                        \
    }
#define NUMBER_FIELD(name, member)                                                                 \
    static double name(const struct run *run)                                                      \
    {                                                                                              \
        return run->member;                                                                        \
    }
#define LATENCY_FIELD(name, member)                                                                \
    static double name(const struct run *run)                                                      \
    {                                                                                              \
        return run->has_latency ? run->latency.member : (double)NAN;                               \
    }

TEXT_FIELD(tool, tool_name)
TEXT_FIELD(version, tool_version)
TEXT_FIELD(command, command)
TEXT_FIELD(url, url)
TEXT_FIELD(method, method)
TEXT_FIELD(part, target_name)
TEXT_FIELD(started, started_at)
NUMBER_FIELD(duration, load.duration_s)
NUMBER_FIELD(rate, load.rate_rps)
NUMBER_FIELD(timeout, load.timeout_s)
NUMBER_FIELD(pipeline, load.pipeline)
NUMBER_FIELD(attempts, attempts)
NUMBER_FIELD(bytes, bytes)
NUMBER_FIELD(thread_mean, thread_rps.mean)
NUMBER_FIELD(thread_stdev, thread_rps.stdev)
NUMBER_FIELD(thread_max, thread_rps.max)
NUMBER_FIELD(thread_within, thread_rps.within_stdev_pct / 100)
LATENCY_FIELD(within, within_stdev_pct / 100)
LATENCY_FIELD(timed, count)

/* Measured is what is not said. */
static struct str role(const struct run *run, struct arena *arena)
{
    (void)arena;
    return run->role == ROLE_MEASURED ? (struct str){0} : str_of(role_name(run->role));
}

static struct str model(const struct run *run, struct arena *arena)
{
    (void)arena;
    const char *name = load_model_name(run->load.model);
    return name ? str_of(name) : (struct str){0};
}

static struct str latency_kind(const struct run *run, struct arena *arena)
{
    (void)arena;
    return run->has_latency ? str_of(latency_kind_name(run->latency.kind)) : (struct str){0};
}

static struct str notes(const struct run *run, struct arena *arena)
{
    struct buf all = BUF(arena);
    for (size_t i = 0; i < run->note_count; i++) {
        buf_printf(&all, "%s%.*s", i > 0 ? "; " : "", STR_ARG(run->notes[i]));
    }
    return buf_str(&all);
}

static const struct fixed_field FIXED[] = {
    {"role", role, NULL, UNIT_NONE},
    {"tool", tool, NULL, UNIT_NONE},
    {"version", version, NULL, UNIT_NONE},
    {"command", command, NULL, UNIT_NONE},
    {"url", url, NULL, UNIT_NONE},
    {"method", method, NULL, UNIT_NONE},
    {"part", part, NULL, UNIT_NONE},
    {"model", model, NULL, UNIT_NONE},
    {"duration", NULL, duration, UNIT_SECONDS},
    {"rate", NULL, rate, UNIT_PER_SECOND},
    {"timeout", NULL, timeout, UNIT_SECONDS},
    {"pipeline", NULL, pipeline, UNIT_COUNT},
    {"started", started, NULL, UNIT_NONE},
    {"attempts", NULL, attempts, UNIT_COUNT},
    {"bytes", NULL, bytes, UNIT_BYTES},
    {"latency_kind", latency_kind, NULL, UNIT_NONE},
    {"within", NULL, within, UNIT_SHARE},
    {"timed", NULL, timed, UNIT_COUNT},
    {"thread_mean", NULL, thread_mean, UNIT_PER_SECOND},
    {"thread_stdev", NULL, thread_stdev, UNIT_PER_SECOND},
    {"thread_max", NULL, thread_max, UNIT_PER_SECOND},
    {"thread_within", NULL, thread_within, UNIT_SHARE},
    {"notes", notes, NULL, UNIT_NONE},
};
#define FIXED_COUNT (sizeof FIXED / sizeof FIXED[0])

/* The metrics whose short names the figures of a phase have. */
static const char *const FIGURES[] = {"latency.mean", "latency.stdev", "latency.min",
                                      "latency.max"};
#define FIGURE_COUNT (sizeof FIGURES / sizeof FIGURES[0])

static double figure(const struct latency *latency, size_t index)
{
    const double figures[FIGURE_COUNT] = {latency->mean_us, latency->stdev_us, latency->min_us,
                                          latency->max_us};
    return figures[index];
}

/* The columns found so far, in the order of their kinds. */
struct found {
    struct arena *arena;
    VEC(struct run_field) kinds[KIND_COUNT];
};

static void add(struct found *found, struct run_field field)
{
    size_t n = found->kinds[field.kind].n;
    if (n > MOST_OF_A_KIND) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct run_field *other = &found->kinds[field.kind].at[i];
        if (other->key == field.key && str_eq(other->name, field.name) &&
            str_eq(other->unit, field.unit)) {
            return;
        }
    }
    VEC_PUSH(found->arena, &found->kinds[field.kind], field);
}

static bool is_metric(double p)
{
    for (size_t m = 0; m < METRIC_COUNT; m++) {
        if (METRICS[m].p == p) {
            return true;
        }
    }
    return false;
}

static void add_phase(struct found *found, const struct phase *phase)
{
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (!isnan(figure(&phase->latency, i))) {
            add(found, (struct run_field){KIND_PHASE, NULL, phase->name, STR(""), (double)i});
        }
    }
    for (size_t i = 0; i < phase->latency.percentile_count; i++) {
        double p = phase->latency.percentiles[i].p;
        add(found, (struct run_field){KIND_PHASE_PERCENTILE, NULL, phase->name, STR(""), p});
    }
}

static void add_stated(struct found *found, const struct run *run)
{
    for (size_t i = 0; i < run->status_code_count; i++) {
        double code = run->status_codes[i].code;
        add(found, (struct run_field){KIND_STATUS, NULL, STR(""), STR(""), code});
    }
    for (size_t i = 0; run->has_latency && i < run->latency.percentile_count; i++) {
        double p = run->latency.percentiles[i].p;
        if (!is_metric(p)) {
            add(found, (struct run_field){KIND_PERCENTILE, NULL, STR(""), STR(""), p});
        }
    }
    for (size_t i = 0; i < run->phase_count; i++) {
        add_phase(found, &run->phases[i]);
    }
    for (size_t i = 0; i < run->tag_count; i++) {
        add(found, (struct run_field){KIND_TAG, NULL, run->tags[i].key, STR(""), 0});
    }
    for (size_t i = 0; i < run->value_count; i++) {
        const struct named_value *value = &run->values[i];
        add(found, (struct run_field){KIND_VALUE, NULL, value->name, value->unit, 0});
    }
}

static bool states(const struct fixed_field *field, const struct run *run, struct arena *scratch)
{
    return field->text ? field->text(run, scratch).len > 0 : !isnan(field->number(run));
}

static bool any_states(const struct report *report, const struct fixed_field *field)
{
    struct arena scratch = {0};
    bool stated = false;
    for (size_t i = 0; !stated && i < report->study->run_count; i++) {
        stated = states(field, report->study->runs[i], &scratch);
    }
    arena_free(&scratch);
    return stated;
}

static struct str percentile_name(struct arena *arena, double p)
{
    return str_printf(arena, "p%.10g", p);
}

static struct str title_of(const struct report *report, const struct run_field *field)
{
    struct arena *arena = report->arena;
    struct str name = str_clean(arena, field->name);
    switch (field->kind) {
    case KIND_STATUS:
        return LANGUAGE_SAY(arena, report->language, "field.status",
                            {"code", str_printf(arena, "%.0f", field->key)});
    case KIND_PERCENTILE:
        return LANGUAGE_SAY(arena, report->language, "field.latency",
                            {"name", percentile_name(arena, field->key)});
    case KIND_PHASE: {
        struct str short_name =
            language_of(report->language, arena, "short", FIGURES[(size_t)field->key]);
        return str_printf(arena, "%.*s: %.*s", STR_ARG(name), STR_ARG(short_name));
    }
    case KIND_PHASE_PERCENTILE:
        return str_printf(arena, "%.*s: %.*s", STR_ARG(name),
                          STR_ARG(percentile_name(arena, field->key)));
    case KIND_VALUE:
        return field->unit.len > 0 ? str_printf(arena, "%.*s (%.*s)", STR_ARG(name),
                                                STR_ARG(str_clean(arena, field->unit)))
                                   : name;
    case KIND_TAG:
        return name;
    default:
        return language_of(report->language, arena, "field", field->fixed->key);
    }
}

static void find(const struct report *report, struct found *found)
{
    for (size_t i = 0; i < FIXED_COUNT; i++) {
        if (any_states(report, &FIXED[i])) {
            enum kind kind = FIXED[i].text ? KIND_TEXT : KIND_NUMBER;
            VEC_PUSH(found->arena, &found->kinds[KIND_TEXT],
                     ((struct run_field){kind, &FIXED[i], STR(""), STR(""), 0}));
        }
    }
    for (size_t i = 0; i < report->study->run_count; i++) {
        add_stated(found, report->study->runs[i]);
    }
}

static double number_of(const struct run_field *field, const struct run *run)
{
    const struct phase *phase = NULL;
    for (size_t i = 0; i < run->phase_count && !phase; i++) {
        phase = str_eq(run->phases[i].name, field->name) ? &run->phases[i] : NULL;
    }
    switch (field->kind) {
    case KIND_STATUS:
        for (size_t i = 0; i < run->status_code_count; i++) {
            if (run->status_codes[i].code == field->key) {
                return run->status_codes[i].count;
            }
        }
        return NAN;
    case KIND_PERCENTILE:
        return run->has_latency ? latency_percentile(&run->latency, field->key) : (double)NAN;
    case KIND_PHASE:
        return phase ? figure(&phase->latency, (size_t)field->key) : (double)NAN;
    case KIND_PHASE_PERCENTILE:
        return phase ? latency_percentile(&phase->latency, field->key) : (double)NAN;
    case KIND_VALUE:
        for (size_t i = 0; i < run->value_count; i++) {
            const struct named_value *value = &run->values[i];
            if (str_eq(value->name, field->name) && str_eq(value->unit, field->unit)) {
                return value->value;
            }
        }
        return NAN;
    default:
        return field->fixed->number(run);
    }
}

static struct str text_of(const struct run_field *field, const struct run *run, struct arena *arena)
{
    if (field->kind == KIND_TEXT) {
        return field->fixed->text(run, arena);
    }
    for (size_t i = 0; i < run->tag_count; i++) {
        if (str_eq(run->tags[i].key, field->name)) {
            return run->tags[i].value;
        }
    }
    return (struct str){0};
}

static enum unit unit_of(const struct run_field *field)
{
    switch (field->kind) {
    case KIND_STATUS:
        return UNIT_COUNT;
    case KIND_VALUE:
        return UNIT_OTHER;
    case KIND_NUMBER:
        return field->fixed->unit;
    default:
        return UNIT_MICROSECONDS;
    }
}

struct cell *report_run_field_cells(const struct run_fields *fields, struct arena *arena,
                                    const struct run *run)
{
    struct cell *cells = ARENA_ARRAY(arena, struct cell, fields->table.column_count);
    for (size_t i = 0; i < fields->table.column_count; i++) {
        const struct run_field *field = &fields->list[i];
        if (!fields->table.columns[i].numeric) {
            cells[i] = cell_text(str_clean(arena, text_of(field, run, arena)), TONE_PLAIN);
            continue;
        }
        double value = number_of(field, run);
        cells[i] = (struct cell){.kind = isfinite(value) ? CELL_NUMBER : CELL_EMPTY,
                                 .value = value,
                                 .unit = unit_of(field)};
    }
    return cells;
}

void report_run_fields(const struct report *report, struct run_fields *fields)
{
    struct found found = {.arena = report->arena};
    VEC(struct run_field) list = {0};
    *fields = (struct run_fields){0};
    find(report, &found);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        size_t n = found.kinds[kind].n;
        for (size_t i = 0; n <= MOST_OF_A_KIND && i < n; i++) {
            const struct run_field *field = &found.kinds[kind].at[i];
            bool numeric = field->kind != KIND_TEXT && field->kind != KIND_TAG;
            column_add(report->arena, &fields->table, title_of(report, field), numeric);
            VEC_PUSH(report->arena, &list, *field);
        }
    }
    fields->list = list.at;
    for (size_t i = 0; i < report->study->run_count && i < REPORT_RUNS; i++) {
        const struct cell *cells =
            report_run_field_cells(fields, report->arena, report->study->runs[i]);
        for (size_t c = 0; c < fields->table.column_count; c++) {
            const struct cell *cell = &cells[c];
            VEC_PUSH(report->arena, &fields->table.cells,
                     cell->kind == CELL_NUMBER
                         ? cell_value(report, cell->unit, cell->value, BOUND_NONE)
                         : *cell);
        }
    }
}
