/*
 * What happens to logs between a tool and wrkbook: whatever it is, the figures
 * read are those of the untouched file, or fewer runs come with an error. Never
 * are there others.
 *
 * WRKBOOK_VARIATIONS=N tries N seeds for each file instead of a few, and the
 * files of ../shared/corpus too.
 */
#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inputs.h"
#include "json_emit.h"
#include "support.h"

#define FEW_SEEDS 2
#define LARGEST ((size_t)200 * 1024)

static struct arena arena; /* of one file */
static char directory[] = "/tmp/XXXXXX";

/* A text that is being varied, line by line. */
struct varied {
    struct buf *out;
    uint64_t *state;
    size_t number;   /* of the line, from 0 */
    unsigned second; /* of the day */
};

static void plain(struct varied *v, struct str line, const char *before, const char *after)
{
    buf_printf(v->out, "%s%.*s%s", before, STR_ARG(line), after);
}

static void crlf(struct varied *v, struct str line)
{
    plain(v, line, "", "\r\n");
}

static void old_mac(struct varied *v, struct str line)
{
    plain(v, line, "", "\r");
}

static void tabs(struct varied *v, struct str line)
{
    plain(v, line, "\t", "\n");
}

static void trailing(struct varied *v, struct str line)
{
    static const char *const ENDS[] = {" \n", "\t\n", "  \t \n", "\n"};
    plain(v, line, "", ENDS[below(v->state, 4)]);
}

static void coloured(struct varied *v, struct str line)
{
    static const char *const COLOURS[] = {"\x1b[36m", "\x1b[1;32m", "\x1b[0m", ""};
    plain(v, line, COLOURS[below(v->state, 4)], "\x1b[0m\n");
}

static void marked(struct varied *v, struct str line)
{
    plain(v, line, v->number == 0 ? "\xef\xbb\xbf" : "", "\n");
}

static void quoted(struct varied *v, struct str line)
{
    plain(v, line, "> ", "\n");
}

static void listed(struct varied *v, struct str line)
{
    plain(v, line, "* ", "\n");
}

static void fenced(struct varied *v, struct str line)
{
    plain(v, line, v->number == 0 ? "# Results\n\nWe ran it.\n\n```\n" : "", "\n");
}

static void celled(struct varied *v, struct str line)
{
    plain(v, line, "<tr><td>", "</td></tr>\n");
}

static void broken(struct varied *v, struct str line)
{
    plain(v, line, "", "<br>\n");
}

static void clock_of(struct varied *v, char *text, size_t size, char between)
{
    v->second += (unsigned)below(v->state, 2);
    snprintf(text, size, "2026-11-25%c%02u:%02u:%02u.%07u", between, v->second / 3600 % 24,
             v->second / 60 % 60, v->second % 60, (unsigned)below(v->state, 10000000));
}

/* A line of another program, now and then. */
static void chatter(struct varied *v, const char *prefix)
{
    static const char *const SAID[] = {"GET / 200 12.5ms", "listening on :8080", "",
                                       "100 requests in 2.5s", "{\"level\":\"info\",\"ms\":12}"};
    if (below(v->state, 8) == 0) {
        buf_printf(v->out, "%s%s\n", prefix, SAID[below(v->state, 5)]);
    }
}

static void compose(struct varied *v, struct str line)
{
    plain(v, line, "load_1  | ", "\n");
    chatter(v, "api_1   | ");
}

static void compose_timed(struct varied *v, struct str line)
{
    char clock[64];
    clock_of(v, clock, sizeof clock, 'T');
    plain(v, line, arena_printf(&arena, "\x1b[36mload-1  |\x1b[0m %sZ ", clock), "\n");
}

static void kubernetes(struct varied *v, struct str line)
{
    plain(v, line, "[pod/load-6d5f7-x2k9p/load] ", "\n");
    chatter(v, "[pod/api-6d5f7-aaaaa/api] ");
}

static void journal(struct varied *v, struct str line)
{
    v->second += (unsigned)below(v->state, 2);
    plain(v, line,
          arena_printf(&arena, "Nov %2u %02u:%02u:%02u host load[4711]: ", 5U,
                       v->second / 3600 % 24, v->second / 60 % 60, v->second % 60),
          "\n");
    chatter(v, "Nov  5 01:02:03 host sshd[22]: ");
}

static void actions(struct varied *v, struct str line)
{
    char clock[64];
    clock_of(v, clock, sizeof clock, 'T');
    plain(v, line, arena_printf(&arena, "%sZ ", clock), "\n");
}

static void gitlab(struct varied *v, struct str line)
{
    char clock[64];
    clock_of(v, clock, sizeof clock, 'T');
    plain(v, line, arena_printf(&arena, "%sZ 00O ", clock), "\n");
}

static void logger(struct varied *v, struct str line)
{
    char clock[64];
    clock_of(v, clock, sizeof clock, ' ');
    plain(v, line, arena_printf(&arena, "%s [INFO] bench - ", clock), "\n");
    chatter(v, "2026-11-25 01:02:03.0000000 [WARN] bench - ");
}

static void level(struct varied *v, struct str line)
{
    plain(v, line, "[INFO] ", "\n");
}

static void numbered(struct varied *v, struct str line)
{
    plain(v, line, arena_printf(&arena, "%6zu\t", v->number + 1), "\n");
}

static void by_line(struct buf *out, struct str text, uint64_t *state,
                    void (*vary)(struct varied *v, struct str line))
{
    struct varied v = {.out = out, .state = state, .second = (unsigned)below(state, 86000)};
    while (text.len > 0) {
        size_t end = str_find(text, STR("\n"), 0);
        vary(&v, str_cut(text, 0, end));
        text = str_skip(text, end == SIZE_MAX ? text.len : end + 1);
        v.number++;
    }
}

/* What is tried, and whether it must leave text readable. */
static const struct {
    const char *name;
    void (*vary)(struct varied *v, struct str line); /* NULL: see below */
    bool harmless;
} VARIATIONS[] = {
    {"cut", NULL, false},
    {"twice", NULL, false},
    {"crlf", crlf, true},
    {"old mac", old_mac, true},
    {"tabs", tabs, true},
    {"trailing blanks", trailing, true},
    {"coloured", coloured, true},
    {"byte order mark", marked, true},
    {"quoted", quoted, true},
    {"listed", listed, true},
    {"fenced", fenced, true},
    {"celled", celled, true},
    {"broken", broken, true},
    {"compose", compose, true},
    {"compose with times", compose_timed, true},
    {"kubernetes", kubernetes, true},
    {"journal", journal, true},
    {"actions", actions, true},
    {"gitlab", gitlab, true},
    {"logger", logger, true},
    {"level", level, true},
    {"numbered", numbered, true},
};

#define VARIATION_COUNT (sizeof VARIATIONS / sizeof VARIATIONS[0])

static struct str varied(struct str text, size_t which, uint64_t *state)
{
    struct buf out = BUF(&arena);
    if (VARIATIONS[which].vary) {
        by_line(&out, text, state, VARIATIONS[which].vary);
    } else if (which == 0) {
        buf_add(&out, str_cut(text, 0, below(state, text.len)));
    } else {
        buf_add(&out, text);
        buf_text(&out, "\nThen we changed 2 lines, and 50% of 100 requests in 3s were faster:\n\n");
        buf_add(&out, text);
    }
    return buf_str(&out);
}

/* The figures of a run as text, of which the source may say less. */
static struct str figures(const struct run *run, bool without_latency)
{
    struct buf out = BUF(&arena);
    struct json_emit json = {.out = &out};
    struct run own = *run;
    own.label = own.source_file = own.command = own.tool_version = own.started_at = STR("");
    own.source_line = 1;
    own.role = ROLE_MEASURED;
    own.note_count = own.tag_count = 0;
    own.notes = NULL;
    own.has_latency = own.has_latency && !without_latency;
    run_emit(&json, &own);
    return buf_str(&out);
}

static struct inputs read_text(struct str text)
{
    const char *path = arena_printf(&arena, "%s/a", directory);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ck_assert(fd >= 0 && write(fd, text.ptr, text.len) == (ssize_t)text.len);
    close(fd);
    struct inputs inputs;
    struct err err = {0};
    struct inputs_options options = {.timeout_s = (double)NAN};
    ck_assert(inputs_read(&arena, &path, 1, &options, &inputs, &err));
    return inputs;
}

/* Formats of samples, in which nothing tells that lines are missing at the end. */
static bool is_endless(struct str format)
{
    static const char *const NAMES[] = {"jtl",    "k6-json", "hey-csv", "vegeta-csv", "vegeta-json",
                                        "ab-csv", "ab-tsv",  "hgrm",    "vegeta-hist"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (str_is(format, NAMES[i])) {
            return true;
        }
    }
    return false;
}

static size_t wrong, compared;

static void complain(const char *path, const char *how, struct str text, const char *what,
                     struct str got)
{
    wrong++;
    fprintf(stderr, "%s, %s: %s\n%.*s\n", path, how, what, STR_ARG(got));
    const char *keep = getenv("WRKBOOK_KEEP");
    FILE *file = keep ? fopen(arena_printf(&arena, "%s/%zu", keep, wrong), "w") : NULL;
    if (file) {
        fwrite(text.ptr, 1, text.len, file);
        (void)fclose(file);
    }
}

/* ab's times stand last: a run that lacks them has a note. */
static bool is_same(const struct run *got, const struct run *one)
{
    bool ab = str_is(got->source_format, "ab") && !got->has_latency && got->note_count > 0;
    return str_eq(figures(got, false), figures(one, ab));
}

/* The runs of a text, and without what scripts printed behind those of wrk, which makes figures
 * finer. */
struct base {
    struct inputs whole, coarse;
    bool own; /* a fixture */
};

static struct base read_base(struct str text, bool own)
{
    struct buf lines = BUF(&arena);
    bool behind = false;
    for (struct str rest = text; rest.len > 0;) {
        size_t end = str_find(rest, STR("\n"), 0);
        struct str line = str_cut(rest, 0, end);
        behind = behind && str_find(line, STR("Running "), 0) == SIZE_MAX;
        if (!behind) {
            buf_printf(&lines, "%.*s\n", STR_ARG(line));
        }
        behind = behind || str_find(line, STR("Transfer/sec:"), 0) != SIZE_MAX;
        rest = str_skip(rest, end == SIZE_MAX ? rest.len : end + 1);
    }
    return (struct base){read_text(text), read_text(buf_str(&lines)), own};
}

/* Whether a figure is one of them, with all its digits. */
static bool is_among(struct str figures, struct str piece)
{
    size_t at = str_find(figures, piece, 0);
    while (at != SIZE_MAX && at + piece.len < figures.len &&
           !strchr(",]}", figures.ptr[at + piece.len])) {
        at = str_find(figures, piece, at + 1);
    }
    return at != SIZE_MAX;
}

/* Whether every figure is one of either, or is missing: a script's list may be cut off, or end at
 * another program's line. */
static bool is_between(const struct run *got, const struct run *fine, const struct run *coarse)
{
    struct str one = figures(fine, false);
    struct str other = figures(coarse, false);
    for (struct str rest = figures(got, false); rest.len > 0;) {
        size_t end = str_find(rest, STR(","), 0);
        struct str piece = str_cut(rest, 0, end);
        while (str_ends(piece, STR("]")) || str_ends(piece, STR("}"))) {
            piece.len--; /* of a list that ends here */
        }
        if (!is_among(one, piece) && !is_among(other, piece) &&
            str_find(piece, STR(":null"), 0) == SIZE_MAX) {
            return false;
        }
        rest = str_skip(rest, end == SIZE_MAX ? rest.len : end + 1);
    }
    return true;
}

/* Whether it is the run of that number. Files of others are odd enough to lose a setting. */
static bool is_of(const struct run *got, const struct base *base, size_t i)
{
    const struct run *one = base->whole.runs.at[i];
    bool script =
        base->coarse.runs.n == base->whole.runs.n && !is_same(one, base->coarse.runs.at[i]);
    const struct run *coarse = script ? base->coarse.runs.at[i] : one;
    return is_same(got, one) || ((script || !base->own) && is_between(got, one, coarse)) ||
           (!base->own && is_between(one, got, got));
}

/* Every run read is one of the untouched file's, in order; fewer only with an error. */
static size_t compare(const char *path, const char *how, struct str text, const struct base *base,
                      bool twice)
{
    struct inputs got = read_text(text);
    compared += got.runs.n;
    const size_t runs = base->whole.runs.n;
    size_t copies = twice ? 2 : 1;
    size_t at = 0;
    for (size_t i = 0; i < got.runs.n; i++) {
        while (at < runs * copies && !is_of(got.runs.at[i], base, at % runs)) {
            at++;
        }
        if (at == runs * copies) {
            complain(path, how, text, "other figures", figures(got.runs.at[i], false));
            return 0;
        }
        at++;
    }
    if (got.runs.n < runs && got.failures.n == 0 && !strstr(how, "cut")) {
        complain(path, how, text, "fewer runs, and no error", STR(""));
    }
    return got.runs.n;
}

static bool is_words(struct str format)
{
    static const char *const NAMES[] = {"ab",          "hey", "h2load", "siege-text",
                                        "vegeta-text", "wrk", "wrk2"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (str_is(format, NAMES[i])) {
            return true;
        }
    }
    return false;
}

static uint64_t seeds;

static void try_file(const char *path)
{
    arena = (struct arena){0};
    struct str text = read_file(&arena, path);
    struct base base = {0};
    bool own = strstr(path, "/fixtures/input/") != NULL;
    if (text.len > 0 && text.len <= LARGEST) {
        base = read_base(text, own);
    }
    for (uint64_t seed = 0; seed < seeds && base.whole.runs.n > 0 && base.whole.failures.n == 0;
         seed++) {
        uint64_t state = seed;
        struct str format = base.whole.runs.at[0]->source_format;
        for (size_t i = is_endless(format); i < VARIATION_COUNT; i++) {
            struct str one = varied(text, i, &state);
            const char *how = VARIATIONS[i].name;
            size_t runs = compare(path, how, one, &base, !VARIATIONS[i].vary);
            if (own && VARIATIONS[i].harmless && is_words(format) && runs != base.whole.runs.n) {
                complain(path, how, one, "runs are not read", STR(""));
            }
            size_t second = 2 + below(&state, VARIATION_COUNT - 2);
            compare(path, arena_printf(&arena, "%s, then %s", how, VARIATIONS[second].name),
                    varied(one, second, &state), &base, !VARIATIONS[i].vary);
        }
    }
    arena_free(&arena);
}

static void walk(const char *root)
{
    struct arena own = {0};
    DIR *dir = opendir(root);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *path = arena_printf(&own, "%s/%s", root, entry->d_name);
        struct stat info;
        if (entry->d_name[0] == '.' || stat(path, &info) != 0) {
            continue;
        }
        if (S_ISDIR(info.st_mode)) {
            walk(path);
        } else {
            try_file(path);
        }
    }
    if (dir) {
        closedir(dir);
    }
    arena_free(&own);
}

START_TEST(figures_stay_or_are_refused)
{
    struct arena own = {0};
    const char *many = getenv("WRKBOOK_VARIATIONS");
    seeds = many ? strtoull(many, NULL, 10) : FEW_SEEDS;
    ck_assert(mkdtemp(directory) != NULL);
    walk(source_path(&own, "fixtures/input"));
    walk(source_path(&own, "fixtures/edge"));
    if (many) {
        walk(source_path(&own, "../shared/corpus"));
        walk(source_path(&own, "../shared/samples"));
    }
    ck_assert_int_eq(system(arena_printf(&own, "rm -rf '%s'", directory)), 0);
    arena_free(&own);
    ck_assert_uint_gt(compared, 1000);
    ck_assert_msg(wrong == 0, "%zu variations are read wrongly", wrong);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("variations");
    TCase *tcase = tcase_create("logs");
    tcase_set_timeout(tcase, 600);
    tcase_add_test(tcase, figures_stay_or_are_refused);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
