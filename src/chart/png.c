#include "png.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

#define PALETTE_MAX 256
#define SLOTS 1024 /* a power of two, well above PALETTE_MAX */
#define RGB 0xffffffU

/* CSS pixels per metre: 96 per inch. */
#define CSS_DENSITY (96 / 0.0254)

/* All bits of a channel, the upper 6, 5, 4. */
static const uint32_t MASKS[] = {RGB, 0xfcfcfc, 0xf8f8f8, 0xf0f0f0};

struct palette {
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
static int find(struct palette *palette, uint32_t colour, uint32_t mask)
{
    uint32_t key = (colour & mask) | ~RGB;
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

/* Rows of palette indexes, each after a filter byte of 0. False with more colours than have room.
 */
static bool index_pixels(struct palette *palette, uint32_t mask, const uint32_t *pixels,
                         size_t width, size_t height, size_t stride, unsigned char *to)
{
    *palette = (struct palette){0};
    for (size_t y = 0; y < height; y++) {
        const uint32_t *row = pixels + y * stride;
        uint32_t previous = ~(row[0] & RGB);
        int index = 0;
        *to++ = 0;
        for (size_t x = 0; x < width; x++) {
            uint32_t colour = row[x] & RGB;
            if (colour != previous) {
                index = find(palette, colour, mask);
                previous = colour;
            }
            if (index < 0) {
                return false;
            }
            *to++ = (unsigned char)index;
        }
    }
    return true;
}

static void copy_pixels(const uint32_t *pixels, size_t width, size_t height, size_t stride,
                        unsigned char *to)
{
    for (size_t y = 0; y < height; y++) {
        *to++ = 0;
        for (size_t x = 0; x < width; x++) {
            uint32_t colour = pixels[y * stride + x];
            *to++ = (unsigned char)(colour >> 16);
            *to++ = (unsigned char)(colour >> 8);
            *to++ = (unsigned char)colour;
        }
    }
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
    struct arena scratch = {0};
    struct palette *palette = ARENA_ARRAY(&scratch, struct palette, 1);
    uLong raw_size = (uLong)(height * (width + 1));
    unsigned char *raw = arena_alloc(&scratch, raw_size);
    bool indexed = false;
    for (size_t i = 0; i < sizeof MASKS / sizeof MASKS[0] && !indexed; i++) {
        indexed = index_pixels(palette, MASKS[i], pixels, width, height, stride, raw);
    }
    if (!indexed) {
        raw_size = (uLong)(height * (3 * width + 1));
        raw = arena_alloc(&scratch, raw_size);
        copy_pixels(pixels, width, height, stride, raw);
    }
    uLongf packed_size = compressBound(raw_size);
    Bytef *packed = arena_alloc(&scratch, packed_size);
    int status = compress2(packed, &packed_size, raw, raw_size, Z_BEST_SPEED);
    if (status == Z_OK) {
        put_header(out, &scratch, width, height, indexed, density);
        if (indexed) {
            put_palette(out, &scratch, palette);
        }
        put_chunk(out, "IDAT", (struct str){(const char *)packed, packed_size});
        put_chunk(out, "IEND", STR(""));
    }
    arena_free(&scratch);
    return status == Z_OK ||
           err_set(err, ERR_OUTPUT, "a picture cannot be compressed: %s", zError(status));
}
