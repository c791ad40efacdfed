#include "diff.h"

#include <stdint.h>

#include "vec.h"

#define CONTEXT 3

struct lines {
    VEC(struct str) text; /* each with its line end, which the last may lack */
};

/* Which lines of either text the other does not have. */
struct edits {
    bool *removed, *added;
};

struct comparison {
    struct arena *arena;
    const struct str *a, *b;
    long n, m;
    bool *removed, *added;
};

static struct lines split(struct arena *arena, struct str text)
{
    struct lines lines = {0};
    while (text.len > 0) {
        size_t end = str_find(text, STR("\n"), 0);
        size_t length = end < text.len ? end + 1 : text.len;
        VEC_PUSH(arena, &lines.text, str_cut(text, 0, length));
        text = str_skip(text, length);
    }
    return lines;
}

/*
 * Goes back through the furthest points reached with every number of edits and
 * marks the lines that were edited. reached[d][k + d] is the line of a that d
 * edits reach on diagonal k (line of a minus line of b).
 */
static void trace_back(struct comparison *cmp, long *const *reached, long d)
{
    long x = cmp->n;
    long y = cmp->m;
    for (; d > 0; d--) {
        const long *before = reached[d - 1] + (d - 1);
        long k = x - y;
        bool down = k == -d || (k != d && before[k - 1] < before[k + 1]);
        long from = down ? k + 1 : k - 1;
        x = before[from];
        y = x - from;
        if (down) {
            cmp->added[y] = true;
        } else {
            cmp->removed[x] = true;
        }
    }
}

/* Myers' greedy search; false when more than DIFF_LIMIT edits are needed. */
static bool shortest(struct comparison *cmp)
{
    long *reached[DIFF_LIMIT + 1];
    for (long d = 0; d <= DIFF_LIMIT; d++) {
        reached[d] = ARENA_ARRAY(cmp->arena, long, (size_t)(2 * d + 1));
        long *now = reached[d] + d;
        const long *before = d > 0 ? reached[d - 1] + (d - 1) : NULL;
        for (long k = -d; k <= d; k += 2) {
            bool down = before && (k == -d || (k != d && before[k - 1] < before[k + 1]));
            long x = !before ? 0 : down ? before[k + 1] : before[k - 1] + 1;
            long y = x - k;
            while (x < cmp->n && y < cmp->m && x >= 0 && y >= 0 && str_eq(cmp->a[x], cmp->b[y])) {
                x++;
                y++;
            }
            now[k] = x;
            if (x >= cmp->n && y >= cmp->m) {
                trace_back(cmp, reached, d);
                return true;
            }
        }
    }
    return false;
}

static void mark_all(struct comparison *cmp)
{
    for (long i = 0; i < cmp->n; i++) {
        cmp->removed[i] = true;
    }
    for (long i = 0; i < cmp->m; i++) {
        cmp->added[i] = true;
    }
}

static struct edits compare(struct arena *arena, const struct lines *a, const struct lines *b)
{
    struct edits edits = {ARENA_ARRAY(arena, bool, a->text.n), ARENA_ARRAY(arena, bool, b->text.n)};
    size_t head = 0;
    while (head < a->text.n && head < b->text.n && str_eq(a->text.at[head], b->text.at[head])) {
        head++;
    }
    size_t tail = 0;
    while (tail < a->text.n - head && tail < b->text.n - head &&
           str_eq(a->text.at[a->text.n - 1 - tail], b->text.at[b->text.n - 1 - tail])) {
        tail++;
    }
    struct comparison cmp = {
        .arena = arena,
        .a = a->text.at + head,
        .b = b->text.at + head,
        .n = (long)(a->text.n - head - tail),
        .m = (long)(b->text.n - head - tail),
        .removed = edits.removed + head,
        .added = edits.added + head,
    };
    if (cmp.n + cmp.m > 0 && !shortest(&cmp)) {
        mark_all(&cmp);
    }
    return edits;
}

static void add_line(struct buf *out, char sign, struct str line)
{
    buf_char(out, sign);
    buf_add(out, line);
    if (!str_ends(line, STR("\n"))) {
        buf_text(out, "\n\\ No newline at end of file\n");
    }
}

/* The two texts side by side, in step. */
struct walk {
    const struct lines *a, *b;
    const struct edits *edits;
    size_t i, j;
};

static bool at_edit(const struct walk *walk)
{
    return (walk->i < walk->a->text.n && walk->edits->removed[walk->i]) ||
           (walk->j < walk->b->text.n && walk->edits->added[walk->j]);
}

static bool at_end(const struct walk *walk)
{
    return walk->i >= walk->a->text.n && walk->j >= walk->b->text.n;
}

/* One line further: removed, added or in both. out may be NULL. */
static void step(struct walk *walk, struct buf *out)
{
    bool removed = walk->i < walk->a->text.n && walk->edits->removed[walk->i];
    bool added = !removed && walk->j < walk->b->text.n && walk->edits->added[walk->j];
    if (out) {
        add_line(out,
                 removed ? '-'
                 : added ? '+'
                         : ' ',
                 added ? walk->b->text.at[walk->j] : walk->a->text.at[walk->i]);
    }
    walk->i += !added;
    walk->j += !removed;
}

/* Behind the context of the last edit that is near the one at hand. */
static struct walk hunk_end(struct walk walk)
{
    struct walk end = walk;
    size_t same = 0;
    while (!at_end(&walk) && same <= 2 * CONTEXT) {
        same = at_edit(&walk) ? 0 : same + 1;
        step(&walk, NULL);
        end = same <= CONTEXT ? walk : end;
    }
    return end;
}

static void add_hunk(struct walk *walk, struct buf *out)
{
    struct walk end = hunk_end(*walk);
    size_t context = walk->i < walk->j ? walk->i : walk->j;
    context = context < CONTEXT ? context : CONTEXT;
    walk->i -= context;
    walk->j -= context;
    size_t before = end.i - walk->i;
    size_t after = end.j - walk->j;
    buf_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n", walk->i + (before > 0), before,
               walk->j + (after > 0), after);
    while (walk->i < end.i || walk->j < end.j) {
        step(walk, out);
    }
}

void unified_diff(struct buf *out, const char *name, struct str before, struct str after)
{
    struct arena arena = {0};
    struct lines a = split(&arena, before);
    struct lines b = split(&arena, after);
    struct edits edits = compare(&arena, &a, &b);
    struct walk walk = {&a, &b, &edits, 0, 0};
    bool begun = false;
    while (!at_end(&walk)) {
        if (!at_edit(&walk)) {
            step(&walk, NULL);
            continue;
        }
        if (!begun) {
            buf_printf(out, "--- a/%s\n+++ b/%s\n", name, name);
            begun = true;
        }
        add_hunk(&walk, out);
    }
    arena_free(&arena);
}
