/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_GRU_H
#define NN_GRU_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/arena.h"

/*
 * Gated recurrent unit in one direction.   x (T, N, C) -> y (T, N, H), with h = y[t - 1]
 * (or y[t + 1] where reversed; 0 before the first step):
 *
 *   r = sigmoid(Wr x + Ur h + br)      how much of h the candidate sees
 *   z = sigmoid(Wz x + Uz h + bz)      how much of h stays
 *   n = tanh(Wn x + bn + r (Un h + c)) the candidate
 *   y = (1 - z) n + z h
 *
 * W, U and b hold r, z and n one below the other.
 * Source: Cho et al., Learning Phrase Representations using RNN Encoder-Decoder, EMNLP
 * 2014; with r after the product by Un rather than before it, so that one product serves
 * all three.
 */
struct gru {
    size_t T, C, H;
    bool reversed;
    const float *W, *U, *b, *c; /* (3 H, C) (3 H, H) (3 H) (H) learned; borrowed */
    float *dW, *dU, *db, *dc;   /* their gradients */
    float *gates;               /* (T, N, 3 H) sums, which become r, z and n */
    float *held;                /* (T, N, H) Un h + c */
    float *y;                   /* (T, N, H) */
    float *sums;                /* (N, 3 H) U h of a step */
    float *dgates, *dsums;      /* (T, N, 3 H) */
    float *dh;                  /* (N, H) */
};

/* Memory for N samples; gradients only for training. */
void gru_place(struct gru *g, struct arena *a, size_t N, bool training);

/* x -> g->y. */
void gru_forward(struct gru *g, size_t N, const float *x);

/* Back through time, for the last forward. dx (unless NULL) and weights are added to. */
void gru_backward(struct gru *g, size_t N, const float *x, const float *dy, float *dx);

#endif
