/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_TIES_H
#define NEAR_TIES_H

#include <stddef.h>
#include <stdint.h>

/*
 * How strongly points are tied to their nearest, from lists of these: what a map of them
 * is drawn by. Each tie counts relative to how near others are there, so that what is
 * dense and what is sparse are tied alike.
 * Source: L. McInnes, J. Healy, J. Melville, UMAP, arXiv:1802.03426, 2018, algorithms 2
 * and 3: fuzzy sets with a local connectivity of 1, and their union.
 */
enum { TIES_FULL = 255 }; /* the strongest one */

struct ties {
    size_t n, most;    /* points that have ties; ties of each */
    uint32_t *to;      /* (n, most) any point, also one that has none; owned */
    uint8_t *strength; /* (n, most) 0 = no tie; owned */
};

void ties_init(struct ties *t, size_t n, size_t most); /* ties_clear() */
void ties_clear(struct ties *t);

/* The nearest of point i, k of at most `most`, in any order: who, and how far, >= 0. */
void ties_put(struct ties *t, size_t i, size_t k, const uint32_t *to, const float *far);

/* Once all are put: a tie that both ends have becomes one, the stronger for it. */
void ties_join(struct ties *t);

#endif
