/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a spectrum dark or bright, narrow or wide, a tone or noise? */
#include "dsp/shape.h"

#include <math.h>

#include "util/vec.h"

enum { STEP = 2 * VEC_LANES, MARKS = 64 };

/*
 * Running sums of one spectrum. Every `block` bins the lanes so far are kept, so
 * that the bin where they pass a share of the whole is found without adding again.
 */
struct weight {
    float power, moment;  /* sum of p[k], sum of k p[k] */
    size_t block, blocks; /* block is a multiple of STEP; blocks <= MARKS */
    vec8 mark[MARKS];     /* lanes of the sum of p[0 .. (i + 1) block) */
};

static const vec8 count_up = {0, 1, 2, 3, 4, 5, 6, 7};

VEC_CLONES
static void weigh(struct weight *w, size_t bins, const float *p)
{
    vec8 even = {0}, odd = {0}, even_k = {0}, odd_k = {0};
    vec8 k = count_up;
    float power = 0.0f, moment = 0.0f;
    size_t i = 0;

    w->block = (bins / MARKS / STEP + 1) * STEP;
    w->blocks = bins / w->block;
    for (size_t m = 0; m < w->blocks; m++) {
        for (const size_t to = i + w->block; i < to; i += STEP) {
            even += VEC8(p + i);
            odd += VEC8(p + i + VEC_LANES);
            even_k += k * VEC8(p + i);
            odd_k += (k + (float)VEC_LANES) * VEC8(p + i + VEC_LANES);
            k += (float)STEP;
        }
        w->mark[m] = even + odd;
    }
    for (; i < bins; i++) {
        power += p[i];
        moment += (float)i * p[i];
    }
    even += odd;
    even_k += odd_k;
    w->power = vec_fold(&even) + power;
    w->moment = vec_fold(&even_k) + moment;
}

/* sum of (k - c)^2 p[k]; about c, since the difference of two moments would cancel */
VEC_CLONES
static float variance(size_t bins, const float *p, float c)
{
    vec8 even = {0}, odd = {0};
    vec8 k = count_up - c;
    float sum = 0.0f;
    size_t i = 0;

    for (; i + STEP <= bins; i += STEP) {
        const vec8 next = k + (float)VEC_LANES;

        even += k * k * VEC8(p + i);
        odd += next * next * VEC8(p + i + VEC_LANES);
        k += (float)STEP;
    }
    for (; i < bins; i++)
        sum += ((float)i - c) * ((float)i - c) * p[i];
    even += odd;
    return vec_fold(&even) + sum;
}

static float rolloff(const struct weight *w, size_t bins, const float *p)
{
    const float want = SHAPE_ROLLOFF * w->power;
    size_t low = 0, high = w->blocks; /* the sum passes `want` in block low .. high */
    float sum;

    while (low < high) {
        const size_t mid = (low + high) / 2;

        if (vec_fold(&w->mark[mid]) >= want)
            high = mid;
        else
            low = mid + 1;
    }
    sum = low ? vec_fold(&w->mark[low - 1]) : 0.0f;
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
VEC_CLONES
static float mean_log2(size_t bins, const float *p, float per_mean)
{
    const size_t L = VEC_LANES;
    const float floor = SHAPE_FLOOR;
    vec8 s = {0}, tail = {1, 1, 1, 1, 1, 1, 1, 1};
    size_t i = 0;

    for (; i + 4 * L <= bins; i += 4 * L) {
        vec8 a = VEC8(p + i) * per_mean + floor;

        a *= VEC8(p + i + L) * per_mean + floor;
        a *= (VEC8(p + i + 2 * L) * per_mean + floor) *
             (VEC8(p + i + 3 * L) * per_mean + floor);
        vec8_log2(&a);
        s += a;
    }
    for (size_t j = 0; i < bins; i++, j++)
        tail[j % L] *= p[i] * per_mean + floor;
    vec8_log2(&tail);
    s += tail;
    return vec_fold(&s) / (float)bins;
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

VEC_CLONES
float shape_flux(size_t bins, const float *restrict p, float sum_p,
                 const float *restrict before, float sum_before)
{
    const float a = 1.0f / sum_p, b = 1.0f / sum_before;
    vec8 even = {0}, odd = {0};
    float sum = 0.0f;
    size_t i = 0;

    for (; i + STEP <= bins; i += STEP) {
        const size_t j = i + VEC_LANES;
        const vec8 d = VEC8(p + i) * a - VEC8(before + i) * b;
        const vec8 e = VEC8(p + j) * a - VEC8(before + j) * b;

        even += (vec8)((vec8_int)d & 0x7fffffff);
        odd += (vec8)((vec8_int)e & 0x7fffffff);
    }
    for (; i < bins; i++)
        sum += fabsf(p[i] * a - before[i] * b);
    even += odd;
    /* What rises is half of all change, since both spectra have the sum 1. */
    return 0.5f * (vec_fold(&even) + sum);
}
