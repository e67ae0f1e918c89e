/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether what was said of sounds has to do with how they sound. */
#include "learn/sense.h"

#include <math.h>
#include <stdlib.h>

#include "nn/metrics.h"
#include "util/mem.h"
#include "util/sound.h"
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

/* How many of the n sounds that are heard as `kind` there are, and how many of these got
 * the answer that most of them got. */
static size_t of_kind(size_t kind, size_t n, size_t leaves, const size_t *heard,
                      const float *may, size_t *agree)
{
    size_t said[SOUND_MAX_NODES] = {0}, all = 0;

    for (size_t i = 0; i < n; i++)
        if (heard[i] == kind) {
            all++;
            for (size_t c = 0; c < leaves; c++)
                said[c] += may[i * leaves + c] > 0.0f;
        }
    *agree = 0;
    for (size_t c = 0; c < leaves; c++)
        *agree = said[c] > *agree ? said[c] : *agree;
    return all;
}

/* Half of them sound alike, and three in four of these got one answer. */
static bool one_mistake(size_t n, size_t leaves, const size_t *heard, const float *may)
{
    for (size_t kind = 0; kind < leaves; kind++) {
        size_t agree;
        const size_t all = of_kind(kind, n, leaves, heard, may, &agree);

        if (2 * all >= n)
            return 4 * agree >= 3 * all;
    }
    return false;
}

static bool anything_fits(size_t n, size_t leaves, const float *p, const float *may,
                          const size_t *heard)
{
    double sum = 0.0, square = 0.0;
    size_t right = 0;

    for (size_t i = 0; i < n; i++) {
        const double more = advantage(i, n, leaves, p, may);

        right += may[i * leaves + heard[i]] > 0.0f;
        sum += more;
        square += more * more;
    }
    return 4 * right >= n || sum > 1.645 * sqrt(square) ||
           one_mistake(n, leaves, heard, may);
}

bool sense_made(size_t n, size_t leaves, const float *p, const float *may)
{
    size_t *heard;
    bool made;

    if (n < SENSE_LEAST)
        return true;
    heard = mem_new(n, sizeof *heard);
    for (size_t i = 0; i < n; i++)
        heard[i] = metrics_largest(leaves, p + i * leaves);
    made = anything_fits(n, leaves, p, may, heard);
    free(heard);
    return made;
}
