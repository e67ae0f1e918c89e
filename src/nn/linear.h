/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_LINEAR_H
#define NN_LINEAR_H

#include <stddef.h>

#include "nn/net.h"

/*
 * Architecture "linear": softmax regression on the statistics of a patch. The functions
 * are those of nn/net.h, for nets of this architecture.
 */
void linear_describe(struct net *n); /* inputs and parts; n->leaves is set */
void linear_start(struct net *n, struct rng *r);
void linear_scale(struct net *n, size_t N, const float *x);
void linear_forward(struct net *n, size_t N, const float *x, float *leaf, float *form);
void linear_backward(struct net *n, const float *dleaf, const float *dform);

#endif
