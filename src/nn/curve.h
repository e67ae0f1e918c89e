/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_CURVE_H
#define NN_CURVE_H

#include <stddef.h>

/*
 * Smooth curves, in place, within 1e-6 of the exact value; any x gives a number from 0
 * to 1, or -1 to 1. Loops without a call or a branch, so that they are vectorised.
 */
void curve_sigmoid(size_t n, float *restrict x); /* x = 1 / (1 + exp(-x)) */
void curve_tanh(size_t n, float *restrict x);

/* x = exp(x - top), for x <= top: never above 1, never 0. Returns their sum. */
float curve_exp(size_t n, float top, float *restrict x);

#endif
