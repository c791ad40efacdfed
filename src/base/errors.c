#include "errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void copy_tail(char *out, size_t size, const char *text)
{
    size_t len = strlen(text);
    const char *from = len < size ? text : text + (len - size + 1);
    memcpy(out, from, strlen(from) + 1);
}

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
    if (err->code == ERR_NONE) {
        va_list args;
        va_start(args, format);
        err->code = code;
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
    }
    return false;
}

bool err_at(struct err *err, enum err_code code, const char *source, long line, long column,
            const char *format, ...)
{
    if (err->code == ERR_NONE) {
        va_list args;
        va_start(args, format);
        err->code = code;
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
        copy_tail(err->source, sizeof err->source, source);
        err->line = (int)line;
        err->column = (int)column;
    }
    return false;
}
