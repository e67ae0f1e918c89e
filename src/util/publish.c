/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From probabilities of leaves to the one category that is sure enough to be said. */
#include "util/publish.h"

struct guess publish(const struct branches *b, const float *p)
{
    struct guess best = {.node = -1};
    float sum[SOUND_MAX_NODES] = {0};
    size_t under[SOUND_MAX_NODES] = {0}, top = 0; /* under: leaves of each node */

    for (size_t leaf = 0; leaf < b->leaves; leaf++) {
        top = p[leaf] > p[top] ? leaf : top;
        for (int n = b->parent[leaf]; n >= 0; n = b->parent[n]) {
            sum[n] += p[leaf];
            under[n]++;
        }
    }
    if (b->leaves && p[top] >= b->leaf_threshold)
        return (struct guess){(int)top, p[top]};
    for (size_t n = b->leaves; n < b->nodes; n++) {
        const bool narrower = best.node < 0 || under[n] < under[best.node] ||
                              (under[n] == under[best.node] && sum[n] > best.p);

        if (sum[n] >= b->parent_threshold && narrower)
            best = (struct guess){(int)n, sum[n] < 1.0f ? sum[n] : 1.0f};
    }
    return best;
}

size_t branch_leaves(const struct branches *b, int node, bool *in)
{
    size_t n = 0;

    for (size_t leaf = 0; leaf < b->leaves; leaf++) {
        int at = (int)leaf;

        while (at >= 0 && at != node)
            at = b->parent[at];
        in[leaf] = at >= 0;
        n += in[leaf];
    }
    return n;
}
