/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_VEC_H
#define UTIL_VEC_H

#include <stddef.h>

/* Sum of x[i] * y[i], in a fixed order of its own: same result on every run. */
float vec_dot(size_t n, const float *restrict x, const float *restrict y);

#endif
