/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_TUNING_H
#define LEARN_TUNING_H

#include <stddef.h>
#include <stdint.h>

#include "nn/net.h"
#include "nn/patch.h"

/*
 * The last block of a net learns from sounds (nn/upper.h). The heads stand still: what is
 * learned is how a sound must be heard for them to be right, and not how they might learn
 * it by heart. Of sounds of which nobody said anything, the aim is the answer and the
 * embedding that they had.
 * Source: Li and Hoiem, Learning without Forgetting, ECCV 2016 (old answers as the aim);
 * Romero et al., FitNets, ICLR 2015 (old features as the aim).
 */
struct tuning_options {
    long epochs;   /* each goes once over all examples, with as many other sounds */
    size_t batch;  /* sounds of a step, half of them examples */
    float rate;    /* of Adam, at its highest */
    float answers; /* what the other sounds' answers count; the examples' count 1 */
    float keep;    /* what their distance from where they were does, its square relative
                    * to the mean square of an embedding */
    double varied; /* share of examples that are varied, as train does it */
    uint64_t seed;
};

/* The sounds, examples first; rows of all blocks in this order; borrowed. */
struct tuning_sounds {
    size_t examples, n;
    const struct patch *const *patch; /* (n) */
    const uint16_t *cut;              /* (n, upper_floats) tuning_pack()ed */
    const float *known;               /* (n, embeds) by the net as it was */
    const float *aim, *form; /* (n, leaves) (n, FORM_COUNT): examples: 1 for each answer
                              * that would be right; others: probabilities */
    const float *weight, *form_weight; /* (examples) mean 1; form 0: nothing was said */
    float temperature, form_temperature;
};

struct tuning;

/* use (n): which of the examples are learned from. Borrows all; net is tuned in place. */
struct tuning *tuning_new(struct net *net, const struct tuning_sounds *s,
                          const size_t *use, size_t n, const struct tuning_options *o);
void tuning_free(struct tuning *t);

/* The next of o->epochs; stop(arg), asked between steps, ends it: 1, else 0. */
int tuning_epoch(struct tuning *t, bool (*stop)(void *arg), void *arg);

/* What the net, settled, makes of all of them.   known (s->n, embeds) */
void tuning_hear(struct net *net, const struct tuning_sounds *s, float *known);

/* A float to its upper 16 bits, the nearest. */
uint16_t tuning_pack(float x);

#endif
