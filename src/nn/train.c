/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Epochs, batches and the early stop: turn examples into weights. */
#include "nn/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/batch.h"
#include "nn/checkpoint.h"
#include "nn/descent.h"
#include "nn/metrics.h"
#include "util/clock.h"
#include "util/embedding.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/team.h"

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
    .lesson = 0.7f,
    .checkpoint_ms = 60000,
};

static const struct train_options cnn_defaults = {
    .epochs = 50,
    .patience = 50, /* the rate falls to the end: the last epochs are the best */
    .batch = 64,
    .shard = 32,
    .rate = 3e-3f,
    .decay = 0.02f,
    .smoothing = 0.1f,
    .form_weight = 0.2f,
    .balance = 0.5,
    .drawn = true,
    .augment = 1.0,
    .deformed = true,
    .leaning = 0.3,
    .deafened = 0.15,
    .mixup = 0.5,
    .average = 0.99f,
    .seed = 1,
    .lesson = 0.7f,
    .checkpoint_ms = 60000,
};

const struct train_options *train_defaults(const char *arch)
{
    return strcmp(arch, "linear") == 0 ? &linear_defaults : &cnn_defaults;
}

/* Rows that one process answers at a time. */
enum { PIECE = 16 };

struct answers {
    struct net *net;
    const struct train_row *rows;
    size_t n;
    float *x, *known;   /* (inputs) (embeds) */
    float *leaf, *form; /* shared */
};

static void answer_piece(void *arg, size_t piece)
{
    const struct answers *a = arg;
    const size_t from = piece * PIECE, end = from + PIECE < a->n ? from + PIECE : a->n;

    for (size_t i = from; i < end; i++) {
        net_read(a->net, a->rows[i].patch, a->x);
        net_embed(a->net, 1, a->x, a->known);
        embedding_round(1, a->net->embeds, a->known);
        net_tell(a->net, 1, a->known, a->leaf + i * a->net->leaves,
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
                        .known = mem_new(net->embeds, sizeof *a.known),
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
    free(a.known);
    return rc;
}

/* What one training run works with. How far it is stands in `now`, which is all that
 * there is to put away and to go on from. */
struct run {
    struct net *net; /* borrowed, as all const ones */
    const struct train_options *o;
    const struct train_row *valid;
    size_t valid_n;
    train_progress *progress;
    void *arg;
    struct batch *batch; /* owned */
    struct descent descent;
    struct checkpoint now;
    float *last;         /* (net->total) owned: weights while others are tried */
    int64_t put_away_ms; /* when that was done last */
};

static void run_init(struct run *r, const struct train_row *rows, size_t n)
{
    const size_t total = r->net->total;
    struct checkpoint *now = &r->now;

    r->batch = batch_new(r->net, rows, n, r->o);
    *now = (struct checkpoint){.net = r->net, .options = r->o};
    now->batches = batches_of_epoch(r->batch);
    descent_init(&r->descent, r->net, r->o, r->o->epochs * (long)now->batches);
    now->curve = mem_new((size_t)r->o->epochs, sizeof *now->curve);
    now->best = mem_new(total, sizeof *now->best);
    r->last = mem_new(total, sizeof *r->last);
    now->w = r->net->w;
    now->average = r->descent.average;
    now->m = r->descent.adam.m;
    now->v = r->descent.adam.v;
    r->put_away_ms = clock_ms();
    if (r->o->checkpoint)
        now->rows = checkpoint_rows(
            r->valid, r->valid_n,
            checkpoint_rows(rows, n, checkpoint_nets(r->o->teacher, r->o->teachers)));
}

static void run_clear(struct run *r)
{
    batch_free(r->batch);
    descent_clear(&r->descent);
    free(r->now.curve);
    free(r->now.best);
    free(r->last);
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

/* As after the last step before the run was put away. What went before is told again. */
static int resume(struct run *r, struct err *e)
{
    if (checkpoint_load(&r->now, r->o->checkpoint, e) != 0)
        return -1;
    for (size_t i = 0; r->progress && i < r->now.epochs; i++)
        (void)r->progress(r->arg, &r->now.curve[i]);
    return 0;
}

static int put_away(struct run *r, struct err *e)
{
    const int rc = r->o->checkpoint ? checkpoint_save(&r->now, r->o->checkpoint, e) : 0;

    r->put_away_ms = clock_ms();
    return rc;
}

static int stopped(struct run *r, struct err *e)
{
    if (put_away(r, e) != 0)
        return -1;
    return err_set(e, ERR_STOPPED, "stopped in epoch %zu of %ld", r->now.epochs + 1,
                   r->o->epochs);
}

/* Between two steps: stop if asked to, and see to it that little is ever lost. */
static int pause_run(struct run *r, struct err *e)
{
    if (r->o->stop && r->o->stop(r->arg))
        return stopped(r, e);
    return clock_ms() - r->put_away_ms < r->o->checkpoint_ms ? 0 : put_away(r, e);
}

/* The batches of an epoch, or those left of it. */
static int learn_epoch(struct run *r, struct err *e)
{
    struct checkpoint *now = &r->now;

    batch_shuffle(r->batch, (long)now->epochs);
    while (now->batch < now->batches) {
        const long step = (long)(now->epochs * now->batches + now->batch);
        const int64_t start_ns = clock_ns();
        int64_t learned_ns, end_ns;

        if (batch_learn(r->batch, step, now->batch, &now->sum, e) != 0)
            return -1;
        learned_ns = clock_ns();
        descent_step(&r->descent, step);
        now->batch++;
        end_ns = clock_ns();
        now->sum.busy_s += (double)(end_ns - learned_ns) / 1e9;
        now->seconds += (double)(end_ns - start_ns) / 1e9;
        if (pause_run(r, e) != 0)
            return -1;
    }
    return 0;
}

static int validate(struct run *r, struct train_epoch *t, struct err *e)
{
    const size_t C = r->net->leaves, n = r->valid_n;
    float *leaf = mem_new(n * C, sizeof *leaf);
    float *form = mem_new(n * FORM_COUNT, sizeof *form);
    int *truth = mem_new(n, sizeof *truth), rc;

    for (size_t i = 0; i < n; i++)
        truth[i] = r->valid[i].leaf;
    rc = train_answers(r->net, r->valid, n, r->o->threads, leaf, form, e);
    t->macro_f1 = metrics_macro_f1(n, C, leaf, truth, &t->accuracy);
    free(leaf);
    free(form);
    free(truth);
    return rc;
}

/* The weights that count of an epoch, their mean, on the rows set aside. The net then has
 * the last ones again, to go on from. */
static int try_weights(struct run *r, struct train_epoch *t, struct err *e)
{
    const size_t bytes = r->net->total * sizeof *r->last;
    double best = -1.0;
    int rc;

    memcpy(r->last, r->net->w, bytes);
    if (r->o->average > 0.0f)
        memcpy(r->net->w, r->now.average, bytes);
    t->accuracy = t->macro_f1 = (double)NAN;
    rc = r->valid_n ? validate(r, t, e) : 0;
    for (size_t i = 0; i < r->now.epochs; i++)
        if (r->now.curve[i].best)
            best = r->now.curve[i].macro_f1;
    t->best = r->valid_n == 0 || t->macro_f1 >= best;
    if (rc == 0 && t->best)
        memcpy(r->now.best, r->net->w, bytes);
    memcpy(r->net->w, r->last, bytes);
    return rc;
}

static int run_epoch(struct run *r, struct err *e)
{
    struct checkpoint *now = &r->now;
    const struct batch_sum *sum = &now->sum;
    struct train_epoch t = {.epoch = (long)now->epochs + 1, .epochs = r->o->epochs};
    int64_t start_ns;

    if (learn_epoch(r, e) != 0)
        return -1;
    start_ns = clock_ns();
    if (try_weights(r, &t, e) != 0)
        return -1;
    t.loss = sum->loss / (double)sum->rows;
    t.train_accuracy = (double)sum->right / (double)sum->rows;
    t.busy_s = sum->busy_s;
    t.gemm_s = sum->gemm_s;
    t.seconds = now->seconds + (double)(clock_ns() - start_ns) / 1e9;
    now->curve[now->epochs++] = t;
    now->batch = 0;
    now->sum = (struct batch_sum){0};
    now->seconds = 0.0;
    return r->progress && r->progress(r->arg, &t) != 0 ? stopped(r, e) : 0;
}

/* Epochs since the best one; before the first, 0. */
static long without_better(const struct run *r)
{
    size_t n = 0;

    while (n < r->now.epochs && !r->now.curve[r->now.epochs - 1 - n].best)
        n++;
    return (long)n;
}

int train(struct net *net, const struct train_row *rows, size_t n,
          const struct train_row *valid, size_t valid_n, const struct train_options *o,
          train_progress *progress, void *arg, struct err *e)
{
    struct run r = {.net = net,
                    .o = o,
                    .valid = valid,
                    .valid_n = valid_n,
                    .progress = progress,
                    .arg = arg};
    int rc;

    fpu_flush_denormals();
    start(net, rows, n, o->seed);
    run_init(&r, rows, n);
    rc = o->resume ? resume(&r, e) : 0;
    while (rc == 0 && (long)r.now.epochs < o->epochs && without_better(&r) < o->patience)
        rc = run_epoch(&r, e);
    if (rc == 0)
        memcpy(net->w, r.now.best, net->total * sizeof *net->w);
    run_clear(&r);
    return rc;
}
