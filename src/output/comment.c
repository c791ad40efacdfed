#include "comment.h"

#include "document.h"
#include "gates.h"

/* In short: so many gates and so many bytes of a text, which escaping makes six times as long. */
#define SHORT_GATES 20
#define SHORT_TEXT 400

/* By it a workflow finds the comment to replace; also in the template. */
#define MARKER "<!-- wrkbook:comment -->\n"

static void clipped(struct buf *out, const char *before, struct str text, const char *after)
{
    struct str start = str_clip(text, SHORT_TEXT);
    buf_text(out, before);
    markdown_escape(out, start);
    buf_text(out, start.len < text.len ? "..." : "");
    buf_text(out, after);
}

static void in_short(const struct report *report, struct buf *out)
{
    size_t places[SHORT_GATES];
    buf_text(out, MARKER);
    clipped(out, "### ", report->title, "\n\n");
    clipped(out, "**", report->headline, "**\n\n");
    if (report->analysis->gates.n > 0) {
        clipped(out, "", report->gate_summary, "\n\n");
    }
    size_t n = gates_not_passed(report->analysis, places, SHORT_GATES);
    for (size_t i = 0; i < n; i++) {
        clipped(out, "- ", report->gate_texts[places[i]], "\n");
    }
    clipped(out, n > 0 ? "\n" : "", language_text(report->language, "report.cut"), "\n");
}

bool comment_render(const struct report *report, size_t most, struct buf *out, struct err *err)
{
    struct document_options how = {.most = most};
    struct buf whole = BUF(report->arena);
    if (!document_render(report, STR("comment"), &how, &whole, err)) {
        return false;
    }
    if (whole.n <= most) {
        buf_add(out, buf_str(&whole));
    } else {
        in_short(report, out);
    }
    return true;
}

static bool write_comment(const struct report *report, struct sink *sink, const char *name,
                          struct err *err)
{
    struct buf out = BUF(report->arena);
    return comment_render(report, DOCUMENT_COMMENT_BYTES, &out, err) &&
           sink_put(sink, name, buf_str(&out), err);
}

const struct output_format output_comment = {
    .name = "comment",
    .file = "comment.md",
    .summary = "a comment for a pull request, with a hidden marker; of gate",
    .for_gates = true,
    .write = write_comment,
};
