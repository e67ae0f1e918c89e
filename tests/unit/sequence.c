/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/: the layers of nets that read sequences against plain loops and central
 * differences. */
#include "near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/arena.h"
#include "nn/attention.h"
#include "nn/curve.h"
#include "nn/dense.h"
#include "nn/encoder.h"
#include "nn/gru.h"
#include "nn/layernorm.h"
#include "nn/sequence.h"
#include "util/mem.h"
#include "util/rng.h"

static void noise(float *x, size_t n, uint64_t seed)
{
    struct rng r;

    rng_init(&r, seed);
    for (size_t i = 0; i < n; i++)
        x[i] = (float)rng_normal(&r);
}

/* A layer's answer is sum(y * g). */
static double dot(size_t n, const float *y, const float *g)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (double)y[i] * (double)g[i];
    return sum;
}

/* Each of n numbers at `at`, moved by h both ways, against its gradient d. */
static void check_slopes(double (*answer)(void *), void *of, float *at, const float *d,
                         size_t n, const char *what)
{
    const float h = 0.01f;

    for (size_t i = 0; i < n; i++) {
        const float keep = at[i];
        double slope;

        at[i] = keep + h;
        slope = answer(of);
        at[i] = keep - h;
        slope = (slope - answer(of)) / (2.0 * (double)h);
        at[i] = keep;
        cr_expect(fabs(slope - (double)d[i]) < 2e-3 * (1.0 + fabs(slope)),
                  "%s[%zu]: %g, want %g", what, i, (double)d[i], slope);
    }
}

Test(curve, is_within_a_millionth_of_the_exact_value)
{
    enum { R = 4001 };
    static float s[R], t[R];

    for (size_t i = 0; i < R; i++)
        s[i] = t[i] = ((float)i - 2000.0f) / 100.0f;
    curve_sigmoid(R, s);
    curve_tanh(R, t);
    for (size_t i = 0; i < R; i++) {
        const double x = ((double)i - 2000.0) / 100.0;

        cr_expect(fabs((double)s[i] - 1 / (1 + exp(-x))) < 1e-6, "sigmoid %g", x);
        cr_expect(fabs((double)t[i] - tanh(x)) < 1e-6, "tanh %g", x);
    }
}

Test(curve, of_anything_is_a_number)
{
    float s[] = {INFINITY, -INFINITY, NAN, 3e38f, -3e38f}, t[5];

    memcpy(t, s, sizeof s);
    curve_sigmoid(5, s);
    curve_tanh(5, t);
    for (size_t i = 0; i < 5; i++) {
        cr_expect(s[i] >= 0 && s[i] <= 1, "%zu: %g", i, (double)s[i]);
        cr_expect(t[i] >= -1 && t[i] <= 1, "%zu: %g", i, (double)t[i]);
    }
    cr_expect(s[0] == 1 && t[0] == 1 && t[1] == -1);
}

Test(curve, exp_sums_what_it_gives)
{
    float x[] = {2, 1, 0, -300};

    near(curve_exp(4, 2.0f, x), 1 + exp(-1.0) + exp(-2.0), 1e-6);
    near(x[0], 1.0, 1e-7);
    near(x[1], exp(-1.0), 1e-6);
    cr_expect(x[3] > 0 && x[3] < 1e-30f);
}

Test(dense, of_rows_is_the_same_by_matrix_products)
{
    enum { N = 7, I = 5, O = 4 };
    float x[N * I], W[O * I], b[O], dy[N * O], y[2][N * O];
    float dx[2][N * I] = {{0}}, dW[2][O * I] = {{0}}, db[2][O] = {{0}};

    noise(x, N * I, 1);
    noise(W, O * I, 2);
    noise(b, O, 3);
    noise(dy, N * O, 4);
    dense_forward(N, I, O, x, W, b, y[0]);
    dense_rows_forward(N, I, O, x, W, b, y[1]);
    dense_backward(N, I, O, x, W, dy, dx[0], dW[0], db[0]);
    dense_rows_backward(N, I, O, x, W, dy, dx[1], dW[1], db[1]);
    dense_rows_backward(N, I, O, x, W, dy, NULL, dW[1], db[1]);
    for (size_t i = 0; i < N * O; i++)
        near(y[1][i], y[0][i], 1e-5);
    for (size_t i = 0; i < N * I; i++)
        near(dx[1][i], dx[0][i], 1e-5);
    for (size_t i = 0; i < O * I; i++) /* gradients are added */
        near(dW[1][i], 2.0f * dW[0][i], 1e-5);
    for (size_t i = 0; i < O; i++)
        near(db[1][i], 2.0f * db[0][i], 1e-5);
}

enum { T = 5, N = 2, C = 3 };

Test(sequence, turns_maps_and_back)
{
    float maps[C * N * T], x[T * N * C], back[C * N * T];

    noise(maps, C * N * T, 5);
    sequence_of_maps(T, N, C, maps, x);
    for (size_t t = 0; t < T; t++)
        for (size_t n = 0; n < N; n++)
            for (size_t c = 0; c < C; c++)
                cr_expect(x[(t * N + n) * C + c] == maps[(c * N + n) * T + t]);
    sequence_to_maps(T, N, C, x, back);
    cr_expect(memcmp(back, maps, sizeof maps) == 0);
}

struct pool_case {
    float x[T * N * C], g[2 * C * N];
};

static double pool_answer(void *of)
{
    const struct pool_case *p = of;
    float y[2 * C * N];

    sequence_pool_forward(T, N, C, p->x, y);
    return dot(2 * C * N, y, p->g);
}

Test(sequence, pool_gradient_is_the_central_difference)
{
    struct pool_case p;
    float dx[T * N * C] = {0};

    noise(p.x, T * N * C, 6);
    noise(p.g, 2 * C * N, 7);
    sequence_pool_backward(T, N, C, p.x, p.g, dx);
    check_slopes(pool_answer, &p, p.x, dx, T * N * C, "x");
}

Test(sequence, pool_is_the_mean_and_the_maximum)
{
    const float x[3] = {1, 5, 0};
    float y[2];

    sequence_pool_forward(3, 1, 1, x, y);
    near(y[0], 2.0, 1e-6);
    near(y[1], 5.0, 1e-6);
}

/* A small recurrent unit with its weights. */
enum { H = 4 };
struct unit {
    struct gru gru;
    float x[T * N * C], W[3 * H * C], U[3 * H * H], b[3 * H], c[H], g[T * N * H];
    float *floats;
};

static void unit_init(struct unit *u, bool reversed)
{
    struct arena a = {0};

    *u = (struct unit){.gru = {.T = T, .C = C, .H = H, .reversed = reversed}};
    noise(u->x, T * N * C, 8);
    noise(u->W, 3 * H * C, 9);
    noise(u->U, 3 * H * H, 10);
    noise(u->b, 3 * H, 11);
    noise(u->c, H, 12);
    noise(u->g, T * N * H, 13);
    u->gru.W = u->W;
    u->gru.U = u->U;
    u->gru.b = u->b;
    u->gru.c = u->c;
    gru_place(&u->gru, &a, N, true);
    arena_open(&a, &u->floats);
    gru_place(&u->gru, &a, N, true);
}

static double unit_answer(void *of)
{
    struct unit *u = of;

    gru_forward(&u->gru, N, u->x);
    return dot(T * N * H, u->gru.y, u->g);
}

static void check_unit(bool reversed)
{
    struct unit u;
    float dx[T * N * C] = {0}, dW[3 * H * C] = {0}, dU[3 * H * H] = {0}, db[3 * H] = {0},
                     dc[H] = {0};

    unit_init(&u, reversed);
    u.gru.dW = dW;
    u.gru.dU = dU;
    u.gru.db = db;
    u.gru.dc = dc;
    unit_answer(&u);
    gru_backward(&u.gru, N, u.x, u.g, dx);
    check_slopes(unit_answer, &u, u.x, dx, T * N * C, "x");
    check_slopes(unit_answer, &u, u.W, dW, 3 * H * C, "W");
    check_slopes(unit_answer, &u, u.U, dU, 3 * H * H, "U");
    check_slopes(unit_answer, &u, u.b, db, 3 * H, "b");
    check_slopes(unit_answer, &u, u.c, dc, H, "c");
    free(u.floats);
}

Test(gru, gradient_is_the_central_difference)
{
    check_unit(false);
    check_unit(true);
}

static double row_times(const float *row, const float *x, size_t n)
{
    return dot(n, row, x);
}

/* One step for one sample, as the header has it. */
static void plain_step(const struct unit *u, const float *x, const double *h, double *y)
{
    float before[H];
    double gate[3][H], state[H];

    for (size_t i = 0; i < H; i++)
        before[i] = (float)h[i];
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < H; i++) {
            const size_t row = k * H + i;

            gate[k][i] = row_times(u->W + row * C, x, C) + (double)u->b[row];
            state[i] = row_times(u->U + row * H, before, H);
            if (k < 2)
                gate[k][i] = 1 / (1 + exp(-gate[k][i] - state[i]));
            else
                gate[k][i] = tanh(gate[k][i] + gate[0][i] * (state[i] + (double)u->c[i]));
        }
    for (size_t i = 0; i < H; i++)
        y[i] = (1 - gate[1][i]) * gate[2][i] + gate[1][i] * h[i];
}

Test(gru, is_its_equations_step_by_step)
{
    for (int reversed = 0; reversed < 2; reversed++) {
        struct unit u;

        unit_init(&u, reversed);
        gru_forward(&u.gru, N, u.x);
        for (size_t n = 0; n < N; n++) {
            double h[H] = {0}, y[H];

            for (size_t k = 0; k < T; k++) {
                const size_t t = reversed ? T - 1 - k : k;

                plain_step(&u, u.x + (t * N + n) * C, h, y);
                for (size_t i = 0; i < H; i++)
                    near(u.gru.y[(t * N + n) * H + i], y[i], 1e-5);
                memcpy(h, y, sizeof h);
            }
        }
        free(u.floats);
    }
}

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
    for (size_t i = 0; i < ENCODER_PARTS; i++) {
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
    for (size_t i = 0; i < ENCODER_PARTS; i++) {
        const struct encoder_shape s = encoder_shape(&b.encoder, i);
        char what[16];

        snprintf(what, sizeof what, "part %zu", i);
        check_slopes(block_answer, &b, b.w[i], dw[i], s.rows * (s.cols ? s.cols : 1),
                     what);
    }
    free(floats);
}
