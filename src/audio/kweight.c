/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of a signal the ear takes: K-weighted energy. */
#include "audio/kweight.h"

#include <math.h>

/* The filters of the standard, at its rate. */
static const double table_hz = 48000,
                    shelf_b[3] = {1.53512485958697, -2.69169620938640, 1.19839281085285},
                    shelf_a[2] = {-1.69065929318241, 0.73248077421585},
                    pass_a2 = 0.99007225036621,
                    lowest_hz = 4000; /* at which there is room for the shelf */

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

/*
 * |b[0] + b[1] / z + b[2] / z^2|^2 at angle w, as terms of what the sums of b with equal
 * and with alternating signs, and b[0] b[2], add to it.
 */
struct terms {
    double equal, alternating, product;
};

static struct terms terms_at(double w)
{
    const double s = sin(w / 2) * sin(w / 2);

    return (struct terms){1 - s, s, -16 * s * (1 - s)};
}

static double size_at(const double b[3], double w)
{
    const struct terms t = terms_at(w);
    const double sum = b[0] + b[1] + b[2], other = b[0] - b[1] + b[2];

    return t.equal * sum * sum + t.alternating * other * other + t.product * b[0] * b[2];
}

/* |H|^2 of the standard's shelf. */
static double shelf_size(double hz)
{
    const double w = 2 * M_PI * hz / table_hz, a[3] = {1, shelf_a[0], shelf_a[1]};

    return size_at(shelf_b, w) / size_at(a, w);
}

/*
 * The shelf at another rate: its poles are moved as those of an analog filter would be,
 * and its zeros so that it passes 0 Hz and two frequencies as the standard's does.
 */
static void make_shelf(struct kweight *k, double rate_hz)
{
    const double move = table_hz / rate_hz, radius = sqrt(shelf_a[1]);
    const double angle = acos(-shelf_a[0] / (2 * radius)), r = pow(radius, move);
    const double a[3] = {1, -2 * r * cos(angle * move), r * r};
    const double top = fmin(rate_hz / 2, 20000), low = fmin(2500, top / 2);
    const double w[2] = {2 * M_PI * low / rate_hz, 2 * M_PI * top / rate_hz};
    const struct terms t[2] = {terms_at(w[0]), terms_at(w[1])};
    const double sum = sqrt(shelf_size(0)) * (a[0] + a[1] + a[2]);
    const double rest[2] = {shelf_size(low) * size_at(a, w[0]) - t[0].equal * sum * sum,
                            shelf_size(top) * size_at(a, w[1]) - t[1].equal * sum * sum};
    const double det = t[0].alternating * t[1].product - t[1].alternating * t[0].product;
    const double other = sqrt((rest[0] * t[1].product - rest[1] * t[0].product) / det);
    const double product =
        (t[0].alternating * rest[1] - t[1].alternating * rest[0]) / det;
    const double half = (sum + other) / 2; /* b[0] + b[2] */
    const double b0 = (half + sqrt(half * half - 4 * product)) / 2;

    k->shelf[0] = (float)b0;
    k->shelf[1] = (float)((sum - other) / 2);
    k->shelf[2] = (float)(half - b0);
    feed_back(k, a + 1);
}

/* The high-pass has the gain over its corner that it has at the standard's rate. */
void kweight_init(struct kweight *k, double rate_hz)
{
    const double table_pole = sqrt(pass_a2), pole = pow(table_pole, table_hz / rate_hz);
    const double gain = (1 + pole) / (1 + table_pole);

    *k = (struct kweight){.shelf = {1}, .ring = {1}};
    if (rate_hz >= lowest_hz)
        make_shelf(k, rate_hz);
    for (int i = 0; i < 3; i++)
        k->shelf[i] *= (float)(gain * gain);
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
