/* Fits of published data, and data no law fits. */
#include <math.h>

#include "support.h"
#include "usl.h"

static const double SPEC_LOAD[] = {1, 18, 36, 72, 108, 144, 216};
static const double SPEC_RATE[] = {64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2};

static void near(double got, double expected, double relative)
{
    ck_assert_double_eq_tol(got, expected, relative * fabs(expected));
}

/* Gunther's SDM91 data; R's package usl prints these figures. */
START_TEST(specsdm91_absolute)
{
    struct usl fit;
    ck_assert(usl_fit(SPEC_LOAD, SPEC_RATE, 7, USL_ABSOLUTE, &fit));
    near(fit.gamma, 89.9952268, 1e-6);
    near(fit.alpha, 0.02772847, 1e-5);
    near(fit.beta, 1.04365501e-4, 1e-5);
    near(fit.gamma_se, 14.213, 1e-4);
    near(fit.alpha_se, 0.0091217, 1e-4);
    near(fit.beta_se, 1.98753e-5, 1e-4);
    near(usl_peak(&fit), 96.52, 1e-4);
    near(usl_rate(&fit, usl_peak(&fit)), 1883.90, 1e-5);
}

END_TEST

START_TEST(specsdm91_relative)
{
    struct usl fit;
    ck_assert(usl_fit(SPEC_LOAD, SPEC_RATE, 7, USL_RELATIVE, &fit));
    near(fit.gamma, 67.9423, 1e-5);
    near(fit.alpha, 0.0134525, 1e-4);
    near(fit.beta, 1.15110e-4, 1e-4);
    near(usl_peak(&fit), 92.6, 1e-3);
}

END_TEST

START_TEST(a_curve_that_only_levels_off)
{
    static const double LOAD[] = {1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64};
    static const double RATE[] = {20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310};
    struct usl fit;
    ck_assert(usl_fit(LOAD, RATE, 11, USL_ABSOLUTE, &fit));
    near(fit.gamma, 21.848843, 1e-6);
    near(fit.alpha, 0.05777078, 1e-5);
    ck_assert_double_eq(fit.beta, 0);
    ck_assert(isnan(fit.beta_se));
    ck_assert(isinf(usl_peak(&fit)));
    near(fit.gamma / fit.alpha, 378.2, 1e-4);
}

END_TEST

START_TEST(the_tests_of_usl)
{
    static const double LOAD[] = {1, 2, 4, 6, 8, 10};
    static const double RATE[] = {1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557};
    struct usl fit;
    ck_assert(usl_fit(LOAD, RATE, 6, USL_ABSOLUTE, &fit));
    near(fit.gamma, 1.000005, 1e-6);
    near(fit.alpha, 0.0200058, 1e-4);
    near(fit.beta, 0.0199997, 1e-4);
    near(usl_peak(&fit), 7.0, 1e-3);
    ck_assert(fit.r2 > 0.9999 && fit.worst < 1e-3);
}

END_TEST

START_TEST(scaling_throughput_scales_gamma_only)
{
    double rate[7];
    struct usl fit;
    struct usl scaled;
    for (size_t i = 0; i < 7; i++) {
        rate[i] = SPEC_RATE[i] * 1e6;
    }
    ck_assert(usl_fit(SPEC_LOAD, SPEC_RATE, 7, USL_RELATIVE, &fit));
    ck_assert(usl_fit(SPEC_LOAD, rate, 7, USL_RELATIVE, &scaled));
    near(scaled.gamma, fit.gamma * 1e6, 1e-6);
    near(scaled.alpha, fit.alpha, 1e-5);
    near(scaled.beta, fit.beta, 1e-5);
}

END_TEST

START_TEST(what_cannot_be_fitted)
{
    static const double LOAD[] = {4, 8, 8, 4};
    static const double RATE[] = {10, 12, 13, 11};
    static const double ZERO[] = {10, 0, 20};
    static const double NOTHING[] = {10, NAN, 20};
    static const double LINEAR[] = {10, 10, 10};
    struct usl fit;
    ck_assert(!usl_fit(LOAD, RATE, 4, USL_RELATIVE, &fit));
    ck_assert(!usl_fit(SPEC_LOAD, ZERO, 3, USL_RELATIVE, &fit));
    ck_assert(!usl_fit(SPEC_LOAD, NOTHING, 3, USL_RELATIVE, &fit));
    ck_assert(!usl_fit(SPEC_LOAD, RATE, 0, USL_RELATIVE, &fit));
    ck_assert(usl_fit(SPEC_LOAD, LINEAR, 3, USL_RELATIVE, &fit));
    ck_assert(isfinite(fit.gamma) && fit.alpha >= 0 && fit.alpha <= 1);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("usl");
    TCase *tests = tcase_create("usl");
    tcase_add_test(tests, specsdm91_absolute);
    tcase_add_test(tests, specsdm91_relative);
    tcase_add_test(tests, a_curve_that_only_levels_off);
    tcase_add_test(tests, the_tests_of_usl);
    tcase_add_test(tests, scaling_throughput_scales_gamma_only);
    tcase_add_test(tests, what_cannot_be_fitted);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
