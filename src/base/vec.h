/*
 * vec.h - a growing typed array in an arena: struct { T *at; size_t n, cap; }.
 *
 * Read items as v.at[0 .. v.n). A zero-initialised vector is empty. Pointers
 * into it stay readable after it grew, but no longer are the vector's items.
 */
#pragma once

#include "arena.h"

#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t n, cap;                                                                             \
    }

/* Appends one zeroed item and gives a pointer to it. */
#define VEC_ADD(arena, v)                                                                          \
    ((v)->n == (v)->cap ? ((v)->at = arena_grow((arena), (v)->at, (v)->cap * sizeof *(v)->at,      \
                                                ((v)->cap ? (v)->cap * 2 : 8) * sizeof *(v)->at),  \
                           (v)->cap = (v)->cap ? (v)->cap * 2 : 8)                                 \
                        : 0,                                                                       \
     (v)->n++, &(v)->at[(v)->n - 1])

/* Appends a value. */
#define VEC_PUSH(arena, v, value) ((void)(*VEC_ADD(arena, v) = (value)))
