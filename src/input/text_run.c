#include "text_run.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "heading.h"
#include "scan.h"

/* Characters of a line that an error repeats. */
#define MOST_SHOWN 120

bool text_unquote_end(struct str *line)
{
    static const char *const ENDS[] = {"</pre>", "</code>", "</td>", "</th>",  "</tr>",   "</p>",
                                       "</li>",  "<br>",    "<br/>", "<br />", "\x1b[0m", "\x1b[m"};
    bool any = false;
    if (line->len == 0 || !memchr(">m", line->ptr[line->len - 1], 2)) {
        return false; /* most lines */
    }
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0] && !any; i++) {
        any = str_ends(*line, str_of(ENDS[i]));
        line->len -= any ? strlen(ENDS[i]) : 0;
    }
    return any;
}

bool text_unquote(struct str *line)
{
    static const char *const BEGINNINGS[] = {">",    "&gt;", "<pre>", "<code>", "<tr>",
                                             "<td>", "<th>", "<p>",   "<li>",   "<br>"};
    size_t control = str_control(*line);
    *line = str_skip(*line, control);
    bool any = control > 0;
    bool may = line->len > 0 && memchr("><&", line->ptr[0], 3);
    for (size_t i = 0; may && i < sizeof BEGINNINGS / sizeof BEGINNINGS[0] && !any; i++) {
        any = str_eat(line, str_of(BEGINNINGS[i]));
    }
    return any || text_unquote_end(line);
}

struct str text_bare(struct str line)
{
    do {
        line = str_trim(line);
    } while (text_unquote(&line));
    return line;
}

static void note_heading(struct text_run *text)
{
    struct str heading = heading_marked(text->rest);
    if (heading.len > 0) {
        text->heading = str_copy(text->sink->arena, heading);
    }
}

size_t text_find(struct str head, const char *mark, size_t from)
{
    size_t at = str_find(head, str_of(mark), from);
    while (at != SIZE_MAX) {
        size_t begin = at;
        while (begin > 0 && head.ptr[begin - 1] != '\n' && head.ptr[begin - 1] != '\r') {
            begin--;
        }
        if (text_bare(str_cut(head, begin, at)).len == 0) {
            return at;
        }
        at = str_find(head, str_of(mark), at + 1);
    }
    return SIZE_MAX;
}

static void take_off_colours(struct text_run *text)
{
    if (!memchr(text->raw.ptr, '\x1b', text->raw.len)) {
        return;
    }
    text->plain.arena = text->sink->arena;
    text->plain.n = 0;
    buf_add_uncoloured(&text->plain, text->raw);
    text->raw = buf_str(&text->plain);
}

/* The next of the lines that bare carriage returns make of one. */
static enum source_status next_part(struct text_run *text)
{
    if (text->later.len == 0) {
        enum source_status status = source_line(text->source, &text->later, text->err);
        if (status != SOURCE_LINE) {
            return status;
        }
    }
    size_t end = str_find(text->later, STR("\r"), 0);
    text->raw = str_cut(text->later, 0, end);
    text->later = str_skip(text->later, end == SIZE_MAX ? text->later.len : end + 1);
    take_off_colours(text);
    return SOURCE_LINE;
}

enum source_status text_next(struct text_run *text)
{
    enum source_status status;
    do {
        status = next_part(text);
        if (status != SOURCE_LINE) {
            return status;
        }
        text->rest = text_bare(text->raw);
        note_heading(text);
    } while (text->rest.len == 0);
    if (text->runs == 0) {
        text->last.arena = text->sink->arena;
        text->last.n = 0;
        buf_add(&text->last, str_cut(text->rest, 0, MOST_SHOWN));
        text->last_line = text->source->line;
    }
    return status;
}

static bool any_run(struct text_run *text, const char *expected)
{
    struct str last = str_clean(text->sink->arena, buf_str(&text->last));
    return text->runs > 0 || err_at(text->err, ERR_INPUT, text->source->name, text->last_line, 0,
                                    "no run up to the end; expected %s, the last line is \"%.*s\"",
                                    expected, STR_ARG(last));
}

struct waiting {
    struct text_run *text;
    const struct text_reader *reader;
    void *context;
    struct before_read outer;
};

/* A pipe may bring nothing more for long. */
static bool before_read(void *context, struct err *err)
{
    struct waiting *waiting = context;
    struct text_run *text = waiting->text;
    const struct text_reader *reader = waiting->reader;
    if (text->open && reader->is_whole && reader->is_whole(waiting->context) &&
        source_waits(text->source, SOURCE_PATIENCE_MS) && !reader->finish(waiting->context)) {
        return false;
    }
    return !waiting->outer.call || waiting->outer.call(waiting->outer.context, err);
}

static bool read_lines(struct text_run *text, const struct text_reader *reader, void *context)
{
    enum source_status status;
    while ((status = text_next(text)) == SOURCE_LINE) {
        if (!reader->next_line(context)) {
            return false;
        }
    }
    return status == SOURCE_END && (!text->open || reader->finish(context)) &&
           any_run(text, reader->expected);
}

bool text_read(struct text_run *text, const struct text_reader *reader, void *context)
{
    struct waiting waiting = {text, reader, context, text->source->before_read};
    text->source->before_read = (struct before_read){before_read, &waiting};
    bool read = read_lines(text, reader, context);
    text->source->before_read = waiting.outer;
    return read;
}

bool text_command(struct text_run *text, const char *tool)
{
    text->command.arena = text->sink->arena;
    return command_line_keep(&text->command, text->rest, tool);
}

void text_begin(struct text_run *text, const char *format, const char *tool)
{
    text->open = true;
    text->zeros = false;
    text->last_p = text->last_us = NAN;
    text->run = run_blank();
    text->run.source_line = (double)text->source->line;
    text->run.source_format = str_of(format);
    text->run.tool_name = str_of(tool);
    text->run.label = text->heading;
    if (text->command.n > 0) {
        struct arena *arena = text->sink->arena;
        text->run.command = str_clean(arena, str_copy(arena, buf_str(&text->command)));
        text->command.n = 0; /* the run after has its own, or none is known */
    }
    text->percentiles.at = NULL;
    text->percentiles.n = text->percentiles.cap = 0;
    text->codes.at = NULL;
    text->codes.n = text->codes.cap = 0;
    text->values.at = NULL;
    text->values.n = text->values.cap = 0;
    text->notes.at = NULL;
    text->notes.n = text->notes.cap = 0;
}

void text_disown_command(struct text_run *text)
{
    text->run.command = (struct str){0};
    text_note(text,
              "the command line above this run asks for something else than the run shows, and "
              "was left out");
}

void text_finish(struct text_run *text)
{
    struct run *run = &text->run;
    if (text->zeros && run->has_latency) {
        text_note(text, "times printed as 0 are below the tool's resolution and were left out");
    }
    run->latency.percentiles = text->percentiles.at;
    run->latency.percentile_count = text->percentiles.n;
    run->status_codes = text->codes.at;
    run->status_code_count = text->codes.n;
    run->values = text->values.at;
    run->value_count = text->values.n;
    run->notes = text->notes.at;
    run->note_count = text->notes.n;
    text->open = false;
    text->runs++;
    text->sink->take(text->sink->context, run);
}

bool text_unexpected(struct text_run *text, const char *expected)
{
    struct str found = str_trim(text->rest);
    bool whole = text->source->prefix.text.len == 0; /* else the column would be another */
    long column = whole ? text->rest.ptr - text->raw.ptr + 1 : 0;
    if (found.len == 0) {
        return err_at(text->err, ERR_INPUT, text->source->name, text->source->line, column,
                      "expected %s, found the end of the line", expected);
    }
    found = str_clean(text->sink->arena, str_cut(found, 0, 40));
    return err_at(text->err, ERR_INPUT, text->source->name, text->source->line, column,
                  "expected %s, found \"%.*s\"", expected, STR_ARG(found));
}

bool text_cut_off(struct text_run *text, const char *expected)
{
    return err_at(text->err, ERR_INPUT, text->source->name, text->source->line, 0,
                  "the run that begins in line %.0f is cut off: expected %s", text->run.source_line,
                  expected);
}

bool text_decimal(struct text_run *text, double factor, double *value)
{
    return scan_decimal(&text->rest, factor, value) || text_unexpected(text, "a number");
}

bool text_count(struct text_run *text, double *count)
{
    return scan_count(&text->rest, count) || text_unexpected(text, "a whole number");
}

bool text_duration(struct text_run *text, double *us)
{
    return scan_duration(&text->rest, us) || text_unexpected(text, "a duration such as 1.23ms");
}

bool text_literal(struct text_run *text, const char *literal)
{
    if (scan_text(&text->rest, literal)) {
        return true;
    }
    char expected[80];
    snprintf(expected, sizeof expected, "\"%s\"", literal);
    return text_unexpected(text, expected);
}

bool text_end(struct text_run *text)
{
    return str_trim(text->rest).len == 0 || text_unexpected(text, "the end of the line");
}

bool text_percentile(struct text_run *text, double p, double us, double count)
{
    if (p > 100 || p <= text->last_p || us < text->last_us) {
        return text_unexpected(text, "percentiles and times that ascend");
    }
    text->last_p = p;
    text->last_us = us;
    if (!isnan(text_resolved(text, us))) {
        VEC_PUSH(text->sink->arena, &text->percentiles, ((struct percentile){p, us, count}));
    }
    return true;
}

double text_resolved(struct text_run *text, double us)
{
    text->zeros = text->zeros || us == 0;
    return us == 0 ? NAN : us;
}

bool text_code(struct text_run *text, double code, double count)
{
    for (size_t i = 0; i < text->codes.n; i++) {
        if (text->codes.at[i].code == code) {
            return text_unexpected(text,
                                   "every status code once (lines of two runs are mixed here)");
        }
    }
    VEC_PUSH(text->sink->arena, &text->codes, ((struct status_code){code, count}));
    return true;
}

void text_note(struct text_run *text, const char *format, ...)
{
    char note[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(note, sizeof note, format, arguments);
    va_end(arguments);
    VEC_PUSH(text->sink->arena, &text->notes, str_copy(text->sink->arena, str_of(note)));
}

bool text_elapsed(struct text_run *text, double count, const double rate[2],
                  const double printed_s[2])
{
    double by_rate = rate[0] > 0 && count > 0 ? count / rate[0] : NAN;
    double share = rate[1] / rate[0];
    if (isnan(by_rate) || share > 0.5) {
        text->run.elapsed_s = printed_s[0];
        return true;
    }
    double slack = printed_s[1] + by_rate * share * 2 + by_rate * 0.01;
    if (fabs(by_rate - printed_s[0]) > slack) {
        return err_at(text->err, ERR_INPUT, text->source->name, (long)text->run.source_line, 0,
                      "this run contradicts itself: %.10g requests at %.10g a second take %.6g s, "
                      "but it says %.6g s",
                      count, rate[0], by_rate, printed_s[0]);
    }
    bool finer = by_rate * share < printed_s[1];
    text->run.elapsed_s = finer ? round(by_rate * 1e6) / 1e6 : printed_s[0];
    return true;
}
