#include <math.h>
#include <stdint.h>

#include "scan.h"
#include "text_run.h"

#define BANNER "This is ApacheBench, Version "

struct ab {
    struct text_run text;
    struct buf version; /* of the banner above the run */
    struct str host, path;
    double port;
    bool tls;
    double taken_s, rate;
    double complete, receive, length;
    double slowest_us; /* the row 100 % */
    bool in_table, in_percentiles, counted;
    bool has_median; /* the table has five columns; three where it says none */
};

static void begin(struct ab *ab)
{
    struct text_run *text = &ab->text;
    struct arena *arena = text->sink->arena;
    text_begin(text, "ab", "ab");
    text->run.load.model = LOAD_CLOSED;
    text->run.errors =
        (struct run_errors){0, 0, 0, NAN, 0, 0}; /* lines that would say 0 are absent */
    if (ab->version.n > 0) {
        text->run.tool_version = str_copy(arena, buf_str(&ab->version));
    }
    ab->version.n = 0;
    ab->host = ab->path = (struct str){0};
    ab->port = ab->taken_s = ab->rate = ab->complete = ab->slowest_us = NAN;
    ab->receive = ab->length = 0;
    ab->tls = ab->in_table = ab->in_percentiles = ab->counted = ab->has_median = false;
}

/* "(Connect: 0, Receive: 0, Length: 529, Exceptions: 0)", before 2.2 without what was received */
static bool failures_line(struct ab *ab)
{
    struct text_run *text = &ab->text;
    struct run_errors *errors = &text->run.errors;
    return text_literal(text, "(Connect:") && text_count(text, &errors->connect) &&
           text_literal(text, ",") &&
           (!scan_text(&text->rest, "Receive:") ||
            (text_count(text, &ab->receive) && text_literal(text, ","))) &&
           text_literal(text, "Length:") && text_count(text, &ab->length) &&
           text_literal(text, ",") && text_literal(text, "Exceptions:") &&
           text_count(text, &errors->other) && text_literal(text, ")");
}

/* "Total:          0    1   0.4      1       5": min, mean[, sd, median], max in ms */
static bool total_row(struct ab *ab)
{
    struct text_run *text = &ab->text;
    struct latency *latency = &text->run.latency;
    double us[5];
    size_t n = 0;
    while (text->rest.len > 0) {
        if (n == 5) {
            return text_unexpected(text, "the end of the line");
        }
        if (!text_decimal(text, 1e3, &us[n++])) {
            return false;
        }
    }
    if (n != 5 && (n != 3 || ab->has_median)) {
        return text_unexpected(text, "min, mean, sd, median and max");
    }
    latency->min_us = text_resolved(text, us[0]);
    latency->mean_us = text_resolved(text, us[1]);
    latency->stdev_us = n == 5 && us[4] > 0 ? us[2] : NAN;
    latency->max_us = us[n - 1];
    text->run.has_latency = latency->max_us > 0;
    return true;
}

/* " 99%    399" and "100%    495 (longest request)" */
static bool percentile_line(struct ab *ab)
{
    struct text_run *text = &ab->text;
    double p;
    double us;
    if (!text_decimal(text, 1, &p) || !text_literal(text, "%") || !text_decimal(text, 1e3, &us)) {
        return false;
    }
    if (p == 100) {
        ab->slowest_us = us;
        ab->in_percentiles = false;
        return true;
    }
    return text_percentile(text, p, us, NAN);
}

/* The lines that name a count; true and done when it was one of them. */
static bool count_line(struct ab *ab, bool *good)
{
    struct run *run = &ab->text.run;

    const struct {
        const char *label;
        double *to;
    } LINES[] = {{"Server Port:", &ab->port},
                 {"Concurrency Level:", &run->load.connections},
                 {"Number of workers:", &run->load.threads},
                 {"Complete requests:", &ab->complete},
                 {"Write errors:", &run->errors.write},
                 {"Non-2xx responses:", &run->errors.status},
                 {"Total transferred:", &run->bytes}};

    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        if (scan_text(&ab->text.rest, LINES[i].label)) {
            *good = text_count(&ab->text, LINES[i].to);
            return true;
        }
    }
    return false;
}

static bool head_line(struct ab *ab)
{
    struct text_run *text = &ab->text;
    struct arena *arena = text->sink->arena;
    bool good = true;
    if (count_line(ab, &good)) {
        return good;
    }
    if (scan_text(&text->rest, "Server Hostname:")) {
        ab->host = str_copy(arena, str_trim(text->rest));
    } else if (scan_text(&text->rest, "Document Path:")) {
        ab->path = str_copy(arena, str_trim(text->rest));
    } else if (scan_text(&text->rest, "SSL/TLS Protocol:")) {
        ab->tls = true;
    } else if (scan_text(&text->rest, "Time taken for tests:")) {
        return text_decimal(text, 1, &ab->taken_s) && text_literal(text, "seconds");
    } else if (scan_text(&text->rest, "Requests per second:")) {
        return text_decimal(text, 1, &ab->rate) && text_literal(text, "[#/sec] (mean)");
    } else if (str_starts(text->rest, STR("(Connect:"))) {
        return failures_line(ab);
    } else if (str_starts(text->rest, STR("Connection Times (ms)"))) {
        ab->in_table = true;
    } else if (str_starts(text->rest, STR("Percentage of the requests served within"))) {
        ab->in_percentiles = true;
    }
    return true;
}

static bool run_line(struct ab *ab)
{
    if (ab->in_percentiles) {
        return percentile_line(ab);
    }
    ab->has_median =
        ab->has_median || (ab->in_table && str_find(ab->text.rest, STR("median"), 0) != SIZE_MAX);
    if (ab->in_table && scan_text(&ab->text.rest, "Total:")) {
        ab->in_table = false;
        return total_row(ab);
    }
    return head_line(ab);
}

static void set_url(struct ab *ab)
{
    struct run *run = &ab->text.run;
    if (ab->host.len > 0 && ab->path.len > 0 && !isnan(ab->port)) {
        const char *slash = ab->path.ptr[0] == '/' ? "" : "/";
        run->url = str_printf(ab->text.sink->arena, "http%s://%.*s:%.0f%s%.*s", ab->tls ? "s" : "",
                              STR_ARG(ab->host), ab->port, slash, STR_ARG(ab->path));
    }
}

/* ab counts what it closed, answered or not. */
static void set_counts(struct ab *ab)
{
    struct run *run = &ab->text.run;
    double attempts = ab->complete + run->errors.connect + run->errors.other;
    run->errors.read = ab->receive;
    run->requests = fmax(0, ab->complete - ab->receive);
    if (run->bytes == 0 && ab->complete > 0) {
        run->requests = 0;
        run->errors.read = ab->complete;
        run->has_latency = false;
        text_note(&ab->text,
                  "not one byte was received, so none of the %.0f requests that ab calls "
                  "complete was answered",
                  ab->complete);
    }
    run->ok = fmax(0, run->requests - run->errors.status);
    if (attempts > run->requests) {
        run->attempts = attempts;
    }
    run->rps = run->requests == ab->complete ? ab->rate : run->requests / run->elapsed_s;
    run->bytes_per_s = run->bytes / run->elapsed_s;
    if (ab->length > 0) {
        text_note(&ab->text,
                  "%.0f answers of another length than the first, which ab calls failed, are not "
                  "counted as errors",
                  ab->length);
    }
}

/* ab prints its settings, except for the method. */
static void apply_command(struct ab *ab)
{
    static const struct command_option OPTIONS[] = {
        {'c', NULL, false}, {'m', NULL, false}, {'p', NULL, false}, {'u', NULL, false},
        {'i', NULL, true},  {'n', NULL, false}, {'t', NULL, false}, {'s', NULL, false},
        {'b', NULL, false}, {'B', NULL, false}, {'T', NULL, false}, {'v', NULL, false},
        {'x', NULL, false}, {'y', NULL, false}, {'z', NULL, false}, {'C', NULL, false},
        {'H', NULL, false}, {'P', NULL, false}, {'A', NULL, false}, {'X', NULL, false},
        {'g', NULL, false}, {'e', NULL, false}, {'Z', NULL, false}, {'f', NULL, false},
        {'E', NULL, false},
    };
    struct run *run = &ab->text.run;
    struct command_words words =
        command_words(run->command, OPTIONS, sizeof OPTIONS / sizeof OPTIONS[0], false);
    struct str value;
    struct str method = {0};
    double clients = NAN;
    for (char key = command_next(&words, &value); key != '\0'; key = command_next(&words, &value)) {
        if (key == 'c') {
            clients = command_number(value);
        } else if (key == 'm' && value.len > 0) {
            method = value;
        } else if (key == 'p' || key == 'u' || key == 'i') {
            method = key == 'p' ? STR("POST") : key == 'u' ? STR("PUT") : STR("HEAD");
        }
    }
    if (!isnan(clients) && clients != run->load.connections) {
        text_disown_command(&ab->text);
        return;
    }
    run->method = method;
}

static bool finish(void *context)
{
    struct ab *ab = context;
    struct text_run *text = &ab->text;
    struct run *run = &text->run;
    if (isnan(ab->taken_s) || isnan(ab->complete) || isnan(ab->rate)) {
        return text_cut_off(text, isnan(ab->complete) ? "\"Complete requests:\""
                                                      : "\"Requests per second:\"");
    }
    if (ab->in_percentiles || ab->in_table) {
        return text_cut_off(text, ab->in_table ? "the row \"Total:\"" : "the row \"100%\"");
    }
    if (!text_elapsed(text, ab->complete, (double[]){ab->rate, 0.005},
                      (double[]){ab->taken_s, 0.0005})) {
        return false;
    }
    if (!run->has_latency && ab->slowest_us > 0) {
        run->has_latency = true;
        run->latency.max_us = ab->slowest_us;
    }
    if (ab->complete > 0 && !run->has_latency) {
        text_note(text, "the table \"Connection Times (ms)\" is missing: ab prints it last");
    }
    if (run->errors.status > 0) {
        text_note(text, "ab counts redirects among its non-2xx responses");
    }
    apply_command(ab);
    set_url(ab);
    set_counts(ab);
    text_finish(text);
    return true;
}

static bool is_html(struct str line)
{
    return str_find(line, STR("<th colspan=2"), 0) != SIZE_MAX;
}

static bool refuse(struct ab *ab)
{
    return err_at(ab->text.err, ERR_INPUT, ab->text.source->name, ab->text.source->line, 0,
                  "this is the HTML of ab -w; run ab without -w");
}

static bool next_line(void *context)
{
    struct ab *ab = context;
    struct text_run *text = &ab->text;
    if (is_html(text->rest)) {
        return refuse(ab);
    }
    if (scan_text(&text->rest, BANNER)) {
        if (text->open && !finish(ab)) {
            return false;
        }
        ab->version.n = 0;
        buf_add(&ab->version, str_word(&text->rest));
        return true;
    }
    bool whole = str_starts(text->rest, STR("Server Software:"));
    bool cut = str_starts(text->rest, STR("Concurrency Level:")) &&
               (!text->open || !isnan(text->run.load.connections));
    if (whole || cut) {
        if (text->open && !finish(ab)) {
            return false;
        }
        begin(ab);
    }
    bool in_lists = text->open && (ab->in_table || ab->in_percentiles);
    return (!in_lists && text_command(text, "ab")) || !text->open || run_line(ab);
}

static bool is_whole(const void *context)
{
    const struct ab *ab = context;
    return !ab->in_table && !ab->in_percentiles && !isnan(ab->slowest_us);
}

static bool read_ab(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct ab ab = {.text = {.source = source, .sink = sink, .err = err},
                    .version = BUF(sink->arena)};
    static const struct text_reader READER = {
        next_line, finish, is_whole,
        "\"Concurrency Level:\" of ab, unless it ended before it could report"};
    return text_read(&ab.text, &READER, &ab);
}

static int probe_ab(struct str head)
{
    bool text = text_find(head, BANNER, 0) != SIZE_MAX;
    size_t level = text_find(head, "Concurrency Level:", 0);
    bool cut = level != SIZE_MAX && text_find(head, "Time taken for tests:", level) != SIZE_MAX;
    bool whole = cut && str_find(head, STR("(longest request)"), level) != SIZE_MAX;
    return whole ? PROBE_WHOLE : text || cut ? PROBE_LIKELY : PROBE_NO;
}

const struct input_format input_ab = {
    .name = "ab",
    .summary = "report of ab (ApacheBench), any number of runs a file",
    .probe = probe_ab,
    .read = read_ab,
    .mark = "Concurrency Level:",
    .labels_are_headings = true,
};
