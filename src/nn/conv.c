/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 2-D convolution: patches of the input as columns, times the kernels. */
#include "nn/conv.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "nn/gemm.h"
#include "util/vec.h"

/* Columns of a piece stay in the second-level cache of common processors. */
enum { PIECE_FLOATS = 1 << 17 };

size_t conv_rows(const struct conv *s)
{
    return (s->H + 2 * (s->side / 2) - s->side) / s->stride + 1;
}

size_t conv_cols(const struct conv *s)
{
    return (s->W + 2 * (s->side / 2) - s->side) / s->stride + 1;
}

static size_t taps(const struct conv *s) { return s->C * s->side * s->side; }

static size_t plane(const struct conv *s) { return conv_rows(s) * conv_cols(s); }

size_t conv_weights(const struct conv *s) { return s->O * taps(s); }

/* Samples whose columns are made at once. */
static size_t piece(const struct conv *s)
{
    const size_t fit = PIECE_FLOATS / (taps(s) * plane(s));

    return fit ? fit : 1;
}

/* Every stride-th row and column of the input makes a plane as large as the output. */
static size_t phases(const struct conv *s) { return s->stride * s->stride; }

size_t conv_scratch(const struct conv *s)
{
    return piece(s) * plane(s) * (taps(s) + phases(s));
}

/* How tap k looks at the input: output i sees place i + by of every stride-th, from
 * `from`. */
struct look {
    size_t from;
    long by;
};

static struct look look_of(const struct conv *s, size_t k)
{
    const long far = (long)k - (long)(s->side / 2), stride = (long)s->stride;
    const long by = far >= 0 ? far / stride : -((stride - 1 - far) / stride);

    return (struct look){(size_t)(far - by * stride), by};
}

/* One phase of x (n, H, W), from row a and column b on: to (n, out_H, out_W). */
static void split_phase(const struct conv *s, size_t n, size_t a, size_t b,
                        const float *restrict x, float *restrict to)
{
    const size_t R = conv_rows(s), Q = conv_cols(s);

    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; r < R; r++, to += Q) {
            const size_t h = r * s->stride + a;
            const float *row = x + (i * s->H + h) * s->W;
            const size_t in = h < s->H ? (s->W - b + s->stride - 1) / s->stride : 0;

            for (size_t q = 0; q < in; q++)
                to[q] = row[q * s->stride + b];
            for (size_t q = in; q < Q; q++)
                to[q] = 0.0f;
        }
}

/* The reverse: dx is added to. */
static void join_phase(const struct conv *s, size_t n, size_t a, size_t b,
                       const float *restrict from, float *restrict dx)
{
    const size_t R = conv_rows(s), Q = conv_cols(s);

    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; r < R; r++, from += Q) {
            const size_t h = r * s->stride + a;
            float *row = dx + (i * s->H + h) * s->W;
            const size_t in = h < s->H ? (s->W - b + s->stride - 1) / s->stride : 0;

            for (size_t q = 0; q < in; q++)
                row[q * s->stride + b] += from[q];
        }
}

/* In v (n, R, Q), what lies beyond an edge for a look by dr and dq becomes 0. */
static void clear_edges(size_t n, size_t R, size_t Q, long dr, long dq, float *restrict v)
{
    const size_t rows = (size_t)labs(dr) < R ? (size_t)labs(dr) : R;
    const size_t cols = (size_t)labs(dq) < Q ? (size_t)labs(dq) : Q;
    const size_t first_row = dr < 0 ? 0 : R - rows, first_col = dq < 0 ? 0 : Q - cols;

    for (size_t i = 0; i < n; i++, v += R * Q) {
        for (size_t k = 0; k < rows * Q; k++)
            v[first_row * Q + k] = 0.0f;
        for (size_t r = 0; r < R; r++)
            for (size_t q = first_col; q < first_col + cols; q++)
                v[r * Q + q] = 0.0f;
    }
}

/*
 * A look at a phase is the phase moved as one long row, but for its edges: places
 * begin to end (exclusive) of the columns see begin + by and so on.
 */
struct stretch {
    size_t begin, end;
    long by;
};

static struct stretch stretch_of(size_t all, long by)
{
    const size_t off = (size_t)labs(by) < all ? (size_t)labs(by) : all;

    return by < 0 ? (struct stretch){off, all, by} : (struct stretch){0, all - off, by};
}

static void look(size_t n, size_t R, size_t Q, struct look r, struct look q,
                 const float *restrict phase, float *restrict to)
{
    const struct stretch s = stretch_of(n * R * Q, r.by * (long)Q + q.by);

    if (s.begin < s.end)
        memcpy(to + s.begin, phase + (s.by < 0 ? 0 : s.by),
               (s.end - s.begin) * sizeof *to);
    clear_edges(n, R, Q, r.by, q.by, to);
}

VEC_CLONES
static void add(size_t n, const float *restrict x, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += x[i];
}

/* The reverse; `from` loses its edges. */
static void look_back(size_t n, size_t R, size_t Q, struct look r, struct look q,
                      float *restrict from, float *restrict dphase)
{
    const struct stretch s = stretch_of(n * R * Q, r.by * (long)Q + q.by);

    clear_edges(n, R, Q, r.by, q.by, from);
    if (s.begin < s.end)
        add(s.end - s.begin, from + s.begin, dphase + (s.by < 0 ? 0 : s.by));
}

/*
 * Columns (taps, n, out_H, out_W) of n samples of x, whose channels lie `apart`, in
 * scratch; behind them is room for the phases of one channel.
 */
static void columns_of(const struct conv *s, size_t n, const float *restrict x,
                       size_t apart, float *restrict scratch)
{
    const size_t R = conv_rows(s), Q = conv_cols(s), width = n * R * Q;
    float *phase = scratch + taps(s) * width, *to = scratch;

    for (size_t c = 0; c < s->C; c++, x += apart) {
        for (size_t i = 0; s->stride > 1 && i < phases(s); i++)
            split_phase(s, n, i / s->stride, i % s->stride, x, phase + i * width);
        for (size_t k = 0; k < s->side * s->side; k++, to += width) {
            const struct look r = look_of(s, k / s->side), q = look_of(s, k % s->side);

            look(n, R, Q, r, q,
                 s->stride > 1 ? phase + (r.from * s->stride + q.from) * width : x, to);
        }
    }
}

/* The reverse: gradients of columns, in scratch, are added to dx. */
static void columns_back(const struct conv *s, size_t n, float *restrict scratch,
                         size_t apart, float *restrict dx)
{
    const size_t R = conv_rows(s), Q = conv_cols(s), width = n * R * Q;
    float *phase = scratch + taps(s) * width, *from = scratch;

    for (size_t c = 0; c < s->C; c++, dx += apart) {
        if (s->stride > 1)
            memset(phase, 0, phases(s) * width * sizeof *phase);
        for (size_t k = 0; k < s->side * s->side; k++, from += width) {
            const struct look r = look_of(s, k / s->side), q = look_of(s, k % s->side);

            look_back(n, R, Q, r, q, from,
                      s->stride > 1 ? phase + (r.from * s->stride + q.from) * width : dx);
        }
        for (size_t i = 0; s->stride > 1 && i < phases(s); i++)
            join_phase(s, n, i / s->stride, i % s->stride, phase + i * width, dx);
    }
}

/* A layer of 1 x 1 kernels at every place has its input for columns. */
static bool is_dense(const struct conv *s) { return s->side == 1 && s->stride == 1; }

void conv_forward(const struct conv *s, size_t N, const float *restrict x,
                  const float *restrict K, float beta, float *restrict y,
                  float *restrict scratch)
{
    const size_t P = plane(s), T = taps(s), step = is_dense(s) ? N : piece(s);

    for (size_t at = 0; at < N; at += step) {
        const size_t n = N - at < step ? N - at : step;

        if (!is_dense(s))
            columns_of(s, n, x + at * s->H * s->W, N * s->H * s->W, scratch);
        gemm(GEMM_PLAIN, GEMM_PLAIN, s->O, n * P, T, K, T, is_dense(s) ? x : scratch,
             n * P, beta, y + at * P, N * P);
    }
}

void conv_backward(const struct conv *s, size_t N, const float *restrict x,
                   const float *restrict K, const float *restrict dy, float *restrict dx,
                   float *restrict dK, float *restrict scratch)
{
    const size_t P = plane(s), T = taps(s), step = is_dense(s) ? N : piece(s);

    for (size_t at = 0; at < N; at += step) {
        const size_t n = N - at < step ? N - at : step, apart = N * s->H * s->W;

        if (!is_dense(s))
            columns_of(s, n, x + at * s->H * s->W, apart, scratch);
        gemm(GEMM_PLAIN, GEMM_TRANSPOSED, s->O, T, n * P, dy + at * P, N * P,
             is_dense(s) ? x : scratch, n * P, 1.0f, dK, T); /* dy/dK = columns */
        if (!dx)
            continue;
        gemm(GEMM_TRANSPOSED, GEMM_PLAIN, T, n * P, s->O, K, T, dy + at * P, N * P,
             is_dense(s) ? 1.0f : 0.0f, is_dense(s) ? dx : scratch, n * P);
        if (!is_dense(s)) /* dy/dcolumns = K */
            columns_back(s, n, scratch, apart, dx + at * s->H * s->W);
    }
}
