/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_NEWCOMERS_H
#define INDEX_NEWCOMERS_H

#include "index/analysis.h"

/*
 * Samples that have neighbours and no place on the map get one among those that have,
 * which stay where they are. scale: steps of a coordinate for a unit of the layout. Some
 * at a time, in a transaction for these. 0 done, 1 o->pause came between, -1.
 */
int newcomers(const struct analysis *a, double scale, struct err *e);

#endif
