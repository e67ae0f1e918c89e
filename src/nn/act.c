/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Layers without weights, each with its reverse. */
#include "nn/act.h"

#include "util/vec.h"

VEC_CLONES
void relu_forward(size_t n, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = y[i] > 0.0f ? y[i] : 0.0f;
}

VEC_CLONES
void relu_backward(size_t n, const float *restrict y, float *restrict dy)
{
    for (size_t i = 0; i < n; i++)
        dy[i] = y[i] > 0.0f ? dy[i] : 0.0f; /* dy/dx = 1 where y > 0 */
}

VEC_CLONES
static void relu_above(size_t n, float b, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = y[i] + b > 0.0f ? y[i] + b : 0.0f;
}

void relu_bias(size_t C, size_t n, const float *restrict b, float *restrict y)
{
    for (size_t c = 0; c < C; c++)
        relu_above(n, b[c], y + c * n);
}

void relu_biases(size_t C, size_t n, const float *restrict b, const float *restrict b2,
                 float *restrict y)
{
    for (size_t c = 0; c < C; c++)
        relu_above(n, b[c] + b2[c], y + c * n);
}

VEC_CLONES
void relu_sum(size_t n, const float *restrict x, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] + y[i] > 0.0f ? x[i] + y[i] : 0.0f;
}

static size_t largest(size_t n, const float *x)
{
    size_t at = 0;

    for (size_t i = 1; i < n; i++)
        at = x[i] > x[at] ? i : at;
    return at;
}

void pool_forward(size_t C, size_t N, size_t H, size_t W, const float *restrict x,
                  float *restrict y)
{
    for (size_t i = 0; i < C * N; i++, x += H * W) {
        float maxima = 0.0f;

        for (size_t h = 0; h < H; h++)
            maxima += x[h * W + largest(W, x + h * W)];
        y[i] = vec_sum(H * W, x) / (float)(H * W);
        y[C * N + i] = maxima / (float)H;
    }
}

void pool_backward(size_t C, size_t N, size_t H, size_t W, const float *restrict x,
                   const float *restrict dy, float *restrict dx)
{
    for (size_t i = 0; i < C * N; i++, x += H * W, dx += H * W) {
        const float of_mean = dy[i] / (float)(H * W), of_max = dy[C * N + i] / (float)H;

        for (size_t k = 0; k < H * W; k++)
            dx[k] += of_mean; /* dy/dx = 1 / (H W) */
        for (size_t h = 0; h < H; h++)
            dx[h * W + largest(W, x + h * W)] += of_max; /* 1 / H where it is largest */
    }
}

void dropout_forward(size_t n, float rate, struct rng *r, float *restrict keep,
                     float *restrict x)
{
    for (size_t i = 0; i < n; i++) {
        keep[i] = rng_unit(r) < (double)rate ? 0.0f : 1.0f / (1.0f - rate);
        x[i] *= keep[i];
    }
}

void dropout_backward(size_t n, const float *restrict keep, float *restrict dx)
{
    for (size_t i = 0; i < n; i++)
        dx[i] *= keep[i]; /* dy/dx = keep */
}
