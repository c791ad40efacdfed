#include "run.h"

#include <math.h>
#include <stdint.h>

#define WRK_DEFAULT_TIMEOUT_S 2.0

/* wrk drops answers above the limit, so a maximum this near to it is the limit itself. */
#define CENSORED_SHARE 0.98

struct latency latency_blank(enum latency_kind kind)
{
    return (struct latency){
        .kind = kind,
        .mean_us = NAN,
        .stdev_us = NAN,
        .min_us = NAN,
        .max_us = NAN,
        .within_stdev_pct = NAN,
        .count = NAN,
    };
}

struct run run_blank(void)
{
    return (struct run){
        .source_line = NAN,
        .load = {LOAD_UNKNOWN, NAN, NAN, NAN, NAN, NAN, NAN},
        .elapsed_s = NAN,
        .requests = NAN,
        .ok = NAN,
        .attempts = NAN,
        .bytes = NAN,
        .rps = NAN,
        .bytes_per_s = NAN,
        .latency = latency_blank(LATENCY_SERVICE),
        .thread_rps = {NAN, NAN, NAN, NAN},
        .errors = {NAN, NAN, NAN, NAN, NAN, NAN},
    };
}

double latency_percentile(const struct latency *latency, double p)
{
    for (size_t i = 0; i < latency->percentile_count; i++) {
        if (latency->percentiles[i].p == p) {
            return latency->percentiles[i].us;
        }
    }
    return NAN;
}

static const char *const ROLES[] = {"measured", "warmup", "primer"};
static const char *const KINDS[] = {"service", "backfilled", "response"};
static const char *const MODELS[] = {NULL, "closed", "open"};
static const char *const BETTERS[] = {NULL, "higher", "lower"};

#define COUNT(names) (sizeof(names) / sizeof((names)[0]))

const char *role_name(enum role role)
{
    return ROLES[role];
}

const char *latency_kind_name(enum latency_kind kind)
{
    return KINDS[kind];
}

const char *load_model_name(enum load_model model)
{
    return MODELS[model];
}

const char *better_name(enum better better)
{
    return BETTERS[better];
}

/* Index of name, -1 if it is none of them. */
static int index_of(struct str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i] && str_is(name, names[i])) {
            return (int)i;
        }
    }
    return -1;
}

bool role_parse(struct str name, enum role *role)
{
    int i = index_of(name, ROLES, COUNT(ROLES));
    *role = i < 0 ? ROLE_MEASURED : (enum role)i;
    return i >= 0;
}

bool latency_kind_parse(struct str name, enum latency_kind *kind)
{
    int i = index_of(name, KINDS, COUNT(KINDS));
    *kind = i < 0 ? LATENCY_SERVICE : (enum latency_kind)i;
    return i >= 0;
}

bool load_model_parse(struct str name, enum load_model *model)
{
    int i = index_of(name, MODELS, COUNT(MODELS));
    *model = i < 0 ? LOAD_UNKNOWN : (enum load_model)i;
    return i >= 0;
}

bool better_parse(struct str name, enum better *better)
{
    int i = index_of(name, BETTERS, COUNT(BETTERS));
    *better = i < 0 ? BETTER_NONE : (enum better)i;
    return i >= 0;
}

double run_connections_opened(const struct run *run)
{
    double connections = run->load.connections;
    double threads = run->load.threads;
    bool divides = str_is(run->tool_name, "wrk") || str_is(run->tool_name, "wrk2");
    if (divides && threads >= 1) {
        return threads * floor(connections / threads);
    }
    return connections;
}

double run_rho(const struct run *run)
{
    if (run->load.model != LOAD_CLOSED || !run->has_latency) {
        return NAN;
    }
    double pipeline = isnan(run->load.pipeline) ? 1 : run->load.pipeline;
    double slots = run_connections_opened(run) * pipeline;
    return slots > 0 ? run->rps * run->latency.mean_us / 1e6 / slots : NAN;
}

double run_timeout_s(const struct run *run)
{
    if (!isnan(run->load.timeout_s)) {
        return run->load.timeout_s;
    }
    bool above = run->has_latency && run->latency.max_us > WRK_DEFAULT_TIMEOUT_S * 1.005e6;
    return str_is(run->tool_name, "wrk") && !above ? WRK_DEFAULT_TIMEOUT_S : NAN;
}

bool run_max_censored(const struct run *run)
{
    double timeout_s = run_timeout_s(run);
    return str_is(run->tool_name, "wrk") && run->has_latency &&
           run->latency.max_us >= CENSORED_SHARE * timeout_s * 1e6;
}

double run_late(const struct run *run)
{
    double late = run->errors.timeout;
    bool batches = str_is(run->tool_name, "wrk") && run->load.pipeline > 1 && late > 0;
    return batches ? fmin(late * run->load.pipeline, run->requests) : late;
}

double run_error_share(const struct run *run)
{
    double attempts = isnan(run->attempts) ? run->requests : run->attempts;
    return attempts > 0 ? 1 - run->ok / attempts : NAN;
}

struct str run_scheme(const struct run *run)
{
    size_t end = str_find(run->url, STR("://"), 0);
    return run->url.ptr && end != SIZE_MAX ? str_cut(run->url, 0, end) : (struct str){0};
}

/* Where the host of a URL begins. */
static size_t host_at(struct str url)
{
    size_t at = str_find(url, STR("://"), 0);
    return at == SIZE_MAX ? 0 : at + 3;
}

struct str run_host(const struct run *run)
{
    size_t at = host_at(run->url);
    return run->url.ptr ? str_cut(run->url, at, str_find(run->url, STR("/"), at)) : run->url;
}

struct str run_path(const struct run *run)
{
    size_t slash = str_find(run->url, STR("/"), host_at(run->url));
    return run->url.ptr && slash == SIZE_MAX ? STR("/") : str_skip(run->url, slash);
}
