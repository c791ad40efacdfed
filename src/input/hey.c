#include <math.h>
#include <stdint.h>

#include "scan.h"
#include "text_run.h"

/* hey keeps the times of so many answers, but sums up those of all. */
#define MOST_SAMPLES 1e6

enum section { SUMMARY, DISTRIBUTION, CODES, ERRORS, OTHER };

struct hey {
    struct text_run text;
    enum section section;
    double total_s, rate;
    double answers, failures;
    bool codes_seen;
};

/* "0.1234 secs"; a mean of no samples is " NaN secs". */
static bool seconds(struct text_run *text, double *us)
{
    *us = NAN;
    return (scan_text(&text->rest, "NaN") || text_decimal(text, 1e6, us)) &&
           text_literal(text, "secs");
}

static bool summary_line(struct hey *hey)
{
    struct text_run *text = &hey->text;
    struct latency *latency = &text->run.latency;
    if (scan_text(&text->rest, "Total:")) {
        return text_decimal(text, 1, &hey->total_s) && text_literal(text, "secs");
    }
    if (scan_text(&text->rest, "Slowest:")) {
        return seconds(text, &latency->max_us);
    }
    if (scan_text(&text->rest, "Fastest:")) {
        return seconds(text, &latency->min_us);
    }
    if (scan_text(&text->rest, "Average:")) {
        return seconds(text, &latency->mean_us);
    }
    if (scan_text(&text->rest, "Requests/sec:")) {
        return text_decimal(text, 1, &hey->rate);
    }
    if (scan_text(&text->rest, "Total data:")) {
        return text_count(text, &text->run.bytes) && text_literal(text, "bytes");
    }
    return true;
}

/* "  95% in 0.0014 secs"; some versions print "%%". */
static bool distribution_line(struct hey *hey)
{
    struct text_run *text = &hey->text;
    double p;
    double us;
    if (!text_decimal(text, 1, &p) || !text_literal(text, "%")) {
        return false;
    }
    scan_text(&text->rest, "%");
    return text_literal(text, "in") && seconds(text, &us) && text_percentile(text, p, us, NAN);
}

/* "[200] 2000 responses" */
static bool code_line(struct hey *hey)
{
    struct text_run *text = &hey->text;
    double code;
    double count;
    if (!text_literal(text, "[") || !text_count(text, &code) || !text_literal(text, "]") ||
        !text_count(text, &count) || !text_literal(text, "responses") ||
        !text_code(text, code, count)) {
        return false;
    }
    hey->answers += count;
    text->run.errors.status += code >= 400 ? count : 0;
    return true;
}

static bool says(struct str message, const char *words)
{
    return str_find(message, str_of(words), 0) != SIZE_MAX;
}

/* "[10] Get "http://...": dial tcp ...: connect: connection refused" */
static bool error_line(struct hey *hey)
{
    struct text_run *text = &hey->text;
    struct run_errors *errors = &text->run.errors;
    double count;
    if (!text_literal(text, "[") || !text_count(text, &count) || !text_literal(text, "]")) {
        return false;
    }
    double *kind = &errors->other;
    if (says(text->rest, "dial ")) {
        kind = &errors->connect;
    } else if (says(text->rest, "Timeout exceeded") || says(text->rest, "deadline exceeded")) {
        kind = &errors->timeout;
    } else if (says(text->rest, "write tcp") || says(text->rest, "broken pipe")) {
        kind = &errors->write;
    } else if (says(text->rest, "read tcp") || says(text->rest, "EOF") ||
               says(text->rest, "connection reset")) {
        kind = &errors->read;
    }
    *kind += count;
    hey->failures += count;
    return true;
}

struct command {
    double workers, seconds, rate, requests;
    bool shared; /* connections, under HTTP/2 */
    struct str url, method;
};

/* hey prints no settings. Left out: -t, which counted milliseconds in early versions, and
 * defaults. */
static struct command read_command(struct str text)
{
    static const struct command_option OPTIONS[] = {
        {'c', "c", false}, {'z', "z", false},    {'q', "q", false}, {'m', "m", false},
        {'n', "n", false}, {'t', "t", false},    {'o', "o", false}, {'H', "H", false},
        {'A', "A", false}, {'T', "T", false},    {'U', "U", false}, {'d', "d", false},
        {'D', "D", false}, {'a', "a", false},    {'x', "x", false}, {'-', "host", false},
        {'2', "h2", true}, {'-', "cpus", false},
    };
    struct command command = {.workers = NAN, .seconds = NAN, .rate = NAN, .requests = NAN};
    struct command_words words =
        command_words(text, OPTIONS, sizeof OPTIONS / sizeof OPTIONS[0], true);
    struct str value;
    for (char key = command_next(&words, &value); key != '\0'; key = command_next(&words, &value)) {
        if (key == 'c') {
            command.workers = command_number(value);
        } else if (key == 'n') {
            command.requests = command_number(value);
        } else if (key == 'z') {
            command.seconds = command_seconds(value);
        } else if (key == 'q') {
            command.rate = command_number(value);
        } else if (key == 'm' && value.len > 0) {
            command.method = value;
        } else if (key == '2') {
            command.shared = true;
        } else if (key == COMMAND_WORD && !command.url.ptr && command_is_url(value)) {
            command.url = value;
        }
    }
    return command;
}

static void apply_command(struct hey *hey)
{
    struct run *run = &hey->text.run;
    struct command command = read_command(run->command);
    double attempts = hey->answers + hey->failures;
    double rate = command.rate * command.workers; /* -q is per worker */
    bool limited = !(command.seconds > 0);        /* else -n is ignored */
    if (command.seconds > hey->total_s * 1.01 || (limited && attempts > command.requests) ||
        (rate > 0 && attempts > rate * (hey->total_s + 1) * 1.1)) {
        text_disown_command(&hey->text);
        return;
    }
    run->url = command.url;
    run->method = command.method;
    run->load.connections = command.shared ? NAN : command.workers;
    run->load.duration_s = limited ? NAN : command.seconds;
    if (rate > 0) {
        run->load.rate_rps = rate;
        run->load.model = LOAD_OPEN;
    }
}

static bool finish(void *context)
{
    struct hey *hey = context;
    struct text_run *text = &hey->text;
    struct run *run = &text->run;
    double attempts = hey->answers + hey->failures;
    bool counted = attempts > 0 || hey->rate == 0;
    if (!hey->codes_seen || !counted || isnan(hey->total_s) || isnan(hey->rate)) {
        return text_cut_off(text, "\"Status code distribution:\" after a full summary");
    }
    if (!text_elapsed(text, attempts, (double[]){hey->rate, 0.00005},
                      (double[]){hey->total_s, 0.00005})) {
        return false;
    }
    run->requests = hey->answers;
    run->ok = hey->answers - run->errors.status;
    run->rps = hey->failures > 0 ? hey->answers / run->elapsed_s : hey->rate;
    run->bytes_per_s = run->bytes / run->elapsed_s;
    if (hey->failures > 0) {
        run->attempts = attempts;
    }
    run->has_latency = run->latency.max_us > 0 && hey->answers > 0;
    run->latency.count = fmin(hey->answers, MOST_SAMPLES);
    run->latency.min_us = text_resolved(text, run->latency.min_us);
    run->latency.mean_us = text_resolved(text, run->latency.mean_us);
    if (attempts > MOST_SAMPLES && run->has_latency) {
        run->latency.mean_us = NAN;
        text_note(text, "hey's average is wrong beyond 1,000,000 requests and was left out; its "
                        "percentiles are those of the first 1,000,000");
    }
    apply_command(hey);
    text_finish(text);
    return true;
}

static bool begin(struct hey *hey)
{
    if (hey->text.open && !finish(hey)) {
        return false;
    }
    text_begin(&hey->text, "hey", "hey");
    hey->text.run.load.model = LOAD_CLOSED;
    hey->text.run.errors = (struct run_errors){0, 0, 0, 0, 0, 0};
    hey->section = SUMMARY;
    hey->total_s = hey->rate = NAN;
    hey->answers = hey->failures = 0;
    hey->codes_seen = false;
    return true;
}

static bool enter_section(struct hey *hey)
{
    static const struct {
        const char *title;
        enum section section;
    } TITLES[] = {{"Response time histogram:", OTHER},
                  {"Latency distribution:", DISTRIBUTION},
                  {"Details (average", OTHER},
                  {"Status code distribution:", CODES},
                  {"Error distribution:", ERRORS}};

    for (size_t i = 0; i < sizeof TITLES / sizeof TITLES[0]; i++) {
        if (str_starts(hey->text.rest, str_of(TITLES[i].title))) {
            hey->section = TITLES[i].section;
            hey->codes_seen = hey->codes_seen || hey->section == CODES;
            return true;
        }
    }
    return false;
}

static bool run_line(struct hey *hey)
{
    char first = hey->text.rest.ptr[0];
    if (enter_section(hey)) {
        return true;
    }
    switch (hey->section) {
    case SUMMARY:
        return summary_line(hey);
    case DISTRIBUTION:
        return distribution_line(hey);
    case CODES:
    case ERRORS:
        if (first == '[') {
            return hey->section == CODES ? code_line(hey) : error_line(hey);
        }
        hey->section = OTHER; /* the run is over */
        return true;
    default:
        return true;
    }
}

static bool next_line(void *context)
{
    struct hey *hey = context;
    struct text_run *text = &hey->text;
    if (str_is(text->rest, "Summary:")) {
        return begin(hey);
    }
    bool message = text->rest.ptr[0] == '['; /* may hold any text */
    if (!message && text_command(text, "hey")) {
        hey->section = OTHER; /* the run above is over */
        return true;
    }
    return !text->open || run_line(hey);
}

/* Nothing in hey's text says that no error follows but the number of all. */
static bool is_whole(const void *context)
{
    const struct hey *hey = context;
    double missing = hey->rate * hey->total_s - hey->answers - hey->failures;
    return hey->codes_seen && fabs(missing) < 0.5 + 0.0001 * (hey->rate + hey->total_s);
}

static bool read_hey(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct hey hey = {.text = {.source = source, .sink = sink, .err = err}};
    static const struct text_reader READER = {next_line, finish, is_whole, "\"Summary:\" of hey"};
    return text_read(&hey.text, &READER, &hey);
}

/* A line "Summary:", and "Total:" in seconds below it. */
static int probe_hey(struct str head)
{
    size_t at = text_find(head, "Summary:", 0);
    while (at != SIZE_MAX) {
        size_t total = text_find(head, "Total:", at + 8);
        bool near = total != SIZE_MAX && total - at < 80;
        size_t unit = near ? str_find(head, STR("secs"), total) : SIZE_MAX;
        if (unit != SIZE_MAX && unit - total < 40) {
            bool whole = text_find(head, "Status code distribution:", unit) != SIZE_MAX;
            return whole ? PROBE_WHOLE : PROBE_LIKELY;
        }
        at = text_find(head, "Summary:", at + 8);
    }
    return PROBE_NO;
}

const struct input_format input_hey = {
    .name = "hey",
    .summary = "summary of hey, any number of runs a file",
    .probe = probe_hey,
    .read = read_hey,
    .mark = "Slowest:", /* not "Requests/sec:", which wrk prints too */
    .labels_are_headings = true,
};
