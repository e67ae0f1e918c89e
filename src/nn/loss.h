/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_LOSS_H
#define NN_LOSS_H

#include <stddef.h>

/* p = softmax(z / temperature).   z (N, C)  p (N, C); z and p may be the same. */
void softmax(size_t N, size_t C, const float *z, float temperature, float *p);

/*
 * Softmax cross-entropy with label smoothing and class weights.
 * z (N, C)  truth (N), -1 = not known: that row costs nothing.  weight (C) or NULL.
 *
 * The target is 1 - smoothing + smoothing / C for the truth, smoothing / C for the
 * others. Returns the sum over rows of weight[truth] times the cross-entropy, divided
 * by N; dz (N, C), unless NULL, is set to scale times its gradient.
 */
double loss_cross_entropy(size_t N, size_t C, const float *z, const int *truth,
                          const float *weight, float smoothing, float scale, float *dz);

/*
 * The same against targets that are whole distributions.   target (N, C), rows of sum 1
 * Returns the mean over rows; scale times the gradient is added to dz.
 */
double loss_against(size_t N, size_t C, const float *z, const float *target, float scale,
                    float *dz);

#endif
