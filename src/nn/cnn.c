/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The convolutional net, as a plain list of calls, and its reverse. */
#include "nn/cnn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/act.h"
#include "nn/dense.h"
#include "nn/gemm.h"
#include "nn/trunk.h"
#include "util/mem.h"

enum {
    VIEWS = 2, /* attack, whole */
    VIEW = PATCH_BANDS * PATCH_COLS,
    DURATIONS = 2, /* its logarithm, and itself */
    JOINED = VIEWS * TRUNK_OUT + DURATIONS,
    INPUTS = VIEWS * VIEW + DURATIONS,
    EMBEDDING = VIEWS * TRUNK_STEPS, /* the step after those of the trunks */
    STEPS
};

/* Parts in net.part: K, gain and shift of each step; then the heads; then what norms saw.
 */
enum { CATEGORY_W = 3 * STEPS, CATEGORY_B, FORM_W, FORM_B, SEEN };

static const float middle = 0.4f;  /* level that the trunks see as 0: about the mean */
static const float dropped = 0.3f; /* share of numbers that dropout leaves out */

struct cnn {
    struct trunk trunk[VIEWS];
    struct step embedding;
    float *folded, *act;             /* owned blocks */
    size_t room, batch;              /* samples act holds; samples of the last forward */
    bool training;                   /* act has room for backward */
    float *view[VIEWS];              /* (1, N, bands, columns) */
    float *joined, *djoined;         /* (JOINED, N) */
    float *known;                    /* (N, CNN_EMBEDDING) */
    float *dknown;                   /* the same */
    float *keep_joined, *keep_known; /* of the dropouts */
    float *g[TRUNK_GRADIENTS];
    float *scratch;
};

static void shape(struct cnn *c)
{
    for (size_t v = 0; v < VIEWS; v++)
        trunk_shape(&c->trunk[v], PATCH_BANDS, PATCH_COLS);
    c->embedding.conv = (struct conv){JOINED, 1, 1, CNN_EMBEDDING, 1, 1};
}

static struct step *step_at(struct cnn *c, size_t i)
{
    return i == EMBEDDING ? &c->embedding
                          : &c->trunk[i / TRUNK_STEPS].step[i % TRUNK_STEPS];
}

static void step_name(size_t i, char name[MODEL_NAME])
{
    static const char *const view[VIEWS] = {"attack", "whole"};

    if (i == EMBEDDING)
        snprintf(name, MODEL_NAME, "embedding");
    else
        snprintf(name, MODEL_NAME, "%s.%s", view[i / TRUNK_STEPS],
                 trunk_name(i % TRUNK_STEPS));
}

static void add_step_part(struct net *n, size_t i, const char *what, bool learned,
                          size_t dims, const size_t *shape)
{
    char step[MODEL_NAME], name[MODEL_NAME];

    step_name(i, step);
    snprintf(name, sizeof name, "%.40s.%s", step, what);
    net_part(n, name, learned, dims, shape);
}

void cnn_describe(struct net *n)
{
    struct cnn c = {0};
    const size_t category[] = {n->leaves, CNN_EMBEDDING},
                 form[] = {FORM_COUNT, CNN_EMBEDDING};

    shape(&c);
    n->inputs = INPUTS;
    for (size_t i = 0; i < STEPS; i++) {
        const struct conv *s = &step_at(&c, i)->conv;

        add_step_part(n, i, "weight", true, 4, (size_t[]){s->O, s->C, s->side, s->side});
        add_step_part(n, i, "norm.weight", true, 1, &s->O);
        add_step_part(n, i, "norm.bias", true, 1, &s->O);
    }
    net_part(n, "category.weight", true, 2, category);
    net_part(n, "category.bias", true, 1, category);
    net_part(n, "form.weight", true, 2, form);
    net_part(n, "form.bias", true, 1, form);
    for (size_t i = 0; i < STEPS; i++) {
        const struct conv *s = &step_at(&c, i)->conv;

        add_step_part(n, i, "norm.mean", false, 1, &s->O);
        add_step_part(n, i, "norm.variance", false, 1, &s->O);
    }
}

/* All steps' folded weights. */
static void place_folded(struct cnn *c, struct arena *a)
{
    for (size_t i = 0; i < STEPS; i++)
        step_place_folded(step_at(c, i), a);
}

struct cnn *cnn_new(const struct net *n)
{
    struct cnn *c = mem_new(1, sizeof *c);
    struct arena a = {0};

    gemm_start();
    shape(c);
    for (size_t i = 0; i < STEPS; i++) {
        const struct net_part *p = &n->part[3 * i], *seen = &n->part[SEEN + 2 * i];
        struct step *s = step_at(c, i);

        s->K = p[0].w;
        s->dK = p[0].dw;
        s->gain = p[1].w;
        s->dgain = p[1].dw;
        s->shift = p[2].w;
        s->dshift = p[2].dw;
        s->seen_mean = seen[0].w;
        s->seen_variance = seen[1].w;
    }
    place_folded(c, &a);
    arena_open(&a, &c->folded);
    place_folded(c, &a);
    return c;
}

void cnn_free(struct cnn *c)
{
    if (!c)
        return;
    free(c->folded);
    free(c->act);
    free(c);
}

/* Activations and gradients for N samples. */
static void place(struct cnn *c, struct arena *a, size_t N, bool training)
{
    size_t most = 0, scratch = 0;

    for (size_t i = 0; i < STEPS; i++) {
        struct step *s = step_at(c, i);
        const size_t floats = step_floats(s, N), columns = conv_scratch(&s->conv);

        step_place(s, a, N, training);
        most = floats > most ? floats : most;
        scratch = columns > scratch ? columns : scratch;
    }
    for (size_t v = 0; v < VIEWS; v++)
        c->view[v] = arena_take(a, N * VIEW);
    c->joined = arena_take(a, N * JOINED);
    c->known = arena_take(a, N * CNN_EMBEDDING);
    c->scratch = arena_take(a, scratch);
    if (!training)
        return;
    c->djoined = arena_take(a, N * JOINED);
    c->dknown = arena_take(a, N * CNN_EMBEDDING);
    c->keep_joined = arena_take(a, N * JOINED);
    c->keep_known = arena_take(a, N * CNN_EMBEDDING);
    for (size_t i = 0; i < TRUNK_GRADIENTS; i++)
        c->g[i] = arena_take(a, most);
}

/* No allocation once the largest batch has been seen. */
static void make_room(struct cnn *c, size_t N, bool training)
{
    struct arena a = {0};

    c->batch = N;
    if (N <= c->room && (c->training || !training))
        return;
    free(c->act);
    c->room = N > c->room ? N : c->room;
    c->training |= training;
    place(c, &a, c->room, c->training);
    arena_open(&a, &c->act);
    place(c, &a, c->room, c->training);
}

/* A view turned: bands are rows, so that rows are long and time runs along them. */
static void read_view(const uint8_t from[PATCH_COLS][PATCH_BANDS], float *x)
{
    for (size_t t = 0; t < PATCH_COLS; t++)
        for (size_t b = 0; b < PATCH_BANDS; b++)
            x[b * PATCH_COLS + t] = (float)from[t][b] / 255.0f - middle;
}

void cnn_read(const struct patch *p, float *x)
{
    const float longest = 12.0f, shortest = 0.005f; /* seconds */

    read_view(p->attack, x);
    read_view(p->whole, x + VIEW);
    x[INPUTS - 2] = log10f(fmaxf(p->duration_s, shortest));
    x[INPUTS - 1] = fminf(p->duration_s, longest) / longest;
}

/* Source of the spread: He et al., Delving Deep into Rectifiers, ICCV 2015. */
void cnn_start(struct net *n, struct rng *r)
{
    for (size_t i = 0; i < SEEN; i++) {
        const struct net_part *p = &n->part[i];
        const float spread =
            sqrtf((i < CATEGORY_W ? 2.0f : 1.0f) * (float)p->shape[0] / (float)p->count);

        for (size_t k = 0; p->decays && k < p->count; k++)
            p->w[k] = spread * (float)rng_normal(r);
    }
    for (size_t i = 0; i < STEPS; i++) {
        const struct step *s = step_at(n->cnn, i);

        for (size_t o = 0; o < s->conv.O; o++)
            s->gain[o] = s->seen_variance[o] = 1.0f;
    }
}

void cnn_settle(struct cnn *c)
{
    for (size_t i = 0; i < STEPS; i++)
        step_fold(step_at(c, i));
}

/* The inputs of N sounds, each to its place. */
static void take_in(struct cnn *c, size_t N, const float *x)
{
    float *duration = c->joined + (JOINED - DURATIONS) * N;

    for (size_t i = 0; i < N; i++, x += INPUTS) {
        for (size_t v = 0; v < VIEWS; v++)
            memcpy(c->view[v] + i * VIEW, x + v * VIEW, VIEW * sizeof *x);
        for (size_t d = 0; d < DURATIONS; d++)
            duration[d * N + i] = x[INPUTS - DURATIONS + d];
    }
}

/* to (C, R) = from (R, C). */
static void turn(size_t R, size_t C, const float *restrict from, float *restrict to)
{
    for (size_t r = 0; r < R; r++)
        for (size_t c = 0; c < C; c++)
            to[c * R + r] = from[r * C + c];
}

static void heads_forward(const struct net *n, float *leaf, float *form)
{
    const struct net_part *p = n->part;
    const struct cnn *c = n->cnn;

    dense_forward(c->batch, CNN_EMBEDDING, n->leaves, c->known, p[CATEGORY_W].w,
                  p[CATEGORY_B].w, leaf);
    dense_forward(c->batch, CNN_EMBEDDING, FORM_COUNT, c->known, p[FORM_W].w, p[FORM_B].w,
                  form);
}

static void heads_backward(const struct net *n, const float *dleaf, const float *dform)
{
    const struct net_part *p = n->part;
    const struct cnn *c = n->cnn;

    memset(c->dknown, 0, c->batch * CNN_EMBEDDING * sizeof *c->dknown);
    dense_backward(c->batch, CNN_EMBEDDING, FORM_COUNT, c->known, p[FORM_W].w, dform,
                   c->dknown, p[FORM_W].dw, p[FORM_B].dw);
    dense_backward(c->batch, CNN_EMBEDDING, n->leaves, c->known, p[CATEGORY_W].w, dleaf,
                   c->dknown, p[CATEGORY_W].dw, p[CATEGORY_B].dw);
}

void cnn_forward(struct net *n, size_t N, const float *x, struct rng *r, float *leaf,
                 float *form)
{
    struct cnn *c = n->cnn;
    struct step *embedding = &c->embedding;

    make_room(c, N, true);
    take_in(c, N, x);
    for (size_t v = 0; v < VIEWS; v++)
        trunk_forward(&c->trunk[v], N, c->view[v], c->joined + v * TRUNK_OUT * N,
                      c->scratch);
    dropout_forward(JOINED * N, dropped, r, c->keep_joined, c->joined);
    step_forward(embedding, N, c->joined, c->scratch);
    relu_forward(CNN_EMBEDDING * N, embedding->y);
    turn(CNN_EMBEDDING, N, embedding->y, c->known);
    dropout_forward(CNN_EMBEDDING * N, dropped, r, c->keep_known, c->known);
    heads_forward(n, leaf, form);
}

void cnn_backward(struct net *n, const float *dleaf, const float *dform)
{
    struct cnn *c = n->cnn;
    const size_t N = c->batch;
    float *dy = c->g[0];

    heads_backward(n, dleaf, dform);
    dropout_backward(CNN_EMBEDDING * N, c->keep_known, c->dknown);
    turn(N, CNN_EMBEDDING, c->dknown, dy);
    relu_backward(CNN_EMBEDDING * N, c->embedding.y, dy);
    memset(c->djoined, 0, JOINED * N * sizeof *c->djoined);
    step_backward(&c->embedding, N, c->joined, dy, c->djoined, c->scratch);
    dropout_backward(JOINED * N, c->keep_joined, c->djoined);
    for (size_t v = 0; v < VIEWS; v++)
        trunk_backward(&c->trunk[v], N, c->view[v], c->djoined + v * TRUNK_OUT * N, c->g,
                       c->scratch);
}

void cnn_infer(struct net *n, size_t N, const float *x, float *leaf, float *form)
{
    struct cnn *c = n->cnn;
    const struct step *embedding = &c->embedding;

    make_room(c, N, false);
    take_in(c, N, x);
    for (size_t v = 0; v < VIEWS; v++)
        trunk_infer(&c->trunk[v], N, c->view[v], c->joined + v * TRUNK_OUT * N,
                    c->scratch);
    step_infer(embedding, N, c->joined, 0.0f, embedding->y, c->scratch);
    relu_bias(CNN_EMBEDDING, N, embedding->bias, embedding->y);
    turn(CNN_EMBEDDING, N, embedding->y, c->known);
    heads_forward(n, leaf, form);
}
