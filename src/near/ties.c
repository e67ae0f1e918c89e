/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ties of points to their nearest. */
#include "near/ties.h"

#include <math.h>
#include <stdlib.h>

#include "util/mem.h"

enum {
    HALVINGS = 20, /* of the range in which the width lies: finer than a strength is */
    MOST = 64      /* neighbours of one point */
};

/* A width is at least so much of the mean distance: of McInnes' program, where all are
 * equally far. */
static const float least_width = 1e-3f;

void ties_init(struct ties *t, size_t n, size_t most)
{
    *t = (struct ties){.n = n, .most = most < MOST ? most : MOST};
    t->to = mem_new(n * t->most, sizeof *t->to);
    t->strength = mem_new(n * t->most, sizeof *t->strength);
}

void ties_clear(struct ties *t)
{
    free(t->to);
    free(t->strength);
    *t = (struct ties){0};
}

/* The nearest that is not at the same place: it is tied in full. */
static float first_far(size_t k, const float *far)
{
    float least = INFINITY;

    for (size_t i = 0; i < k; i++)
        least = far[i] > 0.0f && far[i] < least ? far[i] : least;
    return isfinite(least) ? least : 0.0f;
}

static float tie_of(float beyond, float width)
{
    return beyond > 0.0f ? expf(-beyond / width) : 1.0f;
}

/* Ties add up to log2(k) at this width. */
static float width_of(size_t k, const float *far, float first)
{
    const float want = log2f((float)k);
    float low = 0.0f, high = 0.0f, mean = 0.0f;

    for (size_t i = 0; i < k; i++) {
        high = far[i] - first > high ? far[i] - first : high;
        mean += far[i] / (float)k;
    }
    high = 8.0f * high + least_width; /* there all ties are nearly full */
    for (int step = 0; step < HALVINGS; step++) {
        const float middle = (low + high) / 2.0f;
        float sum = 0.0f;

        for (size_t i = 0; i < k; i++)
            sum += tie_of(far[i] - first, middle);
        if (sum > want)
            high = middle;
        else
            low = middle;
    }
    return fmaxf(high, least_width * mean);
}

void ties_put(struct ties *t, size_t i, size_t k, const uint32_t *to, const float *far)
{
    const float first = first_far(k, far);
    const float width = width_of(k, far, first);
    uint32_t *who = t->to + i * t->most;
    uint8_t *strength = t->strength + i * t->most;

    for (size_t c = 0; c < t->most; c++) {
        who[c] = c < k ? to[c] : 0;
        strength[c] =
            c < k ? (uint8_t)lrintf(TIES_FULL * tie_of(far[c] - first, width)) : 0;
    }
}

/* Where row j speaks of i; NULL = nowhere. */
static uint8_t *back(const struct ties *t, size_t j, size_t i)
{
    for (size_t c = 0; c < t->most; c++)
        if (t->to[j * t->most + c] == i && t->strength[j * t->most + c] > 0)
            return t->strength + j * t->most + c;
    return NULL;
}

void ties_join(struct ties *t)
{
    for (size_t i = 0; i < t->n; i++)
        for (size_t c = i * t->most; c < (i + 1) * t->most; c++) {
            uint8_t *other = t->strength[c] && t->to[c] > i && t->to[c] < t->n
                                 ? back(t, t->to[c], i)
                                 : NULL;
            const unsigned p = t->strength[c];

            if (!other)
                continue;
            t->strength[c] = (uint8_t)(p + *other - p * *other / TIES_FULL);
            *other = 0;
        }
}
