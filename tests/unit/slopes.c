/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers for tests of layers, and gradients against central differences. */
#include "slopes.h"

#include "near.h"

#include "util/rng.h"

void noise(float *x, size_t n, uint64_t seed)
{
    struct rng r;

    rng_init(&r, seed);
    for (size_t i = 0; i < n; i++)
        x[i] = (float)rng_normal(&r);
}

double dot(size_t n, const float *x, const float *y)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * (double)y[i];
    return sum;
}

void check_slopes(double (*answer)(void *), void *of, float *at, const float *d, size_t n,
                  const char *what)
{
    const float h = 0.01f;

    for (size_t i = 0; i < n; i++) {
        const float keep = at[i];
        double slope;

        at[i] = keep + h;
        slope = answer(of);
        at[i] = keep - h;
        slope = (slope - answer(of)) / (2.0 * (double)h);
        at[i] = keep;
        cr_expect(fabs(slope - (double)d[i]) < 2e-3 * (1.0 + fabs(slope)),
                  "%s[%zu]: %g, want %g", what, i, (double)d[i], slope);
    }
}
