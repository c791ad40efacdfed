#include <math.h>
#include <stdint.h>

#include "csv_rows.h"
#include "number.h"
#include "tally.h"

/* Larger times are not milliseconds since 1970. */
#define LATEST_MS 1e14

enum { STAMP, ELAPSED, CODE, MESSAGE, SUCCESS, BYTES, THREADS, LABEL, COLUMNS };

static const char *const TITLES[COLUMNS] = {"timeStamp",       "elapsed", "responseCode",
                                            "responseMessage", "success", "bytes",
                                            "allThreads",      "label"};

struct jtl {
    struct err *err;
    const char *source;
    bool header_seen;
    size_t columns[COLUMNS]; /* SIZE_MAX: absent */
    size_t width;
    struct tallies tallies;
    double failures;
    double transactions; /* rows of transaction controllers, which repeat what they contain */
};

static bool read_header(struct jtl *jtl, const struct csv_row *row)
{
    jtl->header_seen = true;
    jtl->width = row->count;
    for (size_t i = 0; i < COLUMNS; i++) {
        jtl->columns[i] = csv_column(row, TITLES[i]);
    }
    return jtl->columns[SUCCESS] != SIZE_MAX ||
           err_at(jtl->err, ERR_INPUT, jtl->source, row->line, 0,
                  "expected a column \"success\", without which errors are unknown");
}

static struct str text_field(const struct jtl *jtl, const struct csv_row *row, size_t which)
{
    size_t column = jtl->columns[which];
    return column < row->count ? row->fields[column] : (struct str){0};
}

static bool number_field(struct jtl *jtl, const struct csv_row *row, size_t which, double *value)
{
    return csv_number(row, jtl->columns[which], TITLES[which], jtl->source, value, jtl->err);
}

static bool says(struct str text, const char *words)
{
    return str_find(text, str_of(words), 0) != SIZE_MAX;
}

/* Counts a sample as an answer with its code, or as a failure of some kind. */
static void classify(struct tally *tally, struct str code, bool success)
{
    struct run *run = &tally->run;
    double number;
    run->attempts++;
    if (str_starts(code, STR("Non HTTP response code"))) {
        if (says(code, "SocketTimeout")) {
            run->errors.timeout++;
        } else if (says(code, "Connect") || says(code, "UnknownHost")) {
            run->errors.connect++;
        } else {
            run->errors.other++;
        }
        return;
    }
    run->requests++;
    run->ok += success;
    bool status = code.len == 3 && number_parse(code, &number) && number >= 100 && number < 600 &&
                  number == floor(number);
    if (status) {
        tally_code(tally, number);
    }
    if (!success) {
        double *kind = status && number >= 400 ? &run->errors.status : &run->errors.other;
        ++*kind;
    }
}

/* One row in numbers; NaN where it has no such column. */
struct sample {
    double stamp_ms, elapsed_ms, bytes, threads;
    struct str code;
    bool success;
};

static void add_sample(struct jtl *jtl, struct tally *tally, const struct sample *sample)
{
    struct run *run = &tally->run;
    if (!isnan(sample->bytes)) {
        run->bytes = (isnan(run->bytes) ? 0 : run->bytes) + sample->bytes;
    }
    run->load.connections = fmax(run->load.connections, sample->threads);
    tally_time(&jtl->tallies, tally, sample->stamp_ms, sample->stamp_ms + sample->elapsed_ms,
               sample->elapsed_ms * 1e3);
    classify(tally, sample->code, sample->success);
}

static bool take_sample(struct jtl *jtl, const struct csv_row *row, bool success)
{
    struct sample sample = {
        .bytes = NAN, .threads = NAN, .code = text_field(jtl, row, CODE), .success = success};
    if (!number_field(jtl, row, STAMP, &sample.stamp_ms) ||
        !number_field(jtl, row, ELAPSED, &sample.elapsed_ms) ||
        (jtl->columns[BYTES] != SIZE_MAX && !number_field(jtl, row, BYTES, &sample.bytes)) ||
        (jtl->columns[THREADS] != SIZE_MAX && !number_field(jtl, row, THREADS, &sample.threads))) {
        return false;
    }
    if (sample.stamp_ms > LATEST_MS) {
        return err_at(jtl->err, ERR_INPUT, jtl->source, row->line, 0,
                      "expected a time in milliseconds since 1970");
    }
    jtl->failures += str_starts(sample.code, STR("Non HTTP response code"));
    add_sample(jtl, jtl->tallies.whole, &sample);
    struct tally *part = tallies_part(&jtl->tallies, text_field(jtl, row, LABEL));
    if (part) {
        add_sample(jtl, part, &sample);
    }
    return true;
}

static bool read_row(void *context, const struct csv_row *row)
{
    struct jtl *jtl = context;
    if (!jtl->header_seen) {
        return read_header(jtl, row);
    }
    if (row->count != jtl->width) {
        return err_at(jtl->err, ERR_INPUT, jtl->source, row->line, 0,
                      "expected %zu fields, found %zu", jtl->width, row->count);
    }
    struct str success = text_field(jtl, row, SUCCESS);
    bool good = str_is(success, "true");
    if (!good && !str_is(success, "false")) {
        return err_at(jtl->err, ERR_INPUT, jtl->source, row->line, 0,
                      "expected true or false in the column \"success\"");
    }
    if (str_starts(text_field(jtl, row, MESSAGE), STR("Number of samples in transaction :"))) {
        jtl->transactions++;
        return true;
    }
    return take_sample(jtl, row, good);
}

static void hand_out(struct jtl *jtl, const struct run_sink *sink)
{
    struct str notes[2];
    size_t n = 0;
    if (jtl->failures > 0) {
        notes[n++] = str_printf(jtl->tallies.arena,
                                "latencies include %.0f samples without an answer", jtl->failures);
    }
    if (jtl->transactions > 0) {
        notes[n++] = str_printf(jtl->tallies.arena,
                                "%.0f rows of transaction controllers were left out: they repeat "
                                "the samples in them",
                                jtl->transactions);
    }
    tallies_finish(&jtl->tallies, notes, n, sink);
}

static bool read_jtl(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct jtl jtl = {.err = err, .source = source->name};
    tallies_begin(&jtl.tallies, sink->arena, "jtl", "jmeter");
    struct str head;
    if (!source_head(source, &head, err)) {
        return false;
    }
    str_eat(&head, STR("\xef\xbb\xbf"));
    if (!csv_rows(source, csv_delimiter(head), read_row, &jtl, sink->arena, err)) {
        return false;
    }
    if (samples_count(&jtl.tallies.whole->samples) == 0) {
        return err_at(err, ERR_INPUT, source->name, source->line, 0, "no sample in this file");
    }
    hand_out(&jtl, sink);
    return true;
}

/* The columns, their order and the sign between them are settings; these three names are not. */
static int probe_jtl(struct str head)
{
    struct str first = str_trim(str_cut(head, 0, str_find(head, STR("\n"), 0)));
    str_eat(&first, STR("\xef\xbb\xbf"));
    char delimiter = csv_delimiter(first);
    struct str sign = {&delimiter, 1};
    unsigned found = 0;
    while (first.len > 0) {
        size_t end = str_find(first, sign, 0);
        struct str title = str_trim(str_cut(first, 0, end));
        found |= str_is(title, "timeStamp") ? 1U : 0;
        found |= str_is(title, "elapsed") ? 2U : 0;
        found |= str_is(title, "label") || str_is(title, "responseCode") ? 4U : 0;
        first = str_skip(first, end < first.len ? end + 1 : first.len);
    }
    return found == 7 ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_jtl = {
    .name = "jtl",
    .summary = "every sample of a JMeter JTL file in CSV: the whole and every label",
    .probe = probe_jtl,
    .read = read_jtl,
};
