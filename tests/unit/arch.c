/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/: every net that looks at the spectrum, as a whole. */
#include "near.h"
#include "slopes.h"

#include <stdlib.h>
#include <string.h>

#include "nn/adam.h"
#include "nn/arch.h"
#include "nn/loss.h"
#include "nn/net.h"
#include "util/mem.h"
#include "util/rng.h"

static const char *const archs[] = {"cnn", "cnn-texture", "crnn", "attention"};
enum { ARCHS = sizeof archs / sizeof *archs, ROWS = 4, LEAVES = 3 };

/* A net and a small batch for it. */
struct whole {
    struct net *net;
    float *x;
};

static double whole_loss(struct whole *w, float *dleaf, float *dform)
{
    const int truth[ROWS] = {2, 0, 1, 1}, forms[ROWS] = {1, 0, 0, -1};
    float leaf[ROWS * LEAVES], form[ROWS * FORM_COUNT];
    struct rng r;

    rng_init(&r, 20); /* the same places are dropped each time */
    net_forward(w->net, ROWS, w->x, &r, leaf, form);
    return loss_cross_entropy(ROWS, LEAVES, leaf, truth, NULL, 0, 1, dleaf) +
           loss_cross_entropy(ROWS, FORM_COUNT, form, forms, NULL, 0, 1, dform);
}

static struct whole whole_new(const char *arch)
{
    struct whole w = {.net = net_new(arch, LEAVES)};
    struct rng r;

    rng_init(&r, 21);
    net_start(w.net, &r);
    w.x = mem_new(ROWS * w.net->inputs, sizeof *w.x);
    noise(w.x, ROWS * w.net->inputs, 22);
    return w;
}

static void whole_free(struct whole *w)
{
    free(w->x);
    net_free(w->net);
}

/* Weights of one part moved together, along their own gradient. */
static double slope_along(struct whole *w, const struct net_part *p, const float *keep,
                          double norm, double h)
{
    double loss[2];

    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < p->count; i++)
            p->w[i] = keep[i] + (float)((k ? -h : h) * (double)p->dw[i] / norm);
        loss[k] = whole_loss(w, NULL, NULL);
    }
    return (loss[0] - loss[1]) / (2 * h);
}

static void check_gradient(const char *arch)
{
    struct whole w = whole_new(arch);
    struct net *n = w.net;
    float dleaf[ROWS * LEAVES], dform[ROWS * FORM_COUNT];
    float *keep = mem_new(n->total, sizeof *keep);

    whole_loss(&w, dleaf, dform);
    net_backward(n, dleaf, dform);
    memcpy(keep, n->w, n->total * sizeof *keep);
    for (size_t i = 0; i < n->parts && n->part[i].dw; i++) {
        const struct net_part *p = &n->part[i];
        const double norm = sqrt(dot(p->count, p->dw, p->dw));
        double slope;

        if (strstr(p->name, ".norm.") && i % 4) /* some of these are enough */
            continue;
        slope = slope_along(&w, p, keep + (p->w - n->w), norm, 1e-3);
        memcpy(n->w, keep, n->total * sizeof *keep);
        cr_expect(norm > 0 && fabs(slope - norm) < 0.05 * norm + 1e-4,
                  "%s: %s: slope %g, gradient %g", arch, p->name, slope, norm);
    }
    free(keep);
    whole_free(&w);
}

Test(arch, gradient_is_the_central_difference)
{
    for (size_t i = 0; i < ARCHS; i++)
        check_gradient(archs[i]);
}

Test(arch, has_the_size_it_is_designed_for)
{
    static const size_t want[ARCHS] = {450000, 516000, 635000, 480000};

    for (size_t i = 0; i < ARCHS; i++) {
        struct net *n = net_new(archs[i], 33);

        cr_expect(n->learned > want[i] - 10000 && n->learned < want[i] + 10000, "%s: %zu",
                  archs[i], n->learned);
        net_free(n);
    }
}

Test(arch, infers_one_by_one_what_a_batch_shows)
{
    for (size_t k = 0; k < ARCHS; k++) {
        struct whole w = whole_new(archs[k]);
        float one[LEAVES], all[ROWS * LEAVES], form[ROWS * FORM_COUNT];

        whole_loss(&w, NULL, NULL);
        net_settle(w.net);
        net_infer(w.net, ROWS, w.x, all, form);
        for (size_t i = 0; i < ROWS; i++) {
            net_infer(w.net, 1, w.x + i * w.net->inputs, one, form);
            for (size_t c = 0; c < LEAVES; c++)
                near(one[c], all[i * LEAVES + c], 1e-4);
        }
        whole_free(&w);
    }
}

/* What norms have seen becomes what the batch has, if the batch comes often. */
Test(arch, infers_what_forward_gives_where_nothing_is_dropped)
{
    for (size_t k = 0; k < ARCHS; k++) {
        struct whole w = whole_new(archs[k]);
        float leaf[2][ROWS * LEAVES], form[2][ROWS * FORM_COUNT];
        struct rng r;

        rng_init(&r, 23);
        w.net->dropped = 0.0f;
        for (int i = 0; i < 100; i++) /* 0.9^100 of what they had seen before is left */
            net_forward(w.net, ROWS, w.x, &r, leaf[0], form[0]);
        net_settle(w.net);
        net_infer(w.net, ROWS, w.x, leaf[1], form[1]);
        for (size_t i = 0; i < (size_t)ROWS * LEAVES; i++)
            near(leaf[1][i], leaf[0][i], 5e-3);
        for (size_t i = 0; i < (size_t)ROWS * FORM_COUNT; i++)
            near(form[1][i], form[0][i], 5e-3);
        whole_free(&w);
    }
}

Test(arch, wild_weights_give_finite_answers)
{
    for (size_t k = 0; k < ARCHS; k++) {
        struct whole w = whole_new(archs[k]);
        float leaf[LEAVES], form[FORM_COUNT];

        for (size_t i = 0; i < w.net->total; i++)
            w.net->w[i] = i % 2 ? 3e38f : -3e38f;
        net_settle(w.net);
        net_infer(w.net, 1, w.x, leaf, form);
        for (size_t i = 0; i < LEAVES; i++)
            cr_expect(isfinite(leaf[i]), "%s", archs[k]);
        for (size_t i = 0; i < FORM_COUNT; i++)
            cr_expect(isfinite(form[i]), "%s", archs[k]);
        whole_free(&w);
    }
}

/* 16 patches of noise with labels of no meaning: they can only be learned by heart. */
static void check_learned_by_heart(const char *arch)
{
    enum { R = 16, STEPS = 12 };
    struct net *n = net_new(arch, LEAVES);
    float *x = mem_new(R * n->inputs, sizeof *x), leaf[R * LEAVES], form[R * FORM_COUNT],
          dleaf[R * LEAVES], dform[R * FORM_COUNT] = {0};
    struct adam a;
    struct rng r;
    int truth[R];
    double loss[STEPS];

    rng_init(&r, 24);
    noise(x, R * n->inputs, 25);
    for (size_t i = 0; i < R; i++)
        truth[i] = (int)(i % LEAVES);
    net_start(n, &r);
    adam_init(&a, n->learned);
    for (size_t s = 0; s < STEPS; s++) {
        memset(n->dw, 0, n->learned * sizeof *n->dw);
        net_forward(n, R, x, &r, leaf, form);
        loss[s] = loss_cross_entropy(R, LEAVES, leaf, truth, NULL, 0, 1, dleaf);
        net_backward(n, dleaf, dform);
        adam_begin(&a);
        adam_apply(&a, 0, n->learned, (struct adam_pace){3e-3f, 0.9f}, 0, n->w, n->dw);
    }
    cr_expect(loss[0] > 0.8 && loss[STEPS - 1] < 0.3 * loss[0], "%s: from %g to %g", arch,
              loss[0], loss[STEPS - 1]);
    adam_clear(&a);
    free(x);
    net_free(n);
}

Test(arch, learns_a_few_sounds_by_heart)
{
    for (size_t i = 0; i < ARCHS; i++)
        check_learned_by_heart(archs[i]);
}

Test(arch, a_name_that_is_none_is_refused_with_those_that_are)
{
    struct err e = {0};

    cr_expect(net_known("linear") && net_named("crnn", &e) == 0);
    cr_expect(!net_known("deep") && net_named("deep", &e) == -1 && e.kind == ERR_USAGE);
    cr_expect(strstr(e.text, "'deep'") && strstr(e.text, "linear"));
    for (size_t i = 0; i < ARCHS; i++)
        cr_expect(strstr(e.text, archs[i]), "%s", e.text);
}
