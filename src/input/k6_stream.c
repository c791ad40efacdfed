/*
 * Every sample of k6 --out json: a line of JSON each, of which only a few of
 * k6's metrics say something about requests. The others are passed over by
 * their name; a line that counts is read in full, and must be what k6 writes.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "json_head.h"
#include "json_line.h"
#include "number.h"
#include "tally.h"
#include "timestamp.h"

enum metric { DURATION, FAILED, RECEIVED, USERS, OTHER };

/* What is wanted of a line. Texts are slices of it, as they stand between the quotes. */
struct point {
    enum metric metric;
    struct str type, time, status, group, name, url, method;
    double value;
};

struct k6 {
    struct source *source;
    struct err *err;
    struct tallies tallies;
    struct buf scratch;
    struct str url, method;
    bool several_urls, several_methods;
    double received, users;
    double failed_points, failures; /* of the metric http_req_failed */
    double unanswered;
    bool grouped; /* the parts are groups, else the names of requests */
};

static bool fail(struct k6 *k6, const char *expected)
{
    return err_at(k6->err, ERR_INPUT, k6->source->name, k6->source->line, 0,
                  "expected %s in this line of k6 --out json", expected);
}

static bool take_tag(struct cursor *cursor, struct str key, void *context)
{
    struct point *point = context;
    struct str *wanted = str_is(key, "status")   ? &point->status
                         : str_is(key, "group")  ? &point->group
                         : str_is(key, "name")   ? &point->name
                         : str_is(key, "url")    ? &point->url
                         : str_is(key, "method") ? &point->method
                                                 : NULL;
    return wanted ? scan_string(cursor, wanted) : scan_skip(cursor);
}

static bool take_datum(struct cursor *cursor, struct str key, void *context)
{
    struct point *point = context;
    struct str word;
    if (str_is(key, "time")) {
        return scan_string(cursor, &point->time);
    }
    if (str_is(key, "value")) {
        return scan_word(cursor, &word) && number_parse(word, &point->value);
    }
    scan_blanks(cursor);
    bool tags = str_is(key, "tags") && cursor->at < cursor->end && *cursor->at == '{';
    return tags ? scan_object(cursor, point, take_tag) : scan_skip(cursor);
}

static enum metric metric_named(struct str name)
{
    return str_is(name, "http_req_duration") ? DURATION
           : str_is(name, "http_req_failed") ? FAILED
           : str_is(name, "data_received")   ? RECEIVED
           : str_is(name, "vus")             ? USERS
                                             : OTHER;
}

static bool take_top(struct cursor *cursor, struct str key, void *context)
{
    struct point *point = context;
    struct str name;
    if (str_is(key, "type")) {
        return scan_string(cursor, &point->type);
    }
    if (str_is(key, "metric")) {
        if (!scan_string(cursor, &name)) {
            return false;
        }
        point->metric = metric_named(name);
        return true;
    }
    return str_is(key, "data") ? scan_object(cursor, point, take_datum) : scan_skip(cursor);
}

/*
 * Whether the line is of a metric that says nothing here, as its beginning
 * (newer versions) or its end (older ones) shows without reading the rest.
 */
static bool is_other(struct str line)
{
    static const char MARK[] = "\"metric\":\"";
    const size_t mark = sizeof MARK - 1;
    struct str name = line;
    if (str_eat(&name, STR("{")) && str_eat(&name, STR(MARK))) {
        const char *quote = memchr(name.ptr, '"', name.len);
        return quote && metric_named((struct str){name.ptr, (size_t)(quote - name.ptr)}) == OTHER;
    }
    if (!str_ends(line, STR("\"}"))) {
        return false;
    }
    const char *end = line.ptr + line.len - 2;
    const char *from = end;
    while (from > line.ptr && from[-1] != '"') {
        from--;
    }
    bool marked = (size_t)(from - line.ptr) > mark && memcmp(from - mark, MARK, mark) == 0 &&
                  from[-(ptrdiff_t)mark - 1] == ',';
    return marked && metric_named((struct str){from, (size_t)(end - from)}) == OTHER;
}

static void note_text(struct k6 *k6, struct str text, struct str *first, bool *several)
{
    text = json_unescape(&k6->scratch, text);
    if (text.len > 0 && !first->ptr) {
        *first = str_copy(k6->tallies.arena, text);
    } else if (text.len > 0 && !*several) {
        *several = !str_eq(text, *first);
    }
}

/* k6 gives a request without an answer the status 0. */
static void count_answer(struct tally *tally, double status)
{
    tally->run.attempts++;
    if (status < 100) {
        tally->run.errors.other++;
        return;
    }
    tally->run.requests++;
    tally->run.ok += status < 400;
    tally->run.errors.status += status >= 400;
    tally_code(tally, status);
}

static bool take_duration(struct k6 *k6, const struct point *point)
{
    double end_ms;
    double status = 0;
    if (!rfc3339_ms(point->time, &end_ms)) {
        return fail(k6, "\"time\" as in RFC 3339");
    }
    if (!(point->value >= 0)) {
        return fail(k6, "\"value\" of 0 or more");
    }
    if (!number_parse(point->status, &status) || status >= 600 || status != floor(status)) {
        return fail(k6, "a tag \"status\" from 0 to 599");
    }
    if (point->group.len > 0 && !k6->grouped) {
        k6->grouped = true; /* names gathered before a group are none of them */
        k6->tallies.parts.n = 0;
    }
    struct str name = k6->grouped ? point->group : point->name;
    (void)str_eat(&name, STR("::"));
    name = json_unescape(&k6->scratch, name);
    struct tally *both[] = {k6->tallies.whole, tallies_part(&k6->tallies, name)};
    for (size_t i = 0; i < 2 && both[i]; i++) {
        count_answer(both[i], status);
        if (status >= 100) {
            tally_time(&k6->tallies, both[i], end_ms - point->value, end_ms, point->value * 1e3);
        }
    }
    k6->unanswered += status < 100;
    note_text(k6, point->url, &k6->url, &k6->several_urls);
    note_text(k6, point->method, &k6->method, &k6->several_methods);
    return true;
}

static bool take_line(struct k6 *k6, struct str line)
{
    struct point point = {.metric = OTHER, .value = NAN};
    struct cursor cursor = {line.ptr, line.ptr + line.len};
    if (is_other(line)) {
        return true;
    }
    bool whole = scan_object(&cursor, &point, take_top);
    scan_blanks(&cursor);
    if (!whole || cursor.at != cursor.end) {
        return fail(k6, "a whole object of JSON");
    }
    if (!str_is(point.type, "Point") || point.metric == OTHER) {
        return point.type.len > 0 || fail(k6, "\"type\"");
    }
    if (isnan(point.value)) {
        return fail(k6, "a number as \"value\"");
    }
    switch (point.metric) {
    case DURATION:
        return take_duration(k6, &point);
    case FAILED:
        k6->failed_points++;
        k6->failures += point.value;
        break;
    case RECEIVED:
        k6->received = (isnan(k6->received) ? 0 : k6->received) + point.value;
        break;
    case USERS:
        k6->users = fmax(k6->users, point.value);
        break;
    case OTHER:
        break;
    }
    return true;
}

static void hand_out(struct k6 *k6, const struct run_sink *sink)
{
    struct run *run = &k6->tallies.whole->run;
    struct str notes[2];
    size_t n = 0;
    struct arena *arena = k6->tallies.arena;
    run->bytes = k6->received;
    run->load.connections = k6->users;
    run->url = k6->several_urls ? (struct str){0} : k6->url;
    run->method = k6->several_methods ? (struct str){0} : k6->method;
    if (k6->failed_points > 0 && k6->failures != run->attempts - run->ok) {
        notes[n++] = str_printf(arena,
                                "k6 calls %.0f requests failed by the script's own rule; here "
                                "those of status 400 and above, or without an answer, are",
                                k6->failures);
    }
    if (k6->unanswered > 0) {
        notes[n++] =
            str_printf(arena, "latency is that of answers: %.0f requests got none", k6->unanswered);
    }
    tallies_finish(&k6->tallies, notes, n, sink);
}

static bool read_k6_stream(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct k6 k6 = {
        .source = source, .err = err, .scratch = BUF(sink->arena), .received = NAN, .users = NAN};
    struct str line;
    enum source_status status;
    tallies_begin(&k6.tallies, sink->arena, "k6-json", "k6");
    while ((status = source_line(source, &line, err)) == SOURCE_LINE) {
        if (line.len > 0 && !take_line(&k6, line)) {
            return false;
        }
    }
    if (status != SOURCE_END) {
        return false;
    }
    if (k6.tallies.whole->run.attempts == 0) {
        return err_at(err, ERR_INPUT, source->name, source->line, 0,
                      "no point of the metric http_req_duration in this file");
    }
    hand_out(&k6, sink);
    return true;
}

static int probe_k6_stream(struct str head)
{
    static const char *const KEYS[] = {"type", "metric", "data"};
    struct str first = str_cut(head, 0, str_find(head, STR("\n"), 0));
    bool k6 = str_starts(first, STR("{")) &&
              (str_find(first, STR("\"type\":\"Metric\""), 0) < first.len ||
               str_find(first, STR("\"type\":\"Point\""), 0) < first.len);
    return k6 && json_head_has(head, KEYS, 3) ? PROBE_CERTAIN : PROBE_NO;
}

const struct input_format input_k6_stream = {
    .name = "k6-json",
    .summary = "every sample of k6 --out json: the whole and every group or name",
    .probe = probe_k6_stream,
    .read = read_k6_stream,
};
