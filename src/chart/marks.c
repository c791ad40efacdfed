/* Marks that differ in shape, for points that colour and place do not tell apart. */
#include "plot.h"

/* Corners in units of the radius; the areas are about that of a disc. */
static const double SQUARE[] = {-.85, -.85, .85, -.85, .85, .85, -.85, .85};
static const double TRIANGLE[] = {0, -1.15, 1.1, .85, -1.1, .85};
static const double DIAMOND[] = {0, -1.25, 1.25, 0, 0, 1.25, -1.25, 0};
static const double UPSIDE_DOWN[] = {0, 1.15, 1.1, -.85, -1.1, -.85};
static const double CROSS[] = {-.4, -1.15, .4,  -1.15, .4,  -.4, 1.15,  -.4, 1.15,  .4,  .4,  .4,
                               .4,  1.15,  -.4, 1.15,  -.4, .4,  -1.15, .4,  -1.15, -.4, -.4, -.4};

#define CORNERS_MAX (sizeof CROSS / sizeof CROSS[0] / 2)

static const struct {
    const double *at; /* NULL: a disc */
    size_t corners;
} SHAPES[MARK_SHAPES] = {
    {NULL, 0}, {TRIANGLE, 3}, {SQUARE, 4}, {UPSIDE_DOWN, 3}, {DIAMOND, 4}, {CROSS, CORNERS_MAX},
};

void plot_mark(struct plot *plot, size_t shape, double x, double y, double radius, unsigned ink)
{
    shape %= MARK_SHAPES;
    if (!SHAPES[shape].at) {
        plot->canvas->dot(plot->canvas, x, y, radius, ink);
        return;
    }
    double points[2 * CORNERS_MAX];
    for (size_t i = 0; i < SHAPES[shape].corners; i++) {
        points[2 * i] = x + radius * SHAPES[shape].at[2 * i];
        points[2 * i + 1] = y + radius * SHAPES[shape].at[2 * i + 1];
    }
    plot->canvas->polygon(plot->canvas, points, SHAPES[shape].corners, ink);
}
