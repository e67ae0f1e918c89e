/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The convolutional net, as a plain list of calls, and its reverse: a trunk for each
 * view of a sound, pooled, and the tail.
 */
#include <stdlib.h>

#include "nn/arch.h"
#include "nn/gemm.h"
#include "nn/tail.h"
#include "nn/trunk.h"
#include "util/mem.h"

struct cnn {
    struct trunk trunk[VIEWS];
    struct tail tail;
    struct steps steps;
    struct views views;
    struct room room;
};

static void shape(struct cnn *c)
{
    for (size_t v = 0; v < VIEWS; v++) {
        trunk_shape(&c->trunk[v], TRUNK_BLOCKS, PATCH_BANDS, PATCH_COLS);
        steps_add_trunk(&c->steps, &c->trunk[v], view_name(v));
    }
    tail_shape(&c->tail, (size_t)VIEWS * TRUNK_OUT, &c->steps);
}

static void describe(struct net *n)
{
    struct cnn c = {0};

    shape(&c);
    n->inputs = VIEW_INPUTS;
    n->dropped = 0.3f;
    steps_describe(&c.steps, n);
    tail_describe(n);
    steps_describe_seen(&c.steps, n);
}

static void *plan_new(const struct net *n)
{
    struct cnn *c = mem_new(1, sizeof *c);

    gemm_start();
    shape(c);
    steps_open(&c->steps, n);
    tail_open(&c->tail, n);
    return c;
}

static void plan_free(void *plan)
{
    struct cnn *c = plan;

    if (!c)
        return;
    steps_clear(&c->steps);
    free(c->room.floats);
    free(c);
}

/* Activations and gradients for N samples. */
static void place(void *plan, struct arena *a, size_t N, bool training)
{
    struct cnn *c = plan;

    views_place(&c->views, a, N);
    steps_place(&c->steps, a, N, training);
    tail_place(&c->tail, a, N, training);
}

static void start(struct net *n, struct rng *r)
{
    const struct cnn *c = n->plan;

    steps_start(&c->steps, n, r);
    tail_start(&c->tail, r);
}

static void settle(struct net *n)
{
    const struct cnn *c = n->plan;

    steps_fold(&c->steps);
}

static void forward(struct net *n, size_t N, const float *x, struct rng *r, float *leaf,
                    float *form)
{
    struct cnn *c = n->plan;

    room_make(&c->room, N, true, place, c);
    views_take(&c->views, N, x, tail_durations(&c->tail, N));
    for (size_t v = 0; v < VIEWS; v++)
        trunk_forward(&c->trunk[v], N, c->views.view[v],
                      c->tail.joined + v * TRUNK_OUT * N, c->steps.scratch);
    tail_forward(&c->tail, &c->steps, N, r, leaf, form);
}

static void backward(struct net *n, const float *dleaf, const float *dform)
{
    struct cnn *c = n->plan;
    const size_t N = c->room.batch;

    tail_backward(&c->tail, &c->steps, N, dleaf, dform);
    for (size_t v = 0; v < VIEWS; v++)
        trunk_backward(&c->trunk[v], N, c->views.view[v],
                       c->tail.djoined + v * TRUNK_OUT * N, c->steps.g, c->steps.scratch);
}

static void infer(struct net *n, size_t N, const float *x, float *leaf, float *form)
{
    struct cnn *c = n->plan;

    room_make(&c->room, N, false, place, c);
    views_take(&c->views, N, x, tail_durations(&c->tail, N));
    for (size_t v = 0; v < VIEWS; v++)
        trunk_infer(&c->trunk[v], N, c->views.view[v], c->tail.joined + v * TRUNK_OUT * N,
                    c->steps.scratch);
    tail_infer(&c->tail, &c->steps, N, leaf, form);
}

const struct arch arch_cnn = {
    .name = "cnn",
    .describe = describe,
    .plan_new = plan_new,
    .plan_free = plan_free,
    .read = views_read,
    .start = start,
    .settle = settle,
    .forward = forward,
    .backward = backward,
    .infer = infer,
};
