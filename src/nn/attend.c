/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The attention net, as a plain list of calls, and its reverse: the columns of both views
 * as one sequence, to each a learned place is added, one block of a transformer, each
 * view pooled, and the tail.
 */
#include <stdio.h>
#include <string.h>

#include "nn/arch.h"
#include "nn/columns.h"
#include "nn/encoder.h"
#include "nn/frame.h"
#include "nn/gemm.h"
#include "nn/sequence.h"
#include "util/mem.h"

enum {
    PLACES = VIEWS * COLUMNS_TIME,
    WIDTH = COLUMNS_WIDTH,
    HEADS = 4,
    WIDE = 2 * WIDTH,
    FOUND = 2 * WIDTH /* a view's, pooled */
};

struct attend {
    struct frame frame; /* the first */
    struct columns columns[VIEWS];
    struct encoder encoder;
    const struct net_part *place; /* (PLACES, WIDTH) learned; of the net */
    float *x, *dx;                /* (PLACES, N, WIDTH) what the encoder reads */
    float *dy;                    /* the same, of what it writes */
};

static void part_name(enum encoder_part part, char name[MODEL_NAME])
{
    static const char *const what[ENCODER_PARTS] = {
        "norm1.weight", "norm1.bias", "qkv.weight",    "qkv.bias",
        "out.weight",   "out.bias",   "norm2.weight",  "norm2.bias",
        "wide.weight",  "wide.bias",  "narrow.weight", "narrow.bias"};

    snprintf(name, MODEL_NAME, "block.%s", what[part]);
}

static void shape(struct attend *c)
{
    for (size_t v = 0; v < VIEWS; v++)
        columns_shape(&c->columns[v], &c->frame.steps, view_name(v));
    c->encoder.attention = (struct attention){PLACES, WIDTH, HEADS};
    c->encoder.wide = WIDE;
    tail_shape(&c->frame.tail, (size_t)VIEWS * FOUND, &c->frame.steps);
}

static void describe(struct net *n)
{
    struct attend c = {0};

    shape(&c);
    frame_describe(&c.frame, n);
    net_part(n, "places", true, 2, (size_t[]){PLACES, WIDTH});
    for (enum encoder_part i = 0; i < ENCODER_PARTS; i++) {
        const struct encoder_shape s = encoder_shape(&c.encoder, i);
        char name[MODEL_NAME];

        part_name(i, name);
        net_part(n, name, true, s.cols ? 2 : 1, (size_t[]){s.rows, s.cols});
    }
    frame_describe_end(&c.frame, n);
}

/* The parts of the block, in their order. */
static const struct net_part *block_of(const struct net *n)
{
    char first[MODEL_NAME];

    part_name(0, first);
    return net_find(n, first);
}

static void *plan_new(const struct net *n)
{
    struct attend *c = mem_new(1, sizeof *c);
    const struct net_part *block = block_of(n);

    gemm_start();
    shape(c);
    steps_open(&c->frame.steps, n);
    c->place = net_find(n, "places");
    for (enum encoder_part i = 0; i < ENCODER_PARTS; i++) {
        c->encoder.w[i] = block[i].w;
        c->encoder.dw[i] = block[i].dw;
    }
    tail_open(&c->frame.tail, n);
    return c;
}

static void place(void *plan, struct arena *a, size_t N, bool training)
{
    struct attend *c = plan;
    const size_t all = PLACES * N * WIDTH;

    views_place(&c->frame.views, a, N);
    steps_place(&c->frame.steps, a, N, training);
    for (size_t v = 0; v < VIEWS; v++)
        columns_place(&c->columns[v], a, N, training);
    encoder_place(&c->encoder, a, N, training);
    c->x = arena_take(a, all);
    c->dx = training ? arena_take(a, all) : NULL;
    c->dy = training ? arena_take(a, all) : NULL;
    tail_place(&c->frame.tail, a, N, training);
}

static void start(struct net *n, struct rng *r)
{
    const struct attend *c = n->plan;
    const struct net_part *block = block_of(n);

    steps_start(&c->frame.steps, n, r);
    part_start(c->place, 0.01f * WIDTH, r); /* a tenth: little beside the columns */
    for (enum encoder_part i = 0; i < ENCODER_PARTS; i++)
        if (block[i].dims > 1)
            part_start(&block[i], i == ENCODER_WIDE_W ? 2.0f : 1.0f, r);
    for (size_t k = 0; k < WIDTH; k++)
        block[ENCODER_NORM1_GAIN].w[k] = block[ENCODER_NORM2_GAIN].w[k] = 1.0f;
    tail_start(&c->frame.tail, r);
}

/* x = columns of both views + places. */
static void places_forward(struct attend *c, size_t N)
{
    const size_t view = COLUMNS_TIME * N * WIDTH;
    float *x = c->x;

    for (size_t v = 0; v < VIEWS; v++)
        memcpy(x + v * view, c->columns[v].y, view * sizeof *x);
    for (size_t t = 0; t < PLACES; t++)
        for (size_t n = 0; n < N; n++, x += WIDTH)
            for (size_t i = 0; i < WIDTH; i++)
                x[i] += c->place->w[t * WIDTH + i];
}

static void places_backward(struct attend *c, size_t N)
{
    const size_t view = COLUMNS_TIME * N * WIDTH;
    const float *dx = c->dx;

    for (size_t v = 0; v < VIEWS; v++)
        memcpy(c->columns[v].dy, dx + v * view, view * sizeof *dx);
    for (size_t t = 0; t < PLACES; t++)
        for (size_t n = 0; n < N; n++, dx += WIDTH)
            for (size_t i = 0; i < WIDTH; i++)
                c->place->dw[t * WIDTH + i] += dx[i]; /* dx/dplace = 1 */
}

/* From the columns of both views to what is joined in the tail. */
static void attend_forward(struct attend *c, size_t N)
{
    places_forward(c, N);
    encoder_forward(&c->encoder, N, c->x);
    for (size_t v = 0; v < VIEWS; v++)
        sequence_pool_forward(COLUMNS_TIME, N, WIDTH,
                              c->encoder.y + v * COLUMNS_TIME * N * WIDTH,
                              c->frame.tail.joined + v * FOUND * N);
}

static void attend_backward(struct attend *c, size_t N)
{
    const size_t view = COLUMNS_TIME * N * WIDTH;

    memset(c->dx, 0, VIEWS * view * sizeof *c->dx);
    memset(c->dy, 0, VIEWS * view * sizeof *c->dy);
    for (size_t v = 0; v < VIEWS; v++)
        sequence_pool_backward(COLUMNS_TIME, N, WIDTH, c->encoder.y + v * view,
                               c->frame.tail.djoined + v * FOUND * N, c->dy + v * view);
    encoder_backward(&c->encoder, N, c->dy, c->dx);
    places_backward(c, N);
}

static void forward(struct net *n, size_t N, const float *x, struct rng *r, float *leaf,
                    float *form)
{
    struct attend *c = n->plan;

    frame_take(n, N, true, place, x);
    for (size_t v = 0; v < VIEWS; v++)
        columns_forward(&c->columns[v], &c->frame.steps, N, c->frame.views.view[v]);
    attend_forward(c, N);
    tail_forward(&c->frame.tail, &c->frame.steps, N, r, leaf, form);
}

static void backward(struct net *n, const float *dleaf, const float *dform)
{
    struct attend *c = n->plan;
    const size_t N = c->frame.room.batch;

    tail_backward(&c->frame.tail, &c->frame.steps, N, dleaf, dform);
    attend_backward(c, N);
    for (size_t v = 0; v < VIEWS; v++)
        columns_backward(&c->columns[v], &c->frame.steps, N, c->frame.views.view[v]);
}

static void embed(struct net *n, size_t N, const float *x, float *known)
{
    struct attend *c = n->plan;

    frame_take(n, N, false, place, x);
    for (size_t v = 0; v < VIEWS; v++)
        columns_infer(&c->columns[v], &c->frame.steps, N, c->frame.views.view[v]);
    attend_forward(c, N);
    tail_embed(&c->frame.tail, &c->frame.steps, N, known);
}

/* The cut: what the encoder reads, which is the last block, without the places. */
static size_t cut(const struct net *n, struct upper_piece *out)
{
    const struct attend *c = n->plan;

    return columns_cut(c->columns, &c->frame, (size_t)VIEWS * FOUND, out);
}

static void upper_room(struct net *n, size_t N) { frame_room(n, N, place); }

static void last_forward(struct net *n, size_t N, float *known)
{
    struct attend *c = n->plan;

    attend_forward(c, N);
    tail_embed(&c->frame.tail, &c->frame.steps, N, known);
}

static void last_backward(struct net *n, size_t N, const float *dknown)
{
    struct attend *c = n->plan;

    tail_still_backward(&c->frame.tail, &c->frame.steps, N, dknown);
    attend_backward(c, N);
}

static bool owns(const char *part)
{
    return frame_owns(part) || strcmp(part, "places") == 0 ||
           strncmp(part, "block.", 6) == 0;
}

static const struct upper upper = {cut, upper_room, last_forward, last_backward, owns};

const struct arch arch_attention = {
    .name = "attention",
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
