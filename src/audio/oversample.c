/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a wave peaks between its samples. */
#include "audio/oversample.h"

#include <math.h>

#include "util/vec.h"

enum { TAPS = OVERSAMPLE_TAPS, HALF = TAPS / 2, STRETCH = 64 };

/* The windowed sinc at a distance of m / factor samples. */
static double sinc(int m, int factor)
{
    const double t = M_PI * m / factor;

    return sin(t) / t * 0.5 * (1.0 + cos(t / HALF));
}

/*
 * A phase is a weight on each of its two middle samples that passes constants and ramps
 * as it does, and a filter of second differences, which is the rest of it summed twice.
 */
static void bound(struct oversample *o, const float *tap)
{
    double rest[TAPS], sum = 0, moment = 0, gain = 0, bend = 0, once = 0, twice = 0;

    for (int k = 0; k < TAPS; k++) {
        rest[k] = (double)tap[k];
        gain += fabs(rest[k]);
        sum += rest[k];
        moment += rest[k] * (k - (HALF - 1));
    }
    rest[HALF - 1] -= sum - moment;
    rest[HALF] -= moment;
    for (int k = 0; k < TAPS; k++) {
        once += rest[k];
        twice += once;
        bend += fabs(twice);
    }
    o->gain = fmaxf(o->gain, (float)gain);
    o->straight = fmaxf(o->straight, (float)(fabs(sum - moment) + fabs(moment)));
    o->bend = fmaxf(o->bend, (float)bend);
}

void oversample_init(struct oversample *o, int rate_hz)
{
    const int factor = rate_hz < 96000 ? 4 : rate_hz < 192000 ? 2 : 1;

    *o = (struct oversample){.phases = (size_t)factor - 1};
    for (int p = 1; p < factor; p++) {
        for (int k = 0; k < TAPS; k++)
            o->tap[p - 1][k] = (float)sinc((k - (HALF - 1)) * factor - p, factor);
        bound(o, o->tap[p - 1]);
    }
}

/* The greater magnitudes of a, whose bits are a positive float's, and of b. */
static inline vec4_int greater(vec4_int a, vec4 b)
{
    const vec4_int size = (vec4_int)vec4_abs(b);

    return (size & (size > a)) | (a & ~(size > a));
}

static inline float greatest(vec4_int size)
{
    const vec4 v = (vec4)size;

    return fmaxf(fmaxf(v[0], v[1]), fmaxf(v[2], v[3]));
}

/* The last four frames of a stretch may have to be taken with some before them. */
static inline const float *step(const float *x, size_t i, size_t n)
{
    return x + (i + 4 <= n ? i : n - 4);
}

/* Greatest |x| of x[0..n), n >= 4. */
static inline float top(const float *x, size_t n)
{
    vec4_int most = {0};

    for (size_t i = 0; i < n; i += 4)
        most = greater(most, VEC4(step(x, i, n)));
    return greatest(most);
}

/* Greatest |x[i - 1] - 2 x[i] + x[i + 1]| of x[0..n), n >= 6. */
static inline float most_bent(const float *x, size_t n)
{
    vec4_int most = {0};

    for (size_t i = 0; i < n - 2; i += 4) {
        const float *at = step(x + 1, i, n - 2);

        most = greater(most, VEC4(at - 1) - 2.0f * VEC4(at) + VEC4(at + 1));
    }
    return greatest(most);
}

/* The greater of `most` and what phase `tap` makes of the four frames from x. */
static inline vec4_int four(const float *tap, const float *x, vec4_int most)
{
    vec4 y = {0};

    for (int k = 0; k < TAPS; k++)
        y += tap[k] * VEC4(x + k - (TAPS - 1));
    return greater(most, y);
}

static inline float between(const struct oversample *o, const float *x, size_t n)
{
    vec4_int most = {0};

    for (size_t p = 0; p < o->phases; p++)
        for (size_t i = 0; i < n; i += 4)
            most = four(o->tap[p], step(x, i, n), most);
    return greatest(most);
}

VEC_CLONES float oversample_peak(const struct oversample *o, const float *x, size_t n,
                                 float peak)
{
    for (size_t i = 0, len; i < n && o->phases; i += len) {
        const float *past = x + i - (TAPS - 1);
        float high;

        len = n - i < STRETCH ? n - i : STRETCH;
        high = top(past, TAPS - 1 + len);
        if (o->gain * high > peak &&
            o->straight * high + o->bend * most_bent(past, TAPS - 1 + len) > peak)
            peak = fmaxf(peak, between(o, x + i, len));
    }
    return peak;
}
