#include "sha256.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"

#define ROUNDS 64
#define READ_SIZE ((size_t)64 * 1024)

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t ROOTS[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t turn(uint32_t word, int bits)
{
    return word >> bits | word << (32 - bits);
}

static void add_block(uint32_t state[8], const unsigned char *block)
{
    uint32_t words[ROUNDS];
    for (size_t i = 0; i < 16; i++) {
        const unsigned char *at = block + 4 * i;
        words[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    }
    for (size_t i = 16; i < ROUNDS; i++) {
        uint32_t near = words[i - 2];
        uint32_t far = words[i - 15];
        words[i] = words[i - 16] + (turn(far, 7) ^ turn(far, 18) ^ far >> 3) + words[i - 7] +
                   (turn(near, 17) ^ turn(near, 19) ^ near >> 10);
    }
    uint32_t s[8];
    memcpy(s, state, sizeof s);
    for (size_t i = 0; i < ROUNDS; i++) {
        uint32_t chosen = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t most = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        uint32_t first =
            s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + chosen + ROOTS[i] + words[i];
        uint32_t second = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + most;
        for (size_t k = 7; k > 0; k--) {
            s[k] = s[k - 1];
        }
        s[4] += first;
        s[0] = first + second;
    }
    for (size_t i = 0; i < 8; i++) {
        state[i] += s[i];
    }
}

void sha256_init(struct sha256 *digest)
{
    *digest = (struct sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                        0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void sha256_add(struct sha256 *digest, struct str bytes)
{
    size_t held = digest->size % SHA256_BLOCK;
    digest->size += bytes.len;
    while (bytes.len > 0) {
        struct str part = str_cut(bytes, 0, SHA256_BLOCK - held);
        memcpy(digest->block + held, part.ptr, part.len);
        held += part.len;
        if (held == SHA256_BLOCK) {
            add_block(digest->state, digest->block);
            held = 0;
        }
        bytes = str_skip(bytes, part.len);
    }
}

struct str sha256_end(struct sha256 *digest, struct arena *arena)
{
    static const char END[SHA256_BLOCK] = {(char)0x80};
    uint64_t bits = 8 * digest->size;
    char length[8];
    for (size_t i = 0; i < sizeof length; i++) {
        length[i] = (char)(bits >> (56 - 8 * i));
    }
    /* One bit, and zeros until the length ends a block. */
    size_t held = digest->size % SHA256_BLOCK;
    size_t room = SHA256_BLOCK - sizeof length;
    sha256_add(digest, (struct str){END, held < room ? room - held : SHA256_BLOCK + room - held});
    sha256_add(digest, (struct str){length, sizeof length});
    char *hex = arena_alloc(arena, 2 * sizeof digest->state + 1);
    for (size_t i = 0; i < 2 * sizeof digest->state; i++) {
        hex[i] = "0123456789abcdef"[digest->state[i / 8] >> (28 - 4 * (i % 8)) & 15];
    }
    return (struct str){hex, 2 * sizeof digest->state};
}

bool sha256_of_file(struct arena *arena, int fd, off_t size, struct str *hex)
{
    struct sha256 digest;
    char bytes[READ_SIZE];
    sha256_init(&digest);
    for (off_t at = 0; at < size;) {
        size_t left = (size_t)(size - at);
        ssize_t got = pread(fd, bytes, left < sizeof bytes ? left : sizeof bytes, at);
        if (got > 0) {
            sha256_add(&digest, (struct str){bytes, (size_t)got});
            at += got;
        } else if (got == 0 || errno != EINTR) {
            return false;
        }
    }
    *hex = sha256_end(&digest, arena);
    return true;
}
