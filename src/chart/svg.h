/*
 * svg.h - SVG as text: escaping, numbers, and making cairo's output fit to publish.
 */
#pragma once

#include "buf.h"

/* Text for XML content and attributes: cleaned (str_clean) and escaped; nothing XML forbids is
 * left. */
void svg_escape(struct buf *out, struct str text);

/* At most two decimals, no trailing zeros, never "-0". Within a thousand million. */
void svg_number(struct buf *out, double value);

/*
 * Rewrites an SVG document made by cairo: numbers in attributes get at most
 * two decimals (those of matrices keep theirs), colours the form #rrggbb, what
 * repeats a default is left out, ids are renumbered in order of
 * appearance, since cairo counts them through the whole process, and the
 * root element gets role="img" with a title and a description.
 */
void svg_tidy(struct buf *out, struct str svg, struct str title, struct str description);
