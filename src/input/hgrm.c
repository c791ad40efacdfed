#include <math.h>
#include <stdint.h>

#include "scan.h"
#include "text_run.h"

/*
 * The percentile output of HdrHistogram: Java's and C's text with a footer,
 * the quoted CSV, and vegeta's without a footer but with its unit.
 */
struct hgrm {
    struct text_run text;
    bool csv, vegeta;
    bool footer;   /* its lines are begun */
    bool complete; /* the row of 100 % was there */
    double last_p, last_us, last_count;
};

/* The head line without blanks and quotes. */
static bool is_head(struct str line, const char *expected)
{
    size_t n = 0;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (c == ' ' || c == '\t' || c == '"' || c == '\r') {
            continue;
        }
        if (expected[n] == '\0' || expected[n] != c) {
            return false;
        }
        n++;
    }
    return expected[n] == '\0';
}

static bool classify(struct str line, bool *csv, bool *vegeta)
{
    *csv = is_head(line, "Value,Percentile,TotalCount,1/(1-Percentile)");
    *vegeta = is_head(line, "Value(ms)PercentileTotalCount1/(1-Percentile)");
    return *csv || *vegeta || is_head(line, "ValuePercentileTotalCount1/(1-Percentile)");
}

static bool separator(struct hgrm *h)
{
    return !h->csv || text_literal(&h->text, ",");
}

/* Rows whose percentiles are printed alike are one: the last, which lies highest. */
static bool add_row(struct hgrm *h, double p, double us, double count)
{
    struct text_run *text = &h->text;
    size_t n = text->percentiles.n;
    if (p < h->last_p || us < h->last_us || count < h->last_count) {
        return text_unexpected(text, "values, percentiles and counts that ascend");
    }
    h->last_p = p;
    h->last_us = us;
    h->last_count = count;
    if (n > 0 && text->percentiles.at[n - 1].p == p) {
        text->percentiles.at[n - 1] = (struct percentile){p, us, count};
        return true;
    }
    return text_percentile(text, p, us, count);
}

/* "  0.043     0.500000            1         1.00"; the last column is absent or inf on the last
 * row */
static bool row(struct hgrm *h)
{
    struct text_run *text = &h->text;
    double us;
    double p;
    double count;
    double inverse;
    if (!text_decimal(text, 1e3, &us) || !separator(h) || !text_decimal(text, 100, &p) ||
        !separator(h) || !text_count(text, &count)) {
        return false;
    }
    bool last = p >= 100;
    if (text->rest.len > 0 || !last) {
        bool open =
            separator(h) &&
            ((last && (scan_text(&text->rest, "inf") || scan_text(&text->rest, "Infinity"))) ||
             text_decimal(text, 1, &inverse));
        if (!open || !text_end(text)) {
            return false;
        }
    }
    h->complete = h->complete || last;
    return add_row(h, p, us, count);
}

/* "#[Mean    =        2.780, StdDeviation   =        9.694]" */
static bool footer_line(struct hgrm *h)
{
    struct text_run *text = &h->text;
    struct latency *latency = &text->run.latency;
    h->footer = true;
    if (scan_text(&text->rest, "#[Mean")) {
        return text_literal(text, "=") && text_decimal(text, 1e3, &latency->mean_us) &&
               text_literal(text, ",") && text_literal(text, "StdDeviation") &&
               text_literal(text, "=") && text_decimal(text, 1e3, &latency->stdev_us);
    }
    if (scan_text(&text->rest, "#[Max")) {
        return text_literal(text, "=") && text_decimal(text, 1e3, &latency->max_us) &&
               text_literal(text, ",") && text_literal(text, "Total count") &&
               text_literal(text, "=") && text_count(text, &latency->count);
    }
    return true;
}

static bool finish(struct hgrm *h)
{
    struct text_run *text = &h->text;
    struct latency *latency = &text->run.latency;
    if (!h->complete) {
        return text_cut_off(text, "a row of percentile 1.0");
    }
    if (isnan(latency->count)) {
        latency->count = h->last_count;
    }
    if (isnan(latency->max_us)) {
        latency->max_us = h->last_us;
    }
    text->run.has_latency = h->last_us > 0 && latency->count > 0;
    if (!h->vegeta) {
        text_note(text, "the file does not say its unit or what was timed: it is read as "
                        "milliseconds of service time");
    }
    text_finish(text);
    return true;
}

static bool read_hgrm(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct hgrm h = {.text = {.source = source, .sink = sink, .err = err}};
    enum source_status status = text_next(&h.text);
    if (status == SOURCE_FAILED) {
        return false;
    }
    if (status == SOURCE_END || !classify(h.text.rest, &h.csv, &h.vegeta)) {
        return err_at(err, ERR_INPUT, source->name, source->line, 0,
                      "expected the line \"Value Percentile TotalCount 1/(1-Percentile)\"");
    }
    text_begin(&h.text, "hgrm", h.vegeta ? "vegeta" : NULL);
    h.text.run.load.model = h.vegeta ? LOAD_OPEN : LOAD_UNKNOWN;
    while ((status = text_next(&h.text)) == SOURCE_LINE) {
        bool csv;
        bool vegeta;
        if (classify(h.text.rest, &csv, &vegeta)) {
            return err_at(err, ERR_INPUT, source->name, source->line, 0,
                          "a second distribution begins here; give each its own file");
        }
        bool footer = h.text.rest.ptr[0] == '#' || h.text.rest.ptr[0] == '-';
        if (!(footer || h.footer ? footer_line(&h) : row(&h))) {
            return false;
        }
    }
    return status != SOURCE_FAILED && finish(&h);
}

/* Only as the first line: wrk2 prints such a table too. */
static int probe_hgrm(struct str head)
{
    bool csv;
    bool vegeta;
    str_eat(&head, STR("\xef\xbb\xbf"));
    head = str_trim(head);
    return classify(str_cut(head, 0, str_find(head, STR("\n"), 0)), &csv, &vegeta) ? PROBE_LIKELY
                                                                                   : PROBE_NO;
}

const struct input_format input_hgrm = {
    .name = "hgrm",
    .summary = "percentiles of HdrHistogram: text, CSV, vegeta report -type=hdrplot",
    .probe = probe_hgrm,
    .read = read_hgrm,
};
