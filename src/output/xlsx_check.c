/*
 * libxlsxwriter composes every part in a temporary file and does not notice when that one is cut
 * off by a full disk: the workbook then closes without an error, and no program can open it.
 */
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "source.h"
#include "xlsx_book.h"

/* ZIP: APPNOTE 4.3. The library writes no comment, so the last record ends the file. */
#define END_SIZE 22
#define ENTRY_SIZE 46
#define LOCAL_SIZE 30

#define EDGE 256 /* bytes at the beginning and the end of a part that are looked at */
#define CHUNK ((size_t)32 * 1024)

static size_t number_at(struct str zip, size_t at, size_t bytes)
{
    size_t value = 0;
    for (size_t i = 0; i < bytes && at + i < zip.len; i++) {
        value |= (size_t)(unsigned char)zip.ptr[at + i] << (8 * i);
    }
    return value;
}

/* Whether an XML document ends with the end of its first element. */
static bool ends_as_begun(struct str head, struct str tail)
{
    size_t prolog = str_find(head, STR("?>"), 0);
    size_t start = prolog < head.len ? str_find(head, STR("<"), prolog) : head.len;
    if (start >= head.len || !str_ends(tail, STR(">"))) {
        return false;
    }
    size_t end = start + 1;
    while (end < head.len && head.ptr[end] != ' ' && head.ptr[end] != '>') {
        end++;
    }
    struct str name = str_cut(head, start + 1, end);
    size_t size = name.len + strlen("</>");
    return tail.len >= size && str_starts(str_skip(tail, tail.len - size), STR("</")) &&
           str_starts(str_skip(tail, tail.len - size + 2), name);
}

static bool part_is_whole(struct str deflated)
{
    char head[EDGE];
    char out[EDGE + CHUNK]; /* what came last before a chunk, and the chunk */
    size_t head_size = 0;
    size_t kept = 0;
    z_stream stream = {0};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
        return false;
    }
    stream.next_in = (const Bytef *)deflated.ptr;
    stream.avail_in = (uInt)deflated.len;
    int status = Z_OK;
    while (status == Z_OK) {
        stream.next_out = (Bytef *)out + kept;
        stream.avail_out = (uInt)CHUNK;
        status = inflate(&stream, Z_NO_FLUSH);
        size_t got = kept + CHUNK - stream.avail_out;
        if (head_size == 0) {
            head_size = got < EDGE ? got : EDGE;
            memcpy(head, out, head_size);
        }
        kept = got < EDGE ? got : EDGE;
        memmove(out, out + got - kept, kept);
    }
    inflateEnd(&stream);
    return status == Z_STREAM_END &&
           ends_as_begun((struct str){head, head_size}, str_trim((struct str){out, kept}));
}

bool xlsx_is_whole(struct arena *arena, const char *path)
{
    struct source source = {0};
    struct err ignored = {0};
    struct str zip = {0};
    bool read = source_open(&source, arena, path, &ignored) && source_rest(&source, &zip, &ignored);
    source_close(&source);
    if (!read || zip.len < END_SIZE) {
        return false;
    }
    size_t count = number_at(zip, zip.len - END_SIZE + 10, 2);
    size_t at = number_at(zip, zip.len - END_SIZE + 16, 4);
    bool whole = count > 0;
    for (size_t i = 0; whole && i < count; i++) {
        size_t size = number_at(zip, at + 20, 4);
        size_t local = number_at(zip, at + 42, 4);
        size_t data =
            local + LOCAL_SIZE + number_at(zip, local + 26, 2) + number_at(zip, local + 28, 2);
        whole = part_is_whole(str_cut(zip, data, data + size));
        at += ENTRY_SIZE + number_at(zip, at + 28, 2) + number_at(zip, at + 30, 2) +
              number_at(zip, at + 32, 2);
    }
    return whole;
}
