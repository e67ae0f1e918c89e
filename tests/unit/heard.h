/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Test signals, and what describe_run() says of them. */
#ifndef HEARD_H
#define HEARD_H

#include "near.h"

#include <stdlib.h>

#include "dsp/describe.h"
#include "util/mem.h"
#include "util/rng.h"

#define TURN 6.283185307179586

/* |a - b| <= tol, for dB and other numbers that are not relative. */
#define within(a, b, tol)                                                                \
    cr_expect(fabs((double)(a) - (double)(b)) <= (tol), #a " = %g, want %g +- %g",       \
              (double)(a), (double)(b), (double)(tol))

static const int all_rates[] = {8000, 16000, 22050, 32000, 44100, 48000, 96000, 192000};
enum { RATES = sizeof all_rates / sizeof *all_rates };

/* A signal of its own memory, and what describe says of it. */
struct heard {
    struct describe *d;
    float *x;
    size_t n;
    int rate_hz;
    struct description is;
};

static inline struct heard begin(int rate_hz, double seconds)
{
    struct heard h = {.d = describe_new(), .rate_hz = rate_hz};

    h.n = (size_t)((double)rate_hz * seconds);
    h.x = mem_new(h.n, sizeof *h.x);
    return h;
}

static inline void hear(struct heard *h)
{
    describe_run(h->d, h->x, h->n, h->rate_hz, &h->is);
}

static inline void end(struct heard *h)
{
    describe_free(h->d);
    free(h->x);
}

static inline void add_sine(struct heard *h, double hz, double level)
{
    for (size_t i = 0; i < h->n; i++)
        h->x[i] += (float)(level * sin(TURN * hz * (double)i / h->rate_hz));
}

static inline void add_noise(struct heard *h, double level, uint64_t seed)
{
    struct rng r;

    rng_init(&r, seed);
    for (size_t i = 0; i < h->n; i++)
        h->x[i] += (float)(level * rng_normal(&r));
}

#endif
