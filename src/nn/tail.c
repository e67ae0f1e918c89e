/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what was found in the views to an embedding, category and form, and back. */
#include "nn/tail.h"

#include <string.h>

#include "nn/act.h"

void tail_shape(struct tail *t, size_t found, struct steps *l)
{
    t->found = found;
    t->rows = found + VIEW_DURATIONS;
    t->embedding.conv = (struct conv){t->rows, 1, 1, TAIL_EMBEDDING, 1, 1};
    steps_add(l, &t->embedding, NULL, "embedding");
}

void tail_open(struct tail *t, const struct net *n) { t->net = n; }

void tail_place(struct tail *t, struct arena *a, size_t N, bool training)
{
    t->joined = arena_take(a, N * t->rows);
    if (!training)
        return;
    t->known = arena_take(a, N * TAIL_EMBEDDING);
    t->djoined = arena_take(a, N * t->rows);
    t->dknown = arena_take(a, N * TAIL_EMBEDDING);
    t->keep_joined = arena_take(a, N * t->rows);
    t->keep_known = arena_take(a, N * TAIL_EMBEDDING);
}

void tail_start(const struct tail *t, struct rng *r)
{
    part_start(&t->net->head[HEAD_CATEGORY_W], 1.0f, r);
    part_start(&t->net->head[HEAD_FORM_W], 1.0f, r);
}

float *tail_durations(const struct tail *t, size_t N) { return t->joined + t->found * N; }

/* to (C, R) = from (R, C). */
static void turn(size_t R, size_t C, const float *restrict from, float *restrict to)
{
    for (size_t r = 0; r < R; r++)
        for (size_t c = 0; c < C; c++)
            to[c * R + r] = from[r * C + c];
}

void tail_forward(struct tail *t, const struct steps *l, size_t N, struct rng *r,
                  float *leaf, float *form)
{
    const float dropped = t->net->dropped;
    struct step *embedding = &t->embedding;

    dropout_forward(t->rows * N, dropped, r, t->keep_joined, t->joined);
    step_forward(embedding, N, t->joined, l->scratch);
    relu_forward(TAIL_EMBEDDING * N, embedding->y);
    turn(TAIL_EMBEDDING, N, embedding->y, t->known);
    dropout_forward(TAIL_EMBEDDING * N, dropped, r, t->keep_known, t->known);
    net_tell(t->net, N, t->known, leaf, form);
}

void tail_backward(struct tail *t, const struct steps *l, size_t N, const float *dleaf,
                   const float *dform)
{
    float *dy = l->g[0];

    memset(t->dknown, 0, N * TAIL_EMBEDDING * sizeof *t->dknown);
    net_tell_backward(t->net, N, t->known, dleaf, dform, t->dknown);
    dropout_backward(TAIL_EMBEDDING * N, t->keep_known, t->dknown);
    turn(N, TAIL_EMBEDDING, t->dknown, dy);
    relu_backward(TAIL_EMBEDDING * N, t->embedding.y, dy);
    memset(t->djoined, 0, t->rows * N * sizeof *t->djoined);
    step_backward(&t->embedding, N, t->joined, dy, t->djoined, l->scratch);
    dropout_backward(t->rows * N, t->keep_joined, t->djoined);
}

void tail_still_backward(struct tail *t, const struct steps *l, size_t N,
                         const float *dknown)
{
    float *dy = l->g[0];

    turn(N, TAIL_EMBEDDING, dknown, dy);
    relu_backward(TAIL_EMBEDDING * N, t->embedding.y, dy);
    memset(t->djoined, 0, t->rows * N * sizeof *t->djoined);
    step_still_backward(&t->embedding, N, t->joined, dy, t->djoined, l->scratch);
}

void tail_embed(const struct tail *t, const struct steps *l, size_t N, float *known)
{
    const struct step *embedding = &t->embedding;

    step_infer(embedding, N, t->joined, 0.0f, embedding->y, l->scratch);
    relu_bias(TAIL_EMBEDDING, N, embedding->bias, embedding->y);
    turn(TAIL_EMBEDDING, N, embedding->y, known);
}
