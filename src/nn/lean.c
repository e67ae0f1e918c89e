/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variations of a patch that borrow the colour of another. */
#include "nn/lean.h"

#include <math.h>

/* Levels of some times in some bands: a view, or partials. */
struct picture {
    size_t times, bands, group; /* neighbouring bands that have a colour in common */
};

static const struct picture view = {PATCH_COLS, PATCH_BANDS, 1},
                            partials = {PATCH_TIMES, PATCH_FINE, PATCH_OCTAVE};

enum { GROUPS = PATCH_BANDS }; /* at most */

/* The mean of each group of bands where it sounds, without the mean of them all.
 * v (times, bands) */
static void colour(const struct picture *is, const uint8_t *v, double *out)
{
    const size_t groups = is->bands / is->group;
    double all = 0.0;

    for (size_t g = 0; g < groups; g++) {
        double sum = 0.0;
        size_t n = 0;

        for (size_t t = 0; t < is->times; t++)
            for (size_t b = g * is->group; b < (g + 1) * is->group; b++) {
                const uint8_t y = v[t * is->bands + b];

                sum += y;
                n += y > 0;
            }
        out[g] = n ? sum / (double)n : 0.0;
        all += out[g] / (double)groups;
    }
    for (size_t g = 0; g < groups; g++)
        out[g] -= all;
}

/* What lies between the middles of groups is in between, too. */
static double at_band(const struct picture *is, const double *group, size_t b)
{
    const size_t last = is->bands / is->group - 1;
    const double at =
        fmin(fmax(((double)b + 0.5) / (double)is->group - 0.5, 0.0), (double)last);
    const size_t low = (size_t)at, high = low < last ? low + 1 : low;

    return group[low] + (at - (double)low) * (group[high] - group[low]);
}

static void lean_picture(const struct picture *is, uint8_t *v, const uint8_t *toward,
                         double share)
{
    double own[GROUPS], other[GROUPS];

    colour(is, v, own);
    colour(is, toward, other);
    for (size_t b = 0; b < is->bands; b++) {
        const long by = lrint(share * (at_band(is, other, b) - at_band(is, own, b)));

        for (size_t i = b; i < is->times * is->bands; i += is->bands) {
            const long y = v[i] + by;

            if (v[i] > 0)
                v[i] = (uint8_t)(y < 0 ? 0 : y > 255 ? 255 : y);
        }
    }
}

void lean(struct patch *p, const struct patch *toward, struct rng *r)
{
    const double share = 0.5 * rng_unit(r);

    lean_picture(&view, p->attack[0], toward->attack[0], share);
    lean_picture(&view, p->whole[0], toward->whole[0], share);
    lean_picture(&partials, p->partials[0], toward->partials[0], share);
}
