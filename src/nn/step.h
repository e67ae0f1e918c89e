/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_STEP_H
#define NN_STEP_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/arena.h"
#include "nn/conv.h"

/*
 * A convolution and the batch norm after it, the unit that nets are built of. In
 * training they are two layers, later one convolution with a bias.
 * All pointers are borrowed; P = places of the output, T = taps.
 */
struct step {
    struct conv conv;
    float *K, *gain, *shift;          /* (O, T) (O) (O) learned */
    float *dK, *dgain, *dshift;       /* their gradients */
    float *seen_mean, *seen_variance; /* (O) of all batches, the last ones most */
    float *folded, *bias;             /* (O, T) (O) for step_infer() */
    float *mean, *scale;              /* (O) of the last batch */
    float *z, *y; /* (O, N, P) after the convolution; after the norm */
};

size_t step_places(const struct step *s);           /* P */
size_t step_floats(const struct step *s, size_t N); /* of z, y, or a gradient of them */

/* Memory for N samples; z, mean and scale only for training. */
void step_place(struct step *s, struct arena *a, size_t N, bool training);
void step_place_folded(struct step *s, struct arena *a);

/* y = norm(K * x). */
void step_forward(struct step *s, size_t N, const float *x, float *scratch);

/* g (O, N, P) is dy, and is used up. dx (unless NULL), dK, dgain, dshift are added to. */
void step_backward(const struct step *s, size_t N, const float *x, float *g, float *dx,
                   float *scratch);

void step_fold(struct step *s); /* after its weights changed, before step_infer() */

/* y = folded * x + beta y, still without bias. */
void step_infer(const struct step *s, size_t N, const float *x, float beta, float *y,
                float *scratch);

/* Back through step_infer() with its bias, as step_backward(): the norm stands still. */
void step_still_backward(const struct step *s, size_t N, const float *x, float *g,
                         float *dx, float *scratch);

#endif
