/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The linear net, as a plain list of calls, and its reverse. */
#include <math.h>
#include <stdlib.h>

#include "nn/arch.h"
#include "nn/dense.h"
#include "nn/standard.h"
#include "nn/stats.h"
#include "util/mem.h"

/* Parts, by place in net.part: the heads come first. */
enum { INPUT_MEAN = HEAD_PARTS, INPUT_SCALE };

struct linear {
    float *act;         /* (room, inputs) of the last forward; owned */
    size_t batch, room; /* rows of that forward, and rows there is memory for */
};

static void describe(struct net *n)
{
    const size_t inputs = STATS_COUNT;

    n->inputs = n->embeds = inputs;
    n->scales = true;
    net_heads(n);
    net_part(n, "input.mean", false, 1, &inputs);
    net_part(n, "input.scale", false, 1, &inputs);
}

static void *plan_new(const struct net *n)
{
    (void)n;
    return mem_new(1, sizeof(struct linear));
}

static void plan_free(void *plan)
{
    struct linear *l = plan;

    if (l)
        free(l->act);
    free(l);
}

static void start(struct net *n, struct rng *r)
{
    const float spread = 0.1f / sqrtf((float)n->inputs);

    for (size_t i = 0; i < n->parts; i++)
        for (size_t k = 0; n->part[i].decays && k < n->part[i].count; k++)
            n->part[i].w[k] = spread * (float)rng_normal(r);
}

static void scale(struct net *n, size_t N, const float *x)
{
    standard_fit(N, n->inputs, x, n->part[INPUT_MEAN].w, n->part[INPUT_SCALE].w);
}

static void embed(struct net *n, size_t N, const float *x, float *known)
{
    standard_forward(N, n->inputs, x, n->part[INPUT_MEAN].w, n->part[INPUT_SCALE].w,
                     known);
}

/* Nothing is dropped: no number is drawn. */
static void forward(struct net *n, size_t N, const float *x, struct rng *r, float *leaf,
                    float *form)
{
    struct linear *l = n->plan;

    (void)r;
    if (N > l->room) {
        l->act = mem_grow(l->act, N * n->inputs, sizeof *l->act);
        l->room = N;
    }
    l->batch = N;
    embed(n, N, x, l->act);
    net_tell(n, N, l->act, leaf, form);
}

static void backward(struct net *n, const float *dleaf, const float *dform)
{
    const struct net_part *p = n->part;
    const struct linear *l = n->plan;

    dense_backward(l->batch, n->inputs, FORM_COUNT, l->act, p[HEAD_FORM_W].w, dform, NULL,
                   p[HEAD_FORM_W].dw, p[HEAD_FORM_B].dw);
    dense_backward(l->batch, n->inputs, n->leaves, l->act, p[HEAD_CATEGORY_W].w, dleaf,
                   NULL, p[HEAD_CATEGORY_W].dw, p[HEAD_CATEGORY_B].dw);
}

const struct arch arch_linear = {
    .name = "linear",
    .describe = describe,
    .plan_new = plan_new,
    .plan_free = plan_free,
    .read = stats_of,
    .start = start,
    .scale = scale,
    .forward = forward,
    .backward = backward,
    .embed = embed,
};
