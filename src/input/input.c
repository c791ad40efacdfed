#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "input.h"
#include "refused.h"
#include "text_run.h"

extern const struct input_format input_ab;
extern const struct input_format input_ab_csv;
extern const struct input_format input_ab_tsv;
extern const struct input_format input_autocannon;
extern const struct input_format input_bencher;
extern const struct input_format input_benchmark_action;
extern const struct input_format input_bombardier;
extern const struct input_format input_plain_csv;
extern const struct input_format input_fortio;
extern const struct input_format input_ghz;
extern const struct input_format input_h2load;
extern const struct input_format input_hey;
extern const struct input_format input_hey_csv;
extern const struct input_format input_hgrm;
extern const struct input_format input_jmeter_json;
extern const struct input_format input_jtl;
extern const struct input_format input_k6;
extern const struct input_format input_k6_stream;
extern const struct input_format input_locust;
extern const struct input_format input_oha;
extern const struct input_format input_published;
extern const struct input_format input_siege;
extern const struct input_format input_siege_text;
extern const struct input_format input_techempower;
extern const struct input_format input_vegeta;
extern const struct input_format input_vegeta_csv;
extern const struct input_format input_vegeta_hist;
extern const struct input_format input_vegeta_json;
extern const struct input_format input_vegeta_text;
extern const struct input_format input_wrk;
extern const struct input_format input_wrk2;
extern const struct input_format input_wrk_lua;
extern const struct input_format input_wrkbook;

/* clang-format off */
const struct input_format *const INPUT_FORMATS[] = {
    &input_ab,
    &input_ab_csv,
    &input_ab_tsv,
    &input_autocannon,
    &input_bencher,
    &input_benchmark_action,
    &input_bombardier,
    &input_plain_csv,
    &input_fortio,
    &input_ghz,
    &input_h2load,
    &input_hey,
    &input_hey_csv,
    &input_hgrm,
    &input_jmeter_json,
    &input_jtl,
    &input_k6,
    &input_k6_stream,
    &input_locust,
    &input_oha,
    &input_published,
    &input_siege,
    &input_siege_text,
    &input_techempower,
    &input_vegeta,
    &input_vegeta_csv,
    &input_vegeta_hist,
    &input_vegeta_json,
    &input_vegeta_text,
    &input_wrk,
    &input_wrk2,
    &input_wrk_lua,
    &input_wrkbook,
};
/* clang-format on */

const size_t INPUT_FORMAT_COUNT = sizeof INPUT_FORMATS / sizeof INPUT_FORMATS[0];

/* "wrk, wrkbook" */
static struct str known_names(struct arena *arena)
{
    struct buf names = BUF(arena);
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        buf_text(&names, i > 0 ? ", " : "");
        buf_text(&names, INPUT_FORMATS[i]->name);
    }
    return buf_str(&names);
}

/* The format whose mark stands in the head, but begins no line; NULL: none. */
static const struct input_format *marked(struct str head)
{
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        const char *mark = INPUT_FORMATS[i]->mark;
        if (mark && str_find(head, str_of(mark), 0) != SIZE_MAX &&
            text_find(head, mark, 0) == SIZE_MAX) {
            return INPUT_FORMATS[i];
        }
    }
    return NULL;
}

static bool fail_unknown(struct err *err, const char *source_name, struct str head)
{
    const struct input_format *format = marked(head);
    if (format) {
        return err_at(err, ERR_INPUT, source_name, 0, 0,
                      "has \"%s\", as %s has it, but behind something that is not the same in "
                      "every line; take that off (docker compose logs --no-log-prefix, kubectl "
                      "logs without --prefix, journalctl -o cat)",
                      format->mark, format->name);
    }
    struct arena arena = {0};
    err_at(err, ERR_INPUT, source_name, 0, 0, "no known format%s; the known ones are %.*s",
           head.len >= SOURCE_HEAD_SIZE ? " in its first 64 KiB (--from FORMAT says which it is)"
                                        : "",
           STR_ARG(known_names(&arena)));
    arena_free(&arena);
    return false;
}

static bool fail_tie(struct err *err, const char *source_name, const int *sure, int best)
{
    struct arena arena = {0};
    struct buf names = BUF(&arena);
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        if (sure[i] == best) {
            buf_text(&names, names.n > 0 ? " or " : "");
            buf_text(&names, INPUT_FORMATS[i]->name);
        }
    }
    err_at(err, ERR_INPUT, source_name, 0, 0, "may be %.*s; say which with --from",
           STR_ARG(buf_str(&names)));
    arena_free(&arena);
    return false;
}

static bool fail_refused(struct err *err, const char *source_name, const struct refused *row)
{
    return err_at(err, ERR_INPUT, source_name, 0, 0, "not read, since it holds %s, which %s; %s",
                  row->what, row->why, row->instead);
}

struct verdict {
    int sure[sizeof INPUT_FORMATS / sizeof INPUT_FORMATS[0]];
    int best;
    const struct input_format *winner; /* NULL when no format claims the head */
    bool tie;
};

static struct verdict ask_probes(struct str head, bool early)
{
    struct verdict verdict = {.best = PROBE_NO};
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        int sure = INPUT_FORMATS[i]->probe(head);
        sure = !early && sure == PROBE_WHOLE ? PROBE_LIKELY : sure;
        verdict.sure[i] = sure;
        verdict.tie = sure == verdict.best || (verdict.tie && sure < verdict.best);
        if (sure > verdict.best) {
            verdict.best = sure;
            verdict.winner = INPUT_FORMATS[i];
        }
    }
    return verdict;
}

const struct input_format *input_detect_early(struct str head)
{
    struct verdict verdict = ask_probes(head, true);
    return verdict.best >= PROBE_WHOLE && !verdict.tie ? verdict.winner : NULL;
}

const struct input_format *input_detect(struct str head, const char *source_name, struct err *err)
{
    if (head.len == 0) {
        err_at(err, ERR_INPUT, source_name, 0, 0, "is empty");
        return NULL;
    }
    struct verdict verdict = ask_probes(head, false);
    bool claimed = verdict.best != PROBE_NO;
    const struct refused *row = refused_find(head, verdict.best > PROBE_WEAK);
    /* A look-alike may stand behind a whole result, which is read. */
    if (row && !(claimed && input_detect_early(head))) {
        fail_refused(err, source_name, row);
        return NULL;
    }
    if (memchr(head.ptr, '\0', head.len)) {
        err_at(err, ERR_INPUT, source_name, 0, 0, "is a binary file, expected text");
        return NULL;
    }
    if (!claimed) {
        fail_unknown(err, source_name, head);
        return NULL;
    }
    if (verdict.tie) {
        fail_tie(err, source_name, verdict.sure, verdict.best);
        return NULL;
    }
    return verdict.winner;
}

const struct input_format *input_named(struct str name, struct err *err)
{
    for (size_t i = 0; i < INPUT_FORMAT_COUNT; i++) {
        if (str_is(name, INPUT_FORMATS[i]->name)) {
            return INPUT_FORMATS[i];
        }
    }
    struct arena arena = {0};
    err_set(err, ERR_USAGE, "unknown format \"%.*s\"; the known ones are %.*s",
            (int)(name.len < 100 ? name.len : 100), name.ptr ? name.ptr : "",
            STR_ARG(known_names(&arena)));
    arena_free(&arena);
    return NULL;
}
