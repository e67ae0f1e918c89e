/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variations of a patch that borrow the colour of another. */
#include "nn/lean.h"

#include <math.h>

/* The mean of each band where it sounds, without the mean of them all.
 * v (PATCH_COLS, PATCH_BANDS) */
static void colour(const uint8_t *v, double *out)
{
    double all = 0.0;

    for (size_t b = 0; b < PATCH_BANDS; b++) {
        double sum = 0.0;
        size_t n = 0;

        for (size_t c = 0; c < PATCH_COLS; c++) {
            const uint8_t y = v[c * PATCH_BANDS + b];

            sum += y;
            n += y > 0;
        }
        out[b] = n ? sum / (double)n : 0.0;
        all += out[b] / PATCH_BANDS;
    }
    for (size_t b = 0; b < PATCH_BANDS; b++)
        out[b] -= all;
}

static void lean_view(uint8_t *v, const uint8_t *toward, double share)
{
    double own[PATCH_BANDS], other[PATCH_BANDS];

    colour(v, own);
    colour(toward, other);
    for (size_t i = 0; i < (size_t)PATCH_COLS * PATCH_BANDS; i++) {
        const size_t b = i % PATCH_BANDS;
        const long y = v[i] + lrint(share * (other[b] - own[b]));

        if (v[i] > 0)
            v[i] = (uint8_t)(y < 0 ? 0 : y > 255 ? 255 : y);
    }
}

void lean(struct patch *p, const struct patch *toward, struct rng *r)
{
    const double share = 0.5 * rng_unit(r);

    lean_view(p->attack[0], toward->attack[0], share);
    lean_view(p->whole[0], toward->whole[0], share);
}
