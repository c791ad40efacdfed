#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "config_parts.h"
#include "report.h"
#include "source.h"
#include "suggest.h"

#define FILE_NAME "wrkbook.yaml"
#define MOST_ABOVE 100

bool config_fail(struct config *config, struct yaml_place place, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return err_at(config->err, ERR_USAGE, config->path, place.line, place.column, "%s", text);
}

bool config_expect(struct config *config, const struct yaml_node *node, enum yaml_kind kind,
                   const char *what)
{
    return node->kind == kind || config_fail(config, node->place, "expected %s, not %s", what,
                                             yaml_kind_name(node->kind));
}

bool config_text(struct config *config, const struct yaml_node *node, const char *what)
{
    return config_expect(config, node, YAML_TEXT, what) &&
           (node->text.len > 0 || config_fail(config, node->place, "expected %s", what));
}

static bool no_such(struct config *config, const struct yaml_node *node,
                    const struct suggestion *suggestion, struct str known)
{
    return suggestion->best.ptr ? config_fail(config, node->key_place,
                                              "no key is called \"%.*s\"; did you mean \"%.*s\"?",
                                              STR_ARG(node->key), STR_ARG(suggestion->best))
                                : config_fail(config, node->key_place,
                                              "no key is called \"%.*s\" here; there are: %.*s",
                                              STR_ARG(node->key), STR_ARG(known));
}

bool config_unknown(struct config *config, const struct yaml_node *node, const char *const *known)
{
    struct suggestion suggestion = {.name = node->key};
    struct buf list = BUF(config->arena);
    for (size_t i = 0; known[i]; i++) {
        suggestion_offer(&suggestion, str_of(known[i]));
        buf_printf(&list, "%s%s", i > 0 ? ", " : "", known[i]);
    }
    return no_such(config, node, &suggestion, buf_str(&list));
}

/* A path of the file, with its label, as the command line would say it. */
static bool add_path(struct config *config, struct str label, const struct yaml_node *node)
{
    if (!config_text(config, node, "a path")) {
        return false;
    }
    bool below = node->text.ptr[0] != '/';
    VEC_PUSH(config->arena, &config->options->file.paths,
             arena_printf(config->arena, "%.*s%s%.*s%.*s", STR_ARG(label), label.ptr ? "=" : "",
                          STR_ARG(below ? config->directory : STR("")), STR_ARG(node->text)));
    return true;
}

static bool add_paths(struct config *config, struct str label, const struct yaml_node *node)
{
    if (node->kind == YAML_TEXT) {
        return add_path(config, label, node);
    }
    for (size_t i = 0; i < node->items.n && node->kind == YAML_LIST; i++) {
        if (!add_path(config, label, &node->items.at[i])) {
            return false;
        }
    }
    return (node->kind == YAML_LIST && node->items.n > 0) ||
           config_fail(config, node->place, "expected a path or a list of paths");
}

/* What stands below a system's label, or in an entry of a list together with it. */
static bool read_system(struct config *config, struct str label, const struct yaml_node *node)
{
    static const char *const KNOWN[] = {"label", "paths", "facts", NULL};
    bool in_list = !label.ptr;
    for (size_t i = 0; i < node->items.n; i++) {
        const struct yaml_node *item = &node->items.at[i];
        if (in_list && str_is(item->key, "label")) {
            if (!config_text(config, item, "a label")) {
                return false;
            }
            label = item->text;
        }
    }
    if (!label.ptr) {
        return config_fail(config, node->place, "expected \"label\" among the keys");
    }
    for (size_t i = 0; i < node->items.n; i++) {
        const struct yaml_node *item = &node->items.at[i];
        bool is_label = in_list && str_is(item->key, "label");
        bool right = str_is(item->key, "paths")   ? add_paths(config, label, item)
                     : str_is(item->key, "facts") ? config_facts(config, label, item)
                     : is_label                   ? true
                                : config_unknown(config, item, KNOWN + (in_list ? 0 : 1));
        if (!right) {
            return false;
        }
    }
    return true;
}

static bool read_systems(struct config *config, const struct yaml_node *node)
{
    if (node->kind == YAML_TEXT) {
        return config_fail(config, node->place, "expected systems: LABEL: PATH, or a list");
    }
    for (size_t i = 0; i < node->items.n; i++) {
        const struct yaml_node *item = &node->items.at[i];
        if (node->kind == YAML_MAP && item->key.len == 0) {
            return config_fail(config, item->key_place, "expected a label");
        }
        bool right = item->kind == YAML_MAP    ? read_system(config, item->key, item)
                     : node->kind == YAML_LIST ? add_path(config, (struct str){0}, item)
                                               : add_paths(config, item->key, item);
        if (!right) {
            return false;
        }
    }
    return config_agree(config);
}

/* Fails for a chart that is none, naming them all. */
static bool check_chart(struct config *config, const struct yaml_node *node)
{
    const char *const *const lists[] = {CHART_IDS, SWEEP_CHART_IDS};
    struct buf known = BUF(config->arena);
    if (!config_text(config, node, "the name of a chart")) {
        return false;
    }
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; lists[k][i]; i++) {
            if (str_is(node->text, lists[k][i])) {
                return true;
            }
            buf_printf(&known, "%s%s", known.n > 0 ? ", " : "", lists[k][i]);
        }
    }
    return config_fail(config, node->place, "no chart is called \"%.*s\"; there are: %.*s",
                       STR_ARG(node->text), STR_ARG(buf_str(&known)));
}

static bool read_charts(struct config *config, const struct yaml_node *node)
{
    if (!config_expect(config, node, YAML_LIST, "a list of charts")) {
        return false;
    }
    struct str *charts = ARENA_ARRAY(config->arena, struct str, node->items.n);
    for (size_t i = 0; i < node->items.n; i++) {
        if (!check_chart(config, &node->items.at[i])) {
            return false;
        }
        charts[i] = node->items.at[i].text;
    }
    config->options->file.charts = charts;
    config->options->file.chart_count = node->items.n;
    return true;
}

/* A gate, or {warn: GATE}, which is what "- warn: GATE" means. */
static bool add_gate(struct config *config, const struct yaml_node *node)
{
    static const char *const KNOWN[] = {"fail", "warn", NULL};
    bool named = node->kind == YAML_MAP && node->items.n == 1;
    const struct yaml_node *text = named ? &node->items.at[0] : node;
    if (named && !str_is(text->key, "fail") && !str_is(text->key, "warn")) {
        return config_unknown(config, text, KNOWN);
    }
    if (!config_text(config, text, "a gate such as latency.p99 < 5ms")) {
        return false;
    }
    struct gate_text gate = {.text = text->text,
                             .warns = named && str_is(text->key, "warn"),
                             .where = config->path,
                             .line = text->place.line,
                             .column = text->place.column + text->quoted};
    VEC_PUSH(config->arena, &config->options->gates, gate);
    return true;
}

static bool read_gates(struct config *config, const struct yaml_node *node)
{
    if (!config_expect(config, node, YAML_LIST, "a list of gates such as - latency.p99 < 5ms")) {
        return false;
    }
    for (size_t i = 0; i < node->items.n; i++) {
        if (!add_gate(config, &node->items.at[i])) {
            return false;
        }
    }
    return true;
}

const struct config_key CONFIG_KEYS[] = {
    {"systems", "what is compared: a map of labels to paths, or a list", read_systems},
    {"charts", "names of the charts to draw; an empty list draws none", read_charts},
    {"weights", "what counts for the score: a map of metrics or facts to weights", config_weights},
    {"gates", "what must hold: a list of gates", read_gates},
};
const size_t CONFIG_KEY_COUNT = sizeof CONFIG_KEYS / sizeof CONFIG_KEYS[0];

/* The key of an option: --one-run-noise is one_run_noise. */
static struct str key_of(struct arena *arena, const struct option *option)
{
    char *key = arena_printf(arena, "%s", option->name);
    for (char *c = key; *c; c++) {
        *c = *c == '-' ? '_' : *c;
    }
    return str_of(key);
}

/* The option that a key stands for; NULL when there is none. */
static const struct option *option_of(struct arena *arena, struct str key)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if ((OPTIONS[i].commands & IN_FILE) && str_eq(key, key_of(arena, &OPTIONS[i]))) {
            return &OPTIONS[i];
        }
    }
    return NULL;
}

static bool unknown_key(struct config *config, const struct yaml_node *node)
{
    const char **known =
        ARENA_ARRAY(config->arena, const char *, OPTION_COUNT + CONFIG_KEY_COUNT + 1);
    size_t n = 0;
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        known[n++] = CONFIG_KEYS[i].name;
    }
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (OPTIONS[i].commands & IN_FILE) {
            known[n++] = key_of(config->arena, &OPTIONS[i]).ptr;
        }
    }
    return config_unknown(config, node, known);
}

static bool is_structured(struct str key)
{
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        if (str_is(key, CONFIG_KEYS[i].name)) {
            return true;
        }
    }
    return false;
}

static bool read_option(struct config *config, const struct yaml_node *node)
{
    const struct option *option = option_of(config->arena, node->key);
    struct err wrong = {0};
    if (!option) {
        return unknown_key(config, node);
    }
    const char *what = arena_printf(config->arena, "one value: %s", option->argument);
    if (!config_expect(config, node, YAML_TEXT, what)) {
        return false;
    }
    if (node->text.len == 0 && !node->quoted) {
        return config_fail(config, node->place, "expected %s", what);
    }
    return option->set(config->options, node->text.ptr, &wrong) ||
           config_fail(config, node->place, "%s", wrong.text);
}

static bool read_keys(struct config *config, const struct yaml_node *root)
{
    for (size_t i = 0; i < root->items.n; i++) {
        const struct yaml_node *item = &root->items.at[i];
        if (!is_structured(item->key) && !read_option(config, item)) {
            return false;
        }
    }
    for (size_t k = 0; k < CONFIG_KEY_COUNT; k++) {
        for (size_t i = 0; i < root->items.n; i++) {
            if (str_is(root->items.at[i].key, CONFIG_KEYS[k].name) &&
                !CONFIG_KEYS[k].read(config, &root->items.at[i])) {
                return false;
            }
        }
    }
    return true;
}

bool config_read(struct arena *arena, const char *path, struct str text, struct options *options,
                 struct err *err)
{
    const char *slash = strrchr(path, '/');
    struct config config = {.arena = arena, .path = path, .options = options, .err = err};
    struct yaml_node root;
    config.directory = (struct str){path, slash ? (size_t)(slash + 1 - path) : 0};
    if (!yaml_read(arena, path, text, &root, err) ||
        !config_expect(&config, &root, YAML_MAP, "keys such as title: TEXT, one a line") ||
        !read_keys(&config, &root)) {
        return false;
    }
    struct str name = options->template_name;
    if (name.ptr && name.ptr[0] != '/' && str_find(name, STR("."), 0) < name.len) {
        options->template_name =
            str_printf(arena, "%.*s%.*s", STR_ARG(config.directory), STR_ARG(name));
    }
    /* What the file says of sweeps is for those logs that have one. */
    options->sweep_asked = false;
    options->file.baseline = options->baseline;
    return true;
}

bool config_load(struct arena *arena, const char *path, struct options *options, struct err *err)
{
    struct source source = {0};
    struct str text;
    struct err unreadable = {0};
    bool read =
        source_open(&source, arena, path, &unreadable) && source_head(&source, &text, &unreadable);
    if (read) {
        text = str_copy(arena, text);
    }
    source_close(&source);
    if (!read) {
        return err_at(err, ERR_USAGE, path, 0, 0, "%s", unreadable.text);
    }
    if (text.len >= SOURCE_HEAD_SIZE) {
        return err_at(err, ERR_USAGE, path, 0, 0, "expected less than 64 KiB");
    }
    options->file.path = path;
    return config_read(arena, path, text, options, err);
}

static bool is_there(struct arena *arena, const char *prefix, const char *name, struct stat *info)
{
    return stat(arena_printf(arena, "%s%s", prefix, name), info) == 0;
}

const char *config_find(struct arena *arena)
{
    const char *found = NULL;
    const char *prefix = "";
    struct stat info;
    struct stat here = {0};
    for (int above = 0; above < MOST_ABOVE; above++) {
        if (!found && is_there(arena, prefix, FILE_NAME, &info) && !S_ISDIR(info.st_mode)) {
            found = arena_printf(arena, "%s%s", prefix, FILE_NAME);
        }
        if ((found && above == 0) || is_there(arena, prefix, ".git", &info)) {
            return found;
        }
        bool known = is_there(arena, prefix, ".", &here);
        prefix = arena_printf(arena, "../%s", prefix);
        if (!known || !is_there(arena, prefix, ".", &info) ||
            (info.st_dev == here.st_dev && info.st_ino == here.st_ino)) {
            break;
        }
    }
    return NULL; /* in no repository, a file above is somebody else's */
}
