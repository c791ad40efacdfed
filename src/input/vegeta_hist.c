/* vegeta report -type=hist: how many answers took how long, and nothing else. */
#include <math.h>
#include <stdint.h>

#include "scan.h"
#include "text_run.h"

#define FIRST_LINE "Bucket "

struct hist {
    struct text_run text;
    VEC(struct bin) bins;
    double count, edge_us; /* sum so far; upper edge of the bucket before */
};

/* "[2ms,   4ms]   5505  29.92%  ####" */
static bool read_bucket(struct hist *hist)
{
    struct text_run *text = &hist->text;
    struct bin bin = {.upper_us = NAN};
    double from_us = 0;
    double percent;
    if (!text_literal(text, "[")) {
        return false;
    }
    bool zero = str_starts(text->rest, STR("0,")); /* as its README shows it */
    text->rest = str_skip(text->rest, zero);
    if (!zero && !text_duration(text, &from_us)) {
        return false;
    }
    if (from_us != hist->edge_us) {
        return text_unexpected(text, "the bucket to begin where the one before ends");
    }
    if (!text_literal(text, ",")) {
        return false;
    }
    if (!scan_text(&text->rest, "+Inf") && !text_duration(text, &bin.upper_us)) {
        return false;
    }
    if (!text_literal(text, "]") || !text_count(text, &bin.count) ||
        !text_decimal(text, 1, &percent) || !text_literal(text, "%")) {
        return false;
    }
    hist->edge_us = bin.upper_us;
    hist->count += bin.count;
    VEC_PUSH(text->sink->arena, &hist->bins, bin);
    return true;
}

static bool read_hist(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct hist hist = {.text = {.source = source, .sink = sink, .err = err}};
    struct text_run *text = &hist.text;
    enum source_status status;
    if (text_next(text) == SOURCE_LINE) {
        text_begin(text, "vegeta-hist", "vegeta");
    }
    while ((status = text_next(text)) == SOURCE_LINE) {
        if (!read_bucket(&hist)) {
            return false;
        }
    }
    if (status != SOURCE_END) {
        return false;
    }
    if (hist.bins.n == 0) {
        return err_at(err, ERR_INPUT, source->name, source->line, 0,
                      "expected a bucket such as \"[0, 2ms] 6007 32.65%%\"");
    }
    struct run *run = &text->run;
    run->load.model = LOAD_OPEN;
    run->attempts = hist.count;
    run->has_latency = hist.count > 0;
    run->latency = latency_blank(LATENCY_SERVICE);
    run->latency.count = hist.count;
    run->latency.histogram = hist.bins.at;
    run->latency.bin_count = hist.bins.n;
    text_note(text, "a histogram alone: neither rates, errors nor percentiles are known");
    text_finish(text);
    return true;
}

static int probe_hist(struct str head)
{
    str_eat(&head, STR("\xef\xbb\xbf"));
    struct str first = str_cut(head, 0, str_find(head, STR("\n"), 0));
    struct str second = str_trim(str_skip(head, first.len));
    bool ours = str_starts(first, STR(FIRST_LINE)) &&
                str_find(first, STR("Histogram"), 0) < first.len && str_starts(second, STR("["));
    return ours ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_vegeta_hist = {
    .name = "vegeta-hist",
    .summary = "vegeta report -type=hist",
    .probe = probe_hist,
    .read = read_hist,
};
