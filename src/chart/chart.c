#include "plot.h"

#define TITLE_BASELINE 38.0
#define SUBTITLE_BASELINE 60.0
#define HEADER_HEIGHT 80.0
#define HEADER_BARE_HEIGHT 58.0 /* without a subtitle */
#define TEXT_COLUMNS 160
#define LINE_COLUMNS 84 /* a longer subtitle has a second line */
#define LINE_HEIGHT 19.0

const struct theme THEME_LIGHT = {
    .background = 0xffffff, .text = 0x1f2328, .muted = 0x59636e, .grid = 0xd1d9e0};
const struct theme THEME_DARK = {
    .background = 0x0d1117, .text = 0xf0f6fc, .muted = 0x9198a1, .grid = 0x3d444d};

static const struct drawing *const DRAWINGS[] = {
    [CHART_BARS] = &BARS,     [CHART_DOTS] = &DOTS,   [CHART_LINES] = &LINES,
    [CHART_RATIOS] = &RATIOS, [CHART_PARTS] = &PARTS,
};

/* Each has a contrast of 3:1 or more with both backgrounds (WCAG 1.4.11). */
unsigned chart_colour(size_t system)
{
    static const unsigned COLOURS[CHART_COLOURS] = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7,
                                                    0x7570b3, 0xa6761d, 0x666666, 0xe7298a};
    return COLOURS[system % CHART_COLOURS];
}

static double header_height(const struct chart *chart)
{
    if (chart->subtitle.len == 0) {
        return HEADER_BARE_HEIGHT;
    }
    return HEADER_HEIGHT + (str_width(chart->subtitle) > LINE_COLUMNS ? LINE_HEIGHT : 0);
}

/* Where a subtitle's second line begins: between two clauses, else where the first line is full. */
static size_t second_line(struct str subtitle)
{
    bool is_long = str_width(subtitle) > LINE_COLUMNS;
    size_t clause = str_find(subtitle, STR("; "), 0);
    if (is_long && clause < subtitle.len &&
        str_width(str_cut(subtitle, 0, clause)) < LINE_COLUMNS &&
        str_width(str_skip(subtitle, clause + 2)) <= LINE_COLUMNS) {
        return clause + 2;
    }
    size_t at = subtitle.len;
    size_t columns = 0;
    for (size_t i = 0, len; is_long && i < subtitle.len && columns < LINE_COLUMNS; i += len) {
        utf8_decode(str_skip(subtitle, i), &len);
        columns += str_width(str_cut(subtitle, i, i + len));
        at = subtitle.ptr[i] == ' ' ? i + 1 : at;
    }
    return at;
}

static void draw_subtitle(struct plot *plot)
{
    const struct font font = {13, false};
    struct str text = plot->chart->subtitle;
    size_t at = second_line(text);
    const struct str lines[] = {str_trim(str_cut(text, 0, at)), str_skip(text, at)};
    for (size_t i = 0; i < 2; i++) {
        plot_text(plot, CHART_MARGIN, SUBTITLE_BASELINE + (double)i * LINE_HEIGHT, ANCHOR_START,
                  font, plot->theme->muted,
                  plot_fit(plot, font, lines[i], TEXT_COLUMNS, CHART_WIDTH - 2 * CHART_MARGIN));
    }
}

void chart_size(const struct chart *chart, double *width_px, double *height_px)
{
    *width_px = CHART_WIDTH;
    *height_px = header_height(chart) + DRAWINGS[chart->kind]->height(chart) + CHART_MARGIN;
}

void chart_draw(const struct chart *chart, const struct language *language,
                const struct theme *theme, struct canvas *canvas)
{
    struct arena arena = {0};
    struct plot plot = {.chart = chart,
                        .language = language,
                        .theme = theme,
                        .canvas = canvas,
                        .arena = &arena,
                        .top = header_height(chart)};
    double width;
    double height;
    chart_size(chart, &width, &height);
    canvas->rect(canvas, 0, 0, width, height, theme->background);
    const struct font bold = {17, true};
    double room = CHART_WIDTH - 2 * CHART_MARGIN;
    plot_text(&plot, CHART_MARGIN, TITLE_BASELINE, ANCHOR_START, bold, theme->text,
              plot_fit(&plot, bold, chart->title, TEXT_COLUMNS, room));
    draw_subtitle(&plot);
    DRAWINGS[chart->kind]->draw(&plot);
    arena_free(&arena);
}
