/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Layer norm: every row for itself. */
#include "nn/layernorm.h"

#include <math.h>

#include "util/vec.h"

void layernorm_forward(size_t N, size_t C, const float *restrict x,
                       const float *restrict gain, const float *restrict shift,
                       float *restrict level, float *restrict scale, float *restrict y)
{
    for (size_t n = 0; n < N; n++, x += C, level += C, y += C) {
        const float mean = vec_sum(C, x) / (float)C;

        for (size_t c = 0; c < C; c++)
            level[c] = x[c] - mean;
        scale[n] = 1.0f / sqrtf(vec_dot(C, level, level) / (float)C + LAYERNORM_EPSILON);
        for (size_t c = 0; c < C; c++) {
            level[c] *= scale[n];
            y[c] = gain[c] * level[c] + shift[c];
        }
    }
}

void layernorm_backward(size_t N, size_t C, const float *restrict level,
                        const float *restrict scale, const float *restrict gain,
                        const float *restrict dy, float *restrict dx,
                        float *restrict dgain, float *restrict dshift)
{
    for (size_t n = 0; n < N; n++, level += C, dy += C, dx += C) {
        const float mean = vec_dot(C, dy, gain) / (float)C; /* of dlevel = gain dy */
        double along = 0.0;

        for (size_t c = 0; c < C; c++) {
            dshift[c] += dy[c];           /* dy/dshift = 1 */
            dgain[c] += dy[c] * level[c]; /* dy/dgain = level */
            along += (double)(dy[c] * gain[c] * level[c]);
        }
        /* level is x - mean(x), which lets no mean through, at a fixed length, which lets
         * nothing through along itself. */
        for (size_t c = 0; c < C; c++)
            dx[c] += scale[n] *
                     (dy[c] * gain[c] - mean - level[c] * (float)(along / (double)C));
    }
}
