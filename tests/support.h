/* support.h - what several test programs share. */
#pragma once

#include <check.h>
#include <stdint.h>

#include "buf.h"

/* Runs a suite and returns main()'s exit status. */
int run_suite(Suite *suite);

/* A whole file; the test fails when it cannot be read. */
struct str read_file(struct arena *arena, const char *path);

/* SOURCE_DIR/name */
const char *source_path(struct arena *arena, const char *name);

/* Compares text with the file fixtures/NAME; UPDATE_GOLDEN=1 rewrites the file instead. */
void assert_golden(const char *name, struct str text);

/* ck_assert for slices, showing both. */
void assert_str(struct str got, const char *expected);

/* The next number of a random sequence (Vigna's SplitMix64), which the state alone decides. */
uint64_t splitmix64(uint64_t *state);

/* The next one below a limit. */
size_t below(uint64_t *state, size_t limit);
