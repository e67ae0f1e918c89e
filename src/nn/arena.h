/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_ARENA_H
#define NN_ARENA_H

#include <stddef.h>

/*
 * One block of floats, handed out from its beginning. Without a block (floats NULL) it
 * only counts, so that one function both sizes a plan and lays it out.
 */
struct arena {
    float *floats; /* the block or NULL; whose it is, the maker says */
    size_t used;
};

enum { ARENA_ALIGN = 16 }; /* floats: every piece begins on a cache line */

float *arena_take(struct arena *a, size_t n); /* NULL while counting */

/* A zeroed block for what was counted; freed by free() of *owned. */
void arena_open(struct arena *a, float **owned);

#endif
