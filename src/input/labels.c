/* Labels from file names, by the rules in README.md, "Labels". */
#include <math.h>
#include <stdint.h>

#include "inputs.h"
#include "number.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

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

/* "go.txt" -> "go"; "nginx-1.24" stays, since an extension is no number. */
static struct str drop_extension(struct str name)
{
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
    struct str label = drop_extension(base_name(name));
    for (size_t before = label.len + 1; label.len < before;) {
        before = label.len;
        label = drop_settings(arena, drop_run_number(label), load);
    }
    return label;
}
