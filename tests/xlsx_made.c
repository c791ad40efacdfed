#include "xlsx_made.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inputs.h"
#include "output.h"

extern const struct output_format output_xlsx;

struct made made;

void build(const struct run *const *runs, size_t n, const char *language)
{
    struct err err = {0};
    struct study_options grouping = {0};
    struct analysis_options judging = {0.05, 0.5};
    struct report_options options = {0};
    ck_assert_msg(study_build(&made.arena, runs, n, &grouping, &made.study, &err), "%s", err.text);
    analysis_run(&made.arena, &made.study, &judging, &made.analysis);
    ck_assert(language_load(&made.arena, str_of(language), &made.language, &err));
    report_build(&made.arena, &made.analysis, &made.language, &options, &made.report);
}

void build_from(const char *const *paths, size_t n, const char *language)
{
    struct err err = {0};
    struct inputs inputs = {0};
    struct inputs_options options = {.timeout_s = NAN};
    ck_assert_msg(inputs_read(&made.arena, paths, n, &options, &inputs, &err), "%s", err.text);
    ck_assert_uint_eq(inputs.failures.n, 0);
    build((const struct run *const *)inputs.runs.at, inputs.runs.n, language);
}

void build_go_python(const char *language)
{
    const char *path = source_path(&made.arena, "fixtures/go-vs-python/runs");
    build_from(&path, 1, language);
}

const char *file_path(const char *name)
{
    return arena_printf(&made.arena, "%s/%s", made.directory, name);
}

void set_up(void)
{
    made = (struct made){0};
    strcpy(made.directory, "/tmp/XXXXXX");
    ck_assert(mkdtemp(made.directory) != NULL);
    made.book = (struct workbook){&made.arena, file_path("a.xlsx")};
}

void tear_down(void)
{
    static const char *const NAMES[] = {"a.xlsx", "b.xlsx"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        unlink(file_path(NAMES[i]));
    }
    ck_assert_msg(rmdir(made.directory) == 0, "something is left in %s", made.directory);
    arena_free(&made.arena);
}

bool try_write(const char *name, struct err *err)
{
    struct sink sink;
    sink_init(&sink, &made.arena, made.directory);
    bool done = output_xlsx.write(&made.report, &sink, name, err) && sink_commit(&sink, err);
    sink_discard(&sink);
    return done;
}

void write_as(const char *name)
{
    struct err err = {0};
    ck_assert_msg(try_write(name, &err), "%s: %s", err.source, err.text);
}

struct run hand_built(const char *label, size_t len, double rps)
{
    struct run run = run_blank();
    run.label = (struct str){label, len};
    run.source_file = STR("a.txt");
    run.source_line = 1;
    run.source_format = STR("wrk");
    run.tool_name = STR("wrk");
    run.load = (struct load){LOAD_CLOSED, 4, 100, 10, NAN, NAN, NAN};
    run.elapsed_s = 10;
    run.rps = rps;
    run.requests = run.ok = rps * 10;
    run.bytes_per_s = rps * 100;
    run.errors = (struct run_errors){0, 0, 0, 0, 0, NAN};
    run.has_latency = true;
    run.latency = latency_blank(LATENCY_BACKFILLED);
    run.latency.mean_us = 100 / rps * 1e6;
    run.latency.max_us = fmax(50000, 2 * run.latency.mean_us);
    return run;
}
