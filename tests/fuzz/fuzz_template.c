/* Any bytes as a template over a few data: nothing may crash or run away, and an error has a place.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every partial is the template itself, which is as deep as partials get. */
static bool itself(void *context, struct str name, struct str *text)
{
    (void)name;
    *text = *(const struct str *)context;
    return true;
}

static struct node *some_data(struct arena *arena)
{
    struct node *map = node_map(arena);
    struct node *systems = node_set(map, STR("systems"), node_list(arena));
    for (int i = 0; i < 3; i++) {
        struct node *system = node_append(systems, node_map(arena));
        node_set(system, STR("label"), node_text(arena, STR("<go> & \"python\"")));
    }
    node_set(map, STR("title"), node_raw(arena, STR("title")));
    node_set(map, STR("empty"), node_bool(arena, false));
    return map;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct err err = {0};
    struct str text = {(const char *)data, size};
    struct buf out = BUF(&arena);
    struct template_options options = {
        .escape = escape_html, .partial = itself, .partial_context = &text};
    bool rendered = template_render(STR("fuzz"), text, some_data(&arena), &options, &out, &err);
    if (rendered != (err.code == ERR_NONE) || (!rendered && err.code != ERR_USAGE) ||
        out.n > TEMPLATE_OUTPUT_LIMIT) {
        fprintf(stderr, "%s:%d: %s\n", err.source, err.line, err.text);
        abort();
    }
    arena_free(&arena);
    return 0;
}
