/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Multi-head self-attention without its projections. */
#include "nn/attention.h"

#include <math.h>

#include "nn/curve.h"
#include "nn/gemm.h"
#include "util/vec.h"

size_t attention_shares(const struct attention *a, size_t N)
{
    return N * a->heads * a->T * a->T;
}

static size_t width(const struct attention *a) { return a->D / a->heads; }

/* Floats from place to place of a sample in y; three times that in qkv. */
static size_t apart(const struct attention *a, size_t N) { return N * a->D; }

static float largest(size_t n, const float *x)
{
    float m = x[0];

    for (size_t i = 1; i < n; i++)
        m = x[i] > m ? x[i] : m;
    return m;
}

static void times(size_t n, float g, float *x)
{
    for (size_t i = 0; i < n; i++)
        x[i] *= g;
}

/* Each row of (T, T): softmax of the row by `scale`. */
static void share_out(size_t T, float scale, float *s)
{
    for (size_t t = 0; t < T; t++, s += T) {
        times(T, scale, s);
        times(T, 1.0f / curve_exp(T, largest(T, s), s), s);
    }
}

void attention_forward(const struct attention *a, size_t N, const float *restrict qkv,
                       float *restrict share, float *restrict y)
{
    const size_t T = a->T, d = width(a), row = apart(a, N);

    for (size_t n = 0; n < N; n++)
        for (size_t h = 0; h < a->heads; h++, share += T * T) {
            const float *q = qkv + 3 * n * a->D + h * d, *k = q + a->D, *v = k + a->D;

            gemm(GEMM_PLAIN, GEMM_TRANSPOSED, T, T, d, q, 3 * row, k, 3 * row, 0.0f,
                 share, T);
            share_out(T, 1.0f / sqrtf((float)d), share);
            gemm(GEMM_PLAIN, GEMM_PLAIN, T, d, T, share, T, v, 3 * row, 0.0f,
                 y + n * a->D + h * d, row);
        }
}

/* ds: gradient of the shares on entry, of q k on return. */
static void share_back(size_t T, float scale, const float *restrict share,
                       float *restrict ds)
{
    for (size_t t = 0; t < T; t++, share += T, ds += T) {
        const float mean = vec_dot(T, share, ds);

        for (size_t i = 0; i < T; i++)
            ds[i] =
                scale * share[i] * (ds[i] - mean); /* dp_i/ds_j = p_i ([i = j] - p_j) */
    }
}

void attention_backward(const struct attention *a, size_t N, const float *restrict qkv,
                        const float *restrict share, const float *restrict dy,
                        float *restrict dqkv, float *restrict dshare)
{
    const size_t T = a->T, D = a->D, d = width(a), row = apart(a, N), three = 3 * row;

    for (size_t n = 0; n < N; n++)
        for (size_t h = 0; h < a->heads; h++, share += T * T) {
            const float *q = qkv + 3 * n * D + h * d, *k = q + D, *v = k + D,
                        *dout = dy + n * D + h * d;
            float *dq = dqkv + 3 * n * D + h * d, *dk = dq + D, *dv = dk + D;

            gemm(GEMM_TRANSPOSED, GEMM_PLAIN, T, d, T, share, T, dout, row, 1.0f, dv,
                 three); /* dy/dv = share */
            gemm(GEMM_PLAIN, GEMM_TRANSPOSED, T, T, d, dout, row, v, three, 0.0f, dshare,
                 T); /* dy/dshare = v */
            share_back(T, 1.0f / sqrtf((float)d), share, dshare);
            gemm(GEMM_PLAIN, GEMM_PLAIN, T, d, T, dshare, T, k, three, 1.0f, dq,
                 three); /* d(q k)/dq = k */
            gemm(GEMM_TRANSPOSED, GEMM_PLAIN, T, d, T, dshare, T, q, three, 1.0f, dk,
                 three); /* d(q k)/dk = q */
        }
}
