/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_ATTENTION_H
#define NN_ATTENTION_H

#include <stddef.h>

/*
 * Multi-head self-attention: each of T places looks at all of them, in `heads` ways.
 *
 * qkv (T, N, 3 D): query, key and value of each place  y (T, N, D)
 * share (N, heads, T, T): how much of each place a place takes; rows sum up to 1.
 * Of the D numbers each head has D / heads, d:  share = softmax(q k / sqrt(d)), y = share
 * v
 *
 * backward adds to dqkv; dshare (T, T) is scratch.
 * Source: Vaswani et al., Attention Is All You Need, NIPS 2017.
 */
struct attention {
    size_t T, D, heads;
};

size_t attention_shares(const struct attention *a, size_t N); /* floats of share */

void attention_forward(const struct attention *a, size_t N, const float *restrict qkv,
                       float *restrict share, float *restrict y);
void attention_backward(const struct attention *a, size_t N, const float *restrict qkv,
                        const float *restrict share, const float *restrict dy,
                        float *restrict dqkv, float *restrict dshare);

#endif
