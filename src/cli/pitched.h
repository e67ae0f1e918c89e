/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PITCHED_H
#define CLI_PITCHED_H

#include "cli/features.h"
#include "cli/further.h"
#include "learn/notes.h"
#include "nn/pitch_fit.h"

/* train --notes: a model that is there learns which note a sound is, and is left as it is
 * otherwise. */
struct pitched {
    const char *notes, *net, *out; /* files; borrowed */
    uint64_t seed;
    bool quiet, json;
};

/* Learn it from the rows of `train` and those of the further manifests, judge it by those
 * of `held_out` (may be empty), write the model and print the figures. 0, or -1. */
int pitched_learn(const struct pitched *p, struct features *f,
                  const struct manifest *manifest, const struct further *w,
                  const char *held_out, struct err *e);

#endif
