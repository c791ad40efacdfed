/* Tables in columns of blanks. What does not fit the width stands in a table below, under the same
 * names. */
#include "text.h"

#include <stdint.h>

#define DIM "\033[2m"
#define RED "\033[31m"
#define GREEN "\033[32m"
#define PLAIN "\033[0m"

/* Longest label in a column and above it; more is cut, so that one name does not break the table.
 */
#define LONGEST_CELL 40
#define LONGEST_TITLE 28

/* A text that ends a line may be folded to so many columns before columns are parted. */
#define NARROWEST_FOLD 10

/* How a table is laid out. */
struct layout {
    const struct table *table;
    const struct text_options *options;
    size_t *widths; /* of the columns; 0: it has no text, and is left out */
    size_t names;   /* so many columns name the rows */
};

/* Where text has a width of at least columns. */
static size_t place_of(struct str text, size_t columns)
{
    size_t at = 0;
    while (at < text.len && str_width(str_cut(text, 0, at)) < columns) {
        size_t len;
        utf8_decode(str_skip(text, at), &len);
        at += len;
    }
    return at;
}

/* Too long a text without its middle: names differ at their ends. */
static struct str cut(const struct layout *layout, struct arena *arena, struct str text,
                      size_t longest)
{
    size_t half = layout->options->width / 2;
    longest = half < longest ? half : longest;
    text = str_clean(arena, text);
    size_t width = str_width(text);
    if (width <= longest) {
        return text;
    }
    size_t tail = longest / 3;
    size_t head = place_of(text, longest - tail - 2);
    return str_printf(arena, "%.*s…%.*s", (int)head, text.ptr,
                      STR_ARG(str_skip(text, place_of(text, width - tail))));
}

/* Sentences are never cut: they end a table or the columns that belong together. */
static bool is_whole(const struct table *table, size_t c)
{
    const struct column *column = &table->columns[c];
    return c + 1 == table->column_count || (column->joined && !column->numeric);
}

static struct str shown(const struct layout *layout, struct arena *arena, size_t row, size_t c)
{
    struct str text = layout->table->cells.at[row * layout->table->column_count + c].text;
    return is_whole(layout->table, c) ? str_clean(arena, text)
                                      : cut(layout, arena, text, LONGEST_CELL);
}

/* The first column names the rows, which needs no heading of its own. */
static struct str title(const struct layout *layout, struct arena *arena, size_t c)
{
    return c == 0 ? STR("") : cut(layout, arena, layout->table->columns[c].title, LONGEST_TITLE);
}

static size_t row_count(const struct table *table)
{
    return table->column_count > 0 ? table->cells.n / table->column_count : 0;
}

static void measure(struct layout *layout, struct arena *arena)
{
    const struct table *table = layout->table;
    layout->widths = ARENA_ARRAY(arena, size_t, table->column_count);
    for (size_t c = 0; c < table->column_count; c++) {
        for (size_t r = 0; r < row_count(table); r++) {
            size_t width = str_width(shown(layout, arena, r, c));
            layout->widths[c] = width > layout->widths[c] ? width : layout->widths[c];
        }
        size_t width = layout->widths[c] > 0 ? str_width(title(layout, arena, c)) : 0;
        layout->widths[c] = width > layout->widths[c] ? width : layout->widths[c];
    }
}

static bool is_joined(const struct table *table, size_t c)
{
    return c < table->column_count && table->columns[c].joined;
}

/* Whether a column's texts may be folded to so few columns, with no word in two. */
static bool folds(const struct layout *layout, struct arena *arena, size_t c, size_t room)
{
    const struct table *table = layout->table;
    bool can = room >= NARROWEST_FOLD && is_whole(table, c) && !table->columns[c].numeric;
    for (size_t r = 0; r < row_count(table) && can; r++) {
        struct str text = shown(layout, arena, r, c);
        while (can && text.len > 0) {
            can = str_width(str_word(&text)) <= room;
        }
    }
    return can;
}

/* Where the columns from one on have to end to fit the width; a text at their end may be folded. */
static size_t band_end(struct layout *layout, struct arena *arena, size_t from)
{
    const struct table *table = layout->table;
    size_t used = 0;
    for (size_t c = 0; c < layout->names; c++) {
        used += layout->widths[c] + 2;
    }
    size_t parting = from; /* the last place where columns may be parted */
    for (size_t c = from; c < table->column_count; c++) {
        parting = table->columns[c].joined ? parting : c;
        size_t room = layout->options->width > used ? layout->options->width - used : 0;
        if (layout->widths[c] == 0) {
            continue;
        }
        if (layout->widths[c] > room) {
            if (!is_joined(table, c + 1) && folds(layout, arena, c, room)) {
                layout->widths[c] = room;
                return c + 1;
            }
            return parting > from ? parting : c > from ? c : from + 1;
        }
        used += layout->widths[c] + 2;
    }
    return table->column_count;
}

static const char *tone_colour(enum tone tone)
{
    switch (tone) {
    case TONE_GOOD:
        return GREEN;
    case TONE_BAD:
        return RED;
    case TONE_MUTED:
        return DIM;
    case TONE_PLAIN:
        break;
    }
    return NULL;
}

void text_padded(struct buf *out, struct str text, size_t width, bool right, const char *colour)
{
    size_t own = str_width(text);
    size_t pad = own < width ? width - own : 0;
    buf_fill(out, ' ', right ? pad : 0);
    buf_text(out, colour ? colour : "");
    buf_add(out, text);
    buf_text(out, colour ? PLAIN : "");
    buf_fill(out, ' ', right ? 0 : pad);
}

void text_folded(struct buf *out, struct str text, size_t indent, size_t width)
{
    size_t column = indent;
    while (text.len > 0) {
        struct str word = str_word(&text);
        size_t own = str_width(word);
        if (column > indent && column + 1 + own > width) {
            buf_char(out, '\n');
            buf_fill(out, ' ', indent);
            column = indent;
        } else if (column > indent) {
            buf_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += own;
    }
}

static void end_line(struct buf *out)
{
    while (out->n > 0 && out->at[out->n - 1] == ' ') {
        out->n--;
    }
    buf_char(out, '\n');
}

static void add_cell(struct buf *out, const struct layout *layout, size_t row, size_t c,
                     size_t column)
{
    const struct cell *cell = &layout->table->cells.at[row * layout->table->column_count + c];
    struct str text = shown(layout, out->arena, row, c);
    bool coloured = layout->options->colour && cell->text.len > 0;
    const char *colour = coloured ? tone_colour(cell->tone) : NULL;
    if (str_width(text) <= layout->widths[c]) {
        text_padded(out, text, layout->widths[c], layout->table->columns[c].numeric, colour);
        return;
    }
    buf_text(out, colour ? colour : "");
    text_folded(out, text, column, column + layout->widths[c]);
    buf_text(out, colour ? PLAIN : "");
}

/* One line of the columns that name the rows and those from one to another. */
static void add_line(struct buf *out, const struct layout *layout, size_t row, size_t from,
                     size_t to)
{
    size_t column = 0;
    for (size_t c = 0; c < to; c = c + 1 == layout->names ? from : c + 1) {
        if (layout->widths[c] == 0) {
            continue;
        }
        buf_text(out, c > 0 ? "  " : "");
        if (row == SIZE_MAX) {
            text_padded(out, title(layout, out->arena, c), layout->widths[c],
                        layout->table->columns[c].numeric, NULL);
        } else {
            add_cell(out, layout, row, c, column + (c > 0 ? 2 : 0));
        }
        column += layout->widths[c] + (c > 0 ? 2 : 0);
    }
    end_line(out);
}

void text_table(struct buf *out, const struct table *table, const struct text_options *options)
{
    struct layout layout = {.table = table, .options = options};
    layout.names = table->name_columns > 0 ? table->name_columns : 1;
    measure(&layout, out->arena);
    for (size_t from = layout.names; from < table->column_count;) {
        size_t to = band_end(&layout, out->arena, from);
        buf_text(out, from > layout.names ? "\n" : "");
        add_line(out, &layout, SIZE_MAX, from, to);
        for (size_t r = 0; r < row_count(table); r++) {
            add_line(out, &layout, r, from, to);
        }
        from = to;
    }
}
