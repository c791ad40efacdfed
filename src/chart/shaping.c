#include "shaping.h"

#include <dlfcn.h>
#include <pango/pangocairo.h>
#include <string.h>

#define FUNCTIONS(DO)                                                                              \
    DO(pango_cairo_create_layout)                                                                  \
    DO(pango_cairo_show_layout)                                                                    \
    DO(pango_context_set_base_dir)                                                                 \
    DO(pango_font_description_free)                                                                \
    DO(pango_font_description_from_string)                                                         \
    DO(pango_font_description_set_absolute_size)                                                   \
    DO(pango_font_description_set_weight)                                                          \
    DO(pango_layout_get_baseline)                                                                  \
    DO(pango_layout_get_context)                                                                   \
    DO(pango_layout_get_size)                                                                      \
    DO(pango_layout_set_auto_dir)                                                                  \
    DO(pango_layout_set_font_description)                                                          \
    DO(pango_layout_set_single_paragraph_mode)                                                     \
    DO(pango_layout_set_text)                                                                      \
    DO(pango_version_string)                                                                       \
    DO(g_object_unref)

#define POINTER(function) __typeof__(function) *(function);

static struct {
    FUNCTIONS(POINTER)
} pango;

#define ADDRESS(function) {#function, &pango.function},

static const struct {
    const char *name;
    void *to;
} ADDRESSES[] = {FUNCTIONS(ADDRESS)};

static const char *failure;

static bool load(void)
{
    static void *library;
    if (library || failure) {
        return !failure;
    }
    library = dlopen(PANGO_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; library && i < sizeof ADDRESSES / sizeof ADDRESSES[0]; i++) {
        void *found = dlsym(library, ADDRESSES[i].name);
        memcpy(ADDRESSES[i].to, &found, sizeof found);
        library = found ? library : NULL;
    }
    failure = library ? NULL : dlerror();
    return !failure;
}

const char *shaping_failure(void)
{
    return failure;
}

static PangoLayout *layout_of(cairo_t *cairo, struct font font, struct str text)
{
    PangoLayout *layout = pango.pango_cairo_create_layout(cairo);
    PangoFontDescription *description = pango.pango_font_description_from_string("DejaVu Sans");
    pango.pango_font_description_set_absolute_size(description, font.size_px * PANGO_SCALE);
    pango.pango_font_description_set_weight(description,
                                            font.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango.pango_layout_set_font_description(layout, description);
    pango.pango_font_description_free(description);
    pango.pango_layout_set_single_paragraph_mode(layout, TRUE);
    /* The sentence is ours, even where a name in another direction begins it. */
    pango.pango_layout_set_auto_dir(layout, FALSE);
    pango.pango_context_set_base_dir(pango.pango_layout_get_context(layout), PANGO_DIRECTION_LTR);
    pango.pango_layout_set_text(layout, text.ptr, (int)text.len);
    return layout;
}

static double layout_width(PangoLayout *layout)
{
    int width;
    pango.pango_layout_get_size(layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

double shaped_width(cairo_t *cairo, struct font font, struct str text)
{
    if (!load()) {
        return 0;
    }
    PangoLayout *layout = layout_of(cairo, font, text);
    double width = layout_width(layout);
    pango.g_object_unref(layout);
    return width;
}

void shaped_draw(cairo_t *cairo, double x, double y, enum anchor anchor, struct font font,
                 struct str text)
{
    if (!load()) {
        return;
    }
    PangoLayout *layout = layout_of(cairo, font, text);
    double baseline = (double)pango.pango_layout_get_baseline(layout) / PANGO_SCALE;
    cairo_move_to(cairo, anchor_left(anchor, x, layout_width(layout)), y - baseline);
    pango.pango_cairo_show_layout(cairo, layout);
    cairo_new_path(cairo);
    pango.g_object_unref(layout);
}

void shaping_library(struct buf *out)
{
    buf_printf(out, "pango %s, ", load() ? pango.pango_version_string() : "(not found)");
}
