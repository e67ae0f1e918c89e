/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/: patches, their statistics and variations, the linear net. */
#include "near.h"
#include "random_patch.h"

#include <stdlib.h>
#include <string.h>

#include "nn/arch.h"
#include "nn/augment.h"
#include "nn/deform.h"
#include "nn/lean.h"
#include "nn/loss.h"
#include "nn/net.h"
#include "nn/patch.h"
#include "nn/stats.h"
#include "util/mem.h"
#include "util/rng.h"

static void noise(float *x, size_t n, uint64_t seed)
{
    struct rng r;

    rng_init(&r, seed);
    for (size_t i = 0; i < n; i++)
        x[i] = (float)rng_normal(&r);
}

Test(patch, a_byte_is_the_level_above_minus_100_db)
{
    float mel[PATCH_BANDS] = {0.0f, -100.0f, -50.0f, 3.0f, -140.0f, NAN, -0.196f};
    const uint8_t want[] = {255, 0, 128, 255, 0, 0, 255};
    struct patch p;

    patch_make(&p, mel, 1, 0.5);
    for (size_t b = 0; b < sizeof want; b++)
        cr_expect(p.attack[0][b] == want[b], "band %zu is %d", b, p.attack[0][b]);
    cr_expect(p.attack_cols == 1 && p.hops == 1 && p.duration_s == 0.5f);
    cr_expect(p.attack[1][0] == 0, "nothing after the sound");
    for (size_t c = 0; c < PATCH_COLS; c++)
        cr_expect(p.whole[c][2] == 128, "one hop fills the whole view");
}

Test(patch, whole_is_the_mean_of_its_hops)
{
    static float mel[3 * PATCH_COLS][PATCH_BANDS];
    struct patch p;

    for (size_t t = 0; t < 3 * PATCH_COLS; t++)
        mel[t][0] = t % 3 == 0 ? -40.0f : t % 3 == 1 ? -50.0f : -90.0f;
    patch_make(&p, mel[0], 3 * PATCH_COLS, 2.0);
    for (size_t c = 0; c < PATCH_COLS; c++) {
        cr_expect(p.whole[c][0] == 102, "-60 dB is 102, not %d", p.whole[c][0]);
        cr_expect(p.attack[c][0] == (c % 3 == 0 ? 153 : c % 3 == 1 ? 128 : 26));
    }
}

Test(patch, what_is_written_is_read_back_and_nothing_shorter)
{
    const size_t hops[] = {1, 2, 127, 128, 129, 1000};

    for (size_t i = 0; i < sizeof hops / sizeof *hops; i++) {
        struct patch p, back;
        struct buf b = {0};
        struct err e = {0};

        random_patch(&p, hops[i], 1, i);
        patch_write(&p, &b);
        cr_expect(b.len == 8 + p.attack_cols * 64 + (hops[i] > 128 ? 8192 : 0));
        cr_assert(patch_read(&back, b.data, b.len, &e) == 0, "%s", e.text);
        cr_expect(memcmp(&p, &back, sizeof p) == 0, "%zu hops", hops[i]);
        for (size_t n = 0; n < b.len; n++)
            cr_expect(patch_read(&back, b.data, n, &e) == -1, "cut at %zu", n);
        buf_u8(&b, 0);
        cr_expect(patch_read(&back, b.data, b.len, &e) == -1, "a byte too many");
        buf_clear(&b);
    }
}

Test(patch, its_partials_are_written_behind_the_views_and_read_back)
{
    static float db[PATCH_TIMES][PATCH_FINE];
    struct patch p, back;
    struct buf b = {0};
    struct err e = {0};
    size_t views;

    random_patch(&p, 200, 1, 7);
    patch_write(&p, &b);
    views = b.len;
    buf_reset(&b);
    for (size_t i = 0; i < (size_t)PATCH_TIMES * PATCH_FINE; i++)
        db[i / PATCH_FINE][i % PATCH_FINE] = (float)(i % 120) - 110.0f;
    db[1][5] = NAN;
    patch_add_partials(&p, db[0]);
    cr_expect(p.partials[0][60] == 128 && p.partials[0][119] == 255 && !p.partials[1][5]);
    patch_write(&p, &b);
    cr_expect(b.len == views + sizeof p.partials);
    cr_assert(patch_read(&back, b.data, b.len, &e) == 0, "%s", e.text);
    cr_expect(memcmp(&p, &back, sizeof p) == 0);
    cr_expect(patch_read(&back, b.data, b.len - 1, &e) == -1, "cut");
    cr_assert(patch_read(&back, b.data, views, &e) == 0, "heard before there were any");
    cr_expect(memcmp(p.attack, back.attack, sizeof p.attack) == 0);
    for (size_t i = 0; i < sizeof back.partials; i++)
        cr_expect(back.partials[i / PATCH_FINE][i % PATCH_FINE] == 0);
    buf_clear(&b);
}

Test(patch, a_wild_header_is_refused)
{
    struct patch p;
    struct buf b = {0};
    struct err e = {0};

    random_patch(&p, 1, 0, 1);
    p.duration_s = NAN;
    patch_write(&p, &b);
    cr_expect(patch_read(&p, b.data, b.len, &e) == -1 && e.kind == ERR_FORMAT);
    buf_reset(&b);
    p.duration_s = -1;
    patch_write(&p, &b);
    cr_expect(patch_read(&p, b.data, b.len, &e) == -1);
    memset(b.data, 0, 8);
    cr_expect(patch_read(&p, b.data, b.len, &e) == -1, "no hops");
    buf_clear(&b);
}

Test(stats, are_finite_whatever_the_patch)
{
    struct patch p;
    float x[STATS_COUNT];

    for (int kind = 0; kind < 4; kind++) {
        random_patch(&p, kind == 3 ? 2000 : 1 + (size_t)kind * 60, kind, 5);
        if (kind == 0)
            memset(&p, 0, sizeof p);
        p.attack_cols = p.attack_cols ? p.attack_cols : 1;
        x[STATS_COUNT - 1] = NAN;
        stats_of(&p, x);
        for (size_t i = 0; i < STATS_COUNT; i++)
            cr_expect(isfinite(x[i]) && fabsf(x[i]) < 20.0f, "x[%zu] = %g", i,
                      (double)x[i]);
    }
}

Test(stats, mean_and_maximum_are_those_of_the_band)
{
    float mel[2 * PATCH_BANDS], x[STATS_COUNT];
    struct patch p;

    for (size_t b = 0; b < PATCH_BANDS; b++) {
        mel[b] = -100.0f + (float)b;
        mel[PATCH_BANDS + b] = -100.0f;
    }
    patch_make(&p, mel, 2, 1.0);
    stats_of(&p, x);
    for (size_t b = 0; b < PATCH_BANDS; b++) {
        near(x[b], (double)b / 200.0, 0.002);                   /* mean of b and 0 */
        near(x[PATCH_BANDS + b], (double)b / 200.0, 0.002);     /* deviation */
        near(x[2 * PATCH_BANDS + b], (double)b / 100.0, 0.002); /* maximum */
    }
}

Test(augment, keeps_the_shape_of_a_patch)
{
    struct rng r;

    rng_init(&r, 3);
    for (int i = 0; i < 50; i++) {
        struct patch p, q;
        const size_t hops = i % 2 ? 40 : 400;

        random_patch(&p, hops, 2, (uint64_t)i);
        q = p;
        augment(&q, &r);
        cr_expect(q.hops == p.hops && q.attack_cols == p.attack_cols);
        for (size_t c = q.attack_cols; c < PATCH_COLS; c++)
            for (size_t b = 0; b < PATCH_BANDS; b++)
                cr_assert(q.attack[c][b] == 0, "sound after the end");
    }
}

Test(augment, leaves_silence_without_a_floor_silent)
{
    struct rng r;
    int silent = 0;

    rng_init(&r, 4);
    for (int i = 0; i < 100; i++) {
        struct patch p = {.attack_cols = 1, .hops = 1};

        augment(&p, &r);
        silent += patch_silent(&p);
    }
    cr_expect(silent > 50, "%d of 100", silent);
}

/* Mean over time of a band of the whole view. */
static double mean_of_band(const struct patch *p, size_t b)
{
    double sum = 0.0;

    for (size_t c = 0; c < PATCH_COLS; c++)
        sum += p->whole[c][b];
    return sum / PATCH_COLS;
}

/* Hops alike: band b at level(b) of 255. */
static void coloured(struct patch *p, int from, int step)
{
    float mel[4 * PATCH_BANDS];

    for (size_t i = 0; i < 4 * PATCH_BANDS; i++)
        mel[i] = (float)(from + step * (int)(i % PATCH_BANDS)) / 2.55f - 100.0f;
    patch_make(p, mel, 4, 1.0);
}

Test(lean, takes_the_slope_of_another_and_keeps_its_own_loudness)
{
    struct patch dull, bright, p;
    struct rng r;

    rng_init(&r, 8);
    coloured(&dull, 190, -2);
    coloured(&bright, 20, 1);
    for (int i = 0; i < 20; i++) {
        double all = 0.0, was = 0.0;

        p = dull;
        lean(&p, &bright, &r);
        for (size_t b = 0; b < PATCH_BANDS; b++) {
            all += mean_of_band(&p, b) / PATCH_BANDS;
            was += mean_of_band(&dull, b) / PATCH_BANDS;
        }
        near(all, was, 1.0);
        cr_expect(mean_of_band(&p, 0) <= mean_of_band(&dull, 0) &&
                  mean_of_band(&p, 0) >= 190.0 - 0.5 * 3.0 * 32.0 - 1.0);
        cr_expect(mean_of_band(&p, 63) >= mean_of_band(&dull, 63));
    }
}

Test(lean, leaves_alone_what_is_silent_or_alike)
{
    struct patch silence = {.attack_cols = 1, .hops = 1}, p, q;
    struct rng r;

    rng_init(&r, 9);
    random_patch(&q, 400, 2, 1);
    lean(&silence, &q, &r);
    cr_expect(patch_silent(&silence));
    p = q;
    lean(&p, &q, &r);
    cr_expect(memcmp(&p, &q, sizeof p) == 0);
}

Test(deform, keeps_a_patch_whole)
{
    const size_t hops[] = {1, 5, 30, 127, 128, 129, 300, 5000};
    struct rng r;

    rng_init(&r, 6);
    for (size_t i = 0; i < 400; i++) {
        struct patch p, back;
        struct buf b = {0};
        struct err e = {0};
        const size_t n = hops[i % 8];

        random_patch(&p, n, 2, (uint64_t)i);
        deform_time(&p, &r);
        cr_expect(p.hops >= (n + 3) / 4 && p.hops <= n + n / 4, "%u of %zu", p.hops, n);
        near(p.duration_s, (double)p.hops * 256 / 44100, 1e-5);
        patch_write(&p, &b);
        cr_assert(patch_read(&back, b.data, b.len, &e) == 0, "%s", e.text);
        cr_expect(memcmp(&p, &back, sizeof p) == 0, "the views fit each other");
        buf_clear(&b);
    }
}

/* Band 0 counts the hops, 1.3 a hop; where the attack ends the pooled view goes on. */
Test(deform, stretches_evenly_and_in_order)
{
    static float mel[200][PATCH_BANDS];
    struct rng r;
    int moved = 0;

    rng_init(&r, 7);
    for (size_t t = 0; t < 200; t++)
        mel[t][0] = -100.0f + (float)t / 2.0f;
    for (int i = 0; i < 100; i++) {
        struct patch p;

        patch_make(&p, mel[0], 200, 1.0);
        deform_time(&p, &r);
        for (size_t c = 1; c < p.attack_cols; c++)
            cr_assert(abs(p.attack[c][0] - p.attack[c - 1][0] - 1) <= 3, "at column %zu",
                      c);
        for (size_t c = 1; c < PATCH_COLS; c++)
            cr_assert(p.whole[c][0] + 2 >= p.whole[c - 1][0], "at column %zu", c);
        moved += p.hops != 200;
    }
    cr_expect(moved > 40 && moved < 95, "%d of 100", moved);
}

Test(deform, masks_stripes_and_leaves_the_rest)
{
    struct rng r;
    int masked = 0;

    rng_init(&r, 8);
    for (int i = 0; i < 100; i++) {
        struct patch p = {.attack_cols = PATCH_COLS, .hops = PATCH_COLS};
        size_t blank = 0;

        memset(p.attack, 9, sizeof p.attack + sizeof p.whole);
        deform_mask(&p, &r);
        for (size_t c = 0; c < PATCH_COLS; c++)
            for (size_t b = 0; b < PATCH_BANDS; b++)
                blank += p.attack[c][b] == 0;
        cr_expect(blank <= 7 * PATCH_COLS + 15 * PATCH_BANDS);
        masked += blank > 0;
    }
    cr_expect(masked > 40 && masked < 95, "%d of 100", masked);
}

Test(net, gradient_is_the_central_difference)
{
    enum { R = 2, C = 3 };
    struct net *n = net_new("linear", C);
    float *x = mem_new(R * n->inputs, sizeof *x), leaf[R * C], form[R * FORM_COUNT],
          dleaf[R * C], dform[R * FORM_COUNT];
    const int truth[R] = {2, 0}, forms[R] = {1, 0};
    const float h = 0.02f;
    struct rng r;

    rng_init(&r, 15);
    noise(x, R * n->inputs, 16);
    net_start(n, &r);
    net_scale(n, R, x);
    net_forward(n, R, x, &r, leaf, form);
    loss_cross_entropy(R, C, leaf, truth, NULL, 0, 1, dleaf);
    loss_cross_entropy(R, FORM_COUNT, form, forms, NULL, 0, 1, dform);
    net_backward(n, dleaf, dform);
    for (size_t i = 0; i < n->learned; i += 17) {
        const float keep = n->w[i];
        double loss[2];

        for (int k = 0; k < 2; k++) {
            n->w[i] = k ? keep - h : keep + h;
            net_forward(n, R, x, &r, leaf, form);
            loss[k] = loss_cross_entropy(R, C, leaf, truth, NULL, 0, 1, NULL) +
                      loss_cross_entropy(R, FORM_COUNT, form, forms, NULL, 0, 1, NULL);
        }
        n->w[i] = keep;
        cr_expect(fabs((loss[0] - loss[1]) / (2 * (double)h) - (double)n->dw[i]) < 1e-3,
                  "dw[%zu] = %g", i, (double)n->dw[i]);
    }
    free(x);
    net_free(n);
}
