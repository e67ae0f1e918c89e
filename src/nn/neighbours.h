/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_NEIGHBOURS_H
#define NN_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

#include "nn/model.h"
#include "util/embedding.h"

/*
 * Sounds that a person has judged, kept inside a model: a vote beside its heads, which
 * counts from the first correction on and reaches no further than to what sounds alike.
 *
 * For a sound x let k_i = exp(-(1 - cos(x, x_i)) / reach), nothing beyond NEIGHBOURS_FAR
 * reaches. The probabilities p of the heads become
 *
 *     p + sum k_i shift_i / (sum k_i + crowd sum r_j + doubt)
 *
 * where shift_i is what was missing from the heads' answer to x_i, and r_j is the same
 * likeness to the model's rehearsal: where a sound is at home among those, the user's
 * have less to say. What falls below 0 is cut off, the rest scaled to add up to 1.
 *
 * Tensors neighbours.*, sampledb-model(5); all of them are there, or none.
 */
enum { NEIGHBOURS_MAX = 4096, NEIGHBOURS_FAR = 8 };

struct neighbours {
    size_t n, width, outputs;  /* sounds; numbers of an embedding; leaves + FORM_COUNT */
    const uint8_t *byte;       /* (n, width) as in struct embedding */
    const float *range;        /* (n, 2) its low and step */
    const float *shift;        /* (n, outputs) -1 to 1 */
    float reach, crowd, doubt; /* > 0, >= 0, > 0 */
};

/* Those of a model, borrowed: 1, or 0 with *out untouched. */
int neighbours_of(struct neighbours *out, const struct model *m);

/* Give m a copy of them in place of its own; n 0: none. from may not be m's own. */
void neighbours_put(struct model *m, const struct neighbours *from);

/* Tensors of m that belong to them. */
size_t neighbours_tensors(const struct model *m);

/* Are they there as a whole or not at all, and possible? 0, or -1 ERR_FORMAT or
 * ERR_LIMIT. */
int neighbours_check(const struct model *m, struct err *e);

/* The vote, ready to be cast. NULL where m has no neighbours; borrows nothing. */
struct vote *vote_new(const struct model *m);
void vote_free(struct vote *v);

/* known as rounded; leaf (leaves) and form (FORM_COUNT) are probabilities. */
void vote_cast(const struct vote *v, const float *known, float *leaf, float *form);

/* The same where some neighbours are near for another reason than their sound: lent (n),
 * how alike each is at least. */
void vote_lend(const struct vote *v, const float *known, const float *lent, float *leaf,
               float *form);

/* Rows of x (N, n), each as a direction: of length 1, or 0 where it has none. */
void neighbours_directions(size_t N, size_t n, float *x);

/* How alike two directions are, from 0 to 1. */
float neighbours_alike(size_t n, const float *x, const float *y, float reach);

#endif
