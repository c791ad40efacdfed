#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ALIGNMENT 16
#define FIRST_BLOCK ((size_t)4 * 1024)
#define LARGEST_BLOCK ((size_t)4 * 1024 * 1024)

struct arena_block {
    struct arena_block *older;
    size_t size;
    char pad[ALIGNMENT - (sizeof(void *) + sizeof(size_t)) % ALIGNMENT];
};

void arena_out_of_memory(void)
{
    fputs("wrkbook: out of memory\n", stderr);
    abort();
}

static void add_block(struct arena *arena, size_t at_least)
{
    size_t size = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK) {
        size = LARGEST_BLOCK;
    }
    if (size < at_least) {
        size = at_least;
    }
    if (size > SIZE_MAX - sizeof(struct arena_block)) {
        arena_out_of_memory();
    }
    struct arena_block *block = calloc(1, sizeof *block + size);
    if (!block) {
        arena_out_of_memory();
        return;
    }
    block->older = arena->blocks;
    block->size = size;
    arena->blocks = block;
    arena->next = (char *)(block + 1);
    arena->left = size;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT) {
        arena_out_of_memory();
    }
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded == 0) {
        rounded = ALIGNMENT;
    }
    if (rounded > arena->left) {
        add_block(arena, rounded);
    }
    void *result = arena->next;
    arena->next += rounded;
    arena->left -= rounded;
    return result;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    size_t rounded = (old_size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    size_t more = (new_size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - rounded;
    if (old && (char *)old + rounded == arena->next && more <= arena->left) {
        arena->next += more;
        arena->left -= more;
        return old;
    }
    void *result = arena_alloc(arena, new_size);
    if (old && old_size > 0) {
        memcpy(result, old, old_size);
    }
    return result;
}

char *arena_copy(struct arena *arena, const char *text, size_t len)
{
    char *copy = arena_alloc(arena, len + 1);
    if (len > 0) {
        memcpy(copy, text, len);
    }
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}

void arena_populate(void *memory, size_t size)
{
#ifdef MADV_POPULATE_WRITE
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t before_page = (page - (uintptr_t)memory % page) % page;
    if (size > before_page) {
        (void)madvise((char *)memory + before_page, size - before_page, MADV_POPULATE_WRITE);
    }
#else
    (void)memory;
    (void)size;
#endif
}

void arena_free(struct arena *arena)
{
    for (struct arena_block *block = arena->blocks; block;) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    *arena = (struct arena){0};
}
