#include "timestamp.h"

#include "buf.h"
#include "number.h"

struct moment {
    long minutes; /* since 1970, UTC */
    long second;
    struct str seconds; /* "45.625742514" */
};

/* Days from 1970-01-01, by Howard Hinnant's days_from_civil. */
static long days_of(long year, long month, long day)
{
    year -= month <= 2;
    long era = (year >= 0 ? year : year - 399) / 400;
    long in_era = year - era * 400;
    long in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

/* The last digits of a number. By hand, since printf took a tenth of the time of a large file. */
static void put(char *at, long value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* The reverse; fraction: the digits after the second, with their point. */
static struct str utc_text(struct arena *arena, long minutes, long second, struct str fraction)
{
    long days = minutes / 1440 - (minutes % 1440 < 0);
    long rest = minutes - days * 1440;
    long z = days + 719468;
    long era = (z >= 0 ? z : z - 146096) / 146097;
    long in_era = z - era * 146097;
    long year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    long in_year = in_era - (365 * year + year / 4 - year / 100);
    long m = (5 * in_year + 2) / 153;
    long month = m < 10 ? m + 3 : m - 9;
    char text[] = "0000-00-00T00:00:00";
    put(text, year + era * 400 + (month <= 2), 4);
    put(text + 5, month, 2);
    put(text + 8, in_year - (153 * m + 2) / 5 + 1, 2);
    put(text + 11, rest / 60, 2);
    put(text + 14, rest % 60, 2);
    put(text + 17, second, 2);
    struct buf out = BUF(arena);
    buf_text(&out, text);
    buf_add(&out, fraction);
    buf_char(&out, 'Z');
    return buf_str(&out);
}

/* Digits at fixed places; -1 when one is none. */
static long digits_at(struct str s, size_t from, size_t count)
{
    long value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (i >= s.len || s.ptr[i] < '0' || s.ptr[i] > '9') {
            return -1;
        }
        value = value * 10 + (s.ptr[i] - '0');
    }
    return value;
}

/* Minutes that local time is ahead of UTC; false when it is no zone. */
static bool zone_minutes(struct str zone, long *minutes)
{
    *minutes = 0;
    if (str_is(zone, "Z")) {
        return true;
    }
    long hours = digits_at(zone, 1, 2);
    long rest = digits_at(zone, 4, 2);
    if (zone.len != 6 || hours < 0 || rest < 0 || zone.ptr[3] != ':' ||
        (zone.ptr[0] != '+' && zone.ptr[0] != '-')) {
        return false;
    }
    *minutes = (hours * 60 + rest) * (zone.ptr[0] == '-' ? -1 : 1);
    return true;
}

static bool read_moment(struct str time, struct moment *moment)
{
    static const size_t AT[] = {0, 5, 8, 11, 14, 17};
    static const long MOST[] = {9999, 12, 31, 23, 59, 60};
    long part[6];
    long zone;
    if (time.len < 20 || time.ptr[4] != '-' || time.ptr[7] != '-' || time.ptr[10] != 'T' ||
        time.ptr[13] != ':' || time.ptr[16] != ':') {
        return false;
    }
    for (size_t i = 0; i < 6; i++) {
        part[i] = digits_at(time, AT[i], i == 0 ? 4 : 2);
        if (part[i] < 0 || part[i] > MOST[i]) {
            return false;
        }
    }
    size_t end = 19;
    if (time.ptr[19] == '.') {
        do {
            end++;
        } while (digits_at(time, end, 1) >= 0);
    }
    if (!zone_minutes(str_skip(time, end), &zone) || part[1] == 0 || part[2] == 0) {
        return false;
    }
    moment->minutes = days_of(part[0], part[1], part[2]) * 1440 + part[3] * 60 + part[4] - zone;
    moment->second = part[5];
    moment->seconds = str_cut(time, 17, end);
    return true;
}

struct str utc_time(struct arena *arena, struct str time)
{
    struct moment moment;
    if (!read_moment(time, &moment)) {
        return (struct str){0};
    }
    return utc_text(arena, moment.minutes, moment.second, str_skip(moment.seconds, 2));
}

struct str utc_from_ms(struct arena *arena, double ms)
{
    if (!(ms >= 0 && ms < 2.5e14)) {
        return (struct str){0};
    }
    long whole = (long)ms;
    char fraction[] = ".000";
    put(fraction + 1, whole % 1000, 3);
    return utc_text(arena, whole / 60000, whole / 1000 % 60, str_of(fraction));
}

bool rfc3339_ms(struct str time, double *ms)
{
    struct moment moment;
    double seconds;
    if (!read_moment(time, &moment) || !number_parse(moment.seconds, &seconds)) {
        return false;
    }
    *ms = (double)moment.minutes * 6e4 + seconds * 1e3;
    return true;
}
