#include "svg.h"

#include <ctype.h>
#include <math.h>

#include "vec.h"

void svg_escape(struct buf *out, struct str text)
{
    struct str clean = str_clean(out->arena, text);
    for (size_t i = 0, len; i < clean.len; i += len) {
        unsigned c = utf8_decode(str_skip(clean, i), &len);
        if (c == '&') {
            buf_text(out, "&amp;");
        } else if (c == '<') {
            buf_text(out, "&lt;");
        } else if (c == '>') {
            buf_text(out, "&gt;");
        } else if (c == '"') {
            buf_text(out, "&quot;");
        } else if (c == 0xfffe || c == 0xffff) {
            buf_text(out, "\xef\xbf\xbd");
        } else {
            buf_add(out, str_cut(clean, i, i + len));
        }
    }
}

void svg_number(struct buf *out, double value)
{
    long hundredths = lround(value * 100);
    unsigned long left = (unsigned long)(hundredths < 0 ? -hundredths : hundredths);
    char digits[32];
    size_t at = sizeof digits;
    for (int place = 0; left > 0 || place < 3; place++, left /= 10) {
        if (place == 2 && at < sizeof digits) {
            digits[--at] = '.';
        }
        if (place > 1 || left % 10 != 0 || at < sizeof digits) {
            digits[--at] = (char)('0' + left % 10);
        }
    }
    if (hundredths < 0) {
        digits[--at] = '-';
    }
    buf_add(out, (struct str){digits + at, sizeof digits - at});
}

struct tidy {
    struct buf *out;
    VEC(struct str) ids; /* as cairo has them; the index is the new number */
};

/* Writes the new name of an id. */
static void put_id(struct tidy *tidy, struct str id)
{
    size_t i = 0;
    while (i < tidy->ids.n && !str_eq(tidy->ids.at[i], id)) {
        i++;
    }
    if (i == tidy->ids.n) {
        VEC_PUSH(tidy->out->arena, &tidy->ids, id);
    }
    buf_printf(tidy->out, "i%zu", i);
}

/* Copies *rest up to a character, or all of it. */
static void copy_until(struct buf *out, struct str *rest, char end)
{
    size_t n = 0;
    while (n < rest->len && rest->ptr[n] != end) {
        n++;
    }
    buf_add(out, str_cut(*rest, 0, n));
    *rest = str_skip(*rest, n);
}

/* If an id or a reference to one begins here, copies it under its new name. */
static bool eat_id(struct tidy *tidy, struct str *rest)
{
    static const struct {
        struct str before;
        char end;
    } PLACES[] = {{{" id=\"", 5}, '"'}, {{"href=\"#", 7}, '"'}, {{"url(#", 5}, ')'}};

    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        struct str before = PLACES[i].before;
        if (rest->ptr[0] == before.ptr[0] && str_eat(rest, before)) {
            size_t n = 0;
            while (n < rest->len && rest->ptr[n] != PLACES[i].end) {
                n++;
            }
            buf_add(tidy->out, before);
            put_id(tidy, str_cut(*rest, 0, n));
            *rest = str_skip(*rest, n);
            return true;
        }
    }
    return false;
}

static bool is_number(struct str s)
{
    size_t sign = s.ptr[0] == '-';
    return s.len > sign && isdigit((unsigned char)s.ptr[sign]);
}

/* Copies the number at the start of *rest, rounded if it has a fraction. */
static void put_number(struct buf *out, struct str *rest)
{
    size_t digits = 0;
    size_t after_point = 0;
    double value = 0;
    double scale = rest->ptr[0] == '-' ? -1 : 1;
    size_t n = scale < 0;
    for (; n < rest->len; n++) {
        unsigned char c = (unsigned char)rest->ptr[n];
        if (isdigit(c)) {
            value = value * 10 + (c - '0');
            scale *= after_point ? 10 : 1;
            digits++;
        } else if (c == '.' && !after_point) {
            after_point = n + 1;
        } else {
            break;
        }
    }
    if (after_point && digits <= 15) {
        svg_number(out, value / scale);
    } else {
        buf_add(out, str_cut(*rest, 0, n));
    }
    *rest = str_skip(*rest, n);
}

/* Skips what says no more than its absence would: as styles by cairo 1.16, as attributes by 1.18.
 */
static bool eat_default(struct str *rest)
{
    static const char *const DEFAULTS[] = {
        " style=\"stroke:none;\"",
        " stroke:none;",
        "stroke:none;",
        "fill-rule:nonzero;",
        "fill-opacity:1;",
        "stroke-opacity:1;",
        "stroke-linecap:butt;",
        "stroke-linejoin:miter;",
        "stroke-miterlimit:10;",
        " fill-rule=\"nonzero\"",
        " fill-opacity=\"1\"",
        " stroke-opacity=\"1\"",
        " stroke-linecap=\"butt\"",
        " stroke-linejoin=\"miter\"",
        " stroke-miterlimit=\"10\"",
    };
    struct str name = str_skip(*rest, rest->ptr[0] == ' ');
    if (name.len == 0 || (name.ptr[0] != 's' && name.ptr[0] != 'f')) {
        return false; /* numbers of a path, mostly */
    }
    for (size_t i = 0; i < sizeof DEFAULTS / sizeof DEFAULTS[0]; i++) {
        if (str_eat(rest, str_of(DEFAULTS[i]))) {
            return true;
        }
    }
    return false;
}

/* Copies "rgb(100%,50%,0%)" as "#ff8000". */
static bool eat_colour(struct buf *out, struct str *rest)
{
    struct str at = *rest;
    unsigned colour = 0;
    if (!str_eat(&at, STR("rgb("))) {
        return false;
    }
    for (int i = 0; i < 3; i++) {
        size_t n = 0;
        double percent = 0;
        double place = 0; /* of the next digit, behind the point */
        for (; n < at.len && (isdigit((unsigned char)at.ptr[n]) || at.ptr[n] == '.'); n++) {
            if (at.ptr[n] == '.') {
                place = 0.1;
            } else if (place > 0) {
                percent += place * (at.ptr[n] - '0');
                place /= 10;
            } else {
                percent = 10 * percent + (at.ptr[n] - '0');
            }
        }
        at = str_skip(at, n);
        if (n == 0 || percent > 100 || !str_eat(&at, STR("%"))) {
            return false;
        }
        colour = colour << 8 | (unsigned)lround(percent * 2.55);
        str_eat(&at, STR(","));
        str_eat(&at, STR(" "));
    }
    if (!str_eat(&at, STR(")"))) {
        return false;
    }
    buf_printf(out, "#%06x", colour);
    *rest = at;
    return true;
}

/* What has another form in our documents. */
static bool eat_rewritten(struct tidy *tidy, struct str *rest, bool in_word)
{
    char c = rest->ptr[0];
    return (!in_word && eat_default(rest)) ||
           (!in_word && c == 'r' && eat_colour(tidy->out, rest)) ||
           ((c == ' ' || c == 'h' || c == 'u') && eat_id(tidy, rest));
}

/* Copies an element's tag, up to its ">". */
static void put_tag(struct tidy *tidy, struct str *rest)
{
    bool in_word = false; /* digits of a name or of a colour are no number */
    while (rest->len > 0 && rest->ptr[0] != '>') {
        unsigned char c = (unsigned char)rest->ptr[0];
        if (eat_rewritten(tidy, rest, in_word)) {
            in_word = false;
        } else if (!in_word && is_number(*rest)) {
            put_number(tidy->out, rest);
        } else if (c == 'm' && str_starts(*rest, STR("matrix("))) {
            copy_until(tidy->out, rest, ')');
        } else if (c == 'd' && str_starts(*rest, STR("data:"))) {
            copy_until(tidy->out, rest, '"');
        } else {
            in_word = isalnum(c) || c == '#' || c == '_';
            buf_char(tidy->out, (char)c);
            *rest = str_skip(*rest, 1);
        }
    }
}

void svg_tidy(struct buf *out, struct str svg, struct str title, struct str description)
{
    struct tidy tidy = {.out = out};
    struct str rest = svg;
    while (rest.len > 0) {
        copy_until(out, &rest, '<');
        bool root = str_starts(rest, STR("<svg "));
        if (str_starts(rest, STR("<?"))) {
            copy_until(out, &rest, '>');
        } else {
            put_tag(&tidy, &rest);
        }
        if (root) {
            buf_text(out, " role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">");
            svg_escape(out, title);
            buf_text(out, "</title>\n<desc id=\"d\">");
            svg_escape(out, description);
            buf_text(out, "</desc>");
            rest = str_skip(rest, 1);
        }
        copy_until(out, &rest, '<');
    }
}
