/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The optimiser: AdamW, and how fast it may go at each step. */
#include "nn/adam.h"

#include <math.h>
#include <stdlib.h>

#include "util/mem.h"
#include "util/vec.h"

static const float beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-8f;

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
static void move(size_t n, float fix1, float fix2, float rate, float decay,
                 float *restrict m, float *restrict v, float *restrict w,
                 const float *restrict dw)
{
    for (size_t i = 0; i < n; i++) {
        m[i] = beta1 * m[i] + (1.0f - beta1) * dw[i];
        v[i] = beta2 * v[i] + (1.0f - beta2) * dw[i] * dw[i];
        w[i] -= rate * (decay * w[i] + m[i] / fix1 / (sqrtf(v[i] / fix2) + epsilon));
    }
}

void adam_apply(struct adam *a, size_t at, size_t n, float rate, float decay,
                float *restrict w, const float *restrict dw)
{
    const float fix1 = 1.0f - powf(beta1, (float)a->step);
    const float fix2 = 1.0f - powf(beta2, (float)a->step);

    move(n, fix1, fix2, rate, decay, a->m + at, a->v + at, w, dw);
}

float adam_rate(float top, long step, long steps)
{
    const float pi = 3.14159265f;
    const long warm = steps / 10 > 0 ? steps / 10 : 1;

    if (step < warm)
        return top * (float)(step + 1) / (float)warm;
    return top * 0.5f *
           (1.0f + cosf(pi * (float)(step - warm) / (float)(steps - warm + 1)));
}
