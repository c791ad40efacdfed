#include "github.h"

#include "gates.h"

/* So many annotations of a step are shown, and so many bytes of a message are plenty. */
#define MOST_ANNOTATIONS 10
#define MOST_BYTES 1000

/* Inside a command; in a property, its separators too. */
static void escaped(struct buf *out, struct str text, bool property)
{
    text = str_clip(str_clean(out->arena, text), MOST_BYTES);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','))) {
            buf_printf(out, "%%%02X", (unsigned)c);
        } else {
            buf_char(out, c);
        }
    }
}

static void annotation(struct buf *out, enum gate_outcome outcome, struct str title,
                       struct str message)
{
    static const char *const COMMANDS[] = {[OUTCOME_PASSED] = "notice",
                                           [OUTCOME_OPEN] = "notice",
                                           [OUTCOME_WARNED] = "warning",
                                           [OUTCOME_FAILED] = "error"};
    buf_printf(out, "::%s title=", COMMANDS[outcome]);
    escaped(out, title, true);
    buf_text(out, "::");
    escaped(out, message, false);
    buf_char(out, '\n');
}

void github_annotations(const struct report *report, struct buf *out)
{
    const struct analysis *analysis = report->analysis;
    size_t places[MOST_ANNOTATIONS];
    size_t all = analysis->gates.n - gate_outcomes(analysis, OUTCOME_PASSED);
    size_t n = gates_not_passed(analysis, places, MOST_ANNOTATIONS);
    size_t single = all > n ? n - 1 : n;
    for (size_t i = 0; i < single; i++) {
        const struct gate_result *result = &analysis->gates.at[places[i]];
        annotation(out, result->outcome, result->gate->text, report->gate_texts[places[i]]);
    }
    if (single < all) {
        struct str rest = str_printf(out->arena, "%zu", all - single);
        annotation(out, analysis->gates.at[places[single]].outcome, report->gate_summary,
                   LANGUAGE_SAY(out->arena, report->language, "gate.more", {"n", rest}));
    }
}

void github_outputs(const struct report *report, const char *directory, struct buf *out)
{
    const struct analysis *analysis = report->analysis;
    if (analysis->gates.n > 0) {
        buf_printf(out, "verdict=%s\npassed=%zu\nwarned=%zu\nfailed=%zu\ninconclusive=%zu\n",
                   gate_outcome_name(gates_worst(analysis)),
                   gate_outcomes(analysis, OUTCOME_PASSED), gate_outcomes(analysis, OUTCOME_WARNED),
                   gate_outcomes(analysis, OUTCOME_FAILED), gate_outcomes(analysis, OUTCOME_OPEN));
    }
    if (directory) {
        buf_printf(out, "report=%.*s\n", STR_ARG(str_clean(out->arena, str_of(directory))));
    }
}

struct str github_safe(struct arena *arena, struct str text)
{
    struct buf out = BUF(arena);
    /* Runners trim what any alphabet takes for blank: what is not ASCII counts as that. */
    bool start = true;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        struct str rest = str_skip(text, i);
        bool command = start && str_starts(rest, STR("::"));
        bool old_command = str_starts(rest, STR("##["));
        buf_char(&out, c);
        buf_text(&out, command || old_command ? " " : "");
        start = c == '\n' || c == '\r' || (start && (c <= ' ' || c > '~'));
    }
    return buf_str(&out);
}
