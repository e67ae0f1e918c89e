/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_LAYERNORM_H
#define NN_LAYERNORM_H

#include <stddef.h>

/*
 * Layer norm: each row to mean 0 and deviation 1, then times gain plus shift.
 * x, y (N, C)  gain, shift (C)  scale (N) = 1 / deviation
 * Source: Ba, Kiros and Hinton, Layer Normalization, arXiv 1607.06450, 2016.
 */
#define LAYERNORM_EPSILON 1e-5f /* added to a variance */

/* level (N, C): the rows before gain and shift; for backward, as scale is. */
void layernorm_forward(size_t N, size_t C, const float *restrict x,
                       const float *restrict gain, const float *restrict shift,
                       float *restrict level, float *restrict scale, float *restrict y);
void layernorm_backward(size_t N, size_t C, const float *restrict level,
                        const float *restrict scale, const float *restrict gain,
                        const float *restrict dy, float *restrict dx,
                        float *restrict dgain, float *restrict dshift);

#endif
