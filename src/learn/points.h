/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_POINTS_H
#define LEARN_POINTS_H

#include <stddef.h>

#include "nn/metrics.h"
#include "nn/model.h"

/* The points of the curves that a report draws and lists. */

/* One step of the reliability diagram; without answers the means are NAN. */
struct points_bin {
    double from, to;
    size_t n;
    double confidence, accuracy; /* means */
};
struct points_bin points_bin(const struct metrics *x, int bin);

/*
 * Coverage against precision, in equal steps of coverage: of the surest k of
 * POINTS_COVERAGE parts of the answers, how many are right, and how sure is the last.
 * k from 1; x has answers.
 */
enum { POINTS_COVERAGE = 200 };
struct points_coverage {
    double coverage, precision, confidence;
};
struct points_coverage points_coverage(const struct metrics *x, int k);

/* Leaves by category path, so that those of a branch are neighbours.  order (leaves) */
void points_tree(const struct model *m, size_t *order);

/* Leaves that have rows or answers, best F1 first. order (leaves). Returns how many. */
size_t points_classes(const struct metrics *x, size_t *order);

/* First levels, from the confusion of leaves.   of (nodes): zero where not a root */
void points_roots(const struct model *m, const struct metrics *x,
                  struct metrics_class *of);

#endif
