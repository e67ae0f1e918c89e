/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_HEAP_H
#define CLI_REVIEW_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The most doubtful of very many samples, `most` of them, whatever order they come in.
 * What else is kept of each lies with the caller, by its slot, 0 to most - 1.
 */
struct heap_item {
    float doubt;
    int64_t sample;
    size_t slot;
};
struct heap {
    struct heap_item *item; /* (n) the least doubtful first; owned, heap_clear() */
    size_t n, most;
};
void heap_init(struct heap *h, size_t most); /* most >= 1 */
void heap_clear(struct heap *h);

/* Is it among the most doubtful so far? Then *slot is its place, in which another may
 * have been. Of equal doubt the lower number is kept. */
bool heap_offer(struct heap *h, float doubt, int64_t sample, size_t *slot);

/* By number, from now on: nothing can be offered any more. */
void heap_sort(struct heap *h);

#endif
