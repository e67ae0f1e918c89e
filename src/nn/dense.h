/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_DENSE_H
#define NN_DENSE_H

#include <stddef.h>

/*
 * y = W x + b.   x (N, I)  W (O, I)  b (O)  y (N, O), row-major.
 *
 * Gradients have the shape of what they belong to and are added to, never set;
 * the caller zeroes them once per step. dx may be NULL (first layer).
 */
void dense_forward(size_t N, size_t I, size_t O, const float *restrict x,
                   const float *restrict W, const float *restrict b, float *restrict y);
void dense_backward(size_t N, size_t I, size_t O, const float *restrict x,
                    const float *restrict W, const float *restrict dy, float *restrict dx,
                    float *restrict dW, float *restrict db);

/* The same by gemm(): for many rows, other bits. */
void dense_rows_forward(size_t N, size_t I, size_t O, const float *restrict x,
                        const float *restrict W, const float *restrict b,
                        float *restrict y);
void dense_rows_backward(size_t N, size_t I, size_t O, const float *restrict x,
                         const float *restrict W, const float *restrict dy,
                         float *restrict dx, float *restrict dW, float *restrict db);

#endif
