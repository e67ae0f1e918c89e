/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a search become terms: one small grammar, read by hand. */
#include "store/query.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "util/sound.h"

static const struct facet {
    const char *name;
    enum query_kind kind;
} facets[] = {
    {"path", QUERY_PATH},    {"name", QUERY_NAME}, {"category", QUERY_CATEGORY},
    {"form", QUERY_FORM},    {"note", QUERY_NOTE}, {"state", QUERY_STATE},
    {"dur", QUERY_DURATION}, {"bpm", QUERY_BPM},   {"conf", QUERY_CONFIDENCE},
};

/* A number without a range means: within this of it. */
static const double bpm_tolerance = 0.5;

static const char allowed_facets[] =
    "path: name: category: form: note: state: dur: bpm: conf:";

static int bad(struct err *e, const char *word, const char *what)
{
    return err_set(e, ERR_USAGE, "'%.100s': %s", word, what);
}

/* Digits with at most one point among them; *p moves behind it. 15 digits are exact. */
static bool read_digits(const char **p, double *out)
{
    double all = 0, scale = 1;
    bool point = false;
    int digits = 0;

    for (; (**p >= '0' && **p <= '9') || (**p == '.' && (*p)[1] != '.' && !point); ++*p) {
        if (**p == '.') {
            point = true;
            continue;
        }
        all = all * 10 + (**p - '0');
        scale *= point ? 10 : 1;
        digits++;
    }
    *out = all / scale;
    return digits > 0 && digits <= 15;
}

/* The factor of a unit of time at *p, 0 if there is none; *p moves behind it. */
static double read_unit(const char **p, enum query_kind kind)
{
    static const struct {
        const char *name;
        double factor;
    } units[] = {{"ms", 1e-3}, {"s", 1}, {"m", 60}};

    for (size_t i = 0; kind == QUERY_DURATION && i < sizeof units / sizeof *units; i++)
        if (strncmp(*p, units[i].name, strlen(units[i].name)) == 0) {
            *p += strlen(units[i].name);
            return units[i].factor;
        }
    return 0;
}

static bool read_number(const char **p, enum query_kind kind, double *value,
                        double *factor)
{
    if (!read_digits(p, value))
        return false;
    *factor = read_unit(p, kind);
    return true;
}

/* "<2", ">=0.5" */
static bool read_bound(struct query_term *t, const char *p)
{
    const bool below = *p++ == '<', closed = *p == '=';
    double value, factor;

    p += closed;
    if (!read_number(&p, t->kind, &value, &factor) || *p)
        return false;
    value *= factor > 0 ? factor : 1;
    if (below)
        t->high = closed ? value : nextafter(value, -HUGE_VAL);
    else
        t->low = closed ? value : nextafter(value, HUGE_VAL);
    return true;
}

/* "0.5..2", "..2", "500..800ms", and "120" */
static bool read_span(struct query_term *t, const char *p)
{
    double low = 0, low_factor = 0, high = 0, high_factor = 0;
    const bool has_low = read_number(&p, t->kind, &low, &low_factor);
    bool has_high;

    if (strncmp(p, "..", 2) != 0) {
        t->low = low - bpm_tolerance;
        t->high = low + bpm_tolerance;
        return has_low && !*p && t->kind == QUERY_BPM;
    }
    p += 2;
    has_high = read_number(&p, t->kind, &high, &high_factor);
    if (*p || !(has_low || has_high))
        return false;
    if (low_factor <= 0)
        low_factor = high_factor;
    if (has_low)
        t->low = low * (low_factor > 0 ? low_factor : 1);
    if (has_high)
        t->high = high * (high_factor > 0 ? high_factor : 1);
    return true;
}

static int read_range(struct query_term *t, const char *word, struct err *e)
{
    const bool bound = *t->text == '<' || *t->text == '>';

    if (!(bound ? read_bound(t, t->text) : read_span(t, t->text))) {
        if (t->kind == QUERY_DURATION)
            return bad(e, word, "a duration is <2, >=500ms or 0.5..2; units ms, s, m");
        if (t->kind == QUERY_BPM)
            return bad(e, word, "a tempo is 120, >100 or 118..124");
        return bad(e, word, "a confidence is >0.8 or 0.5..0.9");
    }
    if (t->low > t->high || t->high < 0)
        return bad(e, word, "no number lies in that range");
    if (t->kind == QUERY_CONFIDENCE && t->low > 1)
        return bad(e, word, "a confidence lies between 0 and 1");
    return 0;
}

static bool is_one_of(const char *text, const char *const *list)
{
    while (*list && strcmp(text, *list) != 0)
        list++;
    return *list != NULL;
}

/* What the value of each kind must be. */
static int check_value(struct query_term *t, const char *word, struct err *e)
{
    static const char *const states[] = {
        "ok", "pending", "failed", "unsupported", "unavailable", "any", NULL};

    if (!*t->text)
        return bad(e, word, "nothing follows the colon");
    if (t->kind == QUERY_DURATION || t->kind == QUERY_BPM || t->kind == QUERY_CONFIDENCE)
        return read_range(t, word, e);
    if (t->kind == QUERY_STATE && !is_one_of(t->text, states))
        return bad(e, word,
                   "a state is ok, pending, failed, unsupported, unavailable or any");
    if (t->kind == QUERY_FORM && sound_form_of(t->text) < 0)
        return bad(e, word, "a form is oneshot or loop");
    return 0;
}

static int read_word(struct query_term *t, const char *word, struct err *e)
{
    const char *text = word + (*word == '-');
    const char *colon = strchr(text, ':');
    size_t n;

    *t = (struct query_term){
        .kind = QUERY_TEXT,
        .exclude = *word == '-',
        .text = text,
        .low = -DBL_MAX, /* Inf is no word of SQL: --sql must print what runs */
        .high = DBL_MAX};
    if (strlen(word) > QUERY_MAX_TEXT)
        return bad(e, word, "too long");
    if (!*text)
        return bad(e, word, "an empty word finds nothing");
    if (!colon)
        return 0;
    n = (size_t)(colon - text);
    for (size_t i = 0; i < sizeof facets / sizeof *facets; i++)
        if (strlen(facets[i].name) == n && strncmp(facets[i].name, text, n) == 0) {
            t->kind = facets[i].kind;
            t->text = colon + 1;
            return check_value(t, word, e);
        }
    return err_set(e, ERR_USAGE, "'%.100s': '%.*s:' is not one of %s", word,
                   (int)(n < 40 ? n : 40), text, allowed_facets);
}

int query_parse(struct query *out, const char *const *word, size_t n, struct err *e)
{
    struct query q = {.n = n};

    if (n > QUERY_MAX_TERMS)
        return err_set(e, ERR_USAGE, "%zu words; a search has at most %d", n,
                       QUERY_MAX_TERMS);
    for (size_t i = 0; i < n; i++)
        if (read_word(&q.term[i], word[i], e) != 0)
            return -1;
    *out = q;
    return 0;
}
