/*
 * desk.c - writes man pages and completions from the tables of options, commands and keys:
 * desk man TEMPLATE | desk bash|zsh|fish, to standard output. Runs at build time only.
 */
#include "desk.h"

#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct arena arena = {0};
    const char *what = argc > 1 ? argv[1] : "";
    bool done = true;
    if (strcmp(what, "man") == 0 && argc == 3) {
        done = write_man(stdout, argv[2]);
    } else if (strcmp(what, "bash") == 0) {
        write_bash(stdout, &arena);
    } else if (strcmp(what, "zsh") == 0) {
        write_zsh(stdout, &arena);
    } else if (strcmp(what, "fish") == 0) {
        write_fish(stdout, &arena);
    } else {
        fputs("usage: desk man TEMPLATE | bash | zsh | fish\n", stderr);
        return 2;
    }
    arena_free(&arena);
    return done && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
