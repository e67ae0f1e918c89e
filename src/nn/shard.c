/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A few examples at a time: drawn, varied, blended, and what the net makes of them. */
#include "nn/shard.h"

#include <stdlib.h>
#include <string.h>

#include "nn/arch.h"
#include "nn/augment.h"
#include "nn/deform.h"
#include "nn/loss.h"
#include "nn/metrics.h"
#include "util/mem.h"
#include "util/rng.h"

struct shard {
    const struct shard_plan *plan;      /* borrowed; the rest is owned */
    struct net *net;                    /* a copy, so that several can learn at once */
    struct rng rng;                     /* of the shard at hand */
    float *x;                           /* (most + 1, inputs), one to blend with */
    float *leaf, *form, *dleaf, *dform; /* (most, ...) */
    float *dother;                      /* (most, leaves) of the blended examples */
    int *leaf_truth, *form_truth;       /* (most) */
    int *other_truth;                   /* (most) leaf that is blended in, to `other` */
    float other;                        /* 0 to 0.5 */
};

struct shard *shard_new(const struct net *like, const struct shard_plan *plan,
                        size_t most)
{
    struct shard *s = mem_new(1, sizeof *s);
    const size_t C = like->leaves;

    s->plan = plan;
    s->net = net_new(like->arch->name, C);
    s->x = mem_new((most + 1) * like->inputs, sizeof *s->x);
    s->leaf = mem_new(most * C, sizeof *s->leaf);
    s->dleaf = mem_new(most * C, sizeof *s->dleaf);
    s->dother = mem_new(most * C, sizeof *s->dother);
    s->form = mem_new(most * FORM_COUNT, sizeof *s->form);
    s->dform = mem_new(most * FORM_COUNT, sizeof *s->dform);
    s->leaf_truth = mem_new(most, sizeof *s->leaf_truth);
    s->form_truth = mem_new(most, sizeof *s->form_truth);
    s->other_truth = mem_new(most, sizeof *s->other_truth);
    return s;
}

void shard_free(struct shard *s)
{
    if (!s)
        return;
    net_free(s->net);
    free(s->x);
    free(s->leaf);
    free(s->dleaf);
    free(s->dother);
    free(s->form);
    free(s->dform);
    free(s->leaf_truth);
    free(s->form_truth);
    free(s->other_truth);
    free(s);
}

static void vary(struct shard *s, struct patch *p)
{
    const struct train_options *o = s->plan->o;

    if (rng_unit(&s->rng) >= o->augment)
        return;
    if (o->deformed)
        deform_time(p, &s->rng);
    augment(p, &s->rng);
    if (o->deformed)
        deform_mask(p, &s->rng);
}

static void fill(struct shard *s, const struct shard_place *place)
{
    const struct shard_plan *plan = s->plan;

    for (size_t i = 0; i < place->n; i++) {
        const struct train_row *row =
            &plan->rows[plan->o->drawn ? draw_row(plan->draw, &s->rng)
                                       : plan->order[place->from + i]];
        struct patch p = *row->patch;

        vary(s, &p);
        net_read(s->net, &p, s->x + i * s->net->inputs);
        s->leaf_truth[i] = row->leaf;
        s->form_truth[i] = row->form;
    }
}

/*
 * Blend each example with its neighbour, itself having the greater part.
 * Source: Zhang et al., mixup: Beyond Empirical Risk Minimization, ICLR 2018.
 */
static void blend(struct shard *s, size_t n)
{
    const size_t I = s->net->inputs;
    const double share = s->plan->o->mixup;
    float *x = s->x;

    s->other = 0.0f;
    if (share <= 0.0 || rng_unit(&s->rng) >= share)
        return;
    s->other = 0.4f * (float)rng_unit(&s->rng);
    memcpy(x + n * I, x, I * sizeof *x); /* the last one's neighbour, still as it was */
    for (size_t i = 0; i < n; i++) {
        s->other_truth[i] = s->leaf_truth[(i + 1) % n];
        for (size_t k = 0; k < I; k++, x++)
            *x += s->other * (x[I] - *x);
    }
}

/* Loss of the category, and its gradient in dleaf. */
static double category_loss(struct shard *s, size_t n)
{
    const size_t C = s->net->leaves;
    const float own = 1.0f - s->other, smoothing = s->plan->o->smoothing,
                *weight = s->plan->class_weight;
    double loss = loss_cross_entropy(n, C, s->leaf, s->leaf_truth, weight, smoothing, own,
                                     s->dleaf);

    if (s->other <= 0.0f)
        return loss;
    loss = (double)own * loss +
           (double)s->other * loss_cross_entropy(n, C, s->leaf, s->other_truth, weight,
                                                 smoothing, s->other, s->dother);
    for (size_t i = 0; i < n * C; i++)
        s->dleaf[i] += s->dother[i];
    return loss;
}

static double form_loss(struct shard *s, size_t n)
{
    const float weight = s->plan->o->form_weight;

    return (double)weight * loss_cross_entropy(n, FORM_COUNT, s->form, s->form_truth,
                                               NULL, 0.0f, weight, s->dform);
}

static size_t count_right(const struct shard *s, size_t n)
{
    const size_t C = s->net->leaves;
    size_t right = 0;

    for (size_t i = 0; i < n; i++)
        right += (int)metrics_largest(C, s->leaf + i * C) == s->leaf_truth[i];
    return right;
}

void shard_learn(struct shard *s, const struct shard_place *p, struct shard_sum *sum,
                 float *out)
{
    struct net *net = s->net;

    rng_branch(&s->rng, s->plan->o->seed, 1 + (uint64_t)p->step, p->number);
    memcpy(net->w, s->plan->w, net->total * sizeof *net->w);
    memset(net->dw, 0, net->learned * sizeof *net->dw);
    fill(s, p);
    blend(s, p->n);
    net_forward(net, p->n, s->x, &s->rng, s->leaf, s->form);
    sum->loss = category_loss(s, p->n);
    sum->loss += form_loss(s, p->n);
    sum->right = count_right(s, p->n);
    net_backward(net, s->dleaf, s->dform);
    memcpy(out, net->dw, net->learned * sizeof *out);
    memcpy(out + net->learned, net->w + net->learned,
           (net->total - net->learned) * sizeof *out);
}
