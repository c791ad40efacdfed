#include "wrk_unwrap.h"

#include <stdint.h>
#include <string.h>

#include "command_line.h"
#include "number.h"

/* "[36m", what is left of a colour where the escape character was lost */
static size_t colour_length(struct str s)
{
    size_t i = 1;
    if (s.len < 3 || s.ptr[0] != '[' || !is_digit(s.ptr[1])) {
        return 0;
    }
    while (i < s.len && (is_digit(s.ptr[i]) || s.ptr[i] == ';')) {
        i++;
    }
    return i < s.len && s.ptr[i] == 'm' ? i + 1 : 0;
}

/* A tag that begins or ends a cell or a row of a table in HTML: its length, 0 for none. */
static size_t cell_length(struct str s)
{
    static const char *const NAMES[] = {"td", "th", "tr"};
    struct str rest = s;
    if (!str_eat(&rest, STR("<"))) {
        return 0;
    }
    str_eat(&rest, STR("/"));
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        struct str tag = rest;
        if (str_eat(&tag, str_of(NAMES[i])) && tag.len > 0 &&
            (tag.ptr[0] == '>' || tag.ptr[0] == ' ')) {
            size_t end = str_find(s, STR(">"), 0);
            return end == SIZE_MAX ? 0 : end + 1;
        }
    }
    return 0;
}

/* What stands for a blank: its length, 0 for none. */
static size_t blank_length(struct str s, bool bars)
{
    static const char *const BLANKS[] = {"\xc2\xa0", "\xe2\x94\x82", "\xe2\x80\x8b", "&nbsp;"};
    for (size_t i = 0; i < sizeof BLANKS / sizeof BLANKS[0]; i++) {
        if (str_starts(s, str_of(BLANKS[i]))) {
            return strlen(BLANKS[i]);
        }
    }
    return bars && str_starts(s, STR("|")) ? 1 : cell_length(s);
}

static bool strip_front(struct str *s)
{
    static const char *const MARKS[] = {
        ">",    "* ",  "- ", "+ ", "// ",   "# ", "-- ",    "$ ",      "&gt;",
        "```",  "`",   "\"", "'",  "<pre>", "b'", "<code>", "</code>", "<br/>",
        "<br>", "<p>", "; ", "% ", "\\",    "* ", "<li>",   "**",      "[stdout] "};
    *s = str_trim(*s);
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++) {
        if (str_eat(s, str_of(MARKS[i]))) {
            return true;
        }
    }
    return false;
}

static bool strip_back(struct str *s)
{
    static const char *const MARKS[] = {"<br>", "<br/>", "<br />", "</p>", "</pre>", "</code>",
                                        "\\",   " /",    "\"",     "\",",  "'",      "',",
                                        "`",    "</li>", "**",     "|"};
    *s = str_trim(*s);
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++) {
        if (str_ends(*s, str_of(MARKS[i]))) {
            s->len -= strlen(MARKS[i]);
            return true;
        }
    }
    return false;
}

struct str wrk_unwrap_end(struct str text)
{
    while (strip_back(&text)) {
    }
    return text;
}

static void add_stripped(struct str line, struct buf *out)
{
    while (strip_front(&line)) {
    }
    buf_add(out, wrk_unwrap_end(line));
    buf_char(out, '\n');
}

/* Where the first of several lines in one ends; *next is how much to skip then. */
static size_t line_end(struct str line, size_t *next)
{
    for (size_t i = 0; i < line.len; i++) {
        *next = 1;
        if (line.ptr[i] == '\r' || line.ptr[i] == '\n') {
            return i;
        }
        struct str rest = str_skip(line, i);
        if (line.ptr[i] == '<' && (str_eat(&rest, STR("<br>")) || str_eat(&rest, STR("<br/>")) ||
                                   str_eat(&rest, STR("<br />")))) {
            *next = line.len - i - rest.len;
            return i;
        }
        *next = 2;
        if (line.ptr[i] == '\\' && i + 1 < line.len && line.ptr[i + 1] == 'n') {
            return i;
        }
    }
    *next = 0;
    return line.len;
}

bool wrk_unwrap(struct str line, struct buf *scratch, struct buf *out)
{
    scratch->n = 0;
    size_t before = out->n;
    struct str command;
    bool bars = !command_line_find(line, "wrk", &command); /* a shell has pipes */
    for (struct str rest = line; rest.len > 0;) {
        size_t skipped = str_control(rest);
        skipped = skipped > 0 ? skipped : colour_length(rest);
        size_t blank = skipped > 0 ? 0 : blank_length(rest, bars);
        char c = blank > 0 ? ' ' : rest.ptr[0];
        bool again = c == ' ' && scratch->n > 0 && scratch->at[scratch->n - 1] == ' ';
        if (skipped == 0 && !again) {
            buf_char(scratch, c);
        }
        rest = str_skip(rest, skipped + blank > 0 ? skipped + blank : 1);
    }
    size_t next = 1;
    for (struct str rest = buf_str(scratch); next > 0;) {
        size_t end = line_end(rest, &next);
        add_stripped(str_cut(rest, 0, end), out);
        rest = str_skip(rest, end + next);
    }
    size_t len = out->n - before - 1;
    return len != line.len || memcmp(out->at + before, line.ptr, len) != 0;
}
