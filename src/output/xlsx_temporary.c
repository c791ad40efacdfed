#include "xlsx_temporary.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "buf.h"

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
    struct arena arena; /* which holds this as well */
    struct buf bytes;
    size_t at;
    FILE *file; /* all of it, once it has outgrown the memory */
};

static bool move_to_file(struct temporary *temporary)
{
    struct str all = buf_str(&temporary->bytes);
    temporary->file = tmpfile();
    int fd = temporary->file ? fileno(temporary->file) : -1;
    return fd >= 0 && write(fd, all.ptr, all.len) == (ssize_t)all.len;
}

static ssize_t write_noting(void *cookie, const char *bytes, size_t size)
{
    struct temporary *temporary = cookie;
    if (!temporary->file) {
        bool at_end = temporary->at == temporary->bytes.n; /* the library writes nowhere else */
        if (at_end && temporary->at + size <= MEMORY_LIMIT) {
            buf_add(&temporary->bytes, (struct str){bytes, size});
            temporary->at += size;
            return (ssize_t)size;
        }
        if (!at_end || !move_to_file(temporary)) {
            has_failed = true;
            return 0;
        }
    }
    ssize_t written = write(fileno(temporary->file), bytes, size);
    has_failed = has_failed || written != (ssize_t)size;
    return written > 0 ? written : 0;
}

static ssize_t read_noting(void *cookie, char *bytes, size_t size)
{
    struct temporary *temporary = cookie;
    if (temporary->file) {
        ssize_t got = read(fileno(temporary->file), bytes, size);
        has_failed = has_failed || got < 0;
        return got;
    }
    struct str rest = str_cut(buf_str(&temporary->bytes), temporary->at, temporary->at + size);
    if (rest.len > 0) {
        memcpy(bytes, rest.ptr, rest.len);
    }
    temporary->at += rest.len;
    return (ssize_t)rest.len;
}

static int seek_noting(void *cookie, off64_t *to, int whence)
{
    struct temporary *temporary = cookie;
    if (temporary->file) {
        *to = lseek(fileno(temporary->file), *to, whence);
    } else {
        size_t from[] = {
            [SEEK_SET] = 0, [SEEK_CUR] = temporary->at, [SEEK_END] = temporary->bytes.n};
        *to += (off64_t)from[whence];
        temporary->at = (size_t)*to;
    }
    has_failed = has_failed || *to < 0;
    return *to < 0 ? -1 : 0;
}

static int close_temporary(void *cookie)
{
    struct temporary *temporary = cookie;
    int closed = temporary->file ? fclose(temporary->file) : 0;
    struct arena arena = temporary->arena;
    arena_free(&arena);
    return closed;
}

/* Stands in for the library's own function of this name, through which it gets all of them. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the library declares it so */
FILE *lxw_tmpfile(char *tmpdir)
{
    static const cookie_io_functions_t FUNCTIONS = {read_noting, write_noting, seek_noting,
                                                    close_temporary};
    (void)tmpdir;
    struct arena arena = {0};
    struct temporary *temporary = ARENA_ARRAY(&arena, struct temporary, 1);
    FILE *noting = fopencookie(temporary, "w+b", FUNCTIONS);
    if (!noting) {
        arena_free(&arena);
        return NULL;
    }
    temporary->arena = arena;
    temporary->bytes = BUF(&temporary->arena);
    return noting;
}

#endif
