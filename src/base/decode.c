#include "decode.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "resource_limits.h"

#define WINDOW_OF_GZIP (15 + 16) /* zlib: the largest window, with gzip's header */

struct decoder {
    ZSTD_DStream *zstd; /* NULL: gzip */
    z_stream zlib;
    bool within; /* a member or frame has begun and not ended */
    size_t decoded;
    size_t start, end;
    unsigned char in[DECODER_INPUT_SIZE];
};

bool read_some(int fd, char *out, size_t size, size_t *got, const char *name, struct err *err)
{
    ssize_t result;
    do {
        result = read(fd, out, size);
    } while (result < 0 && errno == EINTR);
    if (result < 0) {
        return err_at(err, ERR_INPUT, name, 0, 0, "cannot be read: %s", strerror(errno));
    }
    *got = (size_t)result;
    return true;
}

bool decoder_for(struct str first, struct decoder **decoder, struct err *err)
{
    bool gzip = str_starts(first, STR("\x1f\x8b"));
    *decoder = NULL;
    if (!gzip && !str_starts(first, STR("\x28\xb5\x2f\xfd"))) {
        return true;
    }
    struct decoder *new = calloc(1, sizeof *new);
    bool ready = new != NULL;
    if (ready && gzip) {
        ready = inflateInit2(&new->zlib, WINDOW_OF_GZIP) == Z_OK;
    } else if (ready) {
        new->zstd = ZSTD_createDStream();
        ready = new->zstd != NULL;
    }
    if (!ready) {
        free(new);
        return err_set(err, ERR_INPUT, "out of memory");
    }
    new->end = first.len;
    memcpy(new->in, first.ptr, new->end);
    *decoder = new;
    return true;
}

void decoder_free(struct decoder *decoder)
{
    if (decoder && decoder->zstd) {
        ZSTD_freeDStream(decoder->zstd);
    } else if (decoder) {
        inflateEnd(&decoder->zlib);
    }
    free(decoder);
}

/* Decodes what is at hand; what is wrong with it, or NULL. */
static const char *step_gzip(struct decoder *decoder, char *out, size_t size, size_t *got)
{
    z_stream *zlib = &decoder->zlib;
    zlib->next_in = decoder->in + decoder->start;
    zlib->avail_in = (unsigned)(decoder->end - decoder->start);
    zlib->next_out = (unsigned char *)out;
    zlib->avail_out = size < UINT32_MAX ? (unsigned)size : UINT32_MAX;
    unsigned offered = zlib->avail_out;
    int result = inflate(zlib, Z_NO_FLUSH);
    decoder->start = decoder->end - zlib->avail_in;
    *got = offered - zlib->avail_out;
    decoder->within = result != Z_STREAM_END;
    if (result == Z_STREAM_END) {
        inflateReset(zlib);
        return NULL;
    }
    bool good = result == Z_OK || result == Z_BUF_ERROR;
    return good ? NULL : zlib->msg ? zlib->msg : zError(result);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): zstd writes to it */
static const char *step_zstd(struct decoder *decoder, char *out, size_t size, size_t *got)
{
    ZSTD_inBuffer in = {decoder->in, decoder->end, decoder->start};
    ZSTD_outBuffer to = {out, size, 0};
    size_t result = ZSTD_decompressStream(decoder->zstd, &to, &in);
    decoder->start = in.pos;
    *got = to.pos;
    decoder->within = result != 0;
    return ZSTD_isError(result) ? ZSTD_getErrorName(result) : NULL;
}

/* gzip allows zeros after the last member, which tapes needed. */
static bool only_zeros(const struct decoder *decoder)
{
    for (size_t i = decoder->start; i < decoder->end; i++) {
        if (decoder->in[i] != 0) {
            return false;
        }
    }
    return true;
}

bool decoder_read(struct decoder *decoder, int fd, char *out, size_t size, size_t *got,
                  const char *name, struct err *err)
{
    const char *kind = decoder->zstd ? "zstd" : "gzip";
    bool at_end = false;
    *got = 0;
    while (*got == 0) {
        /* What is decoded may be waiting in the library though its input is used up. */
        if (decoder->start == decoder->end && !at_end) {
            decoder->start = 0;
            if (!read_some(fd, (char *)decoder->in, sizeof decoder->in, &decoder->end, name, err)) {
                return false;
            }
            at_end = decoder->end == 0;
        }
        if (at_end && !decoder->within) {
            return true;
        }
        if (!decoder->within && !decoder->zstd && only_zeros(decoder)) {
            decoder->start = decoder->end;
            continue;
        }
        const char *wrong =
            decoder->zstd ? step_zstd(decoder, out, size, got) : step_gzip(decoder, out, size, got);
        if (wrong) {
            return err_at(err, ERR_INPUT, name, 0, 0, "%s data is damaged: %s", kind, wrong);
        }
        if (at_end && *got == 0 && decoder->within) {
            return err_at(err, ERR_INPUT, name, 0, 0, "%s data ends too early: the file is cut off",
                          kind);
        }
    }
    decoder->decoded += *got;
    return decoder->decoded <= DECODED_LIMIT ||
           err_at(err, ERR_INPUT, name, 0, 0, "%s data decodes to more than %zu GiB; decompress it",
                  kind, DECODED_LIMIT >> 30);
}

void decode_libraries(struct buf *out)
{
    buf_printf(out, "zlib %s, zstd %s", zlibVersion(), ZSTD_versionString());
}
