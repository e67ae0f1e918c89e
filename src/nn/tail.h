/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_TAIL_H
#define NN_TAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/steps.h"
#include "nn/views.h"

/*
 * How every net that looks at the spectrum ends: what it found in the views is joined
 * with the duration, a step makes an embedding of that, and from this dense layers tell
 * category and form. Dropout lies before and behind the embedding.
 */
enum { TAIL_EMBEDDING = 128 };

struct tail {
    size_t found, rows;              /* numbers of the views; those and the durations */
    struct step embedding;           /* one of the net's steps */
    const struct net *net;           /* borrowed */
    float *joined, *djoined;         /* (rows, N); the first `found` rows are the net's */
    float *known, *dknown;           /* (N, TAIL_EMBEDDING) */
    float *keep_joined, *keep_known; /* of the dropouts */
};

/* Shapes, for a net that finds so many numbers; and the last step of its list. */
void tail_shape(struct tail *t, size_t found, struct steps *l);

void tail_open(struct tail *t, const struct net *n);
void tail_place(struct tail *t, struct arena *a, size_t N, bool training);
void tail_start(const struct tail *t, struct rng *r);

/* Where views_take() puts the durations. */
float *tail_durations(const struct tail *t, size_t N);

/* joined -> leaf (N, leaves), form (N, FORM_COUNT); joined changes by the dropout. */
void tail_forward(struct tail *t, const struct steps *l, size_t N, struct rng *r,
                  float *leaf, float *form);

/* djoined is set. */
void tail_backward(struct tail *t, const struct steps *l, size_t N, const float *dleaf,
                   const float *dform);

/* joined -> known (N, TAIL_EMBEDDING), with what the steps have folded. */
void tail_embed(const struct tail *t, const struct steps *l, size_t N, float *known);

/* Back through the last tail_embed(), its norm standing still: djoined is set. */
void tail_still_backward(struct tail *t, const struct steps *l, size_t N,
                         const float *dknown);

#endif
