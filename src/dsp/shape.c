/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a spectrum dark or bright, narrow or wide, a tone or noise? */
#include "dsp/shape.h"

#include <math.h>

#include "util/vec.h"

enum { VECS = 4, STEP = 4 * VECS, MARKS = 64 };

/*
 * Running sums of one spectrum. Every `block` bins the lanes so far are kept, so
 * that the bin where they pass a share of the whole is found without adding again.
 */
struct weight {
    float power, moment;  /* sum of p[k], sum of k p[k] */
    size_t block, blocks; /* block is a multiple of STEP; blocks <= MARKS */
    vec4 mark[MARKS];     /* lanes of the sum of p[0 .. (i + 1) block) */
};

static inline float fold(const vec4 s[VECS])
{
    return vec_fold(s[0] + s[2], s[1] + s[3]);
}

/* The bins that the VECS vectors of a step stand for, less c. */
static inline void count_from(vec4 k[VECS], float c)
{
    for (int j = 0; j < VECS; j++)
        k[j] = (vec4){0, 1, 2, 3} + (float)(4 * j) - c;
}

static void weigh(struct weight *w, size_t bins, const float *p)
{
    vec4 s[VECS] = {{0}}, sk[VECS] = {{0}}, k[VECS];
    float power = 0.0f, moment = 0.0f;
    size_t i = 0;

    count_from(k, 0.0f);
    w->block = (bins / MARKS / STEP + 1) * STEP;
    w->blocks = bins / w->block;
    for (size_t m = 0; m < w->blocks; m++) {
        for (const size_t to = i + w->block; i < to; i += STEP)
            VEC_UNROLL
        for (size_t j = 0; j < VECS; j++) {
            s[j] += VEC4(p + i + 4 * j);
            sk[j] += k[j] * VEC4(p + i + 4 * j);
            k[j] += (float)STEP;
        }
        w->mark[m] = (s[0] + s[2]) + (s[1] + s[3]);
    }
    for (; i < bins; i++) {
        power += p[i];
        moment += (float)i * p[i];
    }
    w->power = fold(s) + power;
    w->moment = fold(sk) + moment;
}

/* sum of (k - c)^2 p[k]; about c, since the difference of two moments would cancel */
static float variance(size_t bins, const float *p, float c)
{
    vec4 s[VECS] = {{0}}, k[VECS];
    float sum = 0.0f;
    size_t i = 0;

    count_from(k, c);
    for (; i + STEP <= bins; i += STEP)
        VEC_UNROLL
    for (size_t j = 0; j < VECS; j++) {
        s[j] += k[j] * k[j] * VEC4(p + i + 4 * j);
        k[j] += (float)STEP;
    }
    for (; i < bins; i++)
        sum += ((float)i - c) * ((float)i - c) * p[i];
    return fold(s) + sum;
}

static float up_to_mark(const struct weight *w, size_t m)
{
    return vec_fold(w->mark[m], (vec4){0});
}

static float rolloff(const struct weight *w, size_t bins, const float *p)
{
    const float want = SHAPE_ROLLOFF * w->power;
    size_t low = 0, high = w->blocks; /* the sum passes `want` in block low .. high */
    float sum;

    while (low < high) {
        const size_t mid = (low + high) / 2;

        if (up_to_mark(w, mid) >= want)
            high = mid;
        else
            low = mid + 1;
    }
    sum = low ? up_to_mark(w, low - 1) : 0.0f;
    for (size_t i = low * w->block; i < bins; i++) {
        sum += p[i];
        if (sum >= want)
            return (float)i;
    }
    return (float)(bins - 1);
}

/*
 * Mean log2 of p / mean + floor. One logarithm for four bins: the floor keeps
 * their product a normal float (1e-36), and the mean keeps it under bins^4.
 */
static float mean_log2(size_t bins, const float *p, float per_mean)
{
    const float floor = SHAPE_FLOOR;
    vec4 s = {0}, rest = {1, 1, 1, 1};
    size_t i = 0;

    for (; i + STEP <= bins; i += STEP)
        s += vec4_log2((VEC4(p + i) * per_mean + floor) *
                       (VEC4(p + i + 4) * per_mean + floor) *
                       ((VEC4(p + i + 8) * per_mean + floor) *
                        (VEC4(p + i + 12) * per_mean + floor)));
    for (size_t j = 0; i < bins; i++, j++)
        rest[j % 4] *= p[i] * per_mean + floor;
    return vec_fold(s, vec4_log2(rest)) / (float)bins;
}

void shape_measure(struct shape *s, size_t bins, const float *p)
{
    struct weight w;
    float c, per_mean;

    weigh(&w, bins, p);
    *s = (struct shape){.power = w.power};
    if (!(w.power > SHAPE_SILENCE))
        return;
    c = w.moment / w.power;
    per_mean = (float)bins / w.power;
    s->centroid = c;
    s->spread = sqrtf(variance(bins, p, c) / w.power);
    s->rolloff = rolloff(&w, bins, p);
    s->flatness = fminf(1.0f, exp2f(mean_log2(bins, p, per_mean)));
}

float shape_flux(size_t bins, const float *restrict p, float sum_p,
                 const float *restrict before, float sum_before)
{
    const float a = 1.0f / sum_p, b = 1.0f / sum_before;
    vec4 s[VECS] = {{0}};
    float sum = 0.0f;
    size_t i = 0;

    for (; i + STEP <= bins; i += STEP)
        VEC_UNROLL
    for (size_t j = 0; j < VECS; j++)
        s[j] += vec4_abs(VEC4(p + i + 4 * j) * a - VEC4(before + i + 4 * j) * b);
    for (; i < bins; i++)
        sum += fabsf(p[i] * a - before[i] * b);
    /* What rises is half of all change, since both spectra have the sum 1. */
    return 0.5f * (fold(s) + sum);
}
