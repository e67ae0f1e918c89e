/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_UNTRUE_H
#define INDEX_UNTRUE_H

#include "index/analysis.h"

/*
 * Lists of nearest samples that do not hold any more go, and those that they were of wait
 * for others: all of them where the model has another trunk now, else those that speak of
 * a sound that has changed or is gone. 0 done, 1 o->pause came between, -1; a call that
 * was broken off is made good by the next one.
 */
int untrue_drop(const struct analysis *a, struct err *e);

#endif
