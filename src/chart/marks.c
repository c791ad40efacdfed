/* Marks that differ in shape, for points that colour and place do not tell apart; whiskers. */
#include "plot.h"

/* Corners in units of the radius; the areas are about that of a disc. */
static const double SQUARE[] = {-.85, -.85, .85, -.85, .85, .85, -.85, .85};
static const double TRIANGLE[] = {0, -1.15, 1.1, .85, -1.1, .85};
static const double DIAMOND[] = {0, -1.25, 1.25, 0, 0, 1.25, -1.25, 0};
static const double UPSIDE_DOWN[] = {0, 1.15, 1.1, -.85, -1.1, -.85};
static const double LEFT[] = {-1.15, 0, .85, -1.1, .85, 1.1};
static const double CROSS[] = {-.4, -1.15, .4,  -1.15, .4,  -.4, 1.15,  -.4, 1.15,  .4,  .4,  .4,
                               .4,  1.15,  -.4, 1.15,  -.4, .4,  -1.15, .4,  -1.15, -.4, -.4, -.4};

#define CORNERS_MAX (sizeof CROSS / sizeof CROSS[0] / 2)

struct shape {
    const double *at; /* NULL: a disc */
    size_t corners;
};

static const struct shape SHAPES[MARK_SHAPES] = {
    {NULL, 0}, {TRIANGLE, 3}, {SQUARE, 4}, {UPSIDE_DOWN, 3}, {DIAMOND, 4}, {CROSS, CORNERS_MAX},
};
static const struct shape AT_MOST = {LEFT, 3};

void plot_mark(struct plot *plot, size_t shape, double x, double y, double radius, unsigned ink)
{
    const struct shape *drawn = shape == MARK_AT_MOST ? &AT_MOST : &SHAPES[shape % MARK_SHAPES];
    if (!drawn->at) {
        plot->canvas->dot(plot->canvas, x, y, radius, ink);
        return;
    }
    double points[2 * CORNERS_MAX];
    for (size_t i = 0; i < drawn->corners; i++) {
        points[2 * i] = x + radius * drawn->at[2 * i];
        points[2 * i + 1] = y + radius * drawn->at[2 * i + 1];
    }
    plot->canvas->polygon(plot->canvas, points, drawn->corners, ink);
}

void plot_whisker(struct plot *plot, double low, double high, double y, double cap)
{
    struct canvas *canvas = plot->canvas;
    for (int halo = 1; halo >= 0; halo--) {
        unsigned ink = halo ? plot->theme->background : plot->theme->text;
        double tip = cap + halo;
        const double points[] = {low,  y - tip, low,  y + tip, low,  y,
                                 high, y,       high, y - tip, high, y + tip};
        canvas->path(canvas, points, 6, halo ? 3 : 1, ink);
    }
}
