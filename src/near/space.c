/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Embeddings side by side, and the distances between them. */
#include "near/space.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near/dots.h"
#include "util/blob.h"
#include "util/mem.h"

static_assert((int)EMBEDDING_MAX <= (int)DOTS_MAX, "an embedding has room in a row");

enum { LEAST_ROOM = 64 };

void space_init(struct space *s, size_t width)
{
    *s = (struct space){
        .width = width,
        .stride = (width + DOTS_STEP - 1) / DOTS_STEP * DOTS_STEP,
    };
}

void space_clear(struct space *s)
{
    free(s->byte);
    free(s->low);
    free(s->step);
    free(s->sum);
    free(s->per);
    free(s->length);
    free(s->id);
    *s = (struct space){0};
}

void space_empty(struct space *s)
{
    s->n = 0;
    s->most = 0.0f;
}

void space_reserve(struct space *s, size_t n)
{
    if (n <= s->room)
        return;
    s->room = n;
    s->byte = mem_grow(s->byte, n, s->stride);
    s->low = mem_grow(s->low, n, sizeof *s->low);
    s->step = mem_grow(s->step, n, sizeof *s->step);
    s->sum = mem_grow(s->sum, n, sizeof *s->sum);
    s->per = mem_grow(s->per, n, sizeof *s->per);
    s->length = mem_grow(s->length, n, sizeof *s->length);
    s->id = mem_grow(s->id, n, sizeof *s->id);
}

static const uint8_t *row(const struct space *s, size_t i)
{
    return s->byte + i * s->stride;
}

static int32_t dot(const struct space *a, size_t i, const struct space *b, size_t j)
{
    int32_t out;

    dots(a->stride, row(a, i), 1, row(b, j), &out);
    return out;
}

/* The product of both sounds as numbers: symmetric to the last bit. */
static double product(const struct space *a, size_t i, const struct space *b, size_t j)
{
    const double low_a = (double)a->low[i], low_b = (double)b->low[j];
    const double step_a = (double)a->step[i], step_b = (double)b->step[j];
    const double sum_a = (double)a->sum[i], sum_b = (double)b->sum[j];

    return (double)a->width * (low_a * low_b) +
           (low_a * (step_b * sum_b) + low_b * (step_a * sum_a)) +
           step_a * step_b * (double)dot(a, i, b, j);
}

static float sum_of(const struct embedding *k)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < k->n; i++)
        sum += k->byte[i];
    return (float)sum;
}

/* The greatest number either way. */
static float reach_of(const struct space *s, size_t i)
{
    return fabsf(s->low[i]) + 255.0f * s->step[i];
}

void space_add(struct space *s, int64_t id, const struct embedding *k)
{
    const size_t i = s->n++;
    uint8_t *to;
    float reach;

    assert(k->n == s->width);
    if (s->n > s->room)
        space_reserve(s, s->room ? 2 * s->room : LEAST_ROOM);
    to = s->byte + i * s->stride;
    memcpy(to, k->byte, s->width);
    memset(to + s->width, 0, s->stride - s->width);
    s->low[i] = k->low;
    s->step[i] = k->step;
    s->sum[i] = sum_of(k);
    s->id[i] = id;
    s->length[i] = sqrt(fmax(0.0, product(s, i, s, i)));
    s->per[i] = s->length[i] > 0.0 ? (float)(1.0 / s->length[i]) : 0.0f;
    if (!isfinite(s->per[i]))
        s->per[i] = 0.0f;
    reach = reach_of(s, i) * s->per[i];
    s->most = reach > s->most ? reach : s->most;
}

int space_read(struct embedding *out, const uint8_t trunk[SOUND_TRUNK], const void *blob,
               size_t n, struct err *e)
{
    const uint8_t *data = blob;
    uint8_t made_by[SOUND_TRUNK];
    struct blob_head head;

    if (blob_check(&head, data, n, e) != 0)
        return -1;
    if (head.kind != BLOB_EMBEDDING || head.version != BLOB_EMBEDDING_VERSION ||
        head.payload_len != head.raw_len)
        return err_set(e, ERR_FORMAT, "is no embedding that this program knows");
    if (embedding_read(out, made_by, data + BLOB_HEAD, head.raw_len, e) != 0)
        return -1;
    return out->n > 0 && memcmp(made_by, trunk, SOUND_TRUNK) == 0;
}

double space_distance_of(double cosine)
{
    const double c = cosine < -1.0 ? -1.0 : cosine > 1.0 ? 1.0 : cosine;

    return SPACE_UNIT * sqrt(2.0 - 2.0 * c);
}

double space_cosine_of(double far)
{
    const double d = (far + 1.0) / SPACE_UNIT;

    return 1.0 - d * d / 2.0;
}

uint32_t space_between(const struct space *a, size_t i, const struct space *b, size_t j)
{
    if (a->per[i] == 0.0f || b->per[j] == 0.0f)
        return SPACE_FAR;
    return (uint32_t)lrint(
        space_distance_of(product(a, i, b, j) / (a->length[i] * b->length[j])));
}

void space_cosines(const struct space *s, size_t from, size_t n, const struct space *to,
                   size_t i, float *out)
{
    const float low = to->low[i] * to->per[i], step = to->step[i] * to->per[i];
    const float all = (float)s->width * low + step * to->sum[i];
    const float *restrict y_low = s->low + from, *restrict y_step = s->step + from;
    const float *restrict y_sum = s->sum + from, *restrict y_per = s->per + from;
    int32_t product_of[SPACE_BLOCK];

    assert(n <= SPACE_BLOCK);
    dots(s->stride, row(to, i), n, row(s, from), product_of);
    for (size_t j = 0; j < n; j++)
        out[j] = y_per[j] * (all * y_low[j] +
                             y_step[j] * (low * y_sum[j] + step * (float)product_of[j]));
}

/* Seven roundings of terms that are no greater than all numbers at their greatest. */
float space_doubt(const struct space *s, const struct space *to, size_t i)
{
    return 8.0f * FLT_EPSILON * (float)s->width * s->most * reach_of(to, i) * to->per[i];
}
