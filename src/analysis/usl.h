/*
 * usl.h - the Universal Scalability Law, fitted to throughput by load.
 *
 * X(N) = gamma N / (1 + alpha (N - 1) + beta N (N - 1)); Gunther, Guerrilla
 * Capacity Planning, eq. 4.31. gamma: throughput of one; alpha: contention;
 * beta: coherency, which makes throughput fall again.
 */
#pragma once

#include <stddef.h>

#include "errors.h"

enum usl_residuals {
    USL_RELATIVE, /* of log X: load-test noise is proportional to X */
    USL_ABSOLUTE, /* of X, as R's package usl does */
};

struct usl {
    double gamma, alpha, beta;          /* gamma > 0; alpha and beta in 0..1 */
    double gamma_se, alpha_se, beta_se; /* standard errors; NaN at a bound or without freedom */
    double r2;                          /* share of the variance of X explained */
    double worst;                       /* largest |X - fit| / X */
};

/*
 * Fits n points, load[i] >= 1 and rate[i] > 0, by nonlinear least squares within
 * the bounds: closed-form start, Levenberg-Marquardt. False with fewer than 3
 * distinct loads, or a value out of range.
 */
MUST_CHECK bool usl_fit(const double *load, const double *rate, size_t n,
                        enum usl_residuals residuals, struct usl *fit);

/* Throughput at a load. */
double usl_rate(const struct usl *fit, double load);

/* The load of most throughput; infinite where beta is 0, so that it only levels off. */
double usl_peak(const struct usl *fit);
