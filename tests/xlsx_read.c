#include "xlsx_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"

struct str output_of(struct arena *arena, const char *command)
{
    FILE *pipe = popen(command, "r"); /* NOLINT(cert-env33-c): our own command */
    ck_assert(pipe != NULL);
    struct buf out = BUF(arena);
    char chunk[4096];
    for (size_t n = fread(chunk, 1, sizeof chunk, pipe); n > 0;
         n = fread(chunk, 1, sizeof chunk, pipe)) {
        buf_add(&out, (struct str){chunk, n});
    }
    ck_assert_msg(pclose(pipe) == 0, "%s", command);
    return buf_str(&out);
}

struct str part(const struct workbook *book, const char *member)
{
    return output_of(book->arena,
                     arena_printf(book->arena, "unzip -p %s '%s'", book->path, member));
}

struct str sheet_of(const struct workbook *book, const char *name)
{
    struct str all = part(book, "xl/workbook.xml");
    struct str wanted = str_of(arena_printf(book->arena, "<sheet name=\"%s\"", name));
    size_t end = str_find(all, wanted, 0);
    ck_assert_msg(end < all.len, "no sheet %s", name);
    int number = 1;
    for (size_t at = str_find(all, STR("<sheet name="), 0); at < end;
         at = str_find(all, STR("<sheet name="), at + 1)) {
        number++;
    }
    return part(book, arena_printf(book->arena, "xl/worksheets/sheet%d.xml", number));
}

bool has(struct str text, const char *needle)
{
    return str_find(text, str_of(needle), 0) < text.len;
}

struct str between(struct str text, const char *before, const char *after)
{
    size_t start = str_find(text, str_of(before), 0);
    if (start >= text.len) {
        return (struct str){0};
    }
    start += strlen(before);
    size_t end = str_find(text, str_of(after), start);
    return str_cut(text, start, end < text.len ? end : text.len);
}

/* The n-th piece of a text that begins with a needle. */
static struct str nth(struct str text, const char *needle, long n)
{
    size_t at = str_find(text, str_of(needle), 0);
    for (; n > 0 && at < text.len; n--) {
        at = str_find(text, str_of(needle), at + 1);
    }
    ck_assert(at < text.len);
    return str_skip(text, at);
}

static struct str cell_element(const struct workbook *book, struct str sheet, const char *reference)
{
    struct str found = between(sheet, arena_printf(book->arena, "<c r=\"%s\"", reference), "<c r=");
    ck_assert_msg(found.ptr != NULL, "no cell %s", reference);
    return found;
}

static long number_in(struct arena *arena, struct str text)
{
    return strtol(str_copy(arena, text).ptr, NULL, 10);
}

struct str cell(const struct workbook *book, struct str sheet, const char *reference)
{
    struct str element = cell_element(book, sheet, reference);
    struct str value = between(element, "<v>", "</v>");
    if (!value.ptr || !has(element, "t=\"s\"")) {
        return value.ptr ? value : STR("");
    }
    struct str texts = part(book, "xl/sharedStrings.xml");
    struct str item = nth(texts, "<si>", number_in(book->arena, value));
    return between(between(item, "<t", "</t>"), ">", "</si>");
}

void assert_cell(const struct workbook *book, struct str sheet, const char *reference,
                 const char *expected)
{
    struct str got = cell(book, sheet, reference);
    ck_assert_msg(str_is(got, expected), "%s is \"%.*s\", expected \"%s\"", reference, STR_ARG(got),
                  expected);
}

struct str cell_format(const struct workbook *book, struct str sheet, const char *reference)
{
    struct str styles = part(book, "xl/styles.xml");
    struct str style = between(cell_element(book, sheet, reference), "s=\"", "\"");
    struct str formats = between(styles, "<cellXfs", "</cellXfs>");
    struct str format = nth(formats, "<xf ", number_in(book->arena, style));
    struct str id = between(format, "numFmtId=\"", "\"");
    const char *element = arena_printf(book->arena, "numFmtId=\"%.*s\" formatCode=\"", STR_ARG(id));
    struct str code = between(between(styles, "<numFmts", "</numFmts>"), element, "\"/>");
    return code.ptr ? code : STR("");
}

void assert_formula(const struct workbook *book, struct str sheet, const char *reference,
                    const char *expected)
{
    struct str got = between(cell_element(book, sheet, reference), "<f>", "</f>");
    ck_assert_msg(str_is(got, expected), "%s is \"%.*s\", expected \"%s\"", reference, STR_ARG(got),
                  expected);
}

/* Between all occurrences of two needles stand only those characters. */
static void assert_only(struct str text, const char *before, const char *after,
                        const char *characters)
{
    for (size_t at = str_find(text, str_of(before), 0); at < text.len;
         at = str_find(text, str_of(before), at + 1)) {
        struct str value = between(str_skip(text, at), before, after);
        for (size_t k = 0; k < value.len; k++) {
            ck_assert_msg(strchr(characters, value.ptr[k]) != NULL, "%s%.*s%s", before,
                          STR_ARG(value), after);
        }
        ck_assert(!str_is(value, "-0"));
    }
}

void assert_sound(const struct workbook *book)
{
    struct str sheets = part(book, "xl/worksheets/sheet*.xml");
    ck_assert(sheets.len > 0);
    assert_only(sheets, "<v>", "</v>", "0123456789.-+Ee");
    /* The sheet of scores is the only other one that a formula names. */
    assert_only(sheets, "<f>", "</f>",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$:,.+-*/^()'!Pontuaçãscre");
    ck_assert(!has(sheets, "<f>cmd") && !has(sheets, "<f>="));
}
