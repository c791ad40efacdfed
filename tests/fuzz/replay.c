/* Runs a fuzz target over files, and over each of them cut off in many places. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CUTS 60
#define LARGEST ((size_t)256 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path, uint8_t *data)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return EXIT_FAILURE;
    }
    size_t size = fread(data, 1, LARGEST, file);
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    for (size_t cut = 0; cut < CUTS; cut++) {
        /* A copy of its own, so that a read beyond the end is seen. */
        size_t length = size * cut / CUTS;
        uint8_t *part = malloc(length + 1);
        for (size_t i = 0; part && i < length; i++) {
            part[i] = data[i];
        }
        if (part) {
            LLVMFuzzerTestOneInput(part, length);
        }
        free(part);
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    uint8_t *data = malloc(LARGEST);
    int status = argc > 1 && data ? EXIT_SUCCESS : EXIT_FAILURE;
    for (int i = 1; i < argc && data && status == EXIT_SUCCESS; i++) {
        status = replay(argv[i], data);
    }
    free(data);
    return status;
}
