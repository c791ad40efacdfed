/*
 * sha256.h - the SHA-256 digest (FIPS 180-4) of a file, as sha256sum prints it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "compiler.h"
#include "str.h"

#define SHA256_BLOCK 64

/* Begins with sha256_init(). */
struct sha256 {
    uint32_t state[8];
    uint64_t size; /* bytes so far */
    unsigned char block[SHA256_BLOCK];
};

void sha256_init(struct sha256 *digest);
void sha256_add(struct sha256 *digest, struct str bytes);

/* The digest of all that was added, 64 hexadecimal digits in the arena. Ends it. */
struct str sha256_end(struct sha256 *digest, struct arena *arena);

/*
 * The digest of the first bytes of a file that can be read again; where it now stands is kept.
 * False when it can't be read, or ends before.
 */
MUST_CHECK bool sha256_of_file(struct arena *arena, int fd, off_t size, struct str *hex);
