/* --baseline-from: earlier runs, kept apart from the inputs until they are one system. */
#include "commands.h"

#define BASELINE STR("baseline")

static bool holds_label(const struct inputs *inputs, struct str label)
{
    for (size_t i = 0; i < inputs->runs.n; i++) {
        if (str_eq(inputs->runs.at[i]->label, label)) {
            return true;
        }
    }
    return false;
}

/* A label that differs from the first run's; that one when there is none. */
static struct str other_label(const struct inputs *inputs)
{
    struct str first = inputs->runs.at[0]->label;
    for (size_t i = 1; i < inputs->runs.n; i++) {
        if (!str_eq(inputs->runs.at[i]->label, first)) {
            return inputs->runs.at[i]->label;
        }
    }
    return first;
}

/* Which system of the earlier runs counts. */
static bool choose(const struct options *options, const struct inputs *earlier,
                   const struct inputs *inputs, struct str *label, struct err *err)
{
    struct str first = earlier->runs.at[0]->label;
    struct str other = other_label(earlier);
    struct str own = inputs->runs.at[0]->label;
    *label = options->baseline.ptr              ? options->baseline
             : str_eq(first, other)             ? first
             : str_eq(own, other_label(inputs)) ? own
                                                : (struct str){0};
    if (label->ptr && holds_label(earlier, *label)) {
        return true;
    }
    struct str path = options->baseline_from;
    return options->baseline.ptr
               ? err_set(err, ERR_USAGE, "no run of --baseline-from %.*s is of \"%.*s\"",
                         STR_ARG(path), STR_ARG(*label))
               : err_set(err, ERR_USAGE,
                         "--baseline-from %.*s holds several systems, such as \"%.*s\" and "
                         "\"%.*s\"; choose one with --baseline, or make them one: "
                         "--baseline-from baseline=%.*s",
                         STR_ARG(path), STR_ARG(first), STR_ARG(other), STR_ARG(path));
}

static bool read_earlier(struct invocation *invocation, struct inputs *earlier, struct err *err)
{
    const struct options *options = &invocation->options;
    const char *path = options->baseline_from.ptr;
    struct inputs_options how = {.columns = options->columns,
                                 .timeout_s = options->timeout_s,
                                 .published_too = true,
                                 .digests = true};
    if (!inputs_read(invocation->arena, &path, 1, &how, earlier, err)) {
        return false;
    }
    /* A baseline in part would be another baseline. */
    if (earlier->failures.n > 0) {
        *err = earlier->failures.at[0];
        return false;
    }
    return earlier->runs.n > 0 || err_set(err, ERR_INPUT, "--baseline-from %s: no run in it", path);
}

bool add_baseline(struct invocation *invocation, struct inputs *inputs, struct str *name,
                  struct err *err)
{
    struct inputs earlier = {0};
    struct str label;
    if (!read_earlier(invocation, &earlier, err) ||
        !choose(&invocation->options, &earlier, inputs, &label, err)) {
        return false;
    }
    *name = holds_label(inputs, label) ? BASELINE : label;
    if (holds_label(inputs, *name)) {
        return err_set(err, ERR_USAGE,
                       "an input is called \"baseline\" too; --baseline-from LABEL=%.*s gives the "
                       "earlier runs another name",
                       STR_ARG(invocation->options.baseline_from));
    }
    for (size_t i = 0; i < earlier.runs.n; i++) {
        struct run *run = earlier.runs.at[i];
        if (str_eq(run->label, label)) {
            run->label = *name;
            VEC_PUSH(invocation->arena, &inputs->runs, run);
        }
    }
    for (size_t i = 0; i < earlier.files.n; i++) {
        VEC_PUSH(invocation->arena, &inputs->files, earlier.files.at[i]);
    }
    return true;
}
