/*
 * Command lines above a result: what is taken for one, and what a run learns from it.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "command_line.h"
#include "read_runs.h"

extern const struct input_format input_ab, input_h2load, input_hey, input_wrk;

START_TEST(tags_and_colours_are_no_part_of_a_command)
{
    struct buf command = BUF(&arena);
    ck_assert(command_line_keep(&command, STR("hey -c 5 http://h/ \x1b[0m<br/></td> "), "hey"));
    assert_str(buf_str(&command), "hey -c 5 http://h/");
}

END_TEST

START_TEST(finds_command_lines)
{
    static const struct {
        const char *line;
        const char *found; /* NULL: none */
    } CASES[] = {
        {"$ hey -z 10s -c 50 http://h/", "hey -z 10s -c 50 http://h/"},
        {"hey http://h/", "hey http://h/"},
        {"~ % time ./hey_linux_amd64 -n 5 http://h/", "./hey_linux_amd64 -n 5 http://h/"},
        {"docker run --rm williamyeh/hey -c 5 http://h", "williamyeh/hey -c 5 http://h"},
        {"Ran `hey -c 5 http://h/` twice:", "hey -c 5 http://h/"},
        {"C:\\>hey.exe --c=5 http://h/", NULL}, /* the word begins with the prompt */
        {"C:\\> hey.exe --c=5 http://h/", "hey.exe --c=5 http://h/"},
        {"hey there, http://h/ is slow", NULL},
        {"they -c 5 http://h", NULL},
        {"hey - what a result", NULL},
        {"hey -5 degrees", NULL},
        {"heyday -c 5 http://h", NULL},
        {"", NULL},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct str found;
        bool is = command_line_find(str_of(CASES[i].line), "hey", &found);
        ck_assert_msg(is == (CASES[i].found != NULL), "%s", CASES[i].line);
        if (is) {
            assert_str(found, CASES[i].found);
        }
    }
}

END_TEST

/* The keys and values of a command, "c=50 _=http://h/ k". */
static const char *spelled(const char *text, bool go)
{
    static const struct command_option OPTIONS[] = {
        {'c', "c", false}, {'H', "H", false},  {'k', "k", true},
        {'2', "h2", true}, {'t', "ti", false},
    };
    struct command_words words = command_words(str_of(text), OPTIONS, 5, go);
    struct buf out = BUF(&arena);
    struct str value;
    for (char key = command_next(&words, &value); key != '\0'; key = command_next(&words, &value)) {
        buf_printf(&out, "%s%c", out.n > 0 ? " " : "", key == COMMAND_WORD ? '_' : key);
        if (value.ptr) {
            buf_printf(&out, "=%.*s", STR_ARG(value));
        }
    }
    return str_copy(&arena, buf_str(&out)).ptr;
}

START_TEST(reads_words)
{
    static const struct {
        const char *command;
        bool go;
        const char *spelled;
    } CASES[] = {
        {"x -c 50 http://h/ -k", false, "c=50 _=http://h/ k"},
        {"x -c50 --ti=9 --ti 8 y", false, "c=50 t=9 t=8 _=y"},
        {"x -kc 10 y", false, "k c=10 _=y"},
        {"x -vkc10 y", false, "k c=10 _=y"},
        {"x -H 'A: -c 9' -H \"b c\" y", false, "H=A: -c 9 H=b c _=y"},
        {"x y -- -c 9", false, "_=y"},
        {"x y | z -c 9", false, "_=y"},
        {"x y; done", false, "_=y"},
        {"x y > z -c 9", false, "_=y"},
        {"x y # -c 9", false, "_=y"},
        {"x -c", false, "c="},
        {"x - y", false, "_=- _=y"},
        {"x -c 50 --c=51 -h2 -c=52 y -c 9", true, "c=50 c=51 2 c=52 _=y _=-c _=9"},
        {"x -kc 10 y", true, "_=10 _=y"},
        {"x", true, ""},
        {"", true, ""},
    };

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        ck_assert_str_eq(spelled(CASES[i].command, CASES[i].go), CASES[i].spelled);
    }
    struct command_words none = command_words((struct str){0}, NULL, 0, false);
    struct str value;
    ck_assert(command_next(&none, &value) == '\0');
}

END_TEST

START_TEST(knows_values)
{
    ck_assert(command_number(STR("12")) == 12 && isnan(command_number(STR("$C"))));
    ck_assert(isnan(command_number(STR(""))) && isnan(command_seconds(STR("10x"))));
    ck_assert(command_seconds(STR("1m30s")) == 90 && command_seconds(STR("2")) == 2);
    ck_assert(command_seconds(STR("500ms")) == 0.5);
    ck_assert(command_is_url(STR("http://h/?a=1&b=2")) && !command_is_url(STR("h:80/")));
    ck_assert(!command_is_url(STR("http://$HOST/")) && !command_is_url(STR("https://<host>/")));
}

END_TEST

/* The lines of a fixture from the first that begins with from on. */
static struct str fixture(const char *name, const char *from)
{
    static char text[1 << 16];
    FILE *file = fopen(arena_printf(&arena, SOURCE_DIR "/fixtures/input/%s", name), "rb");
    ck_assert(file);
    struct str all = {text, fread(text, 1, sizeof text, file)};
    ck_assert(fclose(file) == 0 && all.len < sizeof text);
    return str_skip(all, str_find(all, str_of(from), 0));
}

#define NONE NAN

struct learned {
    const struct input_format *format;
    const char *name, *from; /* the fixture, and where to begin */
    const char *above;
    const char *command, *url, *method; /* NULL: not stated */
    struct load load;
};

/* The runs of the fixtures took: hey/basic 2000 requests in 0.11 s, hey/mix 4660 in 3.40 s;
 * h2load/h1 2000 requests by 10 clients on 2 threads, h1-dur 2 s by 10 clients. */
static const struct learned LEARNED[] = {
    {&input_hey,
     "hey/basic.txt",
     "",
     "$ hey -n 2000 -c 10 http://127.0.0.1:18100/",
     "hey -n 2000 -c 10 http://127.0.0.1:18100/",
     "http://127.0.0.1:18100/",
     NULL,
     {LOAD_CLOSED, NONE, 10, NONE, NONE, NONE, NONE}},
    {&input_hey,
     "hey/mix.txt",
     "",
     "hey -z 3s -c 20 http://127.0.0.1:18101/mix",
     "hey -z 3s -c 20 http://127.0.0.1:18101/mix",
     "http://127.0.0.1:18101/mix",
     NULL,
     {LOAD_CLOSED, NONE, 20, 3, NONE, NONE, NONE}},
    {&input_hey,
     "hey/mix.txt",
     "",
     "hey -z 3s -c 20 -q 100 -m POST -t 5 http://h/",
     "hey -z 3s -c 20 -q 100 -m POST -t 5 http://h/",
     "http://h/",
     "POST",
     {LOAD_OPEN, NONE, 20, 3, 2000, NONE, NONE}},
    {&input_hey,
     "hey/mix.txt",
     "",
     "hey -z 3s -h2 -c 20 http://h/",
     "hey -z 3s -h2 -c 20 http://h/",
     "http://h/",
     NULL,
     {LOAD_CLOSED, NONE, NONE, 3, NONE, NONE, NONE}},
    {&input_hey,
     "hey/mix.txt",
     "",
     "hey -z 3s \\\n  -c 20 http://h/",
     "hey -z 3s -c 20 http://h/",
     "http://h/",
     NULL,
     {LOAD_CLOSED, NONE, 20, 3, NONE, NONE, NONE}},
    {&input_hey,
     "hey/mix.txt",
     "",
     "hey -z 3s -c $C http://$H/",
     "hey -z 3s -c $C http://$H/",
     NULL,
     NULL,
     {LOAD_CLOSED, NONE, NONE, 3, NONE, NONE, NONE}},
    {&input_hey,
     "hey/mix.txt",
     "",
     "hey -z 3s http://h/ -c 20",
     "hey -z 3s http://h/ -c 20",
     "http://h/",
     NULL,
     {LOAD_CLOSED, NONE, NONE, 3, NONE, NONE, NONE}},
    /* of other runs: longer, fewer requests, a lower rate */
    {&input_hey,
     "hey/mix.txt",
     "",
     "hey -z 10s -c 20 http://h/",
     NULL,
     NULL,
     NULL,
     {LOAD_CLOSED, NONE, NONE, NONE, NONE, NONE, NONE}},
    {&input_hey,
     "hey/basic.txt",
     "",
     "hey -n 200 -c 10 http://h/",
     NULL,
     NULL,
     NULL,
     {LOAD_CLOSED, NONE, NONE, NONE, NONE, NONE, NONE}},
    {&input_hey,
     "hey/mix.txt",
     "",
     "hey -z 3s -c 20 -q 5 http://h/",
     NULL,
     NULL,
     NULL,
     {LOAD_CLOSED, NONE, NONE, NONE, NONE, NONE, NONE}},
    {&input_ab,
     "ab/keepalive.txt",
     "",
     "$ ab -kc10 -n 5000 -p a.json http://127.0.0.1:18100/",
     "ab -kc10 -n 5000 -p a.json http://127.0.0.1:18100/",
     "http://127.0.0.1:18100/",
     "POST",
     {LOAD_CLOSED, NONE, 10, NONE, NONE, NONE, NONE}},
    {&input_ab,
     "ab/basic.txt",
     "",
     "ab -n 2000 -c 10 -i 127.0.0.1:18100/",
     "ab -n 2000 -c 10 -i 127.0.0.1:18100/",
     "http://127.0.0.1:18100/",
     "HEAD",
     {LOAD_CLOSED, NONE, 10, NONE, NONE, NONE, NONE}},
    {&input_ab,
     "ab/basic.txt",
     "",
     "ab -n 2000 -c 20 -m PUT http://other/",
     NULL,
     "http://127.0.0.1:18100/",
     NULL,
     {LOAD_CLOSED, NONE, 10, NONE, NONE, NONE, NONE}},
    {&input_h2load,
     "h2load/h1.txt",
     "",
     "h2load --h1 -n 2000 -c 10 -t 2 http://127.0.0.1:18100/",
     "h2load --h1 -n 2000 -c 10 -t 2 http://127.0.0.1:18100/",
     "http://127.0.0.1:18100/",
     NULL,
     {LOAD_CLOSED, 2, 10, NONE, NONE, NONE, NONE}},
    {&input_h2load,
     "h2load/h1.txt",
     "finished",
     "$ h2load -n2000 -c100 -m10 -t4 https://localhost",
     "h2load -n2000 -c100 -m10 -t4 https://localhost",
     "https://localhost",
     NULL,
     {LOAD_CLOSED, 4, 100, NONE, NONE, NONE, 10}},
    {&input_h2load,
     "h2load/h1-dur.txt",
     "finished",
     "h2load -D2s --clients=10 --rps 7000 http://h/",
     "h2load -D2s --clients=10 --rps 7000 http://h/",
     "http://h/",
     NULL,
     {LOAD_OPEN, NONE, 10, 2, 70000, NONE, NONE}},
    {&input_h2load,
     "h2load/h1.txt",
     "finished",
     "h2load -r 5 -c 10 -t 2 -m 1 http://h/",
     "h2load -r 5 -c 10 -t 2 -m 1 http://h/",
     "http://h/",
     NULL,
     {LOAD_CLOSED, 2, NONE, NONE, NONE, NONE, NONE}},
    /* of other runs: other clients, another number of requests, longer, a lower rate */
    {&input_h2load,
     "h2load/h1.txt",
     "",
     "h2load -n 2000 -c 20 -m 9 http://h/",
     NULL,
     NULL,
     NULL,
     {LOAD_CLOSED, 2, 10, NONE, NONE, NONE, NONE}},
    {&input_h2load,
     "h2load/h1.txt",
     "finished",
     "h2load -n 100 -c 10 http://h/",
     NULL,
     NULL,
     NULL,
     {LOAD_CLOSED, NONE, NONE, NONE, NONE, NONE, NONE}},
    {&input_h2load,
     "h2load/h1.txt",
     "finished",
     "h2load -D 1m -c 10 http://h/",
     NULL,
     NULL,
     NULL,
     {LOAD_CLOSED, NONE, NONE, NONE, NONE, NONE, NONE}},
    {&input_h2load,
     "h2load/h1.txt",
     "finished",
     "h2load --rps=5 -c 10 http://h/",
     NULL,
     NULL,
     NULL,
     {LOAD_CLOSED, NONE, NONE, NONE, NONE, NONE, NONE}},
};

static void check_text(struct str got, const char *expected)
{
    if (expected) {
        assert_str(got, expected);
    } else {
        ck_assert_msg(!got.ptr, "%.*s", STR_ARG(got));
    }
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

START_TEST(runs_learn_their_settings)
{
    const struct learned *learned = &LEARNED[_i];
    struct str result = fixture(learned->name, learned->from);
    struct str text =
        str_printf(&arena, "%s\n\n%.*s\n%.*s", learned->above, STR_ARG(result), STR_ARG(result));
    run_list runs = {0};
    ck_assert_msg(read_text(learned->format, text, &runs), "%s: %s", learned->above, err.text);
    ck_assert_uint_eq(runs.n, 2);
    const struct run *run = &runs.at[0];
    const struct load *want = &learned->load;
    check_text(run->command, learned->command);
    check_text(run->url, learned->url);
    check_text(run->method, learned->method);
    ck_assert_msg(run->load.model == want->model && same(run->load.threads, want->threads) &&
                      same(run->load.connections, want->connections) &&
                      same(run->load.duration_s, want->duration_s) &&
                      same(run->load.rate_rps, want->rate_rps) &&
                      same(run->load.timeout_s, want->timeout_s) &&
                      same(run->load.pipeline, want->pipeline),
                  "%s: %d, %g threads, %g connections, %g s, rate %g, pipeline %g", learned->above,
                  (int)run->load.model, run->load.threads, run->load.connections,
                  run->load.duration_s, run->load.rate_rps, run->load.pipeline);
    /* the second run has no command line of its own, and only a foreign one leaves a note */
    ck_assert(!runs.at[1].command.ptr && !runs.at[1].method.ptr);
    ck_assert_uint_eq(run->note_count, runs.at[1].note_count + (learned->command ? 0 : 1));
}

END_TEST

/* Text between two runs is not of the first, and what stands in brackets is no command. */
START_TEST(commands_stand_between_runs)
{
    struct str result = fixture("hey/refused.txt", "");
    struct str text =
        str_printf(&arena,
                   "%.*s[10]\tGet: hey -c 9 http://no\n$ hey -n 11 -c 2 http://h/\n"
                   "[12:00] a word\n%.*s",
                   STR_ARG(str_cut(result, 0, str_find(result, STR("[10]"), 0))), STR_ARG(result));
    run_list runs = {0};
    ck_assert_msg(read_text(&input_hey, text, &runs), "%s", err.text);
    ck_assert_uint_eq(runs.n, 2);
    ck_assert(!runs.at[0].command.ptr && runs.at[0].errors.other == 10);
    assert_str(runs.at[1].command, "hey -n 11 -c 2 http://h/");
    ck_assert(runs.at[1].load.connections == 2);
}

END_TEST

START_TEST(commands_of_wrk_go_on_behind_a_backslash)
{
    static const char *const ABOVE[] = {
        "$ wrk -t2 --timeout 9s \\\n    -c10 http://localhost:8080/",
        "With `wrk -t2 --timeout 9s -c10 http://localhost:8080/` it says:"};
    FILE *file = fopen(SOURCE_DIR "/fixtures/input/full.txt", "rb");
    char full[4096];
    ck_assert(file);
    struct str rest = {full, fread(full, 1, sizeof full, file)};
    ck_assert(fclose(file) == 0);
    for (size_t i = 0; i < 2; i++) {
        run_list runs = {0};
        struct str text = str_printf(&arena, "%s\n%.*s", ABOVE[i], STR_ARG(rest));
        ck_assert_msg(read_text(&input_wrk, text, &runs), "%s", err.text);
        assert_str(runs.at[0].command, "wrk -t2 --timeout 9s -c10 http://localhost:8080/");
        ck_assert(runs.at[0].load.timeout_s == 9);
    }
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("commands");
    TCase *lines = tcase_create("lines");
    TCase *runs = tcase_create("runs");
    tcase_add_checked_fixture(lines, setup, teardown);
    tcase_add_test(lines, tags_and_colours_are_no_part_of_a_command);
    tcase_add_test(lines, finds_command_lines);
    tcase_add_test(lines, reads_words);
    tcase_add_test(lines, knows_values);
    suite_add_tcase(suite, lines);
    tcase_add_checked_fixture(runs, setup, teardown);
    tcase_add_loop_test(runs, runs_learn_their_settings, 0, sizeof LEARNED / sizeof LEARNED[0]);
    tcase_add_test(runs, commands_stand_between_runs);
    tcase_add_test(runs, commands_of_wrk_go_on_behind_a_backslash);
    suite_add_tcase(suite, runs);
    return run_suite(suite);
}
