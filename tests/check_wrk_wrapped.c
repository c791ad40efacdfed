/* What people and programs put around a run of wrk: none of it may change what is read. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "json_emit.h"
#include "read_runs.h"

extern const struct input_format input_wrk;

static struct str full_text(void)
{
    return read_file(&arena, source_path(&arena, "fixtures/input/full.txt"));
}

/* Line ends, indentation, marks and prefixes change nothing. */
START_TEST(wrappings_change_nothing)
{
    static const char *const WRAPPINGS[][2] = {
        {"wrk_1  | ", "\n"},
        {"\x1b[36mwrk-1  |\x1b[0m ", "\x1b[0m\n"},
        {"[pod/wrk-x7k2p/wrk] ", "\n"},
        {"Nov 25 01:19:04 host wrk[123]: ", "\n"},
        {"2026-11-25T01:19:04.1234567Z ", "\n"},
        {"2026-11-25 01:19:04,123 [INFO] bench - ", "\n"},
        {"INFO ", "\n"},
        {"> ", "\n"},
        {"    * ", "<br />\n"},
        {"- `", "`\n"},
        {"| ", " |\n"},
        {"\"", "\\n\",\n"},
        {"", "\r"},
        {"", "\\n"},
        {"", "\t\n"},
    };
    struct str text = full_text();
    struct buf crlf = BUF(&arena);
    struct buf indented = BUF(&arena);
    buf_text(&crlf, "\xef\xbb\xbf");
    while (text.len > 0) {
        size_t end = str_find(text, STR("\n"), 0);
        struct str line = str_cut(text, 0, end);
        buf_printf(&crlf, "%.*s\t \r\n", STR_ARG(line));
        buf_printf(&indented, "\t    %.*s\n\n", STR_ARG(line));
        text = str_skip(text, end + 1);
    }
    run_list runs = {0};
    for (size_t i = 0; i < sizeof WRAPPINGS / sizeof WRAPPINGS[0]; i++) {
        struct buf wrapped = BUF(&arena);
        size_t before = runs.n;
        for (struct str rest = full_text(); rest.len > 0;) {
            size_t end = str_find(rest, STR("\n"), 0);
            buf_printf(&wrapped, "%s%.*s%s", WRAPPINGS[i][0], STR_ARG(str_cut(rest, 0, end)),
                       WRAPPINGS[i][1]);
            rest = str_skip(rest, end + 1);
        }
        ck_assert_msg(read_text(&input_wrk, buf_str(&wrapped), &runs), "%s: %s", WRAPPINGS[i][0],
                      err.text);
        ck_assert_uint_eq(runs.n, before + 1);
        ck_assert(runs.at[before].requests == 475014 &&
                  runs.at[before].bytes_per_s == 5.34 * 0x1p20);
        ck_assert(latency_percentile(&runs.at[before].latency, 99) == 1250000);
        assert_str(runs.at[before].url, "http://localhost:8080/");
    }
    runs.n = 0;
    ck_assert_msg(read_text(&input_wrk, buf_str(&crlf), &runs), "%s", err.text);
    ck_assert_msg(read_text(&input_wrk, buf_str(&indented), &runs), "%s", err.text);
    ck_assert(read_path(&input_wrk, source_path(&arena, "fixtures/input/timestamps.txt"), &runs));
    ck_assert(read_path(&input_wrk, source_path(&arena, "fixtures/input/full.txt"), &runs));
    ck_assert_uint_eq(runs.n, 4);
    struct str emitted[4];
    for (size_t i = 0; i < 4; i++) {
        struct buf buf = BUF(&arena);
        struct json_emit json = {.out = &buf};
        run_emit(&json, &runs.at[i]);
        emitted[i] = buf_str(&buf);
    }
    ck_assert(str_eq(emitted[0], emitted[1]));
    ck_assert(str_eq(emitted[0], emitted[2]));
    ck_assert(str_eq(emitted[0], emitted[3]));
}

END_TEST

/* A name as containers, hosts and pods have. */
static const char *random_name(uint64_t *state)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    struct buf out = BUF(&arena);
    size_t len = 1 + below(state, 20);
    buf_char(&out, (char)('a' + (char)below(state, 26)));
    for (size_t i = 0; i < len; i++) {
        buf_char(&out, LETTERS[below(state, sizeof LETTERS - 1)]);
    }
    buf_char(&out, 'x');
    return arena_printf(&arena, "%.*s", STR_ARG(buf_str(&out)));
}

enum wrapper {
    BARE,
    COMPOSE,
    KUBERNETES,
    JOURNALD,
    SYSLOG,
    GITHUB,
    GITLAB,
    LOG4J,
    LEVEL,
    COLOURED,
    QUOTED,
    LISTED,
    BROKEN,
    TABLED,
    JSON_LINES,
    TABBED,
    DOS,
    OLD_MAC,
    ESCAPED,
    MARKED,
    PARAGRAPHS,
    WRAPPERS
};

/* What stays the same over the lines of one run. */
struct wrapping {
    enum wrapper kind;
    const char *name;
    const char *other;
    size_t number, width;
    unsigned second; /* of the day, of the next line */
};

static struct wrapping random_wrapping(uint64_t *state)
{
    return (struct wrapping){
        .kind = (enum wrapper)below(state, WRAPPERS),
        .name = random_name(state),
        .other = random_name(state),
        .number = 1 + below(state, 99999),
        .width = 1 + below(state, 20),
        .second = (unsigned)below(state, 80000),
    };
}

/* What programs put before a line: names, times, levels. */
static void begin_line(struct buf *out, const struct wrapping *how, uint64_t *state)
{
    unsigned h = how->second / 3600;
    unsigned m = how->second / 60 % 60;
    unsigned s = how->second % 60;
    size_t fraction = below(state, 1000000);
    int width = (int)how->width;
    switch (how->kind) {
    case COMPOSE:
        buf_printf(out, "%s_%zu%*s| ", how->name, how->number % 10, width, "");
        break;
    case KUBERNETES:
        buf_printf(out, "[pod/%s/%s] ", how->name, how->other);
        break;
    case JOURNALD:
        buf_printf(out, "Nov 25 %02u:%02u:%02u %s wrk[%zu]: ", h, m, s, how->name, how->number);
        break;
    case SYSLOG:
        buf_printf(out, "<14>1 2026-11-25T%02u:%02u:%02u.%06zuZ %s %s %zu - - ", h, m, s, fraction,
                   how->name, how->other, how->number);
        break;
    case GITHUB:
        buf_printf(out, "2026-11-25T%02u:%02u:%02u.%06zu7Z ", h, m, s, fraction);
        break;
    case GITLAB:
        buf_printf(out, "2026-11-25T%02u:%02u:%02u.%06zuZ 00O ", h, m, s, fraction);
        break;
    case LOG4J:
        buf_printf(out, "2026-11-25 %02u:%02u:%02u,%03zu [INFO] %s - ", h, m, s, fraction % 1000,
                   how->name);
        break;
    case LEVEL:
        buf_text(out, how->number % 2 ? "[INFO] " : "INFO: ");
        break;
    case COLOURED:
        buf_printf(out, "\x1b[%zum%s%*s|\x1b[0m ", 31 + how->number % 7, how->name, width, "");
        break;
    default:
        break;
    }
}

/* What marks a line up, on both sides. */
static void add_line(struct buf *out, const struct wrapping *how, struct str line)
{
    static const char *const QUOTES[] = {"> ", "> > ", ">> ", "    > "};
    static const char *const ITEMS[] = {"- ", "* ", "    + ", "- `"};
    static const char *const BREAKS[] = {"<br>", "<br/>", "<br />", " <br>"};
    size_t variant = how->number % 4;
    int width = (int)how->width;
    switch (how->kind) {
    case QUOTED:
        buf_printf(out, "%s%.*s\n", QUOTES[variant], STR_ARG(line));
        break;
    case LISTED:
        buf_printf(out, "%s%.*s%s\n", ITEMS[variant], STR_ARG(line), variant == 3 ? "`" : "");
        break;
    case BROKEN:
        buf_printf(out, "%.*s%s\n", STR_ARG(line), BREAKS[variant]);
        break;
    case TABLED:
        buf_printf(out, "| %.*s%*s|\n", STR_ARG(line), width, "");
        break;
    case JSON_LINES:
        buf_printf(out, "%*s\"%.*s\\n\",\n", width, "", STR_ARG(line));
        break;
    case TABBED:
        buf_printf(out, "\t%.*s\t \n", STR_ARG(line));
        break;
    case DOS:
        buf_printf(out, "%.*s\r\n", STR_ARG(line));
        break;
    case OLD_MAC:
        buf_printf(out, "%.*s\r", STR_ARG(line));
        break;
    case ESCAPED:
        buf_printf(out, "%.*s\\n", STR_ARG(line));
        break;
    case MARKED:
        buf_printf(out, "**%.*s**\n", STR_ARG(line));
        break;
    case PARAGRAPHS:
        buf_printf(out, "<p>%.*s</p>\n", STR_ARG(line));
        break;
    case COLOURED:
        buf_printf(out, "%.*s\x1b[0m\n", STR_ARG(line));
        break;
    default:
        buf_printf(out, "%.*s\n", STR_ARG(line));
    }
}

static void wrap(struct buf *out, struct str text, uint64_t *state)
{
    struct wrapping how = random_wrapping(state);
    while (text.len > 0) {
        size_t end = str_find(text, STR("\n"), 0);
        begin_line(out, &how, state);
        add_line(out, &how, str_cut(text, 0, end));
        how.second += (unsigned)below(state, 3);
        text = str_skip(text, end + 1);
    }
    buf_text(out, how.kind == OLD_MAC || how.kind == ESCAPED ? "\n" : "");
}

static void add_prose(struct buf *out, uint64_t *state)
{
    static const char *const PROSE[] = {
        "",
        "The server was restarted before each run.",
        "Running the second server now, with 4 threads and no cache:",
        "We saw 12345 requests in 10s, which is more than expected.",
        "Latency was fine; Requests/sec: see below.",
        "    make bench",
        "100% of the answers were good, 99% within 5ms.",
        "| a | table |",
        "```",
        "```text",
        "{\"level\": \"info\", \"text\": \"done\"}",
        "<p>Transfer/sec: is what wrk prints last.</p>",
    };
    for (size_t i = below(state, 4); i > 0; i--) {
        buf_printf(out, "%s\n", PROSE[below(state, sizeof PROSE / sizeof PROSE[0])]);
    }
}

/* Without the line and the name of a service in the prefix, which differ. */
static struct str emitted(struct run run)
{
    struct buf out = BUF(&arena);
    struct json_emit json = {.out = &out};
    run.source_line = 1;
    run.label = (struct str){0};
    run_emit(&json, &run);
    return buf_str(&out);
}

/* Two or three runs in one text, each in a wrapping of its own, with prose around them. */
START_TEST(random_wrappings_change_nothing)
{
    static const char *const FILES[] = {
        "fixtures/input/full.txt",
        "fixtures/go-vs-python/runs/go-1.txt",
        "fixtures/go-vs-python/runs/python-3.txt",
        "fixtures/input/breakout.txt",
    };

    enum { COUNT = sizeof FILES / sizeof FILES[0] };

    uint64_t state = 20261125;
    struct str texts[COUNT];
    struct str bare[COUNT];
    run_list runs = {0};
    for (size_t i = 0; i < COUNT; i++) {
        texts[i] = read_file(&arena, source_path(&arena, FILES[i]));
        ck_assert(read_text(&input_wrk, texts[i], &runs));
        ck_assert_uint_eq(runs.n, i + 1);
        bare[i] = emitted(runs.at[i]);
    }
    for (int round = 0; round < 2000; round++) {
        struct buf text = BUF(&arena);
        size_t used[3];
        size_t count = 1 + below(&state, 3);
        buf_text(&text, below(&state, 4) == 0 ? "\xef\xbb\xbf" : "");
        for (size_t i = 0; i < count; i++) {
            used[i] = below(&state, COUNT);
            add_prose(&text, &state);
            wrap(&text, texts[used[i]], &state);
        }
        add_prose(&text, &state);
        runs.n = 0;
        bool good = read_text(&input_wrk, buf_str(&text), &runs);
        ck_assert_msg(good, "round %d, line %d: %s\n%.*s", round, err.line, err.text,
                      STR_ARG(buf_str(&text)));
        ck_assert_msg(runs.n == count, "round %d: %zu runs\n%.*s", round, runs.n,
                      STR_ARG(buf_str(&text)));
        for (size_t i = 0; i < count; i++) {
            struct str got = emitted(runs.at[i]);
            ck_assert_msg(str_eq(got, bare[used[i]]), "round %d: %.*s\n%.*s", round, STR_ARG(got),
                          STR_ARG(buf_str(&text)));
        }
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("wrk_wrapped");
    TCase *reading = tcase_create("reading");
    tcase_add_checked_fixture(reading, setup, teardown);
    tcase_set_timeout(reading, 60);
    tcase_add_test(reading, wrappings_change_nothing);
    tcase_add_test(reading, random_wrappings_change_nothing);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
