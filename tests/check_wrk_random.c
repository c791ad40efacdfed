/* Random runs, printed by wrk's rules for columns and units, must be read as what was printed. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read_runs.h"

extern const struct input_format input_wrk;

/* Spread over the orders of magnitude up to 10^decades. */
static double random_size(uint64_t *state, double decades)
{
    return pow(10, (double)(splitmix64(state) >> 11) * 0x1p-53 * decades);
}

/* A number as wrk scales it, by the rules of its units; the value is that of the text. */
struct printed {
    char text[32];
    double value;
};

/* The last of the units is never used. factors are relative to the unit before. */
static struct printed scaled(double amount, double base, const char *const *units, double step)
{
    struct printed printed;
    size_t i = 0;
    while (amount >= 0.85 * step && units[i + 1] && units[i + 2]) {
        amount /= step;
        base *= step;
        i++;
    }
    int len = snprintf(printed.text, sizeof printed.text, "%.2f", amount);
    printed.value = round(strtod(printed.text, NULL) * 100) * base / 100;
    snprintf(printed.text + len, sizeof printed.text - (size_t)len, "%s", units[i]);
    return printed;
}

static struct printed time_text(double us)
{
    static const char *const SHORT[] = {"us", "ms", "s", NULL};
    static const char *const LONG[] = {"s", "m", "h", NULL};
    us = floor(us);
    return us >= 1e6 ? scaled(us / 1e6, 1e6, LONG, 60) : scaled(us, 1, SHORT, 1000);
}

static struct printed count_text(double count)
{
    static const char *const UNITS[] = {"", "k", "M", "G", "T", "P", NULL};
    return scaled(count, 1, UNITS, 1000);
}

static struct printed bytes_text(double bytes)
{
    static const char *const UNITS[] = {"B", "KB", "MB", "GB", "TB", "PB", NULL};
    return scaled(bytes, 1, UNITS, 1024);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A column: padded and cut so that units line up. */
static void column(struct buf *out, const struct printed *printed, int width)
{
    size_t len = strlen(printed->text);
    int pad = 2 - is_letter(printed->text[len - 1]) - is_letter(printed->text[len - 2]);
    buf_printf(out, "%*.*s%.*s", width - pad, width - pad, printed->text, pad, "  ");
}

static void row(struct buf *out, const char *name, const struct printed *columns, double within)
{
    buf_printf(out, "    %-10s", name);
    column(out, &columns[0], 8);
    column(out, &columns[1], 10);
    column(out, &columns[2], 9);
    buf_printf(out, "%8.2f%%\n", within);
}

struct expected {
    struct printed latency[3], rate[3], percentiles[4], bytes, transfer, elapsed;
    double requests, status, errors[4], rps, within;
};

static struct expected random_run(uint64_t *state)
{
    struct expected run;
    for (size_t i = 0; i < 3; i++) {
        run.latency[i] = time_text(random_size(state, 11));
        run.rate[i] = count_text(random_size(state, 7));
    }
    for (size_t i = 0; i < 4; i++) {
        run.percentiles[i] = time_text(random_size(state, 10));
    }
    if (splitmix64(state) % 8 == 0) { /* around the step at which a column is cut */
        run.latency[0] = time_text(999990 + (double)(splitmix64(state) % 20));
    }
    run.bytes = bytes_text(floor(random_size(state, 16)));
    run.transfer = bytes_text(random_size(state, 13));
    run.elapsed = time_text(random_size(state, 10));
    run.requests = floor(random_size(state, 12));
    run.status = floor(random_size(state, 9)) - 1;
    run.rps = round(random_size(state, 8) * 100) / 100;
    run.within = (double)(splitmix64(state) % 10001) / 100;
    for (size_t i = 0; i < 4; i++) {
        run.errors[i] = (double)(splitmix64(state) % 3 ? 0 : splitmix64(state) >> 32);
    }
    return run;
}

static struct str print_run(const struct expected *run)
{
    static const int PERCENTS[] = {50, 75, 90, 99};
    struct buf out = BUF(&arena);
    buf_text(&out, "Running 30s test @ http://h/\n  4 threads and 100 connections\n"
                   "  Thread Stats   Avg      Stdev     Max   +/- Stdev\n");
    row(&out, "Latency", run->latency, run->within);
    row(&out, "Req/Sec", run->rate, run->within);
    buf_text(&out, "  Latency Distribution\n");
    for (size_t i = 0; i < 4; i++) {
        buf_printf(&out, "%7d%%", PERCENTS[i]);
        column(&out, &run->percentiles[i], 10);
        buf_char(&out, '\n');
    }
    buf_printf(&out, "  %.0f requests in %s, %s read\n", run->requests, run->elapsed.text,
               run->bytes.text);
    const double *errors = run->errors;
    if (errors[0] + errors[1] + errors[2] + errors[3] > 0) {
        buf_printf(&out, "  Socket errors: connect %d, read %d, write %d, timeout %d\n",
                   (int)(int64_t)errors[0], (int)(int64_t)errors[1], (int)(int64_t)errors[2],
                   (int)(int64_t)errors[3]);
    }
    if (run->status > 0) {
        buf_printf(&out, "  Non-2xx or 3xx responses: %.0f\n", run->status);
    }
    buf_printf(&out, "Requests/sec: %9.2f\nTransfer/sec: %10s\n", run->rps, run->transfer.text);
    return buf_str(&out);
}

static void compare_run(const struct expected *expected, const struct run *run)
{
    const struct latency *latency = &run->latency;
    const struct run_errors *errors = &run->errors;
    const double pairs[][2] = {
        {expected->latency[0].value, latency->mean_us},
        {expected->latency[1].value, latency->stdev_us},
        {expected->latency[2].value, latency->max_us},
        {expected->within, latency->within_stdev_pct},
        {expected->percentiles[0].value, latency_percentile(latency, 50)},
        {expected->percentiles[1].value, latency_percentile(latency, 75)},
        {expected->percentiles[2].value, latency_percentile(latency, 90)},
        {expected->percentiles[3].value, latency_percentile(latency, 99)},
        {expected->rate[0].value, run->thread_rps.mean},
        {expected->rate[1].value, run->thread_rps.stdev},
        {expected->rate[2].value, run->thread_rps.max},
        {expected->requests, run->requests},
        {expected->bytes.value, run->bytes},
        {expected->transfer.value, run->bytes_per_s},
        {expected->rps, run->rps},
        {expected->errors[0], errors->connect},
        {expected->errors[1], errors->read},
        {expected->errors[2], errors->write},
        {expected->errors[3], errors->timeout},
        {expected->status, errors->status},
        {fmax(0, expected->requests - expected->status - expected->errors[3]), run->ok},
    };
    ck_assert(run->has_latency);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        ck_assert_msg(pairs[i][0] == pairs[i][1], "value %zu: expected %.17g, got %.17g", i,
                      pairs[i][0], pairs[i][1]);
    }
}

/* A run that differs by a byte from what wrk prints is read line by line, others at once. */
static struct str with_crlf(struct str text)
{
    struct buf out = BUF(&arena);
    for (size_t i = 0; i < text.len; i++) {
        buf_text(&out, text.ptr[i] == '\n' ? "\r" : "");
        buf_char(&out, text.ptr[i]);
    }
    return buf_str(&out);
}

START_TEST(random_runs_are_read_as_printed)
{
    const uint64_t seed = 20240229;
    uint64_t state = seed;
    printf("seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    for (int round = 0; round < 20; round++) {
        enum { RUNS = 100 };
        static struct expected expected[RUNS];
        struct buf text = BUF(&arena);
        run_list runs = {0};
        for (size_t i = 0; i < RUNS; i++) {
            expected[i] = random_run(&state);
            buf_add(&text, print_run(&expected[i]));
        }
        ck_assert_msg(read_text(&input_wrk, buf_str(&text), &runs), "line %d: %s", err.line,
                      err.text);
        ck_assert_msg(read_text(&input_wrk, with_crlf(buf_str(&text)), &runs), "line %d: %s",
                      err.line, err.text);
        ck_assert_uint_eq(runs.n, 2 * RUNS);
        for (size_t i = 0; i < 2 * RUNS; i++) {
            compare_run(&expected[i % RUNS], &runs.at[i]);
            ck_assert(runs.at[i].source_line == runs.at[i % RUNS].source_line);
        }
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("wrk_random");
    TCase *reading = tcase_create("reading");
    tcase_add_checked_fixture(reading, setup, teardown);
    tcase_set_timeout(reading, 60);
    tcase_add_test(reading, random_runs_are_read_as_printed);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
