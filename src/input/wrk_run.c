#include "wrk_run.h"

#include <math.h>
#include <stdint.h>

#include "wrk_command.h"
#include "wrk_line.h"

/* Fails at the place in the current line where something else was expected. */
static bool unexpected(struct reading *reading, const char *expected)
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

/* Refuses output of tools that imitate wrk but time something else. */
static bool not_read(struct reading *reading, const char *tool)
{
    return err_at(reading->err, ERR_INPUT, reading->source->name, reading->source->line, 0,
                  "this is output of %s, which is not read", tool);
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

/* The command adds what the run does not print itself. */
static void apply_command(struct reading *reading)
{
    struct run *run = &reading->run;
    if (reading->command.n == 0) {
        return;
    }
    run->command = keep(reading, buf_str(&reading->command), &reading->last_command);
    struct wrk_command command = wrk_command_parse(run->command);
    fill(&run->load.threads, command.threads);
    fill(&run->load.connections, command.connections);
    fill(&run->load.duration_s, command.duration_s);
    run->load.timeout_s = command.timeout_s;
    run->load.rate_rps = command.rate_rps;
    if (!run->url.ptr) {
        run->url = command.url;
    }
    if (!isnan(command.rate_rps)) {
        /* Without -L, wrk2 prints what wrk does; only its own option tells. */
        run->tool_name = STR("wrk2");
        run->load.model = LOAD_OPEN;
        run->latency.kind = LATENCY_RESPONSE;
    }
}

/* wrk adds samples for coordinated omission since 4.0. */
static bool before_4(struct str version)
{
    size_t slash = str_find(version, STR("/"), 0);
    struct str number = slash == SIZE_MAX ? version : str_skip(version, slash + 1);
    return number.len > 1 && number.ptr[1] == '.' && number.ptr[0] >= '1' && number.ptr[0] <= '3';
}

static void begin_run(struct reading *reading, struct str url, double duration_s)
{
    struct run *run = &reading->run;
    *run = reading->blank;
    run->source_line = (double)reading->source->line;
    run->load.duration_s = duration_s;
    run->url = keep(reading, url, &reading->last_url);
    run->role = reading->role;
    if (reading->version.n > 0) {
        run->tool_version = keep(reading, buf_str(&reading->version), &reading->last_version);
        if (before_4(run->tool_version)) {
            run->latency.kind = LATENCY_SERVICE;
        }
    }
    reading->in_run = true;
    reading->seen = 0;
}

/* requests/rps where that is more precise than the printed time, to the microsecond. */
static double elapsed_s(const struct reading *reading)
{
    const struct run *run = &reading->run;
    double quotient_error_s = run->rps > 0 ? reading->printed_s * 0.005 / run->rps : INFINITY;
    if (run->requests > 0 && quotient_error_s < reading->printed_half_s) {
        return floor(run->requests / run->rps * 1e6 + 0.5) / 1e6;
    }
    return reading->printed_s;
}

static void *keep_array(struct reading *reading, const void *items, size_t size)
{
    void *kept = NULL;
    if (size > 0) {
        kept = arena_alloc(reading->sink->arena, size);
        memcpy(kept, items, size);
    }
    return kept;
}

static void finish_run(struct reading *reading)
{
    struct run *run = &reading->run;
    apply_command(reading);
    run->elapsed_s = elapsed_s(reading);
    double late = run->load.model == LOAD_OPEN ? 0 : run->errors.timeout;
    double ok = run->requests - run->errors.status - late;
    run->ok = ok > 0 ? ok : 0;
    if (!run->has_latency) {
        run->latency.percentile_count = 0;
    }
    run->latency.percentiles =
        keep_array(reading, reading->percentiles,
                   run->latency.percentile_count * sizeof reading->percentiles[0]);
    run->phases =
        keep_array(reading, reading->phases, run->phase_count * sizeof reading->phases[0]);
    reading->sink->take(reading->sink->context, run);
    reading->runs++;
    reading->in_run = false;
    reading->prefix_len = 0;
    reading->command.n = 0;
    reading->version.n = 0;
    reading->role = ROLE_MEASURED;
}

bool wrk_read_header(struct reading *reading)
{
    double duration_us;
    struct str *rest = &reading->rest;
    if (reading->in_run) {
        return wrk_cut_off(reading, "the next run");
    }
    const char *expected = wrk_eat_time(rest, &duration_us, NULL);
    expected = expected ? expected : wrk_eat_text(rest, STR("test @ "), "\"test @ URL\"");
    if (expected) {
        return unexpected(reading, expected);
    }
    struct str url = str_word(rest);
    if (url.len == 0) {
        return unexpected(reading, "a URL");
    }
    expected = wrk_eat_end(rest);
    if (expected) {
        return unexpected(reading, expected);
    }
    begin_run(reading, url, duration_us / 1e6);
    return true;
}

/* wrk 1: "Making 100000 requests to URL" */
bool wrk_read_old_header(struct reading *reading)
{
    double requests;
    struct str *rest = &reading->rest;
    if (wrk_eat_counter(rest, &requests) ||
        wrk_eat_text(rest, STR("requests to "), "\"requests to URL\"")) {
        return true; /* somebody's sentence */
    }
    struct str url = str_word(rest);
    if (url.len == 0 || wrk_eat_end(rest)) {
        return true;
    }
    if (reading->in_run) {
        return wrk_cut_off(reading, "the next run");
    }
    begin_run(reading, url, NAN);
    reading->run.latency.kind = LATENCY_SERVICE;
    return true;
}

static bool read_threads(struct reading *reading, double threads)
{
    double connections;
    struct str *rest = &reading->rest;
    bool known = reading->in_run && reading->seen & SEEN_THREADS;
    if (known || wrk_eat_counter(rest, &connections) ||
        wrk_eat_text(rest, STR("connections"), "\"connections\"") || wrk_eat_end(rest)) {
        return true;
    }
    if (!reading->in_run) {
        begin_run(reading, (struct str){0}, NAN); /* its header was not copied along */
    }
    reading->run.load.threads = threads;
    reading->run.load.connections = connections;
    reading->seen |= SEEN_THREADS;
    return true;
}

static bool read_summary(struct reading *reading, double requests)
{
    struct str *rest = &reading->rest;
    double us;
    double half_us;
    double sockets;
    struct run *run = &reading->run;
    if (wrk_eat_text(rest, STR(", "), "") == NULL) { /* a fork of wrk 1 counts sockets here */
        const char *expected = wrk_eat_counter(rest, &sockets);
        expected = expected ? expected
                            : wrk_eat_text(rest, STR("sock connections"), "\"sock connections\"");
        if (expected) {
            return unexpected(reading, expected);
        }
    }
    const char *expected = wrk_eat_text(rest, STR("in "), "\"in\" and a time");
    expected = expected ? expected : wrk_eat_time(rest, &us, &half_us);
    expected = expected ? expected : wrk_eat_text(rest, STR(","), "\",\"");
    expected = expected ? expected : wrk_eat_bytes(rest, &run->bytes);
    expected = expected ? expected : wrk_eat_text(rest, STR("read"), "\"read\"");
    expected = expected ? expected : wrk_eat_end(rest);
    if (expected) {
        return unexpected(reading, expected);
    }
    run->requests = requests;
    reading->printed_s = us / 1e6;
    reading->printed_half_s = half_us / 1e6;
    reading->seen |= SEEN_SUMMARY;
    return true;
}

static bool read_percentile(struct reading *reading, double p)
{
    struct latency *latency = &reading->run.latency;
    size_t n = latency->percentile_count;
    if (n == PERCENTILE_LIMIT || p > 100 || (n > 0 && reading->percentiles[n - 1].p >= p)) {
        return unexpected(reading, "the lines 50%, 75%, 90%, 99%, in this order");
    }
    struct percentile *percentile = &reading->percentiles[n];
    *percentile = (struct percentile){p, NAN, NAN};
    const char *expected = wrk_eat_time(&reading->rest, &percentile->us, NULL);
    expected = expected ? expected : wrk_eat_end(&reading->rest);
    if (expected) {
        return unexpected(reading, expected);
    }
    latency->percentile_count++;
    return true;
}

/* A line that begins with a number */
bool wrk_read_number_line(struct reading *reading)
{
    double number;
    if (wrk_eat_number(&reading->rest, &number)) {
        return true;
    }
    if (WRK_EAT(&reading->rest, " threads and ")) {
        return read_threads(reading, number);
    }
    if (!reading->in_run) {
        return true;
    }
    if (WRK_STARTS(reading->rest, "%") && reading->seen & SEEN_DISTRIBUTION &&
        !(reading->seen & SEEN_SUMMARY)) {
        reading->rest = str_skip(reading->rest, 1);
        return read_percentile(reading, number);
    }
    if (reading->seen & SEEN_LATENCY && WRK_EAT(&reading->rest, " requests")) {
        return read_summary(reading, number);
    }
    return true;
}

/* Whether a row of statistics goes on here, and not a sentence of somebody's script. */
static bool is_row(struct str rest)
{
    while (rest.len > 0 && (rest.ptr[0] == ' ' || rest.ptr[0] == '\t')) {
        rest.ptr++;
        rest.len--;
    }
    char first = rest.len > 0 ? rest.ptr[0] : '\0';
    return (first >= '0' && first <= '9') || WRK_STARTS(rest, "-nan") || WRK_STARTS(rest, "nan");
}

static void set_latency(struct latency *latency, const struct wrk_row *row)
{
    latency->mean_us = row->mean;
    latency->stdev_us = row->stdev;
    latency->max_us = row->max;
    latency->within_stdev_pct = row->within_pct;
}

/* wrk writes 0.00us and -nan% where it recorded nothing. */
static bool recorded(const struct wrk_row *row)
{
    return !isnan(row->within_pct) && !isnan(row->mean) && row->max > 0;
}

static bool read_time_row(struct reading *reading, const char *phase)
{
    struct wrk_row row;
    struct run *run = &reading->run;
    if (!is_row(reading->rest)) {
        return true;
    }
    const char *expected = wrk_eat_time_row(&reading->rest, &row);
    if (expected) {
        return unexpected(reading, expected);
    }
    if (!phase) {
        run->has_latency = recorded(&row);
        set_latency(&run->latency, &row);
        reading->seen |= SEEN_LATENCY;
    } else if (recorded(&row) && run->phase_count < PHASE_LIMIT) {
        struct phase *item = &reading->phases[run->phase_count++];
        *item = (struct phase){str_of(phase), latency_blank(LATENCY_SERVICE)};
        set_latency(&item->latency, &row);
    }
    return true;
}

static bool read_req_sec(struct reading *reading)
{
    struct wrk_row row;
    if (!is_row(reading->rest)) {
        return true;
    }
    const char *expected = wrk_eat_count_row(&reading->rest, &row);
    if (expected) {
        return unexpected(reading, expected);
    }
    if (!isnan(row.mean) && !isnan(row.within_pct)) {
        reading->run.thread_rps = (struct thread_rps){row.mean, row.stdev, row.max, row.within_pct};
    }
    reading->seen |= SEEN_REQ_SEC;
    return true;
}

static bool read_socket_errors(struct reading *reading)
{
    static const char *const NAMES[] = {"connect ", ", read ", ", write ", ", timeout "};
    struct run_errors *errors = &reading->run.errors;
    double *const counts[] = {&errors->connect, &errors->read, &errors->write, &errors->timeout};
    const char *expected = NULL;
    for (size_t i = 0; i < 4 && !expected; i++) {
        expected = wrk_eat_text(&reading->rest, str_of(NAMES[i]),
                                "\"connect N, read N, write N, timeout N\"");
        expected = expected ? expected : wrk_eat_counter(&reading->rest, counts[i]);
    }
    expected = expected ? expected : wrk_eat_end(&reading->rest);
    return expected ? unexpected(reading, expected) : true;
}

static bool read_status_errors(struct reading *reading)
{
    const char *expected = wrk_eat_counter(&reading->rest, &reading->run.errors.status);
    expected = expected ? expected : wrk_eat_end(&reading->rest);
    return expected ? unexpected(reading, expected) : true;
}

static bool read_rate(struct reading *reading)
{
    const char *expected = wrk_eat_number(&reading->rest, &reading->run.rps);
    expected = expected ? expected : wrk_eat_end(&reading->rest);
    reading->seen |= SEEN_RATE;
    return expected ? unexpected(reading, expected) : true;
}

/* The last line of a run */
static bool read_transfer(struct reading *reading)
{
    const unsigned all = SEEN_THREADS | SEEN_LATENCY | SEEN_REQ_SEC | SEEN_SUMMARY | SEEN_RATE;
    if ((reading->seen & all) != all) {
        return wrk_cut_off(reading, "\"Transfer/sec:\"");
    }
    const char *expected = wrk_eat_bytes(&reading->rest, &reading->run.bytes_per_s);
    expected = expected ? expected : wrk_eat_end(&reading->rest);
    if (expected) {
        return unexpected(reading, expected);
    }
    finish_run(reading);
    return true;
}

bool wrk_read_table_head(struct reading *reading)
{
    const char *expected = NULL;
    if (!reading->in_run) {
        reading->rest = str_trim(reading->raw);
        return unexpected(reading, "\"N threads and N connections\" before it");
    }
    expected = wrk_eat_text(&reading->rest, STR("Avg"), "\"Avg\"");
    expected = expected ? expected : wrk_eat_text(&reading->rest, STR("Stdev"), "\"Stdev\"");
    expected = expected ? expected : wrk_eat_text(&reading->rest, STR("Max"), "\"Max\"");
    return expected ? unexpected(reading, expected) : true;
}

static bool read_distribution(struct reading *reading)
{
    if (str_find(reading->rest, STR("HdrHistogram"), 0) != SIZE_MAX) {
        return not_read(reading, "wrk2");
    }
    reading->seen |= SEEN_DISTRIBUTION;
    return true;
}

/* Whether "Running" is followed by a duration, and not by the name of a test. */
bool wrk_is_header(struct str rest)
{
    return rest.len > 0 && rest.ptr[0] >= '0' && rest.ptr[0] <= '9' &&
           str_find(rest, STR(" test @ "), 0) != SIZE_MAX;
}

/* Removes the first word of a row. */
static bool eat_name(struct str *s, const char *name, size_t len)
{
    if (s->len <= len || memcmp(s->ptr, name, len) != 0 ||
        (s->ptr[len] != ' ' && s->ptr[len] != '\t')) {
        return false;
    }
    s->ptr += len;
    s->len -= len;
    return true;
}

#define EAT_NAME(s, literal) eat_name((s), literal, sizeof(literal) - 1)

/* A line of a run; anything unknown is output of a script. */
bool wrk_run_line(struct reading *reading)
{
    struct str *rest = &reading->rest;
    switch (rest->ptr[0]) {
    case 'L':
        if (WRK_EAT(rest, "Latency Distribution")) {
            return read_distribution(reading);
        }
        return EAT_NAME(rest, "Latency") ? read_time_row(reading, NULL) : true;
    case 'R':
        if (EAT_NAME(rest, "Req/Sec")) {
            return read_req_sec(reading);
        }
        if (WRK_EAT(rest, "Requests/sec:")) {
            return read_rate(reading);
        }
        return WRK_EAT(rest, "Running ") && wrk_is_header(*rest) ? wrk_read_header(reading) : true;
    case 'T':
        if (WRK_EAT(rest, "Transfer/sec:")) {
            return read_transfer(reading);
        }
        if (WRK_EAT(rest, "Thread Stats ")) {
            return wrk_read_table_head(reading);
        }
        if (WRK_STARTS(*rest, "Thread calibration:")) {
            return not_read(reading, "wrk2");
        }
        if (EAT_NAME(rest, "TTFB")) {
            return read_time_row(reading, "ttfb");
        }
        return EAT_NAME(rest, "TTLB") ? read_time_row(reading, "ttlb") : true;
    case 'C':
        return EAT_NAME(rest, "Connect") ? read_time_row(reading, "connect") : true;
    case 'S':
        return WRK_EAT(rest, "Socket errors:") ? read_socket_errors(reading) : true;
    case 'N':
        return WRK_EAT(rest, "Non-2xx or 3xx responses:") ? read_status_errors(reading) : true;
    case 'M':
        return WRK_EAT(rest, "Making ") ? wrk_read_old_header(reading) : true;
    default:
        return rest->ptr[0] >= '0' && rest->ptr[0] <= '9' ? wrk_read_number_line(reading) : true;
    }
}
