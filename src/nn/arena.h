/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_ARENA_H
#define NN_ARENA_H

#include <stdbool.h>
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

/* The block of a plan that takes in batches: it grows to the largest seen, then stays. */
struct room {
    float *floats; /* owned; free() */
    size_t N;      /* samples it holds */
    bool training; /* has room for backward too */
    size_t batch;  /* samples of the last room_make() */
};

/* place lays the plan out; it is called twice when the room grows, else not at all. */
typedef void room_place(void *plan, struct arena *a, size_t N, bool training);
void room_make(struct room *r, size_t N, bool training, room_place *place, void *plan);

#endif
