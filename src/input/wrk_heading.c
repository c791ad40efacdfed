#include "wrk_heading.h"

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

/* Whether anything is left but settings and words that fit every benchmark. */
static bool names_something(struct str text)
{
    static const char *const COMMON[] = {
        "connections", "connection",  "threads",   "thread",     "concurrency", "concurrent",
        "results",     "result",      "benchmark", "benchmarks", "output",      "run",
        "runs",        "test",        "tests",     "wrk",        "wrk2",        "latency",
        "throughput",  "performance", "with",      "and",        "the",         "of",
        "for",         "seconds",     "requests",  "clients",    "users",       "round",
        "warmup",      "warm-up",     "usage",     "keepalive",  "pipeline",    "load",
        "summary",     "http",        "rps",       "s",          "c",           "t",
        "k",           "x",           "example",   "raw",        "log",         NULL};
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

struct str wrk_heading(struct str line)
{
    struct str none = {0};
    struct str text = str_trim(line);
    size_t front = frame(text, true);
    bool spaced = front < text.len && text.ptr[front] == ' ';
    bool single = front == 1 && text.len > 0 && text.ptr[0] != '#' && text.ptr[0] != '[';
    text = str_trim(str_skip(text, front));
    size_t back = frame(text, false);
    text = str_trim(str_cut(text, 0, text.len - back));
    bool framed = front > 0 && !single && (spaced || back > 0);
    while (text.len > 0 && strchr(".:", text.ptr[text.len - 1])) {
        text.len--;
    }
    bool announced = eat_announcement(&text);
    text = str_trim(text);
    bool named = text.len > 0 && text.len <= LONGEST_NAME && names_something(text);
    return (framed || announced) && named ? text : none;
}
