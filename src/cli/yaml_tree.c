#include "yaml_tree.h"

#include <string.h>
#include <yaml.h>

#include "resource_limits.h"

struct reading {
    struct arena *arena;
    const char *name;
    struct err *err;
    yaml_parser_t parser;
    yaml_event_t event; /* the one at hand; it is deleted before the next */
};

const char *yaml_kind_name(enum yaml_kind kind)
{
    static const char *const NAMES[] = {"a text", "a list", "a map"};
    return NAMES[kind];
}

static struct yaml_place place_of(yaml_mark_t mark)
{
    return (struct yaml_place){(long)mark.line + 1, (long)mark.column + 1};
}

static bool fail(struct reading *reading, struct yaml_place place, const char *text)
{
    return err_at(reading->err, ERR_USAGE, reading->name, place.line, place.column, "%s", text);
}

static bool fail_here(struct reading *reading, const char *text)
{
    return fail(reading, place_of(reading->event.start_mark), text);
}

static bool next(struct reading *reading)
{
    yaml_event_delete(&reading->event);
    if (!yaml_parser_parse(&reading->parser, &reading->event)) {
        const char *problem = reading->parser.problem;
        struct yaml_place place = place_of(reading->parser.problem_mark);
        memset(&reading->event, 0, sizeof reading->event);
        return err_at(reading->err, ERR_USAGE, reading->name, place.line, place.column,
                      "expected YAML, but %s", problem ? problem : "it cannot be read");
    }
    return true;
}

static bool read_node(struct reading *reading, int level, struct yaml_node *node);

static bool read_text(struct reading *reading, struct str *text)
{
    const unsigned char *value = reading->event.data.scalar.value;
    size_t len = reading->event.data.scalar.length;
    if (memchr(value, '\0', len)) {
        return fail_here(reading, "expected a text without the character NUL");
    }
    *text = str_copy(reading->arena, (struct str){(const char *)value, len});
    return true;
}

/* NULL with an error when there are too many. */
static struct yaml_node *add_item(struct reading *reading, struct yaml_node *node)
{
    if (node->items.n == YAML_ITEMS) {
        fail_here(reading, "expected at most 1000 entries");
        return NULL;
    }
    return VEC_ADD(reading->arena, &node->items);
}

static bool read_list(struct reading *reading, int level, struct yaml_node *node)
{
    while (next(reading)) {
        if (reading->event.type == YAML_SEQUENCE_END_EVENT) {
            return true;
        }
        struct yaml_node *item = add_item(reading, node);
        if (!item || !read_node(reading, level + 1, item)) {
            return false;
        }
    }
    return false;
}

static bool read_key(struct reading *reading, struct yaml_node *node, struct yaml_node *item)
{
    if (reading->event.type != YAML_SCALAR_EVENT || reading->event.data.scalar.anchor ||
        reading->event.data.scalar.tag) {
        return fail_here(reading, "expected a plain text as key");
    }
    item->key_place = place_of(reading->event.start_mark);
    if (!read_text(reading, &item->key)) {
        return false;
    }
    for (const struct yaml_node *other = node->items.at; other < item; other++) {
        if (str_eq(other->key, item->key)) {
            return err_at(reading->err, ERR_USAGE, reading->name, item->key_place.line,
                          item->key_place.column, "\"%.*s\" stands in line %ld already",
                          STR_ARG(item->key), other->key_place.line);
        }
    }
    return true;
}

static bool read_map(struct reading *reading, int level, struct yaml_node *node)
{
    while (next(reading)) {
        if (reading->event.type == YAML_MAPPING_END_EVENT) {
            return true;
        }
        struct yaml_node *item = add_item(reading, node);
        if (!item || !read_key(reading, node, item) || !next(reading) ||
            !read_node(reading, level + 1, item)) {
            return false;
        }
    }
    return false;
}

/* Anchors, aliases and tags are what makes YAML dangerous, and no configuration needs them. */
static bool is_plain(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return !event->data.scalar.anchor && !event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return !event->data.sequence_start.anchor && !event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return !event->data.mapping_start.anchor && !event->data.mapping_start.tag;
    default:
        return false;
    }
}

/* The node that begins with the event at hand. */
static bool read_node(struct reading *reading, int level, struct yaml_node *node)
{
    const yaml_event_t *event = &reading->event;
    node->place = place_of(event->start_mark);
    if (!is_plain(event)) {
        return fail_here(reading, "expected a value without anchor (&), alias (*) or tag (!)");
    }
    if (level > YAML_LEVELS) {
        return fail_here(reading, "expected at most 8 levels");
    }
    if (event->type == YAML_SEQUENCE_START_EVENT) {
        node->kind = YAML_LIST;
        return read_list(reading, level, node);
    }
    if (event->type == YAML_MAPPING_START_EVENT) {
        node->kind = YAML_MAP;
        return read_map(reading, level, node);
    }
    node->kind = YAML_TEXT;
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return read_text(reading, &node->text);
}

/* Past so many events. */
static bool skip(struct reading *reading, int events)
{
    bool read = true;
    while (read && events-- > 0) {
        read = next(reading);
    }
    return read;
}

static bool read_document(struct reading *reading, struct yaml_node *root)
{
    if (!skip(reading, 2)) { /* the beginning of the stream, of the document */
        return false;
    }
    if (reading->event.type == YAML_STREAM_END_EVENT) {
        return true;
    }
    if (!next(reading) || !read_node(reading, 1, root) || !skip(reading, 2)) {
        return false;
    }
    return reading->event.type == YAML_STREAM_END_EVENT ||
           fail_here(reading, "expected one document; another begins here");
}

static bool check_encoding(struct reading *reading, struct str text)
{
    struct yaml_place place = {1, 1};
    for (size_t i = 0, len; i < text.len; i += len) {
        unsigned c = utf8_decode(str_skip(text, i), &len);
        if (c == 0xfffd && len == 1) {
            return fail(reading, place, "expected text in UTF-8");
        }
        place.column = c == '\n' ? 1 : place.column + 1;
        place.line += c == '\n';
    }
    return true;
}

bool yaml_read(struct arena *arena, const char *name, struct str text, struct yaml_node *root,
               struct err *err)
{
    struct reading reading = {.arena = arena, .name = name, .err = err};
    *root = (struct yaml_node){.kind = YAML_MAP, .place = {1, 1}};
    (void)str_eat(&text, STR("\xEF\xBB\xBF"));
    if (!check_encoding(&reading, text)) {
        return false;
    }
    if (!yaml_parser_initialize(&reading.parser)) {
        return err_set(err, ERR_USAGE, "no memory to read YAML");
    }
    yaml_parser_set_encoding(&reading.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reading.parser, (const unsigned char *)text.ptr, text.len);
    bool read = read_document(&reading, root);
    yaml_event_delete(&reading.event);
    yaml_parser_delete(&reading.parser);
    if (read && root->kind == YAML_TEXT && root->text.len == 0) {
        root->kind = YAML_MAP; /* "---" and nothing behind it */
    }
    return read;
}

void yaml_libraries(struct buf *out)
{
    buf_printf(out, "libyaml %s, ", yaml_get_version_string());
}
