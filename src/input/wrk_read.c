#include <math.h>
#include <stdint.h>
#include <string.h>

#include "wrk_line.h"
#include "wrk_run.h"
#include "wrk_unwrap.h"

/* Without what closes the quotes, brackets and lists that the line stands in. */
static struct str bare_url(struct str url)
{
    size_t middle = str_find(url, STR("]("), 0);
    if (url.len > 0 && url.ptr[0] == '[' && middle != SIZE_MAX) {
        return str_cut(url, 1, middle); /* a link of Markdown */
    }
    url = str_skip(url, str_starts(url, STR("<")));
    url = str_cut(url, 0, str_find(url, STR("</"), 0));
    url = str_cut(url, 0, str_find(url, STR("\x1b["), 0));
    bool open = str_find(url, STR("("), 0) != SIZE_MAX;
    while (url.len > 0 && strchr("`'\"\\>*,);", url.ptr[url.len - 1]) &&
           !(open && url.ptr[url.len - 1] == ')')) {
        struct str before = url;
        url = wrk_unwrap_end(url);
        url.len -= url.len == before.len;
    }
    return url;
}

bool wrk_read_header(struct reading *reading)
{
    double duration_us;
    struct str *rest = &reading->rest;
    if (reading->in_run && !wrk_drop_stub(reading)) {
        return wrk_cross(reading, false);
    }
    const char *expected = wrk_eat_time(rest, &duration_us, NULL);
    expected = expected ? expected : wrk_eat_text(rest, STR("test @ "), "\"test @ URL\"");
    if (expected) {
        return wrk_unexpected(reading, expected);
    }
    struct str url = bare_url(str_word(rest));
    if (url.len == 0) {
        return wrk_unexpected(reading, "a URL");
    }
    struct str behind = str_trim(*rest);
    bool joined = str_ends(behind, STR(" connections")) && behind.ptr[0] >= '0' &&
                  behind.ptr[0] <= '9'; /* the next line, in this one */
    expected = joined ? NULL : wrk_eat_end(rest);
    if (expected) {
        return wrk_unexpected(reading, expected);
    }
    if (reading->crossed == CROSSED_DROPPED || reading->runs > reading->crossed_at) {
        reading->crossed = NOT_CROSSED;
    }
    wrk_begin_run(reading, url, duration_us / 1e6);
    *rest = behind;
    return joined ? wrk_read_number_line(reading) : true;
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
    struct str url = bare_url(str_word(rest));
    if (url.len == 0 || wrk_eat_end(rest)) {
        return true;
    }
    if (reading->in_run) {
        return wrk_cut_off(reading, "the next run");
    }
    wrk_begin_run(reading, url, NAN);
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
        reading->odd = true;
        return true;
    }
    if (!reading->in_run) {
        wrk_begin_run(reading, (struct str){0}, NAN); /* its header was not copied along */
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
    if (WRK_EAT(rest, ", ")) { /* a fork of wrk 1 counts sockets here */
        const char *expected = wrk_eat_counter(rest, &sockets);
        expected = expected ? expected
                            : wrk_eat_text(rest, STR("sock connections"), "\"sock connections\"");
        if (expected) {
            return wrk_unexpected(reading, expected);
        }
    }
    const char *expected = wrk_eat_text(rest, STR("in "), "\"in\" and a time");
    expected = expected ? expected : wrk_eat_time(rest, &us, &half_us);
    expected = expected ? expected : wrk_eat_text(rest, STR(","), "\",\"");
    expected = expected ? expected : wrk_eat_bytes(rest, &run->bytes);
    expected = expected ? expected : wrk_eat_text(rest, STR("read"), "\"read\"");
    expected = expected ? expected : wrk_eat_end(rest);
    if (expected) {
        return wrk_unexpected(reading, expected);
    }
    run->requests = requests;
    reading->printed_s = us / 1e6;
    reading->printed_half_s = half_us / 1e6;
    reading->seen |= SEEN_SUMMARY;
    return true;
}

bool wrk_add_percentile(struct reading *reading, struct percentile percentile)
{
    struct percentile *list = reading->listed_at;
    size_t *n = &reading->listed->percentile_count;
    size_t at = *n;
    while (at > 0 && list[at - 1].p > percentile.p) {
        at--;
    }
    if (at > 0 && list[at - 1].p == percentile.p) {
        double ratio = percentile.us / list[at - 1].us;
        bool agrees = fabs(ratio - 1) < 0.01 || fabs(ratio / 1e3 - 1) < 0.01;
        list[at - 1].us = agrees ? percentile.us : list[at - 1].us;
        list[at - 1].count = percentile.count;
        return true;
    }
    if (*n == PERCENTILE_LIMIT) {
        return wrk_unexpected(reading, "at most 512 percentiles");
    }
    if (at < *n) {
        memmove(&list[at + 1], &list[at], (*n - at) * sizeof *list);
    }
    list[at] = percentile;
    ++*n;
    return true;
}

static bool read_percentile(struct reading *reading, struct str line, double p)
{
    size_t n = reading->listed->percentile_count;
    if (p > 100 || (n > 0 && reading->listed_at[n - 1].p >= p)) {
        reading->rest = line;
        return wrk_unexpected(reading, "the lines 50%, 75%, 90%, 99%, in this order");
    }
    struct percentile percentile = {p, NAN, NAN};
    const char *expected = wrk_eat_time(&reading->rest, &percentile.us, NULL);
    expected = expected ? expected : wrk_eat_end(&reading->rest);
    return expected ? wrk_unexpected(reading, expected) : wrk_add_percentile(reading, percentile);
}

/* A line that begins with a number */
bool wrk_read_number_line(struct reading *reading)
{
    double number;
    struct str line = reading->rest;
    struct str *rest = &reading->rest;
    if (wrk_eat_number(rest, &number)) {
        return true;
    }
    bool listed = reading->in_run &&
                  (reading->seen & (SEEN_DISTRIBUTION | SEEN_SUMMARY)) == SEEN_DISTRIBUTION;
    if (listed && WRK_EAT(rest, "%")) {
        return read_percentile(reading, line, number);
    }
    if (WRK_EAT(rest, " threads and ")) {
        return read_threads(reading, number);
    }
    bool table = reading->in_run && reading->seen & SEEN_LATENCY;
    if (table && WRK_EAT(rest, " requests")) {
        return read_summary(reading, number);
    }
    return listed && reading->seen & SEEN_SPECTRUM ? wrk2_read_spectrum_row(reading, number) : true;
}

/* Whether a row of statistics goes on here, and not a sentence of somebody's script. */
static bool is_row(struct reading *reading)
{
    reading->rest = wrk_trim(reading->rest);
    char first = wrk_first(reading->rest);
    return (first >= '0' && first <= '9') || WRK_STARTS(reading->rest, "-nan") ||
           WRK_STARTS(reading->rest, "nan");
}

static void set_latency(struct latency *latency, const struct wrk_row *row)
{
    latency->mean_us = row->mean;
    latency->stdev_us = row->stdev;
    latency->max_us = row->max;
    latency->within_stdev_pct = row->within_pct;
}

/* wrk writes 0.00us and -nan% where it recorded nothing. */
static bool recorded(struct reading *reading, struct wrk_row *row)
{
    if (reading->third_is_p99) {
        bool any = !isnan(row->within_pct) && !isnan(row->mean) && row->max > 0;
        row->max = NAN;
        return any;
    }
    return !isnan(row->within_pct) && !isnan(row->mean) && row->max > 0;
}

void wrk_set_latency(struct reading *reading, const struct wrk_row *row)
{
    reading->table_p99_us = row->max;
    struct wrk_row own = *row;
    reading->run.has_latency = recorded(reading, &own);
    set_latency(&reading->run.latency, &own);
    reading->seen |= SEEN_LATENCY;
}

static bool has_phase(const struct reading *reading, const char *name)
{
    for (size_t i = 0; i < reading->run.phase_count; i++) {
        if (str_is(reading->phases[i].name, name)) {
            return true;
        }
    }
    return false;
}

static bool read_time_row(struct reading *reading, const char *phase)
{
    struct wrk_row row;
    struct run *run = &reading->run;
    if (!is_row(reading)) {
        reading->odd = true;
        return true;
    }
    const char *expected = wrk_eat_time_row(&reading->rest, &row);
    expected = expected ? expected : wrk_eat_end(&reading->rest);
    if (expected) {
        return wrk_unexpected(reading, expected);
    }
    if (!phase && reading->seen & SEEN_LATENCY) {
        return wrk_cut_off(reading, "another row \"Latency\"");
    }
    if (phase && has_phase(reading, phase)) {
        return wrk_cut_off(reading, "another row of the same phase");
    }
    if (!phase) {
        wrk_set_latency(reading, &row);
    } else if (recorded(reading, &row) && run->phase_count < PHASE_LIMIT) {
        struct phase *item = &reading->phases[run->phase_count++];
        *item = (struct phase){str_of(phase), latency_blank(LATENCY_SERVICE)};
        set_latency(&item->latency, &row);
    }
    return true;
}

void wrk_set_thread_rps(struct reading *reading, const struct wrk_row *row)
{
    if (isnan(row->mean) && row->within_pct == 0) {
        wrk2_mark(&reading->run); /* wrk prints -nan% with it */
    }
    if (!isnan(row->mean) && !isnan(row->within_pct)) {
        double max = reading->third_is_p99 ? NAN : row->max;
        reading->run.thread_rps = (struct thread_rps){row->mean, row->stdev, max, row->within_pct};
    }
    reading->seen |= SEEN_REQ_SEC;
}

static bool read_req_sec(struct reading *reading)
{
    struct wrk_row row;
    if (!is_row(reading)) {
        reading->odd = true;
        return true;
    }
    const char *expected = wrk_eat_count_row(&reading->rest, &row);
    expected = expected ? expected : wrk_eat_end(&reading->rest);
    if (expected) {
        return wrk_unexpected(reading, expected);
    }
    wrk_set_thread_rps(reading, &row);
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
    return expected ? wrk_unexpected(reading, expected) : true;
}

static bool read_status_errors(struct reading *reading)
{
    const char *expected = wrk_eat_counter(&reading->rest, &reading->run.errors.status);
    expected = expected ? expected : wrk_eat_end(&reading->rest);
    return expected ? wrk_unexpected(reading, expected) : true;
}

static bool read_rate(struct reading *reading)
{
    const char *expected = wrk_eat_number(&reading->rest, &reading->run.rps);
    expected = expected ? expected : wrk_eat_end(&reading->rest);
    reading->seen |= SEEN_RATE;
    return expected ? wrk_unexpected(reading, expected) : true;
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
        return wrk_unexpected(reading, expected);
    }
    wrk_finish_run(reading);
    return true;
}

bool wrk_read_table_head(struct reading *reading)
{
    const char *expected = NULL;
    if (!reading->in_run && reading->crossed != NOT_CROSSED) {
        if (reading->crossed == CROSSED && reading->runs == reading->crossed_at) {
            reading->pending = false; /* its figures may be these, or theirs its */
            reading->crossed = CROSSED_DROPPED;
        }
        return wrk_unexpected(reading, "\"Running\" before a table: of runs that were printed at "
                                       "once the figures can't be told apart");
    }
    if (!reading->in_run) {
        wrk_begin_run(reading, (struct str){0}, NAN); /* only its command may say what it was */
        reading->seen |= SEEN_THREADS;
    }
    if (WRK_EAT(&reading->rest, "  Avg      Stdev     Max   +/- Stdev")) {
        return true; /* nearly always; a column by another name must not pass for the maximum */
    }
    expected = wrk_eat_text(&reading->rest, STR("Avg"), "\"Avg\"");
    expected = expected ? expected : wrk_eat_text(&reading->rest, STR("Stdev"), "\"Stdev\"");
    reading->rest = str_trim(reading->rest);
    if (!expected && WRK_EAT(&reading->rest, "99%")) {
        reading->third_is_p99 = true;
        wrk2_mark(&reading->run);
        wrk_note(reading, "the third column is the 99th percentile, as the wrk2 of DeathStarBench "
                          "prints it; the maximum is not stated there");
        return true;
    }
    expected = expected ? expected : wrk_eat_text(&reading->rest, STR("Max"), "\"Max\"");
    return expected ? wrk_unexpected(reading, expected) : true;
}

static bool read_distribution(struct reading *reading)
{
    reading->seen |= SEEN_DISTRIBUTION;
    reading->listed = &reading->run.latency;
    reading->listed_at = reading->percentiles;
    return wrk2_read_distribution(reading);
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
        if (!EAT_NAME(rest, "Latency")) {
            reading->odd = true;
            return true;
        }
        return WRK_EAT(rest, " Distribution") ? read_distribution(reading)
                                              : read_time_row(reading, NULL);
    case 'R':
        if (EAT_NAME(rest, "Req/Sec")) {
            return read_req_sec(reading);
        }
        if (WRK_EAT(rest, "Requests/sec:")) {
            return read_rate(reading);
        }
        reading->odd = true;
        return WRK_EAT(rest, "Running ") && wrk_is_header(*rest) ? wrk_read_header(reading) : true;
    case 'T':
        if (WRK_EAT(rest, "Transfer/sec:")) {
            return read_transfer(reading);
        }
        if (WRK_EAT(rest, "Thread Stats ")) {
            return wrk_read_table_head(reading);
        }
        if (WRK_EAT(rest, "Thread calibration:")) {
            return wrk2_read_calibration(reading);
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
    case 'D':
        if (WRK_STARTS(*rest, "Detailed Percentile spectrum") &&
            reading->seen & SEEN_DISTRIBUTION) {
            reading->seen |= SEEN_SPECTRUM;
        }
        return true;
    case 'O': /* DeathStarBench's wrk2 sums up its URLs */
        return WRK_EAT(rest, "Overall ") && rest->len > 0 && rest->ptr[0] >= '0' &&
                       rest->ptr[0] <= '9'
                   ? wrk_read_number_line(reading)
                   : true;
    case '#':
        return reading->seen & SEEN_SPECTRUM ? wrk2_read_summary(reading) : true;
    case 'M':
        return WRK_EAT(rest, "Making ") ? wrk_read_old_header(reading) : true;
    default:
        if (rest->ptr[0] >= '0' && rest->ptr[0] <= '9') {
            return wrk_read_number_line(reading);
        }
        reading->odd = true;
        return true;
    }
}
