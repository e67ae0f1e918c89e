/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SLOPES_H
#define SLOPES_H

#include <stddef.h>
#include <stdint.h>

/* For tests of layers: gradients against central differences. */

void noise(float *x, size_t n, uint64_t seed); /* mean 0, deviation 1 */
double dot(size_t n, const float *x, const float *y);

/*
 * answer(of) depends on n numbers at `at`; d is its gradient. Each is moved both ways,
 * and put back.
 */
void check_slopes(double (*answer)(void *), void *of, float *at, const float *d, size_t n,
                  const char *what);

#endif
