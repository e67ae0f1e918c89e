/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_CARRY_H
#define LEARN_CARRY_H

#include <stddef.h>

#include "nn/model.h"

/*
 * From the embeddings of one trunk to those of another that was made of it, for sounds of
 * which nothing else is left: y = max(0, x + A x + b), where A and b are fitted by ridge
 * regression to sounds that both trunks have heard. Where those say nothing, a number
 * stays what it was.
 * Source: Hoerl and Kennard, Ridge Regression, Technometrics 12(1), 1970.
 */
struct carry {
    size_t width;
    double *A;    /* (width + 1, width) the last row is b; owned */
    double error; /* of sounds that were not fitted to, relative: the root of the squared
                   * distances from the truth over those of the truth from 0 */
    double moved; /* the same of sounds that are not carried at all */
};

/* from, to (n, width) of the same sounds, n > 1. */
void carry_fit(struct carry *c, size_t n, size_t width, const float *from,
               const float *to);
void carry_clear(struct carry *c);

/* In place.   x (n, width) */
void carry_over(const struct carry *c, size_t n, float *x);

/* The rehearsal of m. */
void carry_rehearsal(const struct carry *c, struct model *m);

#endif
