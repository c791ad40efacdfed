/* Labels from file names, by the rules in README.md, "Labels". */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "inputs.h"
#include "number.h"

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == '.' || c == ' ';
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_digit(s.ptr[i])) {
            return false;
        }
    }
    return s.len > 0;
}

static struct str base_name(struct str path)
{
    for (size_t i = path.len; i > 0; i--) {
        if (path.ptr[i - 1] == '/') {
            return str_skip(path, i);
        }
    }
    return path;
}

/* "go.txt" and "go.txt.gz" -> "go"; "nginx-1.24" stays, since an extension is no number. */
static struct str drop_extension(struct str name)
{
    static const char *const COMPRESSED[] = {".gz", ".zst"};
    for (size_t i = 0; i < 2; i++) {
        struct str ending = str_of(COMPRESSED[i]);
        name = str_ends(name, ending) ? str_cut(name, 0, name.len - ending.len) : name;
    }
    for (size_t i = name.len; i > 1; i--) {
        if (name.ptr[i - 1] == '.') {
            struct str extension = str_skip(name, i);
            bool is_one = extension.len > 0 && extension.len <= 8 && !is_digit(extension.ptr[0]);
            return is_one ? str_cut(name, 0, i - 1) : name;
        }
    }
    return name;
}

/* "go-1", "go_03" -> "go" */
static struct str drop_run_number(struct str name)
{
    size_t digits = 0;
    while (digits < name.len && is_digit(name.ptr[name.len - 1 - digits])) {
        digits++;
    }
    if (digits == name.len && digits <= 3) {
        return str_cut(name, 0, 0); /* nothing but a run number */
    }
    if (digits == 0 || digits > 3 || digits + 1 >= name.len) {
        return name;
    }
    char before = name.ptr[name.len - 1 - digits];
    return before == '-' || before == '_' ? str_cut(name, 0, name.len - digits - 1) : name;
}

/* Whether a part of the name only repeats a setting of the run: c64, t4, R500, 30s. */
static bool is_setting(struct str token, const struct load *load)
{
    double value;
    if (token.len < 2) {
        return false;
    }
    struct str digits = str_skip(token, 1);
    if (all_digits(digits) && number_parse(digits, &value)) {
        return (token.ptr[0] == 'c' && value == load->connections) ||
               (token.ptr[0] == 't' && value == load->threads) ||
               (token.ptr[0] == 'd' && value == load->duration_s) ||
               (token.ptr[0] == 'R' && value == load->rate_rps);
    }
    bool spelt = token.ptr[0] == 'd' && token.len > 2; /* d30s */
    digits = str_cut(token, spelt ? 1 : 0, token.len - 1);
    char unit = token.ptr[token.len - 1];
    if (!all_digits(digits) || !number_parse(digits, &value)) {
        return false;
    }
    return (unit == 's' && value == load->duration_s) ||
           (unit == 'm' && value * 60 == load->duration_s);
}

static struct str drop_settings(struct arena *arena, struct str name, const struct load *load)
{
    struct buf out = BUF(arena);
    size_t i = 0;
    while (i < name.len) {
        size_t from = i;
        while (i < name.len && is_separator(name.ptr[i])) {
            i++;
        }
        size_t word = i;
        while (i < name.len && !is_separator(name.ptr[i])) {
            i++;
        }
        if (!is_setting(str_cut(name, word, i), load)) {
            buf_add(&out, str_cut(name, out.n == 0 ? word : from, i));
        }
    }
    return buf_str(&out);
}

struct str label_from_name(struct arena *arena, struct str name, const struct load *load)
{
    return drop_run_number(drop_settings(arena, drop_extension(base_name(name)), load));
}

struct str inputs_label(const struct input_file *file, struct str own)
{
    bool lone_heading = file->labels_are_headings && !file->several_headings;
    return file->label_given || !own.ptr || lone_heading ? file->label : own;
}

const char *path_last(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] != '\0' ? slash + 1 : path;
}

/* The directories of a path, without its last component. */
static struct str directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return (struct str){path, slash ? (size_t)(slash - path) : 0};
}

static void derive_label(struct arena *arena, struct input_file *file)
{
    if (!file->label_given) {
        file->label = label_from_name(arena, file->name, &file->load);
    }
}

/* Where a name has nothing left but settings, the directory is the label, else the whole name. */
static void name_after_directory(struct arena *arena, struct input_file *file)
{
    if (file->label.len > 0) {
        return;
    }
    struct str directory = directory_of(file->path);
    struct str own = str_of(path_last(file->path));
    file->label = directory.len > 0
                      ? str_of(path_last(arena_copy(arena, directory.ptr, directory.len)))
                      : str_cut(own, 0, str_find(own, STR("."), 1));
}

void label_alone(struct arena *arena, struct input_file *file)
{
    derive_label(arena, file);
    name_after_directory(arena, file);
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

/* Where the names leave one system, the hosts that were asked tell its runs apart. */
static void label_by_host(struct inputs *inputs)
{
    struct str first = {0};
    bool several = false;
    for (size_t i = 0; i < inputs->runs.n; i++) {
        const struct run *run = inputs->runs.at[i];
        struct str host = run_host(run);
        if (!host.ptr || !str_eq(run->label, inputs->runs.at[0]->label)) {
            return;
        }
        first = i == 0 ? host : first;
        several = several || !str_eq(host, first);
    }
    for (size_t i = 0; i < inputs->runs.n && several; i++) {
        inputs->runs.at[i]->label = run_host(inputs->runs.at[i]);
    }
}

/* Gives the runs that were kept their labels. */
static void label_runs(struct inputs *inputs)
{
    bool from_names = true;
    /* Runs of a file that were handed out already are the first of a file that is alone. */
    size_t run = 0;
    for (size_t i = 0; i < inputs->files.n; i++) {
        const struct input_file *file = &inputs->files.at[i];
        for (size_t k = 0; k < file->runs && run < inputs->runs.n; k++, run++) {
            struct run *own = inputs->runs.at[run];
            struct str label = inputs_label(file, own->label);
            from_names = from_names && !file->label_given && str_eq(label, file->label);
            own->label = label;
        }
    }
    if (from_names) {
        label_by_host(inputs);
    }
}

static bool is_published(const struct input_file *file)
{
    return !file->label_given && str_is(file->format, "published");
}

/* Whether a run of any other file has this label. */
static bool is_measured(const struct inputs *inputs, struct str label)
{
    size_t run = 0;
    for (size_t i = 0; i < inputs->files.n; i++) {
        for (size_t k = 0; k < inputs->files.at[i].kept; k++, run++) {
            if (!is_published(&inputs->files.at[i]) && str_eq(inputs->runs.at[run]->label, label)) {
                return true;
            }
        }
    }
    return false;
}

/* What was published and what was measured since are two systems, though they share a name. */
void label_published(struct arena *arena, struct inputs *inputs)
{
    struct str label = {0};
    struct str apart = {0};
    size_t run = 0;
    for (size_t i = 0; i < inputs->files.n; i++) {
        for (size_t k = 0; k < inputs->files.at[i].kept; k++, run++) {
            struct run *own = inputs->runs.at[run];
            if (!is_published(&inputs->files.at[i])) {
                continue;
            }
            if (!label.ptr || !str_eq(own->label, label)) {
                label = own->label;
                apart = is_measured(inputs, label)
                            ? str_printf(arena, "%.*s" PUBLISHED_SUFFIX, STR_ARG(label))
                            : label;
            }
            own->label = apart;
        }
    }
}

void label_inputs(struct arena *arena, struct inputs *inputs)
{
    bool all_same = inputs->files.n > 1;
    for (size_t i = 0; i < inputs->files.n; i++) {
        derive_label(arena, &inputs->files.at[i]);
        all_same = all_same && str_eq(inputs->files.at[i].label, inputs->files.at[0].label);
    }
    if (all_same) {
        label_by_directory(arena, inputs);
    }
    for (size_t i = 0; i < inputs->files.n; i++) {
        name_after_directory(arena, &inputs->files.at[i]);
    }
    label_runs(inputs);
}
