/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Draw examples, rare classes and small sources more often than they come. */
#include "nn/draw.h"

#include <math.h>
#include <stdlib.h>

#include "util/mem.h"

struct place {
    int leaf, source;
    double weight;
    size_t row;
};

static int by_leaf_and_source(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->leaf != y->leaf)
        return x->leaf < y->leaf ? -1 : 1;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Rows that p[from] to p[to - 1] count for. */
static double rows_of(const struct place *p, size_t from, size_t to)
{
    double sum = 0.0;

    for (size_t i = from; i < to; i++)
        sum += p[i].weight;
    return sum;
}

/* The end of the run of places from `from` that are alike. */
static size_t run_end(const struct place *p, size_t n, size_t from, int same_source)
{
    size_t i = from;

    while (i < n && p[i].leaf == p[from].leaf &&
           (!same_source || p[i].source == p[from].source))
        i++;
    return i;
}

/* Weights of the rows of one class, places p[0] to p[n - 1]. */
static void weigh_class(const struct place *p, size_t n, double balance, double spread,
                        double *weight)
{
    const double share = pow(rows_of(p, 0, n), 1.0 - balance);
    double sum = 0.0;

    for (size_t from = 0, to; from < n; from = to) {
        double source;

        to = run_end(p, n, from, 1);
        source = pow(rows_of(p, from, to), -spread);
        for (size_t i = from; i < to; i++)
            sum += weight[p[i].row] = p[i].weight * source;
    }
    for (size_t i = 0; i < n; i++)
        weight[p[i].row] *= share / sum;
}

void draw_init(struct draw *d, const struct train_row *rows, size_t n, double balance,
               double spread)
{
    struct place *p = mem_new(n, sizeof *p);

    *d = (struct draw){.n = n, .up_to = mem_new(n, sizeof *d->up_to)};
    for (size_t i = 0; i < n; i++)
        p[i] = (struct place){rows[i].leaf, rows[i].source, (double)rows[i].weight, i};
    qsort(p, n, sizeof *p, by_leaf_and_source);
    for (size_t from = 0, to; from < n; from = to) {
        to = run_end(p, n, from, 0);
        weigh_class(p + from, to - from, balance, spread, d->up_to);
    }
    for (size_t i = 1; i < n; i++)
        d->up_to[i] += d->up_to[i - 1];
    free(p);
}

void draw_clear(struct draw *d)
{
    free(d->up_to);
    *d = (struct draw){0};
}

size_t draw_row(const struct draw *d, struct rng *r)
{
    const double at = rng_unit(r) * d->up_to[d->n - 1];
    size_t low = 0, high = d->n - 1;

    while (low < high) {
        const size_t middle = (low + high) / 2;

        if (d->up_to[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
