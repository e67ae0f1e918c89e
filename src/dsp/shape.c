/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a spectrum dark or bright, narrow or wide, a tone or noise? */
#include "dsp/shape.h"

#include <math.h>

#include "util/vec.h"

/* sum of k p[k] */
VEC_CLONES
static float moment(size_t bins, const float *p)
{
    float s[VEC_LANES] = {0}, at[VEC_LANES];
    size_t i = 0;

    for (size_t j = 0; j < VEC_LANES; j++)
        at[j] = (float)j;
    for (; i + VEC_LANES <= bins; i += VEC_LANES)
        for (size_t j = 0; j < VEC_LANES; j++) {
            s[j] += at[j] * p[i + j];
            at[j] += (float)VEC_LANES;
        }
    for (; i < bins; i++)
        s[i % VEC_LANES] += (float)i * p[i];
    return vec_fold(s);
}

/* sum of (k - c)^2 p[k]; about c, since the difference of two moments would cancel */
VEC_CLONES
static float variance(size_t bins, const float *p, float c)
{
    float s[VEC_LANES] = {0}, at[VEC_LANES];
    size_t i = 0;

    for (size_t j = 0; j < VEC_LANES; j++)
        at[j] = (float)j - c;
    for (; i + VEC_LANES <= bins; i += VEC_LANES)
        for (size_t j = 0; j < VEC_LANES; j++) {
            s[j] += at[j] * at[j] * p[i + j];
            at[j] += (float)VEC_LANES;
        }
    for (; i < bins; i++)
        s[i % VEC_LANES] += ((float)i - c) * ((float)i - c) * p[i];
    return vec_fold(s);
}

/* Whole blocks first, then bin by bin within the block where the sum is passed. */
static float rolloff(size_t bins, const float *p, float total)
{
    enum { BLOCK = 64 };
    const float want = SHAPE_ROLLOFF * total;
    float sum = 0.0f;
    size_t i = 0;

    for (; i + BLOCK <= bins; i += BLOCK) {
        const float block = vec_sum(BLOCK, p + i);

        if (sum + block >= want)
            break;
        sum += block;
    }
    for (; i < bins; i++) {
        sum += p[i];
        if (sum >= want)
            return (float)i;
    }
    return (float)(bins - 1);
}

static inline float floored(float p, float per_mean)
{
    const float q = p * per_mean;

    return q > SHAPE_FLOOR ? q : SHAPE_FLOOR;
}

/*
 * Mean log2 of p / mean. One logarithm for four bins: the floor keeps their
 * product a normal float (1e-36), and the mean keeps it under bins^4.
 */
VEC_CLONES
static float mean_log2(size_t bins, const float *p, float per_mean)
{
    enum { L = VEC_LANES };
    float s[L] = {0}, tail[L];
    size_t i = 0;

    for (; i + 4 * L <= bins; i += 4 * L)
        for (size_t j = 0; j < L; j++) {
            const float *x = p + i + j;

            s[j] += vec_log2(floored(x[0], per_mean) * floored(x[L], per_mean) *
                             (floored(x[2 * L], per_mean) * floored(x[3 * L], per_mean)));
        }
    for (size_t j = 0; j < L; j++)
        tail[j] = 1.0f;
    for (size_t j = 0; i < bins; i++, j++)
        tail[j % L] *= floored(p[i], per_mean);
    for (size_t j = 0; j < L; j++)
        s[j] += vec_log2(tail[j]);
    return vec_fold(s) / (float)bins;
}

void shape_measure(struct shape *s, size_t bins, const float *p)
{
    const float sum = vec_sum(bins, p);

    *s = (struct shape){.power = sum};
    if (!(sum > SHAPE_SILENCE))
        return;
    s->centroid = moment(bins, p) / sum;
    s->spread = sqrtf(variance(bins, p, s->centroid) / sum);
    s->rolloff = rolloff(bins, p, sum);
    s->flatness = fminf(1.0f, exp2f(mean_log2(bins, p, (float)bins / sum)));
}

VEC_CLONES
float shape_flux(size_t bins, const float *restrict p, float sum_p,
                 const float *restrict before, float sum_before)
{
    const float a = 1.0f / sum_p, b = 1.0f / sum_before;
    float s[VEC_LANES] = {0};
    size_t i = 0;

    for (; i + VEC_LANES <= bins; i += VEC_LANES)
        for (size_t j = 0; j < VEC_LANES; j++) {
            const float d = p[i + j] * a - before[i + j] * b;

            s[j] += d > 0.0f ? d : 0.0f;
        }
    for (; i < bins; i++)
        s[i % VEC_LANES] += fmaxf(0.0f, p[i] * a - before[i] * b);
    return vec_fold(s);
}
