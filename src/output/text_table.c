/* Tables in columns of blanks. What does not fit the width stands in a table below, under the same
 * names. */
#include "text.h"

#include <stdint.h>

#define DIM "\033[2m"
#define RED "\033[31m"
#define GREEN "\033[32m"
#define PLAIN "\033[0m"

/* Longest text in a column and above it; more is cut, so that one name does not break the table. */
#define LONGEST_CELL 40
#define LONGEST_TITLE 28

/* A text that ends a line may be folded to so many columns before columns are parted. */
#define NARROWEST_FOLD 10

/* Labels are shortened to a quarter of the width, but not to less. */
#define NARROWEST_LABEL 12

/* A title takes at most so many lines. */
#define TITLE_LINES 2

/* What may be done to save lines, each beside those before it. */
enum saving { AS_IT_STANDS, TITLES_FOLDED, REASONS_BELOW, LABELS_SHORT, SAVINGS };

/* So many lines each saving has to save, for each is a step away from what is easiest to read. */
#define LINES_WORTH_SAVING 1

/* How a table is laid out. */
struct layout {
    const struct table *table;
    const struct text_options *options;
    struct arena *arena;
    size_t names; /* so many columns name the rows */
    enum saving saving;
    bool heads;     /* what columns are about stands above them */
    size_t *widths; /* of the columns; 0: it has no text, and is left out */
    size_t *ends;   /* behind the last column of each band: of what stands side by side */
    size_t bands;
    VEC(struct str) notes; /* reasons that stand below, numbered in the cells */
};

/* Where text has a width of at least columns. */
static size_t place_of(struct str text, size_t columns)
{
    size_t at = 0;
    for (size_t width = 0; at < text.len && width < columns;) {
        size_t len;
        utf8_decode(str_skip(text, at), &len);
        width += str_width(str_cut(text, at, at + len));
        at += len;
    }
    return at;
}

/* Too long a text without its middle: names differ at their ends. Right-to-left names are isolated,
 * or they would change places with the numbers beside them. */
static struct str shortened(struct arena *arena, struct str text, size_t longest)
{
    text = str_clean(arena, text);
    size_t width = str_width(text);
    if (width > longest && longest >= 4) {
        size_t tail = longest / 3;
        size_t head = place_of(text, longest - tail - 2);
        text = str_printf(arena, "%.*s…%.*s", (int)head, text.ptr,
                          STR_ARG(str_skip(text, place_of(text, width - tail))));
    }
    return str_isolate(arena, text);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Sentences are never cut: they end a table or the columns that belong together. */
static bool is_whole(const struct table *table, size_t c)
{
    const struct column *column = &table->columns[c];
    return c + 1 == table->column_count || (column->joined && !column->numeric);
}

/* "unclear [1]", where note 1 is the reason. */
static struct str with_note(struct layout *layout, const struct cell *cell)
{
    size_t n = 0;
    while (n < layout->notes.n && !str_eq(layout->notes.at[n], cell->reason)) {
        n++;
    }
    if (n == layout->notes.n) {
        VEC_PUSH(layout->arena, &layout->notes, cell->reason);
    }
    return str_printf(layout->arena, "%.*s%s[%zu]", STR_ARG(cell->brief),
                      cell->brief.len > 0 ? " " : "", n + 1);
}

/* Labels give way to numbers; what is named by us hardly ever is long. */
static size_t longest_cell(const struct layout *layout, size_t c)
{
    size_t width = layout->options->width;
    if (!layout->table->columns[c].labels) {
        return least(2 * width / 3, LONGEST_CELL);
    }
    return layout->saving >= LABELS_SHORT ? most(width / 4, NARROWEST_LABEL)
                                          : least(width / 2, LONGEST_CELL);
}

static struct str shown(struct layout *layout, size_t row, size_t c)
{
    const struct table *table = layout->table;
    const struct cell *cell = &table->cells.at[row * table->column_count + c];
    if (layout->saving >= REASONS_BELOW && cell->reason.ptr) {
        return with_note(layout, cell);
    }
    if (is_whole(table, c)) {
        return str_clean(layout->arena, cell->text);
    }
    return shortened(layout->arena, cell->text, longest_cell(layout, c));
}

/* The first column names the rows, which needs no heading of its own. */
static struct str title(const struct layout *layout, size_t c)
{
    const struct column *column = &layout->table->columns[c];
    if (c == 0) {
        return STR("");
    }
    return shortened(layout->arena, layout->heads && column->of.ptr ? column->word : column->title,
                     least(layout->options->width / 2, LONGEST_TITLE));
}

static size_t row_count(const struct table *table)
{
    return table->column_count > 0 ? table->cells.n / table->column_count : 0;
}

/* Takes so many words off the text as fit; at least one. */
static struct str next_line(struct str *text, size_t width)
{
    struct str rest = *text;
    struct str line = {0};
    while (rest.len > 0) {
        struct str word = str_word(&rest);
        size_t start = (size_t)((line.ptr ? line.ptr : word.ptr) - text->ptr);
        struct str longer = str_cut(*text, start, (size_t)(word.ptr + word.len - text->ptr));
        if (line.ptr && str_width(longer) > width) {
            break;
        }
        line = longer;
    }
    *text = str_skip(*text, (size_t)(line.ptr + line.len - text->ptr));
    return line;
}

static size_t line_count(struct str text, size_t width)
{
    size_t n = 0;
    for (text = str_trim(text); text.len > 0; n++) {
        next_line(&text, width);
        text = str_trim(text);
    }
    return n;
}

/* Titles that were cut are not folded besides. */
static size_t title_width(const struct layout *layout, size_t c)
{
    struct str text = title(layout, c);
    size_t width = str_width(text);
    bool cut = str_find(text, STR("…"), 0) < text.len;
    if (layout->saving < TITLES_FOLDED || cut) {
        return width;
    }
    size_t narrow = 1;
    while (narrow < width && line_count(text, narrow) > TITLE_LINES) {
        narrow++;
    }
    for (struct str rest = text; rest.len > 0;) {
        narrow = most(narrow, str_width(str_word(&rest)));
    }
    return narrow;
}

static void measure(struct layout *layout)
{
    const struct table *table = layout->table;
    layout->widths = ARENA_ARRAY(layout->arena, size_t, table->column_count);
    for (size_t c = 0; c < table->column_count; c++) {
        for (size_t r = 0; r < row_count(table); r++) {
            layout->widths[c] = most(layout->widths[c], str_width(shown(layout, r, c)));
        }
        layout->widths[c] =
            layout->widths[c] > 0 ? most(layout->widths[c], title_width(layout, c)) : 0;
    }
}

static bool is_joined(const struct table *table, size_t c)
{
    return c < table->column_count && table->columns[c].joined;
}

/* Whether a column's texts may be folded to so few columns, with no word in two. */
static bool folds(struct layout *layout, size_t c, size_t room)
{
    const struct table *table = layout->table;
    bool can = room >= NARROWEST_FOLD && is_whole(table, c) && !table->columns[c].numeric;
    for (size_t r = 0; r < row_count(table) && can; r++) {
        struct str text = shown(layout, r, c);
        while (can && text.len > 0) {
            can = str_width(str_word(&text)) <= room;
        }
    }
    return can;
}

/* Where the columns from one on have to end to fit the width; a text at their end may be folded. */
static size_t band_end(struct layout *layout, size_t from)
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
            bool alone = !table->columns[c].joined || parting == from;
            if (alone && !is_joined(table, c + 1) && folds(layout, c, room)) {
                layout->widths[c] = room;
                return c + 1;
            }
            return parting > from ? parting : c > from ? c : from + 1;
        }
        used += layout->widths[c] + 2;
    }
    return table->column_count;
}

/* Lines that the titles of some columns take. */
static size_t title_lines(const struct layout *layout, size_t from, size_t to)
{
    size_t lines = 1;
    for (size_t c = from; c < to; c++) {
        lines = layout->widths[c] > 0 ? most(lines, line_count(title(layout, c), layout->widths[c]))
                                      : lines;
    }
    return lines;
}

static bool has_head(const struct layout *layout, size_t from, size_t to)
{
    for (size_t c = from; c < to; c++) {
        if (layout->heads && layout->table->columns[c].of.ptr && layout->widths[c] > 0) {
            return true;
        }
    }
    return false;
}

static size_t count_lines(struct layout *layout)
{
    const struct table *table = layout->table;
    size_t lines = layout->bands + layout->notes.n;
    for (size_t b = 0; b < layout->bands; b++) {
        size_t from = b > 0 ? layout->ends[b - 1] : layout->names;
        size_t last = layout->ends[b] - 1; /* the only one that may be folded */
        lines += title_lines(layout, from, layout->ends[b]) + has_head(layout, from, last + 1);
        for (size_t r = 0; r < row_count(table); r++) {
            lines += most(1, line_count(shown(layout, r, last), layout->widths[last]));
        }
    }
    return lines;
}

/* Whether it can't be seen, in some band, what its columns are about. */
static bool needs_heads(const struct layout *layout)
{
    const struct table *table = layout->table;
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->columns[c].of.ptr && str_width(table->columns[c].title) > LONGEST_TITLE) {
            return true;
        }
    }
    for (size_t b = 0; b + 1 < layout->bands; b++) {
        const struct column *column = &table->columns[layout->ends[b]];
        if (column->joined && column->of.ptr) {
            return true;
        }
    }
    return false;
}

static struct layout laid_out(struct layout layout, enum saving saving, bool heads)
{
    layout.saving = saving;
    layout.heads = heads;
    layout.ends = ARENA_ARRAY(layout.arena, size_t, layout.table->column_count);
    measure(&layout);
    for (size_t from = layout.names; from < layout.table->column_count;) {
        from = layout.ends[layout.bands++] = band_end(&layout, from);
    }
    return layout;
}

/* The one of the fewest lines, where what it does to save them is worth it. */
static struct layout best_layout(const struct layout *start)
{
    struct layout best = laid_out(*start, AS_IT_STANDS, false);
    if (needs_heads(&best)) {
        best = laid_out(*start, AS_IT_STANDS, true);
    }
    size_t fewest = count_lines(&best);
    bool shortest = fewest <= row_count(start->table) + 2;
    for (enum saving saving = TITLES_FOLDED; saving < SAVINGS && !shortest; saving++) {
        struct layout layout = laid_out(*start, saving, true);
        size_t lines = count_lines(&layout) + LINES_WORTH_SAVING * saving;
        if (lines < fewest) {
            best = layout;
            fewest = lines;
        }
    }
    return best;
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

static void add_cell(struct buf *out, struct layout *layout, size_t row, size_t c, size_t column)
{
    const struct cell *cell = &layout->table->cells.at[row * layout->table->column_count + c];
    struct str text = shown(layout, row, c);
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

/* One of the lines that a title is folded into; the last stands right above the cells. */
static void add_title(struct buf *out, const struct layout *layout, size_t c, size_t line,
                      size_t lines)
{
    struct str rest = title(layout, c);
    size_t own = line_count(rest, layout->widths[c]);
    struct str text = STR("");
    for (size_t i = lines - own; i <= line && own > 0; i++) {
        text = next_line(&rest, layout->widths[c]);
    }
    text_padded(out, text, layout->widths[c], layout->table->columns[c].numeric, NULL);
}

/* What is shown of the columns that name the rows and of those from one to another. */
struct band {
    size_t from, to;
    size_t lines; /* of its titles */
};

/* One line: a row, or where row is SIZE_MAX a line of the titles. */
static void add_line(struct buf *out, struct layout *layout, const struct band *band, size_t row,
                     size_t line)
{
    size_t column = 0;
    for (size_t c = 0; c < band->to; c = c + 1 == layout->names ? band->from : c + 1) {
        if (layout->widths[c] == 0) {
            continue;
        }
        buf_text(out, c > 0 ? "  " : "");
        if (row == SIZE_MAX) {
            add_title(out, layout, c, line, band->lines);
        } else {
            add_cell(out, layout, row, c, column + (c > 0 ? 2 : 0));
        }
        column += layout->widths[c] + (c > 0 ? 2 : 0);
    }
    end_line(out);
}

/* Above columns that are about one system its name, as long as there is room. */
static void add_heads(struct buf *out, const struct layout *layout, const struct band *band)
{
    const struct column *columns = layout->table->columns;
    size_t column = 0;
    size_t written = 0;
    for (size_t c = 0; c < band->to; c = c + 1 == layout->names ? band->from : c + 1) {
        bool first = c == band->from || !columns[c].joined;
        if (layout->widths[c] == 0) {
            continue;
        }
        column += c > 0 ? 2 : 0;
        if (first && columns[c].of.ptr) {
            size_t room = layout->widths[c];
            size_t next = c + 1;
            for (; next < band->to && columns[next].joined; next++) {
                room += layout->widths[next] > 0 ? layout->widths[next] + 2 : 0;
            }
            room = next == band->to ? most(room, layout->options->width - column) : room;
            struct str head = shortened(layout->arena, columns[c].of, room);
            buf_fill(out, ' ', column - written);
            buf_add(out, head);
            written = column + str_width(head);
        }
        column += layout->widths[c];
    }
    end_line(out);
}

void text_table(struct buf *out, const struct table *table, const struct text_options *options)
{
    struct layout layout = {.table = table, .options = options, .arena = out->arena};
    layout.names = table->name_columns > 0 ? table->name_columns : 1;
    layout = best_layout(&layout);
    for (size_t b = 0; b < layout.bands; b++) {
        struct band band = {.from = b > 0 ? layout.ends[b - 1] : layout.names,
                            .to = layout.ends[b]};
        band.lines = title_lines(&layout, band.from, band.to);
        buf_text(out, b > 0 ? "\n" : "");
        if (has_head(&layout, band.from, band.to)) {
            add_heads(out, &layout, &band);
        }
        for (size_t line = 0; line < band.lines; line++) {
            add_line(out, &layout, &band, SIZE_MAX, line);
        }
        for (size_t r = 0; r < row_count(table); r++) {
            add_line(out, &layout, &band, r, 0);
        }
    }
    for (size_t i = 0; i < layout.notes.n; i++) {
        buf_printf(out, "[%zu] %.*s\n", i + 1, STR_ARG(layout.notes.at[i]));
    }
}
