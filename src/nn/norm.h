/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_NORM_H
#define NN_NORM_H

#include <stddef.h>

/*
 * Batch norm: each channel to mean 0 and deviation 1 over a batch, then times gain plus
 * shift.   x, y (C, n)  all else (C).   n counts all places of all samples.
 * Source: Ioffe and Szegedy, Batch Normalization, ICML 2015.
 */
#define NORM_EPSILON 1e-5f /* added to a variance */

/*
 * mean, scale: those of this batch (scale = 1 / deviation), for backward.
 * seen_mean, seen_variance: moved a tenth of the way to this batch's.
 */
void norm_forward(size_t C, size_t n, const float *restrict x, const float *restrict gain,
                  const float *restrict shift, float *restrict mean,
                  float *restrict scale, float *restrict seen_mean,
                  float *restrict seen_variance, float *restrict y);

/* In place: g is dy and becomes dx. dgain and dshift are added to. */
void norm_backward(size_t C, size_t n, const float *restrict x,
                   const float *restrict gain, const float *restrict mean,
                   const float *restrict scale, float *restrict g, float *restrict dgain,
                   float *restrict dshift);

/*
 * For a norm that stands still: of what was seen, whatever the batch. In place: g is dy
 * and becomes dx. dshift is added to; the gain has no gradient, a kernel before it does
 * the same.
 */
void norm_still_backward(size_t C, size_t n, const float *restrict gain,
                         const float *restrict seen_variance, float *restrict g,
                         float *restrict dshift);

/*
 * A convolution K (C, taps) followed by a norm of what was seen, as one convolution
 * with a bias: folded (C, taps) and bias (C).
 */
void norm_fold(size_t C, size_t taps, const float *restrict K, const float *restrict gain,
               const float *restrict shift, const float *restrict seen_mean,
               const float *restrict seen_variance, float *restrict folded,
               float *restrict bias);

#endif
