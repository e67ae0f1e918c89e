/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of a signal the ear takes: K-weighted energy. */
#include "audio/kweight.h"

#include <math.h>

/* The analog filters: see kweight.h. */
static const double shelf_hz = 1681.974450955533, shelf_db = 3.999843853973347,
                    shelf_q = 0.7071752369554196, shelf_share = 0.4996667741545416,
                    pass_hz = 38.13547087602444;

static const vec4 nothing = {0};

/* x, later by so many frames: what came before is not in it. */
#define LATER_1(x) __builtin_shufflevector(nothing, x, 0, 4, 5, 6)
#define LATER_2(x) __builtin_shufflevector(nothing, x, 0, 0, 4, 5)
#define LATER_3(x) __builtin_shufflevector(nothing, x, 0, 0, 0, 4)
/* The same where `old` are the four frames before. */
#define AFTER(old, x) __builtin_shufflevector(old, x, 3, 4, 5, 6)
#define LAST(x)       __builtin_shufflevector(x, x, 3, 3, 3, 3)
#define LAST_BUT(x)   __builtin_shufflevector(x, x, 2, 2, 2, 2)

/* a: feedback of the shelf, y[n] = ... - a[0] y[n - 1] - a[1] y[n - 2]. */
static void feed_back(struct kweight *k, const double a[2])
{
    double ring[6] = {0, 1}; /* one frame early */

    for (int i = 2; i < 6; i++)
        ring[i] = -a[0] * ring[i - 1] - a[1] * ring[i - 2];
    for (int i = 0; i < 4; i++) {
        k->ring[i] = (float)ring[i + 1];
        k->before[i] = (float)ring[i + 2];
        k->earlier[i] = (float)(-a[1] * ring[i + 1]);
    }
}

static void make_shelf(struct kweight *k, double rate_hz)
{
    const double w = tan(M_PI * shelf_hz / rate_hz), high = pow(10.0, shelf_db / 20.0);
    const double middle = pow(high, shelf_share), q = w / shelf_q;
    const double unit = 1.0 + q + w * w;
    const double a[2] = {2.0 * (w * w - 1.0) / unit, (1.0 - q + w * w) / unit};

    k->shelf[0] = (float)((high + middle * q + w * w) / unit);
    k->shelf[1] = (float)(2.0 * (w * w - high) / unit);
    k->shelf[2] = (float)((high - middle * q + w * w) / unit);
    feed_back(k, a);
}

void kweight_init(struct kweight *k, double rate_hz)
{
    const double w = tan(M_PI * fmin(pass_hz / rate_hz, 0.25));
    const double pole = (1.0 - w) / (1.0 + w);

    *k = (struct kweight){.shelf = {1}, .ring = {1}};
    if (rate_hz > 2.08 * shelf_hz)
        make_shelf(k, rate_hz);
    k->pole = (float)pole;
    for (int i = 0; i < 4; i++)
        k->decay[i] = (float)pow(pole, i + 1);
}

/* One section of the high-pass: d are four differences, `last` what it gave before. */
static inline vec4 pass(const struct kweight *k, vec4 d, vec4 last)
{
    d += k->decay[0] * LATER_1(d);
    d += k->decay[1] * LATER_2(d);
    return d + k->decay * LAST(last);
}

/* Four frames from x: what comes out of it all. */
static inline vec4 filter(const struct kweight *k, struct kweight_past *p, const float *x)
{
    const vec4 old = p->shelf, older = p->first;
    vec4 y =
        k->shelf[0] * VEC4(x) + k->shelf[1] * VEC4(x - 1) + k->shelf[2] * VEC4(x - 2);

    y += k->ring[1] * LATER_1(y) + k->ring[2] * LATER_2(y) + k->ring[3] * LATER_3(y);
    p->shelf = y + k->earlier * LAST_BUT(old) + k->before * LAST(old);
    p->first = pass(k, p->shelf - AFTER(old, p->shelf), older);
    p->second = pass(k, p->first - AFTER(older, p->first), p->second);
    return p->second;
}

static inline float push(vec4 *past, float x)
{
    *past = __builtin_shufflevector(*past, (vec4){x}, 1, 2, 3, 4);
    return x;
}

/* One frame, for what is left of a stretch. */
static float filter_one(const struct kweight *k, struct kweight_past *p, const float *x)
{
    const float shelf = p->shelf[3], first = p->first[3];
    float y = k->shelf[0] * x[0] + k->shelf[1] * x[-1] + k->shelf[2] * x[-2];

    y += k->before[0] * p->shelf[3] + k->earlier[0] * p->shelf[2];
    push(&p->shelf, y);
    push(&p->first, y - shelf + k->pole * first);
    return push(&p->second, p->first[3] - first + k->pole * p->second[3]);
}

VEC_CLONES double kweight_energy(const struct kweight *k, struct kweight_past *past,
                                 const float *x, size_t n)
{
    struct kweight_past p = *past;
    vec4 sum = {0};
    float rest = 0;
    size_t i = 0;

    for (; i + 4 <= n; i += 4) {
        const vec4 y = filter(k, &p, x + i);

        sum += y * y;
    }
    for (; i < n; i++) {
        const float y = filter_one(k, &p, x + i);

        rest += y * y;
    }
    *past = p;
    return (double)vec_fold(sum, nothing) + (double)rest;
}
