/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An embedding as it is kept: 8 bits a number. */
#include "util/embedding.h"

#include <assert.h>
#include <math.h>
#include <string.h>

void embedding_of(struct embedding *out, size_t n, const float *x)
{
    float low = n ? x[0] : 0.0f, high = low, per;

    assert(n <= EMBEDDING_MAX);
    for (size_t i = 1; i < n; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    *out = (struct embedding){.n = n, .low = low, .step = (high - low) / 255.0f};
    per = out->step > 0.0f ? 1.0f / out->step : 0.0f;
    if (!isfinite(per)) { /* so close together that they are one number */
        out->step = 0.0f;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const float b = (x[i] - low) * per + 0.5f;

        out->byte[i] = (uint8_t)(b < 255.0f ? b : 255.0f);
    }
}

void embedding_numbers(const struct embedding *k, float *x)
{
    for (size_t i = 0; i < k->n; i++)
        x[i] = k->low + k->step * (float)k->byte[i];
}

void embedding_round(size_t N, size_t n, float *x)
{
    struct embedding k;

    for (size_t i = 0; i < N; i++) {
        embedding_of(&k, n, x + i * n);
        embedding_numbers(&k, x + i * n);
    }
}

void embedding_write(const struct embedding *k, const uint8_t trunk[SOUND_TRUNK],
                     struct buf *out)
{
    buf_bytes(out, trunk, SOUND_TRUNK);
    buf_f32(out, k->low);
    buf_f32(out, k->step);
    buf_bytes(out, k->byte, k->n);
}

bool embedding_possible(float low, float step)
{
    const float far = 4e6f; /* no number, and no range of numbers, is larger */

    return fabsf(low) <= far && step >= 0.0f && step * 255.0f <= far; /* nor a NaN */
}

int embedding_read(struct embedding *out, uint8_t trunk[SOUND_TRUNK], const uint8_t *data,
                   size_t n, struct err *e)
{
    struct cur c = cur_over(data, n);
    const uint8_t *id = cur_bytes(&c, SOUND_TRUNK);
    const float low = cur_f32(&c), step = cur_f32(&c);

    if (c.bad || c.left > EMBEDDING_MAX || !embedding_possible(low, step))
        return err_set(e, ERR_FORMAT, "impossible embedding");
    memcpy(trunk, id, SOUND_TRUNK);
    *out = (struct embedding){.n = c.left, .low = low, .step = step};
    cur_copy(&c, out->byte, out->n);
    return 0;
}
