/*
 * bare_workbook OUT.xlsx < SHEET.xml: writes the cells of a sheet again, with libxlsxwriter and
 * nothing else, and prints the processor seconds that this took. What it reads is a sheet that was
 * written in constant memory, so that its texts stand in it; reading it is not counted.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

#define MOST_STYLES 256

struct cell {
    unsigned row, column, style;
    const char *text; /* NULL: a number or a blank */
    double number;
    bool blank;
};

struct cells {
    struct cell *at;
    size_t n, cap;
};

static void fail(const char *what)
{
    fprintf(stderr, "bare_workbook: %s\n", what);
    exit(1);
}

static char *read_all(FILE *file)
{
    size_t n = 0;
    size_t cap = (size_t)1 << 20;
    char *text = malloc(cap);
    for (size_t got = 1; text && got > 0; n += got) {
        if (cap - n < 2) {
            cap *= 2;
            char *more = realloc(text, cap);
            text = more ? more : (free(text), NULL);
        }
        got = text ? fread(text + n, 1, cap - n - 1, file) : 0;
    }
    if (!text) {
        fail("out of memory");
    }
    text[n] = '\0';
    return text;
}

static struct cell *add(struct cells *cells)
{
    if (cells->n == cells->cap) {
        cells->cap = cells->cap ? 2 * cells->cap : 1024;
        struct cell *more = realloc(cells->at, cells->cap * sizeof *more);
        if (!more) {
            fail("out of memory");
        }
        cells->at = more;
    }
    return &cells->at[cells->n++];
}

/* <c r="B2" s="3"><v>1.5</v></c>, or with <is><t>text</t></is>; ends texts in place. */
static void read_cell(char *element, size_t size, struct cells *cells)
{
    struct cell *cell = add(cells);
    *cell = (struct cell){.blank = true};
    element[size] = '\0';
    char *at = element + strlen("<c r=\"");
    for (; *at >= 'A' && *at <= 'Z'; at++) {
        cell->column = 26 * cell->column + (unsigned)(*at - 'A' + 1);
    }
    cell->column--;
    cell->row = (unsigned)strtoul(at, &at, 10) - 1;
    if (strncmp(at, "\" s=\"", 5) == 0) {
        cell->style = (unsigned)strtoul(at + 5, &at, 10);
    }
    char *value = strstr(at, "<v>");
    char *text = strstr(at, "<t");
    if (value) {
        cell->blank = false;
        cell->number = strtod(value + 3, NULL);
    } else if (text) {
        cell->blank = false;
        text = strchr(text, '>') + 1;
        *strstr(text, "</t>") = '\0';
        cell->text = text;
    }
}

static struct cells read_sheet(char *xml)
{
    struct cells cells = {0};
    for (char *at = strstr(xml, "<c r=\""); at;) {
        char *next = strstr(at + 1, "<c r=\"");
        read_cell(at, next ? (size_t)(next - at - 1) : strlen(at), &cells);
        at = next;
    }
    return cells;
}

static void write_sheet(const struct cells *cells, const char *path)
{
    lxw_format *formats[MOST_STYLES] = {NULL};
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *workbook = workbook_new_opt(path, &options);
    lxw_worksheet *sheet = workbook_add_worksheet(workbook, NULL);
    for (size_t i = 0; i < cells->n; i++) {
        const struct cell *cell = &cells->at[i];
        lxw_format **format = &formats[cell->style % MOST_STYLES];
        if (!*format) {
            *format = workbook_add_format(workbook);
            format_set_bottom(*format, LXW_BORDER_THIN);
            format_set_num_format_index(*format, (uint8_t)(1 + cell->style % 40));
        }
        lxw_col_t column = (lxw_col_t)cell->column;
        if (cell->text) {
            worksheet_write_string(sheet, cell->row, column, cell->text, *format);
        } else if (cell->blank) {
            worksheet_write_blank(sheet, cell->row, column, *format);
        } else {
            worksheet_write_number(sheet, cell->row, column, cell->number, *format);
        }
    }
    if (workbook_close(workbook) != LXW_NO_ERROR) {
        fail("cannot write");
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fail("give the workbook to write");
    }
    char *xml = read_all(stdin);
    struct cells cells = read_sheet(xml);
    clock_t before = clock();
    write_sheet(&cells, argv[1]);
    printf("%.2f\n", (double)(clock() - before) / CLOCKS_PER_SEC);
    free(cells.at);
    free(xml);
    return 0;
}
