/* What the tool was told to do, and what that means. */
#include <math.h>
#include <stddef.h>

#include "build.h"

static const struct {
    const char *name;
    size_t offset; /* in struct load */
    enum unit unit;
} SETTINGS[] = {
    {"threads", offsetof(struct load, threads), UNIT_COUNT},
    {"connections", offsetof(struct load, connections), UNIT_COUNT},
    {"pipeline", offsetof(struct load, pipeline), UNIT_COUNT},
    {"rate", offsetof(struct load, rate_rps), UNIT_PER_SECOND},
    {"duration", offsetof(struct load, duration_s), UNIT_SECONDS},
    {"timeout", offsetof(struct load, timeout_s), UNIT_SECONDS},
};

static double setting_of(const struct run *run, size_t setting)
{
    return *(const double *)((const char *)&run->load + SETTINGS[setting].offset);
}

static void add_row(const struct report *report, struct table *table, const char *name,
                    struct str value, const char *meaning)
{
    struct arena *arena = report->arena;
    struct str what = language_of(report->language, arena, "setting", name);
    struct str about = language_of(report->language, arena, "about_setting", meaning);
    VEC_PUSH(arena, &table->cells, cell_text(what, TONE_PLAIN));
    VEC_PUSH(arena, &table->cells, cell_text(value, TONE_PLAIN));
    VEC_PUSH(arena, &table->cells, cell_text(about, TONE_PLAIN));
}

/* The command as the first log that has one states it. */
static void add_command(const struct report *report, struct table *table)
{
    for (size_t i = 0; i < report->study->run_count; i++) {
        struct str command = report->study->runs[i]->command;
        if (command.len > 0) {
            add_row(report, table, "command", str_clean(report->arena, command), "command");
            return;
        }
    }
}

/* A setting is as exact as it was typed: "10 s", not "10.00 s". */
static struct str show_setting(const struct report *report, enum unit unit, double value)
{
    if (unit != UNIT_SECONDS) {
        return show(report, unit, value);
    }
    struct str number =
        format_number(report->arena, report->language, value, value == floor(value) ? 0 : 2);
    struct argument n = {"n", number};
    return language_fill(report->arena,
                         language_of(report->language, report->arena, "load.duration", "many"), &n,
                         1);
}

static void add_setting(const struct report *report, struct table *table, size_t setting)
{
    double low = INFINITY;
    double high = -INFINITY;
    bool closed = true;
    for (size_t i = 0; i < report->study->run_count; i++) {
        const struct run *run = report->study->runs[i];
        closed = closed && run->load.model == LOAD_CLOSED;
        low = fmin(low, setting_of(run, setting));
        high = fmax(high, setting_of(run, setting));
    }
    if (!(low <= high)) {
        return;
    }
    enum unit unit = SETTINGS[setting].unit;
    struct str value = low == high ? show_setting(report, unit, low)
                                   : LANGUAGE_SAY(report->arena, report->language, "score.range",
                                                  {"low", show_setting(report, unit, low)},
                                                  {"high", show_setting(report, unit, high)});
    bool loop = closed && SETTINGS[setting].offset == offsetof(struct load, connections);
    add_row(report, table, SETTINGS[setting].name, value,
            loop ? "connections-closed" : SETTINGS[setting].name);
}

void build_settings_table(struct report *report)
{
    struct table *table = &report->settings;
    *table = (struct table){.id = "settings", .title = say(report, "table.settings")};
    column_add(report->arena, table, say(report, "column.setting"), false);
    column_add(report->arena, table, say(report, "column.value"), false);
    column_add(report->arena, table, say(report, "column.meaning"), false);
    add_command(report, table);
    for (size_t i = 0; i < sizeof SETTINGS / sizeof SETTINGS[0]; i++) {
        add_setting(report, table, i);
    }
}
