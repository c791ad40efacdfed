#include "embedded.h"

const struct embedded_file *embedded_find(const struct embedded_file *files, struct str name)
{
    for (; files->name; files++) {
        if (str_is(name, files->name)) {
            return files;
        }
    }
    return NULL;
}
