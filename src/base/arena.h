/*
 * arena.h - memory for one run of the program.
 *
 * Everything allocated lives until arena_free(); there is nothing to release
 * piece by piece. Out of memory ends the program with a message: no caller
 * can do better. A zero-initialised arena is empty and ready.
 */
#pragma once

#include <stddef.h>

#include "compiler.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* private */
    char *next;                 /* private: free space of the newest block */
    size_t left;                /* private */
};

/* size zeroed bytes, aligned for any type. size 0 gives a valid pointer to nothing. */
void *arena_alloc(struct arena *arena, size_t size);

/*
 * Grows an array of old_size bytes, made by arena_alloc() or arena_grow(), to
 * new_size >= old_size. Contents are kept, new bytes are zero; the result may
 * be another pointer (the old one stays readable). old may be NULL if old_size is 0.
 */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);

/* A NUL-terminated copy of text[0..len). */
char *arena_copy(struct arena *arena, const char *text, size_t len);

/* printf into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* Ends the program as an allocation that fails does, where a library had none and kept quiet. */
void arena_out_of_memory(void);

/* Releases everything. The arena is empty and usable again. */
void arena_free(struct arena *arena);

/*
 * Has the system provide the pages of memory that will all be written, at
 * once; touched one by one, each costs several times as much. A hint: contents
 * stay, and a system that has no such call ignores it.
 */
void arena_populate(void *memory, size_t size);

/* A typed, zeroed array of n items. */
#define ARENA_ARRAY(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (n)))
