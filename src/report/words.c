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

static struct str runs_phrase(const struct report *report, size_t workload)
{
    size_t n = study_group(report->study, workload, 0)->n;
    for (size_t s = 1; s < report->study->system_count; s++) {
        if (study_group(report->study, workload, s)->n != n) {
            return STR("");
        }
    }
    return LANGUAGE_SAY(report->arena, report->language, n == 1 ? "headline.one" : "headline.each",
                        {"n", show(report, UNIT_COUNT, (double)n)});
}

/* ", and its p99 is 5.8x shorter", seen from the faster system; empty when it can't be said. */
static struct str tail_phrase(const struct report *report, size_t workload, size_t fast,
                              size_t slow)
{
    if (!comparable_everywhere(report, workload, "latency.p99")) {
        return STR("");
    }
    const struct comparison *p99 = analysis_comparison(report->analysis, workload, "latency.p99");
    enum verdict verdict = p99->rows[slow != 0 ? slow : fast].change.verdict;
    if (verdict != VERDICT_BETTER && verdict != VERDICT_WORSE) {
        return STR("");
    }
    double ratio = value_of(report, workload, "latency.p99", slow) /
                   value_of(report, workload, "latency.p99", fast);
    if (!(ratio > 0) || fabs(ratio - 1) < 0.01) {
        return STR("");
    }
    return LANGUAGE_SAY(report->arena, report->language,
                        ratio > 1 ? "headline.tail_shorter" : "headline.tail_longer",
                        {"factor", show_factor(report, ratio > 1 ? ratio : 1 / ratio)});
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
    static const char *const ERRORS[] = {"non2xx", "timeouts", "socket-err", NULL};
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
    const char *metric = stated(report, w, "latency.p99") ? "latency.p99" : "latency.mean";
    const struct summary *latency = summary_of(report, w, metric, 0);
    struct str system = report->study->systems[0];
    if (!latency) {
        return LANGUAGE_SAY(report->arena, report->language, "headline.single_no_latency",
                            {"system", system}, {"rate", show(report, UNIT_PER_SECOND, goodput)});
    }
    struct str label = metric_label(report->arena, report->language, metric_get(metric));
    return LANGUAGE_SAY(report->arena, report->language, "headline.single", {"system", system},
                        {"rate", show(report, UNIT_PER_SECOND, goodput)}, {"metric", label},
                        {"latency", show(report, UNIT_MICROSECONDS, latency->value)});
}

/* The two systems that the sentence is about: the fastest, and the slowest or the runner-up. */
struct podium {
    size_t first, second, last, ran;
};

static struct podium find_podium(const struct report *report, size_t workload)
{
    struct podium podium = {0, 0, 0, 0};
    for (size_t s = 0; s < report->study->system_count; s++) {
        double value = value_of(report, workload, "goodput", s);
        if (isnan(value)) {
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
        if (value < value_of(report, workload, "goodput", podium.last)) {
            podium.last = s;
        }
    }
    return podium;
}

/* Whether the change between two systems was judged to be one; seen through the baseline. */
static bool is_clear(const struct report *report, size_t workload, size_t a, size_t b)
{
    const struct comparison *goodput = analysis_comparison(report->analysis, workload, "goodput");
    if (a != 0 && b != 0) {
        /* Two systems beside the baseline are not tested against each other. */
        const struct summary *first = &goodput->rows[a].summary;
        const struct summary *second = &goodput->rows[b].summary;
        return first->n > 1 && second->n > 1 &&
               (first->least > second->most || second->least > first->most);
    }
    enum verdict verdict = goodput->rows[a != 0 ? a : b].change.verdict;
    return verdict == VERDICT_BETTER || verdict == VERDICT_WORSE;
}

static struct str headline_many(const struct report *report, size_t w, struct podium podium)
{
    double first = value_of(report, w, "goodput", podium.first);
    double second = value_of(report, w, "goodput", podium.second);
    double last = value_of(report, w, "goodput", podium.last);
    return LANGUAGE_SAY(report->arena, report->language,
                        last == 0                                          ? "headline.many_none"
                        : is_clear(report, w, podium.first, podium.second) ? "headline.many"
                                                                           : "headline.lead",
                        {"first", report->study->systems[podium.first]},
                        {"second", report->study->systems[podium.second]},
                        {"last", report->study->systems[podium.last]},
                        {"factor_second", show_factor(report, first / second)},
                        {"factor_last", show_factor(report, first / last)},
                        {"runs", runs_phrase(report, w)});
}

static struct str headline_two(const struct report *report, size_t w, struct podium podium)
{
    size_t fast = podium.first;
    size_t slow = podium.last;
    double ratio = value_of(report, w, "goodput", fast) / value_of(report, w, "goodput", slow);
    const struct comparison *goodput = analysis_comparison(report->analysis, w, "goodput");
    const struct change *change = &goodput->rows[fast != 0 ? fast : slow].change;
    const char *key = !isfinite(ratio)                     ? "headline.none_good"
                      : change->verdict == VERDICT_SAME    ? "headline.same"
                      : change->verdict == VERDICT_UNCLEAR ? "headline.unclear"
                                                           : "headline.two";
    return LANGUAGE_SAY(
        report->arena, report->language, key, {"fast", report->study->systems[fast]},
        {"slow", report->study->systems[slow]}, {"factor", show_factor(report, ratio)},
        {"why", why_word(report, change->why)}, {"tail", tail_phrase(report, w, fast, slow)},
        {"runs", runs_phrase(report, w)});
}

/* Errors belong in the first sentence: nobody should read a ratio without them. */
static struct str error_phrase(const struct report *report, size_t workload)
{
    struct buf out = BUF(report->arena);
    for (size_t s = 0; s < report->study->system_count; s++) {
        double share = value_of(report, workload, "error_share", s);
        if (share >= 0.01) {
            struct str text = LANGUAGE_SAY(report->arena, report->language, "headline.errors",
                                           {"system", report->study->systems[s]},
                                           {"share", show(report, UNIT_SHARE, share)});
            buf_printf(&out, " %.*s", STR_ARG(text));
        }
    }
    return buf_str(&out);
}

/* With several workloads, two systems: from the smallest to the largest ratio of goodput. */
static struct str headline_range(const struct report *report)
{
    double low = INFINITY;
    double high = 0;
    size_t n = 0;
    for (size_t w = 0; w < report->workload_count; w++) {
        double ratio = value_of(report, w, "goodput", 0) / value_of(report, w, "goodput", 1);
        if (ratio > 0 && isfinite(ratio)) {
            low = fmin(low, ratio);
            high = fmax(high, ratio);
            n++;
        }
    }
    if (n < 2) {
        return (struct str){0};
    }
    bool turned = high < 1; /* the second system is ahead everywhere */
    return LANGUAGE_SAY(report->arena, report->language,
                        low > 1 || high < 1 ? "headline.range" : "headline.range_mixed",
                        {"fast", report->study->systems[turned ? 1 : 0]},
                        {"slow", report->study->systems[turned ? 0 : 1]},
                        {"factor_low", show_factor(report, turned ? 1 / high : low)},
                        {"factor_high", show_factor(report, turned ? 1 / low : high)},
                        {"n", show(report, UNIT_COUNT, (double)n)});
}

static struct str headline_compared(const struct report *report, size_t w)
{
    struct podium podium = find_podium(report, w);
    size_t ran = 0;
    for (size_t s = 0; s < report->study->system_count; s++) {
        ran += study_group(report->study, w, s)->n > 0;
    }
    if (podium.ran < 2) {
        return say(report, ran < 2 ? "headline.nothing" : "headline.no_goodput");
    }
    if (podium.first == podium.last) {
        return LANGUAGE_SAY(report->arena, report->language, "headline.equal",
                            {"runs", runs_phrase(report, w)});
    }
    if (podium.ran > 2) {
        return headline_many(report, w, podium);
    }
    struct str range = headline_range(report);
    return range.ptr && report->study->system_count == 2 ? range : headline_two(report, w, podium);
}

void build_headline(struct report *report)
{
    size_t w = main_workload(report);
    struct str sentence =
        report->study->system_count == 1 ? headline_one(report) : headline_compared(report, w);
    sentence =
        str_printf(report->arena, "%.*s%.*s", STR_ARG(sentence), STR_ARG(error_phrase(report, w)));
    if (report->study->system_count == 1) {
        sentence =
            str_printf(report->arena, "%.*s %.*s", STR_ARG(sentence), STR_ARG(opinion(report)));
    }
    report->headline = str_clean(report->arena, sentence);
}

/* Text that a shell takes as one word. */
static struct str shell_word(struct arena *arena, struct str text)
{
    struct buf out = BUF(arena);
    bool plain = text.len > 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '/' || c == ':' || c == '.' || c == '-' ||
                          c == '_' || c == '=' || c == '%' || c == '+');
    }
    if (plain) {
        return text;
    }
    buf_char(&out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'') {
            buf_text(&out, "'\\''");
        } else {
            buf_char(&out, text.ptr[i]);
        }
    }
    buf_char(&out, '\'');
    return buf_str(&out);
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
               STR_ARG(shell_word(report->arena, str_clean(report->arena, run->url))));
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
        report->next_why = say(report, percentiles ? "next.repeat" : "next.latency");
    } else if (paths.ptr) {
        report->next = str_printf(report->arena, "wrkbook report%.*s", STR_ARG(paths));
        report->next_why = say(report, "next.report");
    }
}
