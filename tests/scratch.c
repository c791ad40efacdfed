#include "scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "support.h"

static struct arena *memory;
static char directory[sizeof "/tmp/XXXXXX"];

static void remove_tree(const char *path)
{
    DIR *listing = opendir(path);
    ck_assert(listing != NULL);
    for (struct dirent *entry = readdir(listing); entry; entry = readdir(listing)) {
        struct str name = str_of(entry->d_name);
        const char *inner = arena_printf(memory, "%s/%s", path, entry->d_name);
        bool outward = str_is(name, ".") || str_is(name, "..");
        if (!outward && unlink(inner) != 0) {
            remove_tree(inner);
        }
    }
    closedir(listing);
    ck_assert_int_eq(rmdir(path), 0);
}

const char *in_directory(const char *name)
{
    return arena_printf(memory, "%s/%s", directory, name);
}

void put_old(const char *name, const char *text)
{
    FILE *file = fopen(in_directory(name), "wb");
    ck_assert(file != NULL);
    fputs(text, file);
    fclose(file);
}

void assert_file(const char *name, const char *text)
{
    assert_str(read_file(memory, in_directory(name)), text);
}

size_t entries(void)
{
    DIR *listing = opendir(directory);
    size_t n = 0;
    for (struct dirent *entry = readdir(listing); entry; entry = readdir(listing)) {
        n += !str_is(str_of(entry->d_name), ".") && !str_is(str_of(entry->d_name), "..");
    }
    closedir(listing);
    return n;
}

const char *scratch_make(struct arena *arena)
{
    memory = arena;
    snprintf(directory, sizeof directory, "/tmp/XXXXXX");
    ck_assert(mkdtemp(directory) != NULL);
    return directory;
}

void scratch_remove(void)
{
    remove_tree(directory);
}
