/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_LEAN_H
#define NN_LEAN_H

#include "nn/patch.h"
#include "util/rng.h"

/*
 * Let the spectrum of p lean toward another sound's, as if that one's microphone, room or
 * sampler had taken it: each band moves by up to half of what its mean over time is apart
 * from the other's, once the loudness of both is left out of account. What is silent
 * stays so.
 * Source: Schmid et al., CP-JKU Submission to DCASE22: Distilling Knowledge for
 * Low-Complexity CNNs, 2022 (frequency-wise MixStyle).
 */
void lean(struct patch *p, const struct patch *toward, struct rng *r);

#endif
