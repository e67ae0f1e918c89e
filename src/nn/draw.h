/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_DRAW_H
#define NN_DRAW_H

#include <stddef.h>

#include "nn/train.h"
#include "util/rng.h"

/*
 * Which examples training sees: drawn with replacement, so that no class and no source
 * drowns the others. A class of n rows is drawn in proportion to n ^ (1 - balance); of
 * it, a source with m rows in proportion to m ^ (1 - spread); of that, a row in
 * proportion to its weight. n and m are sums of weights, so that rows that count for
 * little do not make their class a large one.
 */
struct draw {
    size_t n;
    double *up_to; /* (n) sum of the weights up to each row; owned, draw_clear() */
};

void draw_init(struct draw *d, const struct train_row *rows, size_t n, double balance,
               double spread);
void draw_clear(struct draw *d);
size_t draw_row(const struct draw *d, struct rng *r);

#endif
