#include "plain_column.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "number.h"

#define MOST_NAMES 9

/* Each with other names that people give it. Those of latencies stand without "latency". */
static const struct known_column {
    struct column_target target;
    const char *also[MOST_NAMES];
} KNOWN[] = {

#define RUN(field) offsetof(struct run, field)
    {{"label", AS_TEXT, RUN(label)}, {"system", "server", "framework", "name"}},
    {{"target", AS_TEXT, RUN(target_name)}, {"workload", "test", "scenario", "endpoint"}},
    {{"url", AS_TEXT, RUN(url)}, {NULL}},
    {{"requests", AS_NUMBER, RUN(requests)},
     {"total_requests", "num_requests", "request_count", "requests_total"}},
    {{"ok", AS_NUMBER, RUN(ok)}, {"successful_requests", "successes", "success_count"}},
    {{"rps", AS_NUMBER, RUN(rps)},
     {"requests_per_second", "requests_per_sec", "requests_sec", "req_sec", "req_s", "requests_s",
      "reqs_per_sec", "reqs_sec", "reqs_s"}},
    {{"elapsed", AS_TIME, RUN(elapsed_s)}, {"duration", "time_taken", "total_time"}},
    {{"bytes", AS_NUMBER, RUN(bytes)}, {"bytes_read", "total_bytes"}},
    {{"bytes_per_s", AS_NUMBER, RUN(bytes_per_s)}, {"bytes_per_second", "bytes_sec"}},
    {{"connections", AS_NUMBER, RUN(load.connections)},
     {"concurrency", "clients", "vus", "users", "conns"}},
    {{"threads", AS_NUMBER, RUN(load.threads)}, {NULL}},
    {{"rate", AS_NUMBER, RUN(load.rate_rps)}, {"target_rate", "target_rps"}},
    {{"errors.connect", AS_NUMBER, RUN(errors.connect)}, {"connect_errors"}},
    {{"errors.read", AS_NUMBER, RUN(errors.read)}, {"read_errors"}},
    {{"errors.write", AS_NUMBER, RUN(errors.write)}, {"write_errors"}},
    {{"errors.timeout", AS_NUMBER, RUN(errors.timeout)}, {"timeouts", "timeout_errors"}},
    {{"errors.status", AS_NUMBER, RUN(errors.status)},
     {"status_errors", "non2xx", "non_2xx", "http_errors"}},
    {{"errors.other", AS_NUMBER, RUN(errors.other)},
     {"errors", "failures", "failed", "failed_requests", "error_count"}},
    {{"error_share", AS_SHARE, RUN(errors.other)},
     {"error_rate", "error_ratio", "errors_rate", "failure_rate", "fail_rate", "fail_ratio"}},
    {{"success_share", AS_SHARE, RUN(ok)}, {"success_rate", "success_ratio", "availability"}},
    {{"latency.mean", AS_TIME, RUN(latency.mean_us)}, {"mean", "avg", "average"}},
    {{"latency.stdev", AS_TIME, RUN(latency.stdev_us)},
     {"stdev", "stddev", "std", "std_dev", "standard_deviation"}},
    {{"latency.min", AS_TIME, RUN(latency.min_us)}, {"min", "minimum", "fastest"}},
    {{"latency.max", AS_TIME, RUN(latency.max_us)}, {"max", "maximum", "slowest"}},
    {{"latency.p50", AS_TIME, SIZE_MAX}, {"median"}},
#undef RUN
};

#define KNOWN_COUNT (sizeof KNOWN / sizeof KNOWN[0])

static const struct column_target *target_named(const char *name)
{
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if (strcmp(name, KNOWN[i].target.name) == 0) {
            return &KNOWN[i].target;
        }
    }
    return NULL;
}

double column_unit(enum column_kind kind, struct str unit)
{
    static const struct {
        const char *name;
        enum column_kind kind;
        double is;
    } UNITS[] = {{"ns", AS_TIME, 1e-3},     {"us", AS_TIME, 1},
                 {"\xc2\xb5s", AS_TIME, 1}, /* the micro sign, and the Greek letter */
                 {"\xce\xbcs", AS_TIME, 1}, {"ms", AS_TIME, 1e3},
                 {"msec", AS_TIME, 1e3},    {"s", AS_TIME, 1e6},
                 {"sec", AS_TIME, 1e6},     {"secs", AS_TIME, 1e6},
                 {"seconds", AS_TIME, 1e6}, {"min", AS_TIME, 6e7},
                 {"%", AS_SHARE, 0.01},     {"percent", AS_SHARE, 0.01},
                 {"pct", AS_SHARE, 0.01},   {"1", AS_SHARE, 1}};

    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (UNITS[i].kind == kind && str_is(unit, UNITS[i].name)) {
            return UNITS[i].is;
        }
    }
    return NAN;
}

/* "p99", "p99_9", "p99.9", "99%", "99th": the percentile, or NaN. */
static double percentile_named(struct str name)
{
    bool marked = str_eat(&name, STR("p"));
    char digits[16];
    double p;
    size_t n = 0;
    while (n < name.len && n + 1 < sizeof digits &&
           (isdigit((unsigned char)name.ptr[n]) || name.ptr[n] == '.' || name.ptr[n] == '_')) {
        digits[n] = name.ptr[n];
        digits[n] = digits[n] == '_' ? '.' : digits[n];
        n++;
    }
    struct str rest = str_skip(name, n);
    bool ends = marked ? rest.len == 0 : str_is(rest, "%") || str_is(rest, "th");
    return n > 0 && ends && number_parse((struct str){digits, n}, &p) && p <= 100 ? p : (double)NAN;
}

/* What stands for a letter of a title: lower case, "_" for blanks and signs between words. */
static char plain_letter(char c)
{
    return strchr(" -/()[]:", c) ? '_' : (char)tolower((unsigned char)c);
}

/* The title in plain letters, "avgLatency" as two words, no "_" at its ends and none twice. */
static struct str plain_name(char *out, size_t size, struct str title)
{
    size_t n = 0;
    for (size_t i = 0; i < title.len && n + 2 < size; i++) {
        bool upper = isupper((unsigned char)title.ptr[i]) != 0;
        bool hump =
            upper && i > 0 &&
            (islower((unsigned char)title.ptr[i - 1]) || isdigit((unsigned char)title.ptr[i - 1]));
        if (hump) {
            out[n++] = '_';
        }
        out[n] = plain_letter(title.ptr[i]);
        bool again = out[n] == '_' && (n == 0 || out[n - 1] == '_');
        n += !again;
    }
    bool trails = n > 0 && out[n - 1] == '_';
    return (struct str){out, trails ? n - 1 : n};
}

/* Cuts a unit off the end of a name: "p99_ms" -> "p99", 1000. NaN where it has none. */
static double take_unit(enum column_kind kind, struct str *name)
{
    for (size_t i = name->len; i-- > 1;) {
        if (name->ptr[i - 1] == '_') {
            bool digit = isdigit((unsigned char)name->ptr[i]) != 0; /* "errors_1" */
            double unit = digit ? (double)NAN : column_unit(kind, str_skip(*name, i));
            *name = isnan(unit) ? *name : str_cut(*name, 0, i - 1);
            return unit;
        }
    }
    return NAN;
}

/* "latency_max", "max_latency", "response_time_avg" -> "max", "avg" */
static struct str without_latency(struct str name)
{
    static const char *const WORDS[] = {"latency", "response_time", "resp_time", "lat"};
    (void)str_eat(&name, STR("latency."));
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        struct str word = str_of(WORDS[i]);
        struct str rest = name;
        if (str_eat(&rest, word) && rest.len > 1 && rest.ptr[0] == '_') {
            return str_skip(rest, 1);
        }
        if (str_ends(name, word) && name.len > word.len + 1 &&
            name.ptr[name.len - word.len - 1] == '_') {
            return str_cut(name, 0, name.len - word.len - 1);
        }
    }
    return name;
}

static bool is_known(const struct known_column *known, struct str name)
{
    bool found = str_is(name, known->target.name);
    for (size_t k = 0; k < MOST_NAMES && known->also[k]; k++) {
        found = found || str_is(name, known->also[k]);
    }
    return found;
}

/* What a name without its unit means; false when it is unknown. */
static bool understand(struct str name, struct column *column)
{
    struct str latency = without_latency(name);
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        bool timed = KNOWN[i].target.kind == AS_TIME &&
                     KNOWN[i].target.offset != offsetof(struct run, elapsed_s);
        if (is_known(&KNOWN[i], timed && !is_known(&KNOWN[i], name) ? latency : name)) {
            column->target = &KNOWN[i].target;
            column->p = KNOWN[i].target.offset == SIZE_MAX ? 50 : (double)NAN;
            return true;
        }
    }
    column->p = percentile_named(latency);
    column->target = isnan(column->p) ? NULL : target_named("latency.p50");
    return column->target != NULL;
}

/* "errors_%", "success_rate_pct" */
static bool understand_percent(struct str name, struct column *column)
{
    static const char *const ERRORS[] = {"error",   "errors",   "failed",
                                         "failure", "failures", "fail"};
    column->unit = take_unit(AS_SHARE, &name);
    if (isnan(column->unit)) {
        return false;
    }
    if (str_is(name, "success") || str_is(name, "successful") || str_is(name, "ok")) {
        column->target = target_named("success_share");
        return true;
    }
    for (size_t i = 0; i < sizeof ERRORS / sizeof ERRORS[0]; i++) {
        if (str_is(name, ERRORS[i])) {
            column->target = target_named("error_share");
            return true;
        }
    }
    return understand(name, column) && column->target->kind == AS_SHARE;
}

static bool understand_time(struct str name, struct column *column)
{
    column->unit = take_unit(AS_TIME, &name);
    return !isnan(column->unit) && understand(name, column) && column->target->kind == AS_TIME;
}

bool column_understand(struct str title, struct column *column)
{
    char text[128];
    struct str name = plain_name(text, sizeof text, title);
    *column = (struct column){.title = title, .p = NAN, .unit = NAN};
    bool known = understand(name, column) || understand_time(name, column) ||
                 understand_percent(name, column);
    column->target = known ? column->target : NULL;
    return known;
}

bool column_understand_ours(struct str ours, struct column *column)
{
    size_t colon = str_find(ours, STR(":"), 0);
    struct str unit = colon < ours.len ? str_skip(ours, colon + 1) : (struct str){0};
    column->unit = NAN;
    column->said = true;
    if (!understand(str_cut(ours, 0, colon), column)) {
        return false;
    }
    column->unit = column_unit(column->target->kind, unit);
    return colon >= ours.len || !isnan(column->unit);
}
