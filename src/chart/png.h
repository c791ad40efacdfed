/*
 * png.h - writes pictures with few colours small and fast.
 */
#pragma once

#include <stdint.h>

#include "buf.h"
#include "errors.h"

/*
 * Appends a PNG of width x height pixels 0xRRGGBB (the upper byte is
 * ignored), rows stride pixels apart. It has a palette: when there are more
 * than 256 colours, neighbouring shades (of the edges of letters) become one,
 * and only a picture with very many is truecolour. density is in pixels per
 * logical pixel.
 */
MUST_CHECK bool png_write(const uint32_t *pixels, size_t width, size_t height, size_t stride,
                          double density, struct buf *out, struct err *err);
