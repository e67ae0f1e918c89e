/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_ALIGN_H
#define NEAR_ALIGN_H

#include <stddef.h>

/*
 * Turn a map, or turn it over, so that its points lie as nearly as can be where they lay
 * on another one: of two maps of the same sounds neither is upside down.
 * Source: orthogonal Procrustes problem, P. Schoenemann, Psychometrika 31(1), 1966; on a
 * plane, with points as complex numbers, it is two sums.
 */
struct align {
    double n;
    double sum[4];             /* of x, y; of X, Y */
    double turned[2], over[2]; /* of conj(z) Z, and of z Z */
};

/* A point that lies at x, y, and lay at X, Y. {0} to begin with. */
void align_add(struct align *a, const float at[2], const float was[2]);

/* In place, (n, 2): the sums' turn, round wherever they lie. */
void align_turn(const struct align *a, size_t n, float *at);

#endif
