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

/* What decides the outcome is listed in nn/checkpoint.c, too. */
struct train_options {
    long epochs, patience; /* stop after `patience` epochs without a better macro-F1 */
    size_t batch;          /* rows of a step */
    size_t shard;          /* of them, at most, in one pass (nn/shard.h); 0 = all */
    float rate, decay, smoothing;
    float form_weight; /* of the form's loss; the category's has weight 1 */
    double balance;    /* class weight = count ^ -balance: 0 as they are, 1 all alike */
    bool drawn;     /* classes are weighed by how often rows are drawn, not in the loss */
    double spread;  /* of drawn rows, the same for sources within a class */
    double augment; /* share of examples that are varied */
    bool deformed;  /* these are changed in time too, and masked */
    double leaning; /* share of examples that borrow another's colour (nn/lean.h) */
    double deafened; /* share of examples that the net hears without their partials */
    double mixup;    /* share of batches whose examples are blended with each other */
    float average; /* memory per step of the mean of weights that counts; 0 = the last */
    uint64_t seed;

    /*
     * Nets, settled, whose mean answer is a part of the target, `lesson` of it, the label
     * being the rest. They read what the net reads, varied and blended alike.
     * Source: Hinton et al., Distilling the Knowledge in a Neural Network, 2015; Beyer et
     * al., Knowledge distillation: A good teacher is patient and consistent, CVPR 2022.
     */
    struct net *const *teacher; /* (teachers) borrowed */
    size_t teachers;
    float lesson; /* 0 to 1 */

    /* How it is done, which changes no bit of what comes out: */
    size_t threads;          /* shards at once; 0 = one per core */
    bool (*stop)(void *arg); /* asked after every step; NULL = never */
    const char *checkpoint;  /* file to go on from, the caller's to remove; or NULL */
    int64_t checkpoint_ms;   /* how often it is written, besides when stopped */
    bool resume;             /* go on from there */
};

/* What suits an architecture; arch must be known. */
const struct train_options *train_defaults(const char *arch);

struct train_epoch {
    long epoch, epochs;          /* epoch from 1 */
    double loss, train_accuracy; /* over the epoch, of rows as they were varied */
    double accuracy, macro_f1;   /* of validation; NAN without such rows */
    bool best;
    bool past;             /* of the run that is gone on with, and told again */
    double seconds;        /* it took */
    double busy_s, gemm_s; /* work of all processes; of that, in matrix products */
};

typedef int train_progress(void *arg, const struct train_epoch *t); /* not 0 = stop */

/*
 * Fit the net to rows, and leave it with the weights of its best epoch on `valid`
 * (without such rows: of the last). All randomness is from the seed: the same rows and
 * options give the same bits, stopped and gone on with or not. arg is that of progress
 * and of o->stop. 0, or -1: ERR_STOPPED, ERR_IO; ERR_FORMAT, ERR_USAGE: nothing to
 * resume.
 */
int train(struct net *net, const struct train_row *rows, size_t n,
          const struct train_row *valid, size_t valid_n, const struct train_options *o,
          train_progress *progress, void *arg, struct err *e);

/* Logits of all rows, by `threads` at once, of embeddings as they are kept.   leaf (n,
 * leaves)  form (n, FORM_COUNT) 0, or -1 ERR_IO. */
int train_answers(struct net *net, const struct train_row *rows, size_t n, size_t threads,
                  float *leaf, float *form, struct err *e);

#endif
