#include "xlsx_temporary.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

static bool has_failed;

bool xlsx_temporary_failed(void)
{
    bool failed = has_failed;
    has_failed = false;
    return failed;
}

#ifdef __GLIBC__

/* Bytes of a file that are kept in memory. A workbook has about thirty files, most of them small,
 * and to create one in the file system takes longer than to write and read it. */
#define MEMORY_LIMIT ((size_t)1024 * 1024)

struct temporary {
    char *bytes;
    size_t len, cap, at;
    FILE *file; /* all of it, once it has outgrown the memory */
};

static bool move_to_file(struct temporary *temporary)
{
    temporary->file = tmpfile();
    int fd = temporary->file ? fileno(temporary->file) : -1;
    if (fd < 0 || write(fd, temporary->bytes, temporary->len) != (ssize_t)temporary->len ||
        lseek(fd, (off_t)temporary->at, SEEK_SET) < 0) {
        return false;
    }
    free(temporary->bytes);
    temporary->bytes = NULL;
    return true;
}

/* Makes room for so many bytes, in memory or in a file. */
static bool make_room(struct temporary *temporary, size_t needed)
{
    if (temporary->file || needed <= temporary->cap) {
        return true;
    }
    if (needed > MEMORY_LIMIT) {
        return move_to_file(temporary);
    }
    size_t cap = needed < MEMORY_LIMIT / 2 ? 2 * needed : MEMORY_LIMIT;
    char *bytes = realloc(temporary->bytes, cap);
    if (!bytes) {
        return false;
    }
    memset(bytes + temporary->cap, 0, cap - temporary->cap); /* a seek may leave a gap */
    temporary->bytes = bytes;
    temporary->cap = cap;
    return true;
}

static ssize_t write_noting(void *cookie, const char *bytes, size_t size)
{
    struct temporary *temporary = cookie;
    if (!make_room(temporary, temporary->at + size)) {
        has_failed = true;
        return 0;
    }
    if (temporary->file) {
        ssize_t written = write(fileno(temporary->file), bytes, size);
        has_failed = has_failed || written != (ssize_t)size;
        return written > 0 ? written : 0;
    }
    memcpy(temporary->bytes + temporary->at, bytes, size);
    temporary->at += size;
    temporary->len = temporary->at > temporary->len ? temporary->at : temporary->len;
    return (ssize_t)size;
}

static ssize_t read_noting(void *cookie, char *bytes, size_t size)
{
    struct temporary *temporary = cookie;
    if (temporary->file) {
        ssize_t got = read(fileno(temporary->file), bytes, size);
        has_failed = has_failed || got < 0;
        return got;
    }
    size_t left = temporary->at < temporary->len ? temporary->len - temporary->at : 0;
    size = size < left ? size : left;
    if (size > 0) {
        memcpy(bytes, temporary->bytes + temporary->at, size);
    }
    temporary->at += size;
    return (ssize_t)size;
}

static int seek_noting(void *cookie, off64_t *to, int whence)
{
    struct temporary *temporary = cookie;
    if (temporary->file) {
        *to = lseek(fileno(temporary->file), *to, whence);
    } else {
        off64_t from = whence == SEEK_CUR   ? (off64_t)temporary->at
                       : whence == SEEK_END ? (off64_t)temporary->len
                                            : 0;
        *to += from;
        temporary->at = *to >= 0 ? (size_t)*to : temporary->at;
    }
    has_failed = has_failed || *to < 0;
    return *to < 0 ? -1 : 0;
}

static int close_temporary(void *cookie)
{
    struct temporary *temporary = cookie;
    int closed = temporary->file ? fclose(temporary->file) : 0;
    free(temporary->bytes);
    free(temporary);
    return closed;
}

/* Stands in for the library's own function of this name, through which it gets all of them. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the library declares it so */
FILE *lxw_tmpfile(char *tmpdir)
{
    static const cookie_io_functions_t FUNCTIONS = {read_noting, write_noting, seek_noting,
                                                    close_temporary};
    (void)tmpdir;
    struct temporary *temporary = calloc(1, sizeof *temporary);
    FILE *noting = temporary ? fopencookie(temporary, "w+b", FUNCTIONS) : NULL;
    if (!noting) {
        free(temporary);
    }
    return noting;
}

#endif
