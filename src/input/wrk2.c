/*
 * wrk2 sends at a given rate and times each request from its intended start.
 * Its output is that of wrk, read by the same code, with more lines; this file
 * reads those. A spectrum's values are milliseconds to three decimals, so they
 * say more than the rows above them.
 */
#include <math.h>
#include <stdint.h>

#include "number.h"
#include "wrk_line.h"
#include "wrk_run.h"

/* A thread that got no answer before its calibration prints the mean of nothing. */
#define CALIBRATED_WITHOUT_ANSWER_MS 9e15

void wrk2_mark(struct run *run)
{
    run->source_format = STR("wrk2");
    run->tool_name = STR("wrk2");
    run->load.model = LOAD_OPEN;
    run->latency.kind = LATENCY_RESPONSE;
}

static const char *eat_number_or_nan(struct str *s, double *value)
{
    *s = str_trim(*s);
    if (WRK_EAT(s, "-nan") || WRK_EAT(s, "nan")) {
        *value = NAN;
        return NULL;
    }
    return number_eat(s, value, NULL) ? NULL : "a number";
}

/* "mean lat.: 1.876ms, rate sampling interval: 10ms", formerly "9747 usec, ...: 21 msec" */
bool wrk2_read_calibration(struct reading *reading)
{
    struct str *rest = &reading->rest;
    double mean;
    double interval;
    const char *expected = wrk_eat_text(rest, STR("mean lat.:"), "\"mean lat.:\"");
    expected = expected ? expected : eat_number_or_nan(rest, &mean);
    if (expected) {
        return wrk_unexpected(reading, expected);
    }
    *rest = str_trim(*rest);
    bool old = WRK_EAT(rest, "usec");
    if (!old && !WRK_EAT(rest, "ms")) {
        return wrk_unexpected(reading, "\"ms\" or \"usec\"");
    }
    expected =
        wrk_eat_text(rest, STR(", rate sampling interval:"), "\", rate sampling interval:\"");
    expected = expected ? expected : wrk_eat_number(rest, &interval);
    expected = expected ? expected : wrk_eat_text(rest, STR("m"), "\"ms\" or \"msec\"");
    if (expected) {
        return wrk_unexpected(reading, expected);
    }
    wrk2_mark(&reading->run);
    if (!old && mean >= CALIBRATED_WITHOUT_ANSWER_MS && reading->run.note_count == 0) {
        wrk_note(reading, "a thread of wrk2 got no answer while it calibrated");
    }
    return true;
}

static struct phase *find_uncorrected(struct reading *reading)
{
    for (size_t i = 0; i < reading->run.phase_count; i++) {
        if (str_is(reading->phases[i].name, "uncorrected")) {
            return &reading->phases[i];
        }
    }
    return NULL;
}

static struct phase *uncorrected(struct reading *reading)
{
    struct run *run = &reading->run;
    struct phase *found = find_uncorrected(reading);
    if (found) {
        return found;
    }
    if (run->phase_count == PHASE_LIMIT) {
        return NULL;
    }
    struct phase *phase = &reading->phases[run->phase_count++];
    *phase = (struct phase){STR("uncorrected"), latency_blank(LATENCY_SERVICE)};
    return phase;
}

/* "(HdrHistogram - Recorded Latency)" or "(HdrHistogram - Uncorrected Latency (...))" */
bool wrk2_read_distribution(struct reading *reading)
{
    if (str_find(reading->rest, STR("(HdrHistogram - "), 0) == SIZE_MAX) {
        bool second = reading->run.load.model == LOAD_OPEN && reading->listed->percentile_count > 0;
        if (second && find_uncorrected(reading)) {
            return wrk_cut_off(reading, "another distribution");
        }
        if (second) {
            reading->nameless = latency_blank(LATENCY_RESPONSE);
            reading->listed = &reading->nameless;
            reading->listed_at = reading->uncorrected;
            reading->seen &= ~(unsigned)SEEN_SPECTRUM;
            wrk_note(reading, "left out a second distribution that does not say what it is of");
        }
        return true;
    }
    wrk2_mark(&reading->run);
    reading->seen &= ~(unsigned)SEEN_SPECTRUM;
    if (str_find(reading->rest, STR("Uncorrected"), 0) != SIZE_MAX) {
        struct phase *phase = uncorrected(reading);
        if (!phase) {
            return wrk_unexpected(reading, "fewer phases");
        }
        reading->listed = &phase->latency;
        reading->listed_at = reading->uncorrected;
    }
    if (reading->listed->percentile_count > 0) {
        return wrk_cut_off(reading, "another distribution");
    }
    return true;
}

/* value [ms]  percentile 0..1  samples so far  1/(1-percentile) */
bool wrk2_read_spectrum_row(struct reading *reading, double value_ms)
{
    struct str *rest = &reading->rest;
    struct str start = *rest;
    double share;
    double count;
    double inverse;
    if (wrk_eat_number(rest, &share) || share > 1 || wrk_eat_counter(rest, &count)) {
        *rest = start;
        return true;
    }
    *rest = str_trim(*rest);
    const char *expected = WRK_EAT(rest, "inf") ? NULL : wrk_eat_number(rest, &inverse);
    expected = expected ? expected : wrk_eat_end(rest);
    if (expected) {
        return wrk_unexpected(reading, expected);
    }
    /* six decimals as printed, so that 0.999 is 99.9 */
    struct percentile row = {floor(share * 1e6 + 0.5) / 1e4, floor(value_ms * 1e3 + 0.5), count};
    return wrk_add_percentile(reading, row);
}

static double to_us(const struct reading *reading, double printed)
{
    return reading->in_us ? printed : floor(printed * 1e3 + 0.5);
}

/* Rows were taken for milliseconds until the mean told what they are. */
static void rescale(struct reading *reading)
{
    struct percentile *list = reading->listed_at;
    for (size_t i = 0; i < reading->listed->percentile_count; i++) {
        bool row = !isnan(list[i].count);
        list[i].us = row ? list[i].us / 1e3 : list[i].us;
    }
}

static const char *eat_setting(struct str *s, const char *name, double *value)
{
    static const char *const EXPECTED = "a name, \"=\" and a number";
    *s = str_trim(*s);
    if (!str_eat(s, str_of(name))) {
        return EXPECTED;
    }
    *s = str_trim(*s);
    return WRK_EAT(s, "=") ? eat_number_or_nan(s, value) : EXPECTED;
}

/* "#[Mean = X, StdDeviation = Y]", "#[Max = X, Total count = N]", "#[Buckets = N, ...]" */
bool wrk2_read_summary(struct reading *reading)
{
    struct str *rest = &reading->rest;
    struct latency *latency = reading->listed;
    double mean_ms = NAN;
    double stdev_ms = NAN;
    double max_ms = NAN;
    const char *expected = NULL;
    if (!WRK_EAT(rest, "#[")) {
        return true;
    }
    if (WRK_STARTS(*rest, "Mean")) {
        expected = eat_setting(rest, "Mean", &mean_ms);
        expected = expected ? expected : wrk_eat_text(rest, STR(","), "\",\"");
        expected = expected ? expected : eat_setting(rest, "StdDeviation", &stdev_ms);
        if (latency == &reading->run.latency && mean_ms * 1e3 > 100 * latency->mean_us) {
            reading->in_us = true;
        }
        if (reading->in_us) {
            rescale(reading);
        }
        latency->mean_us = to_us(reading, mean_ms);
        latency->stdev_us = to_us(reading, stdev_ms);
    } else if (WRK_STARTS(*rest, "Max")) {
        expected = eat_setting(rest, "Max", &max_ms);
        expected = expected ? expected : wrk_eat_text(rest, STR(","), "\",\"");
        expected = expected ? expected : eat_setting(rest, "Total count", &latency->count);
        latency->max_us = to_us(reading, max_ms);
    } else {
        return true;
    }
    expected = expected ? expected : wrk_eat_text(rest, STR("]"), "\"]\"");
    return expected ? wrk_unexpected(reading, expected) : true;
}

/* wrk2 writes zeros for percentiles of nothing. */
static bool is_empty(const struct latency *latency, const struct percentile *list)
{
    size_t n = latency->percentile_count;
    return latency->count == 0 || n == 0 || !(list[n - 1].us > 0);
}

/*
 * A percentile that only the distribution lists has two decimals; it lies
 * between its neighbours of the spectrum, which have more.
 */
static void refine(struct percentile *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t below = i;
        size_t above = i;
        while (below > 0 && isnan(list[below].count)) {
            below--;
        }
        while (above + 1 < n && isnan(list[above].count)) {
            above++;
        }
        double low = isnan(list[below].count) ? list[i].us : list[below].us;
        double high = isnan(list[above].count) ? list[i].us : list[above].us;
        double refined = fmin(fmax(list[i].us, low), high);
        if (isnan(list[i].count) && fabs(refined - list[i].us) <= 0.006 * list[i].us) {
            list[i].us = refined;
        }
    }
}

void wrk2_finish(struct reading *reading)
{
    struct run *run = &reading->run;
    size_t kept = 0;
    refine(reading->percentiles, run->latency.percentile_count);
    for (size_t i = 0; i < run->phase_count; i++) {
        struct phase *phase = &reading->phases[i];
        if (str_is(phase->name, "uncorrected")) {
            if (is_empty(&phase->latency, reading->uncorrected)) {
                continue;
            }
            refine(reading->uncorrected, phase->latency.percentile_count);
            size_t size = phase->latency.percentile_count * sizeof reading->uncorrected[0];
            phase->latency.percentiles =
                memcpy(arena_alloc(reading->sink->arena, size), reading->uncorrected, size);
        }
        reading->phases[kept++] = *phase;
    }
    run->phase_count = kept;
    if (reading->third_is_p99 && run->has_latency &&
        isnan(
            latency_percentile(&(struct latency){.percentiles = reading->percentiles,
                                                 .percentile_count = run->latency.percentile_count},
                               99))) {
        reading->listed = &run->latency;
        reading->listed_at = reading->percentiles;
        struct percentile p99 = {99, reading->table_p99_us, NAN};
        run->has_latency = wrk_add_percentile(reading, p99);
    }
}

bool wrk2_claims(struct str head)
{
    return str_find(head, STR("Thread calibration: mean lat"), 0) != SIZE_MAX ||
           str_find(head, STR("(HdrHistogram - "), 0) != SIZE_MAX ||
           (str_find(head, STR("Detailed Percentile spectrum:"), 0) != SIZE_MAX &&
            str_find(head, STR("Thread Stats "), 0) != SIZE_MAX);
}

static int probe_wrk2(struct str head)
{
    return wrk2_claims(head) ? PROBE_CERTAIN : PROBE_NO;
}

/*
 * Runs show by themselves whether they are of wrk2, since a file may hold both.
 * Only where nothing in it tells, the user has, and all are.
 */
static bool read_wrk2(struct source *source, const struct run_sink *sink, struct err *err)
{
    struct run blank = wrk_blank_run();
    struct str head;
    bool whole;
    if (!source_head_so_far(source, &head, &whole, err)) {
        return false;
    }
    if (!wrk2_claims(head)) {
        wrk2_mark(&blank);
    }
    return wrk_read_source(source, sink, &blank, err);
}

const struct input_format input_wrk2 = {
    .name = "wrk2",
    .summary = "output of wrk2: wrk with a constant rate",
    .probe = probe_wrk2,
    .read = read_wrk2,
    .labels_are_headings = true,
};
