#include "fence.h"

#include <stdint.h>

/* The run of backticks or tildes that a line of fenced code begins with; empty if it is none. */
static struct str mark_of(struct str line)
{
    size_t indent = 0;
    while (indent < line.len && line.ptr[indent] == ' ') {
        indent++;
    }
    line = str_skip(line, indent);
    size_t n = 0;
    while (n < line.len && line.ptr[n] == line.ptr[0]) {
        n++;
    }
    bool is_one = indent < 4 && n >= 3 && (line.ptr[0] == '`' || line.ptr[0] == '~');
    return is_one ? str_cut(line, 0, n) : STR("");
}

bool fence_line(struct fence *fence, struct str line)
{
    struct str mark = mark_of(line);
    if (fence->mark.len == 0) {
        /* A line with more backticks behind is code in a paragraph. */
        struct str info = str_skip(str_trim(line), mark.len);
        bool opens =
            mark.len > 0 && (mark.ptr[0] == '~' || str_find(info, STR("`"), 0) == SIZE_MAX);
        fence->mark = opens ? mark : fence->mark;
        return opens;
    }
    if (mark.len >= fence->mark.len && mark.ptr[0] == fence->mark.ptr[0] &&
        str_trim(line).len == mark.len) {
        fence->mark = STR("");
    }
    return true;
}
