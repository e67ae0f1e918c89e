/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sounds for the net to be tested with: noise, told apart by its colour. */
#ifndef RANDOM_PATCH_H
#define RANDOM_PATCH_H

#include <stdlib.h>

#include "nn/patch.h"
#include "util/mem.h"
#include "util/rng.h"

/* A patch of `hops` hops of seeded noise between -80 and -20 dB, brighter with `tone`. */
static inline void random_patch(struct patch *p, size_t hops, int tone, uint64_t seed)
{
    float *mel = mem_new(hops * PATCH_BANDS, sizeof *mel);
    struct rng r;

    rng_init(&r, seed);
    for (size_t t = 0; t < hops; t++)
        for (int b = 0; b < PATCH_BANDS; b++)
            mel[t * PATCH_BANDS + b] =
                (float)(-80.0 + 40.0 * rng_unit(&r) + (b / 16 == tone ? 20.0 : 0.0));
    patch_make(p, mel, hops, (double)hops * 256 / 44100);
    free(mel);
}

#endif
