#include <math.h>
#include <stdint.h>
#include <string.h>

#include "scan.h"
#include "text_run.h"

enum column { MIN, MAX, MEDIAN, P95, P99, MEAN, SD, WITHIN, COLUMNS };

struct h2load {
    struct text_run text;
    double connections, threads, duration_s; /* of the lines above the result */
    double taken_us, rate, taken_half_s;
    double total, errored, answers;
    bool requests_seen, codes_seen;
    enum column columns[COLUMNS]; /* of the table, in order */
    size_t column_count;
    struct phase phases[2];
};

/* "spawning thread #0: 5 total client(s). 1000 total requests" */
static bool spawning_line(struct h2load *h)
{
    struct text_run *text = &h->text;
    double number;
    double seconds;
    if (!text_count(text, &number) || !text_literal(text, ":") || !text_count(text, &number) ||
        !text_literal(text, "total client(s).")) {
        return false;
    }
    h->threads = isnan(h->threads) ? 1 : h->threads + 1;
    h->connections = isnan(h->connections) ? number : h->connections + number;
    size_t at = str_find(text->rest, STR(" of main duration"), 0);
    size_t from = str_find(text->rest, STR("time and "), 0);
    if (at != SIZE_MAX && from != SIZE_MAX && from < at) {
        struct str duration = str_skip(text->rest, from + 9);
        if (scan_duration(&duration, &seconds)) {
            h->duration_s = seconds / 1e6;
        }
    }
    return true;
}

static bool begin(struct h2load *h)
{
    struct text_run *text = &h->text;
    text_begin(text, "h2load", "h2load");
    text->run.load = (struct load){
        LOAD_CLOSED, h->threads, h->connections, h->duration_s, NAN, NAN, NAN,
    };
    h->threads = h->connections = h->duration_s = NAN;
    h->requests_seen = h->codes_seen = false;
    h->column_count = 0;
    h->answers = h->errored = 0;
    struct str printed = text->rest;
    if (!text_duration(text, &h->taken_us) || !text_literal(text, ",") ||
        !text_decimal(text, 1, &h->rate)) {
        return false;
    }
    bool whole = printed.len > 3 && str_find(str_cut(printed, 0, 12), STR("us"), 0) != SIZE_MAX;
    h->taken_half_s = whole ? 0.5e-6 : 0.005 * (h->taken_us < 1e6 ? 1e-3 : 1);
    return text_literal(text, "req/s");
}

/* "requests: 500 total, 500 started, 500 done, 467 succeeded, 33 failed, 0 errored, 0 timeout" */
static bool requests_line(struct h2load *h)
{
    struct text_run *text = &h->text;
    struct run *run = &text->run;

    const struct {
        const char *word;
        double *to;
    } COUNTS[] = {{"total", &h->total},
                  {"started", NULL},
                  {"done", NULL},
                  {"succeeded", &run->ok},
                  {"failed", NULL},
                  {"errored", &h->errored},
                  {"timeout", &run->errors.timeout}};

    for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++) {
        double count;
        if ((i > 0 && !text_literal(text, ",")) || !text_count(text, &count) ||
            !text_literal(text, COUNTS[i].word)) {
            return false;
        }
        if (COUNTS[i].to) {
            *COUNTS[i].to = count;
        }
    }
    h->requests_seen = true;
    return true;
}

/* "status codes: 467 2xx, 0 3xx, 0 4xx, 33 5xx" */
static bool codes_line(struct h2load *h)
{
    static const char *const CLASSES[] = {"2xx", "3xx", "4xx", "5xx"};
    struct text_run *text = &h->text;
    text->run.errors.status = 0;
    for (size_t i = 0; i < 4; i++) {
        double count;
        if ((i > 0 && !text_literal(text, ",")) || !text_count(text, &count) ||
            !text_literal(text, CLASSES[i])) {
            return false;
        }
        h->answers += count;
        text->run.errors.status += i >= 2 ? count : 0;
    }
    h->codes_seen = true;
    return true;
}

/* The heads of the columns: their order differs by version. */
static bool table_head(struct h2load *h)
{
    static const struct {
        const char *head;
        enum column column;
    } HEADS[] = {{"min", MIN}, {"max", MAX},   {"median", MEDIAN}, {"p95", P95},
                 {"p99", P99}, {"mean", MEAN}, {"+/- sd", WITHIN}, {"sd", SD}};
    struct text_run *text = &h->text;
    while (text->rest.len > 0) {
        size_t i = 0;
        while (i < COLUMNS && !scan_text(&text->rest, HEADS[i].head)) {
            i++;
        }
        if (i == COLUMNS || h->column_count == COLUMNS) {
            return text_unexpected(text, "a column such as min, mean or sd");
        }
        h->columns[h->column_count++] = HEADS[i].column;
    }
    return true;
}

/* A row of times, in microseconds; what has no column is NaN. */
static bool times_row(struct h2load *h, double values[COLUMNS])
{
    struct text_run *text = &h->text;
    for (size_t i = 0; i < COLUMNS; i++) {
        values[i] = NAN;
    }
    for (size_t i = 0; i < h->column_count; i++) {
        double *value = &values[h->columns[i]];
        bool share = h->columns[i] == WITHIN;
        struct str start = text->rest;
        if (share ? !text_decimal(text, 1, value) || !text_literal(text, "%")
                  : !text_duration(text, value)) {
            return false;
        }
        if (share && *value > 100) {
            text->rest = start;
            return text_unexpected(text, "a share of at most 100%");
        }
    }
    return text_end(text);
}

static struct latency latency_of(struct h2load *h, const double values[COLUMNS])
{
    struct latency latency = latency_blank(LATENCY_SERVICE);
    latency.min_us = text_resolved(&h->text, values[MIN]);
    latency.max_us = values[MAX];
    latency.mean_us = text_resolved(&h->text, values[MEAN]);
    latency.stdev_us = values[SD];
    latency.within_stdev_pct = values[WITHIN];
    return latency;
}

static bool request_row(struct h2load *h)
{
    struct run *run = &h->text.run;
    double values[COLUMNS];
    if (run->has_latency) {
        return text_cut_off(&h->text, "the row \"req/s\"");
    }
    if (!times_row(h, values)) {
        return false;
    }
    run->has_latency = values[MAX] > 0;
    if (!run->has_latency) {
        return true;
    }
    run->latency = latency_of(h, values);
    return (isnan(values[MEDIAN]) || text_percentile(&h->text, 50, values[MEDIAN], NAN)) &&
           (isnan(values[P95]) || text_percentile(&h->text, 95, values[P95], NAN)) &&
           (isnan(values[P99]) || text_percentile(&h->text, 99, values[P99], NAN));
}

static bool phase_row(struct h2load *h, const char *name)
{
    struct run *run = &h->text.run;
    double values[COLUMNS];
    bool twice = run->phase_count > 0 && str_is(h->phases[run->phase_count - 1].name, name);
    if (twice || run->phase_count == 2) {
        return text_cut_off(&h->text, "the row \"req/s\"");
    }
    if (!times_row(h, values)) {
        return false;
    }
    if (values[MAX] > 0) {
        h->phases[run->phase_count++] = (struct phase){str_of(name), latency_of(h, values)};
    }
    return true;
}

/* "traffic: 19.04MB (19967840) total, ..." */
static bool traffic_line(struct h2load *h)
{
    struct text_run *text = &h->text;
    size_t bracket = str_find(text->rest, STR("("), 0);
    text->rest = str_skip(text->rest, bracket == SIZE_MAX ? text->rest.len : bracket);
    return text_literal(text, "(") && text_count(text, &text->run.bytes) &&
           text_literal(text, ") total");
}

/* "time for request:" up to 2025, "request     :" since */
static bool is_row(struct str *rest, const char *old, const char *new)
{
    struct str s = *rest;
    if ((!scan_text(&s, old) && !scan_text(&s, new)) || !scan_text(&s, ":")) {
        return false;
    }
    *rest = s;
    return true;
}

struct command {
    double clients, threads, seconds, streams, rate, requests;
    bool arriving; /* clients come one after the other: nobody knows how many there are at once */
    struct str url;
};

static struct command read_command(struct str text)
{
    static const struct command_option OPTIONS[] = {
        {'c', "clients", false},
        {'t', "threads", false},
        {'n', "requests", false},
        {'m', "max-concurrent-streams", false},
        {'D', "duration", false},
        {'r', "rate", false},
        {'@', "rps", false},
        {'i', "input-file", false},
        {'f', "max-frame-size", false},
        {'w', "window-bits", false},
        {'W', "connection-window-bits", false},
        {'H', "header", false},
        {'p', "no-tls-proto", false},
        {'d', "data", false},
        {'T', "connection-active-timeout", false},
        {'N', "connection-inactivity-timeout", false},
        {'B', "base-uri", false},
    };
    struct command command = {NAN, NAN, NAN, NAN, NAN, NAN, false, {0}};
    struct command_words words =
        command_words(text, OPTIONS, sizeof OPTIONS / sizeof OPTIONS[0], false);
    struct str value;
    for (char key = command_next(&words, &value); key != '\0'; key = command_next(&words, &value)) {
        double *number = key == 'c'   ? &command.clients
                         : key == 't' ? &command.threads
                         : key == 'n' ? &command.requests
                         : key == 'm' ? &command.streams
                         : key == '@' ? &command.rate
                                      : NULL;
        if (number) {
            *number = command_number(value);
        } else if (key == 'D') {
            command.seconds = command_seconds(value);
        } else if (key == 'r') {
            command.arriving = true;
        } else if (key == COMMAND_WORD && !command.url.ptr && command_is_url(value)) {
            command.url = value;
        }
    }
    return command;
}

/* Takes what the lines above the result did not say; false when they say something else. */
static bool agree(double *printed, double stated)
{
    if (isnan(*printed)) {
        *printed = stated;
    }
    return isnan(stated) || *printed == stated;
}

static void apply_command(struct h2load *h)
{
    struct run *run = &h->text.run;
    struct load printed = run->load;
    struct command command = read_command(run->command);
    double clients = command.arriving ? NAN : command.clients;
    double requests = isnan(command.seconds) ? command.requests : NAN;
    bool own = agree(&run->load.connections, clients) &&
               agree(&run->load.threads, command.threads) &&
               agree(&run->load.duration_s, command.seconds) && agree(&h->total, requests);
    double rate = command.rate * run->load.connections; /* --rps is per client */
    double taken_s = h->taken_us / 1e6;
    if (!own || command.seconds > taken_s * 1.01 ||
        (rate > 0 && h->answers > rate * (taken_s + 1) * 1.1)) {
        run->load = printed;
        text_disown_command(&h->text);
        return;
    }
    run->url = command.url;
    run->load.pipeline = command.streams > 1 ? command.streams : NAN;
    if (rate > 0) {
        run->load.rate_rps = rate;
        run->load.model = LOAD_OPEN;
    }
}

static bool finish(struct h2load *h)
{
    struct text_run *text = &h->text;
    struct run *run = &text->run;
    if (!h->requests_seen || !h->codes_seen || h->column_count == 0) {
        return text_cut_off(text,
                            "the lines \"requests:\", \"status codes:\" and the table of times");
    }
    if (!text_elapsed(text, h->answers, (double[]){h->rate, 0.005},
                      (double[]){h->taken_us / 1e6, h->taken_half_s})) {
        return false;
    }
    run->requests = h->answers;
    run->ok = fmin(run->ok, h->answers);
    run->errors.other = fmax(0, h->errored - run->errors.timeout);
    if (h->errored > 0) {
        run->attempts = h->answers + h->errored;
    }
    run->rps = h->rate;
    run->bytes_per_s = run->bytes / run->elapsed_s;
    if (run->phase_count > 0) {
        struct phase *phases = ARENA_ARRAY(text->sink->arena, struct phase, run->phase_count);
        memcpy(phases, h->phases, sizeof *phases * run->phase_count);
        run->phases = phases;
    }
    apply_command(h);
    text_finish(text);
    return true;
}

static bool run_line(struct h2load *h)
{
    struct text_run *text = &h->text;
    struct str *rest = &text->rest;
    if (scan_text(rest, "requests:")) {
        return requests_line(h);
    }
    if (scan_text(rest, "status codes:")) {
        return codes_line(h);
    }
    if (scan_text(rest, "traffic:")) {
        return traffic_line(h);
    }
    if (h->column_count == 0) {
        return !str_starts(*rest, STR("min ")) || table_head(h);
    }
    if (is_row(rest, "time for request", "request")) {
        return request_row(h);
    }
    if (is_row(rest, "time for connect", "connect")) {
        return phase_row(h, "connect");
    }
    if (is_row(rest, "time to 1st byte", "TTFB")) {
        return phase_row(h, "ttfb");
    }
    return !is_row(rest, "req/s", "req/s") || finish(h);
}

static bool next_line(void *context)
{
    struct h2load *h = context;
    struct str *rest = &h->text.rest;
    if (scan_text(rest, "spawning thread #")) {
        return spawning_line(h);
    }
    if (scan_text(rest, "finished in ")) {
        return h->text.open ? text_cut_off(&h->text, "the row \"req/s\"") : begin(h);
    }
    return h->text.open ? run_line(h) : text_command(&h->text, "h2load") || true;
}

static bool cut_off(void *context)
{
    struct h2load *h = context;
    return text_cut_off(&h->text, "the row \"req/s\"");
}

static bool read_h2load(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct h2load h = {.text = {.source = source, .sink = sink, .err = err},
                       .connections = NAN,
                       .threads = NAN,
                       .duration_s = NAN};
    static const struct text_reader READER = {next_line, cut_off, NULL,
                                              "\"finished in T, N req/s\""};
    return text_read(&h.text, &READER, &h);
}

static int probe_h2load(struct str head)
{
    size_t at = text_find(head, "finished in ", 0);
    struct str line = str_cut(head, at, at == SIZE_MAX ? at : str_find(head, STR("\n"), at));
    bool result = str_find(line, STR(" req/s"), 0) != SIZE_MAX;
    bool started = text_find(head, "spawning thread #0: ", 0) != SIZE_MAX;
    bool whole = result && text_find(head, "req/s ", at) != SIZE_MAX;
    return whole ? PROBE_WHOLE : result || started ? PROBE_LIKELY : PROBE_NO;
}

const struct input_format input_h2load = {
    .name = "h2load",
    .summary = "result of h2load, any number of runs a file",
    .probe = probe_h2load,
    .read = read_h2load,
    .mark = "finished in ",
    .labels_are_headings = true,
};
