/*
 * The same run read twice: once from its log, once from what wrkbook wrote of
 * it, or from two such files. It happened once, so it counts once.
 */
#include <stdint.h>
#include <stdlib.h>

#include "inputs.h"

struct print {
    uint64_t hash;
    size_t run, file;
    int written; /* 0: a log; else by wrkbook, 2: for people */
};

static int written_how(const struct input_file *file)
{
    return str_is(file->format, "wrkbook") ? 1 : str_is(file->format, "published") ? 2 : 0;
}

/* FNV-1a over the run as JSON, without what only says where it was read. */
static uint64_t fingerprint(struct buf *scratch, const struct run *run)
{
    struct run plain = *run;
    plain.label = plain.source_file = (struct str){0};
    struct json_emit json = {.out = scratch};
    scratch->n = 0;
    run_emit(&json, &plain);
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < scratch->n; i++) {
        hash = (hash ^ (unsigned char)scratch->at[i]) * 0x100000001b3;
    }
    return hash;
}

/* Equal runs side by side: logs first, what is for people last, else in the order of input. */
static int by_hash(const void *a, const void *b)
{
    const struct print *x = a;
    const struct print *y = b;
    if (x->hash != y->hash) {
        return x->hash < y->hash ? -1 : 1;
    }
    if (x->written != y->written) {
        return x->written - y->written;
    }
    return (x->run > y->run) - (x->run < y->run);
}

/* One entry a run of every file that has no label of its own; those were named on purpose. */
static size_t take_prints(struct arena *arena, const struct inputs *inputs, struct print *prints)
{
    struct buf scratch = BUF(arena);
    size_t n = 0;
    size_t run = 0;
    for (size_t i = 0; i < inputs->files.n; i++) {
        const struct input_file *file = &inputs->files.at[i];
        for (size_t k = 0; k < file->runs; k++, run++) {
            if (!file->label_given) {
                prints[n++] = (struct print){fingerprint(&scratch, inputs->runs.at[run]), run, i,
                                             written_how(file)};
            }
        }
    }
    return n;
}

void drop_repeats(struct inputs *inputs)
{
    bool written = false;
    for (size_t i = 0; i < inputs->files.n; i++) {
        inputs->files.at[i].kept = inputs->files.at[i].runs;
        written = written || written_how(&inputs->files.at[i]) > 0;
    }
    if (!written || inputs->files.n < 2) {
        return;
    }
    struct arena arena = {0};
    struct print *prints = ARENA_ARRAY(&arena, struct print, inputs->runs.n);
    size_t n = take_prints(&arena, inputs, prints);
    bool *drop = ARENA_ARRAY(&arena, bool, inputs->runs.n);
    qsort(prints, n, sizeof *prints, by_hash);
    for (size_t i = 1; i < n; i++) {
        const struct print *kept = &prints[i - 1];
        bool again = prints[i].hash == kept->hash && prints[i].file != kept->file;
        drop[prints[i].run] = again && prints[i].written > 0;
        inputs->files.at[prints[i].file].kept -= drop[prints[i].run];
    }
    size_t left = 0;
    for (size_t i = 0; i < inputs->runs.n; i++) {
        if (!drop[i]) {
            inputs->runs.at[left++] = inputs->runs.at[i];
        }
    }
    inputs->repeats += inputs->runs.n - left;
    inputs->runs.n = left;
    arena_free(&arena);
}
