/*
 * resource_limits.h - how much of anything is taken before it is refused with an error. They stand
 * in wrkbook(1) too, which is made from here.
 */
#pragma once

#include <stddef.h>

/* Longest line that is still taken for text of a log. */
#define SOURCE_LINE_LIMIT ((size_t)1024 * 1024)

/* Largest input that is read as a whole (JSON), decompressed. */
#define SOURCE_WHOLE_LIMIT ((size_t)1024 * 1024 * 1024)

/* How much of the beginning source_head() offers; largest wrkbook.yaml. */
#define SOURCE_HEAD_SIZE ((size_t)64 * 1024)

/* What one compressed file may decode to. */
#define DECODED_LIMIT ((size_t)4 * 1024 * 1024 * 1024)

/* Levels and entries of a list or map of wrkbook.yaml. */
#define YAML_LEVELS 8
#define YAML_ITEMS 1000

/* Largest document a template may make; more is an error, so no template can fill the disk. */
#define TEMPLATE_OUTPUT_LIMIT ((size_t)64 * 1024 * 1024)

/* Partials and sections within one another. */
#define TEMPLATE_PARTIALS 32
#define TEMPLATE_SECTIONS 128

/* A report of more runs than this is published in a document without them. */
#define PUBLISHED_RUNS_LIMIT 2000
