/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One block of a transformer: attention, then two dense layers, each beside a shortcut.
 */
#include "nn/encoder.h"

#include <string.h>

#include "nn/act.h"
#include "nn/dense.h"
#include "nn/layernorm.h"

struct encoder_shape encoder_shape(const struct encoder *e, enum encoder_part part)
{
    const size_t D = e->attention.D;
    const struct encoder_shape shape[ENCODER_PARTS] = {
        [ENCODER_NORM1_GAIN] = {D, 0},     [ENCODER_NORM1_SHIFT] = {D, 0},
        [ENCODER_QKV_W] = {3 * D, D},      [ENCODER_QKV_B] = {3 * D, 0},
        [ENCODER_OUT_W] = {D, D},          [ENCODER_OUT_B] = {D, 0},
        [ENCODER_NORM2_GAIN] = {D, 0},     [ENCODER_NORM2_SHIFT] = {D, 0},
        [ENCODER_WIDE_W] = {e->wide, D},   [ENCODER_WIDE_B] = {e->wide, 0},
        [ENCODER_NARROW_W] = {D, e->wide}, [ENCODER_NARROW_B] = {D, 0},
    };

    return shape[part];
}

static size_t rows_of(const struct encoder *e, size_t N) { return e->attention.T * N; }

static void place_norm(struct encoder_norm *n, struct arena *a, size_t rows, size_t D)
{
    n->level = arena_take(a, rows * D);
    n->scale = arena_take(a, rows);
    n->y = arena_take(a, rows * D);
}

void encoder_place(struct encoder *e, struct arena *a, size_t N, bool training)
{
    const size_t D = e->attention.D, T = e->attention.T, rows = rows_of(e, N);

    place_norm(&e->norm[0], a, rows, D);
    place_norm(&e->norm[1], a, rows, D);
    e->qkv = arena_take(a, 3 * rows * D);
    e->share = arena_take(a, attention_shares(&e->attention, N));
    e->mixed = arena_take(a, rows * D);
    e->m = arena_take(a, rows * D);
    e->hidden = arena_take(a, rows * e->wide);
    e->y = arena_take(a, rows * D);
    if (!training)
        return;
    e->dqkv = arena_take(a, 3 * rows * D);
    e->dshare = arena_take(a, T * T);
    e->dmixed = arena_take(a, rows * D);
    e->dm = arena_take(a, rows * D);
    e->dnorm = arena_take(a, rows * D);
    e->dhidden = arena_take(a, rows * e->wide);
}

static void add(size_t n, const float *restrict x, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += x[i];
}

static void clear(size_t n, float *x) { memset(x, 0, n * sizeof *x); }

/* gain is its first part, shift the next. */
static void norm_forward_of(struct encoder *e, size_t which, enum encoder_part gain,
                            size_t rows, const float *x)
{
    struct encoder_norm *n = &e->norm[which];

    layernorm_forward(rows, e->attention.D, x, e->w[gain], e->w[gain + 1], n->level,
                      n->scale, n->y);
}

static void norm_backward_of(const struct encoder *e, size_t which,
                             enum encoder_part gain, size_t rows, float *dx)
{
    const struct encoder_norm *n = &e->norm[which];

    layernorm_backward(rows, e->attention.D, n->level, n->scale, e->w[gain], e->dnorm, dx,
                       e->dw[gain], e->dw[gain + 1]);
}

void encoder_forward(struct encoder *e, size_t N, const float *x)
{
    const size_t D = e->attention.D, rows = rows_of(e, N), wide = e->wide;

    norm_forward_of(e, 0, ENCODER_NORM1_GAIN, rows, x);
    dense_rows_forward(rows, D, 3 * D, e->norm[0].y, e->w[ENCODER_QKV_W],
                       e->w[ENCODER_QKV_B], e->qkv);
    attention_forward(&e->attention, N, e->qkv, e->share, e->mixed);
    dense_rows_forward(rows, D, D, e->mixed, e->w[ENCODER_OUT_W], e->w[ENCODER_OUT_B],
                       e->m);
    add(rows * D, x, e->m);
    norm_forward_of(e, 1, ENCODER_NORM2_GAIN, rows, e->m);
    dense_rows_forward(rows, D, wide, e->norm[1].y, e->w[ENCODER_WIDE_W],
                       e->w[ENCODER_WIDE_B], e->hidden);
    relu_forward(rows * wide, e->hidden);
    dense_rows_forward(rows, wide, D, e->hidden, e->w[ENCODER_NARROW_W],
                       e->w[ENCODER_NARROW_B], e->y);
    add(rows * D, e->m, e->y);
}

/* From y to m: dm is set. */
static void wide_backward(struct encoder *e, size_t rows, const float *dy)
{
    const size_t D = e->attention.D, wide = e->wide;

    clear(rows * wide, e->dhidden);
    clear(rows * D, e->dnorm);
    dense_rows_backward(rows, wide, D, e->hidden, e->w[ENCODER_NARROW_W], dy, e->dhidden,
                        e->dw[ENCODER_NARROW_W], e->dw[ENCODER_NARROW_B]);
    relu_backward(rows * wide, e->hidden, e->dhidden);
    dense_rows_backward(rows, D, wide, e->norm[1].y, e->w[ENCODER_WIDE_W], e->dhidden,
                        e->dnorm, e->dw[ENCODER_WIDE_W], e->dw[ENCODER_WIDE_B]);
    memcpy(e->dm, dy, rows * D * sizeof *dy); /* dy/dm = 1, and the branch's */
    norm_backward_of(e, 1, ENCODER_NORM2_GAIN, rows, e->dm);
}

void encoder_backward(struct encoder *e, size_t N, const float *dy, float *dx)
{
    const size_t D = e->attention.D, rows = rows_of(e, N);

    wide_backward(e, rows, dy);
    clear(rows * D, e->dmixed);
    clear(3 * rows * D, e->dqkv);
    clear(rows * D, e->dnorm);
    dense_rows_backward(rows, D, D, e->mixed, e->w[ENCODER_OUT_W], e->dm, e->dmixed,
                        e->dw[ENCODER_OUT_W], e->dw[ENCODER_OUT_B]);
    attention_backward(&e->attention, N, e->qkv, e->share, e->dmixed, e->dqkv, e->dshare);
    dense_rows_backward(rows, D, 3 * D, e->norm[0].y, e->w[ENCODER_QKV_W], e->dqkv,
                        e->dnorm, e->dw[ENCODER_QKV_W], e->dw[ENCODER_QKV_B]);
    add(rows * D, e->dm, dx); /* dm/dx = 1, and the branch's */
    norm_backward_of(e, 0, ENCODER_NORM1_GAIN, rows, dx);
}
