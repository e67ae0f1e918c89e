/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Float kernels that dsp/ and nn/ share. */
#include "util/vec.h"

/*
 * Eight running sums fix the order of the additions, so that two runs, and two
 * kinds of processor, agree to the last bit.
 */
VEC_CLONES
float vec_dot(size_t n, const float *restrict x, const float *restrict y)
{
    vec8 s = {0}, tail = {0};
    size_t i = 0;

    for (; i + VEC_LANES <= n; i += VEC_LANES)
        s += VEC8(x + i) * VEC8(y + i);
    for (size_t j = 0; i < n; i++, j++)
        tail[j] = x[i] * y[i];
    s += tail;
    return vec_fold(&s);
}

VEC_CLONES
float vec_sum(size_t n, const float *x)
{
    vec8 s = {0}, tail = {0};
    size_t i = 0;

    for (; i + VEC_LANES <= n; i += VEC_LANES)
        s += VEC8(x + i);
    for (size_t j = 0; i < n; i++, j++)
        tail[j] = x[i];
    s += tail;
    return vec_fold(&s);
}

VEC_CLONES
void vec_scale(size_t n, const float *restrict x, float g, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] * g;
}

VEC_CLONES
void vec_mul(size_t n, const float *restrict x, const float *restrict w,
             float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] * w[i];
}

VEC_CLONES
void vec_db(size_t n, float *x)
{
    const float db_per_octave = 3.01029996f; /* 10 log10(2) */

    for (size_t i = 0; i < n; i++) {
        const float db = db_per_octave * vec_log2(x[i] + 1e-10f);
        const float low = db > -100.0f ? db : -100.0f;

        x[i] = low < 0.0f ? low : 0.0f;
    }
}
