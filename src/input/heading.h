/*
 * heading.h - headings that name the system whose runs follow.
 */
#pragma once

#include "str.h"

/*
 * The name in a heading: "### Go", "== python ==", "Testing express...",
 * "Concurrency: 16 for gin". Empty for prose, and for headings that only repeat
 * settings or say "Results" and the like. A slice of line.
 */
struct str heading_of(struct str line);

/*
 * The same between results of other tools, whose own lines may look like an introduction: a name
 * that is marked as a heading, "### Go", "== python ==", "<h2>Go</h2>", "Testing express".
 */
struct str heading_marked(struct str line);

/* Whether a line does nothing but underline the one above: "====", "----". */
bool heading_is_underline(struct str line);

/* The name in a line that is underlined; empty where that is no name. A slice of line. */
struct str heading_underlined(struct str line);

/* The name in a line between two sides of a box, where the line above is the box's upper border. */
struct str heading_boxed(struct str above, struct str line);

/* The name in "* Go", a bullet that may be a heading. */
struct str heading_item(struct str line);

/* Whether a heading says that what follows only warms up. */
bool heading_announces_warmup(struct str line);
