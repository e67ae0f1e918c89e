/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sequences: turned out of maps, and pooled over time. */
#include "nn/sequence.h"

void sequence_of_maps(size_t T, size_t N, size_t C, const float *restrict maps,
                      float *restrict to)
{
    for (size_t t = 0; t < T; t++)
        for (size_t n = 0; n < N; n++, to += C)
            for (size_t c = 0; c < C; c++)
                to[c] = maps[(c * N + n) * T + t];
}

void sequence_to_maps(size_t T, size_t N, size_t C, const float *restrict x,
                      float *restrict maps)
{
    for (size_t t = 0; t < T; t++)
        for (size_t n = 0; n < N; n++, x += C)
            for (size_t c = 0; c < C; c++)
                maps[(c * N + n) * T + t] = x[c];
}

/* The step at which one number, `apart` floats from step to step, is largest. */
static size_t largest(size_t T, size_t apart, const float *x)
{
    size_t at = 0;

    for (size_t t = 1; t < T; t++)
        at = x[t * apart] > x[at * apart] ? t : at;
    return at;
}

void sequence_pool_forward(size_t T, size_t N, size_t C, const float *restrict x,
                           float *restrict y)
{
    for (size_t n = 0; n < N; n++)
        for (size_t c = 0; c < C; c++) {
            const float *at = x + n * C + c;
            float sum = 0.0f;

            for (size_t t = 0; t < T; t++)
                sum += at[t * N * C];
            y[c * N + n] = sum / (float)T;
            y[(C + c) * N + n] = at[largest(T, N * C, at) * N * C];
        }
}

void sequence_pool_backward(size_t T, size_t N, size_t C, const float *restrict x,
                            const float *restrict dy, float *restrict dx)
{
    for (size_t n = 0; n < N; n++)
        for (size_t c = 0; c < C; c++) {
            const float *at = x + n * C + c;
            float *to = dx + n * C + c;

            for (size_t t = 0; t < T; t++)
                to[t * N * C] += dy[c * N + n] / (float)T;            /* dy/dx = 1 / T */
            to[largest(T, N * C, at) * N * C] += dy[(C + c) * N + n]; /* 1 at the top */
        }
}
