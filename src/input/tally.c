#include "tally.h"

#include <math.h>

#include "json_result.h"
#include "timestamp.h"

static struct tally *new_tally(struct arena *arena, struct str format, struct str tool)
{
    struct tally *tally = arena_alloc(arena, sizeof *tally);
    struct run *run = &tally->run;
    *run = run_blank();
    run->source_line = 1;
    run->source_format = format;
    run->tool_name = tool;
    run->load.model = LOAD_CLOSED;
    run->requests = run->ok = run->attempts = 0;
    run->errors = (struct run_errors){0, NAN, NAN, 0, 0, 0};
    tally->first_ms = tally->last_ms = NAN;
    return tally;
}

void tallies_begin(struct tallies *tallies, struct arena *arena, const char *format,
                   const char *tool)
{
    *tallies =
        (struct tallies){.arena = arena, .whole = new_tally(arena, str_of(format), str_of(tool))};
}

struct tally *tallies_part(struct tallies *tallies, struct str name)
{
    if (name.len == 0 || tallies->too_many) {
        return NULL;
    }
    for (size_t i = 0; i < tallies->parts.n; i++) {
        if (str_eq(tallies->parts.at[i]->run.target_name, name)) {
            return tallies->parts.at[i];
        }
    }
    if (tallies->parts.n >= TALLY_PARTS_MOST) {
        tallies->too_many = true;
        return NULL;
    }
    const struct run *whole = &tallies->whole->run;
    struct tally *part = new_tally(tallies->arena, whole->source_format, whole->tool_name);
    part->run.target_name = str_copy(tallies->arena, name);
    VEC_PUSH(tallies->arena, &tallies->parts, part);
    return part;
}

/* When the whole no longer keeps its samples, nor do the parts: together they may be as many. */
static void bin_all(struct tallies *tallies)
{
    tallies->binned = true;
    samples_bin(tallies->arena, &tallies->whole->samples);
    for (size_t i = 0; i < tallies->parts.n; i++) {
        samples_bin(tallies->arena, &tallies->parts.at[i]->samples);
    }
}

void tally_time(struct tallies *tallies, struct tally *tally, double start_ms, double end_ms,
                double us)
{
    if (!tallies->binned && tally->samples.us.n >= SAMPLES_MOST) {
        bin_all(tallies);
    }
    if (tallies->binned) {
        samples_bin(tallies->arena, &tally->samples);
    }
    samples_add(tallies->arena, &tally->samples, us);
    tally->first_ms = fmin(tally->first_ms, start_ms);
    tally->last_ms = fmax(tally->last_ms, end_ms);
}

void tally_code(struct tally *tally, double code)
{
    tally->codes[(size_t)code]++;
}

static void set_codes(struct arena *arena, struct tally *tally)
{
    VEC(struct status_code) codes = {0};
    for (size_t i = 0; i < sizeof tally->codes / sizeof tally->codes[0]; i++) {
        if (tally->codes[i] > 0) {
            VEC_PUSH(arena, &codes, ((struct status_code){(double)i, tally->codes[i]}));
        }
    }
    tally->run.status_codes = codes.at;
    tally->run.status_code_count = codes.n;
}

static void hand_out(struct arena *arena, struct tally *tally, const struct run_sink *sink)
{
    struct run *run = &tally->run;
    if (!isnan(tally->first_ms)) {
        run->elapsed_s = round((tally->last_ms - tally->first_ms) * 1e3) / 1e6;
        run->started_at = utc_from_ms(arena, tally->first_ms);
    }
    run->rps = run->elapsed_s > 0 ? run->requests / run->elapsed_s : NAN;
    run->bytes_per_s = run->elapsed_s > 0 ? run->bytes / run->elapsed_s : NAN;
    run->has_latency = samples_latency(arena, &tally->samples, &run->latency);
    set_codes(arena, tally);
    sink->take(sink->context, run);
}

void tallies_finish(struct tallies *tallies, const struct str *notes, size_t note_count,
                    const struct run_sink *sink)
{
    struct arena *arena = tallies->arena;
    VEC(struct str) all = {0};
    for (size_t i = 0; i < note_count; i++) {
        VEC_PUSH(arena, &all, notes[i]);
    }
    if (tallies->binned) {
        VEC_PUSH(arena, &all,
                 str_printf(arena, "more than %zu samples: percentiles are exact within %.1f %%",
                            SAMPLES_MOST, 100 * SAMPLES_BIN_ERROR));
    }
    if (tallies->too_many) {
        VEC_PUSH(arena, &all,
                 str_printf(arena, "more than %d names: only the whole is read", TALLY_PARTS_MOST));
    }
    tallies->whole->run.notes = all.at;
    tallies->whole->run.note_count = all.n;
    hand_out(arena, tallies->whole, sink);
    for (size_t i = 0; i < tallies->parts.n && tallies->parts.n > 1 && !tallies->too_many; i++) {
        hand_out(arena, tallies->parts.at[i], sink);
    }
}
