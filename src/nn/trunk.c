/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The convolutional part of a net that looks at one view, and its reverse. */
#include "nn/trunk.h"

#include <assert.h>
#include <string.h>

#include "nn/act.h"

static const size_t channels[TRUNK_BLOCKS + 1] = {16, 32, 64, TRUNK_WIDTH};

const char *trunk_name(size_t step)
{
    static const char *const name[TRUNK_STEPS] = {
        "stem",          "block1.first", "block1.second", "block1.skip",   "block2.first",
        "block2.second", "block2.skip",  "block3.first",  "block3.second", "block3.skip"};

    return name[step];
}

/* One residual block: relu(second(relu(first(x))) + skip(x)). */
struct block {
    struct step *first, *second, *skip;
};

static struct block block_of(struct step *step, size_t i)
{
    struct step *s = step + TRUNK_BLOCK + 3 * i;

    return (struct block){s, s + 1, s + 2};
}

size_t trunk_steps(const struct trunk *t) { return TRUNK_BLOCK + 3 * t->blocks; }

void trunk_shape(struct trunk *t, size_t blocks, size_t H, size_t W)
{
    const struct conv *below = &t->step[TRUNK_STEM].conv;

    assert(blocks >= 1 && blocks <= TRUNK_BLOCKS);
    t->blocks = blocks;
    t->step[TRUNK_STEM].conv = (struct conv){1, H, W, channels[0], 5, 2};
    for (size_t i = 0; i < t->blocks; i++) {
        const struct block b = block_of(t->step, i);
        const size_t C = below->O, O = channels[i + 1], h = conv_rows(below),
                     w = conv_cols(below);

        b.first->conv = (struct conv){C, h, w, O, 3, 2};
        b.skip->conv = (struct conv){C, h, w, O, 1, 2};
        b.second->conv = (struct conv){
            O, conv_rows(&b.first->conv), conv_cols(&b.first->conv), O, 3, 1};
        below = &b.second->conv;
    }
}

static void block_forward(struct block b, size_t N, const float *x, float *scratch)
{
    const size_t n = step_floats(b.second, N);

    step_forward(b.first, N, x, scratch);
    relu_forward(n, b.first->y);
    step_forward(b.second, N, b.first->y, scratch);
    step_forward(b.skip, N, x, scratch);
    relu_sum(n, b.skip->y, b.second->y);
}

/* g[0] is dy on entry and dx on return. */
static void block_backward(struct block b, size_t N, const float *x,
                           float *g[TRUNK_GRADIENTS], float *scratch)
{
    const size_t n = step_floats(b.second, N),
                 in = b.first->conv.C * N * b.first->conv.H * b.first->conv.W;
    float *dx = g[3];

    relu_backward(n, b.second->y, g[0]);
    memcpy(g[1], g[0], n * sizeof *g[1]); /* both branches get dy */
    memset(g[2], 0, n * sizeof *g[2]);
    memset(dx, 0, in * sizeof *dx);
    step_backward(b.second, N, b.first->y, g[1], g[2], scratch);
    relu_backward(n, b.first->y, g[2]);
    step_backward(b.first, N, x, g[2], dx, scratch);
    step_backward(b.skip, N, x, g[0], dx, scratch);
    g[3] = g[0];
    g[0] = dx;
}

static void block_infer(struct block b, size_t N, const float *x, float *scratch)
{
    const size_t O = b.second->conv.O, n = N * step_places(b.second);

    step_infer(b.first, N, x, 0.0f, b.first->y, scratch);
    relu_bias(O, n, b.first->bias, b.first->y);
    step_infer(b.skip, N, x, 0.0f, b.second->y, scratch);
    step_infer(b.second, N, b.first->y, 1.0f, b.second->y, scratch);
    relu_biases(O, n, b.second->bias, b.skip->bias, b.second->y);
}

/* block_backward() for the last block_infer(), to nothing below. */
static void block_still_backward(struct block b, size_t N, const float *x,
                                 float *g[TRUNK_GRADIENTS], float *scratch)
{
    const size_t n = step_floats(b.second, N);

    relu_backward(n, b.second->y, g[0]);
    memcpy(g[1], g[0], n * sizeof *g[1]);
    memset(g[2], 0, n * sizeof *g[2]);
    step_still_backward(b.second, N, b.first->y, g[1], g[2], scratch);
    relu_backward(n, b.first->y, g[2]);
    step_still_backward(b.first, N, x, g[2], NULL, scratch);
    step_still_backward(b.skip, N, x, g[0], NULL, scratch);
}

/* The step whose y block i looks at. */
static const struct step *base_of(const struct trunk *t, size_t i)
{
    return i == 0 ? &t->step[TRUNK_STEM] : &t->step[TRUNK_BLOCK + 3 * (i - 1) + 1];
}

static const float *below(const struct trunk *t, size_t i) { return base_of(t, i)->y; }

const struct step *trunk_top(const struct trunk *t) { return base_of(t, t->blocks); }

void trunk_maps_forward(struct trunk *t, size_t N, const float *x, float *scratch)
{
    struct step *stem = &t->step[TRUNK_STEM];

    step_forward(stem, N, x, scratch);
    relu_forward(step_floats(stem, N), stem->y);
    for (size_t i = 0; i < t->blocks; i++)
        block_forward(block_of(t->step, i), N, below(t, i), scratch);
}

void trunk_maps_infer(struct trunk *t, size_t N, const float *x, float *scratch)
{
    struct step *stem = &t->step[TRUNK_STEM];

    step_infer(stem, N, x, 0.0f, stem->y, scratch);
    relu_bias(stem->conv.O, N * step_places(stem), stem->bias, stem->y);
    for (size_t i = 0; i < t->blocks; i++)
        block_infer(block_of(t->step, i), N, below(t, i), scratch);
}

void trunk_maps_backward(struct trunk *t, size_t N, const float *x,
                         float *g[TRUNK_GRADIENTS], float *scratch)
{
    struct step *stem = &t->step[TRUNK_STEM];

    for (size_t i = t->blocks; i-- > 0;)
        block_backward(block_of(t->step, i), N, below(t, i), g, scratch);
    relu_backward(step_floats(stem, N), stem->y, g[0]);
    step_backward(stem, N, x, g[0], NULL, scratch);
}

static void pool(const struct trunk *t, size_t N, float *pooled)
{
    const struct step *last = trunk_top(t);

    pool_forward(last->conv.O, N, last->conv.H, last->conv.W, last->y, pooled);
}

/* g is set. */
static void unpool(const struct trunk *t, size_t N, const float *dpooled, float *g)
{
    const struct step *last = trunk_top(t);

    memset(g, 0, step_floats(last, N) * sizeof *g);
    pool_backward(last->conv.O, N, last->conv.H, last->conv.W, last->y, dpooled, g);
}

void trunk_forward(struct trunk *t, size_t N, const float *x, float *pooled,
                   float *scratch)
{
    trunk_maps_forward(t, N, x, scratch);
    pool(t, N, pooled);
}

void trunk_infer(struct trunk *t, size_t N, const float *x, float *pooled, float *scratch)
{
    trunk_maps_infer(t, N, x, scratch);
    pool(t, N, pooled);
}

void trunk_backward(struct trunk *t, size_t N, const float *x, const float *dpooled,
                    float *g[TRUNK_GRADIENTS], float *scratch)
{
    unpool(t, N, dpooled, g[0]);
    trunk_maps_backward(t, N, x, g, scratch);
}

enum { LAST = TRUNK_BLOCKS - 1 };

const struct step *trunk_base(const struct trunk *t) { return base_of(t, LAST); }

void trunk_last_infer(struct trunk *t, size_t N, float *pooled, float *scratch)
{
    block_infer(block_of(t->step, LAST), N, below(t, LAST), scratch);
    pool(t, N, pooled);
}

void trunk_last_backward(struct trunk *t, size_t N, const float *dpooled,
                         float *g[TRUNK_GRADIENTS], float *scratch)
{
    unpool(t, N, dpooled, g[0]);
    block_still_backward(block_of(t->step, LAST), N, below(t, LAST), g, scratch);
}

bool trunk_is_last(const char *name) { return strncmp(name, "block3.", 7) == 0; }
