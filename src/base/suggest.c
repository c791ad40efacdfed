#include "suggest.h"

#define MOST_EDITS 3

/* Edits that turn one text into the other: insert, delete, replace. */
static size_t distance(struct str a, struct str b)
{
    size_t row[64];
    if (b.len >= sizeof row / sizeof row[0] || a.len > b.len + MOST_EDITS) {
        return MOST_EDITS + 1;
    }
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t replaced = diagonal + (a.ptr[i - 1] != b.ptr[j - 1]);
            diagonal = row[j];
            size_t shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = replaced < shorter ? replaced : shorter;
        }
    }
    return row[b.len];
}

void suggestion_offer(struct suggestion *suggestion, struct str known)
{
    size_t edits = distance(suggestion->name, known);
    /* Half of the letters is no longer the same name. */
    if (edits <= MOST_EDITS && 2 * edits <= suggestion->name.len + 1 &&
        (!suggestion->best.ptr || edits < suggestion->edits)) {
        suggestion->best = known;
        suggestion->edits = edits;
    }
}
