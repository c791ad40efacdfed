/*
 * Readers of text and CSV results. Expected values were taken from the fixtures
 * by hand or with awk, never from what the readers gave.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "number.h"
#include "support.h"
#include "vec.h"

static struct arena arena;
static struct err err;

typedef VEC(struct run) run_list;

static void take(void *context, const struct run *run)
{
    run_list *runs = context;
    VEC_PUSH(&arena, runs, *run);
}

static void setup(void)
{
    arena = (struct arena){0};
    err = (struct err){0};
}

static void teardown(void)
{
    arena_free(&arena);
}

/* Finds the format of fixtures/input/NAME and reads it. */
static bool read_fixture(const char *name, run_list *runs)
{
    struct source source = {0};
    struct run_sink sink = {runs, take, &arena, false};
    struct str head;
    const char *path = source_path(&arena, arena_printf(&arena, "fixtures/input/%s", name));
    ck_assert_msg(source_open(&source, &arena, path, &err), "%s: %s", name, err.text);
    ck_assert(source_head(&source, &head, &err));
    const struct input_format *format = input_detect(head, name, &err);
    ck_assert_msg(format, "%s: %s", name, err.text);
    bool good = format->read(&source, &sink, &err);
    source_close(&source);
    return good;
}

static const struct {
    const char *name;
    size_t offset;
} FIELDS[] = {
    {"line", offsetof(struct run, source_line)},
    {"threads", offsetof(struct run, load.threads)},
    {"connections", offsetof(struct run, load.connections)},
    {"duration_s", offsetof(struct run, load.duration_s)},
    {"elapsed_s", offsetof(struct run, elapsed_s)},
    {"requests", offsetof(struct run, requests)},
    {"ok", offsetof(struct run, ok)},
    {"attempts", offsetof(struct run, attempts)},
    {"bytes", offsetof(struct run, bytes)},
    {"rps", offsetof(struct run, rps)},
    {"bytes_per_s", offsetof(struct run, bytes_per_s)},
    {"mean_us", offsetof(struct run, latency.mean_us)},
    {"stdev_us", offsetof(struct run, latency.stdev_us)},
    {"min_us", offsetof(struct run, latency.min_us)},
    {"max_us", offsetof(struct run, latency.max_us)},
    {"within_pct", offsetof(struct run, latency.within_stdev_pct)},
    {"count", offsetof(struct run, latency.count)},
    {"connect", offsetof(struct run, errors.connect)},
    {"read", offsetof(struct run, errors.read)},
    {"write", offsetof(struct run, errors.write)},
    {"timeout", offsetof(struct run, errors.timeout)},
    {"status", offsetof(struct run, errors.status)},
    {"other", offsetof(struct run, errors.other)},
};

static double field(const struct run *run, struct str name)
{
    double p;
    if (name.ptr[0] == 'p' && number_parse(str_skip(name, 1), &p)) {
        return latency_percentile(&run->latency, p);
    }
    for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
        if (str_is(name, FIELDS[i].name)) {
            double value;
            memcpy(&value, (const char *)run + FIELDS[i].offset, sizeof value);
            return value;
        }
    }
    ck_abort_msg("no field %.*s", STR_ARG(name));
}

/* expected: "requests=2000 ok=2000 p99=3300 max_us=-" where - is "not stated". */
static void check_run(const char *name, const struct run *run, const char *expected)
{
    struct str rest = str_of(expected);
    for (struct str word = str_word(&rest); word.len > 0; word = str_word(&rest)) {
        size_t equals = str_find(word, STR("="), 0);
        struct str key = str_cut(word, 0, equals);
        struct str text = str_skip(word, equals + 1);
        double got = field(run, key);
        double want = NAN;
        bool stated = number_parse(text, &want);
        ck_assert_msg(stated || str_is(text, "-"), "bad expectation %.*s", STR_ARG(word));
        ck_assert_msg(stated ? fabs(got - want) <= 1e-13 * fabs(want) : isnan(got),
                      "%s: expected %.*s, got %.17g", name, STR_ARG(word), got);
    }
}

struct expectation {
    const char *fixture;
    size_t run;
    const char *fields;
};

static const struct expectation EXPECTATIONS[] = {
    {"hey/basic.txt", 0,
     "line=2 requests=2000 ok=2000 attempts=- bytes=24000 rps=17523.7568 elapsed_s=0.114131 "
     "mean_us=500 stdev_us=- min_us=- max_us=5400 p10=100 p25=100 p50=400 p75=700 p90=1100 "
     "p95=1400 p99=3300 count=2000 status=0 timeout=0 other=0"},
    {"hey/mix.txt", 0,
     "requests=4660 ok=4464 status=196 bytes=146479 rps=1369.1851 elapsed_s=3.403484 "
     "mean_us=13400 min_us=300 max_us=494300 p50=3200 p99=400000"},
    {"hey/refused.txt", 0,
     "requests=0 ok=0 attempts=10 connect=10 other=0 rps=0 elapsed_s=0.001364"},
    {"hey/timeout.txt", 0, "requests=0 ok=0 attempts=4 timeout=4 connect=0 elapsed_s=2.0018"},
    {"ab/basic.txt", 0,
     "line=8 connections=10 requests=2000 ok=2000 attempts=- bytes=310000 rps=12053.93 "
     "elapsed_s=0.165921 mean_us=1000 stdev_us=400 min_us=- max_us=5000 p50=1000 p66=1000 "
     "p98=2000 p99=2000 p100=- status=0 read=0"},
    {"ab/mix.txt", 0,
     "connections=20 requests=1000 ok=938 attempts=- status=62 other=0 bytes=107465 rps=1097.68 "
     "elapsed_s=0.911012 mean_us=13000 stdev_us=52200 min_us=- max_us=495000 p50=4000 p90=13000 "
     "p99=399000"},
    {"ab/keepalive.txt", 0,
     "requests=5000 ok=5000 rps=64471.21 elapsed_s=0.077554 mean_us=- min_us=- max_us=1000 "
     "p50=- p99=-"},
    {"ab/non2xx.txt", 0, "requests=500 ok=0 status=500 bytes=81000 p99=1000 p98=-"},
    {"ab/drop.txt", 0, "requests=0 ok=0 attempts=10 read=10 rps=0 elapsed_s=0.003791"},
    {"h2load/h1.txt", 0,
     "line=16 threads=2 connections=10 requests=2000 ok=2000 attempts=- bytes=320000 rps=43096.02 "
     "elapsed_s=0.046408 min_us=21 max_us=17700 mean_us=195 stdev_us=947 within_pct=99 status=0"},
    {"h2load/h1-dur.txt", 0,
     "threads=1 connections=10 duration_s=2 requests=124799 ok=124799 bytes=19967840 elapsed_s=2 "
     "bytes_per_s=9983920 max_us=3830"},
    {"h2load/h1-mix.txt", 0,
     "requests=500 ok=467 status=33 other=0 bytes=78265 elapsed_s=1.213651 mean_us=13730 "
     "stdev_us=58940 max_us=496540"},
    {"h2load/refused.txt", 0, "requests=0 ok=0 attempts=10 other=10 elapsed_s=0.000454 rps=0"},
    {"siege-text/basic.txt", 0,
     "connections=5 requests=21688 ok=21688 attempts=- rps=13992.26 elapsed_s=1.55 bytes=- "
     "bytes_per_s=- mean_us=291.58977892063183 min_us=- max_us=20000 other=0"},
    {"vegeta-text/report.txt", 0,
     "requests=7194 ok=7024 attempts=7200 status=170 other=6 elapsed_s=72.025 bytes=86400 "
     "min_us=812.5 mean_us=3250 p50=2500 p90=7750 p95=12000 p99=30500 max_us=1500000 count=7200"},
    {"hgrm/java.hgrm", 0,
     "count=100 mean_us=1480 stdev_us=1125 max_us=9750 p0=500 p50=1250 p90=2500 p99=4000 p100=9750 "
     "requests=-"},
    {"hgrm/c.hgrm", 0, "count=100 mean_us=1480 max_us=9751 p50=1250 p99=4000 p100=9750"},
    {"hgrm/java.csv", 0, "count=100 mean_us=- max_us=9750 p50=1250 p100=9750"},
    {"hgrm/vegeta.txt", 0, "count=1998 max_us=2658.916 p50=513.059 p99.9999=2658.9"},
    {"hey-csv/mix.csv", 0,
     "requests=493 ok=466 status=27 elapsed_s=1.3214 mean_us=12176.0649087221 "
     "stdev_us=53328.4171558982 min_us=800 max_us=473700 count=493 p50=3200 p75=4400 p90=5300 "
     "p95=32200 p99=405800 p99.9=-"},
    {"ab-csv/mix-e.csv", 0, "requests=- min_us=454 max_us=495181 p1=1258 p98=48751 p99=399416"},
    {"ab-tsv/mix-g.tsv", 0,
     "requests=- ok=- count=1000 mean_us=12702 stdev_us=52245.8115146164 min_us=- max_us=495000 "
     "p50=4000 p75=5000 p90=13000 p95=37000 p99=399000"},
    {"locust/stats.csv", 0,
     "line=2 requests=300 ok=297 other=3 rps=30 elapsed_s=10 mean_us=14500 min_us=3250 "
     "max_us=210750 p50=12000 p99=120000 p99.99=210000"},
    {"locust/stats.csv", 1, "requests=0 ok=0 p50=- elapsed_s=-"},
    {"locust/stats.csv", 2, "line=4 requests=300 ok=297 bytes=153600"},
    {"locust/semicolons.csv", 0,
     "line=2 requests=300 ok=297 other=3 rps=30 elapsed_s=10 mean_us=14500 min_us=3250 "
     "max_us=210750 p50=12000 p99=120000 p99.99=210000"},
    {"jtl/samples.jtl", 0,
     "requests=4 ok=2 attempts=5 status=1 timeout=1 connect=0 other=1 bytes=350 connections=3 "
     "elapsed_s=0.46 mean_us=70000 min_us=10000 max_us=250000 count=5 p50=30000 p75=40000 "
     "p90=250000 p99=-"},
};

START_TEST(reads_values)
{
    const struct expectation *expected = &EXPECTATIONS[_i];
    run_list runs = {0};
    ck_assert_msg(read_fixture(expected->fixture, &runs), "%s: %s", expected->fixture, err.text);
    ck_assert_uint_lt(expected->run, runs.n);
    check_run(expected->fixture, &runs.at[expected->run], expected->fields);
}

END_TEST

/* What a tool recorded no latency for has none. */
START_TEST(keeps_latency_apart)
{
    static const struct {
        const char *fixture;
        bool has_latency;
    } CASES[] = {{"hey/basic.txt", true},       {"hey/refused.txt", false},
                 {"hey/timeout.txt", false},    {"ab/drop.txt", false},
                 {"h2load/refused.txt", false}, {"siege-text/basic.txt", true},
                 {"ab/keepalive.txt", true}};

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        run_list runs = {0};
        ck_assert(read_fixture(CASES[i].fixture, &runs));
        ck_assert_msg(runs.at[0].has_latency == CASES[i].has_latency, "%s", CASES[i].fixture);
        ck_assert(runs.at[0].latency.kind == LATENCY_SERVICE);
    }
}

END_TEST

START_TEST(refuses)
{
    static const struct {
        const char *fixture;
        const char *text;
    } CASES[] = {{"ab/refused.txt", "it ended before it could report"},
                 {"hey-csv/refused.csv", "no answer in this file"},
                 {"ab/html.txt", "this is the HTML of ab -w"}};

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        run_list runs = {0};
        err = (struct err){0};
        ck_assert_msg(!read_fixture(CASES[i].fixture, &runs), "%s", CASES[i].fixture);
        ck_assert_msg(strstr(err.text, CASES[i].text), "%s: %s", CASES[i].fixture, err.text);
        ck_assert_int_eq(err.code, ERR_INPUT);
    }
}

END_TEST

START_TEST(reads_texts)
{
    run_list runs = {0};
    ck_assert(read_fixture("ab/mix.txt", &runs));
    assert_str(runs.at[0].url, "http://127.0.0.1:18101/mix");
    assert_str(runs.at[0].tool_version, "2.3");
    ck_assert_uint_eq(runs.at[0].note_count, 3);
    ck_assert(read_fixture("locust/stats.csv", &runs));
    assert_str(runs.at[1].target_name, "/search?q=a,b");
    assert_str(runs.at[1].method, "GET");
    ck_assert(!runs.at[3].target_name.ptr);
    ck_assert(!runs.at[2].has_latency);
    ck_assert(read_fixture("jtl/samples.jtl", &runs));
    assert_str(runs.at[4].started_at, "2019-03-05T11:00:27.000Z");
    ck_assert_uint_eq(runs.at[4].note_count, 2);
    ck_assert_uint_eq(runs.at[4].status_code_count, 2);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("text_input");
    TCase *tests = tcase_create("readers");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, reads_values, 0, sizeof EXPECTATIONS / sizeof EXPECTATIONS[0]);
    tcase_add_test(tests, keeps_latency_apart);
    tcase_add_test(tests, refuses);
    tcase_add_test(tests, reads_texts);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
