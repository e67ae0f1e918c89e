/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The most doubtful of very many samples: a heap with the first to go on top. */
#include "cli/review_heap.h"

#include <stdlib.h>

#include "util/mem.h"

void heap_init(struct heap *h, size_t most)
{
    *h = (struct heap){.item = mem_new(most, sizeof *h->item), .most = most};
}

void heap_clear(struct heap *h)
{
    free(h->item);
    *h = (struct heap){.n = 0};
}

/* Does a go before b does? */
static bool goes(const struct heap_item *a, const struct heap_item *b)
{
    return a->doubt != b->doubt ? a->doubt < b->doubt : a->sample > b->sample;
}

static void rise(struct heap *h, struct heap_item x, size_t at)
{
    for (; at > 0 && goes(&x, &h->item[(at - 1) / 2]); at = (at - 1) / 2)
        h->item[at] = h->item[(at - 1) / 2];
    h->item[at] = x;
}

/* x comes in the place of the top. */
static void sink(struct heap *h, struct heap_item x)
{
    size_t at = 0;

    for (size_t down; (down = 2 * at + 1) < h->n; at = down) {
        if (down + 1 < h->n && goes(&h->item[down + 1], &h->item[down]))
            down++;
        if (!goes(&h->item[down], &x))
            break;
        h->item[at] = h->item[down];
    }
    h->item[at] = x;
}

bool heap_offer(struct heap *h, float doubt, int64_t sample, size_t *slot)
{
    struct heap_item x = {doubt, sample, h->n};

    if (h->n < h->most) {
        rise(h, x, h->n++);
    } else {
        if (!goes(&h->item[0], &x))
            return false;
        x.slot = h->item[0].slot;
        sink(h, x);
    }
    *slot = x.slot;
    return true;
}

static int by_sample(const void *a, const void *b)
{
    const struct heap_item *x = a, *y = b;

    return x->sample < y->sample ? -1 : x->sample > y->sample;
}

void heap_sort(struct heap *h) { qsort(h->item, h->n, sizeof *h->item, by_sample); }
