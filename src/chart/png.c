#include "png.h"

#include <math.h>
#include <string.h>

/* Makes zlib's input pointers const. */
#define ZLIB_CONST
#include <zlib.h>

#define PALETTE_MAX 256
#define SLOTS 1024 /* a power of two, well above PALETTE_MAX */
#define RGB 0xffffffU

/* CSS pixels per metre: 96 per inch. */
#define CSS_DENSITY (96 / 0.0254)

/* All bits of a channel, the upper 6, 5, 4. */
static const uint32_t MASKS[] = {RGB, 0xfcfcfc, 0xf8f8f8, 0xf0f0f0};

struct palette {
    uint32_t mask; /* of the bits that tell colours apart */
    uint32_t colours[PALETTE_MAX];
    size_t n;
    /* Hash table: colour with a mark in the upper byte, 0 for free; and its index. */
    uint32_t keys[SLOTS];
    unsigned char indexes[SLOTS];
};

static void put_u32(struct buf *out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        buf_char(out, (char)(value >> shift & 0xff));
    }
}

static void put_chunk(struct buf *out, const char *type, struct str data)
{
    put_u32(out, (uint32_t)data.len);
    size_t start = out->n;
    buf_text(out, type);
    buf_add(out, data);
    uLong sum = crc32(0, (const Bytef *)out->at + start, (uInt)(out->n - start));
    put_u32(out, (uint32_t)sum);
}

/* The place of a colour, or of one equal under the mask; -1 when there is no room for another. */
static int find(struct palette *palette, uint32_t colour)
{
    uint32_t key = (colour & palette->mask) | ~RGB;
    size_t slot = (key * 2654435761U) >> 22;
    while (palette->keys[slot] != 0 && palette->keys[slot] != key) {
        slot = (slot + 1) % SLOTS;
    }
    if (palette->keys[slot] == 0) {
        if (palette->n == PALETTE_MAX) {
            return -1;
        }
        palette->keys[slot] = key;
        palette->indexes[slot] = (unsigned char)palette->n;
        palette->colours[palette->n++] = colour;
    }
    return palette->indexes[slot];
}

struct picture {
    const uint32_t *pixels;
    size_t width, height, stride;
};

/* Collects the colours; false when there are more than have room. */
static bool collect(struct palette *palette, uint32_t mask, const struct picture *picture)
{
    *palette = (struct palette){.mask = mask};
    for (size_t y = 0; y < picture->height; y++) {
        const uint32_t *row = picture->pixels + y * picture->stride;
        for (size_t x = 0; x < picture->width; x++) {
            bool known = x > 0 && row[x] == row[x - 1];
            if (!known && find(palette, row[x] & RGB) < 0) {
                return false;
            }
        }
    }
    return true;
}

/* A row's palette indexes after a filter byte of 0; returns how many bytes. */
static size_t index_row(struct palette *palette, const uint32_t *row, size_t width,
                        unsigned char *to)
{
    to[0] = 0;
    for (size_t x = 0; x < width; x++) {
        bool same = x > 0 && row[x] == row[x - 1];
        to[x + 1] = same ? to[x] : (unsigned char)find(palette, row[x] & RGB);
    }
    return width + 1;
}

static size_t copy_row(const uint32_t *row, size_t width, unsigned char *to)
{
    to[0] = 0;
    for (size_t x = 0; x < width; x++) {
        to[3 * x + 1] = (unsigned char)(row[x] >> 16);
        to[3 * x + 2] = (unsigned char)(row[x] >> 8);
        to[3 * x + 3] = (unsigned char)row[x];
    }
    return 3 * width + 1;
}

static bool pack(z_stream *stream, const unsigned char *bytes, size_t n, int flush,
                 struct buf *packed)
{
    unsigned char some[16384];
    stream->next_in = bytes;
    stream->avail_in = (uInt)n;
    do {
        stream->next_out = some;
        stream->avail_out = sizeof some;
        if (deflate(stream, flush) == Z_STREAM_ERROR) {
            return false;
        }
        buf_add(packed, (struct str){(const char *)some, sizeof some - stream->avail_out});
    } while (stream->avail_out == 0);
    return true;
}

/* Row by row: a copy of the whole picture would cost more than compressing it. */
static bool pack_rows(const struct picture *picture, struct palette *palette, struct buf *packed)
{
    z_stream stream = {0};
    if (deflateInit(&stream, Z_BEST_SPEED) != Z_OK) {
        return false;
    }
    unsigned char *bytes = arena_alloc(packed->arena, 3 * picture->width + 1);
    bool done = true;
    for (size_t y = 0; y < picture->height && done; y++) {
        const uint32_t *row = picture->pixels + y * picture->stride;
        size_t n = palette ? index_row(palette, row, picture->width, bytes)
                           : copy_row(row, picture->width, bytes);
        done = pack(&stream, bytes, n, y + 1 < picture->height ? Z_NO_FLUSH : Z_FINISH, packed);
    }
    deflateEnd(&stream);
    return done;
}

static void put_header(struct buf *out, struct arena *scratch, size_t width, size_t height,
                       bool indexed, double density)
{
    buf_add(out, STR("\x89PNG\r\n\x1a\n"));
    struct buf header = BUF(scratch);
    put_u32(&header, (uint32_t)width);
    put_u32(&header, (uint32_t)height);
    buf_char(&header, 8);
    buf_char(&header, indexed ? 3 : 2);
    buf_fill(&header, 0, 3);
    put_chunk(out, "IHDR", buf_str(&header));
    struct buf size = BUF(scratch);
    uint32_t per_metre = (uint32_t)lround(CSS_DENSITY * density);
    put_u32(&size, per_metre);
    put_u32(&size, per_metre);
    buf_char(&size, 1);
    put_chunk(out, "pHYs", buf_str(&size));
}

static void put_palette(struct buf *out, struct arena *scratch, const struct palette *palette)
{
    struct buf colours = BUF(scratch);
    for (size_t i = 0; i < palette->n; i++) {
        buf_char(&colours, (char)(palette->colours[i] >> 16 & 0xff));
        buf_char(&colours, (char)(palette->colours[i] >> 8 & 0xff));
        buf_char(&colours, (char)(palette->colours[i] & 0xff));
    }
    put_chunk(out, "PLTE", buf_str(&colours));
}

bool png_write(const uint32_t *pixels, size_t width, size_t height, size_t stride, double density,
               struct buf *out, struct err *err)
{
    const struct picture picture = {pixels, width, height, stride};
    struct arena scratch = {0};
    struct palette *palette = ARENA_ARRAY(&scratch, struct palette, 1);
    bool indexed = false;
    for (size_t i = 0; i < sizeof MASKS / sizeof MASKS[0] && !indexed; i++) {
        indexed = collect(palette, MASKS[i], &picture);
    }
    struct buf packed = BUF(&scratch);
    bool done = pack_rows(&picture, indexed ? palette : NULL, &packed);
    if (done) {
        put_header(out, &scratch, width, height, indexed, density);
        if (indexed) {
            put_palette(out, &scratch, palette);
        }
        put_chunk(out, "IDAT", buf_str(&packed));
        put_chunk(out, "IEND", STR(""));
    }
    arena_free(&scratch);
    return done || err_set(err, ERR_OUTPUT, "a picture cannot be compressed");
}
