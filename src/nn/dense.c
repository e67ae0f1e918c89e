/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fully connected layer: y = W x + b. */
#include "nn/dense.h"

#include <string.h>

#include "nn/gemm.h"
#include "util/vec.h"

void dense_forward(size_t N, size_t I, size_t O, const float *restrict x,
                   const float *restrict W, const float *restrict b, float *restrict y)
{
    for (size_t n = 0; n < N; n++)
        for (size_t o = 0; o < O; o++)
            y[n * O + o] = b[o] + vec_dot(I, x + n * I, W + o * I);
}

static void add_scaled(size_t n, float a, const float *restrict x, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += a * x[i];
}

void dense_backward(size_t N, size_t I, size_t O, const float *restrict x,
                    const float *restrict W, const float *restrict dy, float *restrict dx,
                    float *restrict dW, float *restrict db)
{
    for (size_t n = 0; n < N; n++)
        for (size_t o = 0; o < O; o++) {
            const float g = dy[n * O + o];

            db[o] += g;                              /* dy/db = 1 */
            add_scaled(I, g, x + n * I, dW + o * I); /* dy/dW = x */
            if (dx)
                add_scaled(I, g, W + o * I, dx + n * I); /* dy/dx = W */
        }
}

void dense_rows_forward(size_t N, size_t I, size_t O, const float *restrict x,
                        const float *restrict W, const float *restrict b,
                        float *restrict y)
{
    for (size_t n = 0; n < N; n++)
        memcpy(y + n * O, b, O * sizeof *y);
    gemm(GEMM_PLAIN, GEMM_TRANSPOSED, N, O, I, x, I, W, I, 1.0f, y, O);
}

void dense_rows_backward(size_t N, size_t I, size_t O, const float *restrict x,
                         const float *restrict W, const float *restrict dy,
                         float *restrict dx, float *restrict dW, float *restrict db)
{
    for (size_t n = 0; n < N; n++)
        add_scaled(O, 1.0f, dy + n * O, db);                              /* dy/db = 1 */
    gemm(GEMM_TRANSPOSED, GEMM_PLAIN, O, I, N, dy, O, x, I, 1.0f, dW, I); /* dy/dW = x */
    if (dx)
        gemm(GEMM_PLAIN, GEMM_PLAIN, N, I, O, dy, O, W, I, 1.0f, dx, I); /* dy/dx = W */
}
