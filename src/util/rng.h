/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_RNG_H
#define UTIL_RNG_H

#include <stddef.h>
#include <stdint.h>

/*
 * Seeded random numbers, the same on every machine.
 * Source: xoshiro256**, D. Blackman and S. Vigna, ACM TOMS 47(4), 2021; seeded by
 * splitmix64.
 */
struct rng {
    uint64_t s[4];
};

void rng_init(struct rng *r, uint64_t seed);

/* One of many generators of a seed: that of the b-th part of the a-th step. */
void rng_branch(struct rng *r, uint64_t seed, uint64_t a, uint64_t b);

uint64_t rng_next(struct rng *r);
double rng_unit(struct rng *r);            /* uniform in [0, 1) */
double rng_normal(struct rng *r);          /* mean 0, deviation 1 */
size_t rng_below(struct rng *r, size_t n); /* uniform in 0 .. n - 1; n > 0 */
void rng_shuffle(struct rng *r, size_t *x, size_t n);

#endif
