/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_BATCH_H
#define NN_BATCH_H

#include <stddef.h>

#include "nn/net.h"
#include "nn/train.h"
#include "util/err.h"

/*
 * The batches of a run: each is cut into shards (nn/shard.h), a team of processes
 * (util/team.h) goes through them, and what they found is added up in their order. How a
 * batch is cut depends on the options alone, so the size of the team changes no bit.
 */
struct batch;

/* Starts o->threads processes. Borrows all. Never NULL. */
struct batch *batch_new(struct net *net, const struct train_row *rows, size_t n,
                        const struct train_options *o);
void batch_free(struct batch *b);

size_t batches_of_epoch(const struct batch *b);

/* Before the first batch of an epoch (from 0): the rows in a new order. */
void batch_shuffle(struct batch *b, long epoch);

struct batch_sum {
    double loss;        /* sum over the rows */
    size_t rows, right; /* of them, with the category right */
};

/*
 * Batch i of an epoch, at a step (from 0) of the run: net->dw is the gradient of the mean
 * loss, and what the norms have seen in net->w is brought up to date. *sum is added to.
 * 0, or -1 ERR_IO.
 */
int batch_learn(struct batch *b, long step, size_t i, struct batch_sum *sum,
                struct err *e);

#endif
