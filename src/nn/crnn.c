/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The convolutional recurrent net, as a plain list of calls, and its reverse: the columns
 * of each view, read by a recurrent unit forwards and by one backwards, pooled, and the
 * tail.
 * Source of the idea: Choi et al., Convolutional Recurrent Neural Networks for Music
 * Classification, ICASSP 2017.
 */
#include <stdio.h>
#include <string.h>

#include "nn/arch.h"
#include "nn/columns.h"
#include "nn/frame.h"
#include "nn/gemm.h"
#include "nn/gru.h"
#include "nn/sequence.h"
#include "util/mem.h"

enum {
    WAYS = 2, /* forwards, backwards */
    UNITS = VIEWS * WAYS,
    WIDTH = 96,       /* numbers a unit remembers */
    FOUND = 2 * WIDTH /* a unit's, pooled */
};

struct crnn {
    struct frame frame; /* the first */
    struct columns columns[VIEWS];
    struct gru unit[UNITS];
    float *dunit; /* (COLUMNS_TIME, N, WIDTH) gradient of a unit's y */
};

/* Parts of a unit. */
enum { INPUT, STATE, BIAS, CANDIDATE, UNIT_PARTS };

static void part_name(size_t unit, size_t part, char name[MODEL_NAME])
{
    static const char *const way[WAYS] = {"forward", "backward"};
    static const char *const what[UNIT_PARTS] = {"weight", "state", "bias", "candidate"};

    snprintf(name, MODEL_NAME, "%s.%s.%s", view_name(unit / WAYS), way[unit % WAYS],
             what[part]);
}

static void shape(struct crnn *c)
{
    for (size_t v = 0; v < VIEWS; v++)
        columns_shape(&c->columns[v], &c->frame.steps, view_name(v));
    for (size_t u = 0; u < UNITS; u++)
        c->unit[u] = (struct gru){
            .T = COLUMNS_TIME, .C = COLUMNS_WIDTH, .H = WIDTH, .reversed = u % WAYS == 1};
    tail_shape(&c->frame.tail, (size_t)UNITS * FOUND, &c->frame.steps);
}

static void describe_unit(struct net *n, size_t unit)
{
    const size_t gates = (size_t)3 * WIDTH;
    const size_t shapes[UNIT_PARTS][2] = {
        {gates, COLUMNS_WIDTH}, {gates, WIDTH}, {gates}, {WIDTH}};

    for (size_t i = 0; i < UNIT_PARTS; i++) {
        char name[MODEL_NAME];

        part_name(unit, i, name);
        net_part(n, name, true, i < BIAS ? 2 : 1, shapes[i]);
    }
}

static void describe(struct net *n)
{
    struct crnn c = {0};

    shape(&c);
    frame_describe(&c.frame, n);
    for (size_t u = 0; u < UNITS; u++)
        describe_unit(n, u);
    frame_describe_end(&c.frame, n);
}

/* The first of a unit's parts, which the others follow. */
static const struct net_part *parts_of(const struct net *n, size_t unit)
{
    char name[MODEL_NAME];

    part_name(unit, 0, name);
    return net_find(n, name);
}

static void *plan_new(const struct net *n)
{
    struct crnn *c = mem_new(1, sizeof *c);

    gemm_start();
    shape(c);
    steps_open(&c->frame.steps, n);
    for (size_t u = 0; u < UNITS; u++) {
        const struct net_part *p = parts_of(n, u);
        struct gru *g = &c->unit[u];

        g->W = p[INPUT].w;
        g->U = p[STATE].w;
        g->b = p[BIAS].w;
        g->c = p[CANDIDATE].w;
        g->dW = p[INPUT].dw;
        g->dU = p[STATE].dw;
        g->db = p[BIAS].dw;
        g->dc = p[CANDIDATE].dw;
    }
    tail_open(&c->frame.tail, n);
    return c;
}

static void place(void *plan, struct arena *a, size_t N, bool training)
{
    struct crnn *c = plan;

    views_place(&c->frame.views, a, N);
    steps_place(&c->frame.steps, a, N, training);
    for (size_t v = 0; v < VIEWS; v++)
        columns_place(&c->columns[v], a, N, training);
    for (size_t u = 0; u < UNITS; u++)
        gru_place(&c->unit[u], a, N, training);
    c->dunit = training ? arena_take(a, COLUMNS_TIME * N * WIDTH) : NULL;
    tail_place(&c->frame.tail, a, N, training);
}

static void start(struct net *n, struct rng *r)
{
    const struct crnn *c = n->plan;

    steps_start(&c->frame.steps, n, r);
    for (size_t u = 0; u < UNITS; u++) {
        part_start(&parts_of(n, u)[INPUT], 1.0f, r);
        part_start(&parts_of(n, u)[STATE], 1.0f, r);
    }
    tail_start(&c->frame.tail, r);
}

/* From the columns of the views to what is joined in the tail. */
static void units_forward(struct crnn *c, size_t N)
{
    for (size_t u = 0; u < UNITS; u++) {
        gru_forward(&c->unit[u], N, c->columns[u / WAYS].y);
        sequence_pool_forward(COLUMNS_TIME, N, WIDTH, c->unit[u].y,
                              c->frame.tail.joined + u * FOUND * N);
    }
}

static void unit_backward(struct crnn *c, size_t u, size_t N)
{
    struct columns *columns = &c->columns[u / WAYS];

    memset(c->dunit, 0, COLUMNS_TIME * N * WIDTH * sizeof *c->dunit);
    sequence_pool_backward(COLUMNS_TIME, N, WIDTH, c->unit[u].y,
                           c->frame.tail.djoined + u * FOUND * N, c->dunit);
    gru_backward(&c->unit[u], N, columns->y, c->dunit, columns->dy);
}

static void forward(struct net *n, size_t N, const float *x, struct rng *r, float *leaf,
                    float *form)
{
    struct crnn *c = n->plan;

    frame_take(n, N, true, place, x);
    for (size_t v = 0; v < VIEWS; v++)
        columns_forward(&c->columns[v], &c->frame.steps, N, c->frame.views.view[v]);
    units_forward(c, N);
    tail_forward(&c->frame.tail, &c->frame.steps, N, r, leaf, form);
}

/* Of a view: to what its columns get. */
static void units_backward(struct crnn *c, size_t v, size_t N)
{
    memset(c->columns[v].dy, 0, COLUMNS_TIME * N * COLUMNS_WIDTH * sizeof *c->dunit);
    for (size_t way = 0; way < WAYS; way++)
        unit_backward(c, v * WAYS + way, N);
}

static void backward(struct net *n, const float *dleaf, const float *dform)
{
    struct crnn *c = n->plan;
    const size_t N = c->frame.room.batch;

    tail_backward(&c->frame.tail, &c->frame.steps, N, dleaf, dform);
    for (size_t v = 0; v < VIEWS; v++) {
        units_backward(c, v, N);
        columns_backward(&c->columns[v], &c->frame.steps, N, c->frame.views.view[v]);
    }
}

static void embed(struct net *n, size_t N, const float *x, float *known)
{
    struct crnn *c = n->plan;

    frame_take(n, N, false, place, x);
    for (size_t v = 0; v < VIEWS; v++)
        columns_infer(&c->columns[v], &c->frame.steps, N, c->frame.views.view[v]);
    units_forward(c, N);
    tail_embed(&c->frame.tail, &c->frame.steps, N, known);
}

/* The cut: what the units read, which are the last block. */
static size_t cut(const struct net *n, struct upper_piece *out)
{
    const struct crnn *c = n->plan;

    return columns_cut(c->columns, &c->frame, (size_t)UNITS * FOUND, out);
}

static void upper_room(struct net *n, size_t N) { frame_room(n, N, place); }

static void last_forward(struct net *n, size_t N, float *known)
{
    struct crnn *c = n->plan;

    units_forward(c, N);
    tail_embed(&c->frame.tail, &c->frame.steps, N, known);
}

static void last_backward(struct net *n, size_t N, const float *dknown)
{
    struct crnn *c = n->plan;

    tail_still_backward(&c->frame.tail, &c->frame.steps, N, dknown);
    for (size_t v = 0; v < VIEWS; v++)
        units_backward(c, v, N);
}

static bool owns(const char *part)
{
    return frame_owns(part) || strstr(part, ".forward.") || strstr(part, ".backward.");
}

static const struct upper upper = {cut, upper_room, last_forward, last_backward, owns};

const struct arch arch_crnn = {
    .name = "crnn",
    .describe = describe,
    .plan_new = plan_new,
    .plan_free = frame_free,
    .read = views_read,
    .start = start,
    .settle = frame_settle,
    .forward = forward,
    .backward = backward,
    .embed = embed,
    .upper = &upper,
};
