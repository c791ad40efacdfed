#include "json_emit.h"

#include <math.h>

#include "number.h"

static void before_value(struct json_emit *json)
{
    if (json->need_comma) {
        buf_char(json->out, ',');
    }
    json->need_comma = true;
}

void json_open(struct json_emit *json, char bracket)
{
    before_value(json);
    buf_char(json->out, bracket);
    json->need_comma = false;
}

void json_close(struct json_emit *json, char bracket)
{
    buf_char(json->out, bracket);
    json->need_comma = true;
}

static void escape(struct buf *out, struct str s)
{
    buf_char(out, '"');
    for (size_t i = 0; i < s.len;) {
        size_t len;
        unsigned c = utf8_decode(str_skip(s, i), &len);
        if (c == '"' || c == '\\') {
            buf_char(out, '\\');
            buf_char(out, (char)c);
        } else if (c == '\n') {
            buf_text(out, "\\n");
        } else if (c == '\t') {
            buf_text(out, "\\t");
        } else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
            buf_printf(out, "\\u%04x", c);
        } else if (c == 0xfffd && len == 1) {
            buf_text(out, "\xef\xbf\xbd");
        } else {
            buf_add(out, str_cut(s, i, i + len));
        }
        i += len;
    }
    buf_char(out, '"');
}

void json_key_str(struct json_emit *json, struct str key)
{
    before_value(json);
    escape(json->out, key);
    buf_char(json->out, ':');
    json->need_comma = false;
}

void json_key(struct json_emit *json, const char *key)
{
    json_key_str(json, str_of(key));
}

void json_str(struct json_emit *json, struct str s)
{
    if (!s.ptr) {
        json_none(json);
        return;
    }
    before_value(json);
    escape(json->out, s);
}

void json_number(struct json_emit *json, double value)
{
    if (!isfinite(value)) {
        json_none(json);
        return;
    }
    before_value(json);
    char text[NUMBER_SIZE];
    buf_add(json->out, number_format(text, value));
}

void json_open_list(struct json_emit *json, const char *key)
{
    json_key(json, key);
    json_open(json, '[');
}

void json_str_field(struct json_emit *json, const char *key, struct str value)
{
    json_key(json, key);
    json_str(json, value);
}

void json_number_field(struct json_emit *json, const char *key, double value)
{
    json_key(json, key);
    json_number(json, value);
}

void json_bool(struct json_emit *json, bool value)
{
    before_value(json);
    buf_text(json->out, value ? "true" : "false");
}

void json_none(struct json_emit *json)
{
    before_value(json);
    buf_text(json->out, "null");
}

void json_newline(struct json_emit *json)
{
    if (json->need_comma) {
        buf_char(json->out, ',');
        json->need_comma = false;
    }
    buf_char(json->out, '\n');
}
