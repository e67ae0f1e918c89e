/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bounded heap of the nearest. */
#include "near/nearest.h"

#include <math.h>
#include <stdlib.h>

#include "util/mem.h"

void nearest_init(struct nearest *h, size_t k)
{
    *h = (struct nearest){.one = mem_new(k, sizeof *h->one), .k = k};
}

void nearest_clear(struct nearest *h)
{
    free(h->one);
    *h = (struct nearest){0};
}

double nearest_worst(const struct nearest *h)
{
    return h->k == 0 ? -(double)INFINITY : h->n < h->k ? (double)INFINITY : h->one[0].far;
}

/* x belongs at place i or above it. */
static void rise(struct near_one *one, size_t i, struct near_one x)
{
    for (; i > 0 && near_before(one[(i - 1) / 2], x); i = (i - 1) / 2)
        one[i] = one[(i - 1) / 2];
    one[i] = x;
}

/* x belongs at the top or below it. */
static void sink(struct near_one *one, size_t n, struct near_one x)
{
    size_t i = 0, child;

    while ((child = 2 * i + 1) < n) {
        if (child + 1 < n && near_before(one[child], one[child + 1]))
            child++;
        if (!near_before(x, one[child]))
            break;
        one[i] = one[child];
        i = child;
    }
    one[i] = x;
}

void nearest_offer(struct nearest *h, double far, int64_t id)
{
    const struct near_one x = {far, id};

    if (h->n < h->k)
        rise(h->one, h->n++, x);
    else if (h->k > 0 && near_before(x, h->one[0]))
        sink(h->one, h->n, x);
}

static int by_distance(const void *a, const void *b)
{
    const struct near_one *x = a, *y = b;

    return near_before(*x, *y) ? -1 : near_before(*y, *x);
}

void nearest_sort(struct nearest *h)
{
    if (h->n > 1)
        qsort(h->one, h->n, sizeof *h->one, by_distance);
}
