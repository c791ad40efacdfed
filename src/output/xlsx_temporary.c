#include "xlsx_temporary.h"

#include <stdint.h>
#include <stdio.h>
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

static ssize_t write_noting(void *file, const char *bytes, size_t size)
{
    ssize_t written = write(fileno(file), bytes, size);
    has_failed = has_failed || written != (ssize_t)size;
    return written > 0 ? written : 0;
}

static ssize_t read_noting(void *file, char *bytes, size_t size)
{
    ssize_t got = read(fileno(file), bytes, size);
    has_failed = has_failed || got < 0;
    return got;
}

static int seek_noting(void *file, off64_t *to, int whence)
{
    *to = lseek(fileno(file), *to, whence);
    has_failed = has_failed || *to < 0;
    return *to < 0 ? -1 : 0;
}

static int close_file(void *file)
{
    return fclose(file);
}

/* Stands in for the library's own function of this name, through which it gets all of them. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the library declares it so */
FILE *lxw_tmpfile(char *tmpdir)
{
    static const cookie_io_functions_t FUNCTIONS = {read_noting, write_noting, seek_noting,
                                                    close_file};
    (void)tmpdir;
    FILE *file = tmpfile();
    if (!file) {
        return NULL;
    }
    FILE *noting = fopencookie(file, "w+b", FUNCTIONS);
    if (!noting) {
        fclose(file);
    }
    return noting;
}

#endif
