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

/* x[-1] is read: the frame before the block. */
VEC_CLONES
static void measure_block(struct block *out, const float *x, size_t n)
{
    float peak[VEC_LANES] = {0}, square[VEC_LANES] = {0};
    unsigned turn[VEC_LANES] = {0}, crossings = 0;
    size_t i = 0;

    for (; i + VEC_LANES <= n; i += VEC_LANES)
        for (size_t j = 0; j < VEC_LANES; j++) {
            const float a = fabsf(x[i + j]);

            peak[j] = a > peak[j] ? a : peak[j];
            square[j] += a * a;
            turn[j] += (x[i + j] < 0.0f) != (x[i + j - 1] < 0.0f);
        }
    for (; i < n; i++) {
        peak[0] = fmaxf(peak[0], fabsf(x[i]));
        square[i % VEC_LANES] += x[i] * x[i];
        crossings += (x[i] < 0.0f) != (x[i - 1] < 0.0f);
    }
    for (size_t j = 1; j < VEC_LANES; j++)
        peak[0] = fmaxf(peak[0], peak[j]);
    for (size_t j = 0; j < VEC_LANES; j++)
        crossings += turn[j];
    *out = (struct block){peak[0], vec_fold(square), crossings};
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
