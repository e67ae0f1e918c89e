/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Seeded random numbers, for training and tests. */
#include "util/rng.h"

#include <math.h>

static uint64_t rotl(uint64_t x, int k) { return x << k | x >> (64 - k); }

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

void rng_init(struct rng *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        r->s[i] = splitmix(&seed);
}

void rng_branch(struct rng *r, uint64_t seed, uint64_t a, uint64_t b)
{
    uint64_t state = seed;

    state = splitmix(&state) ^ a;
    state = splitmix(&state) ^ b;
    rng_init(r, splitmix(&state));
}

uint64_t rng_next(struct rng *r)
{
    const uint64_t out = rotl(r->s[1] * 5, 7) * 9, t = r->s[1] << 17;

    r->s[2] ^= r->s[0];
    r->s[3] ^= r->s[1];
    r->s[1] ^= r->s[2];
    r->s[0] ^= r->s[3];
    r->s[2] ^= t;
    r->s[3] = rotl(r->s[3], 45);
    return out;
}

double rng_unit(struct rng *r) { return (double)(rng_next(r) >> 11) * 0x1p-53; }

double rng_normal(struct rng *r)
{
    const double pi = 3.14159265358979323846;
    const double radius = sqrt(-2.0 * log(1.0 - rng_unit(r))); /* Box-Muller */

    return radius * cos(2.0 * pi * rng_unit(r));
}

size_t rng_below(struct rng *r, size_t n) { return (size_t)(rng_unit(r) * (double)n); }

void rng_shuffle(struct rng *r, size_t *x, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        const size_t j = rng_below(r, i), keep = x[i - 1];

        x[i - 1] = x[j];
        x[j] = keep;
    }
}
