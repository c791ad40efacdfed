/* Every chart as a light SVG, a dark SVG and a PNG. */
#include "canvas_cairo.h"
#include "output.h"

struct variant {
    const char *ending;
    const struct theme *theme;
    bool (*draw)(const struct chart *chart, const struct language *language,
                 const struct theme *theme, struct buf *out, struct err *err);
};

static const struct variant VARIANTS[] = {
    {".svg", &THEME_LIGHT, chart_svg},
    {"-dark.svg", &THEME_DARK, chart_svg},
    {".png", &THEME_LIGHT, chart_png},
};

static bool write_variant(const struct report *report, const struct chart *chart,
                          const struct variant *variant, struct sink *sink, const char *prefix,
                          struct err *err)
{
    struct arena scratch = {0};
    struct buf file = BUF(&scratch);
    const char *name = arena_printf(report->arena, "%s%s%s", prefix, chart->id, variant->ending);
    bool done = variant->draw(chart, report->language, variant->theme, &file, err) &&
                sink_put(sink, name, buf_str(&file), err);
    arena_free(&scratch);
    return done;
}

static bool write_chart(const struct report *report, const struct chart *chart, struct sink *sink,
                        const char *prefix, struct err *err)
{
    for (size_t i = 0; i < sizeof VARIANTS / sizeof VARIANTS[0]; i++) {
        if (!write_variant(report, chart, &VARIANTS[i], sink, prefix, err)) {
            return false;
        }
    }
    return true;
}

/* Whether a file has a name that some report gives to a chart: ID, perhaps -wN, and an ending. */
static bool is_named_after(struct str name, const char *const *ids)
{
    for (size_t i = 0; ids[i]; i++) {
        struct str rest = name;
        if (!str_eat(&rest, str_of(ids[i]))) {
            continue;
        }
        if (str_eat(&rest, STR("-w"))) {
            while (rest.len > 0 && rest.ptr[0] >= '0' && rest.ptr[0] <= '9') {
                rest = str_skip(rest, 1);
            }
        }
        for (size_t k = 0; k < sizeof VARIANTS / sizeof VARIANTS[0]; k++) {
            if (str_is(rest, VARIANTS[k].ending)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_chart_file(struct str name)
{
    return is_named_after(name, CHART_IDS) || is_named_after(name, SWEEP_CHART_IDS);
}

static bool write_list(const struct report *report, const struct chart *charts, size_t n,
                       struct sink *sink, const char *name, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        if (!write_chart(report, &charts[i], sink, name, err)) {
            return false;
        }
    }
    return true;
}

static bool charts_write(const struct report *report, struct sink *sink, const char *name,
                         struct err *err)
{
    for (size_t i = 0; i < report->sweep_count; i++) {
        const struct sweep_report *sweep = &report->sweeps[i];
        if (!write_list(report, sweep->charts.at, sweep->charts.n, sink, name, err)) {
            return false;
        }
    }
    for (size_t w = 0; w < report->workload_count; w++) {
        const struct workload_report *workload = &report->workloads[w];
        if (!write_list(report, workload->charts.at, workload->charts.n, sink, name, err)) {
            return false;
        }
    }
    sink_clear(sink, name, is_chart_file);
    return true;
}

const struct output_format output_charts = {
    .name = "charts",
    .file = "charts/",
    .summary = "pictures for documents: SVG for light and dark pages, and PNG",
    .write = charts_write,
    .libraries = chart_libraries,
};
