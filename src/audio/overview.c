/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far a sound reaches, column by column: the picture of its wave. */
#include "audio/overview.h"

#include <math.h>
#include <stdbool.h>

#include "util/vec.h"

enum { LANES = 4 }; /* vectors side by side: none waits for the one before */

void overview_init(struct overview_meter *m, size_t channels)
{
    m->channels = channels;
    m->span = OVERVIEW_SPAN;
    m->buckets = 0;
}

/* Buckets up to, without, `end` are in use. */
static void reach(struct overview_meter *m, size_t end)
{
    for (; m->buckets < end; m->buckets++) {
        m->low[m->buckets] = INFINITY;
        m->high[m->buckets] = -INFINITY;
    }
}

/* Two buckets become one. */
static void fold(struct overview_meter *m)
{
    const size_t was = m->buckets;

    m->span *= 2;
    m->buckets = (was + 1) / 2;
    for (size_t i = 0; i < m->buckets; i++) {
        const size_t a = 2 * i, b = a + 1 < was ? a + 1 : a;

        m->low[i] = fminf(m->low[a], m->low[b]);
        m->high[i] = fmaxf(m->high[a], m->high[b]);
    }
}

static inline vec4 pick(vec4_int where, vec4 x, vec4 y)
{
    return (vec4)(((vec4_int)x & where) | ((vec4_int)y & ~where));
}

/* x (n) into a bucket. */
static inline void widen(float *low, float *high, const float *x, size_t n)
{
    const vec4 first = {*low, *low, *low, *low}, last = {*high, *high, *high, *high};
    vec4 least[LANES] = {first, first, first, first},
         most[LANES] = {last, last, last, last};
    const size_t step = 4 * (size_t)LANES;
    size_t i = 0;

    for (; i + step <= n; i += step)
        VEC_UNROLL
    for (size_t k = 0; k < LANES; k++) {
        const vec4 v = VEC4(x + i + 4 * k);

        least[k] = pick(v < least[k], v, least[k]);
        most[k] = pick(v > most[k], v, most[k]);
    }
    for (size_t k = 1; k < LANES; k++) {
        least[0] = pick(least[k] < least[0], least[k], least[0]);
        most[0] = pick(most[k] > most[0], most[k], most[0]);
    }
    for (size_t k = 0; k < 4; k++) {
        *low = least[0][k] < *low ? least[0][k] : *low;
        *high = most[0][k] > *high ? most[0][k] : *high;
    }
    for (; i < n; i++) {
        *low = x[i] < *low ? x[i] : *low;
        *high = x[i] > *high ? x[i] : *high;
    }
}

VEC_CLONES void overview_add(struct overview_meter *m, const float *in, size_t frames,
                             int64_t at)
{
    const uint64_t end = (uint64_t)at + frames;

    while (end > (uint64_t)m->span * OVERVIEW_BUCKETS)
        fold(m);
    reach(m, (size_t)((end + m->span - 1) / m->span));
    for (uint64_t from = (uint64_t)at; from < end;) {
        const size_t bucket = (size_t)(from / m->span);
        const uint64_t next = (uint64_t)(bucket + 1) * m->span;
        const size_t n = (size_t)((next < end ? next : end) - from);

        widen(&m->low[bucket], &m->high[bucket], in, n * m->channels);
        in += n * m->channels;
        from += n;
    }
}

/* One column while it is still made of numbers. */
struct column {
    float low, high; /* low > high: nothing was heard of it */
};

static struct column column_of(const struct overview_meter *m, size_t from, size_t to)
{
    struct column c = {INFINITY, -INFINITY};

    for (size_t i = from; i < to && i < m->buckets; i++) {
        c.low = m->low[i] < c.low ? m->low[i] : c.low;
        c.high = m->high[i] > c.high ? m->high[i] : c.high;
    }
    return c;
}

static bool is_heard(const struct column *c) { return c->low <= c->high; }

/* Those in [from, to), between a (-1 = none) and b (n = none). */
static void bridge(struct column *c, size_t n, size_t from, size_t to)
{
    const struct column a = c[from > 0 ? from - 1
                              : to < n ? to
                                       : from],
                        b = c[to < n     ? to
                              : from > 0 ? from - 1
                                         : from];

    for (size_t i = from; i < to; i++) {
        const float t = (float)(i - from + 1) / (float)(to - from + 1);

        c[i].low = a.low + t * (b.low - a.low);
        c[i].high = a.high + t * (b.high - a.high);
    }
}

static void fill(struct column *c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const size_t from = i;

        while (i < n && !is_heard(&c[i]))
            i++;
        if (i > from)
            bridge(c, n, from, i);
    }
}

static int8_t level(float x, float peak)
{
    return (int8_t)(peak > 0 ? lrintf(x / peak * 127) : 0);
}

void overview_tell(const struct overview_meter *m, int64_t frames, struct overview *out)
{
    struct column c[OVERVIEW_COLUMNS];
    const size_t all = (size_t)(((uint64_t)frames + m->span - 1) / m->span),
                 n = all < OVERVIEW_COLUMNS ? all : OVERVIEW_COLUMNS;

    *out = (struct overview){.columns = n};
    for (size_t i = 0; i < n; i++)
        c[i] = column_of(m, i * all / n, (i + 1) * all / n);
    fill(c, n);
    for (size_t i = 0; i < n; i++)
        out->peak = fmaxf(out->peak, fmaxf(-c[i].low, c[i].high));
    for (size_t i = 0; i < n; i++) {
        out->low[i] = level(c[i].low, out->peak);
        out->high[i] = level(c[i].high, out->peak);
    }
}
