/* Reference values: R 4.2.2 wilcox.test, R coin, full enumeration, published examples. */
#include <math.h>
#include <stdlib.h>

#include "ranks.h"
#include "support.h"

#define LIST(...) (const double[]){__VA_ARGS__}, sizeof((double[]){__VA_ARGS__}) / sizeof(double)

static void assert_p(const double *x, size_t m, const double *y, size_t n, double p)
{
    ck_assert_double_eq_tol(mann_whitney_p(x, m, y, n), p, 1e-10 * p);
    ck_assert_double_eq_tol(mann_whitney_p(y, n, x, m), p, 1e-10 * p);
}

START_TEST(mann_whitney_without_ties)
{
    assert_p(LIST(.80, .83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, .73, 1.46),
             LIST(1.15, .88, .90, .74, 1.21), .254412254412254);
    assert_p(LIST(19, 22, 16, 29, 24), LIST(20, 11, 17, 12), 1. / 9);
    assert_p(LIST(1, 2, 3, 4), LIST(5, 6, 7, 8), 1. / 35);
    assert_p(LIST(2, 1, 3, 5), LIST(0, 4, 6, 7), 17. / 35);
    assert_p(LIST(39651.56, 40120.1, 38990.7, 39870.2, 39412.9),
             LIST(37200.4, 37955.0, 38102.8, 37650.3, 37011.6), 1. / 126);
}

END_TEST

START_TEST(mann_whitney_with_ties)
{
    assert_p(LIST(1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774),
             LIST(1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425), 2. / 184756);
    ck_assert_double_eq_tol(
        mann_whitney_p(LIST(3069, 3075, 3069, 3067, 3207, 3064, 3064, 3058, 3059, 3062),
                       LIST(3075, 3065, 3059, 3065, 3060, 3081, 3186, 3135, 3087, 3062)),
        .446101885730, 1e-11);
    assert_p(LIST(2, 1, 3, 5), LIST(2, 2, 2, 2), 5. / 7);
    assert_p(LIST(2, 1, 3, 5), LIST(1, 1, 1, 1, 1), 2. / 21);
    assert_p(LIST(1, 2, 2), LIST(2, 3, 3, 4, 5), 3. / 28);
    ck_assert_double_eq_tol(
        mann_whitney_p(LIST(41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1,
                            11, 4, 32, 23, 45, 115, 37),
                       LIST(39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21,
                            9, 45, 168, 73, 76, 118, 84, 85)),
        6.10873518880e-5, 1e-14);
    assert_p(LIST(3, 3, 3), LIST(3, 3), 1);
}

END_TEST

START_TEST(mann_whitney_of_fifty_a_side)
{
    double x[50];
    double near[50];
    double far[50];
    for (int i = 0; i < 50; i++) {
        x[i] = 2 * i;
        near[i] = 2 * i + 1;
        far[i] = 2 * i + 17;
    }
    ck_assert_double_eq_tol(mann_whitney_p(x, 50, near, 50), .866471752398, 1e-11);
    ck_assert_double_eq_tol(mann_whitney_p(x, 50, far, 50), .00702189937139, 1e-13);
}

END_TEST

START_TEST(above_fifty_the_normal_approximation_is_near)
{
    double x[60];
    double y[60];
    for (int i = 0; i < 60; i++) {
        x[i] = 2 * i;
        y[i] = 2 * i + 17;
    }
    double approximate = mann_whitney_p(x, 60, y, 60);
    double exact = mann_whitney_p(x, 50, y, 50);
    ck_assert(approximate > 0.005 && approximate < 0.05 && exact < 0.01);
}

END_TEST

START_TEST(ratio_belongs_to_the_test)
{
    static const double OLD[] = {39651.56, 40120.1, 38990.7, 39870.2, 39412.9};
    static const double NEW[] = {37200.4, 37955.0, 38102.8, 37650.3, 37011.6};
    struct ratio ratio = ratio_of_runs(NEW, 5, OLD, 5, 0.05);
    ck_assert_double_eq_tol(ratio.estimate, 0.949528845776, 1e-11);
    ck_assert_double_eq_tol(ratio.low, 0.928302341097, 1e-11);
    ck_assert_double_eq_tol(ratio.high, 0.966759614238, 1e-11);
    struct ratio inverse = ratio_of_runs(OLD, 5, NEW, 5, 0.05);
    ck_assert_double_eq_tol(inverse.estimate, 1 / ratio.estimate, 1e-12);
    ck_assert_double_eq_tol(inverse.low, 1 / ratio.high, 1e-12);
    ck_assert_double_eq_tol(inverse.high, 1 / ratio.low, 1e-12);
    ratio = ratio_of_runs(NEW, 3, OLD, 3, 0.05);
    ck_assert(isnan(ratio.low) && isnan(ratio.high) && ratio.estimate > 0.9);
    ck_assert_double_nan(ratio_of_runs(NEW, 5, LIST(-1, 1, 2, 3, 4), 0.05).estimate);
}

END_TEST

START_TEST(ratio_of_zeros_is_an_end)
{
    struct ratio ratio = ratio_of_runs(LIST(0, 0, 0, 0), LIST(5, 6, 7, 8), 0.05);
    ck_assert(ratio.low == 0 && ratio.estimate == 0 && ratio.high == 0);
    ratio = ratio_of_runs(LIST(5, 6, 7, 8), LIST(0, 0, 0, 0), 0.05);
    ck_assert(isinf(ratio.low) && isinf(ratio.estimate) && isinf(ratio.high));
    ratio = ratio_of_runs(LIST(0, 0, 0, 0), LIST(0, 0, 0, 0), 0.05);
    ck_assert(ratio.low == 1 && ratio.estimate == 1 && ratio.high == 1);
    /* Of 16 ratios four are infinite, and the largest finite one is 8. */
    ratio = ratio_of_runs(LIST(5, 6, 7, 8), LIST(0, 1, 1, 1), 0.05);
    ck_assert(ratio.low == 5 && ratio.estimate == 7 && isinf(ratio.high));
    ratio = ratio_of_runs(LIST(0, 1, 1, 1), LIST(5, 6, 7, 8), 0.05);
    ck_assert_double_eq(ratio.low, 0);
    ck_assert_double_eq_tol(ratio.high, 0.2, 1e-15);
    ck_assert_double_eq_tol(ratio.estimate, 1.0 / 7, 1e-15);
}

END_TEST

/* Order statistics by hand, for sizes whose critical rank is tabled. */
START_TEST(ratio_has_the_tabled_ranks)
{
    static const size_t RANKS[][2] = {{4, 1}, {5, 3}, {6, 6}, {7, 9}, {8, 14}, {10, 24}, {12, 38}};
    for (size_t i = 0; i < sizeof RANKS / sizeof RANKS[0]; i++) {
        size_t n = RANKS[i][0];
        double x[12];
        double y[12];
        for (size_t k = 0; k < n; k++) {
            x[k] = exp((double)k * 12 + 1); /* all ratios differ, ordered by k - j, then k */
            y[k] = exp((double)k * 12.5);
        }
        double ratios[144];
        for (size_t k = 0; k < n * n; k++) {
            ratios[k] = x[k / n] / y[k % n];
        }
        for (size_t a = 1; a < n * n; a++) {
            for (size_t b = a; b > 0 && ratios[b] < ratios[b - 1]; b--) {
                double moved = ratios[b];
                ratios[b] = ratios[b - 1];
                ratios[b - 1] = moved;
            }
        }
        struct ratio ratio = ratio_of_runs(x, n, y, n, 0.05);
        ck_assert_double_eq(ratio.low, ratios[RANKS[i][1] - 1]);
        ck_assert_double_eq(ratio.high, ratios[n * n - RANKS[i][1]]);
        double middles = sqrt(ratios[(n * n - 1) / 2] * ratios[n * n / 2]);
        ck_assert_double_eq_tol(ratio.estimate / middles, 1, 1e-12);
    }
}

END_TEST

START_TEST(median_interval_has_the_tabled_ranks)
{
    static const size_t RANKS[][2] = {{6, 1},  {7, 1},  {8, 1},  {9, 2},  {10, 2}, {11, 2},
                                      {12, 3}, {15, 4}, {20, 6}, {25, 8}, {30, 10}};
    double values[2000];
    for (size_t i = 0; i < 2000; i++) {
        values[i] = (double)(i + 1);
    }
    double low;
    double high;
    for (size_t i = 0; i < sizeof RANKS / sizeof RANKS[0]; i++) {
        ck_assert(median_interval(values, RANKS[i][0], 0.05, &low, &high));
        ck_assert_double_eq(low, (double)RANKS[i][1]);
        ck_assert_double_eq(high, (double)(RANKS[i][0] + 1 - RANKS[i][1]));
    }
    ck_assert(!median_interval(values, 5, 0.05, &low, &high));
    ck_assert(median_interval(values, 2000, 0.05, &low, &high));
    ck_assert(low > 940 && low < 970 && low + high == 2001);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("ranks");
    TCase *tests = tcase_create("ranks");
    tcase_add_test(tests, mann_whitney_without_ties);
    tcase_add_test(tests, mann_whitney_with_ties);
    tcase_add_test(tests, mann_whitney_of_fifty_a_side);
    tcase_add_test(tests, above_fifty_the_normal_approximation_is_near);
    tcase_add_test(tests, ratio_belongs_to_the_test);
    tcase_add_test(tests, ratio_of_zeros_is_an_end);
    tcase_add_test(tests, ratio_has_the_tabled_ranks);
    tcase_add_test(tests, median_interval_has_the_tabled_ranks);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
