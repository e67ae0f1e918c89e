/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether what was said of sounds has to do with how they sound. */
#include "learn/sense.h"

#include <math.h>

#include "nn/metrics.h"
#include "util/vec.h"

static double likely(size_t leaves, const float *p, const float *may)
{
    return log(1e-3 + (double)vec_dot(leaves, p, may));
}

/* How much likelier what was said of sound i is than what was said of all. */
static double advantage(size_t i, size_t n, size_t leaves, const float *p,
                        const float *may)
{
    double all = 0.0;

    for (size_t k = 0; k < n; k++)
        all += likely(leaves, p + i * leaves, may + k * leaves);
    return likely(leaves, p + i * leaves, may + i * leaves) - all / (double)n;
}

bool sense_made(size_t n, size_t leaves, const float *p, const float *may)
{
    double sum = 0.0, square = 0.0;
    size_t right = 0;

    if (n < SENSE_LEAST)
        return true;
    for (size_t i = 0; i < n; i++) {
        const double more = advantage(i, n, leaves, p, may);

        right += may[i * leaves + metrics_largest(leaves, p + i * leaves)] > 0.0f;
        sum += more;
        square += more * more;
    }
    return 4 * right >= n || sum > 1.645 * sqrt(square);
}
