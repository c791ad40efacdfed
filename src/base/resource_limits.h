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

/* Runs that are kept at once; those that are only counted, or printed one by one, are not. */
#define RUNS_LIMIT ((size_t)2 * 1000 * 1000)

/* Objects and arrays within one another in JSON: what jansson takes. */
#define JSON_LEVELS 2048

/* Levels and entries of a list or map of wrkbook.yaml. */
#define YAML_LEVELS 8
#define YAML_ITEMS 1000

/* Largest template. */
#define TEMPLATE_TEXT_LIMIT ((size_t)1024 * 1024)

/* Largest document a template may make; more is an error, so no template can fill the disk. */
#define TEMPLATE_OUTPUT_LIMIT ((size_t)64 * 1024 * 1024)

/* Parts of a template that are gone through: lists within lists can take forever without writing a
 * byte. */
#define TEMPLATE_STEPS ((size_t)10 * 1000 * 1000)

/* Partials and sections within one another. */
#define TEMPLATE_PARTIALS 32
#define TEMPLATE_SECTIONS 128

/* A report of more runs than this is published in a document without them. */
#define PUBLISHED_RUNS_LIMIT 2000
