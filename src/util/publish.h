/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_PUBLISH_H
#define UTIL_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>

#include "util/sound.h"

/* The categories that probabilities speak of, and when one is sure enough to be said. */
struct branches {
    size_t leaves, nodes;        /* the leaves come first */
    int parent[SOUND_MAX_NODES]; /* (nodes) index of each node's parent; -1 for a root */
    float leaf_threshold, parent_threshold; /* publish at or above */
};

/*
 * The likeliest leaf where it reaches the leaf threshold, else of the nodes whose leaves
 * add up to the parent threshold the one with the fewest leaves, else node -1.
 * p (leaves) adds up to 1.
 */
struct guess publish(const struct branches *b, const float *p);

/* Leaves that are `node` or lie below it; in (leaves) says which. */
size_t branch_leaves(const struct branches *b, int node, bool *in);

#endif
