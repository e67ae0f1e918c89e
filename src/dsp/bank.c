/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filterbanks: how much of a spectrum lies in each of many short runs of bins. */
#include "dsp/bank.h"

#include <math.h>
#include <stdlib.h>

#include "util/mem.h"
#include "util/vec.h"

static unsigned round_up(unsigned n)
{
    return (n + VEC_LANES - 1) / VEC_LANES * VEC_LANES;
}

void bank_add(struct bank *b, unsigned first, unsigned count, const double *weight)
{
    const struct run r = {.first = first, .count = round_up(count), .at = b->used};

    b->run = mem_grow(b->run, b->bands + 1, sizeof *b->run);
    b->run[b->bands++] = r;
    if (r.count == 0)
        return;
    b->used += r.count;
    b->weight = mem_grow(b->weight, b->used, sizeof *b->weight);
    for (unsigned i = 0; i < r.count; i++)
        b->weight[r.at + i] = i < count ? (float)weight[i] : 0.0f;
}

void bank_clear(struct bank *b)
{
    free(b->run);
    free(b->weight);
    *b = (struct bank){0};
}

double bank_triangle(const double *edge, double hz)
{
    const double up = (hz - edge[0]) / (edge[1] - edge[0]);
    const double down = (edge[2] - hz) / (edge[2] - edge[1]);

    return fmax(0.0, fmin(up, down));
}

void bank_apply(const struct bank *b, const float *restrict power, float *restrict out)
{
    for (size_t k = 0; k < b->bands; k++) {
        const struct run r = b->run[k];
        const float *restrict w = b->weight + r.at;
        const float *restrict p = power + r.first;
        vec4 low = {0}, high = {0};

        for (size_t i = 0; i < r.count; i += VEC_LANES) {
            low += VEC4(w + i) * VEC4(p + i);
            high += VEC4(w + i + 4) * VEC4(p + i + 4);
        }
        out[k] = vec_fold(low, high);
    }
}
