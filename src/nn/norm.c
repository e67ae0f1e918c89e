/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Batch norm: forward, backward, and folded into the convolution before it. */
#include "nn/norm.h"

#include <math.h>

#include "util/vec.h"

/* Sums are of blocks in float, of blocks' sums in double. */
enum { BLOCK = 512 };

static double sum_of(size_t n, const float *x)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i += BLOCK)
        sum += (double)vec_sum(n - i < BLOCK ? n - i : BLOCK, x + i);
    return sum;
}

/* Sum of (x[i] - mean) * g[i]; with g NULL, of (x[i] - mean) squared. */
static double product_of(size_t n, const float *x, float mean, const float *g)
{
    double sum = 0.0;
    float from_mean[BLOCK];

    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t part = n - i < BLOCK ? n - i : BLOCK;

        for (size_t k = 0; k < part; k++)
            from_mean[k] = x[i + k] - mean;
        sum += (double)vec_dot(part, from_mean, g ? g + i : from_mean);
    }
    return sum;
}

VEC_CLONES
static void affine(size_t n, const float *restrict x, float scale, float shift,
                   float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] * scale + shift;
}

void norm_forward(size_t C, size_t n, const float *restrict x, const float *restrict gain,
                  const float *restrict shift, float *restrict mean,
                  float *restrict scale, float *restrict seen_mean,
                  float *restrict seen_variance, float *restrict y)
{
    const float memory = 0.9f;

    for (size_t c = 0; c < C; c++, x += n, y += n) {
        float variance;

        mean[c] = (float)(sum_of(n, x) / (double)n);
        variance = (float)(product_of(n, x, mean[c], NULL) / (double)n);
        scale[c] = 1.0f / sqrtf(variance + NORM_EPSILON);
        seen_mean[c] = memory * seen_mean[c] + (1.0f - memory) * mean[c];
        seen_variance[c] = memory * seen_variance[c] + (1.0f - memory) * variance;
        affine(n, x, gain[c] * scale[c], shift[c] - gain[c] * scale[c] * mean[c], y);
    }
}

/* g = a (g - b - k (x - mean)). */
VEC_CLONES
static void pull_back(size_t n, const float *restrict x, float mean, float a, float b,
                      float k, float *restrict g)
{
    for (size_t i = 0; i < n; i++)
        g[i] = a * (g[i] - b - k * (x[i] - mean));
}

void norm_backward(size_t C, size_t n, const float *restrict x,
                   const float *restrict gain, const float *restrict mean,
                   const float *restrict scale, float *restrict g, float *restrict dgain,
                   float *restrict dshift)
{
    for (size_t c = 0; c < C; c++, x += n, g += n) {
        const double sum = sum_of(n, g), along = product_of(n, x, mean[c], g);

        dshift[c] += (float)sum;                       /* dy/dshift = 1 */
        dgain[c] += (float)(along * (double)scale[c]); /* dy/dgain = (x - mean) scale */
        pull_back(n, x, mean[c], gain[c] * scale[c], (float)(sum / (double)n),
                  (float)(along / (double)n) * scale[c] * scale[c], g);
    }
}

static void times(size_t n, float by, float *x)
{
    for (size_t i = 0; i < n; i++)
        x[i] *= by;
}

static float seen_scale(float gain, float variance)
{
    return gain / sqrtf(fmaxf(variance, 0.0f) + NORM_EPSILON);
}

void norm_still_backward(size_t C, size_t n, const float *restrict gain,
                         const float *restrict seen_variance, float *restrict g,
                         float *restrict dshift)
{
    for (size_t c = 0; c < C; c++, g += n) {
        dshift[c] += (float)sum_of(n, g);                   /* dy/dshift = 1 */
        times(n, seen_scale(gain[c], seen_variance[c]), g); /* dy/dx */
    }
}

void norm_fold(size_t C, size_t taps, const float *restrict K, const float *restrict gain,
               const float *restrict shift, const float *restrict seen_mean,
               const float *restrict seen_variance, float *restrict folded,
               float *restrict bias)
{
    for (size_t c = 0; c < C; c++) {
        const float by = seen_scale(gain[c], seen_variance[c]);

        vec_scale(taps, K + c * taps, by, folded + c * taps);
        bias[c] = shift[c] - by * seen_mean[c];
    }
}
