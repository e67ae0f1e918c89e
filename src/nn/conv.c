/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 2-D convolution: patches of the input as columns, times the kernels. */
#include "nn/conv.h"

#include <stdbool.h>
#include <string.h>

#include "nn/gemm.h"

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

size_t conv_scratch(const struct conv *s) { return piece(s) * taps(s) * plane(s); }

/* Where output positions lo to hi (exclusive) of one tap fall inside the input. */
struct span {
    size_t lo, hi;
    size_t from; /* input position of lo */
};

static struct span span_of(size_t tap, size_t half, size_t stride, size_t in, size_t out)
{
    struct span p = {.lo = tap < half ? (half - tap + stride - 1) / stride : 0};

    p.hi = tap < in + half ? (in - 1 + half - tap) / stride + 1 : 0;
    p.hi = p.hi < out ? p.hi : out;
    p.lo = p.lo < p.hi ? p.lo : p.hi;
    p.from = p.lo * stride + tap - half;
    return p;
}

static void copy_row(const struct span *p, size_t stride, const float *restrict x,
                     size_t n, float *restrict to)
{
    for (size_t i = 0; i < p->lo; i++)
        to[i] = 0.0f;
    if (stride == 1)
        for (size_t i = p->lo; i < p->hi; i++)
            to[i] = x[i - p->lo];
    else
        for (size_t i = p->lo; i < p->hi; i++)
            to[i] = x[(i - p->lo) * stride];
    for (size_t i = p->hi; i < n; i++)
        to[i] = 0.0f;
}

static void add_row(const struct span *p, size_t stride, const float *restrict from,
                    float *restrict x)
{
    if (stride == 1)
        for (size_t i = p->lo; i < p->hi; i++)
            x[i - p->lo] += from[i];
    else
        for (size_t i = p->lo; i < p->hi; i++)
            x[(i - p->lo) * stride] += from[i];
}

/* One tap of n samples: x (n, H, W) of its channel, to (n, out_H, out_W). */
static void gather(const struct conv *s, size_t n, size_t kh, size_t kw,
                   const float *restrict x, float *restrict to)
{
    const size_t half = s->side / 2, R = conv_rows(s), Q = conv_cols(s);
    const struct span row = span_of(kh, half, s->stride, s->H, R);
    const struct span col = span_of(kw, half, s->stride, s->W, Q);

    for (size_t i = 0; i < n; i++, x += s->H * s->W, to += R * Q) {
        memset(to, 0, row.lo * Q * sizeof *to);
        for (size_t r = row.lo; r < row.hi; r++)
            copy_row(&col, s->stride,
                     x + (row.from + (r - row.lo) * s->stride) * s->W + col.from, Q,
                     to + r * Q);
        memset(to + row.hi * Q, 0, (R - row.hi) * Q * sizeof *to);
    }
}

/* The reverse: dx is added to. */
static void scatter(const struct conv *s, size_t n, size_t kh, size_t kw,
                    const float *restrict from, float *restrict dx)
{
    const size_t half = s->side / 2, R = conv_rows(s), Q = conv_cols(s);
    const struct span row = span_of(kh, half, s->stride, s->H, R);
    const struct span col = span_of(kw, half, s->stride, s->W, Q);

    for (size_t i = 0; i < n; i++, dx += s->H * s->W, from += R * Q)
        for (size_t r = row.lo; r < row.hi; r++)
            add_row(&col, s->stride, from + r * Q,
                    dx + (row.from + (r - row.lo) * s->stride) * s->W + col.from);
}

/* columns (taps, n, out_H, out_W) of n samples from x, whose channels lie `apart`. */
static void columns_of(const struct conv *s, size_t n, const float *restrict x,
                       size_t apart, float *restrict columns)
{
    const size_t width = n * plane(s);

    for (size_t c = 0; c < s->C; c++)
        for (size_t kh = 0; kh < s->side; kh++)
            for (size_t kw = 0; kw < s->side; kw++, columns += width)
                gather(s, n, kh, kw, x + c * apart, columns);
}

static void columns_back(const struct conv *s, size_t n, const float *restrict columns,
                         size_t apart, float *restrict dx)
{
    const size_t width = n * plane(s);

    for (size_t c = 0; c < s->C; c++)
        for (size_t kh = 0; kh < s->side; kh++)
            for (size_t kw = 0; kw < s->side; kw++, columns += width)
                scatter(s, n, kh, kw, columns, dx + c * apart);
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
