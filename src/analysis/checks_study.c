/* Checks of what concerns several systems, or the study as a whole. */
#include <math.h>
#include <stdint.h>

#include "checks.h"
#include "number.h"

#define SHORT_S 10      /* warning below: connections and caches are still warming up */
#define BRIEF_S 30      /* worth a word below */
#define SHORT_WRK2_S 20 /* its first 10 s are calibration, and thrown away */
#define CEILING_SHARE 0.02
#define CEILING_GAP 0.8 /* the next system has at most this share of the top */

void check_bytes_per_resp(struct scope *scope)
{
    const struct study *study = scope->analysis->study;
    const struct group *base = study_group(study, scope->workload, 0);
    if (scope->system == 0 || base->n == 0 || !payload_differs(base, scope->group)) {
        return;
    }
    struct scope of_base = *scope;
    of_base.group = base;
    struct finding *finding = found(scope, LEVEL_WARNING);
    found_text(finding, "baseline", study->systems[0]);
    found_number(finding, "base_bytes", median_of(&of_base, "bytes_per_response"), UNIT_BYTES);
    found_number(finding, "bytes", median_of(scope, "bytes_per_response"), UNIT_BYTES);
}

static struct str setting_text(struct arena *arena, double value)
{
    char number_text[NUMBER_SIZE];
    return isnan(value) ? STR("?") : str_copy(arena, number_format(number_text, value));
}

/* One finding per setting in which a system's runs differ from the baseline's. */
static void compare_setting(struct scope *scope, const char *variant, struct str base,
                            struct str system)
{
    if (!str_eq(base, system)) {
        struct finding *finding = found(scope, LEVEL_WARNING);
        finding->variant = variant;
        found_text(finding, "baseline", scope->analysis->study->systems[0]);
        found_text(finding, "base_value", base);
        found_text(finding, "value", system);
    }
}

/* The same for what most logs leave out, which is then no difference. */
static void compare_stated(struct scope *scope, const char *variant, struct str base,
                           struct str system)
{
    if (base.ptr && system.ptr) {
        compare_setting(scope, variant, base, system);
    }
}

static struct str stated_text(struct arena *arena, double value)
{
    return isnan(value) ? (struct str){0} : setting_text(arena, value);
}

void check_settings(struct scope *scope)
{
    const struct group *base = study_group(scope->analysis->study, scope->workload, 0);
    if (scope->system == 0 || base->n == 0) {
        return;
    }
    const struct run *a = base->runs[0];
    const struct run *b = scope->group->runs[0];
    const double pairs[][2] = {
        {a->load.connections, b->load.connections}, {a->load.rate_rps, b->load.rate_rps},
        {a->load.pipeline, b->load.pipeline},       {a->load.threads, b->load.threads},
        {a->load.duration_s, b->load.duration_s},
    };
    static const char *const NAMES[] = {"connections", "rate", "pipeline", "threads", "duration"};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        compare_setting(scope, NAMES[i], setting_text(scope->arena, pairs[i][0]),
                        setting_text(scope->arena, pairs[i][1]));
    }
    compare_setting(scope, "path", run_path(a), run_path(b));
    compare_stated(scope, "scheme", run_scheme(a), run_scheme(b));
    compare_stated(scope, "method", a->method, b->method);
    compare_stated(scope, "tool", a->tool_name, b->tool_name);
    compare_stated(scope, "timeout", stated_text(scope->arena, a->load.timeout_s),
                   stated_text(scope->arena, b->load.timeout_s));
}

/* A system that shares no workload with the baseline: nothing of it can be compared. */
void check_unmatched(struct scope *scope)
{
    const struct study *study = scope->analysis->study;
    for (size_t s = 1; s < study->system_count; s++) {
        bool shared = false;
        for (size_t w = 0; w < study->workload_count; w++) {
            shared = shared || (study_group(study, w, 0)->n > 0 && study_group(study, w, s)->n > 0);
        }
        if (!shared) {
            scope->system = s;
            struct finding *finding = found(scope, LEVEL_ERROR);
            finding->variant = "unmatched";
            found_text(finding, "baseline", study->systems[0]);
        }
    }
}

/* At least two systems equally fast at the top, with others well below: perhaps not their limit. */
void check_ceiling(struct scope *scope)
{
    const struct study *study = scope->analysis->study;
    const struct comparison *goodput =
        analysis_comparison(scope->analysis, scope->workload, "goodput");
    double top = 0;
    double next = 0;
    size_t at_top = 0;
    for (size_t s = 0; goodput && s < study->system_count; s++) {
        top = fmax(top, goodput->rows[s].summary.value);
    }
    for (size_t s = 0; goodput && s < study->system_count; s++) {
        double value = goodput->rows[s].summary.value;
        if (value >= top * (1 - CEILING_SHARE)) {
            at_top++;
        } else if (value > next) {
            next = value;
        }
    }
    if (at_top >= 2 && next > 0 && next < CEILING_GAP * top) {
        struct finding *finding = found(scope, LEVEL_INFO);
        found_number(finding, "systems", (double)at_top, UNIT_COUNT);
        found_number(finding, "rps", top, UNIT_PER_SECOND);
        found_number(finding, "next", next, UNIT_PER_SECOND);
    }
}

static const struct run *any_run(const struct study *study, bool (*holds)(const struct run *run))
{
    for (size_t i = 0; i < study->run_count; i++) {
        if (holds(study->runs[i])) {
            return study->runs[i];
        }
    }
    return NULL;
}

void check_lat_semantics(struct scope *scope)
{
    const struct study *study = scope->analysis->study;
    for (size_t w = 0; w < study->workload_count; w++) {
        const struct condition *base = &scope->conditions[w * study->system_count];
        for (size_t s = 1; s < study->system_count; s++) {
            const struct condition *other = base + s;
            if (base->n > 0 && other->n > 0 && base->has_latency && other->has_latency &&
                base->kind != other->kind) {
                scope->workload = w;
                scope->system = s;
                struct finding *finding = found(scope, LEVEL_ERROR);
                found_text(finding, "baseline", study->systems[0]);
                found_text(finding, "kind", str_of(latency_kind_name(other->kind)));
                found_text(finding, "base_kind", str_of(latency_kind_name(base->kind)));
            }
        }
    }
    scope->workload = scope->system = NO_INDEX;
}

/* Runs a side from which k comparisons can have a verdict: 2 / C(2n, n) <= alpha / k. */
static double runs_needed(size_t comparisons)
{
    double ways = 2; /* C(2n, n) for n = 1 */
    double n = 1;
    while (2 / ways > ALPHA / (double)comparisons) {
        n++;
        ways *= 2 * (2 * n - 1) / n;
    }
    return n;
}

void check_few_runs(struct scope *scope)
{
    const struct study *study = scope->analysis->study;
    size_t fewest = SIZE_MAX;
    for (size_t i = 0; i < study->workload_count * study->system_count; i++) {
        size_t n = study->groups[i].n;
        fewest = n > 0 && n < fewest ? n : fewest;
    }
    if (study->system_count < 2) {
        return;
    }
    double needed = runs_needed(study->system_count - 1);
    if ((double)fewest < needed) {
        struct finding *finding = found(scope, LEVEL_INFO);
        found_number(finding, "needed", needed, UNIT_COUNT);
        found_number(finding, "runs", (double)fewest, UNIT_COUNT);
        found_number(finding, "systems", (double)study->system_count, UNIT_COUNT);
    }
}

void check_duration(struct scope *scope)
{
    const struct study *study = scope->analysis->study;
    const struct run *shortest = NULL;
    for (size_t i = 0; i < study->run_count; i++) {
        bool shorter = !shortest || study->runs[i]->elapsed_s < shortest->elapsed_s;
        shortest = !isnan(study->runs[i]->elapsed_s) && shorter ? study->runs[i] : shortest;
    }
    if (!shortest || !(shortest->elapsed_s < BRIEF_S)) {
        return;
    }
    bool wrk2 = str_is(shortest->tool_name, "wrk2");
    bool is_short = shortest->elapsed_s < (wrk2 ? SHORT_WRK2_S : SHORT_S);
    struct finding *finding = found(scope, is_short ? LEVEL_WARNING : LEVEL_INFO);
    finding->variant = wrk2 && is_short ? "wrk2" : NULL;
    found_number(finding, "elapsed", shortest->elapsed_s, UNIT_SECONDS);
}

static bool has_only_mean(const struct run *run)
{
    return run->has_latency && run->latency.percentile_count == 0;
}

void check_no_pctl(struct scope *scope)
{
    const struct run *run = any_run(scope->analysis->study, has_only_mean);
    if (run) {
        found(scope, LEVEL_INFO)->variant = str_is(run->tool_name, "wrk") ? "wrk" : NULL;
    }
}

/* 127.0.0.0/8, ::1 or localhost. */
static bool is_local(const struct run *run)
{
    struct str host = run_host(run);
    return str_starts(host, STR("127.")) || str_starts(host, STR("[::1]")) ||
           str_starts(host, STR("localhost"));
}

void check_loopback(struct scope *scope)
{
    if (any_run(scope->analysis->study, is_local)) {
        (void)found(scope, LEVEL_INFO);
    }
}

static bool is_closed(const struct run *run)
{
    return run->load.model == LOAD_CLOSED;
}

void check_closed_loop(struct scope *scope)
{
    if (any_run(scope->analysis->study, is_closed)) {
        (void)found(scope, LEVEL_INFO);
    }
}
