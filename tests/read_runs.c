#include "read_runs.h"

#include <stdlib.h>
#include <unistd.h>

struct arena arena;
struct err err;

void setup(void)
{
    arena = (struct arena){0};
    err = (struct err){0};
}

void teardown(void)
{
    arena_free(&arena);
}

static void take(void *context, const struct run *run)
{
    run_list *runs = context;
    VEC_PUSH(&arena, runs, *run);
}

bool read_path(const struct input_format *format, const char *path, run_list *runs)
{
    struct source source = {0};
    struct run_sink sink = {.context = runs, .take = take, .arena = &arena};
    ck_assert(source_open(&source, &arena, path, &err));
    bool good = format->read(&source, &sink, &err);
    source_close(&source);
    return good;
}

bool read_text(const struct input_format *format, struct str text, run_list *runs)
{
    char path[] = "/tmp/XXXXXX";
    int fd = mkstemp(path);
    ck_assert(fd >= 0);
    ck_assert(write(fd, text.ptr, text.len) == (ssize_t)text.len);
    close(fd);
    err = (struct err){0};
    bool good = read_path(format, path, runs);
    unlink(path);
    return good;
}
