/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Float kernels that dsp/ and nn/ share. */
#include "util/vec.h"

/*
 * Eight running sums fix the order of the additions, so that two runs, and two
 * kinds of processor, agree to the last bit.
 */
float vec_dot(size_t n, const float *restrict x, const float *restrict y)
{
    vec4 low = {0}, high = {0};
    float tail[VEC_LANES] = {0};
    size_t i = 0;

    for (; i + VEC_LANES <= n; i += VEC_LANES) {
        low += VEC4(x + i) * VEC4(y + i);
        high += VEC4(x + i + 4) * VEC4(y + i + 4);
    }
    for (size_t j = 0; i < n; i++, j++)
        tail[j] = x[i] * y[i];
    return vec_fold(low + VEC4(tail), high + VEC4(tail + 4));
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
