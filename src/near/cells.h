/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_CELLS_H
#define NEAR_CELLS_H

#include "near/space.h"

/*
 * Put the rows of s into at most `cells` groups of what is alike: rows change places so
 * that each group is a range. middle: a space that gets one direction for each group;
 * returns (middle->n + 1) first rows, to free(). The same for the same rows.
 * Source: k-means on the sphere, I. Dhillon and D. Modha, Machine Learning 42, 2001.
 */
size_t *cells_make(struct space *s, size_t cells, struct space *middle);

#endif
