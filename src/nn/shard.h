/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_SHARD_H
#define NN_SHARD_H

#include <stddef.h>

#include "nn/draw.h"
#include "nn/net.h"
#include "nn/train.h"

/*
 * A shard is the part of a batch that goes through a net at once. Norms see no more
 * than it, and its randomness is from the seed, the step and its number alone: it comes
 * out the same whoever works on it, and after whatever.
 * Source: Hoffer et al., Train longer, generalize better, NeurIPS 2017 ("ghost batch
 * norm": statistics over parts of a batch).
 */

/* What all shards of a run have in common; borrowed. */
struct shard_plan {
    const struct train_options *o;
    const struct train_row *rows;
    const struct draw *draw;   /* of rows, if o->drawn */
    const size_t *order;       /* of rows, if not */
    const float *class_weight; /* (leaves) in the loss */
    const float *w;            /* (net->total) weights as they are by now */
};

/* One of them. */
struct shard_place {
    long step;
    size_t number;  /* within the batch */
    size_t from, n; /* its rows in the order */
};

struct shard_sum {
    double loss;  /* mean over its rows */
    size_t right; /* rows whose category the net had right */
};

/* What one process works with on shards of at most `most` rows, net->arch and leaves. */
struct shard *shard_new(const struct net *like, const struct shard_plan *plan,
                        size_t most);
void shard_free(struct shard *s);

/*
 * Forward, loss, backward.   out (net->total): the gradient of the mean loss, then what
 * the norms have seen, with these rows as the last.
 */
void shard_learn(struct shard *s, const struct shard_place *p, struct shard_sum *sum,
                 float *out);

#endif
