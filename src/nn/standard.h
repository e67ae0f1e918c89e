/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_STANDARD_H
#define NN_STANDARD_H

#include <stddef.h>

/*
 * y = clamp((x - mean) * scale, -STANDARD_LIMIT, STANDARD_LIMIT).
 * x (N, I)  mean, scale (I)  y (N, I), row-major.
 *
 * The clamp keeps a sound unlike all of the training (a strange bandwidth) from
 * answering with a huge confidence. The first layer: nothing to learn, no backward.
 */
enum { STANDARD_LIMIT = 4 };

/* mean and 1 / deviation of each column of x; scale is 0 where x does not change. */
void standard_fit(size_t N, size_t I, const float *x, float *mean, float *scale);
void standard_forward(size_t N, size_t I, const float *restrict x,
                      const float *restrict mean, const float *restrict scale,
                      float *restrict y);

#endif
