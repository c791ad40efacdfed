/* Checks of what a run's own numbers say. Formulas: how each is written; thresholds: here. */
#include <math.h>
#include <string.h>

#include "checks.h"
#include "number.h"
#include "ranks.h"

#define STALL_INFO 0.05 /* share of 100 ms ticks without any answer */
#define STALL_WARNING 0.20
#define STALL_LAMBDA 10 /* answers that a tick of a thread must have room for */
#define TAIL_INFO 1     /* stdev over mean */
#define TAIL_WARNING 3
#define FAR_OUTLIERS 90 /* percent within one stdev: above, few lie far out */
#define TWO_CLUSTERS 55 /* below, they lie in two heaps or on a plateau */
#define FEWEST_BYTES 40 /* no answer of HTTP with headers is smaller */
#define OVERTIME_S 0.5
#define OVERTIME_SHARE 0.02
#define PRINTED_IN_SECONDS 50 /* wrk prints longer durations in rounded minutes */

/* The numbers of Little's law (reference 3.1): what must be under way, and what there is room for.
 */
static void little_numbers(struct scope *scope, struct finding *finding, double room)
{
    found_number(finding, "rho", scope->condition->rho, UNIT_FACTOR);
    found_number(finding, "mean", median_of(scope, "latency.mean"), UNIT_MICROSECONDS);
    found_number(finding, "rps", median_of(scope, "rps"), UNIT_PER_SECOND);
    found_number(finding, "needed", scope->condition->rho * room, UNIT_COUNT);
    found_number(finding, "connections", room, UNIT_COUNT);
}

/* A script may send several requests at once, which the log does not say. */
static bool uses_script(const struct run *run)
{
    return isnan(run->load.pipeline) &&
           (str_find(run->command, STR(" -s"), 0) < run->command.len ||
            str_find(run->command, STR(" --script"), 0) < run->command.len);
}

void check_little_high(struct scope *scope)
{
    double rho = scope->condition->rho;
    if (rho > RHO_HIGH) {
        struct finding *finding = found(scope, rho > RHO_VERY_HIGH ? LEVEL_WARNING : LEVEL_INFO);
        const struct run *run = scope->group->runs[0];
        double requests = run_connections_opened(run) * fmax(1, run->load.pipeline);
        little_numbers(scope, finding, requests);
        found_number(finding, "time_per_request", requests / median_of(scope, "rps"), UNIT_SECONDS);
        bool corrected = scope->condition->kind == LATENCY_BACKFILLED;
        bool scripted = false;
        for (size_t i = 0; i < scope->group->n; i++) {
            scripted = scripted || uses_script(scope->group->runs[i]);
        }
        finding->variant = scripted ? "script" : corrected ? NULL : "other";
    }
}

static double total_late(const struct group *group)
{
    double sum = 0;
    for (size_t i = 0; i < group->n; i++) {
        sum += fmax(0, run_late(group->runs[i]));
    }
    return sum;
}

void check_little_low(struct scope *scope)
{
    if (!(scope->condition->rho < RHO_LOW)) {
        return;
    }
    struct finding *finding = found(scope, LEVEL_WARNING);
    little_numbers(scope, finding, run_connections_opened(scope->group->runs[0]));
    double timeouts = total_late(scope->group);
    double refused = total(scope->group, "errors.connect");
    if (timeouts > 0) {
        finding->variant = "timeouts";
        found_number(finding, "count", timeouts, UNIT_COUNT);
    } else if (refused > 0) {
        finding->variant = "connect";
        found_number(finding, "count", refused, UNIT_COUNT);
    }
}

void check_max_censored(struct scope *scope)
{
    size_t cut = 0;
    const struct run *last = NULL;
    for (size_t i = 0; i < scope->group->n; i++) {
        if (run_max_censored(scope->group->runs[i])) {
            cut++;
            last = scope->group->runs[i];
        }
    }
    if (cut > 0) {
        struct finding *finding = found(scope, LEVEL_WARNING);
        finding->variant = isnan(last->load.timeout_s) ? "assumed" : NULL;
        found_number(finding, "max", last->latency.max_us, UNIT_MICROSECONDS);
        found_number(finding, "timeout", run_timeout_s(last), UNIT_SECONDS);
        found_number(finding, "cut", (double)cut, UNIT_COUNT);
        found_number(finding, "runs", (double)scope->group->n, UNIT_COUNT);
    }
}

void check_no_latency(struct scope *scope)
{
    double without = 0;
    double answers = 0;
    double late = 0;
    for (size_t i = 0; i < scope->group->n; i++) {
        const struct run *run = scope->group->runs[i];
        if (!run->has_latency) {
            without++;
            answers += run->requests;
            late += fmax(0, run_late(run));
        }
    }
    if (without > 0) {
        struct finding *finding = found(scope, LEVEL_ERROR);
        finding->variant = isnan(answers)    ? "unstated"
                           : answers == 0    ? NULL
                           : late >= answers ? "late"
                                             : "untimed";
        found_number(finding, "answers", answers, UNIT_COUNT);
        found_number(finding, "without", without, UNIT_COUNT);
        found_number(finding, "runs", (double)scope->group->n, UNIT_COUNT);
    }
}

/* NULL when there is nothing to say. */
static struct finding *check_share(struct scope *scope, double count, double share)
{
    if (!(share > 0)) {
        return NULL;
    }
    struct finding *finding = found(scope, share >= ERROR_LIMIT ? LEVEL_ERROR : LEVEL_WARNING);
    found_number(finding, "count", count, UNIT_COUNT);
    found_number(finding, "share", share, UNIT_SHARE);
    found_number(finding, "requests", total(scope->group, "requests"), UNIT_COUNT);
    return finding;
}

void check_timeouts(struct scope *scope)
{
    double timeout_s = run_timeout_s(scope->group->runs[0]);
    struct finding *finding =
        check_share(scope, total_late(scope->group), scope->condition->timeout_share);
    if (finding && isnan(timeout_s)) {
        finding->variant = "unknown";
    } else if (finding) {
        found_number(finding, "timeout", timeout_s, UNIT_SECONDS);
    }
}

void check_non2xx(struct scope *scope)
{
    (void)check_share(scope, total(scope->group, "errors.status"), scope->condition->status_share);
}

/* Connections that failed: what was asked on them was never answered. */
void check_socket_err(struct scope *scope)
{
    double connect = total(scope->group, "errors.connect");
    double read = total(scope->group, "errors.read");
    double write = total(scope->group, "errors.write");
    double requests = total(scope->group, "requests");
    double share = (connect + read + write) / (requests + connect + read + write);
    if (connect + read + write > 0) {
        struct finding *finding = found(scope, share >= ERROR_LIMIT ? LEVEL_ERROR : LEVEL_WARNING);
        found_number(finding, "connect", connect, UNIT_COUNT);
        found_number(finding, "read", read, UNIT_COUNT);
        found_number(finding, "write", write, UNIT_COUNT);
        found_number(finding, "share", share, UNIT_SHARE);
    }
}

/* Failures of which the tool says no more, or not even that there were any. */
void check_other_err(struct scope *scope)
{
    double count = total(scope->group, "errors.other");
    double attempts = 0;
    double unnamed = 0;
    for (size_t i = 0; i < scope->group->n; i++) {
        const struct run *run = scope->group->runs[i];
        double tried = isnan(run->attempts) ? run->requests : run->attempts;
        const struct run_errors *errors = &run->errors;
        const double named[] = {errors->connect, errors->read, errors->write, run_late(run),
                                errors->status};
        double left = tried - run->ok;
        for (size_t k = 0; k < sizeof named / sizeof named[0]; k++) {
            left -= isnan(named[k]) ? 0 : named[k];
        }
        attempts += tried;
        unnamed += fmax(0, left);
    }
    count = fmax(count, unnamed);
    if (count > 0) {
        bool grave = count >= ERROR_LIMIT * attempts;
        struct finding *finding = found(scope, grave ? LEVEL_ERROR : LEVEL_WARNING);
        found_number(finding, "count", count, UNIT_COUNT);
        found_number(finding, "attempts", attempts, UNIT_COUNT);
        found_number(finding, "share", count / attempts, UNIT_SHARE);
    }
}

/* The median over runs of something a run may not have; NaN when none has it. */
static double median_over(struct scope *scope, double (*of)(const struct run *run))
{
    double *values = ARENA_ARRAY(&scope->scratch, double, scope->group->n);
    size_t n = 0;
    for (size_t i = 0; i < scope->group->n; i++) {
        double value = of(scope->group->runs[i]);
        if (isfinite(value)) {
            values[n++] = value;
        }
    }
    sort_ascending(values, n);
    return n > 0 ? median(values, n) : (double)NAN;
}

/*
 * At least this share of the threads' 100 ms ticks saw no answer: wrk 4 records
 * a thread's rate only where there was one, so threads * mean rate exceeds the
 * total by what the empty ticks lack (1 - X / (t * a)).
 */
static double empty_ticks(const struct run *run)
{
    bool wrk4 = str_is(run->tool_name, "wrk") && run->latency.kind == LATENCY_BACKFILLED;
    bool expected = 0.1 * run->rps / run->load.threads >= STALL_LAMBDA;
    return wrk4 && expected ? 1 - run->rps / (run->load.threads * run->thread_rps.mean)
                            : (double)NAN;
}

void check_stall(struct scope *scope)
{
    double share = median_over(scope, empty_ticks);
    if (share >= STALL_INFO) {
        struct finding *finding = found(scope, share >= STALL_WARNING ? LEVEL_WARNING : LEVEL_INFO);
        found_number(finding, "share", share, UNIT_SHARE);
        found_number(finding, "rps", median_of(scope, "rps"), UNIT_PER_SECOND);
        found_number(finding, "threads", scope->group->runs[0]->load.threads, UNIT_COUNT);
    }
}

/* The first run for which it holds, or NULL. */
static const struct run *first_that(const struct group *group, bool (*holds)(const struct run *run))
{
    for (size_t i = 0; i < group->n; i++) {
        if (holds(group->runs[i])) {
            return group->runs[i];
        }
    }
    return NULL;
}

void check_rate_check(struct scope *scope)
{
    const struct run *run = first_that(scope->group, contradicts_itself);
    if (run) {
        struct finding *finding = found(scope, LEVEL_ERROR);
        finding->run = run;
        found_number(finding, "requests", run->requests, UNIT_COUNT);
        found_number(finding, "elapsed", run->elapsed_s, UNIT_SECONDS);
        found_number(finding, "rps", run->rps, UNIT_PER_SECOND);
        finding->variant = contradicts_rate(run)    ? NULL
                           : contradicts_bytes(run) ? "bytes"
                                                    : "order";
        found_number(finding, "max", run->latency.max_us, UNIT_MICROSECONDS);
        found_number(finding, "bytes", run->bytes, UNIT_BYTES);
        found_number(finding, "bytes_per_s", run->bytes_per_s, UNIT_BYTES_PER_S);
    }
}

void check_rate_missed(struct scope *scope)
{
    if (scope->condition->rate_missed) {
        struct finding *finding = found(scope, LEVEL_ERROR);
        /* Timed from its sending, a request does not know how long it waited for it. */
        finding->variant = scope->condition->kind == LATENCY_RESPONSE ? NULL : "paced";
        found_number(finding, "rps", median_of(scope, "rps"), UNIT_PER_SECOND);
        found_number(finding, "rate", scope->group->runs[0]->load.rate_rps, UNIT_PER_SECOND);
    }
}

static bool ran_over(const struct run *run)
{
    double planned_s = run->load.duration_s;
    return str_starts(run->tool_name, STR("wrk")) && planned_s <= PRINTED_IN_SECONDS &&
           run->elapsed_s - planned_s > OVERTIME_S + OVERTIME_SHARE * planned_s;
}

void check_runtime_over(struct scope *scope)
{
    const struct run *run = first_that(scope->group, ran_over);
    if (run) {
        struct finding *finding = found(scope, LEVEL_INFO);
        finding->run = run;
        found_number(finding, "elapsed", run->elapsed_s, UNIT_SECONDS);
        found_number(finding, "planned", run->load.duration_s, UNIT_SECONDS);
    }
}

/* Where samples were added, their spread says nothing of the answers. */
static bool is_synthetic(const struct scope *scope)
{
    return scope->condition->rho > RHO_HIGH;
}

void check_tail(struct scope *scope)
{
    double mean = median_of(scope, "latency.mean");
    double stdev = median_of(scope, "latency.stdev");
    if (stdev / mean > TAIL_INFO && !is_synthetic(scope)) {
        struct finding *finding =
            found(scope, stdev / mean > TAIL_WARNING ? LEVEL_WARNING : LEVEL_INFO);
        found_number(finding, "mean", mean, UNIT_MICROSECONDS);
        found_number(finding, "stdev", stdev, UNIT_MICROSECONDS);
        found_number(finding, "ratio", stdev / mean, UNIT_FACTOR);
    }
}

static double within_stdev(const struct run *run)
{
    return run->has_latency ? run->latency.within_stdev_pct / 100 : (double)NAN;
}

void check_pm_stdev(struct scope *scope)
{
    double share = median_over(scope, within_stdev);
    bool two = share < TWO_CLUSTERS / 100.0;
    /* A heavy tail is check_tail()'s to say. */
    double cv = median_of(scope, "latency.stdev") / median_of(scope, "latency.mean");
    if (!is_synthetic(scope) && !(cv > TAIL_INFO) && (two || share > FAR_OUTLIERS / 100.0)) {
        struct finding *finding = found(scope, LEVEL_INFO);
        finding->variant = two ? "two" : NULL;
        found_number(finding, "share", share, UNIT_SHARE);
    }
}

void check_conn_split(struct scope *scope)
{
    const struct run *run = scope->group->runs[0];
    double opened = run_connections_opened(run);
    if (opened < run->load.connections) {
        bool differs = false;
        const struct study *study = scope->analysis->study;
        for (size_t s = 0; s < study->system_count; s++) {
            const struct group *other = study_group(study, scope->workload, s);
            differs = differs || (other->n > 0 && run_connections_opened(other->runs[0]) != opened);
        }
        struct finding *finding = found(scope, differs ? LEVEL_WARNING : LEVEL_INFO);
        found_number(finding, "connections", run->load.connections, UNIT_COUNT);
        found_number(finding, "opened", opened, UNIT_COUNT);
        found_number(finding, "threads", run->load.threads, UNIT_COUNT);
    }
}

void check_conn_lt_threads(struct scope *scope)
{
    const struct load *load = &scope->group->runs[0]->load;
    if (load->connections < load->threads) {
        struct finding *finding = found(scope, LEVEL_INFO);
        found_number(finding, "connections", load->connections, UNIT_COUNT);
        found_number(finding, "threads", load->threads, UNIT_COUNT);
    }
}

void check_bytes_too_small(struct scope *scope)
{
    double bytes = median_of(scope, "bytes_per_response");
    const char *tool = str_copy(scope->arena, scope->group->runs[0]->tool_name).ptr;
    bool with_headers = tool && (strcmp(tool, "wrk") == 0 || strcmp(tool, "wrk2") == 0);
    if (with_headers && bytes < FEWEST_BYTES && median_of(scope, "requests") > 0) {
        struct finding *finding = found(scope, LEVEL_WARNING);
        found_number(finding, "bytes", bytes, UNIT_BYTES);
    }
}

/* The lowest percentile that is stated and rests on fewer samples than it takes. */
void check_low_n(struct scope *scope)
{
    double samples = scope->condition->samples;
    double lowest = NAN;
    for (size_t m = METRIC_COUNT; m > 0; m--) {
        const struct metric *metric = &METRICS[m - 1];
        bool stated = metric->p > 0 && summarise(metric, scope->group, scope->condition).n > 0;
        if (stated && !has_samples(metric, samples)) {
            lowest = metric->p;
        }
    }
    if (!isnan(lowest)) {
        char digits[NUMBER_SIZE];
        struct finding *finding = found(scope, LEVEL_INFO);
        struct str name = str_printf(scope->arena, "p%.*s", STR_ARG(number_format(digits, lowest)));
        found_text(finding, "percentile", name);
        found_number(finding, "requests", samples, UNIT_COUNT);
        found_number(finding, "needed", ceil(FEW_SAMPLES / (1 - lowest / 100) - 1e-6), UNIT_COUNT);
    }
}

/* Only where a run is tagged with the cores of its client; no log of a tool says them. */
void check_client_threads(struct scope *scope)
{
    const struct run *run = scope->group->runs[0];
    for (size_t i = 0; i < run->tag_count; i++) {
        double cores;
        if (str_is(run->tags[i].key, "client_cores") && number_parse(run->tags[i].value, &cores) &&
            run->load.threads > cores) {
            struct finding *finding = found(scope, LEVEL_WARNING);
            found_number(finding, "threads", run->load.threads, UNIT_COUNT);
            found_number(finding, "cores", cores, UNIT_COUNT);
        }
    }
}
