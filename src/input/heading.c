#include "heading.h"

#include <stdint.h>
#include <string.h>

#define LONGEST_NAME 60

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Removes a run of one of the signs that underline or frame a heading. */
static size_t frame(struct str s, bool front)
{
    size_t n = 0;
    char sign = s.len > 0 ? s.ptr[front ? 0 : s.len - 1] : '\0';
    while (sign != '\0' && strchr("#=-*_~+>[]", sign) && n < s.len &&
           s.ptr[front ? n : s.len - 1 - n] == sign) {
        n++;
    }
    return n;
}

static bool equal_words(struct str word, const char *other)
{
    if (word.len != strlen(other)) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        if (c != other[i]) {
            return false;
        }
    }
    return true;
}

static bool is_one_of(struct str word, const char *const *list)
{
    for (; *list; list++) {
        if (equal_words(word, *list)) {
            return true;
        }
    }
    return false;
}

/* Words that fit every benchmark. */
static const char *const COMMON[] = {"connections", "connection", "threads",    "thread",
                                     "concurrency", "concurrent", "results",    "result",
                                     "benchmark",   "benchmarks", "output",     "run",
                                     "runs",        "test",       "tests",      "wrk",
                                     "wrk2",        "latency",    "throughput", "performance",
                                     "with",        "and",        "the",        "of",
                                     "for",         "seconds",    "requests",   "clients",
                                     "users",       "round",      "warmup",     "warm-up",
                                     "usage",       "keepalive",  "pipeline",   "load",
                                     "summary",     "http",       "rps",        "s",
                                     "c",           "t",          "k",          "x",
                                     "example",     "raw",        "log",        "warm",
                                     "up",          "report",     "ok",         "done",
                                     "pass",        "passed",     "fail",       "failed",
                                     "info",        "warn",       "warning",    "error",
                                     "errors",      "debug",      "notice",     "start",
                                     "started",     "end",        "finished",   "distribution",
                                     "histogram",   "details",    "stdout",     "stderr",
                                     "command",     "commands",   "config",     "setup",
                                     "environment", "notes",      "note",       "code",
                                     "status",      NULL};

/* Whether anything is left but settings and such words. */
static bool names_something(struct str text)
{
    for (struct str word = str_word(&text); word.len > 0; word = str_word(&text)) {
        while (word.len > 0 && !is_letter(word.ptr[0])) {
            word = str_skip(word, 1);
        }
        while (word.len > 0 && !is_letter(word.ptr[word.len - 1])) {
            word.len--;
        }
        if (word.len > 0 && !is_one_of(word, COMMON)) {
            return true;
        }
    }
    return false;
}

static struct str last_word(struct str text)
{
    size_t from = text.len;
    while (from > 0 && text.ptr[from - 1] != ' ' && text.ptr[from - 1] != '\t') {
        from--;
    }
    return str_skip(text, from);
}

/* "2", "#2", "2:", "1/3)" */
static bool is_count(struct str word)
{
    bool digits = false;
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] >= '0' && word.ptr[i] <= '9') {
            digits = true;
        } else if (!strchr("#/:)", word.ptr[i])) {
            return false;
        }
    }
    return digits;
}

static bool is_repeat(struct str word)
{
    str_eat(&word, STR("("));
    static const char *const WORDS[] = {"run",  "round", "iteration", "attempt",
                                        "pass", "try",   "repeat",    NULL};
    return is_one_of(word, WORDS);
}

/* "-c50", "-t", which are settings */
static bool is_option(struct str word)
{
    return word.len >= 2 && word.ptr[0] == '-' && is_letter(word.ptr[1]);
}

/* "go" of "go with 4 threads and 100 connections" and of "go @ 2024-05-03 10:01:00" */
static struct str before_load(struct str text)
{
    size_t at = str_find(text, STR(" threads and "), 0);
    while (at != SIZE_MAX && at > 0 && text.ptr[at - 1] >= '0' && text.ptr[at - 1] <= '9') {
        at--;
    }
    text = str_cut(text, 0, at);
    at = str_find(text, STR(" @ "), 0);
    bool dated =
        at != SIZE_MAX && at + 3 < text.len && text.ptr[at + 3] >= '0' && text.ptr[at + 3] <= '9';
    text = str_trim(str_cut(text, 0, dated ? at : text.len));
    if (str_ends(text, STR(" with"))) {
        text = str_trim(str_cut(text, 0, text.len - 5));
    }
    while (text.len > 0 && strchr(",:", text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

/* Without which run it is, "go run 2", "Round 1: go", and how it was made, "go -c50". */
static struct str without_settings(struct str text)
{
    struct str rest = text;
    struct str word = str_word(&rest);
    struct str number = str_word(&rest);
    if (is_repeat(word) && is_count(number)) {
        text = str_trim(rest);
        text = str_trim(str_skip(text, text.len > 0 && strchr("-:", text.ptr[0]) ? 1 : 0));
    }
    text = before_load(text);
    for (bool cut = true; cut && text.len > 0;) {
        word = last_word(text);
        struct str before = str_trim(str_cut(text, 0, text.len - word.len));
        struct str two = last_word(before);
        if (before.len > 0 && is_option(word)) {
            text = before;
        } else if (is_count(word) && (is_repeat(two) || word.ptr[0] == '#')) {
            text = is_repeat(two) ? str_trim(str_cut(before, 0, before.len - two.len)) : before;
        } else {
            cut = false;
        }
        while (text.len > 0 && strchr(",-:(", text.ptr[text.len - 1])) {
            text = str_trim(str_cut(text, 0, text.len - 1));
        }
    }
    return text;
}

/* "GET /json", "/db": what was asked for, of whichever system. */
static bool is_request(struct str text)
{
    static const char *const METHODS[] = {"get", "post", "put", "patch", "delete", "head", NULL};
    struct str rest = text;
    struct str word = str_word(&rest);
    rest = is_one_of(word, METHODS) ? str_trim(rest) : text;
    return rest.len > 0 && rest.ptr[0] == '/';
}

/* What a heading names, when it names a system. */
static struct str name_of(struct str text)
{
    text = without_settings(str_trim(text));
    bool named =
        text.len > 0 && text.len <= LONGEST_NAME && names_something(text) && !is_request(text);
    return named ? text : (struct str){0};
}

/* <h2>, <summary>, <b>: goes past them, to where their text ends. */
static bool eat_tags(struct str *s)
{
    bool found = false;
    while (s->len > 2 && s->ptr[0] == '<' && (is_letter(s->ptr[1]) || s->ptr[1] == '/')) {
        size_t end = str_find(*s, STR(">"), 0);
        if (end == SIZE_MAX) {
            return found;
        }
        found = found || is_one_of(str_cut(*s, 1, end),
                                   (const char *const[]){"h1", "h2", "h3", "h4", "summary", "b",
                                                         "strong", NULL});
        *s = str_trim(str_skip(*s, end + 1));
    }
    size_t end = str_find(*s, STR("</"), 0);
    if (found && end != SIZE_MAX) {
        *s = str_trim(str_cut(*s, 0, end));
    }
    return found;
}

/* "Testing NAME", "Benchmarking NAME", "Concurrency: 16 for NAME" */
static bool eat_announcement(struct str *s)
{
    static const char *const VERBS[] = {"testing",    "benchmarking", "benchmark:", "benchmark",
                                        "framework:", "server:",      "system:",    NULL};
    struct str rest = *s;
    struct str word = str_word(&rest);
    if (equal_words(word, "concurrency:")) {
        size_t at = str_find(rest, STR(" for "), 0);
        *s = str_skip(rest, at == SIZE_MAX ? rest.len : at + 5);
        return true;
    }
    if (!is_one_of(word, VERBS)) {
        return false;
    }
    struct str after = rest;
    word = str_word(&after);
    *s = str_trim(is_one_of(word, (const char *const[]){"for", "of", "server", "server:", NULL})
                      ? after
                      : rest);
    return true;
}

/* "Go:" on a line of its own */
static bool is_introduction(struct str text)
{
    struct str rest = text;
    size_t words = 0;
    while (str_word(&rest).len > 0) {
        words++;
    }
    return words > 0 && words <= 2 && text.ptr[text.len - 1] == ':' && is_letter(text.ptr[0]);
}

/* The file in "==> go.log <==", which tail puts above what it shows */
static bool eat_file_mark(struct str *s)
{
    if (!str_starts(*s, STR("==> ")) || !str_ends(*s, STR(" <=="))) {
        return false;
    }
    *s = str_cut(*s, 4, s->len - 4);
    size_t slash = s->len;
    while (slash > 0 && s->ptr[slash - 1] != '/') {
        slash--;
    }
    *s = str_skip(*s, slash);
    size_t dot = str_find(*s, STR("."), 1);
    *s = str_cut(*s, 0, dot == SIZE_MAX ? s->len : dot);
    return true;
}

struct str heading_of(struct str line)
{
    struct str text = str_trim(line);
    if (eat_file_mark(&text) || eat_tags(&text)) {
        return name_of(text);
    }
    if (str_starts(text, STR("* **")) || str_starts(text, STR("- **"))) {
        text = str_skip(text, 2);
    }
    bool introduced = text.len > 0 && is_introduction(text);
    size_t front = frame(text, true);
    bool spaced = front < text.len && text.ptr[front] == ' ';
    bool single = front == 1 && text.len > 0 && text.ptr[0] != '#' && text.ptr[0] != '[';
    bool open = front > 0 && strchr("#=*", text.ptr[0]); /* "-- " and "++ " are of programs */
    text = str_trim(str_skip(text, front));
    size_t back = frame(text, false);
    text = str_trim(str_cut(text, 0, text.len - back));
    bool framed = front > 0 && !single && ((spaced && open) || back > 0);
    while (text.len > 0 && strchr(".:", text.ptr[text.len - 1])) {
        text.len--;
    }
    bool announced = eat_announcement(&text);
    return framed || announced || introduced ? name_of(text) : (struct str){0};
}

struct str heading_marked(struct str line)
{
    struct str text = str_trim(line);
    bool marked =
        text.len > 0 && (strchr("#=-<", text.ptr[0]) || str_starts(text, STR("Testing ")) ||
                         (str_starts(text, STR("**")) && !str_starts(text, STR("** "))));
    struct str rest = text;
    struct str word = str_word(&rest);
    while (word.len > 0 && !is_option(word) && str_find(word, STR("://"), 0) == SIZE_MAX) {
        word = str_word(&rest);
    }
    bool command = word.len > 0;
    return marked && !command ? heading_of(text) : (struct str){0};
}

bool heading_is_underline(struct str line)
{
    size_t n = frame(line, true);
    return n >= 2 && n == line.len && strchr("=-~", line.ptr[0]);
}

struct str heading_underlined(struct str line)
{
    struct str rest = line;
    size_t words = 0;
    while (str_word(&rest).len > 0) {
        words++;
    }
    bool title = words > 0 && words <= 4 && is_letter(line.ptr[0]) &&
                 !strchr(".,;:!?", line.ptr[line.len - 1]);
    return title ? name_of(line) : (struct str){0};
}

/* What a box is drawn with. */
static size_t box_sign(struct str s)
{
    static const char SIGNS[] = "+-=*|#";
    bool drawn = s.len >= 3 && s.ptr[0] == '\xe2' && (s.ptr[1] == '\x94' || s.ptr[1] == '\x95');
    return drawn ? 3 : s.len > 0 && strchr(SIGNS, s.ptr[0]) ? 1 : 0;
}

struct str heading_boxed(struct str above, struct str line)
{
    struct str name = str_trim(line);
    struct str border = str_trim(above);
    size_t side = box_sign(name);
    bool boxed = side > 0 && border.len >= 3 && name.len > 2 * side &&
                 str_eq(str_cut(name, 0, side), str_skip(name, name.len - side));
    for (size_t n; boxed && border.len > 0; border = str_skip(border, n)) {
        n = box_sign(border);
        boxed = n > 0;
    }
    name = boxed ? str_trim(str_cut(name, side, name.len - side)) : (struct str){0};
    return name.len > 0 && box_sign(name) == 0 ? name_of(name) : (struct str){0};
}

struct str heading_item(struct str line)
{
    return heading_underlined(str_trim(str_skip(line, 2)));
}

bool heading_announces_warmup(struct str line)
{
    struct str text = str_trim(line);
    size_t front = frame(text, true);
    text = str_trim(str_skip(text, front));
    text = str_trim(str_cut(text, 0, text.len - frame(text, false)));
    while (text.len > 0 && strchr(".:", text.ptr[text.len - 1])) {
        text.len--;
    }
    static const char *const WORDS[] = {"warmup", "warm-up", "warm up", NULL};
    return front > 0 && is_one_of(text, WORDS);
}
