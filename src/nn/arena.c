/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One block of memory for all tensors of a kind. */
#include "nn/arena.h"

#include <stdint.h>
#include <stdlib.h>

#include "util/mem.h"

float *arena_take(struct arena *a, size_t n)
{
    const size_t at = a->used;

    a->used += (n + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    return a->floats ? a->floats + at : NULL;
}

void arena_open(struct arena *a, float **owned)
{
    const size_t line = ARENA_ALIGN * sizeof(float);

    *owned = mem_new(a->used + ARENA_ALIGN, sizeof **owned);
    a->floats = *owned + (line - (uintptr_t)*owned % line) % line / sizeof **owned;
    a->used = 0;
}

void room_make(struct room *r, size_t N, bool training, room_place *place, void *plan)
{
    struct arena a = {0};

    r->batch = N;
    if (N <= r->N && (r->training || !training))
        return;
    free(r->floats);
    r->N = N > r->N ? N : r->N;
    r->training |= training;
    place(plan, &a, r->N, r->training);
    arena_open(&a, &r->floats);
    place(plan, &a, r->N, r->training);
}
