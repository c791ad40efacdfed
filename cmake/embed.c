/* embed.c - writes files as a C array: embed OUTPUT.c ARRAY FILE... Runs at build time only. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *path)
{
    perror(path);
    exit(1);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void write_bytes(FILE *out, const char *path, int index)
{
    FILE *in = fopen(path, "rb");
    if (!in) {
        fail(path);
        return;
    }
    fprintf(out, "static const unsigned char FILE_%d[] = {", index);
    long column = 0;
    for (int c = getc(in); c != EOF; c = getc(in)) {
        fprintf(out, column++ % 24 == 0 ? "\n%d," : "%d,", c);
    }
    fputs("\n0};\n", out);
    if (ferror(in)) {
        fail(path);
    }
    fclose(in);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: embed OUTPUT.c ARRAY FILE...\n", stderr);
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        fail(argv[1]);
        return 1;
    }
    fputs("#include \"embedded.h\"\n\n", out);
    for (int i = 3; i < argc; i++) {
        write_bytes(out, argv[i], i);
    }
    fprintf(out, "\nconst struct embedded_file %s[] = {\n", argv[2]);
    for (int i = 3; i < argc; i++) {
        fprintf(out, "    {\"%s\", FILE_%d, sizeof FILE_%d - 1},\n", base_name(argv[i]), i, i);
    }
    fputs("    {0, 0, 0},\n};\n", out);
    if (fclose(out) != 0) {
        fail(argv[1]);
    }
    return 0;
}
