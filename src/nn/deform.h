/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_DEFORM_H
#define NN_DEFORM_H

#include "nn/patch.h"
#include "util/rng.h"

/*
 * Change a patch in time: played faster or slower, begun a little late, its tail cut
 * off. Each with a chance of its own; what is heard stays the same kind of thing.
 */
void deform_time(struct patch *p, struct rng *r);

/*
 * Blank stripes of a few bands or columns, so that no single place decides.
 * Source: Park et al., SpecAugment, Interspeech 2019.
 */
void deform_mask(struct patch *p, struct rng *r);

#endif
