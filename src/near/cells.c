/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of sounds that are alike. */
#include "near/cells.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

enum { ROUNDS = 4 };

/* The middle that each row is nearest to. */
static void assign(const struct space *s, const struct space *middle, uint32_t *to)
{
    float cosine[SPACE_BLOCK];

    assert(middle->n <= SPACE_BLOCK);
    for (size_t i = 0; i < s->n; i++) {
        size_t best = 0;

        space_cosines(middle, 0, middle->n, s, i, cosine);
        for (size_t c = 1; c < middle->n; c++)
            best = cosine[c] > cosine[best] ? c : best;
        to[i] = (uint32_t)best;
    }
}

/* The mean direction of each group; a group that lost all its rows keeps its middle. */
static void move_middles(const struct space *s, const uint32_t *to, struct space *middle)
{
    const size_t width = s->width;
    float *sum = mem_new(middle->n * width, sizeof *sum);
    struct space moved;

    for (size_t i = 0; i < s->n; i++) {
        float *at = sum + to[i] * width;

        for (size_t c = 0; c < width; c++)
            at[c] +=
                s->per[i] * (s->low[i] + s->step[i] * (float)s->byte[i * s->stride + c]);
    }
    space_init(&moved, width);
    for (size_t g = 0; g < middle->n; g++) {
        struct embedding k;

        embedding_of(&k, width, sum + g * width);
        if (k.step == 0.0f && k.low == 0.0f) {
            k.low = middle->low[g];
            k.step = middle->step[g];
            memcpy(k.byte, middle->byte + g * middle->stride, width);
        }
        space_add(&moved, 0, &k);
    }
    free(sum);
    space_clear(middle);
    *middle = moved;
}

static void copy_row(struct space *to, const struct space *s, size_t i)
{
    struct embedding k = {.n = s->width, .low = s->low[i], .step = s->step[i]};

    memcpy(k.byte, s->byte + i * s->stride, s->width);
    space_add(to, s->id[i], &k);
}

/* Rows in the order of their groups. */
static size_t *sort_rows(struct space *s, const uint32_t *to, size_t groups)
{
    size_t *first = mem_new(groups + 1, sizeof *first);
    struct space sorted;

    space_init(&sorted, s->width);
    space_reserve(&sorted, s->n);
    for (size_t g = 0; g < groups; g++) {
        first[g] = sorted.n;
        for (size_t i = 0; i < s->n; i++)
            if (to[i] == g)
                copy_row(&sorted, s, i);
    }
    first[groups] = sorted.n;
    space_clear(s);
    *s = sorted;
    return first;
}

size_t *cells_make(struct space *s, size_t cells, struct space *middle)
{
    const size_t groups = s->n < cells ? s->n : cells;
    uint32_t *to = mem_new(s->n, sizeof *to);
    size_t *first;

    space_init(middle, s->width);
    for (size_t g = 0; g < groups; g++)
        copy_row(middle, s, g * s->n / groups);
    for (int round = 0; groups > 0 && round < ROUNDS; round++) {
        assign(s, middle, to);
        move_middles(s, to, middle);
    }
    if (groups > 0)
        assign(s, middle, to);
    first = sort_rows(s, to, groups);
    free(to);
    return first;
}
