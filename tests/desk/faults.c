/*
 * Loaded before a program's libraries, makes one of its calls fail. FAULT is write, short, disk or
 * memory, and the number of the call: a write that fails (EIO), one that takes half of its bytes,
 * one that does so and finds the disk full from then on, a request for memory that gets none.
 * FAULT_SEEN names a file that is made when it happens.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char kind; /* the first letter of FAULT; 0: none */
static long when;
static atomic_long calls;

__attribute__((constructor)) static void prepare(void)
{
    const char *fault = getenv("FAULT");
    const char *number = fault ? strchr(fault, ' ') : NULL;
    if (number) {
        when = strtol(number, NULL, 10);
        kind = fault[0];
    }
}

/* Whether this call of its kind is the one. */
static bool strikes(void)
{
    if (atomic_fetch_add(&calls, 1) + 1 != when) {
        return false;
    }
    const char *seen = getenv("FAULT_SEEN");
    int fd = seen ? open(seen, O_WRONLY | O_CREAT | O_CLOEXEC, 0666) : -1;
    if (fd >= 0) {
        close(fd);
    }
    return true;
}

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the system's are reserved */
ssize_t write(int fd, const void *bytes, size_t size)
{
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "write");
    }
    bool counts = kind == 'w' || kind == 's' || kind == 'd';
    if (kind == 'd' && atomic_load(&calls) >= when) {
        errno = ENOSPC;
        return -1;
    }
    if (counts && strikes()) {
        if (kind == 'w' || size < 2) {
            errno = EIO;
            return -1;
        }
        size /= 2;
    }
    return real(fd, bytes, size);
}

/* Sanitizers have their own memory. */
#ifndef __SANITIZE_ADDRESS__

/* What dlsym() itself asks for, before there is anything to ask. */
static char early[65536];
static size_t early_used;

static void *take_early(size_t size)
{
    size_t rounded = (size + 15) / 16 * 16;
    if (rounded > sizeof early - early_used) {
        return NULL;
    }
    void *result = early + early_used;
    early_used += rounded;
    return result;
}

static bool is_early(const void *memory)
{
    return (const char *)memory >= early && (const char *)memory < early + sizeof early;
}

/* The function of the next library; NULL while it is being looked for. */
static void *next(void **function, const char *name)
{
    static bool looking;
    if (!*function && !looking) {
        looking = true;
        *function = dlsym(RTLD_NEXT, name);
        looking = false;
    }
    return *function;
}

static bool no_memory(void)
{
    if (kind == 'm' && strikes()) {
        errno = ENOMEM;
        return true;
    }
    return false;
}

void *malloc(size_t size)
{
    static void *(*real)(size_t);
    if (!next((void **)&real, "malloc")) {
        return take_early(size);
    }
    return no_memory() ? NULL : real(size);
}

void *calloc(size_t count, size_t size)
{
    static void *(*real)(size_t, size_t);
    if (!next((void **)&real, "calloc")) {
        return take_early(count * size);
    }
    return no_memory() ? NULL : real(count, size);
}

void *realloc(void *old, size_t size)
{
    static void *(*real)(void *, size_t);
    if (is_early(old)) {
        void *copy = malloc(size);
        return copy ? memcpy(copy, old, size) : NULL;
    }
    if (!next((void **)&real, "realloc")) {
        return NULL;
    }
    return no_memory() ? NULL : real(old, size);
}

void free(void *memory)
{
    static void (*real)(void *);
    if (!is_early(memory) && next((void **)&real, "free")) {
        real(memory);
    }
}

#endif
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
