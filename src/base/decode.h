/*
 * decode.h - gzip and zstd files, decoded while they are read.
 *
 * Memory is constant whatever the file decodes to, which DECODED_LIMIT bounds.
 */
#pragma once

#include "buf.h"
#include "errors.h"
#include "str.h"

struct decoder;

/* How many bytes of a file decoder_for() needs to see, where it has so many. */
#define DECODER_MAGIC_SIZE 4

/* How many it takes at most. */
#define DECODER_INPUT_SIZE ((size_t)64 * 1024)

/*
 * Makes a decoder for a file that begins with these bytes, at most DECODER_INPUT_SIZE;
 * NULL when they are neither gzip nor zstd. They need not be the whole file: decoder_read() goes on
 * where they end. Released by decoder_free(). Errors: out of memory.
 */
MUST_CHECK bool decoder_for(struct str first, struct decoder **decoder, struct err *err);

/*
 * Reads from fd and decodes at most size > 0 bytes into out; *got is 0 only at
 * the end of the file. Several compressed files one after another decode to
 * their contents one after another. name is for messages. Errors (ERR_INPUT):
 * damaged or cut off data, more than DECODED_LIMIT, a failing read.
 */
MUST_CHECK bool decoder_read(struct decoder *decoder, int fd, char *out, size_t size, size_t *got,
                             const char *name, struct err *err);

/* Harmless on NULL. */
void decoder_free(struct decoder *decoder);

/* read(), repeated when interrupted. *got is 0 at the end of the file. Errors: ERR_INPUT. */
MUST_CHECK bool read_some(int fd, char *out, size_t size, size_t *got, const char *name,
                          struct err *err);

/* Adds "NAME VERSION" of each library, for `wrkbook --version`. */
void decode_libraries(struct buf *out);
