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

/* Copies an element's tag, up to its ">". */
static void put_tag(struct tidy *tidy, struct str *rest)
{
    bool in_word = false; /* digits of a name or of a colour are no number */
    while (rest->len > 0 && rest->ptr[0] != '>') {
        unsigned char c = (unsigned char)rest->ptr[0];
        if (!in_word && is_number(*rest)) {
            put_number(tidy->out, rest);
        } else if ((c == ' ' || c == 'h' || c == 'u') && eat_id(tidy, rest)) {
            in_word = false;
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
