/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Epochs, batches and the early stop: turn examples into weights. */
#include "nn/train.h"

#include <stdlib.h>
#include <string.h>

#include "nn/adam.h"
#include "nn/batch.h"
#include "nn/metrics.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/team.h"
#include "util/vec.h"

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
    .shard = 32,
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
    struct adam adam;
    struct batch *batch;
    long step, steps;
    float *average, *last; /* (net->total) mean of weights; the last ones */
    float *best;           /* (net->total) weights of the best epoch */
};

static void run_init(struct run *r, struct net *net, const struct train_row *rows,
                     size_t n, const struct train_options *o)
{
    *r = (struct run){.net = net, .o = o, .batch = batch_new(net, rows, n, o)};
    adam_init(&r->adam, net->learned);
    r->steps = o->epochs * (long)batches_of_epoch(r->batch);
    r->average = mem_new(net->total, sizeof *r->average);
    r->last = mem_new(net->total, sizeof *r->last);
    r->best = mem_new(net->total, sizeof *r->best);
}

static void run_clear(struct run *r)
{
    batch_free(r->batch);
    adam_clear(&r->adam);
    free(r->average);
    free(r->last);
    free(r->best);
}

/* The net's first look at the data: how each input is distributed. */
static void start(struct net *net, const struct train_row *rows, size_t n, uint64_t seed)
{
    const size_t I = net->inputs;
    struct rng r;
    float *x;

    rng_init(&r, seed);
    net_start(net, &r);
    if (!net->scales)
        return;
    x = mem_new(n * I, sizeof *x);
    for (size_t i = 0; i < n; i++)
        net_read(net, rows[i].patch, x + i * I);
    net_scale(net, n, x);
    free(x);
}

VEC_CLONES
static void blend(size_t n, float memory, const float *restrict w,
                  float *restrict average)
{
    for (size_t i = 0; i < n; i++)
        average[i] = memory * average[i] + (1.0f - memory) * w[i];
}

/* The mean of weights follows the weights, faster in the first steps. */
static void follow(struct run *r)
{
    const float early = (float)r->step / (float)(r->step + 10);

    if (r->o->average > 0.0f)
        blend(r->net->total, r->o->average < early ? r->o->average : early, r->net->w,
              r->average);
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

static int learn_epoch(struct run *r, long epoch, struct train_epoch *t, struct err *e)
{
    struct batch_sum sum = {0};

    batch_shuffle(r->batch, epoch);
    for (size_t i = 0; i < batches_of_epoch(r->batch); i++) {
        const float rate = adam_rate(r->o->rate, r->step, r->steps);

        if (batch_learn(r->batch, r->step++, i, &sum, e) != 0)
            return -1;
        descend(r, rate);
    }
    t->loss = sum.loss / (double)sum.rows;
    t->train_accuracy = (double)sum.right / (double)sum.rows;
    return 0;
}

/* Rows that one process answers at a time. */
enum { PIECE = 16 };

struct answers {
    struct net *net;
    const struct train_row *rows;
    size_t n;
    float *x;           /* (inputs) */
    float *leaf, *form; /* shared */
};

static void answer_piece(void *arg, size_t piece)
{
    const struct answers *a = arg;
    const size_t from = piece * PIECE, end = from + PIECE < a->n ? from + PIECE : a->n;

    for (size_t i = from; i < end; i++) {
        net_read(a->net, a->rows[i].patch, a->x);
        net_infer(a->net, 1, a->x, a->leaf + i * a->net->leaves,
                  a->form + i * FORM_COUNT);
    }
}

int train_answers(struct net *net, const struct train_row *rows, size_t n, size_t threads,
                  float *leaf, float *form, struct err *e)
{
    const size_t C = net->leaves, pieces = (n + PIECE - 1) / PIECE;
    struct answers a = {.net = net,
                        .rows = rows,
                        .n = n,
                        .x = mem_new(net->inputs, sizeof *a.x),
                        .leaf = mem_share(n * C, sizeof *leaf),
                        .form = mem_share(n * FORM_COUNT, sizeof *form)};
    struct team *team;
    int rc;

    net_settle(net);
    team = team_new(pieces < 2 ? 1 : threads ? threads : team_cores(), answer_piece, &a);
    rc = team_do(team, pieces, e);
    team_free(team);
    memcpy(leaf, a.leaf, n * C * sizeof *leaf);
    memcpy(form, a.form, n * FORM_COUNT * sizeof *form);
    mem_unshare(a.leaf, n * C, sizeof *leaf);
    mem_unshare(a.form, n * FORM_COUNT, sizeof *form);
    free(a.x);
    return rc;
}

static int validate(struct run *r, const struct train_row *valid, size_t n,
                    struct train_epoch *t, struct err *e)
{
    const size_t C = r->net->leaves;
    float *leaf = mem_new(n * C, sizeof *leaf);
    float *form = mem_new(n * FORM_COUNT, sizeof *form);
    int *truth = mem_new(n, sizeof *truth), rc;

    for (size_t i = 0; i < n; i++)
        truth[i] = valid[i].leaf;
    rc = train_answers(r->net, valid, n, r->o->threads, leaf, form, e);
    t->macro_f1 = metrics_macro_f1(n, C, leaf, truth, &t->accuracy);
    free(leaf);
    free(form);
    free(truth);
    return rc;
}

/* What counts of an epoch: the mean of weights; the last ones are kept to go on from. */
static void show_average(struct run *r)
{
    const size_t bytes = r->net->total * sizeof *r->last;

    memcpy(r->last, r->net->w, bytes);
    if (r->o->average > 0.0f)
        memcpy(r->net->w, r->average, bytes);
}

static int run_epochs(struct run *r, const struct train_row *valid, size_t valid_n,
                      train_progress *progress, void *arg, struct err *e)
{
    double best = -1.0;
    long best_at = 0;

    for (long i = 1; i <= r->o->epochs && i - best_at <= r->o->patience; i++) {
        struct train_epoch t = {.epoch = i, .epochs = r->o->epochs};

        if (learn_epoch(r, i, &t, e) != 0)
            return -1;
        show_average(r);
        if (validate(r, valid, valid_n, &t, e) != 0)
            return -1;
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
    start(net, rows, n, o->seed);
    run_init(&r, net, rows, n, o);
    rc = run_epochs(&r, valid, valid_n, progress, arg, e);
    run_clear(&r);
    return rc;
}
