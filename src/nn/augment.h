/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_AUGMENT_H
#define NN_AUGMENT_H

#include "nn/patch.h"
#include "util/rng.h"

/*
 * Change a patch as another microphone, sampler or file format might have: moved up
 * or down by bands, tilted, cut off above (bandwidth must not tell the class), with
 * a noise floor or without its quiet parts. What is heard stays the same thing.
 */
void augment(struct patch *p, struct rng *r);

#endif
