/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_STEPS_H
#define NN_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/net.h"
#include "nn/step.h"
#include "nn/trunk.h"

/*
 * All steps of a net by their names, and the memory they share: what is done to one
 * after the other, as often as the net has steps.
 */
enum { STEPS_MAX = 24, STEPS_NAME = 40 };

struct named_step {
    struct step *step; /* borrowed */
    char name[STEPS_NAME];
};

struct steps {
    size_t n;
    struct named_step of[STEPS_MAX];
    float *folded;             /* owned block */
    float *scratch;            /* for a convolution */
    float *g[TRUNK_GRADIENTS]; /* each for a gradient of the largest step */
};

/* One more; its shape is set. view may be NULL: it is of none. */
void steps_add(struct steps *l, struct step *s, const char *view, const char *name);
void steps_add_trunk(struct steps *l, struct trunk *t, const char *view);

/* Their parts of the net; seen means and variances go behind all learned ones. */
void steps_describe(const struct steps *l, struct net *n);
void steps_describe_seen(const struct steps *l, struct net *n);

/* Steps get their weights in the net, and room for folded ones. */
void steps_open(struct steps *l, const struct net *n);
void steps_clear(struct steps *l);

void steps_place(struct steps *l, struct arena *a, size_t N, bool training);
void steps_start(const struct steps *l, const struct net *n, struct rng *r);
void steps_fold(const struct steps *l);

/* Random weights of deviation sqrt(gain / numbers that an output sums up). */
void part_start(const struct net_part *p, float gain, struct rng *r);

#endif
