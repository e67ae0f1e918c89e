/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gated recurrent unit: a sequence, step by step, and back through time. */
#include "nn/gru.h"

#include <string.h>

#include "nn/curve.h"
#include "nn/dense.h"
#include "nn/gemm.h"
#include "util/vec.h"

void gru_place(struct gru *g, struct arena *a, size_t N, bool training)
{
    const size_t all = g->T * N * g->H;

    g->gates = arena_take(a, 3 * all);
    g->held = arena_take(a, all);
    g->y = arena_take(a, all);
    g->sums = arena_take(a, 3 * N * g->H);
    if (!training)
        return;
    g->dgates = arena_take(a, 3 * all);
    g->dsums = arena_take(a, 3 * all);
    g->dh = arena_take(a, N * g->H);
}

/* The k-th step in its direction, as a place in the sequence. */
static size_t place_of(const struct gru *g, size_t k)
{
    return g->reversed ? g->T - 1 - k : k;
}

/* y of the step before the k-th; k > 0. */
static const float *before(const struct gru *g, size_t N, size_t k)
{
    return g->y + place_of(g, k - 1) * N * g->H;
}

/* y = n + z (h - n); h NULL: 0. */
VEC_CLONES
static void mix(size_t H, const float *restrict z, const float *restrict n,
                const float *restrict h, float *restrict y)
{
    for (size_t i = 0; i < H; i++)
        y[i] = n[i] + z[i] * ((h ? h[i] : 0.0f) - n[i]);
}

/* gate (r, z, n) holds W x + b on entry; sums (3 H) is U h. */
static void cell_forward(const struct gru *g, const float *restrict sums,
                         float *restrict gate, float *restrict held)
{
    const size_t H = g->H;
    float *r = gate, *n = gate + 2 * H;

    for (size_t i = 0; i < 2 * H; i++)
        gate[i] += sums[i];
    curve_sigmoid(2 * H, gate);
    for (size_t i = 0; i < H; i++) {
        held[i] = sums[2 * H + i] + g->c[i];
        n[i] += r[i] * held[i];
    }
    curve_tanh(H, n);
}

/* U h of one step for all samples. A few rows are no matter for a matrix product. */
static void recur(const struct gru *g, size_t N, const float *h)
{
    const size_t H = g->H;

    gemm(GEMM_PLAIN, GEMM_TRANSPOSED, N, 3 * H, H, h, H, g->U, H, 0.0f, g->sums, 3 * H);
}

void gru_forward(struct gru *g, size_t N, const float *x)
{
    const size_t H = g->H;

    dense_rows_forward(g->T * N, g->C, 3 * H, x, g->W, g->b, g->gates);
    for (size_t k = 0; k < g->T; k++) {
        const size_t at = place_of(g, k) * N;
        const float *h = k > 0 ? before(g, N, k) : NULL;

        if (h)
            recur(g, N, h);
        else
            memset(g->sums, 0, 3 * N * H * sizeof *g->sums);
        for (size_t i = 0; i < N; i++) {
            float *gate = g->gates + 3 * (at + i) * H;

            cell_forward(g, g->sums + 3 * i * H, gate, g->held + (at + i) * H);
            mix(H, gate + H, gate + 2 * H, h ? h + i * H : NULL, g->y + (at + i) * H);
        }
    }
}

/* dh: gradient of y on entry, of h (but for U) on return. h NULL: 0. */
VEC_CLONES
static void cell_backward(size_t H, const float *restrict gate,
                          const float *restrict held, const float *restrict h,
                          float *restrict dh, float *restrict dgate, float *restrict dsum)
{
    const float *r = gate, *z = gate + H, *n = gate + 2 * H;

    for (size_t i = 0; i < H; i++) {
        const float dz = dh[i] * ((h ? h[i] : 0.0f) - n[i]); /* dy/dz = h - n */
        const float dn = dh[i] * (1.0f - z[i]) * (1.0f - n[i] * n[i]);
        const float dr = dn * held[i]; /* tanh' = 1 - n^2, dn/dr = Un h + c */

        dgate[i] = dsum[i] = dr * r[i] * (1.0f - r[i]); /* sigmoid' = r (1 - r) */
        dgate[H + i] = dsum[H + i] = dz * z[i] * (1.0f - z[i]);
        dgate[2 * H + i] = dn;
        dsum[2 * H + i] = dn * r[i]; /* dn/d(Un h + c) = r */
        dh[i] *= z[i];               /* dy/dh = z */
    }
}

static void add(size_t n, const float *restrict x, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += x[i];
}

/* All steps at once: dsums of all but the first step meet the y before it. */
static void learn_recurrence(const struct gru *g, size_t N)
{
    const size_t H = g->H, one = N * H, rest = (g->T - 1) * N;
    const float *dsums = g->reversed ? g->dsums : g->dsums + 3 * one,
                *h = g->reversed ? g->y + one : g->y;

    gemm(GEMM_TRANSPOSED, GEMM_PLAIN, 3 * H, H, rest, dsums, 3 * H, h, H, 1.0f, g->dU,
         H); /* d(U h)/dU = h */
    for (size_t i = 0; i < g->T * N; i++)
        add(H, g->dsums + (3 * i + 2) * H, g->dc); /* d(Un h + c)/dc = 1 */
}

void gru_backward(struct gru *g, size_t N, const float *x, const float *dy, float *dx)
{
    const size_t H = g->H;

    memset(g->dh, 0, N * H * sizeof *g->dh);
    for (size_t k = g->T; k-- > 0;) {
        const size_t at = place_of(g, k) * N;
        const float *h = k > 0 ? before(g, N, k) : NULL;

        add(N * H, dy + at * H, g->dh);
        for (size_t i = 0; i < N; i++)
            cell_backward(H, g->gates + 3 * (at + i) * H, g->held + (at + i) * H,
                          h ? h + i * H : NULL, g->dh + i * H,
                          g->dgates + 3 * (at + i) * H, g->dsums + 3 * (at + i) * H);
        gemm(GEMM_PLAIN, GEMM_PLAIN, N, H, 3 * H, g->dsums + 3 * at * H, 3 * H, g->U, H,
             1.0f, g->dh, H); /* d(U h)/dh = U */
    }
    learn_recurrence(g, N);
    dense_rows_backward(g->T * N, g->C, 3 * H, x, g->W, g->dgates, dx, g->dW, g->db);
}
