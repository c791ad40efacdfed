/* The time that jansson alone needs: parses every JSON value of the files given. */
#include <jansson.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    size_t values = 0;
    for (int i = 1; i < argc; i++) {
        json_error_t error;
        json_t *json;
        FILE *file = fopen(argv[i], "r");
        while (file && (json = json_loadf(file, JSON_DISABLE_EOF_CHECK | JSON_DECODE_INT_AS_REAL,
                                          &error))) {
            values++;
            json_decref(json);
        }
        if (!file || fclose(file) != 0) {
            perror(argv[i]);
            return 1;
        }
    }
    return printf("%zu values\n", values) < 0;
}
