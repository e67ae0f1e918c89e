/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every architecture: its weights, the arithmetic and the time of one sound, and how that
 * time and the time of a batch in training compare with their matrix products alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "products.h"

#include "nn/arch.h"
#include "nn/net.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/rng.h"

enum { LEAVES = 33, BATCH = 64, RUNS = 9 };

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct bench {
    struct net *net;
    struct rng rng;
    struct patch patch;
    float *x, *leaf, *form; /* (BATCH, ...) */
};

static void read_in(struct bench *b) { net_read(b->net, &b->patch, b->x); }
static void infer(struct bench *b) { net_infer(b->net, 1, b->x, b->leaf, b->form); }

static void learn(struct bench *b)
{
    net_forward(b->net, BATCH, b->x, &b->rng, b->leaf, b->form);
    net_backward(b->net, b->leaf, b->form);
}

static void products(struct bench *b)
{
    (void)b;
    products_gemm();
}

struct work {
    void (*f)(struct bench *);
    struct bench *b;
};

static void do_work(void *arg)
{
    const struct work *w = arg;

    w->f(w->b);
}

static void note(struct bench *b, void (*f)(struct bench *))
{
    products_note(do_work, &(struct work){f, b});
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static double middle(double *x)
{
    qsort(x, RUNS, sizeof *x, by_size);
    return x[RUNS / 2];
}

/* ms of a round, for a number of rounds. */
static double time_of(struct bench *b, void (*f)(struct bench *), int rounds)
{
    const double start = now_ms();

    for (int i = 0; i < rounds; i++)
        f(b);
    return (now_ms() - start) / rounds;
}

/* The middle of several runs, and of their ratios to the products run right after. */
static void compare(struct bench *b, void (*f)(struct bench *), int rounds)
{
    double ms[RUNS], alone[RUNS], ratio[RUNS];

    note(b, f);
    for (int r = 0; r < RUNS; r++) {
        ms[r] = time_of(b, f, rounds);
        alone[r] = time_of(b, products, rounds);
        ratio[r] = ms[r] / alone[r];
    }
    printf("%.3g ms", middle(ms));
    if (products_gemms())
        printf(", %.2f x its products alone (%.3g ms)", middle(ratio), middle(alone));
}

static void measure(struct bench *b)
{
    note(b, infer);
    printf("%-9s %6zu weights, %4.1f MFLOP a sound\n  one sound: ", b->net->arch->name,
           b->net->learned, products_flop() / 1e6);
    compare(b, infer, 50);
    printf("; %.2g ms to read it in\n  a batch of %d learned from: ",
           time_of(b, read_in, 500), BATCH);
    compare(b, learn, 1);
    printf("\n");
}

static void bench(const char *arch)
{
    struct bench b = {.net = net_new(arch, LEAVES), .patch = {.duration_s = 1.0f}};
    struct net *n = b.net;

    rng_init(&b.rng, 1);
    net_start(n, &b.rng);
    net_settle(n);
    b.x = mem_new(BATCH * n->inputs, sizeof *b.x);
    b.leaf = mem_new((size_t)BATCH * LEAVES, sizeof *b.leaf);
    b.form = mem_new((size_t)BATCH * FORM_COUNT, sizeof *b.form);
    for (size_t i = 0; i < BATCH * n->inputs; i++)
        b.x[i] = (float)rng_normal(&b.rng);
    net_scale(n, BATCH, b.x);
    for (size_t i = 0; i < PATCH_COLS; i++)
        for (size_t k = 0; k < PATCH_BANDS; k++)
            b.patch.attack[i][k] = b.patch.whole[i][k] = (uint8_t)rng_below(&b.rng, 256);
    b.patch.attack_cols = b.patch.hops = PATCH_COLS;
    measure(&b);
    net_free(n);
    free(b.x);
    free(b.leaf);
    free(b.form);
}

int main(void)
{
    static const char *const arch[] = {"linear", "cnn", "cnn-texture", "crnn",
                                       "attention"};

    fpu_flush_denormals();
    for (size_t i = 0; i < sizeof arch / sizeof *arch; i++)
        bench(arch[i]);
    products_clear();
    return 0;
}
