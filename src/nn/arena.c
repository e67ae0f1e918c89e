/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One block of memory for all tensors of a kind. */
#include "nn/arena.h"

#include <stdint.h>

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
