/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_NEAREST_H
#define NEAR_NEAREST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The k nearest of whatever is offered; of equally near ones those with smaller ids. */
struct near_one {
    double far;
    int64_t id;
};

struct nearest {
    struct near_one *one; /* (n) a heap whose first is the farthest; owned */
    size_t n, k;
};

void nearest_init(struct nearest *h, size_t k); /* nearest_clear() */
void nearest_clear(struct nearest *h);

/* Is a before b? */
static inline bool near_before(struct near_one a, struct near_one b)
{
    return a.far < b.far || (a.far == b.far && a.id < b.id);
}

/* One that is farther than this has no chance; INFINITY while there is room. */
double nearest_worst(const struct nearest *h);

void nearest_offer(struct nearest *h, double far, int64_t id);

/* Nearest first; nothing can be offered after it. */
void nearest_sort(struct nearest *h);

#endif
