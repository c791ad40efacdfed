#include <math.h>
#include <stdint.h>
#include <string.h>

#include "scan.h"
#include "siege.h"
#include "text_run.h"

struct siege {
    struct text_run text;
    struct buf version;
    double users; /* of the line above the run */
    double transactions, failed, succeeded, taken_s, rate, concurrency;
    bool in_ms; /* newer versions print times in ms */
};

static bool begin(struct siege *siege)
{
    struct text_run *text = &siege->text;
    text_begin(text, "siege-text", "siege");
    text->run.load.model = LOAD_CLOSED;
    text->run.load.connections = siege->users;
    if (siege->version.n > 0) {
        text->run.tool_version = str_copy(text->sink->arena, buf_str(&siege->version));
    }
    siege->version.n = 0;
    siege->users = NAN;
    siege->in_ms = false;
    siege->failed = siege->succeeded = siege->taken_s = siege->rate = siege->concurrency = NAN;
    return text_count(text, &siege->transactions) && text_literal(text, "hits");
}

static void set_mean(struct siege *siege)
{
    struct text_run *text = &siege->text;
    struct latency *latency = &text->run.latency;
    if (!siege->in_ms && siege_finer_mean(siege->concurrency, siege->rate, &latency->mean_us)) {
        text_note(text, "%s", SIEGE_FINER_NOTE);
    } else {
        latency->mean_us = text_resolved(text, latency->mean_us);
    }
}

static bool finish(struct siege *siege)
{
    struct text_run *text = &siege->text;
    struct run *run = &text->run;
    if (isnan(siege->failed) || isnan(siege->taken_s) || isnan(siege->rate)) {
        return text_cut_off(text, "\"Failed transactions:\"");
    }
    if (!text_elapsed(text, siege->transactions, (double[]){siege->rate, 0.005},
                      (double[]){siege->taken_s, 0.005})) {
        return false;
    }
    if (!siege_mean_fits(siege->concurrency, siege->rate, run->latency.mean_us)) {
        return err_at(text->err, ERR_INPUT, text->source->name, (long)run->source_line, 0,
                      "this run contradicts itself: expected a response time of concurrency / "
                      "transaction rate, %.3g s, not %.3g s",
                      siege->concurrency / siege->rate, run->latency.mean_us / 1e6);
    }
    run->requests = siege->transactions;
    run->ok = isnan(siege->succeeded) ? run->requests : fmin(siege->succeeded, run->requests);
    run->rps = siege->rate;
    run->bytes = siege_bytes(run->bytes);
    run->bytes_per_s = siege_bytes(run->bytes_per_s);
    run->errors.other = siege->failed;
    if (siege->failed > 0) {
        run->attempts = siege->transactions + siege->failed;
    }
    run->has_latency = run->latency.max_us > 0 && siege->transactions > 0;
    if (run->has_latency) {
        set_mean(siege);
        run->latency.min_us = text_resolved(text, run->latency.min_us);
    }
    text_finish(text);
    return true;
}

static const char TIME[] = "secs or ms";

/* Versions that print seconds print the unit of the mean alone. */
static bool read_unit(struct siege *siege, const char *unit, double *value)
{
    struct text_run *text = &siege->text;
    if (unit != TIME) {
        return !unit || text_literal(text, unit);
    }
    if (scan_text(&text->rest, "ms")) {
        siege->in_ms = true;
        *value /= 1e3;
        return true;
    }
    bool mean = value == &text->run.latency.mean_us;
    return scan_text(&text->rest, "secs") || (!mean && !siege->in_ms) ||
           text_unexpected(text, "\"secs\" or \"ms\"");
}

static bool run_line(struct siege *siege)
{
    struct text_run *text = &siege->text;
    struct run *run = &text->run;

    const struct {
        const char *label;
        double factor;
        double *to;
        const char *unit;
    } LINES[] = {{"Elapsed time:", 1, &siege->taken_s, "secs"},
                 {"Data transferred:", 1, &run->bytes, "MB"},
                 {"Response time:", 1e6, &run->latency.mean_us, TIME},
                 {"Transaction rate:", 1, &siege->rate, "trans/sec"},
                 {"Throughput:", 1, &run->bytes_per_s, "MB/sec"},
                 {"Concurrency:", 1, &siege->concurrency, NULL},
                 {"Successful transactions:", 1, &siege->succeeded, NULL},
                 {"Failed transactions:", 1, &siege->failed, NULL},
                 {"Longest transaction:", 1e6, &run->latency.max_us, TIME},
                 {"Shortest transaction:", 1e6, &run->latency.min_us, TIME}};

    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        if (scan_text(&text->rest, LINES[i].label)) {
            if (!text_decimal(text, LINES[i].factor, LINES[i].to) ||
                !read_unit(siege, LINES[i].unit, LINES[i].to)) {
                return false;
            }
            return i + 1 < sizeof LINES / sizeof LINES[0] || finish(siege);
        }
    }
    return true;
}

static bool next_line(void *context)
{
    struct siege *siege = context;
    struct text_run *text = &siege->text;
    if (scan_text(&text->rest, "** SIEGE ")) {
        siege->version.n = 0;
        buf_add(&siege->version, str_word(&text->rest));
        return true;
    }
    if (scan_text(&text->rest, "** Preparing ")) {
        return text_count(text, &siege->users);
    }
    if (scan_text(&text->rest, "Transactions:")) {
        return text->open ? text_cut_off(text, "\"Shortest transaction:\"") : begin(siege);
    }
    return !text->open || run_line(siege);
}

static bool cut_off(void *context)
{
    struct siege *siege = context;
    return text_cut_off(&siege->text, "\"Shortest transaction:\"");
}

static bool read_siege(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct siege siege = {.text = {.source = source, .sink = sink, .err = err},
                          .version = BUF(sink->arena),
                          .users = NAN};
    static const struct text_reader READER = {next_line, cut_off, NULL, "\"Transactions: N hits\""};
    return text_read(&siege.text, &READER, &siege);
}

bool siege_says_in_words(struct str head)
{
    for (size_t at = 0; (at = text_find(head, "Transactions:", at)) != SIZE_MAX; at++) {
        struct str line = str_skip(head, at + strlen("Transactions:"));
        double hits;
        if (scan_count(&line, &hits) && scan_text(&line, "hits")) {
            return true;
        }
    }
    return false;
}

static int probe_siege(struct str head)
{
    bool begun = text_find(head, "** SIEGE ", 0) != SIZE_MAX &&
                 str_find(head, STR("\"transactions\":"), 0) == SIZE_MAX;
    bool words = siege_says_in_words(head);
    bool whole = words && text_find(head, "Shortest transaction:", 0) != SIZE_MAX;
    return whole ? PROBE_WHOLE : begun || words ? PROBE_LIKELY : PROBE_NO;
}

const struct input_format input_siege_text = {
    .name = "siege-text",
    .summary = "result of siege in words, any number of runs a file",
    .probe = probe_siege,
    .read = read_siege,
    .mark = "Transaction rate:",
    .labels_are_headings = true,
};
