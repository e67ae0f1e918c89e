/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_LIKEN_H
#define INDEX_LIKEN_H

#include "index/analysis.h"

/*
 * Give every sample that waits for it the list of its nearest others by embedding, and
 * enter it into the lists of those that it is near to (v1_neighbour). The lists are what
 * they would be if all samples had come at once, unless very many come together
 * (near/meeting.h). Where the model has another trunk now, all lists are made anew.
 *
 * In small transactions, and in memory that does not grow with the library. 0 done,
 * 1 o->pause came between, -1: what is committed is sound either way, and the next call
 * goes on.
 */
int liken(const struct analysis *a, struct err *e);

#endif
