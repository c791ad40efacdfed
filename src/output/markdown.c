#include "document.h"

static bool write_markdown(const struct report *report, struct sink *sink, const char *name,
                           struct err *err)
{
    struct document_options options = {.chart_directory = report->charts_beside ? "charts/" : NULL};
    struct buf out = BUF(report->arena);
    struct str template_name = report->template_name.ptr ? report->template_name : STR("report");
    return document_render(report, template_name, &options, &out, err) &&
           sink_put(sink, name, buf_str(&out), err);
}

const struct output_format output_markdown = {
    .name = "md",
    .file = "report.md",
    .extension = "md",
    .summary = "Markdown, by a template",
    .write = write_markdown,
};
