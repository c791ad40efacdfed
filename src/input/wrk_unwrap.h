/*
 * wrk_unwrap.h - takes off what people and programs put around lines of a log.
 */
#pragma once

#include "buf.h"

/*
 * Appends to out what remains of a line without terminal colours, Markdown,
 * quotes, comment signs, HTML line ends and bars of tables. A line that holds
 * several, parted by a bare carriage return or a written \n, becomes several
 * lines ("\n" between). False when nothing changed. scratch is overwritten.
 */
bool wrk_unwrap(struct str line, struct buf *scratch, struct buf *out);

/* The text without the quotes, HTML line ends and the like that close it. */
struct str wrk_unwrap_end(struct str text);
