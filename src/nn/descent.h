/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_DESCENT_H
#define NN_DESCENT_H

#include "nn/adam.h"
#include "nn/net.h"
#include "nn/train.h"

/*
 * Steps down the gradient, and the mean of the weights on the way.
 * Source of the mean: Polyak and Juditsky, SIAM J. Control Optim. 30(4), 1992; here it
 * forgets, by o->average a step.
 */
struct descent {
    struct net *net; /* borrowed, as are the options */
    const struct train_options *o;
    long steps; /* in all, for the rate */
    struct adam adam;
    float *average; /* (net->total) owned */
};

void descent_init(struct descent *d, struct net *net, const struct train_options *o,
                  long steps);
void descent_clear(struct descent *d);

/* The step after `step` others, by the gradient in net->dw. */
void descent_step(struct descent *d, long step);

#endif
