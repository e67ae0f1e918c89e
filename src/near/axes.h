/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_AXES_H
#define NEAR_AXES_H

#include <stddef.h>

/*
 * The two directions in which sounds differ most, and where each lies along them: what a
 * map begins with, so that what is alike on the whole is on the same side of it.
 *
 * Rows x (width) count by their direction, as near/space.h has it. Found of as many rows
 * as one likes; the same rows give the same axes.
 * Source: principal components, by powers of the covariance.
 */
struct axes {
    size_t width, n;
    double *sum;    /* (width) of the rows' directions; owned, as below */
    double *square; /* (width, width) of their products, the upper half */
    float *axis;    /* (2, width) once found */
    float *middle;  /* (width) */
};

void axes_init(struct axes *a, size_t width); /* axes_clear() */
void axes_clear(struct axes *a);

void axes_add(struct axes *a, float *x); /* x is made as long as 1 */
void axes_find(struct axes *a);
void axes_of(const struct axes *a, float *x, float out[2]); /* as axes_add() */

#endif
