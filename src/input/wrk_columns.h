/*
 * wrk_columns.h - runs that somebody put side by side, each in a column of its
 * own: their headers stand in one line, and every line below is cut where the
 * headers begin.
 */
#pragma once

#include "buf.h"

#define COLUMNS_MOST 16

struct columns {
    size_t n; /* 0: no such block is being read */
    size_t from[COLUMNS_MOST];
    struct buf text[COLUMNS_MOST]; /* the lines of each */
    long line;                     /* of the headers */
    size_t lines;
};

/* Begins a block if the line holds several headers of wrk. */
bool wrk_columns_begin(struct columns *columns, struct arena *arena, struct str line,
                       long line_number);

enum columns_status {
    COLUMNS_GO_ON,
    COLUMNS_WHOLE,  /* the block ends with this line, or before it where it is empty */
    COLUMNS_CROSSED /* text stands across a column's edge: they can't be told apart */
};

enum columns_status wrk_columns_add(struct columns *columns, struct str line);
