/*
 * Most runs stand in a file as wrk printed them. Those are read here at once, which takes a third
 * of the time. Whatever differs by a byte is left to wrk.c, so this knows no wrapping and no
 * errors.
 */
#include <math.h>
#include <string.h>

#include "wrk_line.h"
#include "wrk_run.h"

struct plain {
    struct str rest;
    long lines; /* read of it */
    struct str url;
    double duration_us, threads, connections;
    struct wrk_row latency, thread_rps;
    struct percentile percentiles[4];
    size_t percentile_count;
    double requests, us, half_us, bytes, rps, bytes_per_s;
    double connect, read, write, timeout, status;
};

#define EAT(plain, literal) WRK_EAT(&(plain)->rest, literal)

static bool eat_line_end(struct plain *plain)
{
    plain->lines++;
    return EAT(plain, "\n");
}

/* No quotes or brackets around it, and nothing that its reader would have to undo. */
static bool is_plain_url(struct str url)
{
    for (size_t i = 0; i < url.len; i++) {
        if (url.ptr[i] <= ' ' || url.ptr[i] > '~' || strchr("\\`'\"<>()[]*,;&", url.ptr[i])) {
            return false;
        }
    }
    return url.len > 0;
}

static bool eat_header(struct plain *plain, struct str line, struct str last_url)
{
    if (!WRK_EAT(&line, "Running ") || wrk_eat_time(&line, &plain->duration_us, NULL) ||
        !WRK_EAT(&line, " test @ ")) {
        return false;
    }
    plain->url = line;
    return str_eq(line, last_url) || is_plain_url(line);
}

static bool eat_table(struct plain *plain)
{
    return EAT(plain, "  ") && !wrk_eat_counter(&plain->rest, &plain->threads) &&
           EAT(plain, " threads and ") && !wrk_eat_counter(&plain->rest, &plain->connections) &&
           EAT(plain, " connections") && eat_line_end(plain) &&
           EAT(plain, "  Thread Stats   Avg      Stdev     Max   +/- Stdev") &&
           eat_line_end(plain) && EAT(plain, "    Latency ") &&
           !wrk_eat_time_row(&plain->rest, &plain->latency) && eat_line_end(plain) &&
           EAT(plain, "    Req/Sec ") && !wrk_eat_count_row(&plain->rest, &plain->thread_rps) &&
           eat_line_end(plain);
}

static bool eat_percentile(struct plain *plain, const char *literal, size_t len, double p)
{
    struct percentile *percentile = &plain->percentiles[plain->percentile_count++];
    *percentile = (struct percentile){p, NAN, NAN};
    return wrk_eat_literal(&plain->rest, literal, len) &&
           !wrk_eat_time(&plain->rest, &percentile->us, NULL) && eat_line_end(plain);
}

#define EAT_PERCENTILE(plain, literal, p) eat_percentile((plain), (literal), sizeof(literal) - 1, p)

static bool eat_distribution(struct plain *plain)
{
    return !EAT(plain, "  Latency Distribution\n") ||
           (++plain->lines && EAT_PERCENTILE(plain, "     50%", 50) &&
            EAT_PERCENTILE(plain, "     75%", 75) && EAT_PERCENTILE(plain, "     90%", 90) &&
            EAT_PERCENTILE(plain, "     99%", 99));
}

static bool eat_errors(struct plain *plain)
{
    struct str *rest = &plain->rest;
    bool good = true;
    if (EAT(plain, "  Socket errors: connect ")) {
        good = !wrk_eat_counter(rest, &plain->connect) && EAT(plain, ", read ") &&
               !wrk_eat_counter(rest, &plain->read) && EAT(plain, ", write ") &&
               !wrk_eat_counter(rest, &plain->write) && EAT(plain, ", timeout ") &&
               !wrk_eat_counter(rest, &plain->timeout) && eat_line_end(plain);
    }
    if (good && EAT(plain, "  Non-2xx or 3xx responses: ")) {
        good = !wrk_eat_counter(rest, &plain->status) && eat_line_end(plain);
    }
    return good;
}

static bool eat_totals(struct plain *plain)
{
    struct str *rest = &plain->rest;
    return EAT(plain, "  ") && !wrk_eat_counter(rest, &plain->requests) &&
           EAT(plain, " requests in ") && !wrk_eat_time(rest, &plain->us, &plain->half_us) &&
           EAT(plain, ", ") && !wrk_eat_bytes(rest, &plain->bytes) && EAT(plain, " read") &&
           eat_line_end(plain) && eat_errors(plain) && EAT(plain, "Requests/sec:") &&
           !wrk_eat_number(rest, &plain->rps) && eat_line_end(plain) &&
           EAT(plain, "Transfer/sec:") && !wrk_eat_bytes(rest, &plain->bytes_per_s) &&
           eat_line_end(plain);
}

static void take(struct reading *reading, const struct plain *plain)
{
    struct run *run = &reading->run;
    wrk_begin_run(reading, plain->url, plain->duration_us / 1e6);
    run->load.threads = plain->threads;
    run->load.connections = plain->connections;
    wrk_set_latency(reading, &plain->latency);
    wrk_set_thread_rps(reading, &plain->thread_rps);
    memcpy(reading->percentiles, plain->percentiles, sizeof plain->percentiles);
    run->latency.percentile_count = plain->percentile_count;
    run->requests = plain->requests;
    reading->printed_s = plain->us / 1e6;
    reading->printed_half_s = plain->half_us / 1e6;
    run->bytes = plain->bytes;
    run->errors = (struct run_errors){.connect = plain->connect,
                                      .read = plain->read,
                                      .write = plain->write,
                                      .timeout = plain->timeout,
                                      .status = plain->status,
                                      .other = run->errors.other};
    run->rps = plain->rps;
    run->bytes_per_s = plain->bytes_per_s;
    wrk_finish_run(reading);
}

bool wrk_take_plain(struct reading *reading)
{
    struct str held = source_held(reading->source);
    struct plain plain = {.rest = held};
    if (reading->in_run || reading->skipping || reading->crossed != NOT_CROSSED ||
        !eat_header(&plain, reading->raw, reading->last_url) || !eat_table(&plain) ||
        !eat_distribution(&plain) || !eat_totals(&plain)) {
        return false;
    }
    take(reading, &plain);
    source_skip_lines(reading->source, held.len - plain.rest.len, plain.lines);
    return true;
}
