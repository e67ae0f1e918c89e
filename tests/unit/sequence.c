/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/: the layers that read sequences against plain loops and central differences. */
#include "near.h"
#include "slopes.h"

#include <stdlib.h>
#include <string.h>

#include "nn/arena.h"
#include "nn/curve.h"
#include "nn/dense.h"
#include "nn/gru.h"
#include "nn/sequence.h"

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

/* A plan that counts how often it is laid out. */
struct plan {
    int placed;
    float *forward, *backward;
};

static void place(void *plan, struct arena *a, size_t n, bool training)
{
    struct plan *p = plan;

    p->placed++;
    p->forward = arena_take(a, n);
    p->backward = training ? arena_take(a, n) : NULL;
}

Test(room, grows_to_the_largest_batch_and_then_stays)
{
    struct plan p = {0};
    struct room r = {0};
    const float *floats;

    room_make(&r, 20, false, place, &p);
    cr_expect(p.placed == 2 && p.forward && !p.backward);
    room_make(&r, 3, true, place, &p);
    cr_expect(p.placed == 4 && p.backward >= p.forward + 20, "it keeps what it had");
    floats = r.floats;
    room_make(&r, 20, true, place, &p);
    room_make(&r, 1, false, place, &p);
    cr_expect(p.placed == 4 && r.floats == floats && r.batch == 1);
    room_make(&r, 21, false, place, &p);
    cr_expect(p.placed == 6 && p.backward, "nor does it lose the room to learn");
    free(r.floats);
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
