/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The linear net, as a plain list of calls, and its reverse. */
#include "nn/linear.h"

#include <math.h>

#include "nn/dense.h"
#include "nn/standard.h"
#include "nn/stats.h"
#include "util/mem.h"

/* Parts, by place in net.part. */
enum { CATEGORY_W, CATEGORY_B, FORM_W, FORM_B, INPUT_MEAN, INPUT_SCALE };

void linear_describe(struct net *n)
{
    const size_t inputs = STATS_COUNT, forms = FORM_COUNT;

    n->inputs = inputs;
    n->scales = true;
    net_part(n, "category.weight", true, 2, (size_t[]){n->leaves, inputs});
    net_part(n, "category.bias", true, 1, &n->leaves);
    net_part(n, "form.weight", true, 2, (size_t[]){forms, inputs});
    net_part(n, "form.bias", true, 1, &forms);
    net_part(n, "input.mean", false, 1, &inputs);
    net_part(n, "input.scale", false, 1, &inputs);
}

void linear_start(struct net *n, struct rng *r)
{
    const float spread = 0.1f / sqrtf((float)n->inputs);

    for (size_t i = 0; i < n->parts; i++)
        for (size_t k = 0; n->part[i].decays && k < n->part[i].count; k++)
            n->part[i].w[k] = spread * (float)rng_normal(r);
}

void linear_scale(struct net *n, size_t N, const float *x)
{
    standard_fit(N, n->inputs, x, n->part[INPUT_MEAN].w, n->part[INPUT_SCALE].w);
}

void linear_forward(struct net *n, size_t N, const float *x, float *leaf, float *form)
{
    const struct net_part *p = n->part;

    if (N > n->room) {
        n->act = mem_grow(n->act, N * n->inputs, sizeof *n->act);
        n->room = N;
    }
    n->batch = N;
    standard_forward(N, n->inputs, x, p[INPUT_MEAN].w, p[INPUT_SCALE].w, n->act);
    dense_forward(N, n->inputs, n->leaves, n->act, p[CATEGORY_W].w, p[CATEGORY_B].w,
                  leaf);
    dense_forward(N, n->inputs, FORM_COUNT, n->act, p[FORM_W].w, p[FORM_B].w, form);
}

void linear_backward(struct net *n, const float *dleaf, const float *dform)
{
    const struct net_part *p = n->part;

    dense_backward(n->batch, n->inputs, FORM_COUNT, n->act, p[FORM_W].w, dform, NULL,
                   p[FORM_W].dw, p[FORM_B].dw);
    dense_backward(n->batch, n->inputs, n->leaves, n->act, p[CATEGORY_W].w, dleaf, NULL,
                   p[CATEGORY_W].dw, p[CATEGORY_B].dw);
}
