/* Facts and weights of wrkbook.yaml. */
#include <math.h>

#include "config_parts.h"
#include "measures.h"
#include "number.h"

#define EXPECTED_FACT "a number with its unit such as 12.4 MB"

static bool read_number(struct config *config, const struct yaml_node *node,
                        struct named_value *value)
{
    return (config_text(config, node, EXPECTED_FACT) &&
            quantity_parse(node->text, &value->value, &value->unit)) ||
           config_fail(config, node->place, "expected %s", EXPECTED_FACT);
}

static bool read_detail(struct config *config, const struct yaml_node *item,
                        struct named_value *value)
{
    static const char *const KNOWN[] = {"value", "unit", "better", NULL};
    if (str_is(item->key, "value")) {
        struct str before = value->unit;
        if (!read_number(config, item, value)) {
            return false;
        }
        bool twice = before.ptr && value->unit.ptr;
        value->unit = value->unit.ptr ? value->unit : before;
        return !twice || config_fail(config, item->place, "expected the unit once");
    }
    if (str_is(item->key, "unit")) {
        bool twice = value->unit.ptr != NULL;
        value->unit = item->text;
        return config_text(config, item, "a unit such as MB or $/h") &&
               (!twice || config_fail(config, item->place, "expected the unit once"));
    }
    if (str_is(item->key, "better")) {
        return (item->kind == YAML_TEXT && better_parse(item->text, &value->better)) ||
               config_fail(config, item->place, "expected better: higher or lower");
    }
    return config_unknown(config, item, KNOWN);
}

static bool read_fact(struct config *config, const struct yaml_node *node,
                      struct named_value *value)
{
    value->value = NAN;
    if (node->kind == YAML_TEXT) {
        return read_number(config, node, value);
    }
    for (size_t i = 0; i < node->items.n && node->kind == YAML_MAP; i++) {
        if (!read_detail(config, &node->items.at[i], value)) {
            return false;
        }
    }
    return !isnan(value->value) ||
           config_fail(config, node->place, "expected %s, or {value:, unit:, better:}",
                       EXPECTED_FACT);
}

bool config_facts(struct config *config, struct str system, const struct yaml_node *facts)
{
    if (!config_expect(config, facts, YAML_MAP, "facts such as memory: 35 MiB")) {
        return false;
    }
    for (size_t i = 0; i < facts->items.n; i++) {
        const struct yaml_node *node = &facts->items.at[i];
        struct system_fact fact = {.system = system,
                                   .value = {.name = node->key, .fact = true},
                                   .line = node->key_place.line,
                                   .column = node->key_place.column};
        if (node->key.len == 0 || metric_find(node->key) || str_is(node->key, "score")) {
            return config_fail(config, node->key_place,
                               "expected a name of its own; \"%.*s\" is %s", STR_ARG(node->key),
                               node->key.len == 0 ? "none" : "measured");
        }
        if (!read_fact(config, node, &fact.value)) {
            return false;
        }
        VEC_PUSH(config->arena, &config->options->file.facts, fact);
    }
    return true;
}

/* Two facts of one name: comparable, and better in one direction. */
static bool agree(struct config *config, struct system_fact *a, struct system_fact *b)
{
    const struct metric *metric = metric_named(config->arena, &a->value, "", 0);
    struct yaml_place place = {b->line, b->column};
    if (str_eq(a->system, b->system)) {
        return config_fail(config, place, "\"%.*s\" stands in line %ld already",
                           STR_ARG(b->value.name), a->line);
    }
    if (!metric_covers(metric, &b->value)) {
        return config_fail(config, place, "expected \"%.*s\" in a unit like that of line %ld",
                           STR_ARG(b->value.name), a->line);
    }
    if (b->value.better == BETTER_NONE) {
        b->value.better = a->value.better;
    } else if (a->value.better == BETTER_NONE) {
        a->value.better = b->value.better;
    }
    return a->value.better == b->value.better ||
           config_fail(config, place, "expected better: %s for \"%.*s\", as in line %ld",
                       better_name(a->value.better), STR_ARG(b->value.name), a->line);
}

bool config_agree(struct config *config)
{
    size_t n = config->options->file.facts.n;
    struct system_fact *facts = config->options->file.facts.at;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) {
            /* Once upwards would do, but a direction that is said last holds for the first too. */
            if (i != k && str_eq(facts[i].value.name, facts[k].value.name) &&
                !agree(config, &facts[i < k ? i : k], &facts[i < k ? k : i])) {
                return false;
            }
        }
    }
    return true;
}

static bool unknown_metric(struct config *config, const struct yaml_node *node)
{
    struct str why = measure_unknown(config->arena, config->options, node->key);
    return config_fail(config, node->key_place, "%.*s", STR_ARG(why));
}

static bool read_weight(struct config *config, const struct yaml_node *node, double *weight)
{
    bool right = node->kind == YAML_TEXT && number_parse(node->text, weight) && *weight > 0;
    return right || config_fail(config, node->place, "expected a weight, a number above 0");
}

static bool read_target(struct config *config, const struct yaml_node *node,
                        const struct metric *metric, double *target)
{
    bool right = node->kind == YAML_TEXT && measure_amount(metric, node->text, target);
    return (right && *target > 0) ||
           config_fail(config, node->place, "expected a target above 0 in %.*s",
                       STR_ARG(measure_units(metric)));
}

static bool add_weight(struct config *config, const struct yaml_node *node)
{
    static const char *const KNOWN[] = {"weight", "target", NULL};
    const struct metric *metric = measure_find(config->arena, config->options, node->key);
    struct weight weight = {.weight = NAN, .target = NAN};
    if (!metric) {
        return unknown_metric(config, node);
    }
    if (metric->better == BETTER_NONE) {
        return config_fail(
            config, node->key_place,
            metric->flags & METRIC_NAMED
                ? "\"%.*s\" cannot count before its fact says better: higher or lower"
                : "\"%.*s\" cannot count; neither more nor less of it is better",
            STR_ARG(node->key));
    }
    weight.metric = str_of(metric->id);
    for (size_t i = 0; i < config->options->file.weights.n; i++) {
        if (str_eq(config->options->file.weights.at[i].metric, weight.metric)) {
            return config_fail(config, node->key_place, "\"%.*s\" has a weight already",
                               STR_ARG(node->key));
        }
    }
    if (node->kind != YAML_MAP && !read_weight(config, node, &weight.weight)) {
        return false;
    }
    for (size_t i = 0; i < node->items.n && node->kind == YAML_MAP; i++) {
        const struct yaml_node *item = &node->items.at[i];
        bool right = str_is(item->key, "weight") ? read_weight(config, item, &weight.weight)
                     : str_is(item->key, "target")
                         ? read_target(config, item, metric, &weight.target)
                         : config_unknown(config, item, KNOWN);
        if (!right) {
            return false;
        }
    }
    if (isnan(weight.weight)) {
        return config_fail(config, node->place, "expected \"weight\" among the keys");
    }
    VEC_PUSH(config->arena, &config->options->file.weights, weight);
    return true;
}

bool config_weights(struct config *config, const struct yaml_node *weights)
{
    if (!config_expect(config, weights, YAML_MAP, "weights such as goodput: 60")) {
        return false;
    }
    for (size_t i = 0; i < weights->items.n; i++) {
        if (!add_weight(config, &weights->items.at[i])) {
            return false;
        }
    }
    return weights->items.n > 0 ||
           config_fail(config, weights->place, "expected weights such as goodput: 60");
}
