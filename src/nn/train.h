/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_TRAIN_H
#define NN_TRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/net.h"
#include "nn/patch.h"
#include "util/err.h"

/* One example. */
struct train_row {
    const struct patch *patch; /* borrowed */
    int leaf, form;            /* form -1 = not known */
    int source;                /* who made it, a number */
    float weight;              /* > 0: where rows are drawn, it counts for as many rows */
};

struct train_options {
    long epochs, patience; /* stop after `patience` epochs without a better macro-F1 */
    size_t batch;
    float rate, decay, smoothing;
    float form_weight; /* of the form's loss; the category's has weight 1 */
    double balance;    /* class weight = count ^ -balance: 0 as they are, 1 all alike */
    bool drawn;     /* classes are weighed by how often rows are drawn, not in the loss */
    double spread;  /* of drawn rows, the same for sources within a class */
    double augment; /* share of examples that are varied */
    bool deformed;  /* these are changed in time too, and masked */
    double mixup;   /* share of batches whose examples are blended with each other */
    float average;  /* memory per step of the mean of weights that counts; 0 = the last */
    uint64_t seed;
};

/* What suits an architecture; arch must be known. */
const struct train_options *train_defaults(const char *arch);

struct train_epoch {
    long epoch, epochs;              /* epoch from 1 */
    double loss, accuracy, macro_f1; /* of training; of validation */
    bool best;
};

typedef int train_progress(void *arg, const struct train_epoch *t); /* not 0 = stop */

/*
 * Fit the net to rows, and leave it with the weights of its best epoch on `valid`
 * (without such rows: of the last). All randomness is from the seed: the same rows and
 * options give the same bits. 0, or -1 ERR_STOPPED.
 */
int train(struct net *net, const struct train_row *rows, size_t n,
          const struct train_row *valid, size_t valid_n, const struct train_options *o,
          train_progress *progress, void *arg, struct err *e);

/* Logits of all rows.   leaf (n, leaves)  form (n, FORM_COUNT) */
void train_answers(struct net *net, const struct train_row *rows, size_t n, float *leaf,
                   float *form);

#endif
