/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what was found in the views to an embedding, category and form, and back. */
#include "nn/tail.h"

#include <string.h>

#include "nn/act.h"
#include "nn/dense.h"

enum { CATEGORY_W, CATEGORY_B, FORM_W, FORM_B }; /* in tail.head */

void tail_shape(struct tail *t, size_t found, struct steps *l)
{
    t->found = found;
    t->rows = found + VIEW_DURATIONS;
    t->embedding.conv = (struct conv){t->rows, 1, 1, TAIL_EMBEDDING, 1, 1};
    steps_add(l, &t->embedding, NULL, "embedding");
}

void tail_describe(struct net *n)
{
    const size_t category[] = {n->leaves, TAIL_EMBEDDING},
                 form[] = {FORM_COUNT, TAIL_EMBEDDING};

    net_part(n, "category.weight", true, 2, category);
    net_part(n, "category.bias", true, 1, category);
    net_part(n, "form.weight", true, 2, form);
    net_part(n, "form.bias", true, 1, form);
}

void tail_open(struct tail *t, const struct net *n)
{
    t->net = n;
    t->head = net_find(n, "category.weight");
}

void tail_place(struct tail *t, struct arena *a, size_t N, bool training)
{
    t->joined = arena_take(a, N * t->rows);
    t->known = arena_take(a, N * TAIL_EMBEDDING);
    if (!training)
        return;
    t->djoined = arena_take(a, N * t->rows);
    t->dknown = arena_take(a, N * TAIL_EMBEDDING);
    t->keep_joined = arena_take(a, N * t->rows);
    t->keep_known = arena_take(a, N * TAIL_EMBEDDING);
}

void tail_start(const struct tail *t, struct rng *r)
{
    part_start(&t->head[CATEGORY_W], 1.0f, r);
    part_start(&t->head[FORM_W], 1.0f, r);
}

float *tail_durations(const struct tail *t, size_t N) { return t->joined + t->found * N; }

/* to (C, R) = from (R, C). */
static void turn(size_t R, size_t C, const float *restrict from, float *restrict to)
{
    for (size_t r = 0; r < R; r++)
        for (size_t c = 0; c < C; c++)
            to[c * R + r] = from[r * C + c];
}

static void heads_forward(const struct tail *t, size_t N, float *leaf, float *form)
{
    const struct net_part *p = t->head;

    dense_forward(N, TAIL_EMBEDDING, t->net->leaves, t->known, p[CATEGORY_W].w,
                  p[CATEGORY_B].w, leaf);
    dense_forward(N, TAIL_EMBEDDING, FORM_COUNT, t->known, p[FORM_W].w, p[FORM_B].w,
                  form);
}

static void heads_backward(const struct tail *t, size_t N, const float *dleaf,
                           const float *dform)
{
    const struct net_part *p = t->head;

    memset(t->dknown, 0, N * TAIL_EMBEDDING * sizeof *t->dknown);
    dense_backward(N, TAIL_EMBEDDING, FORM_COUNT, t->known, p[FORM_W].w, dform, t->dknown,
                   p[FORM_W].dw, p[FORM_B].dw);
    dense_backward(N, TAIL_EMBEDDING, t->net->leaves, t->known, p[CATEGORY_W].w, dleaf,
                   t->dknown, p[CATEGORY_W].dw, p[CATEGORY_B].dw);
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
    heads_forward(t, N, leaf, form);
}

void tail_backward(struct tail *t, const struct steps *l, size_t N, const float *dleaf,
                   const float *dform)
{
    float *dy = l->g[0];

    heads_backward(t, N, dleaf, dform);
    dropout_backward(TAIL_EMBEDDING * N, t->keep_known, t->dknown);
    turn(N, TAIL_EMBEDDING, t->dknown, dy);
    relu_backward(TAIL_EMBEDDING * N, t->embedding.y, dy);
    memset(t->djoined, 0, t->rows * N * sizeof *t->djoined);
    step_backward(&t->embedding, N, t->joined, dy, t->djoined, l->scratch);
    dropout_backward(t->rows * N, t->keep_joined, t->djoined);
}

void tail_infer(struct tail *t, const struct steps *l, size_t N, float *leaf, float *form)
{
    const struct step *embedding = &t->embedding;

    step_infer(embedding, N, t->joined, 0.0f, embedding->y, l->scratch);
    relu_bias(TAIL_EMBEDDING, N, embedding->bias, embedding->y);
    turn(TAIL_EMBEDDING, N, embedding->y, t->known);
    heads_forward(t, N, leaf, form);
}
