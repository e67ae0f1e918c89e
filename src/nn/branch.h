/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_BRANCH_H
#define NN_BRANCH_H

#include <stdbool.h>

#include "nn/steps.h"
#include "nn/texture.h"
#include "util/rng.h"

/*
 * What a net makes of the texture of a sound, beside what it finds in the views: one step
 * to BRANCH_OUT numbers, which the tail joins with the others. The texture passes a
 * dropout, since so many numbers tell any sound of the training from any other.
 */
enum { BRANCH_OUT = 128 };

struct branch {
    struct step hidden; /* one of the net's steps */
    float *keep;        /* (TEXTURE_COUNT, N) of the dropout */
};

/* Shapes, and the step in the net's list. */
void branch_shape(struct branch *b, struct steps *l);
void branch_place(struct branch *b, struct arena *a, size_t N, bool training);

/* texture (TEXTURE_COUNT, N), which changes by the dropout -> joined (BRANCH_OUT, N). */
void branch_forward(struct branch *b, const struct steps *l, size_t N, float dropped,
                    struct rng *r, float *texture, float *joined);

/* Of the last forward, its texture unchanged. djoined changes. */
void branch_backward(const struct branch *b, const struct steps *l, size_t N,
                     const float *texture, float *djoined);

/* With what the steps have folded. */
void branch_infer(const struct branch *b, const struct steps *l, size_t N,
                  const float *texture, float *joined);

#endif
