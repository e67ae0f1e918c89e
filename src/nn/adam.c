/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The optimiser: AdamW, and how fast it may go at each step. */
#include "nn/adam.h"

#include <math.h>
#include <stdlib.h>

#include "util/mem.h"
#include "util/vec.h"

static const float beta2 = 0.999f, epsilon = 1e-8f;

void adam_init(struct adam *a, size_t n)
{
    *a = (struct adam){
        .n = n, .m = mem_new(n, sizeof *a->m), .v = mem_new(n, sizeof *a->v)};
}

void adam_clear(struct adam *a)
{
    free(a->m);
    free(a->v);
    *a = (struct adam){0};
}

void adam_begin(struct adam *a) { a->step++; }

VEC_CLONES
static void move(size_t n, struct adam_pace pace, float fix1, float fix2, float decay,
                 float *restrict m, float *restrict v, float *restrict w,
                 const float *restrict dw)
{
    for (size_t i = 0; i < n; i++) {
        m[i] = pace.beta1 * m[i] + (1.0f - pace.beta1) * dw[i];
        v[i] = beta2 * v[i] + (1.0f - beta2) * dw[i] * dw[i];
        w[i] -= pace.rate * (decay * w[i] + m[i] / fix1 / (sqrtf(v[i] / fix2) + epsilon));
    }
}

void adam_apply(struct adam *a, size_t at, size_t n, struct adam_pace pace, float decay,
                float *restrict w, const float *restrict dw)
{
    const float fix1 = 1.0f - powf(pace.beta1, (float)a->step);
    const float fix2 = 1.0f - powf(beta2, (float)a->step);

    move(n, pace, fix1, fix2, decay, a->m + at, a->v + at, w, dw);
}

/* From a to b on half a cosine, t from 0 to 1. */
static float eased(float a, float b, float t)
{
    const float pi = 3.14159265f;

    return b + (a - b) * 0.5f * (1.0f + cosf(pi * t));
}

struct adam_pace adam_pace(float top, long step, long steps)
{
    static const float low = 0.85f, high = 0.95f; /* beta1 */
    const float rise = 0.3f * (float)steps, at = (float)step;
    const float t = at < rise ? at / rise : (at - rise) / ((float)steps - rise);

    if (at < rise)
        return (struct adam_pace){eased(top / 25.0f, top, t), eased(high, low, t)};
    return (struct adam_pace){eased(top, top / 250000.0f, t), eased(low, high, t)};
}
