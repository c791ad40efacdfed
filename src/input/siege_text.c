#include <math.h>
#include <stdint.h>

#include "scan.h"
#include "siege.h"
#include "text_run.h"

struct siege {
    struct text_run text;
    struct buf version;
    double users; /* of the line above the run */
    double transactions, failed, succeeded, taken_s, rate, concurrency;
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
    siege->failed = siege->succeeded = siege->taken_s = siege->rate = siege->concurrency = NAN;
    return text_count(text, &siege->transactions) && text_literal(text, "hits");
}

static void set_mean(struct siege *siege)
{
    struct text_run *text = &siege->text;
    struct latency *latency = &text->run.latency;
    if (siege_finer_mean(siege->concurrency, siege->rate, &latency->mean_us)) {
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
                 {"Response time:", 1e6, &run->latency.mean_us, "secs"},
                 {"Transaction rate:", 1, &siege->rate, "trans/sec"},
                 {"Throughput:", 1, &run->bytes_per_s, "MB/sec"},
                 {"Concurrency:", 1, &siege->concurrency, NULL},
                 {"Successful transactions:", 1, &siege->succeeded, NULL},
                 {"Failed transactions:", 1, &siege->failed, NULL},
                 {"Longest transaction:", 1e6, &run->latency.max_us, NULL},
                 {"Shortest transaction:", 1e6, &run->latency.min_us, NULL}};

    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        if (scan_text(&text->rest, LINES[i].label)) {
            if (!text_decimal(text, LINES[i].factor, LINES[i].to) ||
                (LINES[i].unit && !text_literal(text, LINES[i].unit))) {
                return false;
            }
            return i + 1 < sizeof LINES / sizeof LINES[0] || finish(siege);
        }
    }
    return true;
}

static bool next_line(struct siege *siege)
{
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

static bool read_siege(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct siege siege = {.text = {.source = source, .sink = sink, .err = err},
                          .version = BUF(sink->arena),
                          .users = NAN};
    enum source_status status;
    while ((status = text_next(&siege.text)) == SOURCE_LINE) {
        if (!next_line(&siege)) {
            return false;
        }
    }
    if (status == SOURCE_FAILED) {
        return false;
    }
    if (siege.text.open) {
        return text_cut_off(&siege.text, "\"Shortest transaction:\"");
    }
    return siege.text.runs > 0 || err_at(err, ERR_INPUT, source->name, 0, 0,
                                         "no run in this file; expected \"Transactions: N hits\"");
}

static int probe_siege(struct str head)
{
    size_t at = str_find(head, STR("Transactions:\t"), 0);
    struct str line = str_cut(head, at, at == SIZE_MAX ? at : str_find(head, STR("\n"), at));
    bool result = str_ends(str_trim(line), STR("hits"));
    return result || str_find(head, STR("** SIEGE "), 0) != SIZE_MAX ? PROBE_LIKELY : PROBE_NO;
}

const struct input_format input_siege_text = {
    .name = "siege-text",
    .summary = "result of siege in words, any number of runs a file",
    .probe = probe_siege,
    .read = read_siege,
    .labels_are_headings = true,
};
