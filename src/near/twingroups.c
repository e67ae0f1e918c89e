/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pairs that are the same become groups. */
#include "near/twingroups.h"

#include <stdbool.h>
#include <stdlib.h>

#include "util/mem.h"

struct node {
    uint32_t at, degree;
    double sum;  /* of distances */
    size_t from; /* its edges, in both directions */
};

struct half {
    uint32_t to;
    float distance;
};

static int by_degree(const void *x, const void *y)
{
    const struct node *a = x, *b = y;

    if (a->degree != b->degree)
        return a->degree > b->degree ? -1 : 1;
    if (a->sum < b->sum || a->sum > b->sum)
        return a->sum < b->sum ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static void spread(struct node *node, struct half *half, const struct twin_edge *edge,
                   size_t edges, size_t n)
{
    size_t from = 0;

    for (size_t i = 0; i < edges; i++) {
        node[edge[i].a].degree++;
        node[edge[i].b].degree++;
    }
    for (size_t i = 0; i < n; i++) {
        node[i].at = (uint32_t)i;
        node[i].from = from;
        from += node[i].degree;
        node[i].degree = 0;
    }
    for (size_t i = 0; i < edges; i++) {
        struct node *a = &node[edge[i].a], *b = &node[edge[i].b];

        half[a->from + a->degree++] = (struct half){edge[i].b, edge[i].distance};
        half[b->from + b->degree++] = (struct half){edge[i].a, edge[i].distance};
        a->sum += (double)edge[i].distance;
        b->sum += (double)edge[i].distance;
    }
}

void twin_groups(const struct twin_edge *edge, size_t edges, size_t n, uint32_t *group,
                 float *distance)
{
    struct node *node = mem_new(n + 1, sizeof *node);
    struct half *half = mem_new(2 * edges + 1, sizeof *half);
    bool *taken = mem_new(n + 1, sizeof *taken);

    spread(node, half, edge, edges, n);
    qsort(node, n, sizeof *node, by_degree);
    for (size_t i = 0; i < n; i++) {
        const struct node *c = &node[i];

        if (taken[c->at])
            continue;
        taken[c->at] = true;
        group[c->at] = c->at;
        distance[c->at] = 0;
        for (size_t k = c->from; k < c->from + c->degree; k++)
            if (!taken[half[k].to]) {
                taken[half[k].to] = true;
                group[half[k].to] = c->at;
                distance[half[k].to] = half[k].distance;
            }
    }
    free(node);
    free(half);
    free(taken);
}
