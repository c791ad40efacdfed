#include "font.h"

#include <errno.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H

#include "embedded.h"

#define MISSING_EM_PER_COLUMN 0.66

/* Advances of the characters that nearly all text is made of, in font units. */
struct known {
    FT_Face face;
    FT_Fixed ascii[128];
};

static FT_Fixed advance_of(FT_Face face, unsigned c)
{
    FT_UInt glyph = FT_Get_Char_Index(face, c);
    FT_Fixed advance = 0;
    if (glyph == 0 || FT_Get_Advance(face, glyph, FT_LOAD_NO_SCALE, &advance) != 0) {
        return -1;
    }
    return advance;
}

static const struct known *load(bool bold)
{
    static FT_Library library;
    static struct known faces[2];
    struct known *known = &faces[bold];
    if (known->face) {
        return known;
    }
    errno = 0; /* FreeType leaves out, without a word, modules that it finds no memory for */
    if (!library && FT_Init_FreeType(&library) != 0) {
        library = NULL;
    }
    const struct embedded_file *file =
        embedded_find(embedded_fonts, str_of(bold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf"));
    if (library && file &&
        FT_New_Memory_Face(library, file->data, (FT_Long)file->size, 0, &known->face) != 0) {
        known->face = NULL;
    }
    for (unsigned c = 0; known->face && c < 128; c++) {
        known->ascii[c] = advance_of(known->face, c);
    }
    if (errno == ENOMEM) {
        arena_out_of_memory();
    }
    return known;
}

struct FT_FaceRec_ *font_face(bool bold)
{
    return load(bold)->face;
}

/* Scripts written left to right without joining, combining or reordering. */
static bool is_simple(unsigned c)
{
    bool letters = c < 0x300 || (c >= 0x370 && c < 0x483) || (c >= 0x48a && c < 0x590) ||
                   (c >= 0x1e00 && c < 0x2000);
    bool symbols = (c >= 0x2010 && c < 0x2028) || (c >= 0x2030 && c < 0x2060) ||
                   (c >= 0x2070 && c < 0x20d0) || (c >= 0x2100 && c < 0x2c00) || c == 0xfffd;
    return letters || symbols;
}

bool font_covers(struct str text)
{
    const struct known *known = load(false);
    for (size_t i = 0, len; i < text.len; i += len) {
        unsigned c = utf8_decode(str_skip(text, i), &len);
        bool here = known->face && is_simple(c) && FT_Get_Char_Index(known->face, c) != 0;
        if (!here) {
            return false;
        }
    }
    return true;
}

double font_width(struct font font, struct str text)
{
    const struct known *known = load(font.bold);
    double units = known->face ? known->face->units_per_EM : 1;
    double em = 0;
    for (size_t i = 0, len; i < text.len; i += len) {
        unsigned c = utf8_decode(str_skip(text, i), &len);
        FT_Fixed advance = -1;
        if (known->face) {
            advance = c < 128 ? known->ascii[c] : advance_of(known->face, c);
        }
        em += advance >= 0 ? (double)advance / units
                           : MISSING_EM_PER_COLUMN * (double)str_width(str_cut(text, i, i + len));
    }
    return em * font.size_px;
}

const char *font_library(struct arena *arena)
{
    return arena_printf(arena, "%d.%d.%d", FREETYPE_MAJOR, FREETYPE_MINOR, FREETYPE_PATCH);
}
