/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_SEQUENCE_H
#define NN_SEQUENCE_H

#include <stddef.h>

/*
 * Sequences of T steps of C numbers, x (T, N, C): all samples of a step lie together, so
 * that a step is one matrix, and all steps are one too.
 */

/* to (T, N, C) = maps (C, N, T), and back. */
void sequence_of_maps(size_t T, size_t N, size_t C, const float *restrict maps,
                      float *restrict to);
void sequence_to_maps(size_t T, size_t N, size_t C, const float *restrict x,
                      float *restrict maps);

/*
 * x (T, N, C) -> y (2 C, N): of each of C numbers the mean over T, then the maxima.
 * backward adds to dx.
 */
void sequence_pool_forward(size_t T, size_t N, size_t C, const float *restrict x,
                           float *restrict y);
void sequence_pool_backward(size_t T, size_t N, size_t C, const float *restrict x,
                            const float *restrict dy, float *restrict dx);

#endif
