/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_CNN_H
#define NN_CNN_H

#include <stddef.h>

#include "nn/net.h"

/*
 * Architecture "cnn": a trunk for each view of a patch, joined with the duration into an
 * embedding of CNN_EMBEDDING numbers, from which dense layers tell category and form.
 * The functions are those of nn/net.h, for nets of this architecture.
 */
enum { CNN_EMBEDDING = 128 };

struct cnn;

void cnn_describe(struct net *n);         /* inputs and parts; n->leaves is set */
struct cnn *cnn_new(const struct net *n); /* borrows n's weights */
void cnn_free(struct cnn *c);

void cnn_read(const struct patch *p, float *x);
void cnn_start(struct net *n, struct rng *r);
void cnn_settle(struct cnn *c);
void cnn_forward(struct net *n, size_t N, const float *x, struct rng *r, float *leaf,
                 float *form);
void cnn_backward(struct net *n, const float *dleaf, const float *dform);
void cnn_infer(struct net *n, size_t N, const float *x, float *leaf, float *form);

#endif
