#include "usl.h"

#include <math.h>
#include <string.h>

#define PARAMETERS 3
#define STEPS 500

struct problem {
    const double *load, *rate;
    size_t n;
    enum usl_residuals residuals;
};

static double rate_at(const double p[PARAMETERS], double n)
{
    return p[0] * n / (1 + p[1] * (n - 1) + p[2] * n * (n - 1));
}

double usl_rate(const struct usl *fit, double load)
{
    const double p[PARAMETERS] = {fit->gamma, fit->alpha, fit->beta};
    return rate_at(p, load);
}

double usl_peak(const struct usl *fit)
{
    return fit->beta > 0 ? sqrt((1 - fit->alpha) / fit->beta) : (double)INFINITY;
}

/* Solves a x = b for the parameters that are free; false when singular. Others get 0. */
static bool solve(double a[PARAMETERS][PARAMETERS], const double b[PARAMETERS],
                  const bool is_free[PARAMETERS], double x[PARAMETERS])
{
    double m[PARAMETERS][PARAMETERS + 1];
    for (size_t i = 0; i < PARAMETERS; i++) {
        for (size_t j = 0; j < PARAMETERS; j++) {
            m[i][j] = is_free[i] && is_free[j] ? a[i][j] : i == j;
        }
        m[i][PARAMETERS] = is_free[i] ? b[i] : 0;
    }
    for (size_t i = 0; i < PARAMETERS; i++) {
        size_t pivot = i;
        for (size_t k = i + 1; k < PARAMETERS; k++) {
            pivot = fabs(m[k][i]) > fabs(m[pivot][i]) ? k : pivot;
        }
        double row[PARAMETERS + 1];
        memcpy(row, m[pivot], sizeof row);
        memcpy(m[pivot], m[i], sizeof row);
        memcpy(m[i], row, sizeof row);
        if (!(fabs(m[i][i]) > 0) || !isfinite(m[i][i])) {
            return false;
        }
        for (size_t k = 0; k < PARAMETERS; k++) {
            double factor = k == i ? 0 : m[k][i] / m[i][i];
            for (size_t j = i; j <= PARAMETERS; j++) {
                m[k][j] -= factor * m[i][j];
            }
        }
    }
    for (size_t i = 0; i < PARAMETERS; i++) {
        x[i] = m[i][PARAMETERS] / m[i][i];
    }
    return true;
}

static double residual(const struct problem *problem, const double p[PARAMETERS], size_t i)
{
    double predicted = rate_at(p, problem->load[i]);
    return problem->residuals == USL_RELATIVE ? log(problem->rate[i] / predicted)
                                              : problem->rate[i] - predicted;
}

static double sum_of_squares(const struct problem *problem, const double p[PARAMETERS])
{
    double sum = 0;
    for (size_t i = 0; i < problem->n; i++) {
        double r = residual(problem, p, i);
        sum += r * r;
    }
    return sum;
}

/* JJ = J'J and Jr = J'r, J the derivatives of the prediction. gamma is scaled to 1. */
static void normal_equations(const struct problem *problem, const double p[PARAMETERS],
                             double jj[PARAMETERS][PARAMETERS], double jr[PARAMETERS])
{
    memset(jj, 0, sizeof(double) * PARAMETERS * PARAMETERS);
    memset(jr, 0, sizeof(double) * PARAMETERS);
    for (size_t k = 0; k < problem->n; k++) {
        double n = problem->load[k];
        double below = 1 + p[1] * (n - 1) + p[2] * n * (n - 1);
        double scale = problem->residuals == USL_RELATIVE ? 1 : rate_at(p, n);
        const double j[PARAMETERS] = {scale / p[0], -scale * (n - 1) / below,
                                      -scale * n * (n - 1) / below};
        double r = residual(problem, p, k);
        for (size_t a = 0; a < PARAMETERS; a++) {
            jr[a] += j[a] * r;
            for (size_t b = 0; b < PARAMETERS; b++) {
                jj[a][b] += j[a] * j[b];
            }
        }
    }
}

static double bounded(size_t parameter, double value)
{
    return parameter == 0 ? fmax(value, 1e-300) : fmin(1, fmax(0, value));
}

/* A parameter at a bound is held there while the fit would leave the range. */
static void find_free(const double p[PARAMETERS], const double jr[PARAMETERS],
                      bool is_free[PARAMETERS])
{
    is_free[0] = true;
    for (size_t i = 1; i < PARAMETERS; i++) {
        is_free[i] = !(p[i] <= 0 && jr[i] <= 0) && !(p[i] >= 1 && jr[i] >= 0);
    }
}

/* Start values: N/X = A + B N + C N^2 by linear least squares. */
static void start(const struct problem *problem, double p[PARAMETERS])
{
    static const bool ALL[PARAMETERS] = {true, true, true};
    double a[PARAMETERS][PARAMETERS] = {{0}};
    double b[PARAMETERS] = {0};
    double c[PARAMETERS];
    double most = 0;
    for (size_t k = 0; k < problem->n; k++) {
        double n = problem->load[k];
        const double powers[PARAMETERS] = {1, n, n * n};
        most = fmax(most, problem->rate[k] / n);
        for (size_t i = 0; i < PARAMETERS; i++) {
            b[i] += powers[i] * n / problem->rate[k];
            for (size_t j = 0; j < PARAMETERS; j++) {
                a[i][j] += powers[i] * powers[j];
            }
        }
    }
    p[0] = most;
    p[1] = 0.01;
    p[2] = 1e-4;
    if (solve(a, b, ALL, c) && c[0] + c[1] + c[2] > 0) {
        p[0] = 1 / (c[0] + c[1] + c[2]);
        p[1] = bounded(1, (c[1] + c[2]) * p[0]);
        p[2] = bounded(2, c[2] * p[0]);
    }
}

static void descend(const struct problem *problem, double p[PARAMETERS])
{
    double jj[PARAMETERS][PARAMETERS];
    double jr[PARAMETERS];
    bool is_free[PARAMETERS];
    double lambda = 1e-3;
    double best = sum_of_squares(problem, p);
    for (int step = 0; step < STEPS && lambda < 1e12; step++) {
        double damped[PARAMETERS][PARAMETERS];
        double move[PARAMETERS];
        double next[PARAMETERS];
        normal_equations(problem, p, jj, jr);
        find_free(p, jr, is_free);
        memcpy(damped, jj, sizeof damped);
        for (size_t i = 0; i < PARAMETERS; i++) {
            damped[i][i] *= 1 + lambda;
        }
        if (!solve(damped, jr, is_free, move)) {
            return;
        }
        for (size_t i = 0; i < PARAMETERS; i++) {
            next[i] = bounded(i, p[i] + move[i]);
        }
        double sum = sum_of_squares(problem, next);
        if (sum < best) {
            memcpy(p, next, sizeof next);
            best = sum;
            lambda /= 10;
        } else {
            lambda *= 10;
        }
    }
}

static void standard_errors(const struct problem *problem, const double p[PARAMETERS],
                            struct usl *fit)
{
    double *const errors[PARAMETERS] = {&fit->gamma_se, &fit->alpha_se, &fit->beta_se};
    double jj[PARAMETERS][PARAMETERS];
    double jr[PARAMETERS];
    bool is_free[PARAMETERS];
    normal_equations(problem, p, jj, jr);
    size_t estimated = 1;
    for (size_t i = 0; i < PARAMETERS; i++) {
        is_free[i] = i == 0 || (p[i] > 0 && p[i] < 1);
        estimated += i > 0 && is_free[i];
    }
    double variance = problem->n > estimated
                          ? sum_of_squares(problem, p) / (double)(problem->n - estimated)
                          : (double)NAN;
    for (size_t i = 0; i < PARAMETERS; i++) {
        double unit[PARAMETERS] = {0};
        double column[PARAMETERS];
        unit[i] = 1;
        bool known = is_free[i] && solve(jj, unit, is_free, column);
        *errors[i] = known ? sqrt(variance * column[i]) : (double)NAN;
    }
}

static size_t distinct(const double *values, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t j = 0;
        while (j < i && values[j] != values[i]) {
            j++;
        }
        count += j == i;
    }
    return count;
}

bool usl_fit(const double *load, const double *rate, size_t n, enum usl_residuals residuals,
             struct usl *fit)
{
    for (size_t i = 0; i < n; i++) {
        if (!(load[i] >= 1) || !(rate[i] > 0) || !isfinite(load[i]) || !isfinite(rate[i])) {
            return false;
        }
    }
    if (distinct(load, n) < PARAMETERS) {
        return false;
    }
    const struct problem problem = {load, rate, n, residuals};
    double p[PARAMETERS];
    start(&problem, p);
    descend(&problem, p);
    *fit = (struct usl){.gamma = p[0], .alpha = p[1], .beta = p[2]};
    standard_errors(&problem, p, fit);
    double mean = 0;
    for (size_t i = 0; i < n; i++) {
        mean += rate[i] / (double)n;
    }
    double left = 0;
    double all = 0;
    for (size_t i = 0; i < n; i++) {
        double off = rate[i] - rate_at(p, load[i]);
        left += off * off;
        all += (rate[i] - mean) * (rate[i] - mean);
        fit->worst = fmax(fit->worst, fabs(off) / rate[i]);
    }
    fit->r2 = all > 0 ? 1 - left / all : (double)NAN;
    return true;
}
