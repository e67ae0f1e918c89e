/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_ARCH_H
#define NN_ARCH_H

#include <stddef.h>

#include "nn/net.h"

/*
 * What an architecture gives to nn/net.c: its name, and a function for each that net.h
 * has, of the same meaning; the heads, as net_heads() describes them, all have alike. A
 * plan is what it keeps beside the weights: where they are, and memory for activations
 * and their gradients.
 */
struct upper;

struct arch {
    const char *name;
    void (*describe)(struct net *n);        /* inputs, embeds and parts; leaves is set */
    void *(*plan_new)(const struct net *n); /* borrows n and its weights */
    void (*plan_free)(void *plan);
    void (*read)(const struct patch *p, float *x);
    void (*start)(struct net *n, struct rng *r);
    void (*scale)(struct net *n, size_t N, const float *x); /* NULL: has no use for it */
    void (*settle)(struct net *n);                          /* NULL: alike */
    void (*forward)(struct net *n, size_t N, const float *x, struct rng *r, float *leaf,
                    float *form);
    void (*backward)(struct net *n, const float *dleaf, const float *dform);
    void (*embed)(struct net *n, size_t N, const float *x, float *known);
    const struct upper *upper; /* NULL: it has no last block */
};

/* A table a file. */
extern const struct arch arch_linear; /* softmax regression on statistics of a patch */
extern const struct arch arch_cnn;
extern const struct arch arch_texture; /* the same with a branch for the texture */
extern const struct arch arch_crnn;
extern const struct arch arch_attention;

#endif
