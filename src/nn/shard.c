/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A few examples at a time: drawn, varied, blended, and what the net makes of them. */
#include "nn/shard.h"

#include <stdlib.h>
#include <string.h>

#include "nn/arch.h"
#include "nn/augment.h"
#include "nn/deform.h"
#include "nn/gemm.h"
#include "nn/lean.h"
#include "nn/loss.h"
#include "nn/metrics.h"
#include "util/clock.h"
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
    float *said, *said_form;            /* (most, ...) by one teacher */
    float *lesson;                      /* (most, leaves) by all, on average */
};

struct shard *shard_new(const struct net *like, const struct shard_plan *plan,
                        size_t most)
{
    struct shard *s = mem_new(1, sizeof *s);
    const size_t C = like->leaves;

    s->plan = plan;
    s->net = net_new(like->arch->name, C);
    s->net->dropped = like->dropped;
    s->x = mem_new((most + 1) * like->inputs, sizeof *s->x);
    s->leaf = mem_new(most * C, sizeof *s->leaf);
    s->dleaf = mem_new(most * C, sizeof *s->dleaf);
    s->dother = mem_new(most * C, sizeof *s->dother);
    s->form = mem_new(most * FORM_COUNT, sizeof *s->form);
    s->dform = mem_new(most * FORM_COUNT, sizeof *s->dform);
    s->leaf_truth = mem_new(most, sizeof *s->leaf_truth);
    s->form_truth = mem_new(most, sizeof *s->form_truth);
    s->other_truth = mem_new(most, sizeof *s->other_truth);
    s->said = mem_new(most * C, sizeof *s->said);
    s->said_form = mem_new(most * FORM_COUNT, sizeof *s->said_form);
    s->lesson = mem_new(most * C, sizeof *s->lesson);
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
    free(s->said);
    free(s->said_form);
    free(s->lesson);
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

static const struct train_row *any_row(struct shard *s)
{
    return &s->plan->rows[draw_row(s->plan->draw, &s->rng)];
}

static void fill(struct shard *s, const struct shard_place *place)
{
    const struct train_options *o = s->plan->o;

    for (size_t i = 0; i < place->n; i++) {
        const struct train_row *row =
            o->drawn ? any_row(s) : &s->plan->rows[s->plan->order[place->from + i]];
        struct patch p = *row->patch;

        vary(s, &p);
        if (o->leaning > 0.0 && rng_unit(&s->rng) < o->leaning)
            lean(&p, any_row(s)->patch, &s->rng);
        if (o->deafened > 0.0 && rng_unit(&s->rng) < o->deafened)
            memset(p.partials, 0, sizeof p.partials);
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
    s->other = 0.5f * (float)rng_unit(&s->rng);
    memcpy(x + n * I, x, I * sizeof *x); /* the last one's neighbour, still as it was */
    for (size_t i = 0; i < n; i++) {
        s->other_truth[i] = s->leaf_truth[(i + 1) % n];
        for (size_t k = 0; k < I; k++, x++)
            *x += s->other * (x[I] - *x);
    }
}

/* Against the labels: the part `scale` of the loss, and its gradient in dleaf. */
static double label_loss(struct shard *s, size_t n, float scale)
{
    const size_t C = s->net->leaves;
    const float own = scale * (1.0f - s->other), others = scale * s->other,
                smoothing = s->plan->o->smoothing, *weight = s->plan->class_weight;
    double loss = (double)own * loss_cross_entropy(n, C, s->leaf, s->leaf_truth, weight,
                                                   smoothing, own, s->dleaf);

    if (s->other <= 0.0f)
        return loss;
    loss += (double)others * loss_cross_entropy(n, C, s->leaf, s->other_truth, weight,
                                                smoothing, others, s->dother);
    for (size_t i = 0; i < n * C; i++)
        s->dleaf[i] += s->dother[i];
    return loss;
}

/* What the teachers say of the inputs at hand. */
static void ask_teachers(struct shard *s, size_t n)
{
    const struct train_options *o = s->plan->o;
    const size_t all = n * s->net->leaves;

    memset(s->lesson, 0, all * sizeof *s->lesson);
    for (size_t t = 0; t < o->teachers; t++) {
        net_infer(o->teacher[t], n, s->x, s->said, s->said_form);
        softmax(n, s->net->leaves, s->said, 1.0f, s->said);
        for (size_t i = 0; i < all; i++)
            s->lesson[i] += s->said[i] / (float)o->teachers;
    }
}

/* Loss of the category, and its gradient in dleaf. */
static double category_loss(struct shard *s, size_t n)
{
    const struct train_options *o = s->plan->o;
    double loss;

    if (o->teachers == 0)
        return label_loss(s, n, 1.0f);
    loss = label_loss(s, n, 1.0f - o->lesson);
    ask_teachers(s, n);
    return loss + (double)o->lesson * loss_against(n, s->net->leaves, s->leaf, s->lesson,
                                                   o->lesson, s->dleaf);
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
    const int64_t start_ns = clock_ns();

    sum->gemm_ns = 0;
    gemm_time(&sum->gemm_ns);
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
    gemm_time(NULL);
    sum->busy_ns = clock_ns() - start_ns;
}
