/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/: each layer and loss against its derivative, the optimiser against a bottom. */
#include "near.h"

#include "nn/adam.h"
#include "nn/dense.h"
#include "nn/loss.h"
#include "nn/standard.h"
#include "util/rng.h"

static void noise(float *x, size_t n, uint64_t seed)
{
    struct rng r;

    rng_init(&r, seed);
    for (size_t i = 0; i < n; i++)
        x[i] = (float)rng_normal(&r);
}

/* d(sum(y * g)) for each of n numbers at x, moved by h, against its gradient. */
enum { N = 3, I = 5, O = 4 };
struct dense_case {
    float x[N * I], W[O * I], b[O], g[N * O];
};

static double dense_sum(const struct dense_case *c)
{
    float y[N * O];
    double sum = 0;

    dense_forward(N, I, O, c->x, c->W, c->b, y);
    for (size_t i = 0; i < N * O; i++)
        sum += (double)y[i] * (double)c->g[i];
    return sum;
}

static void check_gradient(struct dense_case *c, float *x, const float *dx, size_t n,
                           const char *what)
{
    const float h = 0.01f;

    for (size_t i = 0; i < n; i++) {
        const float keep = x[i];
        double slope;

        x[i] = keep + h;
        slope = dense_sum(c);
        x[i] = keep - h;
        slope = (slope - dense_sum(c)) / (2.0 * (double)h);
        x[i] = keep;
        cr_expect(fabs(slope - (double)dx[i]) < 1e-3, "%s[%zu]: %g, want %g", what, i,
                  (double)dx[i], slope);
    }
}

Test(dense, gradient_is_the_central_difference)
{
    struct dense_case c;
    float dx[N * I] = {0}, dW[O * I] = {0}, db[O] = {0};

    noise(&c.x[0], sizeof c / sizeof(float), 11);
    dense_backward(N, I, O, c.x, c.W, c.g, dx, dW, db);
    check_gradient(&c, c.x, dx, N * I, "x");
    check_gradient(&c, c.W, dW, O * I, "W");
    check_gradient(&c, c.b, db, O, "b");
}

Test(dense, gradients_are_added_not_set)
{
    struct dense_case c;
    float dW[O * I] = {0}, db[O] = {0}, once;

    noise(&c.x[0], sizeof c / sizeof(float), 12);
    dense_backward(N, I, O, c.x, c.W, c.g, NULL, dW, db);
    once = dW[7];
    dense_backward(N, I, O, c.x, c.W, c.g, NULL, dW, db);
    near(dW[7], 2.0 * (double)once, 1e-6);
}

Test(loss, gradient_is_the_central_difference)
{
    enum { C = 4, R = 3 };
    const int truth[R] = {2, -1, 0};
    const float weight[C] = {0.5f, 1, 2, 1};
    const double h = 1e-2;
    float z[R * C], dz[R * C];

    noise(z, R * C, 13);
    loss_cross_entropy(R, C, z, truth, weight, 0.1f, 0.7f, dz);
    for (size_t i = 0; i < R * C; i++) {
        const float keep = z[i];
        double slope;

        z[i] = keep + (float)h;
        slope = loss_cross_entropy(R, C, z, truth, weight, 0.1f, 1, NULL);
        z[i] = keep - (float)h;
        slope -= loss_cross_entropy(R, C, z, truth, weight, 0.1f, 1, NULL);
        z[i] = keep;
        cr_expect(fabs(0.7 * slope / (2 * h) - (double)dz[i]) < 1e-4, "dz[%zu]", i);
    }
    for (size_t c = 0; c < C; c++)
        cr_expect(dz[C + c] == 0, "an unknown truth pulls nowhere");
}

Test(loss, of_even_odds_is_the_log_of_the_classes)
{
    const float z[3] = {5, 5, 5};
    const int truth = 1;

    near(loss_cross_entropy(1, 3, z, &truth, NULL, 0.0f, 1, NULL), log(3.0), 1e-9);
    near(loss_cross_entropy(1, 3, z, &truth, NULL, 0.3f, 1, NULL), log(3.0), 1e-6);
}

Test(loss, against_a_distribution_is_the_labels_loss_where_it_is_one)
{
    enum { R = 3, C = 4 };
    float z[R * C], target[R * C], dz[R * C], by_label[R * C], none[R * C] = {0};
    const int truth[R] = {2, 0, 3};
    const float h = 1e-2f;
    struct rng r;

    rng_init(&r, 5);
    for (int i = 0; i < R * C; i++) {
        z[i] = (float)rng_normal(&r);
        target[i] = i % C == truth[i / C] ? 1.0f : 0.0f;
        dz[i] = 0.0f;
    }
    near(loss_against(R, C, z, target, 0.7f, dz),
         loss_cross_entropy(R, C, z, truth, NULL, 0, 0.7f, by_label), 1e-6);
    for (int i = 0; i < R * C; i++)
        near(dz[i], by_label[i], 1e-6);
    softmax(R, C, dz, 0.1f, target); /* any distribution */
    memset(dz, 0, sizeof dz);
    loss_against(R, C, z, target, 0.7f, dz);
    for (int i = 0; i < R * C; i++) {
        const float keep = z[i];
        double slope;

        z[i] = keep + h;
        slope = loss_against(R, C, z, target, 1, none);
        z[i] = keep - h;
        slope -= loss_against(R, C, z, target, 1, none);
        z[i] = keep;
        near(0.7 * slope / (2 * (double)h), dz[i], 1e-4);
    }
}

Test(loss, softmax_sums_to_one_even_for_huge_logits)
{
    float z[6] = {1000, 0, -1000, 1, 2, 3}, p[6];

    softmax(2, 3, z, 1.0f, p);
    near(p[0], 1.0, 1e-6);
    near(p[3] + p[4] + p[5], 1.0, 1e-6);
    near(p[5] / p[4], exp(1.0), 1e-5);
    softmax(2, 3, z, 2.0f, z);
    near(z[5] / z[4], exp(0.5), 1e-5);
}

Test(standard, brings_columns_to_mean_0_and_deviation_1)
{
    enum { R = 200 };
    static float x[R * 2], y[R * 2];
    float mean[2], scale[2];
    double sum = 0, squares = 0;

    noise(x, (size_t)R * 2, 14);
    for (size_t i = 0; i < R; i++) {
        x[2 * i] = 5 + x[2 * i] / 10;
        x[2 * i + 1] = 7; /* never changes */
    }
    standard_fit(R, 2, x, mean, scale);
    standard_forward(R, 2, x, mean, scale, y);
    for (size_t i = 0; i < R; i++) {
        sum += (double)y[2 * i];
        squares += (double)y[2 * i] * (double)y[2 * i];
        cr_expect(y[2 * i + 1] == 0);
    }
    near(sum / R, 0.0, 1e-4);
    near(squares / R, 1.0, 1e-2);
    x[0] = 1e30f;
    standard_forward(1, 2, x, mean, scale, y);
    cr_expect(y[0] == STANDARD_LIMIT);
}

Test(adam, finds_the_bottom_of_a_bowl)
{
    struct adam a;
    float w[2] = {3, -2}, dw[2];

    adam_init(&a, 2);
    for (long i = 0; i < 2000; i++) {
        dw[0] = 2 * (w[0] - 1);
        dw[1] = 20 * (w[1] + 5);
        adam_begin(&a);
        adam_apply(&a, 0, 2, adam_pace(0.1f, i, 2000), 0, w, dw);
    }
    near(w[0], 1.0, 1e-3);
    near(w[1], -5.0, 1e-3);
    adam_clear(&a);
}

Test(adam, the_rate_rises_then_falls_to_nothing)
{
    near(adam_pace(1, 0, 100).rate, 0.04, 1e-6);
    near(adam_pace(1, 30, 100).rate, 1.0, 1e-6);
    near(adam_pace(1, 30, 100).beta1, 0.85, 1e-6);
    near(adam_pace(1, 65, 100).rate, 0.5, 0.02);
    cr_expect(adam_pace(1, 99, 100).rate < 0.01f && adam_pace(1, 99, 100).rate > 0);
    near(adam_pace(1, 99, 100).beta1, 0.95, 0.001);
    cr_expect(isfinite(adam_pace(1, 0, 1).rate));
}
