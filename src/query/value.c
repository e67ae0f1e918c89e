/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges of numbers, notes, days and ages, as they are typed. */
#include "query/value.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "query/calendar.h"
#include "query/choice.h"
#include "util/sound.h"

enum { POINT_BYTES = 64, OCTAVE = 12, NOTES = 128 };

static const char none_lies_there[] = "no number lies in that range";
static const double least_shown = 1e-9, most_shown = 1e15;

static const struct unit {
    enum facet_units of;
    const char *name;
    double times, per;
} units[] = {
    {UNITS_TIME, "ms", 1, 1000},   {UNITS_TIME, "s", 1, 1},
    {UNITS_TIME, "m", 60, 1},      {UNITS_TIME, "min", 60, 1},
    {UNITS_TIME, "h", 3600, 1},    {UNITS_HERTZ, "hz", 1, 1},
    {UNITS_HERTZ, "k", 1000, 1},   {UNITS_HERTZ, "khz", 1e3, 1},
    {UNITS_BYTES, "b", 1, 1},      {UNITS_BYTES, "k", 1e3, 1},
    {UNITS_BYTES, "kb", 1e3, 1},   {UNITS_BYTES, "m", 1e6, 1},
    {UNITS_BYTES, "mb", 1e6, 1},   {UNITS_BYTES, "g", 1e9, 1},
    {UNITS_BYTES, "gb", 1e9, 1},   {UNITS_DECIBEL, "db", 1, 1},
    {UNITS_DECIBEL, "lufs", 1, 1},
};

static const struct unit ages[] = {
    {UNITS_TIME, "s", 1, 1},           {UNITS_TIME, "min", 60, 1},
    {UNITS_TIME, "h", 3600, 1},        {UNITS_TIME, "d", 86400, 1},
    {UNITS_TIME, "w", 604800, 1},      {UNITS_TIME, "mo", 30 * 86400, 1},
    {UNITS_TIME, "y", 365 * 86400, 1},
};

/* One end of a range, or all of it: a month is 28 to 31 days. */
struct point {
    enum query_measure measure;
    double low, high;
    const struct unit *unit; /* NULL = none was said */
};

static const struct unit *find_unit(const struct unit *list, size_t n,
                                    enum facet_units of, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].of == of && strcasecmp(list[i].name, name) == 0)
            return &list[i];
    return NULL;
}

/* Digits with at most one point among them; the bytes read, 0 = no number. */
static size_t read_digits(const char *text, double *out)
{
    const size_t whole = strspn(text, "0123456789");
    const size_t part = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    const size_t n = whole + (text[whole] == '.') + part;
    char copy[POINT_BYTES]; /* of the digits alone: strtod() knows more than those */

    if (whole + part == 0 || n >= sizeof copy)
        return 0;
    memcpy(copy, text, n);
    copy[n] = '\0';
    *out = strtod(copy, NULL);
    if (*out != 0 && (*out < least_shown || *out > most_shown))
        return 0;
    return n;
}

static bool read_number(const struct facet *f, const char *text, struct point *p)
{
    const bool minus = *text == '-' && f->least < 0;
    double v;
    size_t n;

    text += minus;
    n = read_digits(text, &v);
    if (n == 0)
        return false;
    v = minus && v > 0 ? -v : v;
    if (text[n]) {
        p->unit = find_unit(units, sizeof units / sizeof *units, f->units, text + n);
        if (!p->unit)
            return false;
    }
    p->measure = MEASURE_NUMBER;
    p->low = p->high = v;
    return true;
}

static bool read_age(const char *text, struct point *p)
{
    double v;
    const size_t n = read_digits(text, &v);

    if (n == 0)
        return false;
    p->unit = find_unit(ages, sizeof ages / sizeof *ages, UNITS_TIME, text + n);
    p->measure = MEASURE_AGE;
    p->low = p->high = v;
    return p->unit != NULL;
}

static bool read_days(const char *text, struct point *p)
{
    int64_t first, last;

    if (!calendar_read(text, &first, &last))
        return false;
    p->measure = MEASURE_DAY;
    p->low = (double)first;
    p->high = (double)last;
    return true;
}

/* "C4", 60, and "C", which is any of them. */
static bool read_note(const char *text, struct point *p)
{
    char lowest[SOUND_NOTE];
    int note = sound_note_of(text);

    p->measure = MEASURE_NUMBER;
    if (note < 0 && strlen(text) <= 3 && strspn(text, "0123456789") == strlen(text)) {
        note = *text ? (int)strtol(text, NULL, 10) : -1;
        note = note < NOTES ? note : -1;
    }
    if (note < 0 && strlen(text) <= 2) {
        snprintf(lowest, sizeof lowest, "%.2s4", text);
        note = sound_note_of(lowest);
        note = note < 0 ? -1 : note % OCTAVE;
        p->measure = MEASURE_OCTAVE;
    }
    p->low = p->high = note;
    return note >= 0;
}

static bool read_point(const struct facet *f, const char *text, size_t n, struct point *p)
{
    char copy[POINT_BYTES];

    *p = (struct point){.unit = NULL};
    if (n >= sizeof copy)
        return false;
    memcpy(copy, text, n);
    copy[n] = '\0';
    if (f->kind == FACET_NOTE)
        return read_note(copy, p);
    if (f->kind == FACET_TIME)
        return read_age(copy, p) || read_days(copy, p);
    return read_number(f, copy, p);
}

/* Within what is written anew as it is read: 10^15 days are as long as 10^15 s. */
static double scaled(double v, const struct unit *u)
{
    const double product = u ? v * u->times / u->per : v;

    return product > most_shown    ? most_shown
           : product < -most_shown ? -most_shown
                                   : product;
}

/* Notes and days are counted: what is less than one ends at the one before. */
static void bound(struct query_term *t, const struct point *p, bool less, bool closed)
{
    const bool counted = p->measure == MEASURE_DAY || facets[t->facet].kind == FACET_NOTE;
    const double low = scaled(p->low, p->unit), high = scaled(p->high, p->unit);

    t->measure = p->measure;
    if (less)
        t->high = closed ? high : counted ? low - 1 : low;
    else
        t->low = closed ? low : counted ? high + 1 : high;
    t->below |= less && !closed && !counted;
    t->above |= !less && !closed && !counted;
}

/* "<2", ">=0.5" */
static bool read_bound(struct query_term *t, const struct facet *f, const char *text)
{
    const bool less = *text == '<', closed = text[1] == '=';
    struct point p;

    text += 1 + closed;
    if (!read_point(f, text, strlen(text), &p) || p.measure == MEASURE_OCTAVE)
        return false;
    bound(t, &p, less, closed);
    return true;
}

/* "0.5..2", "..2", "500..800ms": the low end takes the unit of the high one. */
static bool read_span(struct query_term *t, const struct facet *f, const char *text,
                      const char *dots)
{
    const size_t low_bytes = (size_t)(dots - text), high_bytes = strlen(dots + 2);
    struct point low = {.unit = NULL}, high = {.unit = NULL};

    if (low_bytes + high_bytes == 0 ||
        (high_bytes > 0 && !read_point(f, dots + 2, high_bytes, &high)))
        return false;
    if (low_bytes > 0 && !read_point(f, text, low_bytes, &low)) {
        char with[2 * POINT_BYTES]; /* "7..30d": 7 is an age only by the unit */

        if (!high.unit || low_bytes >= POINT_BYTES)
            return false;
        snprintf(with, sizeof with, "%.*s%s", (int)low_bytes, text, high.unit->name);
        if (!read_point(f, with, strlen(with), &low))
            return false;
    }
    if (low.measure == MEASURE_OCTAVE || high.measure == MEASURE_OCTAVE ||
        (low_bytes > 0 && high_bytes > 0 && low.measure != high.measure))
        return false;
    if (!low.unit)
        low.unit = high.unit;
    if (low_bytes > 0)
        bound(t, &low, false, true);
    if (high_bytes > 0)
        bound(t, &high, true, true);
    return true;
}

static bool read_one(struct query_term *t, const struct facet *f, const char *text)
{
    struct point p;

    if (!read_point(f, text, strlen(text), &p) || p.measure == MEASURE_AGE || f->near < 0)
        return false;
    t->measure = p.measure;
    t->low = scaled(p.low, p.unit) - f->near;
    if (f->kind == FACET_NUMBER && t->low < f->least)
        t->low = f->least;
    t->high = scaled(p.high, p.unit) + f->near;
    return true;
}

/* What there can be of it; ages and days have their own ends. */
static bool lies_somewhere(const struct query_term *t, const struct facet *f)
{
    double least = f->least, most = f->most;

    if (t->measure == MEASURE_OCTAVE)
        return true;
    if (t->measure == MEASURE_AGE)
        most = DBL_MAX;
    if (t->measure == MEASURE_DAY) {
        least = CALENDAR_FIRST;
        most = CALENDAR_LAST;
    }
    if (f->kind == FACET_NOTE)
        most = NOTES - 1;
    return t->low <= t->high && t->low <= most && t->high >= least &&
           !(t->below && t->high <= fmax(least, t->low)) &&
           !(t->above && t->low >= fmin(most, t->high));
}

static bool read_range(struct query_term *t, const char *text, const char **why)
{
    const struct facet *f = &facets[t->facet];
    const char *dots = strstr(text, "..");
    bool read;

    if (t->facet == QUERY_CHANNELS && strcasecmp(text, "mono") == 0)
        text = "1";
    if (t->facet == QUERY_CHANNELS && strcasecmp(text, "stereo") == 0)
        text = "2";
    t->low = -DBL_MAX;
    t->high = DBL_MAX;
    read = *text == '<' || *text == '>' ? read_bound(t, f, text)
           : dots                       ? read_span(t, f, text, dots)
                                        : read_one(t, f, text);
    if (!read)
        return false;
    if (!lies_somewhere(t, f) &&
        f->most != 1) /* of a confidence the other text says it */
        *why = none_lies_there;
    return lies_somewhere(t, f);
}

bool value_read(struct query_term *t, char *value, const char **why)
{
    const struct facet *f = &facets[t->facet];
    bool read = true;

    *why = f->allowed;
    switch (f->kind) {
    case FACET_CHOICE:
        return choice_read(f, value);
    case FACET_KEY:
        return choice_read_key(value);
    case FACET_NUMBER:
        if (choice_read(f, value))
            break;
        read = read_range(t, value, why);
        t->text = "";
        break;
    case FACET_NOTE:
    case FACET_TIME:
        read = read_range(t, value, why);
        t->text = "";
        break;
    case FACET_TEXT:
    case FACET_SORT:
    case FACET_LIMIT:
        break;
    }
    return read;
}

int64_t value_limit(const char *text)
{
    int64_t v = 0;

    for (; *text >= '0' && *text <= '9' && v <= INT32_MAX; text++)
        v = v * 10 + (*text - '0');
    return *text || v > INT32_MAX ? 0 : v;
}

static void put(struct buf *out, const char *text) { buf_bytes(out, text, strlen(text)); }

/* With the fewest digits that read as the same number, and no exponent. */
static void put_number(struct buf *out, double v)
{
    char text[64];
    int digits = 0;

    do
        snprintf(text, sizeof text, "%.*f", digits++, v);
    while (strtod(text, NULL) != v && digits < 30);
    put(out, text);
}

static void put_point(struct buf *out, const struct query_term *t, double v)
{
    char text[CALENDAR_TEXT];

    if (t->measure == MEASURE_DAY) {
        put(out, calendar_text(text, (int64_t)v));
    } else if (facets[t->facet].kind == FACET_NOTE) {
        put(out, sound_note_name(text, (int)v));
    } else {
        put_number(out, v);
        put(out, t->measure == MEASURE_AGE ? "s" : "");
    }
}

void value_write(struct buf *out, const struct query_term *t)
{
    static const char *const letter[] = {"C",  "C#", "D",  "D#", "E",  "F",
                                         "F#", "G",  "G#", "A",  "A#", "B"};
    const struct facet *f = &facets[t->facet];

    if (t->measure == MEASURE_OCTAVE) {
        put(out, letter[(int)t->low]);
        return;
    }
    if (t->above || t->below) {
        put(out, t->above ? ">" : "<");
        put_point(out, t, t->above ? t->low : t->high);
        return;
    }
    if (t->low > -DBL_MAX)
        put_point(out, t, t->low);
    if (t->low < t->high || f->near != 0 || t->measure == MEASURE_AGE)
        put(out, "..");
    else
        return;
    if (t->high < DBL_MAX)
        put_point(out, t, t->high);
}
