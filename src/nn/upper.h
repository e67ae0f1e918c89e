/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_UPPER_H
#define NN_UPPER_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/net.h"

/*
 * The upper part of a net: its last block and the step to the embedding. It can be
 * learned alone, from what lies at the cut below it, with all norms standing still (they
 * are of what was seen in training, whatever the batch), so that its answers are those of
 * net_embed() and what is below need not be asked twice.
 */

/* What lies at a cut is some of these.   at (rows, N, floats), in a plan's room */
struct upper_piece {
    size_t rows, floats;
    float *at;
};
enum { UPPER_PIECES = 4 };

/* What an architecture gives for it, in its table. */
struct upper {
    size_t (*cut)(const struct net *n, struct upper_piece *out); /* how many pieces */
    void (*room)(struct net *n, size_t N);
    void (*forward)(struct net *n, size_t N, float *known);
    void (*backward)(struct net *n, size_t N, const float *dknown);
    bool (*owns)(const char *part);
};

/* Floats of a sound at the cut; 0: the net has no such part. */
size_t upper_floats(const struct net *n);

/* Is this a part of it that is learned, and none of the heads? */
bool upper_owns(const struct net *n, const struct net_part *p);

/*
 * upper_read() is net_embed() that keeps what lies at the cut; of this forward makes the
 * same once more. backward adds to the dw of the last block and of the step to the
 * embedding, for the last forward.
 * x (N, inputs)  known (N, embeds)  cut (N, upper_floats)
 */
void upper_read(struct net *n, size_t N, const float *x, float *known, float *cut);
void upper_forward(struct net *n, size_t N, const float *cut, float *known);
void upper_backward(struct net *n, size_t N, const float *dknown);

#endif
