/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/: the layers of the convolutional net against plain loops and central differences.
 */
#include "near.h"
#include "slopes.h"

#include <stdlib.h>
#include <string.h>

#include "nn/act.h"
#include "nn/conv.h"
#include "nn/norm.h"
#include "util/mem.h"
#include "util/rng.h"

/* A layer and what it is fed: its answer is sum(y * g). */
struct layer {
    struct conv conv;
    size_t N;
    const float *x, *w, *w2, *g;
    float *y, *scratch;
};

static const struct conv shapes[] = {
    {2, 5, 6, 3, 3, 1}, {3, 7, 8, 2, 3, 2}, {1, 9, 4, 2, 5, 2},
    {2, 4, 6, 3, 1, 2}, {4, 1, 1, 3, 1, 1}, {2, 1, 2, 2, 5, 1},
};
enum { SHAPES = sizeof shapes / sizeof *shapes, MOST = 512 };

/* y (O, N, R, Q) as the definition has it. */
static double plain_conv(const struct conv *s, size_t N, const float *x, const float *K,
                         size_t o, size_t n, size_t r, size_t q)
{
    double sum = 0;

    for (size_t c = 0; c < s->C; c++)
        for (size_t kh = 0; kh < s->side; kh++)
            for (size_t kw = 0; kw < s->side; kw++) {
                const long h = (long)(r * s->stride + kh) - (long)(s->side / 2),
                           w = (long)(q * s->stride + kw) - (long)(s->side / 2);

                if (h >= 0 && h < (long)s->H && w >= 0 && w < (long)s->W)
                    sum +=
                        (double)x[((c * N + n) * s->H + (size_t)h) * s->W + (size_t)w] *
                        (double)K[((o * s->C + c) * s->side + kh) * s->side + kw];
            }
    return sum;
}

Test(conv, is_the_sum_over_its_taps)
{
    enum { N = 3 };
    static float x[MOST], K[MOST], y[MOST];

    noise(x, MOST, 1);
    noise(K, MOST, 2);
    for (size_t i = 0; i < SHAPES; i++) {
        const struct conv *s = &shapes[i];
        const size_t R = conv_rows(s), Q = conv_cols(s);
        float *scratch = mem_new(conv_scratch(s), sizeof *scratch);

        for (size_t k = 0; k < MOST; k++)
            y[k] = 1.0f;
        conv_forward(s, N, x, K, 2.0f, y, scratch);
        for (size_t k = 0; k < s->O * N * R * Q; k++)
            near(y[k],
                 2.0 + plain_conv(s, N, x, K, k / (N * R * Q), k / (R * Q) % N, k / Q % R,
                                  k % Q),
                 1e-5);
        free(scratch);
    }
}

Test(conv, pieces_of_a_batch_are_the_batch)
{
    const struct conv s = {16, 32, 64, 8, 3, 1}; /* too large for one piece */
    enum { N = 3 };
    const size_t in = s.C * s.H * s.W, out = s.O * s.H * s.W, plane = s.H * s.W;
    float *x = mem_new(N * in, sizeof *x), *one = mem_new(in, sizeof *one);
    float *y = mem_new(N * out, sizeof *y), *y1 = mem_new(out, sizeof *y1);
    float *scratch = mem_new(conv_scratch(&s), sizeof *scratch);
    static float K[16 * 8 * 9];

    noise(x, N * in, 3);
    noise(K, 16 * 8 * 9, 4);
    conv_forward(&s, N, x, K, 0.0f, y, scratch);
    for (size_t n = 0; n < N; n++) {
        for (size_t c = 0; c < s.C; c++)
            memcpy(one + c * plane, x + (c * N + n) * plane, plane * sizeof *x);
        conv_forward(&s, 1, one, K, 0.0f, y1, scratch);
        for (size_t o = 0; o < s.O; o++)
            for (size_t p = 0; p < plane; p += 37)
                near(y[(o * N + n) * plane + p], y1[o * plane + p], 1e-5);
    }
    free(x);
    free(one);
    free(y);
    free(y1);
    free(scratch);
}

static double conv_answer(void *of)
{
    const struct layer *l = of;

    conv_forward(&l->conv, l->N, l->x, l->w, 0.0f, l->y, l->scratch);
    return dot(l->conv.O * l->N * conv_rows(&l->conv) * conv_cols(&l->conv), l->y, l->g);
}

Test(conv, gradient_is_the_central_difference)
{
    enum { N = 2 };
    static float x[MOST], K[MOST], g[MOST], y[MOST];

    for (size_t i = 0; i < SHAPES; i++) {
        const struct conv *s = &shapes[i];
        float *scratch = mem_new(conv_scratch(s), sizeof *scratch);
        float dx[MOST] = {0}, dK[MOST] = {0};
        struct layer l = {
            .conv = *s, .N = N, .x = x, .w = K, .g = g, .y = y, .scratch = scratch};

        noise(x, MOST, 5);
        noise(K, MOST, 6);
        noise(g, MOST, 7);
        conv_backward(s, N, x, K, g, dx, dK, scratch);
        check_slopes(conv_answer, &l, x, dx, s->C * N * s->H * s->W, "x");
        check_slopes(conv_answer, &l, K, dK, conv_weights(s), "K");
        free(scratch);
    }
}

/* Norm of 2 channels of P places. */
enum { P = 7 };
static double norm_answer(void *of)
{
    const struct layer *l = of;

    float mean[2], scale[2], seen_mean[2] = {0}, seen_variance[2] = {0};

    norm_forward(2, P, l->x, l->w, l->w2, mean, scale, seen_mean, seen_variance, l->y);
    return dot(2 * P, l->y, l->g);
}

Test(norm, gradient_is_the_central_difference)
{
    float x[2 * P], gain[2], shift[2], g[2 * P], dx[2 * P], y[2 * P];
    float mean[2], scale[2], seen[4] = {0}, dgain[2] = {0}, dshift[2] = {0};
    struct layer l = {.x = x, .w = gain, .w2 = shift, .g = g, .y = y};

    noise(x, 2 * P, 8);
    noise(gain, 2, 9);
    noise(shift, 2, 10);
    noise(g, 2 * P, 11);
    memcpy(dx, g, sizeof dx);
    norm_forward(2, P, x, gain, shift, mean, scale, seen, seen + 2, y);
    norm_backward(2, P, x, gain, mean, scale, dx, dgain, dshift);
    check_slopes(norm_answer, &l, x, dx, 2 * P, "x");
    check_slopes(norm_answer, &l, gain, dgain, 2, "gain");
    check_slopes(norm_answer, &l, shift, dshift, 2, "shift");
}

Test(norm, brings_a_channel_to_its_gain_and_shift)
{
    enum { R = 3000 };
    static float x[R], y[R], ones[R];
    const float gain = 2, shift = 5;
    float mean, scale, seen_mean = 0, seen_variance = 0;

    noise(x, R, 12);
    for (size_t i = 0; i < R; i++) {
        x[i] = 100 + 3 * x[i];
        ones[i] = 1;
    }
    for (int i = 0; i < 200; i++)
        norm_forward(1, R, x, &gain, &shift, &mean, &scale, &seen_mean, &seen_variance,
                     y);
    near(dot(R, y, ones) / R, 5.0, 1e-4);
    near(dot(R, y, y) / R - 25.0, 4.0, 1e-3);
    near(mean, 100.0, 0.005);
    near(seen_mean, mean, 1e-5);
    near(seen_variance, 9.0, 0.1);
}

Test(norm, folded_is_the_same_as_one_after_the_other)
{
    const struct conv s = {2, 4, 4, 3, 3, 1};
    float x[32], K[54], folded[54], bias[3], gain[3], shift[3],
        mean[3] = {1, -2, 0.5f}, variance[3] = {2, 0.5f, 9}, y[48], z[48],
        scratch[1 << 17];

    noise(x, 32, 13);
    noise(K, 54, 14);
    noise(gain, 3, 15);
    noise(shift, 3, 16);
    norm_fold(3, 18, K, gain, shift, mean, variance, folded, bias);
    conv_forward(&s, 1, x, K, 0.0f, z, scratch);
    conv_forward(&s, 1, x, folded, 0.0f, y, scratch);
    for (size_t i = 0; i < 48; i++) {
        const size_t c = i / 16;

        near(y[i] + bias[c],
             gain[c] * (z[i] - mean[c]) / sqrtf(variance[c] + NORM_EPSILON) + shift[c],
             1e-5);
    }
}

static double pool_answer(void *of)
{
    const struct layer *l = of;

    pool_forward(2, l->N, 3, 5, l->x, l->y);
    return dot(4 * l->N, l->y, l->g);
}

Test(pool, gradient_is_the_central_difference)
{
    enum { N = 2, IN = 2 * N * 15 };
    float x[IN], g[4 * N], y[4 * N], dx[IN] = {0};
    struct layer l = {.N = N, .x = x, .g = g, .y = y};

    noise(x, IN, 17);
    noise(g, 4 * N, 18);
    pool_backward(2, N, 3, 5, x, g, dx);
    check_slopes(pool_answer, &l, x, dx, IN, "x");
}

Test(pool, is_the_mean_and_the_mean_of_maxima_over_time)
{
    const float x[6] = {1, 2, 6, /* one band */ 0, -3, 0};
    float y[2];

    pool_forward(1, 1, 2, 3, x, y);
    near(y[0], 1.0, 1e-6);
    near(y[1], 3.0, 1e-6);
}

Test(relu, passes_what_is_above_nothing)
{
    float y[4] = {-1, 2, 0, 3}, dy[4] = {5, 6, 7, 8}, z[4] = {-1, 2, -3, 4};
    const float b[2] = {2, -1}, b2[2] = {0, -3}, x[4] = {0, -3, 1, 1};

    relu_forward(4, y);
    relu_backward(4, y, dy);
    cr_expect(y[0] == 0 && y[1] == 2 && dy[0] == 0 && dy[1] == 6 && dy[2] == 0);
    relu_bias(2, 2, b, z);
    cr_expect(z[0] == 1 && z[1] == 4 && z[2] == 0 && z[3] == 3);
    relu_biases(2, 2, b, b2, z);
    cr_expect(z[0] == 3 && z[1] == 6 && z[2] == 0 && z[3] == 0);
    relu_sum(4, x, z);
    cr_expect(z[0] == 3 && z[1] == 3 && z[2] == 1 && z[3] == 1);
}

Test(dropout, keeps_the_mean_and_returns_what_it_kept)
{
    enum { R = 20000 };
    static float x[R], keep[R], dx[R];
    struct rng r;
    double sum = 0;
    size_t gone = 0;

    rng_init(&r, 19);
    for (size_t i = 0; i < R; i++)
        x[i] = dx[i] = 1;
    dropout_forward(R, 0.3f, &r, keep, x);
    dropout_backward(R, keep, dx);
    for (size_t i = 0; i < R; i++) {
        sum += (double)x[i];
        gone += x[i] == 0;
    }
    near(sum / R, 1.0, 0.02);
    near((double)gone / R, 0.3, 0.02);
    cr_expect(memcmp(x, dx, sizeof x) == 0, "a 1 and a gradient of 1 fare alike");
}
