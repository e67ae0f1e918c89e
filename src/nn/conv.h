/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_CONV_H
#define NN_CONV_H

#include <stddef.h>

/*
 * 2-D convolution without bias, by im2col and matrix product.
 *
 * x (C, N, H, W)  K (O, C, side, side)  y (O, N, out_H, out_W), row-major: all of one
 * channel lies together, so that a batch is one product and a norm reads one row.
 * The edge is padded with side / 2 zeros.
 */
struct conv {
    size_t C, H, W, O;   /* channels, rows and columns in; channels out */
    size_t side, stride; /* side is odd, stride 1 or 2 */
};

size_t conv_rows(const struct conv *s); /* out_H */
size_t conv_cols(const struct conv *s); /* out_W */
size_t conv_weights(const struct conv *s);

/* Floats of scratch that forward and backward need for any N. */
size_t conv_scratch(const struct conv *s);

/*
 * y = K * x + beta y.
 * backward adds to dx (unless NULL) and dK; the caller zeroes them.
 */
void conv_forward(const struct conv *s, size_t N, const float *restrict x,
                  const float *restrict K, float beta, float *restrict y,
                  float *restrict scratch);
void conv_backward(const struct conv *s, size_t N, const float *restrict x,
                   const float *restrict K, const float *restrict dy, float *restrict dx,
                   float *restrict dK, float *restrict scratch);

#endif
