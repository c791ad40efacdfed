#include <string.h>

#include "parts.h"

/* The metric that covers a value; it is often the one at the value's own place. */
static bool covered(const metric_list *metrics, size_t from, size_t place,
                    const struct named_value *value)
{
    size_t count = metrics->n - from;
    for (size_t k = 0; k < count; k++) {
        if (metric_covers(metrics->at[from + (place + k) % count], value)) {
            return true;
        }
    }
    return false;
}

static bool taken(const metric_list *metrics, size_t from, const char *id)
{
    bool found = metric_find(str_of(id)) != NULL || strcmp(id, "score") == 0;
    for (size_t i = from; i < metrics->n && !found; i++) {
        found = strcmp(metrics->at[i]->id, id) == 0;
    }
    return found;
}

static const char *free_id(struct arena *arena, const metric_list *metrics, size_t from,
                           const struct named_value *value)
{
    const char *id = str_copy(arena, value->name).ptr;
    while (taken(metrics, from, id)) {
        id = arena_printf(arena, "%s [%.*s]", id,
                          STR_ARG(value->unit.len > 0 ? value->unit : STR("value")));
    }
    return id;
}

static void add_values(struct arena *arena, const struct run *run, metric_list *metrics,
                       size_t from)
{
    for (size_t k = 0; k < run->value_count; k++) {
        const struct named_value *value = &run->values[k];
        if (value->name.len > 0 && !covered(metrics, from, k, value)) {
            const char *id = free_id(arena, metrics, from, value);
            VEC_PUSH(arena, metrics, metric_named(arena, value, id, k));
        }
    }
}

void named_metrics(struct arena *arena, const struct study *study, size_t workload,
                   metric_list *metrics)
{
    size_t from = metrics->n;
    for (size_t s = 0; s < study->system_count; s++) {
        const struct group *group = study_group(study, workload, s);
        for (size_t i = 0; i < group->n; i++) {
            add_values(arena, group->runs[i], metrics, from);
        }
    }
}
