#include "csv_rows.h"

#include <csv.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "number.h"
#include "text_run.h"
#include "vec.h"

struct reading {
    struct arena *arena;
    struct err *err;
    const char *source;
    long line;
    VEC(char) bytes; /* of the fields of this row */
    size_t ends[CSV_MOST_FIELDS];
    size_t count;
    bool (*row)(void *context, const struct csv_row *row);
    void *context;
    bool failed;
};

static void on_field(void *bytes, size_t len, void *context)
{
    struct reading *reading = context;
    if (reading->failed) {
        return;
    }
    if (reading->count == CSV_MOST_FIELDS) {
        reading->failed = true;
        err_at(reading->err, ERR_INPUT, reading->source, reading->line, 0,
               "expected at most %d fields in a row", CSV_MOST_FIELDS);
        return;
    }
    for (size_t i = 0; i < len; i++) {
        VEC_PUSH(reading->arena, &reading->bytes, ((const char *)bytes)[i]);
    }
    reading->ends[reading->count++] = reading->bytes.n;
}

static void on_row(int end, void *context)
{
    struct reading *reading = context;
    struct str fields[CSV_MOST_FIELDS];
    size_t from = 0;
    (void)end;
    for (size_t i = 0; i < reading->count; i++) {
        const char *bytes = reading->bytes.at ? reading->bytes.at + from : "";
        fields[i] = (struct str){bytes, reading->ends[i] - from};
        from = reading->ends[i];
    }
    struct csv_row row = {fields, reading->count, reading->line};
    if (!reading->failed && reading->count > 0 && !reading->row(reading->context, &row)) {
        reading->failed = true;
    }
    reading->count = 0;
    reading->bytes.n = 0;
}

/* Tags and colours around a row, which would become a part of its first and last fields. Other
 * quotes are its own. */
static void take_off(struct str *line)
{
    struct str bare = str_trim(*line);
    while (bare.len > 0 && (strchr("<\x1b", bare.ptr[0]) || strchr(">m", bare.ptr[bare.len - 1])) &&
           text_unquote(&bare)) {
        *line = bare;
        bare = str_trim(bare);
    }
}

static bool parse_lines(struct reading *reading, struct source *source, struct csv_parser *parser)
{
    struct str line;
    enum source_status status;
    while ((status = source_line(source, &line, reading->err)) == SOURCE_LINE) {
        reading->line = source->line;
        if (source->line == 1) {
            str_eat(&line, STR("\xef\xbb\xbf"));
        }
        take_off(&line);
        if (csv_parse(parser, line.ptr, line.len, on_field, on_row, reading) != line.len ||
            csv_parse(parser, "\n", 1, on_field, on_row, reading) != 1) {
            return err_at(reading->err, ERR_INPUT, reading->source, reading->line, 0,
                          "expected CSV: a quote stands where none may");
        }
        if (reading->failed) {
            return false;
        }
    }
    if (status == SOURCE_FAILED) {
        return false;
    }
    if (csv_fini(parser, on_field, on_row, reading) != 0) {
        return err_at(reading->err, ERR_INPUT, reading->source, reading->line, 0,
                      "the file is cut off: expected the end of a quoted field");
    }
    return !reading->failed;
}

bool csv_rows(struct source *source, char delimiter,
              bool (*row)(void *context, const struct csv_row *row), void *context,
              struct arena *arena, struct err *err)
{
    struct reading reading = {
        .arena = arena, .err = err, .source = source->name, .row = row, .context = context};
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return err_set(err, ERR_INPUT, "the CSV parser does not start");
    }
    csv_set_delim(&parser, (unsigned char)delimiter);
    bool good = parse_lines(&reading, source, &parser);
    csv_free(&parser);
    return good;
}

bool csv_number(const struct csv_row *row, size_t column, const char *name, const char *source,
                double *value, struct err *err)
{
    if (column < row->count && number_parse(row->fields[column], value) && *value >= 0) {
        return true;
    }
    struct str found = column < row->count ? row->fields[column] : STR("the end of the row");
    bool printable = true;
    for (size_t i = 0; i < found.len; i++) {
        printable = printable && found.ptr[i] >= ' ' && found.ptr[i] <= '~';
    }
    found = printable ? str_cut(found, 0, 40) : STR("other bytes");
    return err_at(err, ERR_INPUT, source, row->line, 0,
                  "expected a number in the column \"%s\", found \"%.*s\"", name, STR_ARG(found));
}

size_t csv_column(const struct csv_row *header, const char *name)
{
    for (size_t i = 0; i < header->count; i++) {
        if (str_is(header->fields[i], name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

char csv_delimiter(struct str head)
{
    static const char SIGNS[] = {',', ';', '\t', '|'};
    struct str first = str_cut(head, 0, str_find(head, STR("\n"), 0));
    size_t most = 0;
    char best = ',';
    for (size_t k = 0; k < sizeof SIGNS; k++) {
        size_t n = 0;
        for (size_t i = 0; i < first.len; i++) {
            n += first.ptr[i] == SIGNS[k];
        }
        best = n > most ? SIGNS[k] : best;
        most = n > most ? n : most;
    }
    return best;
}
