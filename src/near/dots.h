/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_DOTS_H
#define NEAR_DOTS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Dot products of bytes, at the speed at which memory gives them: one row against many.
 *
 *     out[i] = sum over k of x[k] y[i * stride + k]      x (stride)  y (n, stride)
 *
 * stride is a multiple of DOTS_STEP and at most DOTS_MAX; pad with zeros. Exact, so that
 * every processor gives the same.
 */
enum { DOTS_STEP = 32, DOTS_MAX = 1024 };

void dots(size_t stride, const uint8_t *restrict x, size_t n, const uint8_t *restrict y,
          int32_t *restrict out);

/* The same without what only some processors have: the reference. */
void dots_plain(size_t stride, const uint8_t *restrict x, size_t n,
                const uint8_t *restrict y, int32_t *restrict out);

#endif
