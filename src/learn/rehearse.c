/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the sounds it was trained on a model takes along. */
#include "learn/rehearse.h"

#include <stdlib.h>
#include <string.h>

#include "nn/rehearsal.h"
#include "util/mem.h"
#include "util/rng.h"

/* A row, and how many of its source come before it. */
struct turn {
    size_t row, after;
};

static int by_turn(const void *a, const void *b)
{
    const struct turn *x = a, *y = b;

    if (x->after != y->after)
        return x->after < y->after ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* The rows of a leaf in a random order, and their turns in it. */
static size_t take_turns(struct turn *t, const struct train_row *rows, size_t n, int leaf,
                         struct rng *r)
{
    size_t found = 0;

    for (size_t i = 0; i < n; i++)
        if (rows[i].leaf == leaf && !patch_silent(rows[i].patch))
            t[found++].row = i;
    for (size_t i = found; i > 1; i--) {
        const size_t k = rng_below(r, i), row = t[i - 1].row;

        t[i - 1].row = t[k].row;
        t[k].row = row;
    }
    for (size_t i = 0; i < found; i++) {
        t[i].after = 0;
        for (size_t k = 0; k < i; k++)
            t[i].after += rows[t[k].row].source == rows[t[i].row].source;
    }
    qsort(t, found, sizeof *t, by_turn);
    return found;
}

size_t rehearse_pick(const struct train_row *rows, size_t n, size_t leaves, uint64_t seed,
                     size_t *picked)
{
    struct turn *t = mem_new(n, sizeof *t);
    size_t all = 0;
    struct rng r;

    rng_init(&r, seed);
    for (size_t leaf = 0; leaf < leaves; leaf++) {
        const size_t found = take_turns(t, rows, n, (int)leaf, &r);

        for (size_t i = 0; i < found && i < REHEARSE_OF_LEAF && all < REHEARSAL_MAX; i++)
            picked[all++] = t[i].row;
    }
    free(t);
    return all;
}

/* What the file says of n sounds, to be filled in. */
struct tape {
    uint8_t *byte, *leaf, *form, *source; /* owned */
    float *range;
    float *x, *known; /* of one sound */
};

static void record(struct tape *t, size_t at, struct net *net,
                   const struct train_row *row)
{
    struct embedding k;

    net_read(net, row->patch, t->x);
    net_embed(net, 1, t->x, t->known);
    embedding_of(&k, net->embeds, t->known);
    memcpy(t->byte + at * net->embeds, k.byte, net->embeds);
    t->range[2 * at] = k.low;
    t->range[2 * at + 1] = k.step;
    t->leaf[at] = (uint8_t)row->leaf;
    t->form[at] = row->form < 0 ? REHEARSAL_NO_FORM : (uint8_t)row->form;
    t->source[2 * at] = (uint8_t)row->source;
    t->source[2 * at + 1] = (uint8_t)(row->source >> 8);
}

void rehearse(struct model *m, struct net *net, const struct train_row *rows, size_t n,
              uint64_t seed)
{
    size_t *picked = mem_new(n, sizeof *picked);
    const size_t N = rehearse_pick(rows, n, m->leaves, seed, picked);
    struct tape t = {.byte = mem_new(N * net->embeds, 1),
                     .leaf = mem_new(N, 1),
                     .form = mem_new(N, 1),
                     .source = mem_new(N, 2),
                     .range = mem_new(N, 2 * sizeof *t.range),
                     .x = mem_new(net->inputs, sizeof *t.x),
                     .known = mem_new(net->embeds, sizeof *t.known)};

    for (size_t i = 0; i < N; i++)
        record(&t, i, net, &rows[picked[i]]);
    rehearsal_put(m, &(struct rehearsal){.n = N,
                                         .width = net->embeds,
                                         .byte = t.byte,
                                         .range = t.range,
                                         .leaf = t.leaf,
                                         .form = t.form,
                                         .source = t.source});
    free(t.byte);
    free(t.leaf);
    free(t.form);
    free(t.source);
    free(t.range);
    free(t.x);
    free(t.known);
    free(picked);
}
