/* The sentences of a report: headline, findings in words, the next command. */
#include <math.h>

#include "build.h"

#define MOST_ARGUMENTS (FINDING_VALUES + 3)

/* Findings quote what the log says, so rates keep their two decimals. */
static struct str finding_number(const struct report *report, const struct finding_value *value)
{
    if (value->unit == UNIT_NONE) {
        return str_clean(report->arena, value->text);
    }
    if (value->unit == UNIT_PER_SECOND) {
        return format_number(report->arena, report->language, value->value, 2);
    }
    return show(report, value->unit, value->value);
}

static struct remark put_into_words(const struct report *report, const struct finding *finding)
{
    struct argument arguments[MOST_ARGUMENTS];
    size_t n = 0;
    for (size_t i = 0; i < finding->value_count; i++) {
        arguments[n++] =
            (struct argument){finding->values[i].name, finding_number(report, &finding->values[i])};
    }
    if (finding->system != NO_INDEX) {
        struct str system = str_clean(report->arena, report->study->systems[finding->system]);
        arguments[n++] = (struct argument){"system", system};
    }
    if (finding->run) {
        struct str name = str_clean(report->arena, finding->run->source_file);
        arguments[n++] = (struct argument){"run", name};
    }
    const char *id = finding->variant
                         ? arena_printf(report->arena, "%s.%s", finding->id, finding->variant)
                         : finding->id;
    struct arena *arena = report->arena;
    struct str text =
        language_fill(arena, language_of(report->language, arena, "finding", id), arguments, n);
    if (finding->workload != NO_INDEX && report->workload_count > 1) {
        struct str workload = report->workloads[finding->workload].title;
        text = finding->workloads > 1
                   ? LANGUAGE_SAY(arena, report->language, "merged.workloads", {"text", text},
                                  {"n", show(report, UNIT_COUNT, (double)finding->workloads)},
                                  {"workload", workload})
                   : str_printf(arena, "%.*s (%.*s)", STR_ARG(text), STR_ARG(workload));
    }
    return (struct remark){
        .finding = finding,
        .level = language_of(report->language, arena, "level", level_name(finding->level)),
        .text = text,
        .advice = language_fill(arena, language_of(report->language, arena, "advice", finding->id),
                                arguments, n),
    };
}

void build_remarks(struct report *report)
{
    report->remark_count = report->analysis->findings.n;
    report->remarks = ARENA_ARRAY(report->arena, struct remark, report->remark_count);
    for (size_t i = 0; i < report->remark_count; i++) {
        report->remarks[i] = put_into_words(report, &report->analysis->findings.at[i]);
    }
}

static const struct summary *summary_of(const struct report *report, size_t workload,
                                        const char *metric, size_t system)
{
    const struct comparison *comparison = analysis_comparison(report->analysis, workload, metric);
    return comparison ? &comparison->rows[system].summary : NULL;
}

static double value_of(const struct report *report, size_t workload, const char *metric,
                       size_t system)
{
    const struct summary *summary = summary_of(report, workload, metric, system);
    return summary ? summary->value : (double)NAN;
}

size_t main_workload(const struct report *report)
{
    size_t best = 0;
    size_t most = 0;
    for (size_t w = 0; w < report->workload_count; w++) {
        size_t ran = 0;
        for (size_t s = 0; s < report->study->system_count; s++) {
            ran += study_group(report->study, w, s)->n > 0;
        }
        if (ran > most) {
            most = ran;
            best = w;
        }
    }
    return best;
}

/* How many runs each system has in some workloads; empty where they differ. */
static struct str runs_phrase(const struct report *report, size_t from, size_t to)
{
    size_t systems = report->study->system_count;
    size_t n = study_group(report->study, from, 0)->n;
    for (size_t i = from * systems; i < to * systems; i++) {
        if (report->study->groups[i].n != n) {
            return STR("");
        }
    }
    return LANGUAGE_SAY(report->arena, report->language, n == 1 ? "headline.one" : "headline.each",
                        {"n", show(report, UNIT_COUNT, (double)n)});
}

static struct change change_between(const struct report *report, size_t workload,
                                    const char *metric, size_t base, size_t system)
{
    const struct comparison *comparison = analysis_comparison(report->analysis, workload, metric);
    return analysis_change(report->analysis, comparison, base, system);
}

static bool is_clear(const struct change *change)
{
    return change->verdict == VERDICT_BETTER || change->verdict == VERDICT_WORSE;
}

/* ", and its p99 is 5.8x shorter", seen from the faster system; empty when it can't be said. */
static struct str tail_phrase(const struct report *report, size_t workload, size_t fast,
                              size_t slow)
{
    if (!comparable_everywhere(report, workload, "latency.p99")) {
        return STR("");
    }
    struct change change = change_between(report, workload, "latency.p99", fast, slow);
    if (!is_clear(&change) || !(change.ratio > 0)) {
        return STR("");
    }
    bool shorter = change.ratio > 1;
    return LANGUAGE_SAY(report->arena, report->language,
                        shorter ? "headline.tail_shorter" : "headline.tail_longer",
                        {"factor", show_factor(report, shorter ? change.ratio : 1 / change.ratio)});
}

static bool has_finding(const struct report *report, const char *const *ids, enum level least)
{
    for (size_t i = 0; i < report->analysis->findings.n; i++) {
        const struct finding *finding = &report->analysis->findings.at[i];
        for (size_t k = 0; ids[k]; k++) {
            if (finding->level >= least && str_is(str_of(finding->id), ids[k])) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a single system's numbers can be believed, and which. */
static struct str opinion(const struct report *report)
{
    static const char *const BROKEN[] = {"rate-check", NULL};
    static const char *const ERRORS[] = {"non2xx", "timeouts", "socket-err", "other-err", NULL};
    static const char *const UNTIMED[] = {"no-latency", NULL};
    static const char *const SATURATED[] = {"rate-missed", NULL};
    static const char *const MISSING[] = {"little-low", NULL};
    static const char *const SYNTHETIC[] = {"little-high", NULL};
    static const char *const DOUBTS[] = {"stall", "max-censored", "bytes-too-small", NULL};
    const char *key = has_finding(report, BROKEN, LEVEL_ERROR)      ? "opinion.broken"
                      : has_finding(report, UNTIMED, LEVEL_ERROR)   ? "opinion.untimed"
                      : has_finding(report, ERRORS, LEVEL_ERROR)    ? "opinion.errors"
                      : has_finding(report, SATURATED, LEVEL_ERROR) ? "opinion.saturated"
                      : has_finding(report, MISSING, LEVEL_WARNING) ? "opinion.missing"
                      : has_finding(report, SYNTHETIC, LEVEL_INFO)  ? "opinion.synthetic"
                      : has_finding(report, DOUBTS, LEVEL_WARNING)  ? "opinion.doubts"
                      : isnan(run_rho(report->study->runs[0]))      ? "opinion.unchecked"
                                                                    : "opinion.good";
    return say(report, key);
}

static struct str headline_one(const struct report *report)
{
    size_t w = main_workload(report);
    double goodput = value_of(report, w, "goodput", 0);
    bool p99 = !isnan(value_of(report, w, "latency.p99", 0));
    const char *metric = p99 ? "latency.p99" : "latency.mean";
    const struct summary *latency = summary_of(report, w, metric, 0);
    struct str system = report->study->systems[0];
    if (isnan(goodput)) {
        return LANGUAGE_SAY(report->arena, report->language, "headline.single_no_rate",
                            {"system", system});
    }
    if (!latency || isnan(latency->value)) {
        return LANGUAGE_SAY(report->arena, report->language, "headline.single_no_latency",
                            {"system", system}, {"rate", show(report, UNIT_PER_SECOND, goodput)});
    }
    struct str label = metric_label(report->arena, report->language, metric_get(metric));
    return LANGUAGE_SAY(report->arena, report->language, "headline.single", {"system", system},
                        {"rate", show(report, UNIT_PER_SECOND, goodput)}, {"metric", label},
                        {"latency", show(report, UNIT_MICROSECONDS, latency->value)});
}

/* The systems that the sentence is about, of those whose goodput can be taken as it stands. */
struct podium {
    size_t first, second, last, ran;
    enum why why; /* of the first one that is left out */
};

static struct podium find_podium(const struct report *report, size_t workload)
{
    struct podium podium = {0, 0, 0, 0, WHY_NONE};
    const struct comparison *goodput = analysis_comparison(report->analysis, workload, "goodput");
    for (size_t s = 0; goodput && s < report->study->system_count; s++) {
        const struct comparison_row *row = &goodput->rows[s];
        double value = row->summary.value;
        if (isnan(value) || row->unusable) {
            podium.why = podium.why == WHY_NONE && !isnan(value) ? row->own : podium.why;
            continue;
        }
        if (podium.ran++ == 0) {
            podium.first = podium.second = podium.last = s;
            continue;
        }
        if (value > value_of(report, workload, "goodput", podium.first)) {
            podium.second = podium.first;
            podium.first = s;
        } else if (podium.second == podium.first ||
                   value > value_of(report, workload, "goodput", podium.second)) {
            podium.second = s;
        }
        if (value <= value_of(report, workload, "goodput", podium.last)) {
            podium.last = s;
        }
    }
    return podium;
}

static struct str headline_many(const struct report *report, size_t w, struct podium podium)
{
    double first = value_of(report, w, "goodput", podium.first);
    double second = value_of(report, w, "goodput", podium.second);
    double last = value_of(report, w, "goodput", podium.last);
    struct change ahead = change_between(report, w, "goodput", podium.second, podium.first);
    struct change widest = change_between(report, w, "goodput", podium.last, podium.first);
    bool none = first > 0 && last == 0;
    const char *key = none && second == 0              ? "headline.only"
                      : none && is_clear(&ahead)       ? "headline.many_none"
                      : none                           ? "headline.lead_none"
                      : is_clear(&ahead)               ? "headline.many"
                      : is_clear(&widest)              ? "headline.lead"
                      : widest.verdict == VERDICT_SAME ? "headline.many_same"
                                                       : "headline.many_unclear";
    return LANGUAGE_SAY(report->arena, report->language, key,
                        {"first", report->study->systems[podium.first]},
                        {"second", report->study->systems[podium.second]},
                        {"last", report->study->systems[podium.last]},
                        {"factor_second", show_factor(report, first / second)},
                        {"factor_last", show_factor(report, first / last)},
                        {"n", show(report, UNIT_COUNT, (double)podium.ran)},
                        {"runs", runs_phrase(report, w, w + 1)});
}

static struct str headline_two(const struct report *report, size_t w, struct podium podium)
{
    size_t fast = podium.first;
    size_t slow = podium.last;
    double ratio = value_of(report, w, "goodput", fast) / value_of(report, w, "goodput", slow);
    struct change change = change_between(report, w, "goodput", slow, fast);
    const char *key = isinf(ratio)                        ? "headline.none_good"
                      : is_clear(&change)                 ? "headline.two"
                      : change.verdict == VERDICT_SAME    ? "headline.same"
                      : change.verdict == VERDICT_UNCLEAR ? "headline.unclear"
                                                          : "headline.refused";
    return LANGUAGE_SAY(
        report->arena, report->language, key, {"fast", report->study->systems[fast]},
        {"slow", report->study->systems[slow]}, {"factor", show_factor(report, ratio)},
        {"why", why_word(report, change.why)}, {"tail", tail_phrase(report, w, fast, slow)},
        {"runs", runs_phrase(report, w, w + 1)});
}

/* Errors belong in the first sentence: nobody should read a ratio without them. */
static struct str error_phrase(const struct report *report)
{
    struct buf out = BUF(report->arena);
    for (size_t s = 0; s < report->study->system_count; s++) {
        double most = 0;
        for (size_t w = 0; w < report->workload_count; w++) {
            most = fmax(most, analysis_error_share(report->analysis, w, s));
        }
        if (most >= 0.01) {
            struct str text = LANGUAGE_SAY(
                report->arena, report->language,
                report->workload_count > 1 ? "headline.errors_most" : "headline.errors",
                {"system", report->study->systems[s]}, {"share", show(report, UNIT_SHARE, most)});
            buf_printf(&out, " %.*s", STR_ARG(text));
        }
    }
    return buf_str(&out);
}

/* The ratios of goodput, first system / second, over the workloads where there is one. */
struct range {
    double low, high;
    size_t n, clear, same;
};

static struct range find_range(const struct report *report)
{
    struct range range = {.low = INFINITY};
    for (size_t w = 0; w < report->workload_count; w++) {
        if (!stated(report, w, "goodput")) {
            continue;
        }
        struct change change = change_between(report, w, "goodput", 1, 0);
        if (change.ratio > 0 && change.verdict != VERDICT_NOT_COMPARABLE) {
            range.low = fmin(range.low, change.ratio);
            range.high = fmax(range.high, change.ratio);
            range.clear += is_clear(&change);
            range.same += change.verdict == VERDICT_SAME;
            range.n++;
        }
    }
    return range;
}

/* With several workloads, two systems; empty where fewer than two can be compared. */
static struct str headline_range(const struct report *report)
{
    struct range range = find_range(report);
    if (range.n < 2) {
        return (struct str){0};
    }
    bool mixed = range.low <= 1 && range.high >= 1;
    bool turned = range.high < 1; /* the second system is ahead everywhere */
    const char *key = range.same == range.n    ? "headline.range_same"
                      : range.clear == 0       ? "headline.range_unclear"
                      : mixed                  ? "headline.range_mixed"
                      : range.clear == range.n ? "headline.range"
                                               : "headline.range_some";
    return LANGUAGE_SAY(report->arena, report->language, key,
                        {"fast", report->study->systems[turned ? 1 : 0]},
                        {"slow", report->study->systems[turned ? 0 : 1]},
                        {"factor_low", show_factor(report, turned ? 1 / range.high : range.low)},
                        {"factor_high", show_factor(report, turned ? 1 / range.low : range.high)},
                        {"clear", show(report, UNIT_COUNT, (double)range.clear)},
                        {"n", show(report, UNIT_COUNT, (double)range.n)},
                        {"runs", runs_phrase(report, 0, report->workload_count)});
}

/* What the first sentence is about, where it is one of several workloads. */
static struct str of_workload(const struct report *report, size_t w, struct str text)
{
    return report->workload_count > 1
               ? LANGUAGE_SAY(report->arena, report->language, "headline.workload",
                              {"workload", report->workloads[w].title}, {"text", text})
               : text;
}

static struct str headline_compared(const struct report *report, size_t w)
{
    struct podium podium = find_podium(report, w);
    size_t ran = 0;
    for (size_t s = 0; s < report->study->system_count; s++) {
        ran += study_group(report->study, w, s)->n > 0;
    }
    struct str range = report->study->system_count == 2 ? headline_range(report) : (struct str){0};
    if (range.ptr) {
        return range;
    }
    if (podium.ran < 2 && podium.why != WHY_NONE) {
        return of_workload(report, w,
                           LANGUAGE_SAY(report->arena, report->language, "headline.refused",
                                        {"why", why_word(report, podium.why)}));
    }
    if (podium.ran < 2) {
        return say(report, ran < 2 ? "headline.nothing" : "headline.no_goodput");
    }
    return of_workload(report, w,
                       podium.ran > 2 ? headline_many(report, w, podium)
                                      : headline_two(report, w, podium));
}

void build_headline(struct report *report)
{
    size_t w = main_workload(report);
    struct str sentence = report->study->system_count == 1
                              ? of_workload(report, w, headline_one(report))
                              : headline_compared(report, w);
    sentence =
        str_printf(report->arena, "%.*s%.*s", STR_ARG(sentence), STR_ARG(error_phrase(report)));
    if (report->study->system_count == 1) {
        sentence =
            str_printf(report->arena, "%.*s %.*s", STR_ARG(sentence), STR_ARG(opinion(report)));
    }
    report->headline = str_clean(report->arena, sentence);
}

/* A timeout worth trying next: longer where the last one cut answers off. */
static double next_timeout_s(const struct report *report, const struct run *run)
{
    double timeout_s = run->load.timeout_s;
    for (size_t i = 0; i < report->remark_count; i++) {
        struct str id = str_of(report->remarks[i].finding->id);
        if (str_is(id, "timeouts") || str_is(id, "max-censored") || str_is(id, "no-latency")) {
            double known_s = run_timeout_s(run);
            timeout_s = fmax(10, isnan(known_s) ? 0 : ceil(5 * known_s));
        }
    }
    return timeout_s;
}

/*
 * The same load again, with what a better experiment needs: percentiles and at
 * least 30 s. A script or headers of the original can't be known from its log.
 */
static struct str better_experiment(const struct report *report, const struct run *run)
{
    struct buf out = BUF(report->arena);
    double duration_s = fmax(fmin(run->load.duration_s, 2 * run->elapsed_s), 30);
    double timeout_s = next_timeout_s(report, run);
    buf_printf(&out, "wrk -t%.0f -c%.0f -d%.0fs --latency", run->load.threads,
               run_connections_opened(run), duration_s);
    if (!isnan(timeout_s)) {
        buf_printf(&out, " --timeout %.0fs", ceil(timeout_s));
    }
    buf_printf(&out, " %.*s",
               STR_ARG(str_shell_word(report->arena, str_clean(report->arena, run->url))));
    return buf_str(&out);
}

/* Whether the command holds more than can be rebuilt from the settings of a run. */
static bool is_special(const struct run *run)
{
    static const char *const OPTIONS[] = {" -s", " -H", " --script", " --header", " -R", " --rate"};
    for (size_t i = 0; i < sizeof OPTIONS / sizeof OPTIONS[0]; i++) {
        if (str_find(run->command, str_of(OPTIONS[i]), 0) < run->command.len) {
            return true;
        }
    }
    return false;
}

/* Repeating a load that fails tells nothing; late answers are met by a longer timeout. */
static const char *next_reason(const struct report *report, bool percentiles)
{
    static const char *const FAILURES[] = {"non2xx", "socket-err", "other-err", NULL};
    return has_finding(report, FAILURES, LEVEL_ERROR) ? "next.errors"
           : percentiles                              ? "next.repeat"
                                                      : "next.latency";
}

void build_next(struct report *report, struct str paths)
{
    const struct study *study = report->study;
    bool percentiles = true;
    bool enough = true;
    for (size_t i = 0; i < study->workload_count * study->system_count; i++) {
        const struct group *group = &study->groups[i];
        enough = enough && (group->n == 0 || group->n >= 4);
        for (size_t k = 0; k < group->n; k++) {
            const struct latency *latency = &group->runs[k]->latency;
            percentiles = percentiles && !isnan(latency_percentile(latency, 99));
        }
    }
    const struct run *run = study->runs[0];
    bool wrk = str_is(run->tool_name, "wrk") && run->load.threads >= 1 &&
               run->load.connections >= 1 && run->url.ptr && !is_special(run);
    if (wrk && (!percentiles || !enough)) {
        report->next = better_experiment(report, run);
        report->next_why = say(report, next_reason(report, percentiles));
    } else if (paths.ptr) {
        report->write_all = str_printf(report->arena, "wrkbook report%.*s", STR_ARG(paths));
    }
}
