/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Epochs, batches and the early stop: turn examples into weights. */
#include "nn/train.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/adam.h"
#include "nn/augment.h"
#include "nn/deform.h"
#include "nn/draw.h"
#include "nn/loss.h"
#include "nn/metrics.h"
#include "util/fpu.h"
#include "util/mem.h"

static const struct train_options linear_defaults = {
    .epochs = 40,
    .patience = 15,
    .batch = 64,
    .rate = 2e-3f,
    .decay = 0.05f,
    .smoothing = 0.02f,
    .form_weight = 1.0f,
    .balance = 0.5,
    .augment = 0.7,
    .seed = 1,
};

static const struct train_options cnn_defaults = {
    .epochs = 30,
    .patience = 30, /* the rate falls to the end: the last epochs are the best */
    .batch = 64,
    .rate = 3e-3f,
    .decay = 0.05f,
    .smoothing = 0.1f,
    .form_weight = 0.2f,
    .balance = 0.5,
    .drawn = true,
    .spread = 0.25,
    .augment = 1.0,
    .deformed = true,
    .mixup = 0.4,
    .average = 0.99f,
    .seed = 1,
};

const struct train_options *train_defaults(const char *arch)
{
    return strcmp(arch, "linear") == 0 ? &linear_defaults : &cnn_defaults;
}

/* What one training run works with; the pointers are owned. */
struct run {
    struct net *net;
    const struct train_options *o;
    struct rng rng;
    struct adam adam;
    struct draw draw; /* of rows, where they are drawn */
    long step, steps;
    size_t *order;                      /* (n) rows, shuffled */
    float *weight;                      /* (leaves) of a class in the loss */
    float *x;                           /* (batch + 1, inputs), one to blend with */
    float *leaf, *form, *dleaf, *dform; /* (batch, ...) */
    float *dother;                      /* (batch, leaves) of the blended examples */
    int *leaf_truth, *form_truth;       /* (batch) */
    int *other_truth;                   /* (batch) leaf that is blended in, to `other` */
    float other;                        /* 0 to 0.5 */
    float *average, *last;              /* (net->total) mean of weights; the last ones */
    float *best;                        /* (net->total) weights of the best epoch */
};

/* Rare classes weigh more; the mean weight over the rows is 1. */
static void weigh(struct run *r, const struct train_row *rows, size_t n)
{
    const size_t C = r->net->leaves;
    double *count = mem_new(C, sizeof *count), sum = 0.0;
    const double balance = r->o->drawn ? 0.0 : r->o->balance;

    for (size_t i = 0; i < n; i++)
        count[rows[i].leaf] += 1.0;
    for (size_t c = 0; c < C; c++)
        if (count[c] > 0)
            sum += pow(count[c], 1.0 - balance);
    for (size_t c = 0; c < C; c++)
        if (count[c] > 0)
            r->weight[c] = (float)(pow(count[c], -balance) * (double)n / sum);
    free(count);
}

static size_t batch_of(const struct run *r, size_t n)
{
    return r->o->drawn && n < r->o->batch ? n : r->o->batch;
}

/* Batches of an epoch: drawn ones are all full, for the sake of batch norm. */
static size_t batches_of(const struct run *r, size_t n)
{
    const size_t B = batch_of(r, n);

    assert(B > 0); /* there is no training without rows */
    return r->o->drawn ? n / B : (n + B - 1) / B;
}

static void run_init(struct run *r, struct net *net, const struct train_row *rows,
                     size_t n, const struct train_options *o)
{
    const size_t B = o->batch, C = net->leaves;

    *r = (struct run){.net = net, .o = o};
    rng_init(&r->rng, o->seed);
    adam_init(&r->adam, net->learned);
    draw_init(&r->draw, rows, n, o->balance, o->spread);
    r->steps = o->epochs * (long)batches_of(r, n);
    r->order = mem_new(n, sizeof *r->order);
    for (size_t i = 0; i < n; i++)
        r->order[i] = i;
    r->weight = mem_new(C, sizeof *r->weight);
    r->x = mem_new((B + 1) * net->inputs, sizeof *r->x);
    r->leaf = mem_new(B * C, sizeof *r->leaf);
    r->dleaf = mem_new(B * C, sizeof *r->dleaf);
    r->dother = mem_new(B * C, sizeof *r->dother);
    r->form = mem_new(B * FORM_COUNT, sizeof *r->form);
    r->dform = mem_new(B * FORM_COUNT, sizeof *r->dform);
    r->leaf_truth = mem_new(B, sizeof *r->leaf_truth);
    r->form_truth = mem_new(B, sizeof *r->form_truth);
    r->other_truth = mem_new(B, sizeof *r->other_truth);
    r->average = mem_new(net->total, sizeof *r->average);
    r->last = mem_new(net->total, sizeof *r->last);
    r->best = mem_new(net->total, sizeof *r->best);
    weigh(r, rows, n);
}

static void run_clear(struct run *r)
{
    adam_clear(&r->adam);
    draw_clear(&r->draw);
    free(r->order);
    free(r->weight);
    free(r->x);
    free(r->leaf);
    free(r->dleaf);
    free(r->dother);
    free(r->form);
    free(r->dform);
    free(r->leaf_truth);
    free(r->form_truth);
    free(r->other_truth);
    free(r->average);
    free(r->last);
    free(r->best);
}

/* The net's first look at the data: how each input is distributed. */
static void start(struct run *r, const struct train_row *rows, size_t n)
{
    const size_t I = r->net->inputs;
    float *x;

    net_start(r->net, &r->rng);
    if (!r->net->scales)
        return;
    x = mem_new(n * I, sizeof *x);
    for (size_t i = 0; i < n; i++)
        net_read(r->net, rows[i].patch, x + i * I);
    net_scale(r->net, n, x);
    free(x);
}

static void vary(struct run *r, struct patch *p)
{
    if (rng_unit(&r->rng) >= r->o->augment)
        return;
    if (r->o->deformed)
        deform_time(p, &r->rng);
    augment(p, &r->rng);
    if (r->o->deformed)
        deform_mask(p, &r->rng);
}

static void fill_batch(struct run *r, const struct train_row *rows, size_t from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct train_row *row =
            &rows[r->o->drawn ? draw_row(&r->draw, &r->rng) : r->order[from + i]];
        struct patch p = *row->patch;

        vary(r, &p);
        net_read(r->net, &p, r->x + i * r->net->inputs);
        r->leaf_truth[i] = row->leaf;
        r->form_truth[i] = row->form;
    }
}

/*
 * Blend each example with its neighbour, itself having the greater part.
 * Source: Zhang et al., mixup: Beyond Empirical Risk Minimization, ICLR 2018.
 */
static void blend(struct run *r, size_t n)
{
    const size_t I = r->net->inputs;
    float *x = r->x;

    r->other = 0.0f;
    if (r->o->mixup <= 0.0 || rng_unit(&r->rng) >= r->o->mixup)
        return;
    r->other = 0.4f * (float)rng_unit(&r->rng);
    memcpy(x + n * I, x, I * sizeof *x); /* the last one's neighbour, still as it was */
    for (size_t i = 0; i < n; i++) {
        r->other_truth[i] = r->leaf_truth[(i + 1) % n];
        for (size_t k = 0; k < I; k++, x++)
            *x += r->other * (x[I] - *x);
    }
}

/* Loss of the category, and its gradient in dleaf. */
static double category_loss(struct run *r, size_t n)
{
    const size_t C = r->net->leaves;
    const float own = 1.0f - r->other, smoothing = r->o->smoothing;
    double loss = loss_cross_entropy(n, C, r->leaf, r->leaf_truth, r->weight, smoothing,
                                     own, r->dleaf);

    if (r->other <= 0.0f)
        return loss;
    loss = (double)own * loss +
           (double)r->other * loss_cross_entropy(n, C, r->leaf, r->other_truth, r->weight,
                                                 smoothing, r->other, r->dother);
    for (size_t i = 0; i < n * C; i++)
        r->dleaf[i] += r->dother[i];
    return loss;
}

/* The mean of weights follows the weights, faster in the first steps. */
static void follow(struct run *r)
{
    const float *w = r->net->w;
    const float early = (float)r->step / (float)(r->step + 10);
    const float memory = r->o->average < early ? r->o->average : early;

    for (size_t i = 0; r->o->average > 0.0f && i < r->net->total; i++)
        r->average[i] = memory * r->average[i] + (1.0f - memory) * w[i];
}

static void descend(struct run *r, float rate)
{
    const struct net *net = r->net;

    adam_begin(&r->adam);
    for (size_t i = 0; i < net->parts; i++) {
        const struct net_part *p = &net->part[i];

        if (p->dw)
            adam_apply(&r->adam, (size_t)(p->dw - net->dw), p->count, rate,
                       p->decays ? r->o->decay : 0.0f, p->w, p->dw);
    }
    follow(r);
}

/* One batch: forward, loss, backward, one step of the optimiser. Returns the loss. */
static double learn_batch(struct run *r, size_t n)
{
    struct net *net = r->net;
    const struct train_options *o = r->o;
    const float rate = adam_rate(o->rate, r->step++, r->steps);
    double loss;

    memset(net->dw, 0, net->learned * sizeof *net->dw);
    net_forward(net, n, r->x, &r->rng, r->leaf, r->form);
    loss = category_loss(r, n);
    loss +=
        (double)o->form_weight * loss_cross_entropy(n, FORM_COUNT, r->form, r->form_truth,
                                                    NULL, 0.0f, o->form_weight, r->dform);
    net_backward(net, r->dleaf, r->dform);
    descend(r, rate);
    return loss;
}

static double learn_epoch(struct run *r, const struct train_row *rows, size_t n)
{
    const size_t B = batch_of(r, n), batches = batches_of(r, n);
    double loss = 0.0;
    size_t seen = 0;

    if (!r->o->drawn)
        rng_shuffle(&r->rng, r->order, n);
    for (size_t i = 0; i < batches; i++) {
        const size_t size = n - seen < B ? n - seen : B;

        fill_batch(r, rows, seen, size);
        blend(r, size);
        loss += learn_batch(r, size) * (double)size;
        seen += size;
    }
    return loss / (double)seen;
}

void train_answers(struct net *net, const struct train_row *rows, size_t n, float *leaf,
                   float *form)
{
    float *x = mem_new(net->inputs, sizeof *x);

    net_settle(net);
    for (size_t i = 0; i < n; i++) {
        net_read(net, rows[i].patch, x);
        net_infer(net, 1, x, leaf + i * net->leaves, form + i * FORM_COUNT);
    }
    free(x);
}

static void validate(struct run *r, const struct train_row *valid, size_t n,
                     struct train_epoch *t)
{
    const size_t C = r->net->leaves;
    float *leaf = mem_new(n * C, sizeof *leaf);
    float *form = mem_new(n * FORM_COUNT, sizeof *form);
    int *truth = mem_new(n, sizeof *truth);

    for (size_t i = 0; i < n; i++)
        truth[i] = valid[i].leaf;
    train_answers(r->net, valid, n, leaf, form);
    t->macro_f1 = metrics_macro_f1(n, C, leaf, truth, &t->accuracy);
    free(leaf);
    free(form);
    free(truth);
}

/* What counts of an epoch: the mean of weights; the last ones are kept to go on from. */
static void show_average(struct run *r)
{
    const size_t bytes = r->net->total * sizeof *r->last;

    memcpy(r->last, r->net->w, bytes);
    if (r->o->average > 0.0f)
        memcpy(r->net->w, r->average, bytes);
}

static int run_epochs(struct run *r, const struct train_row *rows, size_t n,
                      const struct train_row *valid, size_t valid_n,
                      train_progress *progress, void *arg, struct err *e)
{
    double best = -1.0;
    long best_at = 0;

    for (long i = 1; i <= r->o->epochs && i - best_at <= r->o->patience; i++) {
        struct train_epoch t = {.epoch = i, .epochs = r->o->epochs};

        t.loss = learn_epoch(r, rows, n);
        show_average(r);
        validate(r, valid, valid_n, &t);
        t.best = valid_n == 0 || t.macro_f1 >= best;
        if (t.best) {
            best = t.macro_f1;
            best_at = i;
            memcpy(r->best, r->net->w, r->net->total * sizeof *r->best);
        }
        memcpy(r->net->w, r->last, r->net->total * sizeof *r->last);
        if (progress && progress(arg, &t) != 0)
            return err_set(e, ERR_STOPPED, "stopped at epoch %ld", i);
    }
    memcpy(r->net->w, r->best, r->net->total * sizeof *r->best);
    return 0;
}

int train(struct net *net, const struct train_row *rows, size_t n,
          const struct train_row *valid, size_t valid_n, const struct train_options *o,
          train_progress *progress, void *arg, struct err *e)
{
    struct run r;
    int rc;

    fpu_flush_denormals();
    run_init(&r, net, rows, n, o);
    start(&r, rows, n);
    rc = run_epochs(&r, rows, n, valid, valid_n, progress, arg, e);
    run_clear(&r);
    return rc;
}
