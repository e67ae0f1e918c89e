/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_LAYOUT_H
#define NEAR_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "near/ties.h"

/*
 * Points on a plane, those that are tied near each other: a map. Ties pull, and any two
 * points push each other away a little, in small steps that become smaller.
 * Source: UMAP as in near/ties.h, algorithm 5, and the curve of its section 3.2 for a
 * least distance of LAYOUT_CLOSE units: a point has others about that near, and is
 * farther from what it has nothing to do with. It is wide, so that points can be told
 * apart and heard one by one.
 *
 * The same seed, start and ties give the same map. One thread; for n points with k ties
 * each n (5 k + 8) bytes.
 */
#define LAYOUT_CLOSE 0.5f

struct layout;

/* The first `moving` of n points are laid out, by ties to any of the n; the others stay
 * where they are. */
struct layout *layout_new(size_t n, size_t moving, size_t most,
                          uint64_t seed); /* never NULL */
void layout_free(struct layout *l);       /* NULL is fine */

/* (n, 2) where they are: to be filled before the first step, NAN for a moving point that
 * has no place yet. */
float *layout_at(struct layout *l);
struct ties *layout_ties(struct layout *l); /* of the moving ones, to be put */

/*
 * Once both are filled. Who has no place gets one in the weighted middle of those that
 * it is tied to; where none of them has one, on a circle round `x`, `y`. Everything is
 * moved a trifle, so that no two are at one place.
 */
void layout_begin(struct layout *l, float x, float y, float radius);

/* Some milliseconds of work: false when all is done. */
bool layout_step(struct layout *l);
double layout_done(const struct layout *l); /* 0 to 1 */

/* 1 / (1 + a d^(2b)) is nearest to a curve that is 1 up to `close` and falls by e each
 * unit from there on. */
void layout_curve(double close, double *a, double *b);

#endif
