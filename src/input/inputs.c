#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEEPEST_DIRECTORY 32

/* A file that was read, by identity rather than by name. */
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
    struct input_file file; /* being read */
    VEC(struct seen) seen;
    struct source source; /* one for all, since it keeps its buffer */
};

static void fail(struct reading *reading, const struct err *err)
{
    VEC_PUSH(reading->arena, &reading->inputs->failures, *err);
}

static void take(void *context, const struct run *run)
{
    struct reading *reading = context;
    struct input_file *file = &reading->file;
    file->notes += run->note_count;
    if (file->runs++ == 0) {
        file->load = run->load;
    }
    file->heading = file->heading.ptr ? file->heading : run->label;
    bool both = run->label.ptr && file->heading.ptr;
    file->several_headings |= file->labels_are_headings && both &&
                              run->label.ptr != file->heading.ptr &&
                              !str_eq(run->label, file->heading);
    if (reading->options->count_only) {
        return;
    }
    struct run *kept = arena_alloc(reading->arena, sizeof *kept);
    *kept = *run;
    if (!kept->source_file.ptr) {
        kept->source_file = file->name;
    }
    if (isnan(kept->load.timeout_s)) {
        kept->load.timeout_s = reading->options->timeout_s;
    }
    VEC_PUSH(reading->arena, &reading->inputs->runs, kept);
}

static bool read_open(struct reading *reading, struct err *err)
{
    struct source *source = &reading->source;
    struct str head;
    if (!source_head(source, &head, err)) {
        return false;
    }
    const struct input_format *format = reading->format;
    if (!format) {
        format = input_detect(head, source->name, err);
    }
    if (!format) {
        return false;
    }
    reading->file.format = str_of(format->name);
    reading->file.labels_are_headings = format->labels_are_headings;
    struct run_sink sink = {.context = reading,
                            .take = take,
                            .arena = reading->arena,
                            .passing = reading->options->count_only};
    return format->read(source, &sink, err);
}

/* Whether the open file was read before under the same label. */
static bool read_before(struct reading *reading, struct str label)
{
    struct stat info;
    if (fstat(reading->source.fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        return false;
    }
    for (size_t i = 0; i < reading->seen.n; i++) {
        const struct seen *seen = &reading->seen.at[i];
        if (seen->device == info.st_dev && seen->inode == info.st_ino &&
            str_eq(seen->label, label)) {
            return true;
        }
    }
    struct seen seen = {info.st_dev, info.st_ino, label};
    VEC_PUSH(reading->arena, &reading->seen, seen);
    return false;
}

static void read_file(struct reading *reading, const struct input_file *file)
{
    struct err err = {0};
    reading->file = *file;
    bool opened = source_open(&reading->source, reading->arena, file->path, &err);
    if (opened && read_before(reading, file->label)) {
        source_close(&reading->source);
        reading->inputs->repeats++;
        return;
    }
    bool complete = opened && read_open(reading, &err);
    source_close(&reading->source);
    bool claimed = reading->file.format.ptr != NULL;
    if (!complete && opened && !claimed && file->listed) {
        VEC_PUSH(reading->arena, &reading->inputs->skipped, file->name);
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

/* prefix: the path below the directory given, "" or ending in "/". */
static void read_directory(struct reading *reading, const char *path, const char *prefix,
                           struct str label, int depth)
{
    name_list names = {0};
    if (depth > DEEPEST_DIRECTORY || !list_directory(reading, path, &names)) {
        return;
    }
    for (size_t i = 0; i < names.n; i++) {
        const char *below = arena_printf(reading->arena, "%s%s", prefix, names.at[i]);
        const char *full = arena_printf(reading->arena, "%s/%s", path, names.at[i]);
        struct stat info;
        if (stat(full, &info) == 0 && S_ISDIR(info.st_mode)) {
            read_directory(reading, full, arena_printf(reading->arena, "%s/", below), label,
                           depth + 1);
        } else {
            struct input_file file = {.path = full,
                                      .name = str_of(below),
                                      .label = label,
                                      .label_given = label.ptr != NULL,
                                      .listed = true};
            read_file(reading, &file);
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

/* Splits LABEL=PATH at the first = that leaves a label and an existing path. */
static const char *split_label(struct reading *reading, const char *argument, struct str *label)
{
    *label = (struct str){0};
    if (exists(argument)) {
        return argument;
    }
    for (const char *equals = strchr(argument, '='); equals; equals = strchr(equals + 1, '=')) {
        if (equals > argument && exists(equals + 1)) {
            *label = str_copy(reading->arena, (struct str){argument, (size_t)(equals - argument)});
            return equals + 1;
        }
    }
    return argument;
}

static const char *last_component(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] != '\0' ? slash + 1 : path;
}

static void read_path(struct reading *reading, const char *path, struct str label)
{
    struct stat info;
    if (strcmp(path, "-") != 0 && stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        size_t before = reading->inputs->files.n + reading->inputs->failures.n;
        read_directory(reading, path, "", label, 0);
        if (reading->inputs->files.n + reading->inputs->failures.n == before) {
            struct err err = {0};
            err_at(&err, ERR_INPUT, path, 0, 0, "no load-test log in this directory");
            fail(reading, &err);
        }
        return;
    }
    struct input_file file = {.path = path, .label = label, .label_given = label.ptr != NULL};
    file.name = str_of(strcmp(path, "-") == 0 ? "stdin" : last_component(path));
    read_file(reading, &file);
}

static void read_argument(struct reading *reading, const char *argument)
{
    struct str label;
    struct stat info;
    glob_t found;
    const char *path = split_label(reading, argument, &label);
    bool literal = strcmp(path, "-") == 0 || stat(path, &info) == 0 || !is_glob(path);
    if (literal || glob(path, 0, NULL, &found) != 0) {
        read_path(reading, path, label);
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        read_path(reading, arena_copy(reading->arena, found.gl_pathv[i], strlen(found.gl_pathv[i])),
                  label);
    }
    globfree(&found);
}

/* The directories of a path, without its last component. */
static struct str directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return (struct str){path, slash ? (size_t)(slash - path) : 0};
}

/* Length of the first component of a path, without the slash. */
static size_t component(struct str path)
{
    size_t slash = str_find(path, STR("/"), 0);
    return slash == SIZE_MAX ? path.len : slash;
}

/* Where the directories of all files begin to differ: the length of what they share, whole
 * components. */
static size_t shared_prefix(const struct inputs *inputs)
{
    struct str first = directory_of(inputs->files.at[0].path);
    size_t shared = first.len;
    for (size_t i = 1; i < inputs->files.n; i++) {
        struct str other = directory_of(inputs->files.at[i].path);
        size_t at = 0;
        while (at < shared && at < other.len) {
            size_t a = component(str_cut(str_skip(first, at), 0, shared - at));
            size_t b = component(str_skip(other, at));
            if (a != b || !str_eq(str_cut(first, at, at + a), str_cut(other, at, at + b))) {
                break;
            }
            at += a + 1;
        }
        shared = at < shared ? at : shared;
    }
    return shared;
}

/* When the names say nothing, the directory that tells the files apart does. */
static void label_by_directory(struct arena *arena, struct inputs *inputs)
{
    size_t shared = shared_prefix(inputs);
    for (size_t i = 0; i < inputs->files.n; i++) {
        struct input_file *file = &inputs->files.at[i];
        struct str below = str_skip(directory_of(file->path), shared);
        if (below.len > 0 && below.ptr[0] == '/') {
            below = str_skip(below, 1);
        }
        struct str name = str_cut(below, 0, component(below));
        if (!file->label_given && name.len > 0) {
            file->label = str_copy(arena, name);
        }
    }
}

static void derive_labels(struct arena *arena, struct inputs *inputs)
{
    bool all_same = inputs->files.n > 1;
    for (size_t i = 0; i < inputs->files.n; i++) {
        struct input_file *file = &inputs->files.at[i];
        if (!file->label_given) {
            file->label = label_from_name(arena, file->name, &file->load);
        }
        all_same = all_same && str_eq(file->label, inputs->files.at[0].label);
    }
    if (all_same) {
        label_by_directory(arena, inputs);
    }
    for (size_t i = 0; i < inputs->files.n; i++) {
        struct input_file *file = &inputs->files.at[i];
        if (file->label.len == 0) {
            struct str directory = directory_of(file->path);
            struct str own = str_of(last_component(file->path));
            file->label =
                directory.len > 0
                    ? str_of(last_component(arena_copy(arena, directory.ptr, directory.len)))
                    : str_cut(own, 0, str_find(own, STR("."), 1));
        }
    }
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
    for (size_t i = 0; i < path_count; i++) {
        read_argument(&reading, paths[i]);
    }
    derive_labels(arena, inputs);
    size_t run = 0;
    for (size_t i = 0; i < inputs->files.n && !options->count_only; i++) {
        const struct input_file *file = &inputs->files.at[i];
        for (size_t k = 0; k < file->runs; k++) {
            struct run *own = inputs->runs.at[run++];
            bool lone = file->labels_are_headings && !file->several_headings;
            if (file->label_given || !own->label.ptr || lone) {
                own->label = file->label;
            }
        }
    }
    if (!options->count_only) {
        drop_repeats(inputs);
    }
    return true;
}
