/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The convolutional net against its matrix products alone: one sound, and one batch. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nn/gemm.h"
#include "nn/net.h"
#include "nn/trunk.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/rng.h"

enum { LEAVES = 33, BATCH = 64, BOTH = 2, RUNS = 9, MOST = 1 << 21 };

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct bench {
    struct net *net;
    struct rng rng;
    float *x, *leaf, *form; /* (BATCH, ...) */
    float *a, *b, *c;       /* (MOST) operands of products */
    double flop;            /* of one sound, counted by products() */
};

/* Forward products of one sound; backward ones of a sound in a batch too. */
static void products(struct bench *b, bool backward)
{
    struct trunk t;

    trunk_shape(&t, TRUNK_BLOCKS, PATCH_BANDS, PATCH_COLS);
    b->flop = 0.0;
    for (size_t i = 0; i < BOTH * (size_t)TRUNK_STEPS; i++) {
        const struct step *s = &t.step[i % TRUNK_STEPS];
        const size_t O = s->conv.O, P = step_places(s), T = conv_weights(&s->conv) / O;

        b->flop += 2.0 * (double)O * (double)P * (double)T;
        gemm(GEMM_PLAIN, GEMM_PLAIN, O, P, T, b->a, T, b->b, P, 0.0f, b->c, P);
        if (!backward)
            continue;
        gemm(GEMM_PLAIN, GEMM_TRANSPOSED, O, T, P, b->b, P, b->a, P, 0.0f, b->c, T);
        gemm(GEMM_TRANSPOSED, GEMM_PLAIN, T, P, O, b->a, T, b->b, P, 0.0f, b->c, P);
    }
}

static void infer(struct bench *b) { net_infer(b->net, 1, b->x, b->leaf, b->form); }
static void infer_products(struct bench *b) { products(b, false); }

static void learn(struct bench *b)
{
    net_forward(b->net, BATCH, b->x, &b->rng, b->leaf, b->form);
    net_backward(b->net, b->leaf, b->form);
}

static void learn_products(struct bench *b)
{
    for (int i = 0; i < BATCH; i++)
        products(b, true);
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* The middle of several runs of `rounds`, in ms a round, one unmeasured before. */
static double time_of(struct bench *b, void (*f)(struct bench *), int rounds)
{
    double ms[RUNS];

    f(b);
    for (int r = 0; r < RUNS; r++) {
        const double start = now_ms();

        for (int i = 0; i < rounds; i++)
            f(b);
        ms[r] = (now_ms() - start) / rounds;
    }
    qsort(ms, RUNS, sizeof *ms, by_size);
    return ms[RUNS / 2];
}

int main(void)
{
    struct bench b = {.net = net_new("cnn", LEAVES)};
    double whole, alone;

    fpu_flush_denormals();
    rng_init(&b.rng, 1);
    net_start(b.net, &b.rng);
    net_settle(b.net);
    b.x = mem_new(BATCH * b.net->inputs, sizeof *b.x);
    b.leaf = mem_new((size_t)BATCH * LEAVES, sizeof *b.leaf);
    b.form = mem_new((size_t)BATCH * FORM_COUNT, sizeof *b.form);
    b.a = mem_new(MOST, sizeof *b.a);
    b.b = mem_new(MOST, sizeof *b.b);
    b.c = mem_new(MOST, sizeof *b.c);
    for (size_t i = 0; i < BATCH * b.net->inputs; i++)
        b.x[i] = (float)rng_normal(&b.rng);
    whole = time_of(&b, infer, 50);
    alone = time_of(&b, infer_products, 50);
    printf("cnn, one sound: %.3f ms, %.2f x its products alone (%.3f ms, %.0f MFLOP)\n",
           whole, whole / alone, alone, b.flop / 1e6);
    whole = time_of(&b, learn, 1);
    alone = time_of(&b, learn_products, 1);
    printf("cnn, a batch of %d learned from: %.1f ms, %.2f x its products alone (%.1f)\n",
           BATCH, whole, whole / alone, alone);
    net_free(b.net);
    free(b.x);
    free(b.leaf);
    free(b.form);
    free(b.a);
    free(b.b);
    free(b.c);
    return 0;
}
