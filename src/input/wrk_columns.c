#include "wrk_columns.h"

#include <stdint.h>
#include <string.h>

#define HEADER "Running "
#define LINES_MOST 64

static bool is_edge(char c)
{
    return c == ' ' || c == '\t' || c == '|';
}

/* A header stands here: "Running 15s test @ URL". */
static bool is_header(struct str s)
{
    size_t test = str_find(s, STR(" test @ "), 0);
    return str_starts(s, STR(HEADER)) && test != SIZE_MAX && test < 24;
}

static struct str cell_of(const struct columns *columns, size_t i, struct str line)
{
    size_t to = i + 1 < columns->n ? columns->from[i + 1] : line.len;
    struct str cell = str_cut(line, columns->from[i], to);
    while (cell.len > 0 && is_edge(cell.ptr[cell.len - 1])) {
        cell.len--;
    }
    return cell;
}

static void add_cells(struct columns *columns, struct str line)
{
    for (size_t i = 0; i < columns->n; i++) {
        buf_add(&columns->text[i], cell_of(columns, i, line));
        buf_char(&columns->text[i], '\n');
    }
    columns->lines++;
}

bool wrk_columns_begin(struct columns *columns, struct arena *arena, struct str line,
                       long line_number)
{
    size_t n = 0;
    size_t at = str_find(line, STR(HEADER), 0);
    while (at < line.len && n < COLUMNS_MOST) {
        if (is_header(str_skip(line, at)) && (at == 0 || is_edge(line.ptr[at - 1]))) {
            columns->from[n++] = at;
        }
        at = str_find(line, STR(HEADER), at + 1);
    }
    if (n < 2) {
        return false;
    }
    columns->n = n;
    columns->line = line_number;
    columns->lines = 0;
    for (size_t i = 0; i < n; i++) {
        columns->text[i].arena = arena;
        columns->text[i].n = 0;
    }
    add_cells(columns, line);
    return true;
}

enum columns_status wrk_columns_add(struct columns *columns, struct str line)
{
    size_t ended = 0;
    if (str_trim(line).len == 0 || columns->lines > LINES_MOST) {
        return COLUMNS_WHOLE;
    }
    for (size_t i = 1; i < columns->n; i++) {
        if (columns->from[i] <= line.len && !is_edge(line.ptr[columns->from[i] - 1])) {
            return COLUMNS_CROSSED;
        }
    }
    add_cells(columns, line);
    for (size_t i = 0; i < columns->n; i++) {
        ended += str_find(buf_str(&columns->text[i]), STR("Transfer/sec:"), 0) != SIZE_MAX;
    }
    return ended == columns->n ? COLUMNS_WHOLE : COLUMNS_GO_ON;
}
