/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variations of a patch, so that training sees more recordings than there are. */
#include "nn/augment.h"

#include <math.h>
#include <string.h>

enum { COLS = 2 * PATCH_COLS };

/* attack and whole lie one behind the other: 256 columns that change alike. */
static uint8_t (*columns(struct patch *p))[PATCH_BANDS] { return p->attack; }

_Static_assert(offsetof(struct patch, whole) == (size_t)PATCH_COLS * PATCH_BANDS,
               "the two views are contiguous");

static double between(struct rng *r, double a, double b)
{
    return a + (b - a) * rng_unit(r);
}

/* Every column through one table per band; a shift moves bands up (or down, below 0). */
static void apply(struct patch *p, int shift, uint8_t table[PATCH_BANDS][256])
{
    uint8_t(*v)[PATCH_BANDS] = columns(p);

    for (size_t c = 0; c < COLS; c++) {
        uint8_t old[PATCH_BANDS];

        memcpy(old, v[c], sizeof old);
        for (int b = 0; b < PATCH_BANDS; b++) {
            const int from = b - shift;

            v[c][b] = table[b][from >= 0 && from < PATCH_BANDS ? old[from] : 0];
        }
    }
}

/* What becomes of a level in a band: gain (0 to 1 is the whole range), gate. */
static uint8_t changed(int level, double gain, double gate)
{
    const double y = (double)level / 255.0 + gain;

    return level == 0 || y < gate ? 0 : (uint8_t)lrint(255.0 * fmax(0.0, fmin(1.0, y)));
}

/* Noise that is nowhere over level, and nowhere far below. */
static void add_floor(struct patch *p, double level, struct rng *r)
{
    uint8_t(*v)[PATCH_BANDS] = columns(p);

    for (size_t c = 0; c < COLS; c++)
        for (int b = 0; b < PATCH_BANDS; b++) {
            const uint8_t floor = (uint8_t)(255.0 * level * between(r, 0.8, 1.0));

            v[c][b] = v[c][b] < floor ? floor : v[c][b];
        }
}

void augment(struct patch *p, struct rng *r)
{
    const int shift = rng_unit(r) < 0.7 ? (int)rng_below(r, 7) - 3 : 0;
    const bool tilted = rng_unit(r) < 0.5, cut = rng_unit(r) < 0.3;
    const double tilt = tilted ? between(r, -0.1, 0.1) : 0.0,
                 gain = tilted ? between(r, -0.06, 0.03) : 0.0;
    const int top = cut ? 40 + (int)rng_below(r, PATCH_BANDS - 40) : PATCH_BANDS;
    const double level = rng_unit(r) < 0.5 ? between(r, 0.0, 0.35) : 0.0;
    const bool gated = rng_unit(r) < 0.5;
    uint8_t table[PATCH_BANDS][256];

    for (int b = 0; b < PATCH_BANDS; b++)
        for (int v = 0; v < 256; v++)
            table[b][v] =
                b >= top ? 0
                         : changed(v, gain + tilt * (2.0 * b / (PATCH_BANDS - 1) - 1.0),
                                   gated ? level : 0.0);
    apply(p, shift, table);
    if (level > 0.0 && !gated)
        add_floor(p, level, r);
    if (p->attack_cols < PATCH_COLS) /* a floor does not outlast the sound */
        memset(p->attack[p->attack_cols], 0,
               (size_t)(PATCH_COLS - p->attack_cols) * PATCH_BANDS);
}
