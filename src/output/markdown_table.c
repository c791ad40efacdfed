#include <string.h>

#include "document.h"

/* Characters that mean something inside a line of Markdown. */
static bool is_markup(unsigned c)
{
    return c < 0x80 && c != 0 && strchr("\\`*_{}[]|~$", (int)c) != NULL;
}

static void escape_char(struct buf *out, unsigned c, struct str bytes)
{
    if (c == '&') {
        buf_text(out, "&amp;");
    } else if (c == '<') {
        buf_text(out, "&lt;");
    } else if (c == '>') {
        buf_text(out, "&gt;");
    } else if (is_markup(c)) {
        buf_char(out, '\\');
        buf_char(out, (char)c);
    } else {
        buf_add(out, bytes);
        /* A zero-width space keeps @name and #1 from being linked. */
        buf_text(out, c == '@' || c == '#' ? "&#8203;" : "");
    }
}

/* Bytes of an address that GitHub would link, up to the mark that makes it one; 0: none begins. */
static size_t address_mark(struct str text)
{
    return str_starts(text, STR("://")) ? 1 : str_starts(text, STR("www.")) ? 3 : 0;
}

/* Where the word at a place has a character that needs an escape, or where it ends. */
static size_t escape_or_end(struct str text, size_t at)
{
    while (at < text.len && text.ptr[at] != ' ' && !is_markup((unsigned char)text.ptr[at]) &&
           !strchr("&<>@#", text.ptr[at])) {
        at++;
    }
    return at;
}

/* In a linked address escapes are not undone, so one that needs any must not be linked. */
static void escape_inline(struct buf *out, struct str text)
{
    text = str_clean(out->arena, text);
    size_t next = 0; /* escape or end of a word from here on */
    for (size_t i = 0; i < text.len;) {
        size_t len;
        struct str rest = str_skip(text, i);
        size_t mark = address_mark(rest);
        unsigned c = utf8_decode(rest, &len);
        if (mark > 0 && next <= i) {
            next = escape_or_end(text, i);
        }
        if (mark > 0 && next < text.len && text.ptr[next] != ' ') {
            buf_printf(out, "%.*s\\%c", (int)mark, rest.ptr, rest.ptr[mark]);
            len = mark + 1;
        } else {
            escape_char(out, c, str_cut(text, i, i + len));
        }
        i += len;
    }
}

/* How many characters at the start of a line would make it a list, heading or rule. */
static size_t block_marker(struct str text)
{
    size_t digits = 0;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9') {
        digits++;
    }
    if (digits < text.len && strchr(digits > 0 ? ".)" : "-+=#", text.ptr[digits])) {
        return digits + 1;
    }
    return 0;
}

void markdown_escape(struct buf *out, struct str text)
{
    size_t marker = block_marker(text);
    if (marker > 0) {
        buf_add(out, str_cut(text, 0, marker - 1));
        buf_char(out, '\\');
        buf_char(out, text.ptr[marker - 1]);
    }
    escape_inline(out, str_skip(text, marker));
}

static void add_padded(struct buf *out, struct str text, size_t width, bool right)
{
    size_t own = str_width(text);
    size_t pad = own < width ? width - own : 0;
    buf_text(out, "| ");
    buf_fill(out, ' ', right ? pad : 0);
    buf_add(out, text);
    buf_fill(out, ' ', right ? 0 : pad);
    buf_char(out, ' ');
}

/* All cells escaped, the titles as the first row. */
static struct str *escaped_cells(struct arena *arena, const struct table *table, size_t rows)
{
    size_t columns = table->column_count;
    struct str *cells = ARENA_ARRAY(arena, struct str, (rows + 1) * columns);
    for (size_t i = 0; i < (rows + 1) * columns; i++) {
        struct buf cell = BUF(arena);
        escape_inline(&cell,
                      i < columns ? table->columns[i].title : table->cells.at[i - columns].text);
        cells[i] = buf_str(&cell);
    }
    return cells;
}

void markdown_table(struct buf *out, const struct table *table)
{
    size_t columns = table->column_count;
    if (columns == 0) {
        return;
    }
    size_t rows = table->cells.n / columns;
    struct str *cells = escaped_cells(out->arena, table, rows);
    size_t *widths = ARENA_ARRAY(out->arena, size_t, columns);
    for (size_t c = 0; c < columns; c++) {
        widths[c] = 3;
        for (size_t r = 0; r <= rows; r++) {
            size_t width = str_width(cells[r * columns + c]);
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    for (size_t r = 0; r <= rows; r++) {
        for (size_t c = 0; c < columns; c++) {
            add_padded(out, cells[r * columns + c], widths[c], table->columns[c].numeric);
        }
        buf_text(out, "|\n");
        for (size_t c = 0; c < columns && r == 0; c++) {
            buf_text(out, "| ");
            buf_fill(out, '-', widths[c] - (table->columns[c].numeric ? 1 : 0));
            buf_text(out, table->columns[c].numeric ? ": " : " ");
        }
        buf_text(out, r == 0 ? "|\n" : "");
    }
}
