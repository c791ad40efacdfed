#include "wrk_run.h"

#include <math.h>
#include <stdint.h>

#include "wrk_command.h"

/* Fails at the place in the current line where something else was expected. */
bool wrk_unexpected(struct reading *reading, const char *expected)
{
    struct str found = str_trim(reading->rest);
    long column = reading->rest.ptr - reading->raw.ptr + 1;
    if (found.len == 0) {
        return err_at(reading->err, ERR_INPUT, reading->source->name, reading->source->line, column,
                      "expected %s, found the end of the line", expected);
    }
    found = str_clean(reading->sink->arena, str_cut(found, 0, 40));
    return err_at(reading->err, ERR_INPUT, reading->source->name, reading->source->line, column,
                  "expected %s, found \"%.*s\"", expected, STR_ARG(found));
}

static const char *missing_piece(unsigned seen)
{
    static const char *const PIECES[] = {"\"N threads and N connections\"", "the row \"Latency\"",
                                         "the row \"Req/Sec\"", "\"N requests in T, N read\"",
                                         "\"Requests/sec:\""};
    for (size_t i = 0; i < sizeof PIECES / sizeof PIECES[0]; i++) {
        if (!(seen & (1U << i))) {
            return PIECES[i];
        }
    }
    return "\"Transfer/sec:\"";
}

bool wrk_cut_off(struct reading *reading, const char *found)
{
    return err_at(reading->err, ERR_INPUT, reading->source->name, reading->source->line, 0,
                  "the run that begins in line %.0f is cut off: expected %s, found %s",
                  reading->run.source_line, missing_piece(reading->seen), found);
}

struct run wrk_blank_run(void)
{
    struct run run = run_blank();
    run.source_format = STR("wrk");
    run.tool_name = STR("wrk");
    run.load.model = LOAD_CLOSED;
    run.latency.kind = LATENCY_BACKFILLED;
    run.errors = (struct run_errors){0, 0, 0, 0, 0, NAN}; /* wrk omits lines that would say 0 */
    return run;
}

/* The stored copy of a text, shared with the run before if it is the same. */
static struct str keep(struct reading *reading, struct str text, struct str *last)
{
    if (text.ptr && !str_eq(text, *last)) {
        *last = str_copy(reading->sink->arena, text);
    }
    return text.ptr ? *last : text;
}

static void fill(double *value, double from)
{
    if (isnan(*value)) {
        *value = from;
    }
}

static bool differs(double printed, double asked)
{
    return !isnan(printed) && !isnan(asked) && printed != asked;
}

/* Whether a command contradicts what the run printed; one with variables in it can't. */
static bool is_of_another(const struct run *run, const struct wrk_command *command)
{
    bool url = run->url.ptr && command->url.ptr &&
               str_find(command->url, STR("$"), 0) == SIZE_MAX && !str_eq(run->url, command->url);
    return url || differs(run->load.threads, command->threads) ||
           differs(run->load.connections, command->connections) ||
           differs(run->load.duration_s, command->duration_s);
}

/* The command adds what the run does not print itself. */
static void apply_command(struct reading *reading)
{
    struct run *run = &reading->run;
    if (reading->command.n == 0) {
        return;
    }
    struct wrk_command command = wrk_command_parse(buf_str(&reading->command));
    if (is_of_another(run, &command)) {
        return;
    }
    run->command = keep(reading, buf_str(&reading->command), &reading->last_command);
    fill(&run->load.threads, command.threads);
    fill(&run->load.connections, command.connections);
    fill(&run->load.duration_s, command.duration_s);
    run->load.timeout_s = command.timeout_s;
    run->load.rate_rps = command.rate_rps;
    run->load.pipeline = command.pipeline;
    if (!run->url.ptr) {
        run->url = keep(reading, command.url, &reading->last_url);
    }
    if (!isnan(command.rate_rps)) {
        wrk2_mark(run); /* without -L it prints what wrk does; only its own option tells */
    }
}

/* wrk adds samples for coordinated omission since 4.0. */
static bool before_4(struct str version)
{
    size_t slash = str_find(version, STR("/"), 0);
    struct str number = slash == SIZE_MAX ? version : str_skip(version, slash + 1);
    return number.len > 1 && number.ptr[1] == '.' && number.ptr[0] >= '1' && number.ptr[0] <= '3';
}

/* "&" as HTML and Markdown escape it */
static struct str unescaped(struct reading *reading, struct str url)
{
    size_t at = str_find(url, STR("&amp;"), 0);
    if (at == SIZE_MAX) {
        return url;
    }
    reading->scratch.n = 0;
    for (; at != SIZE_MAX; at = str_find(url, STR("&amp;"), 0)) {
        buf_add(&reading->scratch, str_cut(url, 0, at + 1));
        url = str_skip(url, at + 5);
    }
    buf_add(&reading->scratch, url);
    return buf_str(&reading->scratch);
}

/* The service in a prefix of docker compose, "go_1  |", "python-1 |"; empty for other prefixes. */
static struct str service_of(struct str prefix)
{
    prefix = str_skip(prefix, str_control(prefix));
    struct str name = str_word(&prefix);
    size_t end = name.len;
    while (end > 0 && name.ptr[end - 1] >= '0' && name.ptr[end - 1] <= '9') {
        end--;
    }
    bool numbered = end > 1 && end < name.len && strchr("-_", name.ptr[end - 1]);
    prefix = str_trim(prefix);
    bool bar = str_eat(&prefix, STR("|")) && prefix.len == str_control(prefix);
    return numbered && bar ? str_cut(name, 0, end - 1) : (struct str){0};
}

/* The system by a heading, else by the service whose lines these are. */
static void label_run(struct reading *reading)
{
    struct str label = buf_str(&reading->heading);
    if (label.len == 0) {
        label = service_of((struct str){reading->prefix, reading->prefix_len});
    }
    if (label.len > 0) {
        reading->run.label = keep(reading, label, &reading->last_heading);
    }
    reading->heading_used = true;
}

void wrk_begin_run(struct reading *reading, struct str url, double duration_s)
{
    struct run *run = &reading->run;
    wrk_hand_out(reading);
    *run = reading->blank;
    run->source_line = (double)reading->source->line;
    run->load.duration_s = duration_s;
    run->url = keep(reading, unescaped(reading, url), &reading->last_url);
    run->role = reading->role;
    wrk_settle_heading(reading);
    label_run(reading);
    if (reading->version.n > 0) {
        run->tool_version = keep(reading, buf_str(&reading->version), &reading->last_version);
        if (before_4(run->tool_version)) {
            run->latency.kind = LATENCY_SERVICE;
        }
    }
    reading->before.n = reading->previous.n = 0;
    reading->in_run = true;
    reading->seen = 0;
    reading->third_is_p99 = false;
    reading->in_us = false;
}

void wrk_note(struct reading *reading, const char *text)
{
    struct run *run = &reading->run;
    struct str *notes = arena_alloc(reading->sink->arena, (run->note_count + 1) * sizeof *notes);
    if (run->note_count > 0) {
        memcpy(notes, run->notes, run->note_count * sizeof *notes);
    }
    notes[run->note_count++] = str_of(text);
    run->notes = notes;
}

/* requests/rps where that is more precise than the printed time, to the microsecond. */
static double elapsed_s(struct reading *reading)
{
    const struct run *run = &reading->run;
    double quotient_s = run->rps > 0 ? run->requests / run->rps : (double)NAN;
    double quotient_error_s = run->rps > 0 ? reading->printed_s * 0.005 / run->rps : INFINITY;
    /* Twice the roundings, so that only an edited or mixed log is called one. */
    if (fabs(quotient_s - reading->printed_s) > 2 * (quotient_error_s + reading->printed_half_s)) {
        wrk_note(reading,
                 "requests, time and requests/s do not agree: the log was edited or mixed");
        return reading->printed_s;
    }
    if (run->requests > 0 && quotient_error_s < reading->printed_half_s) {
        return floor(quotient_s * 1e6 + 0.5) / 1e6;
    }
    return reading->printed_s;
}

/* wrk prints 0.00us for percentiles it can't find (pipelining): they are not stated, not zero. */
static void drop_zero_percentiles(struct reading *reading)
{
    struct latency *latency = &reading->run.latency;
    size_t left = 0;
    for (size_t i = 0; i < latency->percentile_count; i++) {
        if (reading->percentiles[i].us > 0 || !(latency->max_us > 0)) {
            reading->percentiles[left++] = reading->percentiles[i];
        }
    }
    if (left < latency->percentile_count) {
        wrk_note(reading, "percentiles printed as 0.00us are left out: they were not found");
    }
    latency->percentile_count = left;
}

/* wrk takes them from one sorted list. The spectrum of wrk2 is rounded in steps of its own. */
static void check_order(struct reading *reading)
{
    const struct percentile *list = reading->percentiles;
    for (size_t i = 1; i < reading->run.latency.percentile_count; i++) {
        if (list[i].us < list[i - 1].us) {
            wrk_note(reading, "a higher percentile is below a lower one: the log was edited");
            return;
        }
    }
}

static const void *keep_array(struct reading *reading, const void *items, size_t size)
{
    void *kept = NULL;
    if (size > 0 && reading->sink->passing) {
        return items;
    }
    if (size > 0) {
        kept = arena_alloc(reading->sink->arena, size);
        memcpy(kept, items, size);
    }
    return kept;
}

void wrk_finish_run(struct reading *reading)
{
    struct run *run = &reading->run;
    apply_command(reading);
    if (run->load.model == LOAD_OPEN) {
        wrk2_finish(reading);
    }
    run->elapsed_s = elapsed_s(reading);
    /* wrk2, and wrk before 4, count how often they looked at a connection that waited. */
    bool polls = run->load.model == LOAD_OPEN || run->latency.kind == LATENCY_SERVICE;
    double late = polls ? 0 : run_late(run);
    double ok = run->requests - run->errors.status - late;
    run->ok = ok > 0 ? ok : 0;
    double unanswered = run->errors.connect + run->errors.read + run->errors.write;
    if (unanswered > 0) {
        run->attempts = run->requests + unanswered;
    }
    if (!run->has_latency) {
        run->latency.percentile_count = 0;
    }
    drop_zero_percentiles(reading);
    if (run->load.model == LOAD_CLOSED) {
        check_order(reading);
    }
    reading->pending = true;
    reading->after.n = 0;
    reading->after_prefix_len = reading->prefix_len;
    reading->in_run = false;
    reading->prefix_len = 0;
    reading->command.n = 0;
    reading->version.n = 0;
    reading->role = ROLE_MEASURED;
}

bool wrk_cross(struct reading *reading, bool behind_prefix)
{
    if (!(reading->seen & SEEN_LATENCY)) {
        reading->crossed = behind_prefix ? CROSSED_BEHIND_PREFIX : CROSSED;
        reading->crossed_at = reading->runs;
    }
    return wrk_cut_off(reading, behind_prefix
                                    ? "a run behind another prefix; give each its own file"
                                    : "the next run");
}

bool wrk_drop_stub(struct reading *reading)
{
    bool stub = !reading->run.url.ptr && reading->seen == SEEN_THREADS && reading->prefix_len > 0;
    if (stub) {
        reading->in_run = false;
        reading->prefix_len = 0;
    }
    return stub;
}

void wrk_hand_out(struct reading *reading)
{
    struct run *run = &reading->run;
    if (!reading->pending) {
        return;
    }
    if (reading->after.n > 0) {
        wrk_lua_enrich(reading);
    }
    reading->pending = false;
    run->latency.percentiles =
        keep_array(reading, reading->percentiles,
                   run->latency.percentile_count * sizeof reading->percentiles[0]);
    run->phases =
        keep_array(reading, reading->phases, run->phase_count * sizeof reading->phases[0]);
    reading->sink->take(reading->sink->context, run);
    reading->runs++;
}
