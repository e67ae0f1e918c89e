/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A map: ties pull, everything pushes. */
#include "near/layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/rng.h"

enum {
    PUSHES = 5,   /* for each pull */
    EPOCHS = 400, /* of few points; each tie pulls at most once in one */
    EPOCHS_MANY = 240,
    MANY = 20000,     /* points */
    ROWS = 2048,      /* points that one step is for */
    FORCES = 48 << 6, /* of squared distances from 2^-24 to 2^24, 64 an octave */
    FORCE_BITS = 17,  /* of a float below those that tell it */
    ROUNDS = 8        /* in which points without a place ask their neighbours */
};
static const float limit = 4.0f;      /* a pull or push is no longer, along each axis */
static const float nudge = 1e-3f;     /* to begin with */
static const float softness = 0.001f; /* keeps a push finite */

struct layout {
    size_t n, moving;
    struct ties ties;
    float *at;               /* (n, 2) */
    float force[FORCES][2];  /* by squared distance, times the difference: pull, push */
    size_t epochs, epoch, i; /* the point that is next */
    struct rng rng;
};

void layout_curve(double close, double *a, double *b)
{
    enum { POINTS = 300, STEPS = 40 };

    *a = 1.0;
    *b = 1.0;
    for (int step = 0; step < STEPS; step++) { /* Gauss and Newton's least squares */
        double aa = 0, ab = 0, bb = 0, ra = 0, rb = 0, det;

        for (int i = 1; i < POINTS; i++) {
            const double x = 3.0 * i / POINTS, p = pow(x, 2.0 * *b);
            const double y = 1.0 / (1.0 + *a * p);
            const double da = -y * y * p, db = -y * y * *a * p * 2.0 * log(x);
            const double rest = (x < close ? 1.0 : exp(close - x)) - y;

            aa += da * da;
            ab += da * db;
            bb += db * db;
            ra += da * rest;
            rb += db * rest;
        }
        det = aa * bb - ab * ab;
        *a += (bb * ra - ab * rb) / det;
        *b += (aa * rb - ab * ra) / det;
    }
}

static float of_bits(uint32_t bits)
{
    float x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The exponent of 2^-24, as a force is found by it. */
static const uint32_t first_bits = (uint32_t)(127 - 24) << 23;

static void fill_forces(struct layout *l)
{
    double a, b;

    layout_curve((double)LAYOUT_CLOSE, &a, &b);
    for (uint32_t i = 0; i < FORCES; i++) {
        const uint32_t bits = first_bits + (i << FORCE_BITS) + (1U << (FORCE_BITS - 1));
        const double d2 = (double)of_bits(bits), p = a * pow(d2, b);

        l->force[i][0] = (float)(-2.0 * b * p / d2 / (1.0 + p));
        l->force[i][1] = (float)(2.0 * b / (((double)softness + d2) * (1.0 + p)));
    }
}

static const float *force_of(const struct layout *l, float d2)
{
    uint32_t bits;

    d2 = d2 < 0x1p-24f ? 0x1p-24f : d2 < 0x1.fp23f ? d2 : 0x1.fp23f;
    memcpy(&bits, &d2, sizeof bits);
    return l->force[(bits - first_bits) >> FORCE_BITS];
}

struct layout *layout_new(size_t n, size_t moving, size_t most, uint64_t seed)
{
    struct layout *l = mem_new(1, sizeof *l);

    l->n = n;
    l->moving = moving;
    l->at = mem_new(n * 2, sizeof *l->at);
    l->epochs = moving > MANY ? EPOCHS_MANY : EPOCHS;
    ties_init(&l->ties, moving, most);
    rng_init(&l->rng, seed);
    fill_forces(l);
    return l;
}

void layout_free(struct layout *l)
{
    if (!l)
        return;
    ties_clear(&l->ties);
    free(l->at);
    free(l);
}

float *layout_at(struct layout *l) { return l->at; }

struct ties *layout_ties(struct layout *l) { return &l->ties; }

/* Into the middle of those it is tied to that have a place: did any? */
static bool place(struct layout *l, size_t i)
{
    float x = 0.0f, y = 0.0f, all = 0.0f;

    for (size_t c = i * l->ties.most; c < (i + 1) * l->ties.most; c++) {
        const float w = (float)l->ties.strength[c],
                    *at = l->at + 2 * (size_t)l->ties.to[c];

        if (w == 0.0f || isnan(at[0]))
            continue;
        x += w * at[0];
        y += w * at[1];
        all += w;
    }
    if (all == 0.0f)
        return false;
    l->at[2 * i] = x / all;
    l->at[2 * i + 1] = y / all;
    return true;
}

static void place_all(struct layout *l, float x, float y, float radius)
{
    const double turn = 6.283185307179586;

    for (int round = 0; round <= ROUNDS; round++) {
        bool any = false;

        for (size_t i = 0; i < l->moving; i++) {
            if (!isnan(l->at[2 * i]))
                continue;
            if (!place(l, i) && round == ROUNDS) {
                const double angle = turn * rng_unit(&l->rng);

                l->at[2 * i] = x + radius * (float)cos(angle);
                l->at[2 * i + 1] = y + radius * (float)sin(angle);
            }
            any = true;
        }
        if (!any)
            return;
    }
}

void layout_begin(struct layout *l, float x, float y, float radius)
{
    place_all(l, x, y, radius);
    ties_join(&l->ties);
    for (size_t i = 0; i < 2 * l->moving; i++)
        l->at[i] += nudge * (float)rng_normal(&l->rng);
}

static float clip(float x) { return x > limit ? limit : x < -limit ? -limit : x; }

static void pull(struct layout *l, size_t i, size_t j, float rate)
{
    float *a = l->at + 2 * i, *b = l->at + 2 * j;
    const float dx = a[0] - b[0], dy = a[1] - b[1];
    const float f = force_of(l, dx * dx + dy * dy)[0];
    const float x = rate * clip(f * dx), y = rate * clip(f * dy);

    a[0] += x;
    a[1] += y;
    if (j >= l->moving)
        return;
    b[0] -= x;
    b[1] -= y;
}

static void push(struct layout *l, size_t i, uint64_t *random, float rate)
{
    float *a = l->at + 2 * i;

    for (int k = 0; k < PUSHES; k++) {
        const size_t j = (size_t)((*random & 0xffffffff) * l->n >> 32);
        const float *b = l->at + 2 * j;
        const float dx = a[0] - b[0], dy = a[1] - b[1];
        const float f = force_of(l, dx * dx + dy * dy)[1];

        /* The next one of its kind: D. Knuth's MMIX generator, high half first. */
        *random = *random * 6364136223846793005U + 1442695040888963407U;
        *random = *random >> 32 | *random << 32;
        a[0] += rate * clip(f * dx);
        a[1] += rate * clip(f * dy);
    }
}

/* A tie of full strength pulls in every epoch, others in their share of these; either of
 * its ends is pushed. */
static void move(struct layout *l, size_t i, float rate)
{
    for (size_t c = i * l->ties.most; c < (i + 1) * l->ties.most; c++) {
        const unsigned w = l->ties.strength[c];
        const unsigned phase = (unsigned)(l->epoch * w + c * 157) & 255;
        const size_t j = l->ties.to[c];
        uint64_t random;

        if (phase + w + (w == TIES_FULL) <= 255)
            continue;
        random = rng_next(&l->rng);
        pull(l, i, j, rate);
        push(l, j < l->moving && random >> 63 ? j : i, &random, rate);
    }
}

bool layout_step(struct layout *l)
{
    const float rate = 1.0f - (float)l->epoch / (float)l->epochs;
    const size_t end = l->i + ROWS < l->moving ? l->i + ROWS : l->moving;

    if (l->epoch == l->epochs)
        return false;
    for (; l->i < end; l->i++)
        move(l, l->i, rate);
    if (l->i == l->moving) {
        l->i = 0;
        l->epoch++;
    }
    return l->epoch < l->epochs && l->moving > 0;
}

double layout_done(const struct layout *l)
{
    return (double)l->epoch / (double)l->epochs;
}
