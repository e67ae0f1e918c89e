/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How loud a sound is over time: does it strike or swell, ring or stop? */
#include "dsp/envelope.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "util/mem.h"
#include "util/vec.h"

struct block {
    float peak, square;
    unsigned crossings;
};

/* fmaxf() would be a call. A NaN in b is passed over, as there. */
static inline float larger(float a, float b) { return b > a ? b : a; }

/* x[-1] is read: the frame before the block. */
static void measure_block(struct block *out, const float *x, size_t n)
{
    vec4_int top = {0}, turns = {0};
    vec4 square = {0}, tail = {0};
    float peak = 0.0f;
    unsigned crossings = 0;
    size_t i = 0;

    for (; i + 4 <= n; i += 4) {
        const vec4 v = VEC4(x + i);
        const vec4_int size = (vec4_int)vec4_abs(v);

        /* Magnitudes compare as their bits do. A true comparison is -1. */
        top = (size & (size > top)) | (top & ~(size > top));
        square += v * v;
        turns -= (v < 0.0f) ^ (VEC4(x + i - 1) < 0.0f);
    }
    for (size_t j = 0; i < n; i++, j++) {
        peak = larger(peak, fabsf(x[i]));
        tail[j] = x[i] * x[i];
        crossings += (x[i] < 0.0f) != (x[i - 1] < 0.0f);
    }
    for (size_t j = 0; j < 4; j++) {
        peak = larger(peak, ((vec4)top)[j]);
        crossings += (unsigned)turns[j];
    }
    *out = (struct block){peak, vec_fold(square, tail), crossings};
}

void envelope_measure(struct envelope *e, const float *x, size_t n, double rate_hz)
{
    const size_t step = (size_t)fmax(1.0, round(rate_hz * 128.0 / 44100.0));
    double sum = 0.0;

    e->block_frames = step;
    e->blocks = (n + step - 1) / step;
    e->peak = 0.0f;
    e->crossings = 0;
    if (e->blocks > e->cap) {
        e->block = mem_grow(e->block, e->blocks, sizeof *e->block);
        e->cap = e->blocks;
    }
    for (size_t b = 0; b < e->blocks; b++) {
        /* The first frame has none before it: it is added below. */
        const size_t from = b ? b * step : 1;
        const size_t to = (b + 1) * step < n ? (b + 1) * step : n;
        struct block one;

        measure_block(&one, x + from, to - from);
        if (b == 0) {
            one.peak = fmaxf(one.peak, fabsf(x[0]));
            one.square += x[0] * x[0];
        }
        e->block[b] = one.peak;
        e->peak = fmaxf(e->peak, one.peak);
        e->crossings += one.crossings;
        sum +=
            (double)fminf(one.square, FLT_MAX); /* |x| > 1e18 is no sound, but no NaN */
    }
    e->peak = fminf(e->peak, FLT_MAX);
    e->power = sum / (double)n;
}

void envelope_clear(struct envelope *e)
{
    free(e->block);
    *e = (struct envelope){0};
}

size_t envelope_first_over(const struct envelope *e, const float *x, size_t n,
                           float level)
{
    size_t b = 0, i;

    while (b < e->blocks && !(e->block[b] > level))
        b++;
    for (i = b * e->block_frames; i < n; i++)
        if (fabsf(x[i]) > level)
            return i;
    return n;
}

/* The first frame from `i` on with |x| >= level; n if none. */
static size_t first_at(const float *x, size_t i, size_t n, float level)
{
    while (i < n && fabsf(x[i]) < level)
        i++;
    return i;
}

size_t envelope_attack(const struct envelope *e, const float *x, size_t n)
{
    const float low = 0.1f * e->peak, high = 0.9f * e->peak;
    size_t b = 0, from;

    while (b + 1 < e->blocks && e->block[b] < high)
        b++;
    for (from = b; from > 0 && e->block[from - 1] >= low;)
        from--;
    return first_at(x, b * e->block_frames, n, high) -
           first_at(x, from * e->block_frames, n, low);
}

size_t envelope_decay(const struct envelope *e, const float *x, size_t n)
{
    const float low = 0.1f * e->peak, high = 0.99f * e->peak;
    size_t b = 0, peak, last = e->blocks - 1, i;

    while (b < last && e->block[b] < high)
        b++;
    peak = first_at(x, b * e->block_frames, n, high);
    if (e->block[last] >= low)
        return n - peak;
    while (last > b && e->block[last] < low)
        last--;
    i = (last + 1) * e->block_frames - 1;
    while (i > peak && fabsf(x[i]) < low)
        i--;
    return i - peak;
}
