/*
 * font.h - the embedded font, DejaVu Sans: what it can draw and how wide it is.
 */
#pragma once

#include "canvas.h"

struct FT_FaceRec_;

/* The face, loaded once for the whole program; NULL when FreeType refuses it. */
struct FT_FaceRec_ *font_face(bool bold);

/* Whether plain left-to-right drawing, a glyph a character, is right for all of the text. */
bool font_covers(struct str text);

/*
 * Width in pixels without hinting and kerning. A character that the font
 * lacks counts as two thirds of its size for each terminal column.
 */
double font_width(struct font font, struct str text);

/* The version of FreeType. */
const char *font_library(struct arena *arena);
