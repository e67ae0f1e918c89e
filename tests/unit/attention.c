/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/: layer norm, attention and a block of both against plain loops and central
 * differences. */
#include "near.h"
#include "slopes.h"

#include <stdio.h>
#include <stdlib.h>

#include "nn/arena.h"
#include "nn/attention.h"
#include "nn/encoder.h"
#include "nn/layernorm.h"

enum { T = 5, N = 2 }; /* places, samples */

/* Layer norm of 3 rows of 5. */
enum { ROWS = 3, WIDTH = 5 };
struct level {
    float x[ROWS * WIDTH], gain[WIDTH], shift[WIDTH], g[ROWS * WIDTH];
    float level[ROWS * WIDTH], scale[ROWS], y[ROWS * WIDTH];
};

static double level_answer(void *of)
{
    struct level *l = of;

    layernorm_forward(ROWS, WIDTH, l->x, l->gain, l->shift, l->level, l->scale, l->y);
    return dot(ROWS * WIDTH, l->y, l->g);
}

Test(layernorm, gradient_is_the_central_difference)
{
    struct level l;
    float dx[ROWS * WIDTH] = {0}, dgain[WIDTH] = {0}, dshift[WIDTH] = {0};

    noise(l.x, sizeof l / sizeof(float), 14);
    level_answer(&l);
    layernorm_backward(ROWS, WIDTH, l.level, l.scale, l.gain, l.g, dx, dgain, dshift);
    check_slopes(level_answer, &l, l.x, dx, ROWS * WIDTH, "x");
    check_slopes(level_answer, &l, l.gain, dgain, WIDTH, "gain");
    check_slopes(level_answer, &l, l.shift, dshift, WIDTH, "shift");
}

Test(layernorm, brings_a_row_to_its_gain_and_shift)
{
    const float x[4] = {1, 2, 3, 4}, gain[4] = {1, 1, 1, 10}, shift[4] = {0, 0, 0, 7},
                flat[4] = {5, 5, 5, 5};
    float level[4], scale, y[4];

    layernorm_forward(1, 4, x, gain, shift, level, &scale, y);
    near(y[0], -1.5 / sqrt(1.25), 1e-5);
    near(y[3], 7 + 15 / sqrt(1.25), 1e-5);
    layernorm_forward(1, 4, flat, gain, shift, level, &scale, y);
    cr_expect(y[0] == 0 && y[3] == 7, "a row that is all alike has no deviation");
}

/* Attention of two heads over T places of D numbers. */
enum { D = 6, HEADS = 2, SHARES = N * HEADS * T * T };
static const struct attention looks = {T, D, HEADS};
struct looked {
    float qkv[T * N * 3 * D], g[T * N * D], share[SHARES], y[T * N * D];
};

static double looked_answer(void *of)
{
    struct looked *l = of;

    attention_forward(&looks, N, l->qkv, l->share, l->y);
    return dot(T * N * D, l->y, l->g);
}

Test(attention, gradient_is_the_central_difference)
{
    struct looked l;
    float dqkv[T * N * 3 * D] = {0}, scratch[T * T];

    noise(l.qkv, T * N * 3 * D, 15);
    noise(l.g, T * N * D, 16);
    looked_answer(&l);
    attention_backward(&looks, N, l.qkv, l.share, l.g, dqkv, scratch);
    check_slopes(looked_answer, &l, l.qkv, dqkv, T * N * 3 * D, "qkv");
}

/* Number i of head h of a query (0), key (1) or value (2). */
static double part_of(const struct looked *l, size_t t, size_t n, size_t which, size_t h,
                      size_t i)
{
    return (double)l->qkv[(t * N + n) * 3 * D + which * D + h * (D / HEADS) + i];
}

static double plain_looked(const struct looked *l, size_t t, size_t n, size_t h, size_t i)
{
    double sum = 0, all = 0;

    for (size_t to = 0; to < T; to++) {
        double product = 0, share;

        for (size_t k = 0; k < D / HEADS; k++)
            product += part_of(l, t, n, 0, h, k) * part_of(l, to, n, 1, h, k);
        share = exp(product / sqrt((double)D / HEADS));
        all += share;
        sum += share * part_of(l, to, n, 2, h, i);
    }
    return sum / all;
}

Test(attention, is_the_mean_of_values_by_how_keys_fit_the_query)
{
    struct looked l;

    noise(l.qkv, T * N * 3 * D, 17);
    attention_forward(&looks, N, l.qkv, l.share, l.y);
    for (size_t t = 0; t < T; t++)
        for (size_t n = 0; n < N; n++)
            for (size_t k = 0; k < D; k++)
                near(l.y[(t * N + n) * D + k],
                     plain_looked(&l, t, n, k / (D / HEADS), k % (D / HEADS)), 1e-5);
    for (size_t i = 0; i < SHARES; i += T) {
        const float ones[T] = {1, 1, 1, 1, 1};

        near(dot(T, l.share + i, ones), 1.0, 1e-6);
    }
}

Test(attention, of_huge_numbers_is_a_number)
{
    struct looked l;

    for (size_t i = 0; i < T * N * 3 * D; i++)
        l.qkv[i] = i % 3 ? 1e15f : -1e15f;
    attention_forward(&looks, N, l.qkv, l.share, l.y);
    for (size_t i = 0; i < T * N * D; i++)
        cr_expect(isfinite(l.y[i]), "%zu", i);
}

/* A block of a transformer with its weights. */
enum { WIDE = 7, BLOCK_MOST = 3 * D * D };
struct block {
    struct encoder encoder;
    float x[T * N * D], g[T * N * D], w[ENCODER_PARTS][BLOCK_MOST];
};

static double block_answer(void *of)
{
    struct block *b = of;

    encoder_forward(&b->encoder, N, b->x);
    return dot(T * N * D, b->encoder.y, b->g);
}

Test(encoder, gradient_is_the_central_difference)
{
    static struct block b = {.encoder = {.attention = {T, D, HEADS}, .wide = WIDE}};
    static float dw[ENCODER_PARTS][BLOCK_MOST], dx[T * N * D];
    struct arena a = {0};
    float *floats;

    noise(b.x, T * N * D, 18);
    noise(b.g, T * N * D, 19);
    for (enum encoder_part i = 0; i < ENCODER_PARTS; i++) {
        noise(b.w[i], BLOCK_MOST, 20 + i);
        b.encoder.w[i] = b.w[i];
        b.encoder.dw[i] = dw[i];
    }
    encoder_place(&b.encoder, &a, N, true);
    arena_open(&a, &floats);
    encoder_place(&b.encoder, &a, N, true);
    for (size_t i = 0; i < BLOCK_MOST; i++) {
        b.w[ENCODER_QKV_W][i] *= 0.3f;   /* a softmax that is not steep */
        b.w[ENCODER_WIDE_W][i] *= 0.05f; /* no ReLU near its corner */
    }
    for (size_t i = 0; i < WIDE; i++)
        b.w[ENCODER_WIDE_B][i] = i % 2 ? 2.0f : -2.0f;
    block_answer(&b);
    encoder_backward(&b.encoder, N, b.g, dx);
    check_slopes(block_answer, &b, b.x, dx, T * N * D, "x");
    for (enum encoder_part i = 0; i < ENCODER_PARTS; i++) {
        const struct encoder_shape s = encoder_shape(&b.encoder, i);
        char what[16];

        snprintf(what, sizeof what, "part %d", (int)i);
        check_slopes(block_answer, &b, b.w[i], dw[i], s.rows * (s.cols ? s.cols : 1),
                     what);
    }
    free(floats);
}
