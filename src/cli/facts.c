/* Facts of wrkbook.yaml become values of runs. */
#include "commands.h"

typedef VEC(struct named_value) value_list;

static bool holds(const value_list *facts, const struct named_value *value)
{
    for (size_t i = 0; i < facts->n; i++) {
        if (value->fact && str_eq(facts->at[i].name, value->name)) {
            return true;
        }
    }
    return false;
}

static value_list facts_of(struct arena *arena, const struct file_settings *file, struct str system)
{
    value_list facts = {0};
    for (size_t i = 0; i < file->facts.n; i++) {
        if (str_eq(file->facts.at[i].system, system)) {
            VEC_PUSH(arena, &facts, file->facts.at[i].value);
        }
    }
    return facts;
}

/* Before a run's own values, and in place of the facts of the same names among them. */
static void add_facts_to(struct arena *arena, const value_list *facts, struct run *run)
{
    if (run->value_count == 0) {
        run->values = facts->at; /* runs share them */
        run->value_count = facts->n;
        return;
    }
    value_list values = {0};
    for (size_t i = 0; i < facts->n; i++) {
        VEC_PUSH(arena, &values, facts->at[i]);
    }
    for (size_t i = 0; i < run->value_count; i++) {
        if (!holds(facts, &run->values[i])) {
            VEC_PUSH(arena, &values, run->values[i]);
        }
    }
    run->values = values.at;
    run->value_count = values.n;
}

/* Notes the first fact of a system that has no run. */
static void check_facts(const struct invocation *invocation, const struct inputs *inputs)
{
    const struct file_settings *file = &invocation->options.file;
    for (size_t i = 0; i < file->facts.n; i++) {
        size_t k = 0;
        while (k < inputs->runs.n && !str_eq(inputs->runs.at[k]->label, file->facts.at[i].system)) {
            k++;
        }
        if (k == inputs->runs.n && !invocation->options.quiet) {
            struct str line = str_printf(
                invocation->arena, "%s:%ld: no run is of \"%.*s\", so its facts are not shown",
                file->path, file->facts.at[i].line, STR_ARG(file->facts.at[i].system));
            invocation->console->note(invocation->console->context,
                                      str_clean(invocation->arena, line));
            return;
        }
    }
}

void add_facts(const struct invocation *invocation, const struct inputs *inputs)
{
    struct str system = {0};
    value_list facts = {0};
    const struct file_settings *file = &invocation->options.file;
    for (size_t i = 0; i < inputs->runs.n && file->facts.n > 0; i++) {
        struct run *run = inputs->runs.at[i];
        if (!str_eq(run->label, system)) {
            system = run->label;
            facts = facts_of(invocation->arena, file, system);
        }
        if (facts.n > 0) {
            add_facts_to(invocation->arena, &facts, run);
        }
    }
    check_facts(invocation, inputs);
}
