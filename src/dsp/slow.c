/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sound at a lower rate. */
#include "dsp/slow.h"

#include <math.h>
#include <stdlib.h>

#include "util/mem.h"
#include "util/vec.h"

enum { LOWEST_HZ = 5000, LENGTH = 8 };

struct slow {
    double rate_hz;
    size_t part; /* one of so many frames is kept */
    size_t taps; /* even; LENGTH * part, or 0 where all are kept */
    float *tap;  /* (taps) sum 1 */
};

struct slow *slow_new(int rate_hz)
{
    const double turn = 2.0 * acos(-1.0);
    struct slow *s = mem_new(1, sizeof *s);
    double sum = 0.0;

    s->part = rate_hz >= 2 * LOWEST_HZ ? (size_t)rate_hz / LOWEST_HZ : 1;
    s->rate_hz = (double)rate_hz / (double)s->part;
    s->taps = s->part > 1 ? LENGTH * s->part : 0;
    s->tap = mem_new(s->taps + 1, sizeof *s->tap);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < s->taps; i++) {
            const double t = (double)i - (double)s->taps / 2.0; /* frames */
            const double at = t / (double)s->part * turn / 2.0; /* cut off at half */
            const double w = (0.5 + 0.5 * cos(turn * t / (double)s->taps)) *
                             (t == 0.0 ? 1.0 : sin(at) / at);

            if (pass == 0)
                sum += w;
            else
                s->tap[i] = (float)(w / sum);
        }
    return s;
}

void slow_free(struct slow *s)
{
    if (!s)
        return;
    free(s->tap);
    free(s);
}

double slow_rate(const struct slow *s) { return s->rate_hz; }

size_t slow_length(const struct slow *s, size_t n) { return (n - 1) / s->part + 1; }

/* The taps that lie in x, round one frame of it. */
static float filtered(const struct slow *s, const float *x, size_t n, size_t centre)
{
    const size_t half = s->taps / 2;
    const size_t skip = centre < half ? half - centre : 0;
    const size_t from = centre + skip - half;
    const size_t end = centre + half < n ? centre + half : n;

    return vec_dot(end - from, x + from, s->tap + skip);
}

void slow_down(const struct slow *s, const float *restrict x, size_t n, float *restrict y)
{
    const size_t length = slow_length(s, n);

    for (size_t i = 0; i < length; i++) {
        const float v = s->taps ? filtered(s, x, n, i * s->part) : x[i];

        y[i] = isfinite(v) ? v : 0.0f;
    }
}
