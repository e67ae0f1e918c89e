/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_TWINPAIRS_H
#define NEAR_TWINPAIRS_H

#include <stddef.h>

#include "near/twinprint.h"

/*
 * All pairs of n prints that may be copies of each other, each once, i and j being their
 * places: those of an i one after another, and near ones soon after. Stops when each()
 * does not return 0, and returns that.
 *
 * Prints are sorted into cells as wide as the reach of three keys, and within a cell by
 * the fourth: only neighbours are compared. n of them take 8 n bytes meanwhile, and of a
 * million different sounds about n * 40 comparisons.
 */
int twin_pairs(const struct twin_print *print, size_t n,
               int (*each)(void *arg, size_t i, size_t j), void *arg);

#endif
