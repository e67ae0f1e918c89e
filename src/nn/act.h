/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_ACT_H
#define NN_ACT_H

#include <stddef.h>

#include "util/rng.h"

/* Layers without weights: ReLU, sum of two branches, pooling over time, dropout. */

/* In place: y = max(y, 0). backward: dy becomes the gradient of the input. */
void relu_forward(size_t n, float *restrict y);
void relu_backward(size_t n, const float *restrict y, float *restrict dy);

/* y (C, n) = max(y + b[c], 0), in place: the end of a folded convolution, or of two. */
void relu_bias(size_t C, size_t n, const float *restrict b, float *restrict y);
void relu_biases(size_t C, size_t n, const float *restrict b, const float *restrict b2,
                 float *restrict y);

/* In place: y = max(y + x, 0). Its backward is relu_backward(); both get that. */
void relu_sum(size_t n, const float *restrict x, float *restrict y);

/*
 * x (C, N, H, W), W is time -> y (2 C, N): the mean of each channel, then the mean over
 * H of its maxima over W. backward adds to dx.
 */
void pool_forward(size_t C, size_t N, size_t H, size_t W, const float *restrict x,
                  float *restrict y);
void pool_backward(size_t C, size_t N, size_t H, size_t W, const float *restrict x,
                   const float *restrict dy, float *restrict dx);

/*
 * In place: each x[i] times keep[i], which is 0 for a share of `rate` and 1 / (1 - rate)
 * for the rest. backward is the same product with dx.
 */
void dropout_forward(size_t n, float rate, struct rng *r, float *restrict keep,
                     float *restrict x);
void dropout_backward(size_t n, const float *restrict keep, float *restrict dx);

#endif
