/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_ENCODER_H
#define NN_ENCODER_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/arena.h"
#include "nn/attention.h"

/*
 * One block of a transformer.   x (T, N, D) -> y (T, N, D):
 *
 *   m = x + Wo attention(Wqkv norm(x) + bqkv) + bo
 *   y = m + W2 relu(W1 norm(m) + b1) + b2
 *
 * Source: Vaswani et al., Attention Is All You Need, NIPS 2017; with the norms inside the
 * branches, as Xiong et al., On Layer Normalization in the Transformer Architecture, ICML
 * 2020.
 */
enum encoder_part {
    ENCODER_NORM1_GAIN, /* (D), and its shift */
    ENCODER_NORM1_SHIFT,
    ENCODER_QKV_W, /* (3 D, D) */
    ENCODER_QKV_B,
    ENCODER_OUT_W, /* (D, D) */
    ENCODER_OUT_B,
    ENCODER_NORM2_GAIN,
    ENCODER_NORM2_SHIFT,
    ENCODER_WIDE_W, /* (wide, D) */
    ENCODER_WIDE_B,
    ENCODER_NARROW_W, /* (D, wide) */
    ENCODER_NARROW_B,
    ENCODER_PARTS
};

struct encoder_norm {
    float *level, *scale, *y; /* (T N, D) (T N) (T N, D) */
};

struct encoder {
    struct attention attention;
    size_t wide;                   /* numbers between W1 and W2 */
    const float *w[ENCODER_PARTS]; /* learned; borrowed */
    float *dw[ENCODER_PARTS];      /* their gradients */
    struct encoder_norm norm[2];
    float *qkv, *share, *mixed, *m; /* (T N, 3 D) (shares) (T N, D) (T N, D) */
    float *hidden, *y;              /* (T N, wide) (T N, D) */
    float *dqkv, *dshare, *dmixed;
    float *dm, *dnorm, *dhidden;
};

/* Rows and columns of a part; columns 0: it is a vector. */
struct encoder_shape {
    size_t rows, cols;
};
struct encoder_shape encoder_shape(const struct encoder *e, enum encoder_part part);

/* Memory for N samples; gradients only for training. */
void encoder_place(struct encoder *e, struct arena *a, size_t N, bool training);

void encoder_forward(struct encoder *e, size_t N, const float *x); /* -> e->y */

/* For the last forward. dx and the weights' gradients are added to. */
void encoder_backward(struct encoder *e, size_t N, const float *dy, float *dx);

#endif
