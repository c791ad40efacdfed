/* What cells look like: colours, letters, and formats of numbers. */
#include "xlsx_book.h"

#define COLOUR_GOOD 0x1A7F37
#define COLOUR_GOOD_FILL 0xE3F5E7
#define COLOUR_BAD 0xB42318
#define COLOUR_BAD_FILL 0xFCE8E6
#define COLOUR_MUTED 0x6E7781
#define COLOUR_MUTED_FILL 0xF0F1F3
#define COLOUR_HEADER 0x27476E
#define COLOUR_LINE 0xD5D9DE
#define COLOUR_LINK 0x0B57A4
#define COLOUR_INPUT_FILL 0xFFF8DB

/* Good or bad. */
static void style_tone(lxw_format *format, enum xlsx_style tone)
{
    format_set_font_color(format, tone == STYLE_GOOD ? COLOUR_GOOD : COLOUR_BAD);
    format_set_bg_color(format, tone == STYLE_GOOD ? COLOUR_GOOD_FILL : COLOUR_BAD_FILL);
}

/* What cells in tables have in common. */
static void style_body(lxw_format *format, enum xlsx_style style)
{
    format_set_bottom(format, LXW_BORDER_THIN);
    format_set_bottom_color(format, COLOUR_LINE);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (style == STYLE_GOOD || style == STYLE_BAD) {
        style_tone(format, style);
    } else if (style == STYLE_MUTED) {
        format_set_font_color(format, COLOUR_MUTED);
        format_set_bg_color(format, COLOUR_MUTED_FILL);
    } else if (style == STYLE_INPUT) {
        format_set_font_color(format, COLOUR_LINK);
        format_set_bg_color(format, COLOUR_INPUT_FILL);
        format_set_border(format, LXW_BORDER_THIN);
    } else if (style == STYLE_LABEL) {
        format_set_text_wrap(format);
    } else if (style == STYLE_WRAPPED || style == STYLE_TOP) {
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        if (style == STYLE_WRAPPED) {
            format_set_text_wrap(format);
        }
    }
}

static void style_header(lxw_format *format, bool numeric)
{
    format_set_bold(format);
    format_set_font_color(format, LXW_COLOR_WHITE);
    format_set_bg_color(format, COLOUR_HEADER);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_align(format, numeric ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
    format_set_indent(format, numeric ? 0 : 1);
}

static void style_prose(lxw_format *format, enum xlsx_style style)
{
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (style == STYLE_TITLE) {
        format_set_bold(format);
        format_set_font_size(format, 18);
        format_set_text_wrap(format);
        format_set_font_color(format, COLOUR_HEADER);
    } else if (style == STYLE_HEADLINE) {
        format_set_font_size(format, 13);
        format_set_text_wrap(format);
    } else if (style == STYLE_SECTION) {
        format_set_bold(format);
        format_set_font_size(format, 13);
        format_set_font_color(format, COLOUR_HEADER);
    } else if (style == STYLE_NOTE || style == STYLE_REMARK) {
        format_set_font_color(format, COLOUR_MUTED);
        if (style == STYLE_NOTE) {
            format_set_text_wrap(format);
        }
    } else if (style == STYLE_PARAGRAPH) {
        format_set_text_wrap(format);
    } else {
        format_set_font_color(format, COLOUR_LINK);
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
    }
}

lxw_format *xlsx_text_format(struct xlsx_book *book, enum xlsx_style style)
{
    if (!book->texts[style]) {
        lxw_format *format = workbook_add_format(book->workbook);
        if (style == STYLE_HEADER || style == STYLE_HEADER_NUMBER) {
            style_header(format, style == STYLE_HEADER_NUMBER);
        } else if (style < XLSX_TONES || style == STYLE_WRAPPED || style == STYLE_TOP ||
                   style == STYLE_LABEL) {
            style_body(format, style);
            format_set_indent(format, 1); /* keeps clear of a number at its left */
        } else {
            style_prose(format, style);
        }
        book->texts[style] = format;
    }
    return book->texts[style];
}

/* A number format in the file's own syntax, which every Excel shows in its reader's way. */
static const char *number_code(struct arena *arena, enum xlsx_kind kind, int decimals,
                               enum bound bound)
{
    static const char *const SIGNS[XLSX_BOUNDS] = {"", "\">= \"", "\"<= \""};
    const char *sign = SIGNS[bound];
    const char *digits =
        arena_printf(arena, "#,##0%s%.*s", decimals > 0 ? "." : "", decimals, "000000000000000");
    switch (kind) {
    case KIND_PERCENT:
        return arena_printf(arena, "%s%s\" \"%%", sign, digits);
    case KIND_FACTOR:
        return arena_printf(arena, "%s%s\"x\"", sign, digits);
    case KIND_CHANGE:
        return arena_printf(arena, "%s+%s\" \"%%;%s-%s\" \"%%;%s%s\" \"%%", sign, digits, sign,
                            digits, sign, digits);
    case KIND_PLAIN:
        break;
    }
    return arena_printf(arena, "%s%s", sign, digits);
}

lxw_format *xlsx_number_format(struct xlsx_book *book, struct xlsx_look look)
{
    lxw_format **format = &book->numbers[look.kind][look.decimals][look.bound][look.tone];
    if (!*format) {
        *format = workbook_add_format(book->workbook);
        style_body(*format, look.tone);
        format_set_num_format(*format,
                              number_code(book->arena, look.kind, look.decimals, look.bound));
    }
    return *format;
}

lxw_format *xlsx_rule_format(struct xlsx_book *book, enum xlsx_style tone)
{
    if (!book->rules[tone]) {
        book->rules[tone] = workbook_add_format(book->workbook);
        style_tone(book->rules[tone], tone);
    }
    return book->rules[tone];
}
