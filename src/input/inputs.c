#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "behind_prefix.h"
#include "conceal.h"
#include "sha256.h"

/* A file or directory that was read, by identity rather than by name. */
struct seen {
    dev_t device;
    ino_t inode;
    struct str label;
};

struct reading {
    struct arena *arena;
    const struct inputs_options *options;
    const struct input_format *format; /* NULL: probe */
    struct inputs *inputs;
    bool alone;             /* one input, whose label depends on no other */
    struct input_file file; /* being read */
    VEC(struct seen) seen;
    bool overfull;        /* there are more runs than may be kept */
    struct source source; /* one for all, since it keeps its buffer */
    struct str unclaimed; /* head of the file, when no reader claims it */
};

static void fail(struct reading *reading, const struct err *err)
{
    VEC_PUSH(reading->arena, &reading->inputs->failures, *err);
}

static void note_heading(struct input_file *file, struct str heading)
{
    if (!file->heading.ptr) {
        file->heading = heading;
    } else if (heading.ptr && heading.ptr != file->heading.ptr) {
        file->several_headings |= !str_eq(heading, file->heading);
    }
}

static void count(struct reading *reading, const struct run *run)
{
    struct input_file *file = &reading->file;
    size_t i = file->counts.n;
    while (i > 0 && !(file->counts.at[i - 1].label.ptr == run->label.ptr ||
                      str_eq(file->counts.at[i - 1].label, run->label))) {
        i--;
    }
    struct label_count *same =
        i > 0 ? &file->counts.at[i - 1] : VEC_ADD(reading->arena, &file->counts);
    same->label = run->label;
    same->runs++;
    same->notes += run->note_count;
}

static void hand_out(struct reading *reading, const struct run *run)
{
    struct run named = *run;
    named.label = inputs_label(&reading->file, run->label);
    reading->options->take(reading->options->context, &named);
}

/* The first heading counts only where another follows. */
static bool must_wait(const struct reading *reading)
{
    const struct input_file *file = &reading->file;
    bool maybe_lone = file->labels_are_headings && file->heading.ptr && !file->several_headings;
    return !reading->alone || !reading->options->take || (maybe_lone && !file->label_given);
}

static size_t runs_limit(const struct reading *reading)
{
    return reading->options->runs_limit > 0 ? reading->options->runs_limit : RUNS_LIMIT;
}

static bool check_room(const struct reading *reading, struct err *err)
{
    return !reading->overfull ||
           err_at(err, ERR_INPUT, reading->source.name, 0, 0,
                  "the inputs hold more than %zu runs, so the others are left out; "
                  "\"wrkbook parse --summary\" counts any number",
                  runs_limit(reading));
}

static bool before_read(void *context, struct err *err)
{
    struct reading *reading = context;
    const struct before_read *given = &reading->options->before_read;
    return check_room(reading, err) && (!given->call || given->call(given->context, err));
}

static void take(void *context, const struct run *run)
{
    struct reading *reading = context;
    struct input_file *file = &reading->file;
    if (reading->inputs->runs.n == runs_limit(reading)) {
        reading->overfull = true;
        return;
    }
    if (file->runs++ == 0) {
        file->load = run->load;
        if (reading->alone) {
            label_alone(reading->arena, file);
        }
    }
    if (file->labels_are_headings) {
        note_heading(file, run->label);
    }
    if (reading->options->count_only) {
        count(reading, run);
        return;
    }
    struct run own = *run;
    own.command = conceal(reading->arena, own.command);
    own.url = conceal(reading->arena, own.url);
    if (!own.source_file.ptr) {
        own.source_file = file->name;
    }
    if (isnan(own.load.timeout_s)) {
        own.load.timeout_s = reading->options->timeout_s;
    }
    if (must_wait(reading)) {
        struct run *kept = arena_alloc(reading->arena, sizeof *kept);
        *kept = own;
        VEC_PUSH(reading->arena, &reading->inputs->runs, kept);
        return;
    }
    for (size_t i = 0; i < reading->inputs->runs.n; i++) {
        hand_out(reading, reading->inputs->runs.at[i]);
    }
    reading->inputs->runs.n = 0;
    hand_out(reading, &own);
}

/* The format whose result stands behind a prefix, which is taken off; NULL when there is none, or
 * with an error. */
static const struct input_format *detect_behind(struct reading *reading, struct str head,
                                                struct err *err)
{
    struct source *source = &reading->source;
    struct str prefix;
    const struct input_format *format =
        input_behind_prefix(head, reading->format, source->name, &prefix, err);
    if (!format) {
        return NULL;
    }
    struct str mark = str_of(format->mark);
    return source_take_off(source, str_copy(reading->arena, prefix), mark, err) ? format : NULL;
}

/* What the whole head is, where nothing claims it as it stands, or only weakly. */
static const struct input_format *detect_last(struct reading *reading, struct str head,
                                              const struct input_format *weak,
                                              const struct err *reason, struct err *err)
{
    const struct input_format *format = detect_behind(reading, head, err);
    if (format || err->code != ERR_NONE) {
        return format;
    }
    format = reading->format ? reading->format : weak;
    if (!format) {
        *err = *reason;
        reading->unclaimed = head;
    }
    return format;
}

/* NULL with an error: reading failed, or there is an unclaimed head. */
static const struct input_format *detect(struct reading *reading, struct err *err)
{
    const struct input_format *given = reading->format;
    struct source *source = &reading->source;
    struct str head;
    bool whole = false;
    while (source_head_so_far(source, &head, &whole, err)) {
        struct err reason = {0};
        const struct input_format *format = given && given->probe(head) > PROBE_NO ? given : NULL;
        if (!given) {
            format = whole ? input_detect(head, source->name, &reason) : input_detect_early(head);
        }
        bool weak = !format || (!given && format->probe(head) <= PROBE_WEAK);
        if (whole && weak) {
            return detect_last(reading, head, format, &reason, err);
        }
        if (format) {
            return format;
        }
    }
    return NULL;
}

static bool read_open(struct reading *reading, struct err *err)
{
    struct source *source = &reading->source;
    const struct input_format *format = detect(reading, err);
    if (!format) {
        return false;
    }
    reading->file.format = str_of(format->name);
    reading->file.labels_are_headings = format->labels_are_headings;
    struct run_sink sink = {.context = reading,
                            .take = take,
                            .arena = reading->arena,
                            .columns = reading->options->columns,
                            .passing = reading->options->count_only};
    return format->read(source, &sink, err);
}

/* Whether this file or directory was read before under the same label; if so, counts it. */
static bool read_before(struct reading *reading, const struct stat *info, struct str label)
{
    for (size_t i = 0; i < reading->seen.n; i++) {
        const struct seen *seen = &reading->seen.at[i];
        if (seen->device == info->st_dev && seen->inode == info->st_ino &&
            str_eq(seen->label, label)) {
            reading->inputs->repeats++;
            return true;
        }
    }
    struct seen seen = {info->st_dev, info->st_ino, label};
    VEC_PUSH(reading->arena, &reading->seen, seen);
    return false;
}

static bool file_read_before(struct reading *reading, struct str label)
{
    struct stat info;
    return fstat(reading->source.fd, &info) == 0 && S_ISREG(info.st_mode) &&
           read_before(reading, &info, label);
}

static void skip(struct reading *reading, struct str name, const struct refused *known)
{
    struct skipped skipped = {name, known};
    VEC_PUSH(reading->arena, &reading->inputs->skipped, skipped);
}

static void take_digest(struct reading *reading)
{
    const struct source *source = &reading->source;
    struct str sha256;
    if (source->size > 0 && sha256_of_file(reading->arena, source->fd, source->size, &sha256)) {
        reading->file.sha256 = sha256;
    }
}

static void read_file(struct reading *reading, const struct input_file *file)
{
    struct err err = {0};
    reading->file = *file;
    reading->unclaimed = (struct str){0};
    bool opened = source_open(&reading->source, reading->arena, file->path, &err);
    if (opened && file_read_before(reading, file->label)) {
        source_close(&reading->source);
        return;
    }
    bool complete = opened && read_open(reading, &err) && check_room(reading, &err);
    if (complete && reading->options->digests) {
        take_digest(reading);
    }
    source_close(&reading->source);
    if (reading->unclaimed.ptr && file->listed) {
        skip(reading, file->name, refused_find(reading->unclaimed, false));
        return;
    }
    if (!complete) {
        fail(reading, &err);
    }
    if (reading->file.runs > 0) {
        VEC_PUSH(reading->arena, &reading->inputs->files, reading->file);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

typedef VEC(const char *) name_list;

static bool list_directory(struct reading *reading, const char *path, name_list *names)
{
    DIR *directory = opendir(path);
    if (!directory) {
        struct err err = {0};
        err_at(&err, ERR_INPUT, path, 0, 0, "cannot be read: %s", strerror(errno));
        fail(reading, &err);
        return false;
    }
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        if (entry->d_name[0] != '.') {
            VEC_PUSH(reading->arena, names,
                     arena_copy(reading->arena, entry->d_name, strlen(entry->d_name)));
        }
    }
    closedir(directory);
    if (names->n > 0) {
        qsort((void *)names->at, names->n, sizeof *names->at, by_name);
    }
    return true;
}

/* below: the path below the directory given. */
static void read_listed(struct reading *reading, const char *path, const char *below,
                        struct str label)
{
    struct input_file file = {.path = path,
                              .name = str_of(below),
                              .label = label,
                              .label_given = label.ptr != NULL,
                              .listed = true};
    read_file(reading, &file);
}

/* prefix: the path below the directory given, "" or ending in "/". A link back ends here. */
static void read_directory(struct reading *reading, const char *path, const char *prefix,
                           const struct stat *itself, struct str label)
{
    name_list names = {0};
    if (read_before(reading, itself, label) || !list_directory(reading, path, &names)) {
        return;
    }
    for (size_t i = 0; i < names.n; i++) {
        const char *below = arena_printf(reading->arena, "%s%s", prefix, names.at[i]);
        const char *full = arena_printf(reading->arena, "%s/%s", path, names.at[i]);
        struct stat info;
        bool there = stat(full, &info) == 0;
        if (there && S_ISDIR(info.st_mode)) {
            read_directory(reading, full, arena_printf(reading->arena, "%s/", below), &info, label);
        } else if (there && !S_ISREG(info.st_mode)) {
            skip(reading, str_of(below), NULL); /* a pipe without a writer would wait for ever */
        } else {
            read_listed(reading, full, below, label);
        }
    }
}

static bool is_glob(const char *path)
{
    return strpbrk(path, "*?[") != NULL;
}

static bool exists(const char *path)
{
    struct stat info;
    glob_t found;
    if (strcmp(path, "-") == 0 || stat(path, &info) == 0) {
        return true;
    }
    bool any = is_glob(path) && glob(path, 0, NULL, &found) == 0;
    if (any) {
        globfree(&found);
    }
    return any;
}

static bool exists_from(struct arena *arena, struct str directory, const char *path)
{
    bool below = directory.len > 0 && path[0] != '/';
    return exists(below ? arena_printf(arena, "%.*s%s", STR_ARG(directory), path) : path);
}

const char *inputs_split(struct arena *arena, struct str directory, const char *argument,
                         struct str *label)
{
    *label = (struct str){0};
    if (exists_from(arena, directory, argument)) {
        return argument;
    }
    for (const char *equals = strchr(argument, '='); equals; equals = strchr(equals + 1, '=')) {
        if (equals > argument && exists_from(arena, directory, equals + 1)) {
            *label = str_copy(arena, (struct str){argument, (size_t)(equals - argument)});
            return equals + 1;
        }
    }
    return argument;
}

static void read_path(struct reading *reading, const char *path, struct str label)
{
    struct stat info;
    if (strcmp(path, "-") != 0 && stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        const struct inputs *inputs = reading->inputs;
        size_t before = inputs->files.n + inputs->failures.n + inputs->repeats;
        read_directory(reading, path, "", &info, label);
        if (inputs->files.n + inputs->failures.n + inputs->repeats == before) {
            struct err err = {0};
            err_at(&err, ERR_INPUT, path, 0, 0, "no load-test log in this directory");
            fail(reading, &err);
        }
        return;
    }
    struct input_file file = {.path = path, .label = label, .label_given = label.ptr != NULL};
    file.name = str_of(strcmp(path, "-") == 0 ? "stdin" : path_last(path));
    read_file(reading, &file);
}

static void read_argument(struct reading *reading, const char *argument)
{
    struct str label;
    struct stat info;
    glob_t found;
    const char *path = inputs_split(reading->arena, STR(""), argument, &label);
    if (strcmp(path, "-") == 0 || stat(path, &info) == 0 || !is_glob(path)) {
        read_path(reading, path, label);
        return;
    }
    if (glob(path, 0, NULL, &found) != 0) {
        struct err err = {0};
        err_at(&err, ERR_INPUT, path, 0, 0, "no file matches this pattern");
        fail(reading, &err);
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        read_path(reading, arena_copy(reading->arena, found.gl_pathv[i], strlen(found.gl_pathv[i])),
                  label);
    }
    globfree(&found);
}

/* Whether an argument may name more than one file. */
static bool names_several(struct reading *reading, const char *argument)
{
    struct str label;
    struct stat info;
    const char *path = inputs_split(reading->arena, STR(""), argument, &label);
    return stat(path, &info) == 0 ? S_ISDIR(info.st_mode) : is_glob(path);
}

bool inputs_read(struct arena *arena, const char *const *paths, size_t path_count,
                 const struct inputs_options *options, struct inputs *inputs, struct err *err)
{
    *inputs = (struct inputs){0};
    struct reading reading = {.arena = arena, .options = options, .inputs = inputs};
    if (options->from.ptr) {
        reading.format = input_named(options->from, err);
        if (!reading.format) {
            return false;
        }
    }
    reading.source.before_read = (struct before_read){before_read, &reading};
    reading.alone = path_count == 1 && !names_several(&reading, paths[0]);
    for (size_t i = 0; i < path_count; i++) {
        read_argument(&reading, paths[i]);
    }
    label_inputs(arena, inputs);
    if (!options->count_only) {
        drop_repeats(inputs);
    }
    if (inputs->runs.n > 0 && !options->published_too) {
        label_published(arena, inputs);
    }
    for (size_t i = 0; i < inputs->runs.n && options->take; i++) {
        options->take(options->context, inputs->runs.at[i]);
    }
    return true;
}
