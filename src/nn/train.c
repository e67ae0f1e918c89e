/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Epochs, batches and the early stop: turn examples into weights. */
#include "nn/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/adam.h"
#include "nn/augment.h"
#include "nn/loss.h"
#include "nn/metrics.h"
#include "util/fpu.h"
#include "util/mem.h"

const struct train_options train_defaults = {
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

/* What one training run works with; the pointers are owned. */
struct run {
    struct net *net;
    const struct train_options *o;
    struct rng rng;
    struct adam adam;
    long step, steps;
    size_t *order;                      /* (n) rows, shuffled */
    float *weight;                      /* (leaves) of a class in the loss */
    float *x;                           /* (batch, inputs) */
    float *leaf, *form, *dleaf, *dform; /* (batch, ...) */
    int *leaf_truth, *form_truth;       /* (batch) */
    float *best;                        /* (net->total) weights of the best epoch */
};

/* Rare classes weigh more; the mean weight over the rows is 1. */
static void weigh(struct run *r, const struct train_row *rows, size_t n)
{
    const size_t C = r->net->leaves;
    double *count = mem_new(C, sizeof *count), sum = 0.0;

    for (size_t i = 0; i < n; i++)
        count[rows[i].leaf] += 1.0;
    for (size_t c = 0; c < C; c++)
        if (count[c] > 0)
            sum += pow(count[c], 1.0 - r->o->balance);
    for (size_t c = 0; c < C; c++)
        if (count[c] > 0)
            r->weight[c] = (float)(pow(count[c], -r->o->balance) * (double)n / sum);
    free(count);
}

static void run_init(struct run *r, struct net *net, const struct train_row *rows,
                     size_t n, const struct train_options *o)
{
    const size_t B = o->batch, C = net->leaves;

    *r = (struct run){.net = net, .o = o};
    rng_init(&r->rng, o->seed);
    adam_init(&r->adam, net->learned);
    r->steps = o->epochs * (long)((n + B - 1) / B);
    r->order = mem_new(n, sizeof *r->order);
    for (size_t i = 0; i < n; i++)
        r->order[i] = i;
    r->weight = mem_new(C, sizeof *r->weight);
    r->x = mem_new(B * net->inputs, sizeof *r->x);
    r->leaf = mem_new(B * C, sizeof *r->leaf);
    r->dleaf = mem_new(B * C, sizeof *r->dleaf);
    r->form = mem_new(B * FORM_COUNT, sizeof *r->form);
    r->dform = mem_new(B * FORM_COUNT, sizeof *r->dform);
    r->leaf_truth = mem_new(B, sizeof *r->leaf_truth);
    r->form_truth = mem_new(B, sizeof *r->form_truth);
    r->best = mem_new(net->total, sizeof *r->best);
    weigh(r, rows, n);
}

static void run_clear(struct run *r)
{
    adam_clear(&r->adam);
    free(r->order);
    free(r->weight);
    free(r->x);
    free(r->leaf);
    free(r->dleaf);
    free(r->form);
    free(r->dform);
    free(r->leaf_truth);
    free(r->form_truth);
    free(r->best);
}

/* The net's first look at the data: how each input is spread, variations included. */
static void start(struct run *r, const struct train_row *rows, size_t n)
{
    const size_t I = r->net->inputs;
    float *x = mem_new(n * I, sizeof *x);

    for (size_t i = 0; i < n; i++)
        net_read(r->net, rows[i].patch, x + i * I);
    net_start(r->net, &r->rng, n, x);
    free(x);
}

static void fill_batch(struct run *r, const struct train_row *rows, size_t from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct train_row *row = &rows[r->order[from + i]];
        struct patch p = *row->patch;

        if (rng_unit(&r->rng) < r->o->augment)
            augment(&p, &r->rng);
        net_read(r->net, &p, r->x + i * r->net->inputs);
        r->leaf_truth[i] = row->leaf;
        r->form_truth[i] = row->form;
    }
}

/* One batch: forward, loss, backward, one step of the optimiser. Returns the loss. */
static double learn_batch(struct run *r, size_t n)
{
    struct net *net = r->net;
    const struct train_options *o = r->o;
    const float rate = adam_rate(o->rate, r->step++, r->steps);
    double loss;

    memset(net->dw, 0, net->learned * sizeof *net->dw);
    net_forward(net, n, r->x, r->leaf, r->form);
    loss = loss_cross_entropy(n, net->leaves, r->leaf, r->leaf_truth, r->weight,
                              o->smoothing, 1.0f, r->dleaf);
    loss +=
        (double)o->form_weight * loss_cross_entropy(n, FORM_COUNT, r->form, r->form_truth,
                                                    NULL, 0.0f, o->form_weight, r->dform);
    net_backward(net, r->dleaf, r->dform);
    adam_begin(&r->adam);
    for (size_t i = 0; i < net->parts; i++) {
        const struct net_part *p = &net->part[i];

        if (p->dw)
            adam_apply(&r->adam, (size_t)(p->dw - net->dw), p->count, rate,
                       p->decays ? o->decay : 0.0f, p->w, p->dw);
    }
    return loss;
}

static double learn_epoch(struct run *r, const struct train_row *rows, size_t n)
{
    double loss = 0.0;

    rng_shuffle(&r->rng, r->order, n);
    for (size_t from = 0; from < n; from += r->o->batch) {
        const size_t size = n - from < r->o->batch ? n - from : r->o->batch;

        fill_batch(r, rows, from, size);
        loss += learn_batch(r, size) * (double)size;
    }
    return loss / (double)n;
}

void train_answers(struct net *net, const struct train_row *rows, size_t n, float *leaf,
                   float *form)
{
    float *x = mem_new(net->inputs, sizeof *x);

    for (size_t i = 0; i < n; i++) {
        net_read(net, rows[i].patch, x);
        net_forward(net, 1, x, leaf + i * net->leaves, form + i * FORM_COUNT);
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

static int run_epochs(struct run *r, const struct train_row *rows, size_t n,
                      const struct train_row *valid, size_t valid_n,
                      train_progress *progress, void *arg, struct err *e)
{
    double best = -1.0;
    long best_at = 0;

    for (long i = 1; i <= r->o->epochs && i - best_at <= r->o->patience; i++) {
        struct train_epoch t = {.epoch = i, .epochs = r->o->epochs};

        t.loss = learn_epoch(r, rows, n);
        validate(r, valid, valid_n, &t);
        t.best = valid_n == 0 || t.macro_f1 >= best;
        if (t.best) {
            best = t.macro_f1;
            best_at = i;
            memcpy(r->best, r->net->w, r->net->total * sizeof *r->best);
        }
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
