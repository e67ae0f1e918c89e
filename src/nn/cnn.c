/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The convolutional net, as a plain list of calls, and its reverse: a trunk for each
 * view of a sound, pooled, and the tail. One of two kinds has a branch for the texture.
 */
#include <string.h>

#include "nn/arch.h"
#include "nn/branch.h"
#include "nn/frame.h"
#include "nn/gemm.h"
#include "nn/trunk.h"
#include "util/mem.h"

struct cnn {
    struct frame frame; /* the first */
    struct trunk trunk[VIEWS];
    bool textured; /* has the branch */
    struct branch branch;
};

enum { OF_TRUNKS = VIEWS * TRUNK_OUT }; /* rows of what is joined; then the branch's */

static void shape(struct cnn *c, const struct net *n)
{
    c->textured = n->arch == &arch_texture;
    for (size_t v = 0; v < VIEWS; v++) {
        trunk_shape(&c->trunk[v], TRUNK_BLOCKS, PATCH_BANDS, PATCH_COLS);
        steps_add_trunk(&c->frame.steps, &c->trunk[v], view_name(v));
    }
    if (c->textured)
        branch_shape(&c->branch, &c->frame.steps);
    tail_shape(&c->frame.tail, OF_TRUNKS + (c->textured ? BRANCH_OUT : 0),
               &c->frame.steps);
}

static void describe(struct net *n)
{
    struct cnn c = {0};

    shape(&c, n);
    frame_describe(&c.frame, n);
    frame_describe_end(&c.frame, n);
}

static void *plan_new(const struct net *n)
{
    struct cnn *c = mem_new(1, sizeof *c);

    gemm_start();
    shape(c, n);
    steps_open(&c->frame.steps, n);
    tail_open(&c->frame.tail, n);
    return c;
}

/* Activations and gradients for N samples. */
static void place(void *plan, struct arena *a, size_t N, bool training)
{
    struct cnn *c = plan;

    views_place(&c->frame.views, a, N);
    steps_place(&c->frame.steps, a, N, training);
    if (c->textured)
        branch_place(&c->branch, a, N, training);
    tail_place(&c->frame.tail, a, N, training);
}

static void start(struct net *n, struct rng *r)
{
    const struct cnn *c = n->plan;

    steps_start(&c->frame.steps, n, r);
    tail_start(&c->frame.tail, r);
}

static void forward(struct net *n, size_t N, const float *x, struct rng *r, float *leaf,
                    float *form)
{
    struct cnn *c = n->plan;

    frame_take(n, N, true, place, x);
    for (size_t v = 0; v < VIEWS; v++)
        trunk_forward(&c->trunk[v], N, c->frame.views.view[v],
                      c->frame.tail.joined + v * TRUNK_OUT * N, c->frame.steps.scratch);
    if (c->textured)
        branch_forward(&c->branch, &c->frame.steps, N, n->dropped, r,
                       c->frame.views.texture, c->frame.tail.joined + OF_TRUNKS * N);
    tail_forward(&c->frame.tail, &c->frame.steps, N, r, leaf, form);
}

static void backward(struct net *n, const float *dleaf, const float *dform)
{
    struct cnn *c = n->plan;
    const size_t N = c->frame.room.batch;

    tail_backward(&c->frame.tail, &c->frame.steps, N, dleaf, dform);
    if (c->textured)
        branch_backward(&c->branch, &c->frame.steps, N, c->frame.views.texture,
                        c->frame.tail.djoined + OF_TRUNKS * N);
    for (size_t v = 0; v < VIEWS; v++)
        trunk_backward(&c->trunk[v], N, c->frame.views.view[v],
                       c->frame.tail.djoined + v * TRUNK_OUT * N, c->frame.steps.g,
                       c->frame.steps.scratch);
}

static void embed(struct net *n, size_t N, const float *x, float *known)
{
    struct cnn *c = n->plan;

    frame_take(n, N, false, place, x);
    for (size_t v = 0; v < VIEWS; v++)
        trunk_infer(&c->trunk[v], N, c->frame.views.view[v],
                    c->frame.tail.joined + v * TRUNK_OUT * N, c->frame.steps.scratch);
    if (c->textured)
        branch_infer(&c->branch, &c->frame.steps, N, c->frame.views.texture,
                     c->frame.tail.joined + OF_TRUNKS * N);
    tail_embed(&c->frame.tail, &c->frame.steps, N, known);
}

/* The cut: what the last block of each trunk looks at, and the rest of what is joined. */
static size_t cut(const struct net *n, struct upper_piece *out)
{
    const struct cnn *c = n->plan;

    for (size_t v = 0; v < VIEWS; v++) {
        const struct step *base = trunk_base(&c->trunk[v]);

        out[v] = (struct upper_piece){base->conv.O, step_places(base), base->y};
    }
    out[VIEWS] = frame_rest(&c->frame, (size_t)VIEWS * TRUNK_OUT);
    return VIEWS + 1;
}

static void upper_room(struct net *n, size_t N) { frame_room(n, N, place); }

static void last_forward(struct net *n, size_t N, float *known)
{
    struct cnn *c = n->plan;

    for (size_t v = 0; v < VIEWS; v++)
        trunk_last_infer(&c->trunk[v], N, c->frame.tail.joined + v * TRUNK_OUT * N,
                         c->frame.steps.scratch);
    tail_embed(&c->frame.tail, &c->frame.steps, N, known);
}

static void last_backward(struct net *n, size_t N, const float *dknown)
{
    struct cnn *c = n->plan;

    tail_still_backward(&c->frame.tail, &c->frame.steps, N, dknown);
    for (size_t v = 0; v < VIEWS; v++)
        trunk_last_backward(&c->trunk[v], N, c->frame.tail.djoined + v * TRUNK_OUT * N,
                            c->frame.steps.g, c->frame.steps.scratch);
}

/* Its name is the view's, then the step's. */
static bool owns(const char *part)
{
    const char *step = strchr(part, '.');

    return frame_owns(part) || (step && trunk_is_last(step + 1));
}

static const struct upper upper = {cut, upper_room, last_forward, last_backward, owns};

const struct arch arch_cnn = {
    .name = "cnn",
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

const struct arch arch_texture = {
    .name = "cnn-texture",
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
