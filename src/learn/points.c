/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what was measured to the points of a curve, the order of bars and lines. */
#include "learn/points.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double share(double a, double b) { return b > 0.0 ? a / b : 0.0; }

struct points_bin points_bin(const struct metrics *x, int bin)
{
    const struct metrics_bin *b = &x->bin[bin];
    const double n = (double)b->n;

    return (struct points_bin){.from = (double)bin / METRICS_BINS,
                               .to = (double)(bin + 1) / METRICS_BINS,
                               .n = b->n,
                               .confidence = b->n ? b->confidence / n : (double)NAN,
                               .accuracy = b->n ? (double)b->right / n : (double)NAN};
}

struct points_coverage points_coverage(const struct metrics *x, int k)
{
    const size_t n = (x->n * (size_t)k + POINTS_COVERAGE - 1) / POINTS_COVERAGE;
    double right = 0.0;

    assert(n > 0 && n <= x->n);
    for (size_t i = 0; i < n; i++)
        right += x->answer[i].right != 0 ? 1.0 : 0.0;
    return (struct points_coverage){.coverage = (double)n / (double)x->n,
                                    .precision = right / (double)n,
                                    .confidence = (double)x->answer[n - 1].confidence};
}

/* A leaf and what it is sorted by. */
struct place {
    const char *tag;
    double f1;
    size_t leaf;
};

static int by_tag(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    return strcmp(x->tag, y->tag);
}

static int by_f1(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->f1 != y->f1)
        return x->f1 > y->f1 ? -1 : 1;
    return (x->leaf > y->leaf) - (x->leaf < y->leaf);
}

void points_tree(const struct model *m, size_t *order)
{
    struct place p[SOUND_MAX_NODES];

    for (size_t c = 0; c < m->leaves; c++)
        p[c] = (struct place){.tag = m->node[c].tag, .leaf = c};
    qsort(p, m->leaves, sizeof *p, by_tag);
    for (size_t c = 0; c < m->leaves; c++)
        order[c] = p[c].leaf;
}

size_t points_classes(const struct metrics *x, size_t *order)
{
    struct place p[SOUND_MAX_NODES];
    size_t n = 0;

    for (size_t c = 0; c < x->classes; c++)
        if (x->of[c].n || x->of[c].answered)
            p[n++] = (struct place){.f1 = x->of[c].f1, .leaf = c};
    qsort(p, n, sizeof *p, by_f1);
    for (size_t c = 0; c < n; c++)
        order[c] = p[c].leaf;
    return n;
}

static size_t root_of(const struct model *m, size_t node)
{
    while (m->node[node].parent >= 0)
        node = (size_t)m->node[node].parent;
    return node;
}

void points_roots(const struct model *m, const struct metrics *x,
                  struct metrics_class *of)
{
    memset(of, 0, m->nodes * sizeof *of);
    for (size_t t = 0; t < x->classes; t++)
        for (size_t a = 0; a < x->classes; a++) {
            const size_t n = x->confusion[t * x->classes + a], truth = root_of(m, t),
                         answer = root_of(m, a);

            of[truth].n += n;
            of[answer].answered += n;
            of[truth].right += truth == answer ? n : 0;
        }
    for (size_t r = 0; r < m->nodes; r++) {
        struct metrics_class *c = &of[r];

        c->precision = share((double)c->right, (double)c->answered);
        c->recall = share((double)c->right, (double)c->n);
        c->f1 = share(2.0 * (double)c->right, (double)(c->n + c->answered));
    }
}
